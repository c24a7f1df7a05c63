import { testWorlds, type World } from '../support/impact-worlds.ts'

/** Code that names something without running it. */
const worlds: readonly World[] = [
  {
    name: 'what a declaration file says of the script beside it does not run',
    files: {
      'list.js': 'export const list = () => []\n',
      'list.d.ts': 'export declare const list: () => string[]\n',
      'api.js': "import { list } from './list.js'\nexport const all = () => list()\nexport const none = () => 0\n",
      'api.d.ts':
        "import { list } from './list.js'\nexport declare const all: typeof list\nexport declare const none: typeof list\n",
      'all.test.js': "import { all } from './api.js'\ntest('x', () => all())\n",
      'none.test.js': "import { none } from './api.js'\ntest('x', () => none())\n",
    },
    changed: 'list.js#list',
    tests: ['all.test.js static'],
  },
  {
    name: 'a declaration file that stands for no script here is followed',
    files: {
      'list.js': 'export const list = () => []\n',
      'types.d.ts': "export { list } from './list.js'\n",
      'list.test.js': "import { list } from './types'\ntest('x', () => list())\n",
    },
    changed: 'list.js#list',
    tests: ['list.test.js static'],
  },
  {
    name: 'a change of a declaration file alone changes types',
    files: {
      'list.js': 'export const list = () => []\n',
      'list.d.ts': 'export declare const list: () => string[]\n',
      'list.test.ts': "import { list } from './list'\ntest('x', () => list())\n",
      'types.test.ts': "import { list } from './list'\nexpectTypeOf(list).toBeFunction()\n",
    },
    changed: 'list.d.ts#list',
    tests: ['types.test.ts widened'],
  },
  {
    name: 'the base of a class is the one that runs',
    files: {
      'node.js': 'class Node {}\nmodule.exports = Node\n',
      'node.d.ts':
        "import { Kept } from 'kept'\ndeclare class Node_ extends Kept {}\ndeclare class Node extends Node_ {}\nexport = Node\n",
      'box.js':
        "const Node = require('./node')\nclass Box extends Node {\n  open() {}\n  clear() {}\n}\nmodule.exports = Box\n",
      'clear.test.js': "const Box = require('./box')\ntest('x', () => new Box().clear())\n",
      'open.test.js': "const Box = require('./box')\ntest('x', () => new Box().open())\n",
    },
    changed: 'box.js#Box.clear',
    tests: ['clear.test.js static'],
  },
  {
    name: 'a name that require binds is used where it stands again',
    files: {
      'one.js': 'function one() {}\nmodule.exports = one\n',
      'two.js': 'exports.two = () => 2\nexports.three = () => 3\n',
      'api.js':
        "const one = require('./one'),\n  { two, three: drei } = require('./two')\nfunction a() { return one() }\nfunction b() { return two() + drei() }\nmodule.exports = { a, b }\n",
      'a.test.js': "const { a } = require('./api')\ntest('x', () => a())\n",
      'b.test.js': "const { b } = require('./api')\ntest('x', () => b())\n",
    },
    changed: 'one.js#one',
    tests: ['a.test.js static'],
  },
  {
    name: 'what is required and called at once runs',
    files: {
      'one.js': 'function one() {}\nmodule.exports = one\n',
      'api.js': "const made = require('./one')()\nfunction b() { return 1 }\nmodule.exports = { b }\n",
      'b.test.js': "const { b } = require('./api')\ntest('x', () => b())\n",
    },
    changed: 'one.js#one',
    tests: ['b.test.js static'],
  },
  {
    name: 'a method that require takes out of an object',
    files: {
      'store.js': 'class Store {\n  open() {}\n  clear() {}\n}\nmodule.exports = new Store()\n',
      'clear.test.js': "const { clear: empty } = require('./store')\ntest('x', () => empty())\n",
      'open.test.js': "const { open } = require('./store')\ntest('x', () => open())\n",
    },
    changed: 'store.js#Store.clear',
    tests: ['clear.test.js static'],
  },
  {
    name: 'a method that an import takes out of an object',
    files: {
      'store.cjs': 'class Store {\n  open() {}\n  clear() {}\n}\nmodule.exports = new Store()\n',
      'clear.test.mjs': "import { clear } from './store.cjs'\ntest('x', () => clear())\n",
      'open.test.mjs': "import { open } from './store.cjs'\ntest('x', () => open())\n",
    },
    changed: 'store.cjs#Store.clear',
    tests: ['clear.test.mjs static'],
  },
  {
    name: 'a member that is given a value is not called',
    files: {
      'store.js': 'export class Store {\n  open() {}\n  clear() {}\n}\n',
      'clear.test.js': "import { Store } from './store'\ntest('x', () => new Store().clear())\n",
      'open.test.js':
        "import { Store } from './store'\ntest('x', () => { const store = new Store(); store.clear = 1; store.open() })\n",
    },
    changed: 'store.js#Store.clear',
    tests: ['clear.test.js static'],
  },
  {
    name: 'a member that is given a value and called after that',
    files: {
      'store.js': 'export class Store {\n  open() {}\n  clear() {}\n}\n',
      'clear.test.js':
        "import { Store } from './store'\ntest('x', () => { const store = new Store(); store.clear = store.clear.bind(store) })\n",
    },
    changed: 'store.js#Store.clear',
    tests: ['clear.test.js static'],
  },
  {
    name: 'a setter runs where its member is given a value',
    files: {
      'store.js': 'export class Store {\n  static set  size(value) {}\n  open() {}\n}\n',
      'open.test.js': "import { Store } from './store'\ntest('x', () => new Store().open())\n",
      'set.test.js': "import { Store } from './store'\ntest('x', () => { Store.size = 1 })\n",
    },
    changed: 'store.js#Store.size',
    tests: ['set.test.js static'],
  },
  {
    name: 'Python: a setter runs where its property is given a value',
    files: {
      'store.py':
        'class Store:\n    @property\n    def size(self):\n        return 1\n\n    @size.setter\n    def size(self, value):\n        self.value = value\n\n    def open(self):\n        pass\n',
      'test_read.py': 'from store import Store\n\n\ndef test_it():\n    Store().size\n',
      'test_set.py': 'from store import Store\n\n\ndef test_it():\n    Store().size = 1\n',
    },
    changed: 'store.py#Store.size',
    tests: ['test_read.py static', 'test_set.py static'],
  },
]

testWorlds(worlds)
