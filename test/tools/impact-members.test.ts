import { expect, test } from 'vitest'
import { testWorlds, type World } from '../support/impact-worlds.ts'
import { Rig } from '../support/rig.ts'

const store = `export class Store {
  size = 0
  constructor(options) { this.options = options }
  open() { return this.connect() }
  connect() { return 1 }
  close() { return 2 }
  clear() { return 3 }
}
`

/** A test that makes a store and does something with it. */
function storeTest(code: string): string {
  return `import { Store } from './store'\ntest('x', () => { const store = new Store(); ${code} })\n`
}

function pythonTest(code: string): string {
  return `from app.store import Store\n\n\ndef test_it():\n    store = Store()\n    ${code}\n`
}

const scripts: readonly World[] = [
  {
    name: 'the body of a method reaches who makes the class and names the method',
    files: {
      'store.js': store,
      'open.test.js': storeTest('store.open()'),
      'close.test.js': storeTest('store.close()'),
      'other.test.js': "test('x', () => window.open())\n",
    },
    changed: 'store.js#Store.open',
    tests: ['open.test.js static'],
  },
  {
    name: 'a method that others of the class call',
    files: {
      'store.js': store,
      'open.test.js': storeTest('store.open()'),
      'close.test.js': storeTest('store.close()'),
    },
    changed: 'store.js#Store.connect',
    tests: ['open.test.js static'],
  },
  {
    name: 'a constructor and a field belong to the class',
    files: { 'store.js': store, 'open.test.js': storeTest('store.open()'), 'close.test.js': storeTest('') },
    changed: 'store.js#Store.constructor',
    tests: ['close.test.js static', 'open.test.js static'],
  },
  {
    name: 'what a method uses is reached by those who name the method',
    files: {
      'wire.js': 'export function wire() {}\n',
      'store.js': "import { wire } from './wire'\nexport class Store { open() { wire() }\n close() {} }\n",
      'open.test.js': storeTest('store.open()'),
      'close.test.js': storeTest('store.close()'),
    },
    changed: 'wire.js#wire',
    tests: ['open.test.js static'],
  },
  {
    name: 'code that knows nothing of the class, and is given an object of it',
    files: {
      'store.js': store,
      'run.js': 'export function run(any) { any.open() }\n',
      'run.test.js':
        "import { Store } from './store'\nimport { run } from './run'\ntest('x', () => run(new Store()))\n",
      'close.test.js': storeTest('store.close()'),
    },
    changed: 'store.js#Store.open',
    tests: ['run.test.js static'],
  },
  {
    name: 'a method as a text, in a pattern and in a name that is put together',
    files: {
      'store.js': 'export class Store {\n  get opened() { return 1 }\n  close() {}\n}\n',
      'text.test.js': storeTest("store['opened']"),
      'spy.test.js': storeTest("vi.spyOn(store, 'opened')"),
      'pattern.test.js': storeTest('const { opened } = store'),
      'renamed.test.js': storeTest('const { opened: is } = store'),
      'template.test.js': storeTest('store[`${what}ed`]'),
      'joined.test.js': storeTest("store['open' + how]"),
      'any.test.js': storeTest('store[first + "" + `${second}`]; Object.getOwnPropertyNames(Store.prototype)'),
      'close.test.js': storeTest('store.close(); `${a}-${b}`; list[`${a}/${b}`]'),
    },
    changed: 'store.js#Store.opened',
    tests: ['any', 'joined', 'pattern', 'renamed', 'spy', 'template', 'text'].map((name) => `${name}.test.js static`),
  },
  {
    name: 'a method that overrides another is reached by who names it on the base',
    files: {
      'base.js': 'export class Base { draw() {}\n run() { this.draw() } }\n',
      'store.js':
        "import { Base } from './base'\nexport class Store extends Base { draw() { super.draw() }\n hide() {} }\n",
      'run.test.js': storeTest('store.run()'),
      'hide.test.js': storeTest('store.hide()'),
    },
    changed: 'store.js#Store.draw',
    tests: ['run.test.js static'],
  },
  {
    name: 'a method of a base is reached through the class that extends it',
    files: {
      'base.js': 'export class Base { draw() {}\n rest() {} }\n',
      'store.js': "import { Base } from './base'\nexport class Store extends Base {}\n",
      'draw.test.js': storeTest('store.draw()'),
      'rest.test.js': storeTest('store.rest()'),
    },
    changed: 'base.js#Base.draw',
    tests: ['draw.test.js static'],
  },
  {
    name: 'what an unrelated class asks of its own object is of no other class',
    files: {
      'store.js': store,
      'file.js': 'export class File { constructor() { this.open() }\n open() {} }\n',
      'file.test.js':
        "import { Store } from './store'\nimport { File } from './file'\ntest('x', () => [new Store(), new File()])\n",
      'open.test.js': storeTest('store.open()'),
    },
    changed: 'store.js#Store.open',
    tests: ['open.test.js static'],
  },
  {
    name: 'a method of a class that something from outside is made of',
    files: {
      'view.js':
        "import { Component } from 'react'\nexport class View extends Component { componentDidMount() {}\n render() {} }\n",
      'view.test.js': "import { View } from './view'\ntest('x', () => show(View))\n",
      'base.js': "import { View } from './view'\nexport class Page extends View { load() {} }\n",
      'page.test.js': "import { Page } from './base'\ntest('x', () => show(Page).load)\n",
    },
    changed: 'view.js#View.render',
    tests: ['page.test.js static', 'view.test.js static'],
  },
  {
    name: 'methods that the language calls, and those of a proxy',
    files: {
      'store.js': 'export class Store { toJSON() {}\n get(key) { return 1 }\n close() {} }\n',
      'json.test.js': storeTest('JSON.stringify(store)'),
      'proxy.js': "import { Store } from './store'\nexport const made = () => new Proxy({}, new Store())\n",
      'proxy.test.js': "import { made } from './proxy'\ntest('x', () => made().any)\n",
    },
    changed: 'store.js#Store.get',
    tests: ['json.test.js static', 'proxy.test.js static'],
  },
  {
    name: 'a class that a decorator takes over counts as one',
    files: {
      'store.ts': "import { inject } from 'di'\n@inject()\nexport class Store {\n  open() {}\n  close() {}\n}\n",
      'close.test.ts': storeTest('store.close()'),
    },
    changed: 'store.ts#Store.open',
    tests: ['close.test.ts static'],
  },
  {
    name: 'a method that nobody names is called by somebody else',
    files: { 'store.js': store, 'close.test.js': storeTest('store.close()') },
    changed: 'store.js#Store.clear',
    tests: ['close.test.js static'],
  },
  {
    name: 'a private method, an overloaded one and one that is an arrow',
    files: {
      'store.ts':
        'export class Store {\n  #wire() {}\n  open() { this.#wire() }\n  close = () => { this.#wire() }\n  rest(): void\n  rest(all?: boolean): void {}\n}\n',
      'open.test.ts': storeTest('store.open()'),
      'close.test.ts': storeTest('store.close()'),
      'rest.test.ts': storeTest('store.rest()'),
    },
    changed: 'store.ts#Store.#wire',
    tests: ['close.test.ts static', 'open.test.ts static'],
  },
  {
    name: 'code that runs at load and names the method',
    files: {
      'store.js': store,
      'shared.js': "import { Store } from './store'\nexport const shared = new Store()\nshared.open()\n",
      'shared.test.js': "import './shared'\ntest('x', () => {})\n",
      'close.test.js': storeTest('store.close()'),
    },
    changed: 'store.js#Store.open',
    tests: ['shared.test.js widened'],
  },
]

const others: readonly World[] = [
  {
    name: 'Python: who makes the class and names the method',
    files: {
      'app/__init__.py': '',
      'app/store.py':
        'class Store:\n    def __init__(self):\n        self.size = 0\n\n    def open(self):\n        return self.connect()\n\n    def connect(self):\n        return 1\n\n    def close(self):\n        return 2\n',
      'tests/test_open.py': pythonTest('store.open()'),
      'tests/test_close.py': pythonTest('store.close()'),
      'tests/test_text.py': pythonTest("getattr(store, 'connect')()"),
      'tests/test_joined.py': pythonTest("getattr(store, f'con{rest}')()"),
    },
    changed: 'app/store.py#Store.connect',
    tests: ['tests/test_joined.py static', 'tests/test_open.py static', 'tests/test_text.py static'],
  },
  {
    name: 'Python: a class body that uses its own function, and a property',
    files: {
      'app/__init__.py': '',
      'app/store.py':
        'class Store:\n    def _get(self):\n        return 1\n\n    size = property(_get)\n\n    @property\n    def full(self):\n        return 2\n\n    def close(self):\n        return 3\n',
      'tests/test_size.py': pythonTest('store.size'),
      'tests/test_close.py': pythonTest('store.close()'),
    },
    changed: 'app/store.py#Store._get',
    tests: ['tests/test_close.py static', 'tests/test_size.py static'],
  },
  {
    name: 'Python: a mixin beside a class from outside',
    files: {
      'app/__init__.py': '',
      'app/store.py':
        'from django.views import View\n\n\nclass Mixin:\n    def get(self):\n        return 1\n\n    def rest(self):\n        return self.get()\n\n\nclass Store(Mixin, View):\n    pass\n',
      'tests/test_view.py': pythonTest('client(store)'),
    },
    changed: 'app/store.py#Mixin.get',
    tests: ['tests/test_view.py static'],
  },
  {
    name: 'Python: a method that a template names',
    files: {
      'app/__init__.py': '',
      'app/store.py':
        'class Store:\n    def title(self):\n        return 1\n\n    def other(self):\n        return self.title\n',
      'app/page.html': '<h1>{{ store.title }}</h1>\n',
      'tests/test_page.py': pythonTest("render('page.html', store)"),
    },
    changed: 'app/store.py#Store.title',
    tests: ['tests/test_page.py static'],
  },
  {
    name: 'Python: a decorated method belongs to its class',
    files: {
      'app/__init__.py': '',
      'app/store.py':
        'from hooks import after\n\n\nclass Store:\n    @after\n    def saved(self):\n        return 1\n\n    def close(self):\n        return 2\n',
      'tests/test_close.py': pythonTest('store.close()'),
    },
    changed: 'app/store.py#Store.saved',
    tests: ['tests/test_close.py static'],
  },
  {
    name: 'Go: a method of a type, one that an interface of the language asks for, and one through an embedded type',
    files: {
      'go.mod': 'module example.com/a\n\ngo 1.19\n',
      'a.go':
        'package a\n\ntype Base struct{}\n\nfunc (b *Base) Draw() int { return 1 }\n\ntype Store struct{ *Base }\n\nfunc New() *Store { return &Store{} }\n\nfunc (s *Store) Rest() int { return 2 }\n',
      'draw_test.go': 'package a\n\nimport "testing"\n\nfunc TestDraw(t *testing.T) { New().Draw() }\n',
      'rest_test.go': 'package a\n\nimport "testing"\n\nfunc TestRest(t *testing.T) { New().Rest() }\n',
    },
    changed: 'a.go#Base.Draw',
    tests: ['draw_test.go static'],
  },
  {
    name: 'Go: what a test file runs when it is loaded runs before the tests of all files beside it',
    files: {
      'go.mod': 'module a\n\ngo 1.19\n',
      'a.go': 'package a\n\nfunc New() int { return 1 }\n\nfunc Other() int { return 2 }\n',
      'first_test.go': 'package a\n\nimport "testing"\n\nvar _ = New()\n\nfunc TestFirst(t *testing.T) {}\n',
      'second_test.go':
        'package a_test\n\nimport (\n\t"a"\n\t"testing"\n)\n\nfunc TestSecond(t *testing.T) { a.Other() }\n',
      'sub/third_test.go': 'package sub\n\nimport "testing"\n\nfunc TestThird(t *testing.T) {}\n',
    },
    changed: 'a.go#New',
    tests: ['first_test.go static', 'second_test.go widened'],
  },
  {
    name: 'Go: a receiver that is called as a module of another language is',
    files: {
      'go.mod': 'module example.com/a\n\ngo 1.19\n',
      'a.go':
        'package a\n\ntype Test struct{}\n\nfunc (t Test) Run() int { return t.compare() }\n\nfunc (t Test) Rest() int { return 2 }\n',
      'b.go': 'package a\n\nfunc (r Test) compare() int { return 1 }\n',
      'run_test.go': 'package a\n\nimport "testing"\n\nfunc TestRun(t *testing.T) { Test{}.Run() }\n',
      'rest_test.go': 'package a\n\nimport "testing"\n\nfunc TestRest(t *testing.T) { Test{}.Rest() }\n',
    },
    changed: 'b.go#Test.compare',
    tests: ['run_test.go static'],
  },
  {
    name: 'Python: a name that a standard module has in another file',
    files: {
      'app/__init__.py': '',
      'app/store.py':
        'class Store:\n    def parse(self):\n        return 1\n\n    def close(self):\n        return 2\n',
      'tests/test_parse.py': 'from app.store import Store\n\n\ndef test_it():\n    json = Store()\n    json.parse()\n',
      'tests/test_close.py':
        'import json\nfrom app.store import Store\n\n\ndef test_it():\n    json.parse(Store().close())\n',
    },
    changed: 'app/store.py#Store.parse',
    tests: ['tests/test_parse.py static'],
  },
  {
    name: 'Ruby: a method by its name, a symbol, and a matcher',
    files: {
      'lib/store.rb':
        'class Store\n  def open?\n    wire\n  end\n\n  def wire\n    1\n  end\n\n  def shut\n    2\n  end\nend\n',
      'spec/open_spec.rb': "require_relative '../lib/store'\ndescribe(Store) { it { Store.new.open? } }\n",
      'spec/matcher_spec.rb':
        "require_relative '../lib/store'\ndescribe(Store) { it { expect(Store.new).to be_open } }\n",
      'spec/symbol_spec.rb': "require_relative '../lib/store'\ndescribe(Store) { it { Store.new.send(:wire) } }\n",
      'spec/shut_spec.rb': "require_relative '../lib/store'\ndescribe(Store) { it { Store.new.shut } }\n",
    },
    changed: 'lib/store.rb#Store.wire',
    tests: ['spec/matcher_spec.rb static', 'spec/open_spec.rb static', 'spec/symbol_spec.rb static'],
  },
]

testWorlds([...scripts, ...others])

test('the chain names the member, and says where a class counts as a whole', async () => {
  await using rig = await Rig.create({
    git: 'commit',
    files: {
      'store.js': store,
      'open.test.js': storeTest('store.open()'),
      'view.js': "import { Component } from 'react'\nexport class View extends Component { render() {} }\n",
      'view.test.js': "import { View } from './view'\ntest('x', () => show(View))\n",
    },
  })
  const open = await rig.run('impact', ['store.js#Store.connect', '--why', 'open.test.js'])
  expect(open.stdout.split('\n').slice(0, -2)).toEqual([
    'impact: open.test.js is 2 steps from the change',
    'store.js:5  changed: body Store.connect',
    'store.js:4  uses in Store.open',
    'open.test.js:2  uses',
  ])
  const view = await rig.run('impact', ['view.js#View.render', '--why', 'view.test.js'])
  expect(view.stdout.split('\n').slice(0, -2)).toEqual([
    'impact: view.test.js is 2 steps from the change',
    'view.js:2  changed: body View.render',
    'view.js:2  uses: Component may call it, so its class counts in View',
    'view.test.js:2  uses',
  ])
})

test('a signature that changed, and a method that came, belong to the class', async () => {
  await using rig = await Rig.create({
    git: 'commit',
    files: {
      'store.js': store,
      'open.test.js': storeTest('store.open()'),
      'close.test.js': storeTest('store.close()'),
    },
  })
  const testsFor = async (text: string): Promise<readonly string[]> => {
    await rig.write({ 'store.js': text })
    const { stdout } = await rig.run('impact', ['--since', 'HEAD', '--tests', '--print0'])
    return stdout.split('\0').filter(Boolean).sort()
  }
  expect(await testsFor(store.replace('return this.connect()', 'return this.connect() + 1'))).toEqual(['open.test.js'])
  expect(await testsFor(store.replace('open()', 'open(how)'))).toEqual(['close.test.js', 'open.test.js'])
  expect(await testsFor(store.replace('  close()', '  more() {}\n  close()'))).toEqual([
    'close.test.js',
    'open.test.js',
  ])
  expect(await testsFor(store.replace('size = 0', 'size = 1'))).toEqual(['close.test.js', 'open.test.js'])
})
