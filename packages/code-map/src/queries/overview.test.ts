import { expect, test } from 'vitest'
import { TestRepository } from '../testing.ts'
import { overview } from './overview.ts'

test('the overview knows the stack, the commands and the entry points', async () => {
  using repo = new TestRepository({
    'package.json': '{"name":"x","scripts":{"test":"vitest","build":"tsc","release":"no"}}',
    'src/index.ts': "import './core'",
    'src/core.ts': '',
    'src/core.test.ts': "import './core'",
  })
  expect(await overview(await repo.open())).toMatchObject({
    files: 4,
    classes: { source: 2, test: 1, document: 1 },
    manifests: ['package.json'],
    packages: [{ name: 'x', directory: '.', ecosystem: 'npm' }],
    installs: [{ command: 'npm install', directory: '.' }],
    commands: [
      { role: 'build', command: 'npm run build' },
      { role: 'test', command: 'npm run test' },
    ],
    entryPoints: ['src/index.ts'],
    central: [{ path: 'src/core.ts', importers: 1 }],
  })
})

test('the overview tells what a repository is for, what to read, and where libraries and programs start', async () => {
  using repo = new TestRepository({
    'README.md': `<h1 align="center">Kit</h1>
[![Build](https://x.example/badge.svg)](https://x.example)

**Kit** reads [tide tables](https://x.example/tables) of every \`harbour\` and *says*
when to leave.

- one`,
    'AGENTS.md': 'Be quick.',
    'docs/ARCHITECTURE.md': '# Parts',
    'pyproject.toml': '[project]\nname = "tide-kit"\n[project.scripts]\ntide = "tide_kit.command:main"\n',
    'src/tide_kit/__init__.py': 'from .command import main',
    'src/tide_kit/command.py': 'def main(): pass',
    'tool/tool.c': 'int main(void) { return 0; }',
    'examples/one/main.go': 'package main\nfunc main() {}',
    'src/tide_kit/deep/index.js': '',
  })
  const found = await overview(await repo.open())
  expect(found).toMatchObject({
    about: 'Kit reads tide tables of every harbour and *says* when to leave.',
    guides: ['README.md', 'AGENTS.md', 'docs/ARCHITECTURE.md'],
    entryPoints: ['src/tide_kit/command.py', 'src/tide_kit/__init__.py', 'tool/tool.c'],
    rootFiles: [],
  })
})

test('the overview of a repository without manifests names the files of its root; a manifest speaks before the readme', async () => {
  using notes = new TestRepository({
    'README.rst': 'Notes\n=====\n\nshort\n',
    'tides.md': '# Tides',
    '.gitignore': 'x',
  })
  expect(await overview(await notes.open())).toMatchObject({
    about: undefined,
    guides: ['README.rst'],
    rootFiles: ['README.rst', 'tides.md'],
  })
  using crate = new TestRepository({
    'Cargo.toml':
      '[package]\nname = "x"\ndescription = "Reads \\"tide\\" tables of harbours"\n[lib]\npath = "lib/x.rs"\n',
    'README.md': 'Something else that is long enough to be a sentence.',
    'lib/x.rs': 'mod y; use y::Y;',
    'lib/y.rs': 'pub struct Y;',
    'src/bin/run.rs': 'fn main() {}',
  })
  expect(await overview(await crate.open())).toMatchObject({
    about: 'Reads "tide" tables of harbours',
    entryPoints: ['lib/x.rs', 'src/bin/run.rs'],
    central: [{ path: 'lib/y.rs', importers: 1 }],
  })
})

test('a class of Rails counts as imported by the files that name it', async () => {
  using repo = new TestRepository({
    'app/models/harbour.rb': 'class Harbour\nend',
    'app/models/tide.rb': 'class Tide\n  def at = Harbour.new\nend',
    'config.ru': 'run 1',
    'config/routes.rb': '',
  })
  expect(await overview(await repo.open())).toMatchObject({
    central: [{ path: 'app/models/harbour.rb', importers: 1 }],
    entryPoints: ['config.ru', 'config/routes.rb'],
  })
})
