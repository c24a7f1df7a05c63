import { expect, test } from 'vitest'
import { readMachineNeeds } from '../read-machine-needs.ts'
import { readWorkspace } from '../read-workspace.ts'
import { at, json, makeTree, type TreeFiles } from '../test-tree.ts'
import type { MachineNeeds } from '../types.ts'

async function needsOf(files: TreeFiles): Promise<MachineNeeds> {
  const root = await makeTree(files)
  const listed = Object.keys(files)
  return readMachineNeeds(await readWorkspace(root, { files: listed }), listed)
}

async function callsOf(files: TreeFiles): Promise<readonly string[]> {
  const { calledPrograms } = await needsOf(files)
  return calledPrograms.map(({ program, caller, evidence, isGuarded }) =>
    [at(evidence), caller, program, ...(isGuarded ? ['guarded'] : [])].join(' '),
  )
}

test.each<readonly [string, TreeFiles, readonly string[]]>([
  [
    'a script of package.json',
    { 'package.json': json({ scripts: { poster: 'ffmpeg -i a.mp4 && tsc' } }) },
    ['package.json:3 script ffmpeg'],
  ],
  [
    'a recipe of a Makefile',
    { Makefile: 'all:\n\techo a\n\t@protoc --go_out=. a.proto | jq .\n' },
    ['Makefile:3 target protoc', 'Makefile:3 target jq'],
  ],
  ['a recipe of a justfile', { justfile: 'gen:\n    buf generate\n' }, ['justfile:2 target buf']],
  [
    'a task of a Taskfile',
    { 'Taskfile.yml': 'version: 3\ntasks:\n  gen:\n    cmds:\n      - protoc a.proto\n' },
    ['Taskfile.yml:5 target protoc'],
  ],
  ['a process of a Procfile', { Procfile: 'cache: redis-server --port 1\n' }, ['Procfile:1 process redis-server']],
  [
    'a shell file: not its comments, its here documents and what it guards',
    {
      'scripts/a.sh':
        '#!/bin/sh\n# ffmpeg\nif ! command -v jq; then exit; fi\ncat <<END\nffmpeg\nEND\njq .\nif psql -c 1; then :; fi\n',
    },
    ['scripts/a.sh:3 shell jq guarded', 'scripts/a.sh:7 shell jq guarded', 'scripts/a.sh:8 shell psql'],
  ],
  [
    'a shell file that a script starts is part of it',
    { 'package.json': json({ scripts: { seed: 'bash ./scripts/seed.sh --all' } }), 'scripts/seed.sh': 'psql -c 1\n' },
    ['scripts/seed.sh:1 script psql'],
  ],
  [
    'an executable script without a suffix',
    { 'bin/up': '#!/usr/bin/env bash\nterraform init\n', 'bin/x.py': 'jq' },
    ['bin/up:2 shell terraform'],
  ],
  [
    'CI: one line, a block, and a list of GitLab',
    {
      '.github/workflows/a.yml':
        'jobs:\n  a:\n    steps:\n      - run: jq .\n      - name: b\n        run: |\n          gh pr list\n      - uses: x/helm@v1\n',
      '.gitlab-ci.yml': 'a:\n  script:\n    - kubectl apply\n',
    },
    ['.github/workflows/a.yml:4 ci jq', '.github/workflows/a.yml:7 ci gh', '.gitlab-ci.yml:3 ci kubectl'],
  ],
  ['what installs it first', { Makefile: 'x:\n\tapt-get install -y jq\n\tjq .\n' }, ['Makefile:3 target jq guarded']],
  [
    'names in arguments, fixtures, examples and unknown programs',
    { Makefile: 'x:\n\techo ffmpeg\n\tfrobnicate\n', 'examples/a.sh': 'jq .\n', 'test/fixtures/a.sh': 'jq .\n' },
    [],
  ],
])('%s', async (_, files, expected) => {
  expect(await callsOf(files)).toEqual(expected)
})

test.each<readonly [string, TreeFiles, readonly string[]]>([
  [
    'an addon of the repository',
    { 'package.json': json({ name: 'a' }), 'binding.gyp': '{}' },
    ['node-gyp binding.gyp:1'],
  ],
  ['cmake-js', { 'package.json': json({ dependencies: { 'cmake-js': '7' } }) }, ['cmake package.json:3']],
  [
    'an extension of Python',
    { 'setup.py': 'from setuptools import setup\nsetup(name="a", ext_modules=[x])\n' },
    ['compiler setup.py:2'],
  ],
  [
    'an extension that may be left out',
    { 'setup.py': 'import os\nif not os.environ.get("SKIP_X"):\n  setup(ext_modules=[x])\n' },
    [],
  ],
  [
    'a backend that compiles Rust',
    { 'pyproject.toml': '[build-system]\nbuild-backend = "maturin"\n[project]\nname = "a"\n' },
    ['rust pyproject.toml:2'],
  ],
  [
    'a crate needs a linker',
    { 'Cargo.toml': '[package]\nname = "a"\nversion = "0.1.0"\n', 'src/main.rs': '' },
    ['linker Cargo.toml:2'],
  ],
  [
    'a module of Go that is C inside',
    { 'go.mod': 'module a\n\ngo 1.22\n\nrequire github.com/mattn/go-sqlite3 v1.14.0\n', 'a.go': '' },
    ['cgo go.mod:5'],
  ],
  [
    'an extension of Ruby',
    { Gemfile: 'source "https://rubygems.org"\n', 'ext/a/extconf.rb': '' },
    ['extconf ext/a/extconf.rb:1'],
  ],
  ['plain packages', { 'package.json': json({ name: 'a' }), 'setup.py': 'setup(name="a")\n' }, []],
])('%s', async (_, files, expected) => {
  const { nativeBuilds } = await needsOf(files)
  expect(nativeBuilds.map(({ kind, evidence }) => `${kind} ${at(evidence)}`)).toEqual(expected)
})
