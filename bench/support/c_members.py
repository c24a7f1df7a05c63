"""Prints what libclang tells of the members that C and C++ code names: lines of `use FILE LINE CLASS MEMBER`, `member CLASS MEMBER` and
`above CLASS CLASS`, with tabs between.

Usage: c_members.py ROOT ARGUMENT_OF_CLANG ...   (Debian's python3-clang-14 and libclang1-14)
"""

import glob
import os
import subprocess
import sys

import clang.cindex
from clang.cindex import CursorKind

CLASSES = {
    CursorKind.CLASS_DECL,
    CursorKind.STRUCT_DECL,
    CursorKind.UNION_DECL,
    CursorKind.CLASS_TEMPLATE,
    CursorKind.CLASS_TEMPLATE_PARTIAL_SPECIALIZATION,
}
MEMBERS = {CursorKind.CXX_METHOD, CursorKind.FIELD_DECL, CursorKind.FUNCTION_TEMPLATE}
USES = {CursorKind.MEMBER_REF_EXPR, CursorKind.DECL_REF_EXPR, CursorKind.MEMBER_REF}
SOURCES = (".c", ".cc", ".cpp", ".cxx")
ERROR = clang.cindex.Diagnostic.Error
FATAL = clang.cindex.Diagnostic.Fatal


class Judge:
    def __init__(self, root):
        self.root = os.path.realpath(root)
        self.lines = set()
        self.files = {}
        self.bases = {}

    def above(self, name):
        """The classes above one, at any distance."""
        found = set()
        fringe = [name]
        while fringe:
            for base in self.bases.get(fringe.pop(), ()):
                if base not in found:
                    found.add(base)
                    fringe.append(base)
        return found

    def file_of(self, cursor):
        """The path of what declares or names something, below the root; None for code from elsewhere."""
        file = cursor.location.file
        if file is None:
            return None
        if file.name not in self.files:
            full = os.path.realpath(file.name)
            inside = full.startswith(self.root + os.sep)
            self.files[file.name] = os.path.relpath(full, self.root) if inside else None
        return self.files[file.name]

    def visit(self, cursor):
        for child in cursor.get_children():
            file = self.file_of(child)
            if file is None and child.location.file is not None:
                continue
            if file is not None:
                self.look_at(child, file)
            self.visit(child)

    def look_at(self, cursor, file):
        if cursor.kind in CLASSES:
            for base in cursor.get_children():
                if base.kind == CursorKind.CXX_BASE_SPECIFIER and base.referenced is not None:
                    self.bases.setdefault(plain(cursor.spelling), set()).add(plain(base.referenced.spelling))
        elif cursor.kind in MEMBERS:
            owner = class_of(cursor)
            if owner is not None:
                self.lines.add(("member", owner, cursor.spelling))
        elif cursor.kind in USES:
            named = cursor.referenced
            owner = None if named is None else class_of(named)
            if owner is not None and named.kind in MEMBERS:
                self.lines.add(("use", file, str(cursor.location.line), owner, named.spelling))


def plain(name):
    return name.split("<")[0]


def class_of(cursor):
    """The name of the class that a cursor is a member of; None for what is none, and for members of what has no name."""
    owner = cursor.semantic_parent
    if owner is None or owner.kind not in CLASSES:
        return None
    name = plain(owner.spelling)
    return name if name.isidentifier() else None


def main(root, *arguments):
    library = sorted(glob.glob("/usr/lib/llvm-*/lib/libclang-*.so.1"))
    clang.cindex.Config.set_library_file(library[-1])
    judge = Judge(root)
    listed = subprocess.run(["git", "-C", root, "ls-files", "-z"], capture_output=True, check=True).stdout
    sources = [name for name in listed.decode().split("\0") if name.endswith(SOURCES)]
    index = clang.cindex.Index.create()
    failed = 0
    for source in sources:
        file = os.path.join(judge.root, source)
        given = [one for one in arguments if not (source.endswith(".c") and one.startswith("-std=c++"))]
        around = [judge.root, os.path.join(judge.root, "include"), os.path.join(judge.root, "src"), os.path.dirname(file)]
        unit = index.parse(file, args=given + [f"-I{directory}" for directory in around])
        worst = max((one.severity for one in unit.diagnostics), default=0)
        failed += worst >= ERROR
        if worst >= FATAL:
            continue
        judge.visit(unit.cursor)
    print(f"{len(sources)} sources, {failed} with errors", file=sys.stderr)
    judge.lines.update(("above", name, base) for name in judge.bases for base in judge.above(name))
    for line in sorted(judge.lines):
        print("\t".join(line))


main(*sys.argv[1:])
