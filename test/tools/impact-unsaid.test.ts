import { spec, testWorlds, type World } from '../support/impact-worlds.ts'

/** What code uses without an import that says so. */
const worlds: readonly World[] = [
  {
    name: 'elements use the functions of the runtime that a comment names',
    files: {
      'src/jsx/jsx-runtime.ts': "export { jsx, jsx as jsxs } from './base'\n",
      'src/jsx/base.ts': 'export function jsx() {}\nexport function other() {}\n',
      'src/page.test.tsx': "/** @jsxImportSource ./jsx */\ntest('x', () => <p>{'a'}</p>)\n",
      'src/plain.test.tsx': "/** @jsxImportSource ./jsx */\ntest('x', () => 1)\n",
    },
    changed: 'src/jsx/base.ts#jsx',
    tests: ['src/page.test.tsx static'],
  },
  {
    name: 'elements use the functions of the runtime that the configuration around them names, development’s too',
    files: {
      'tsconfig.json': '{ "compilerOptions": { "jsx": "react-jsx", "jsxImportSource": "own/jsx" } }',
      'package.json': '{ "name": "own", "exports": { "./jsx/jsx-dev-runtime": "./src/jsx/jsx-dev-runtime.ts" } }',
      'src/jsx/jsx-dev-runtime.ts': 'export function jsxDEV() {}\n',
      'src/view.tsx': 'export const View = () => (\n  <>\n    <p />\n  </>\n)\nexport const other = 1\n',
      'src/view.test.ts': spec('View', './view'),
      'src/other.test.ts': "import { other } from './view'\ntest('x', () => other)\n",
    },
    changed: 'src/jsx/jsx-dev-runtime.ts#jsxDEV',
    tests: ['src/view.test.ts static'],
  },
  {
    name: 'elements use the function of the program that makes them',
    files: {
      'src/make.js': 'export function make() {}\nexport function h() {}\n',
      'src/make.test.jsx': "import { make } from './make'\ntest('x', () => <p />)\n",
      'src/named.test.jsx': "/** @jsx h */\nimport { h } from './make'\nh.x = 1\ntest('x', () => <p />)\n",
    },
    changed: 'src/make.js#make',
    tests: ['src/make.test.jsx static'],
  },
  {
    name: 'a member of a Python module reaches who takes it through that module’s name, not who binds the name anew',
    files: {
      'app/__init__.py': 'from . import fields\n',
      'app/fields.py': 'def text():\n    pass\n\n\ndef number():\n    pass\n',
      'tests/test_text.py': 'from app import fields\n\n\ndef test_it():\n    fields.text()\n',
      'tests/test_number.py':
        'from app import fields\n\n\ndef test_it():\n    fields.number()\n\n\nclass Meta:\n    fields = ("text",)\n',
      'tests/test_whole.py': 'import app\n\n\ndef test_it():\n    app.fields.text()\n',
    },
    changed: 'app/fields.py#text',
    tests: ['tests/test_text.py static', 'tests/test_whole.py static'],
  },
  {
    name: 'programs that a test starts by their paths',
    files: {
      'lib/run.js': 'exports.run = () => {}\n',
      'test/fixtures/plain': "#!/usr/bin/env node\nrequire('../../lib/run').run()\n",
      'test/fixtures/script.js': "require('../../lib/run').run()\n",
      'test/joined.test.js': "test('x', () => spawn(path.join(__dirname, 'fixtures', 'plain')))\n",
      'test/root.test.js': "test('x', () => spawn('node', ['./test/fixtures/script']))\n",
      'test/template.test.js': "test('x', () => exec(`node ${__dirname}/fixtures/script.js`))\n",
      'test/other.test.js': "test('x', () => spawn('node', ['./fixtures/none.js', 'fixtures']))\n",
    },
    changed: 'lib/run.js',
    tests: ['test/joined.test.js static', 'test/root.test.js static', 'test/template.test.js static'],
  },
  {
    name: 'what code in the texts of a test imports',
    files: {
      'package.json': '{ "name": "own", "main": "lib/run.js" }',
      'lib/run.js': 'exports.run = () => {}\n',
      'test/command.test.js': String.raw`test('x', () => exec('node -e "require(\'.\').run()"'))` + '\n',
      'test/program.test.js': "test('x', () => start(`\n  import { run } from './lib/run.js'\n  run(${1})\n`))\n",
      'test/compiler.test.js': 'test("x", () => compile(`import { run } from \'own\'`))\n',
      'test/own.test.js':
        "import { spawn } from 'node:child_process'\ntest('x', () => write(`${1}\\nconst { run } = require('own')`))\n",
      'test/put-in.test.js':
        "const own = join(here, '..')\ntest('x', () => start(`require(${JSON.stringify(own)}).run()`))\n",
      'test/place.test.js': "const cwd = join(here, '..')\ntest('x', () => start('echo from here', { cwd }))\n",
    },
    changed: 'lib/run.js',
    tests: [
      'test/command.test.js static',
      'test/own.test.js static',
      'test/program.test.js static',
      'test/put-in.test.js static',
    ],
  },
  {
    name: 'what is built in a way that nothing tells may have been built from all of its package',
    files: {
      'package.json': '{ "name": "own", "main": "dist/own.js" }',
      'src/deep.ts': 'export const deep = 1\n',
      'more/package.json': '{ "name": "more", "main": "dist/more.js" }',
      'more/test/c.test.js': "import own from '../dist/more.js'\ntest('x', () => own)\n",
      'test/a.test.js': "import own from '../dist/own.js'\ntest('x', () => own)\n",
      'test/b.test.js': "import { gone } from './gone.js'\nimport 'left-pad'\ntest('x', () => gone)\n",
      'test/fixtures/d.test.js': "import '../../dist/own.js'\n",
    },
    changed: 'src/deep.ts#deep',
    tests: ['test/a.test.js widened'],
  },
  {
    name: 'a bundle leads to where its bundler begins',
    files: {
      'package.json':
        '{ "name": "own", "main": "dist/own.js", "exports": { ".": "./dist/own.js", "./log": "./dist/log.js" } }',
      'rollup.config.mjs':
        "import plugin from './plugin.js'\nexport default { input: { 'own.js': 'code/node.js', log: 'code/log.js' }, plugins: [plugin('plugin.js')] }\n",
      'plugin.js': '',
      'code/node.js': "export { one } from './one.js'\n",
      'code/log.js': 'export const log = 1\n',
      'code/one.js': 'export const one = 1\n',
      'test/a.test.js': "import { one } from '../dist/own.js'\ntest('x', () => one)\n",
      'test/b.test.js': "import { log } from '../dist/log.js'\ntest('x', () => log)\n",
      'test/c.test.js': "import { one } from 'own'\ntest('x', () => one)\n",
    },
    changed: 'code/one.js#one',
    tests: ['test/a.test.js static', 'test/c.test.js static'],
  },
  {
    name: 'Python modules that a package gives under names of their own',
    files: {
      'pyproject.toml':
        '[project]\nname = "x"\n\n[project.scripts]\nshow = "app.ext:main"\n\n[project.entry-points."app.extensions"]\nsmart = "app.ext:Smart"\n"more" = "app.more"\n\n[tool.x]\nplain = "app.ext"\n',
      'app/__init__.py': '',
      'app/ext.py': 'class Smart:\n    pass\n',
      'app/more.py': "NAMES = ['smart']\n",
      'tests/test_smart.py': "def test_it():\n    render(extensions=['smart'])\n",
      'tests/test_more.py': "def test_it():\n    render(extensions=['more'])\n",
      'tests/test_other.py': "def test_it():\n    run(['show', 'plain'])\n",
    },
    changed: 'app/ext.py',
    tests: ['tests/test_more.py static', 'tests/test_smart.py static'],
  },
  {
    name: 'Python modules in a long table',
    files: {
      'app/__init__.py': '',
      'app/last.py': 'def lex():\n    pass\n',
      'app/table.py': `TABLE = {\n${Array.from({ length: 500 }, (_, at) => `    'name${at}': ('text/x-${at}', 'some.module${at}'),\n`).join('')}    'last': 'app.last',\n}\n`,
      'tests/test_table.py': 'from app.table import TABLE\n\n\ndef test_it():\n    TABLE\n',
    },
    changed: 'app/last.py#lex',
    tests: ['tests/test_table.py static'],
  },
  {
    name: 'a module to which no import leads from a test may be one that is computed',
    files: {
      'app/load.js': 'exports.load = (name) => require(`./plugins/${name}`)\n',
      'app/plugins/one.js': 'exports.one = 1\n',
      'app/plugins/old.js': "exports.old = require('./one')\n",
      'test/a.test.js': "const { load } = require('../app/load')\ntest('x', () => load('one'))\n",
    },
    changed: 'app/plugins/one.js',
    tests: ['test/a.test.js static'],
  },
  {
    name: 'a test that starts programs, and from which no import leads to any source, may run each',
    files: {
      'src/run.js': 'export function run() {}\n',
      'src/other.js': 'export function other() {}\n',
      'test/support/start.js':
        "import { spawn } from 'node:child_process'\nexport const start = (name) => spawn(name)\n",
      'test/tool.test.js': "import { start } from './support/start'\ntest('x', () => start('tool'))\n",
      'test/both.test.js':
        "import { start } from './support/start'\nimport { other } from '../src/other'\ntest('x', () => start(other()))\n",
      'test/none.test.js': "import 'left-pad'\ntest('x', () => 1)\n",
      'tests/test_tool.py': 'import subprocess\n\n\ndef test_it():\n    subprocess.run(["tool"])\n',
    },
    changed: 'src/run.js#run',
    tests: ['test/tool.test.js widened', 'tests/test_tool.py widened'],
  },
  {
    name: 'compiled code that Python loads as a module',
    files: {
      'native/Cargo.toml': '[package]\nname = "native"\n\n[dependencies]\npyo3 = "0.23"\n',
      'native/src/lib.rs': 'fn add() {}\n',
      'tests/test_a.py': 'from native import add\n\n\ndef test_it():\n    add()\n',
      'web/a.test.js': "test('x', () => 1)\n",
    },
    changed: 'native/src/lib.rs',
    tests: ['tests/test_a.py widened'],
  },
  {
    name: 'what the programs of a Python test import',
    files: {
      'app/__init__.py': '',
      'app/ext.py': 'def do():\n    pass\n',
      'app/__main__.py': 'from app.ext import do\n\ndo()\n',
      'tests/test_text.py': "def test_it():\n    run([python, '-c', 'import app.ext; app.ext.do()'])\n",
      'tests/test_file.py':
        'def test_it(testdir):\n    testdir.makepyfile("""\n        from app.ext import do\n    """)\n',
      'tests/test_main.py': "def test_it():\n    run([python, '-m', 'app'])\n",
      'tests/test_other.py': "def test_it():\n    run([python, '-c', 'print(1)', 'app'])\n",
    },
    changed: 'app/ext.py',
    tests: ['tests/test_file.py static', 'tests/test_main.py static', 'tests/test_text.py static'],
  },
  {
    name: 'a module with a factory for it in its place is not named by its path',
    files: {
      'a.js': 'export function one() {}\n',
      'a.test.js': "vi.mock('./a.js', () => ({}))\ntest('x', () => {})\n",
      'b.test.js': "test('x', () => new Worker('./a.js'))\n",
    },
    changed: 'a.js#one',
    tests: ['b.test.js static'],
  },
  {
    name: 'Python modules that are named as text',
    files: {
      'app/__init__.py': '',
      'app/ext.py': 'def do():\n    pass\n',
      'app/settings.py': "PLUGINS = ['app.ext']\nOTHER = 1\n",
      'tests/test_text.py': "def test_it():\n    make(extensions=['app.ext.do'])\n",
      'tests/test_settings.py': 'from app.settings import PLUGINS\n\n\ndef test_it():\n    PLUGINS\n',
      'tests/test_other.py': "from app.settings import OTHER\n\n\ndef test_it():\n    OTHER, getLogger('app.ext')\n",
    },
    changed: 'app/ext.py#do',
    tests: ['tests/test_settings.py static', 'tests/test_text.py static'],
  },
  {
    name: 'each package has its tests by name, or else by place',
    files: {
      'package.json': '{}',
      'one.js': 'export function one() {}\n',
      'packages/named/package.json': '{}',
      'packages/named/a.test.js': spec('one', '../../one'),
      'packages/named/test/helper.js': spec('one', '../../../one'),
      'packages/placed/package.json': '{}',
      'packages/placed/test/a.js': spec('one', '../../../one'),
      'packages/placed/test/helpers/b.js': spec('one', '../../../../one'),
      'packages/placed/test/helpers/c.js': "import { one } from '../../../../one'\nexport const two = one\n",
      'packages/named/__tests__/helpers.js': spec('one', '../../../one'),
      'packages/named/lib/__tests/b.js': spec('one', '../../../../one'),
      'packages/named/lib/__test__/c.js': spec('one', '../../../../one'),
      'packages/alone/package.json': '{}',
      'packages/alone/test.js': spec('one', '../../one'),
    },
    changed: 'one.js#one',
    tests: [
      'packages/alone/test.js static',
      'packages/named/__tests__/helpers.js static',
      'packages/named/a.test.js static',
      'packages/named/lib/__test__/c.js static',
      'packages/named/lib/__tests/b.js static',
      'packages/placed/test/a.js static',
      'packages/placed/test/helpers/b.js static',
    ],
  },
]

testWorlds(worlds)
