"""Loads every module below the working directory, and fails with the first one that cannot be loaded."""

import ast
import importlib
import pathlib
import sys

sys.path.insert(0, ".")
for file in sorted(pathlib.Path(".").rglob("*.py")):
    tree = ast.parse(file.read_text())
    names = [node.name for node in tree.body if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef))]
    twice = {name for name in names if names.count(name) > 1}
    if twice:
        sys.exit(f"{file}: declared twice: {twice}")
    module = ".".join(file.with_suffix("").parts)
    loaded = importlib.import_module(module.removesuffix(".__init__"))
    coroutines = [name for name, value in vars(loaded).items() if type(value).__name__ == "coroutine"]
    if coroutines:
        sys.exit(f"{file}: a coroutine that nobody awaited: {coroutines}")

if any(pathlib.Path(".").rglob("test_*.py")):
    import pytest

    sys.exit(pytest.main(["-q", "-p", "no:cacheprovider", "."]))
