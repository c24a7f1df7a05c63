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
    central: [{ path: 'src/core.ts', users: 1 }],
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
    entryPoints: ['src/tide_kit/command.py', 'tool/tool.c', 'src/tide_kit/__init__.py'],
    rootFiles: [],
  })
})

test('the overview of a repository without manifests names the files of its root; a manifest speaks before the readme', async () => {
  using notes = new TestRepository({
    'README.rst':
      'Tide notes\r\n==========\r\n\r\nshort\r\n\r\n# Warning\r\n\r\nThis is not what it is about, it is a warning.',
    'tides.md': '# Tides',
    '.gitignore': 'x',
  })
  expect(await overview(await notes.open())).toMatchObject({
    about: 'Tide notes',
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
    entryPoints: ['src/bin/run.rs', 'lib/x.rs'],
    central: [{ path: 'lib/y.rs', users: 1 }],
  })
})

test.each([
  [
    'a readme that begins without a title',
    { 'README.md': '<div></div>\n\nReads the tide tables of every harbour.\n\n### [Sponsored by a bank](x)\n' },
  ],
  [
    'a readme that begins with where its links lead',
    {
      'README.md':
        '[tide]: https://x.example/tide\n[harbour]: https://x.example/harbour\n\nReads the [tide] tables of every [harbour].\n',
    },
  ],
  [
    'a readme of elements alone',
    {
      'README.md':
        '<p align="center">\n<picture><img></picture>\n<h3>a project of the <a>coast guard</a></h3>\n</p>\n<hr>\n<h3>Every harbour</h3>\n<p>Reads the tide tables of every&nbsp;harbour.</p>\n<p>\n<a>Releases</a> · <a>Documentation of all things</a>\n</p>\n',
    },
  ],
  [
    'a readme with bars of links first',
    {
      'README.md':
        '<h4>\n<a href="x">The whole documentation</a> |\n<a href="x">Everything else</a>\n</h4>\n\n[Website of the project](x)\n·\n[Documentation](x)\n\nReads the [tide tables](x) of every harbour.\n',
    },
  ],
  ['setup.cfg', { 'setup.cfg': '[metadata]\ndescription = Reads the tide tables of every harbour.\n' }],
  [
    'a gemspec',
    { 'tide.gemspec': 'Gem::Specification.new do |s|\n  s.summary = "Reads the tide tables of every harbour."\nend' },
  ],
])('what it is about, in %s', async (_, files) => {
  using repo = new TestRepository(files)
  expect(await overview(await repo.open())).toMatchObject({ about: 'Reads the tide tables of every harbour.' })
})

test('a manifest with values of the wrong type names no programs', async () => {
  using repo = new TestRepository({
    'package.json': '{ "name": "tide", "bin": { "tide": "run.js", "odd": 5 } }',
    'run.js': '',
    'a/package.json': 'null',
    'b/package.json': '{ "bin": 5 }',
    'c/package.json': '{ "bin": ',
  })
  expect(await overview(await repo.open())).toMatchObject({ entryPoints: ['run.js'] })
})

test('a class of Rails counts as imported by the files that name it', async () => {
  using repo = new TestRepository({
    'app/models/harbour.rb': 'class Harbour\nend',
    'app/models/tide.rb': 'class Tide\n  def at = Harbour.new\nend',
    'config.ru': 'run 1',
    'bin/rake': '# This file was generated by Bundler.',
    'bin/run': '#!/bin/sh',
    'config/routes.rb': '',
  })
  expect(await overview(await repo.open())).toMatchObject({
    central: [{ path: 'app/models/harbour.rb', users: 1 }],
    entryPoints: ['config.ru', 'bin/run', 'config/routes.rb'],
  })
})

test('files of a Go or Java package count by who uses their names; an import of Go brings all of its package', async () => {
  using repo = new TestRepository({
    'go.mod': 'module tide\n',
    'tide.go': 'package tide\ntype Tide struct{}\nfunc New() *Tide { return newest() }\n',
    'deep.go': 'package tide\nfunc newest() *Tide { return nil }\nfunc init() {}\n',
    'lone.go': 'package tide\nfunc alone() {}\nfunc init() {}\n',
    'cmd/main.go': 'package main\nimport "tide"\nfunc main() { tide.New() }\n',
    'j/A.java': 'package j;\nclass A { B b; }\n',
    'j/B.java': 'package j;\nclass B {}\n',
  })
  const { central } = await overview(await repo.open())
  expect(central).toEqual([
    { path: 'tide.go', users: 2 },
    { path: 'deep.go', users: 1 },
    { path: 'j/B.java', users: 1 },
  ])
})

test('files of Ruby count by who says their constants, but for names that Ruby has too', async () => {
  using repo = new TestRepository({
    'lib/tide.rb': "module Tide\n  autoload :Table, 'tide/table'\nend\n",
    'lib/tide/table.rb': 'module Tide\n  class Table\n  end\nend\n',
    'lib/tide/file.rb': 'module Tide\n  class File\n  end\nend\n',
    'lib/tide/a.rb': 'module Tide\n  class A\n    def at = Table.new(File.read(1))\n  end\nend\n',
    'lib/tide/b.rb': 'module Tide\n  class B < Table\n  end\nend\n',
  })
  expect((await overview(await repo.open())).central).toEqual([{ path: 'lib/tide/table.rb', users: 3 }])
})

test('a constant of Rails counts with what is around it where several files have one of its name', async () => {
  using repo = new TestRepository({
    'app/models/shop/base.rb': 'module Shop\n  class Base\n  end\nend\n',
    'app/models/shop/mail/base.rb': 'module Shop\n  module Mail\n    class Base\n    end\n  end\nend\n',
    'app/models/shop/a.rb': 'module Shop\n  class A < Base\n  end\nend\n',
    'app/models/shop/b.rb': 'module Shop\n  class B < Base\n  end\nend\n',
    'app/models/shop/mail/c.rb': 'module Shop\n  module Mail\n    class C < Base\n    end\n  end\nend\n',
  })
  expect((await overview(await repo.open())).central.slice(0, 2)).toEqual([
    { path: 'app/models/shop/base.rb', users: 4 },
    { path: 'app/models/shop/mail/base.rb', users: 1 },
  ])
})
