"""Reads the data below the working directory, and fails where a key, number or route is there twice."""

import collections
import json
import pathlib
import re
import sys
import tomllib


def twice(pairs):
    keys = [key for key, _ in pairs]
    again = [key for key, count in collections.Counter(keys).items() if count > 1]
    if again:
        sys.exit(f"twice: {again}")
    return dict(pairs)


def check_json(text):
    plain = re.sub(r",(\s*[}\]])", r"\1", re.sub(r"^\s*//.*$", "", text, flags=re.M))
    value = json.loads(plain, object_pairs_hook=twice)
    versions = collections.defaultdict(set)
    if isinstance(value, dict):
        for section in ("dependencies", "devDependencies"):
            for name, version in value.get(section, {}).items():
                versions[name].add(version)


def check_yaml(text):
    block = None
    seen = [(-1, set())]
    for line in text.splitlines():
        indent = len(line) - len(line.lstrip())
        if block is not None and (indent > block or not line.strip()):
            continue
        block = None
        if line.startswith("---"):
            seen = [(-1, set())]
            continue
        item = re.match(r"\s*- ", line)
        if item:
            while seen and seen[-1][0] > indent:
                seen.pop()
            line = line.replace("- ", "  ", 1)
            indent += 2
        match = re.match(r"\s*([\w.-]+):(.*)$", line)
        if not match:
            continue
        while seen[-1][0] > indent:
            seen.pop()
        if seen[-1][0] < indent:
            seen.append((indent, set()))
        if match[1] in seen[-1][1]:
            sys.exit(f"twice: {match[1]}")
        seen[-1][1].add(match[1])
        if match[2].strip() in ("|", ">"):
            block = indent


def check_lines(text, pattern):
    found = re.findall(pattern, text, re.M)
    twice([(one, None) for one in found])


for file in sorted(pathlib.Path(".").rglob("*")):
    if not file.is_file() or ".git" in file.parts:
        continue
    text = file.read_text() if file.name != ".git" else ""
    if file.suffix == ".json":
        check_json(text)
    elif file.suffix in (".yaml", ".yml"):
        check_yaml(text)
    elif file.name.startswith(".env"):
        check_lines(text, r"^(?:export )?(\w+)=")
    elif file.suffix == ".toml":
        tomllib.loads(text)
    elif file.suffix in (".py", ".mjs"):
        check_lines(text, r"app\.((?:get|post|put)\('[^']+')")
numbers = collections.defaultdict(list)
for file in pathlib.Path(".").rglob("migrations/*.sql"):
    numbers[(file.parent, file.name.split("_")[0])].append(file.name)
for names in numbers.values():
    if len(names) > 1:
        sys.exit(f"one number: {names}")
