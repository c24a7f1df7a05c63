import { expect, test } from 'vitest'
import { spec, testWorlds, type World } from '../support/impact-worlds.ts'
import { Rig } from '../support/rig.ts'

const worlds: readonly World[] = [
  {
    name: 'a function with a name of its own that is given to another one is reached by who loads the file',
    files: {
      'map.js':
        "function Hooks() {}\nHooks.prototype.tap = deprecate(function tap() {}, 'old')\nfunction unused() {}\nmodule.exports = Hooks\n",
      'map.test.js': "const Hooks = require('./map')\ntest('x', () => new Hooks().tap())\n",
    },
    changed: 'map.js#tap',
    tests: ['map.test.js static'],
  },
  {
    name: 'the names of its own declarations that a Python module has as text',
    files: {
      'app/__init__.py': '',
      'app/runtime.py': "exported = ['Context']\n\n\nclass Context:\n    pass\n\n\nclass Other:\n    pass\n",
      'app/compiler.py': 'from app.runtime import exported\n\n\ndef compile():\n    return exported\n',
      'tests/test_compile.py': 'from app.compiler import compile\n\n\ndef test_it():\n    compile()\n',
      'tests/test_other.py': 'from app.runtime import Other\n\n\ndef test_it():\n    Other()\n',
    },
    changed: 'app/runtime.py#Context',
    tests: ['tests/test_compile.py static'],
  },
  {
    name: 'a declaration reaches its users, not its neighbours’',
    files: {
      'a.ts': 'export function one() {}\nexport function two() {}\n',
      'one.test.ts': spec('one', './a'),
      'two.test.ts': spec('two', './a'),
    },
    changed: 'a.ts#one',
    tests: ['one.test.ts static'],
  },
  {
    name: 'a parameter or a variable of the same name is no use, in scripts and in Python',
    files: {
      'a.ts':
        'export function size() {}\nexport function one(size: number) {\n  return size\n}\nexport function two() {\n  return size()\n}\n',
      'one.test.ts': spec('one', './a'),
      'two.test.ts': spec('two', './a'),
      'own.test.ts': "import { size, one } from './a'\ntest('x', () => one(((size: number) => size)(1)))\n",
    },
    changed: 'a.ts#size',
    tests: ['two.test.ts static'],
  },
  {
    name: 'the same in Python, where a default is looked up outside of the function',
    files: {
      'a.py': 'def size():\n    return 1\n\n\ndef one(size):\n    return size\n\n\ndef two(size=size):\n    return 2\n',
      'tests/test_one.py': 'from a import one\n\n\ndef test_it():\n    one(1)\n',
      'tests/test_two.py': 'from a import two\n\n\ndef test_it():\n    two()\n',
    },
    changed: 'a.py#size',
    tests: ['tests/test_two.py static'],
  },
  {
    name: 'barrels are transparent, renames are followed',
    files: {
      'a.ts': 'export function one() {}\nexport function two() {}\n',
      'index.ts': "export { one as first } from './a'\nexport * from './a'\n",
      'one.test.ts': spec('first', './index'),
      'two.test.ts': spec('two', './index'),
    },
    changed: 'a.ts#one',
    tests: ['one.test.ts static'],
  },
  {
    name: 'a default export, declared and listed',
    files: {
      'a.ts': 'export default class Box {\n  open() {}\n}\n',
      'b.ts': "import Box from './a'\nconst shelf = () => new Box()\nexport { shelf as default }\n",
      'b.test.ts': "import s from './b'\ntest('x', () => s())\n",
    },
    changed: 'a.ts#Box.open',
    tests: ['b.test.ts static'],
  },
  {
    name: 'the object that a module exports',
    files: {
      'a.ts': 'export function one() {}\n',
      'b.ts': "import { one } from './a'\nexport default {\n  setup() { one() },\n}\n",
      'b.test.ts': "import b from './b'\ntest('x', () => b.setup())\n",
    },
    changed: 'a.ts#one',
    tests: ['b.test.ts static'],
  },
  {
    name: 'a namespace import reaches those who use the member',
    files: {
      'a.ts': 'export function one() {}\nexport function two() {}\n',
      'one.test.ts': "import * as a from './a'\ntest('x', () => a.one())\n",
      'two.test.ts': "import * as a from './a'\ntest('x', () => a.two())\n",
    },
    changed: 'a.ts#one',
    tests: ['one.test.ts static'],
  },
  {
    name: 'what runs at load reaches all that loads it',
    files: {
      'a.ts': 'export function one() {}\n',
      'b.ts': "import { one } from './a'\nexport const made = one()\nexport function other() {}\n",
      'c.ts': "export { other } from './b'\n",
      'c.test.ts': spec('other', './c'),
    },
    changed: 'a.ts#one',
    tests: ['c.test.ts widened'],
  },
  {
    name: 'fields of instances, computed methods and types of constructors run nothing at load, static fields do',
    files: {
      'a.ts': 'export function one() {}\nexport function two() {}\n',
      'b.ts':
        "import { one, two } from './a'\nexport class Box {\n  readonly made = one()\n  private readonly all = two()\n}\nexport const table = {\n  [Symbol.iterator]() { return one() },\n}\nexport const made = one as unknown as { new (): Box }\nexport function other() {}\n",
      'box.test.ts': "import { Box } from './b'\ntest('x', () => new Box())\n",
      'c.test.ts': spec('other', './b'),
    },
    changed: 'a.ts#one',
    tests: ['box.test.ts static'],
  },
  {
    name: 'what a static field calls runs at load, and what is called with types',
    files: {
      'a.ts': 'export function two<T>() {}\n',
      'b.ts': "import { two } from './a'\nexport class Box {\n  static all = two()\n}\nexport function other() {}\n",
      'b.test.ts': spec('other', './b'),
      'c.ts':
        "import { two } from './a'\nconst made = two<Map<string, Set<string>>>()\nconst plain = (two as unknown) > (3 as unknown)\nexport function other() {}\n",
      'c.test.ts': spec('other', './c'),
    },
    changed: 'a.ts#two',
    tests: ['b.test.ts widened', 'c.test.ts widened'],
  },
  {
    name: 'types alone reach no test but those that check types',
    files: {
      'a.ts': 'export interface Shape { x: number }\nexport function one() {}\n',
      'b.ts': "import type { Shape } from './a'\nexport function use(shape: Shape) { return shape }\n",
      'b.test.ts': spec('use', './b'),
      'types.test.ts': "import type { Shape } from './a'\ntest('x', () => expectTypeOf<Shape>())\n",
      'equal.test.ts':
        "import type { Equal, Expect } from './equal'\nimport type { Shape } from './a'\ntest('x', () => { type Same = Expect<Equal<Shape, { x: number }>> })\n",
    },
    changed: 'a.ts#Shape',
    tests: ['equal.test.ts widened', 'types.test.ts widened'],
  },
  {
    name: 'CommonJS, also by another name',
    files: {
      'a.js': 'function one() {}\nfunction two() {}\nmodule.exports = { one, second: two }\n',
      'one.test.js': "const { one } = require('./a')\ntest('x', () => one())\n",
      'two.test.js': "const { second } = require('./a')\ntest('x', () => second())\n",
      'all.test.js': "const a = require('./a')\ntest('x', () => a.second())\n",
    },
    changed: 'a.js#two',
    tests: ['all.test.js static', 'two.test.js static'],
  },
  {
    name: 'import() where it stands',
    files: {
      'a.ts': 'export function one() {}\n',
      'b.ts':
        "export async function late() {\n  const { one } = await import('./a')\n  one()\n}\nexport function other() {}\n",
      'late.test.ts': spec('late', './b'),
      'other.test.ts': spec('other', './b'),
    },
    changed: 'a.ts#one',
    tests: ['late.test.ts static'],
  },
  {
    name: 'paths of tsconfig',
    files: {
      'tsconfig.json': '{ "compilerOptions": { "paths": { "@/*": ["./src/*"] } } }',
      'src/a.ts': 'export function one() {}\n',
      'a.test.ts': spec('one', '@/a'),
    },
    changed: 'src/a.ts#one',
    tests: ['a.test.ts static'],
  },
  {
    name: 'a setup file reaches every test below its configuration',
    files: {
      'vitest.config.ts': "export default { test: { setupFiles: ['./setup.ts'] } }\n",
      'setup.ts': "import { one } from './a'\none()\n",
      'a.ts': 'export function one() {}\n',
      'x.test.ts': "test('x', () => {})\n",
    },
    changed: 'a.ts#one',
    tests: ['x.test.ts widened'],
  },
  {
    name: 'Python: fixtures of conftest.py, packages and aliases',
    files: {
      'app/__init__.py': 'from .core import run as start\n',
      'app/core.py': 'def run():\n    pass\n\ndef other():\n    pass\n',
      'tests/conftest.py':
        'import pytest\nfrom app import start\n\n@pytest.fixture\ndef started():\n    return start()\n',
      'tests/test_a.py': 'def test_a(started):\n    assert started\n',
    },
    changed: 'app/core.py#run',
    tests: ['tests/test_a.py static'],
  },
  {
    name: 'Python: modules that are imported from their package, and through others',
    files: {
      'app/__init__.py': 'from . import outer\n',
      'app/core.py': 'def run():\n    pass\n\ndef other():\n    pass\n',
      'app/outer.py': 'from . import core\n\ndef go():\n    return core.run()\n',
      'tests/test_core.py': 'from app import core\n\ndef test_core():\n    core.run()\n',
      'tests/test_dotted.py': 'import app\n\ndef test_dotted():\n    app.outer.go()\n',
      'tests/test_other.py': 'from app import core as c\n\ndef test_other():\n    c.other()\n',
      'tests/test_outer.py': 'from app import outer\n\ndef test_outer():\n    outer.go()\n',
      'tests/test_through.py': 'from app.outer import core\n\ndef test_through():\n    core.run()\n',
    },
    changed: 'app/core.py#run',
    tests: [
      'tests/test_core.py static',
      'tests/test_dotted.py static',
      'tests/test_outer.py static',
      'tests/test_through.py static',
    ],
  },
  {
    name: 'Python: `import a.b.c` binds and loads the packages around it, and names with `_` are imported too',
    files: {
      'app/__init__.py': 'from .core import _run\n\ndef start():\n    return _run()\n',
      'app/core.py': 'def _run():\n    pass\n\ndef other():\n    pass\n',
      'app/sub/__init__.py': '',
      'app/sub/leaf.py': 'def leaf():\n    pass\n',
      'tests/test_bound.py': 'import app.sub.leaf\n\ndef test_bound():\n    app.start()\n',
      'tests/test_private.py': 'from app.core import _run\n\ndef test_private():\n    _run()\n',
      'tests/test_renamed.py': 'import app.sub.leaf as leaf\n\ndef test_renamed():\n    leaf.start()\n',
    },
    changed: 'app/core.py#_run',
    tests: ['tests/test_bound.py static', 'tests/test_private.py static'],
  },
  {
    name: 'Python: a package runs its code for those who load a package in it',
    files: {
      'app/__init__.py': 'import os\n\nos.umask(0)\n',
      'app/sub/__init__.py': '',
      'app/sub/leaf.py': 'def leaf():\n    pass\n',
      'tests/test_leaf.py': 'from app.sub.leaf import leaf\n\ndef test_leaf():\n    leaf()\n',
    },
    changed: 'app/__init__.py',
    tests: ['tests/test_leaf.py widened'],
  },
  {
    name: 'a script beside its declarations is what runs',
    files: {
      'a.d.ts': 'export declare class Box {}\n',
      'a.js': 'class Box {}\nmodule.exports = Box\nexports = module.exports\nexports.Box = Box\n',
      'a.test.js': "const { Box } = require('./a')\ntest('x', () => new Box())\n",
    },
    changed: 'a.js#Box',
    tests: ['a.test.js static'],
  },
  {
    name: 'paths of tsconfig, inherited by one that says only where they begin',
    files: {
      'tsconfig.base.json': '{ "compilerOptions": { "baseUrl": "elsewhere", "paths": { "@/*": ["src/*"] } } }',
      'p/tsconfig.json': '{ "extends": "../tsconfig.base.json", "compilerOptions": { "baseUrl": "." } }',
      'p/src/a.ts': 'export function one() {}\n',
      'p/a.test.ts': spec('one', '@/a'),
    },
    changed: 'p/src/a.ts#one',
    tests: ['p/a.test.ts static'],
  },
  {
    name: 'Python: decorators that only wrap run nothing at load, others may',
    files: {
      'app.py': 'def one():\n    pass\n\ndef two():\n    pass\n',
      'plain.py':
        'import functools\nfrom app import one\n\nclass Box:\n    @property\n    def x(self):\n        return one()\n\n@functools.lru_cache(maxsize=None)\ndef y():\n    return one()\n',
      'hooked.py': 'from app import one\n\n@register\ndef z():\n    return one()\n',
      'test_plain.py': 'from plain import other\n\ndef test_plain():\n    other()\n',
      'test_box.py': 'from plain import Box\n\ndef test_box():\n    Box().x\n',
      'test_hooked.py': 'from hooked import other\n\ndef test_hooked():\n    other()\n',
    },
    changed: 'app.py#one',
    tests: ['test_box.py static', 'test_hooked.py widened'],
  },
  {
    name: 'Python: names that a module makes up reach all that loads it',
    files: {
      'app/__init__.py': 'def __getattr__(name):\n    return name\n',
      'app/core.py': 'def run():\n    pass\n',
      'tests/test_core.py': 'from app.core import run\n\ndef test_core():\n    run()\n',
    },
    changed: 'app/__init__.py#__getattr__',
    tests: ['tests/test_core.py widened'],
  },
  {
    name: 'Go: a package sees its own names, others theirs',
    files: {
      'go.mod': 'module example.com/m\n',
      'store/store.go': 'package store\n\ntype Store struct{}\n\nfunc (s *Store) Open() {}\n\nfunc Other() {}\n',
      'store/store_test.go': 'package store\n\nfunc TestOpen() { s := Store{}; s.Open() }\n',
      'store/other_test.go': 'package store\n\nfunc TestOther() { Other() }\n',
      'app/app_test.go':
        'package app\n\nimport "example.com/m/store"\n\nfunc TestApp() { s := store.Store{}; s.Open() }\n',
    },
    changed: 'store/store.go#Store.Open',
    tests: ['app/app_test.go static', 'store/store_test.go static'],
  },
  {
    name: 'Ruby: constants by their names',
    files: {
      'lib/box.rb': 'class Box\n  def open\n  end\nend\n',
      'spec/box_spec.rb': 'describe Box do\n  it { Box.new.open }\nend\n',
      'spec/other_spec.rb': 'describe Other do\nend\n',
    },
    changed: 'lib/box.rb#Box.open',
    tests: ['spec/box_spec.rb static'],
  },
  {
    name: 'data that code reads by its name',
    files: {
      'data/prices.csv': '1,2\n',
      'a.ts': "export function prices() {\n  return readFileSync('data/prices.csv')\n}\nexport function other() {}\n",
      'a.test.ts': spec('prices', './a'),
      'b.test.ts': spec('other', './a'),
    },
    changed: 'data/prices.csv',
    tests: ['a.test.ts widened'],
  },
  {
    name: 'a module whose name is computed',
    files: {
      'app/load.ts': 'export async function load(name: string) {\n  return await import(`./plugins/${name}.ts`)\n}\n',
      'app/plugins/one.ts': 'export function one() {}\n',
      'load.test.ts': spec('load', './app/load'),
    },
    changed: 'app/plugins/one.ts#one',
    tests: ['load.test.ts static'],
  },
  {
    name: 'a file that does not parse counts whole',
    files: {
      'a.ts': 'export function one() {}\nexport const text = `\n',
      'one.test.ts': spec('one', './a'),
      'two.test.ts': "import './a'\ntest('x', () => {})\n",
    },
    changed: 'a.ts',
    tests: ['one.test.ts static', 'two.test.ts widened'],
  },
  {
    name: 'circles, also of import(), come to an end',
    files: {
      'a.ts': "import './b'\nimport './c'\nawait import('./b')\nexport default start()\n",
      'b.ts': "import './a'\nawait import('./a')\nexport default start()\n",
      'c.ts': "import a from './a'\nexport function one() {}\none(a)\n",
      'a.test.ts': "import './a'\ntest('x', () => {})\n",
    },
    changed: 'c.ts#one',
    tests: ['a.test.ts widened'],
  },
  {
    name: 'configuration reaches the tests below it',
    files: { 'p/tsconfig.json': '{}', 'p/a.test.ts': "test('x', () => {})\n", 'b.test.ts': "test('x', () => {})\n" },
    changed: 'p/tsconfig.json',
    tests: ['p/a.test.ts widened'],
  },
  {
    name: 'a Ruby module that many files open again is no declaration that they share',
    files: {
      'lib/one.rb': 'module App\n  class One\n    def run; end\n  end\nend\n',
      'lib/two.rb': 'module App\n  class Two\n    def run; end\n  end\n\n  def self.help; end\nend\n',
      'spec/one_spec.rb': 'RSpec.describe App::One\n',
      'spec/two_spec.rb': 'RSpec.describe App::Two\n',
    },
    changed: 'lib/one.rb#App.One.run',
    tests: ['spec/one_spec.rb static'],
  },
]

testWorlds(worlds)

test('a Python module that is gone reaches those who imported it from its package', async () => {
  const files = {
    'app/__init__.py': '',
    'app/core.py': 'def run():\n    pass\n',
    'tests/test_core.py': 'from app import core\n\ndef test_core():\n    core.run()\n',
  }
  await using rig = await Rig.create({ git: 'commit', files })
  await rig.git('rm', '--quiet', 'app/core.py')
  expect((await rig.run('impact', ['--since', 'HEAD', '--print0'])).stdout).toBe('tests/test_core.py\0')
})
