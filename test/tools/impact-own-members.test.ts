import { testWorlds, type World } from '../support/impact-worlds.ts'

/** A test that makes a store and does something with it. */
function storeTest(code: string): string {
  return `import { Store } from './store'\ntest('x', () => { const store = new Store(); ${code} })\n`
}

/** A class whose constructor does something to its members. */
function bound(code: string): string {
  return `const bind = (me) => {\n  ${code}\n}\nexport class Store {\n  constructor() { bind(this) }\n  get size() { return 1 }\n  open() {}\n  clear() {}\n}\n`
}

/** Who calls the members of an object that names none of them. */
const worlds: readonly World[] = [
  {
    name: 'what comes with the language calls few members by itself',
    files: {
      'store.js': 'export class Store extends Array {\n  open() {}\n  clear() {}\n}\n',
      'clear.test.js': "import { Store } from './store'\ntest('x', () => new Store().clear())\n",
      'open.test.js': "import { Store } from './store'\ntest('x', () => new Store().open())\n",
    },
    changed: 'store.js#Store.clear',
    tests: ['clear.test.js static'],
  },
  {
    name: 'the constructor of a set adds what it is given',
    files: {
      'store.js':
        'class Base extends Set {}\nexport class Store extends Base {\n  add(value) { return super.add(value) }\n}\n',
      'add.test.js': "import { Store } from './store'\ntest('x', () => new Store().add(1))\n",
      'made.test.js': "import { Store } from './store'\ntest('x', () => new Store([1]))\n",
    },
    changed: 'store.js#Store.add',
    tests: ['add.test.js static', 'made.test.js static'],
  },
  {
    name: 'what Python gives to a set that is filled in adds to it',
    files: {
      'ordered.py':
        'from collections.abc import MutableSet\n\n\nclass Ordered(MutableSet):\n    def __init__(self, values=()):\n        self.keys = {}\n        self |= values\n\n    def add(self, value):\n        self.keys[value] = 1\n\n    def show(self):\n        return 1\n\n\ndef none():\n    return 1\n',
      'test_made.py': 'from ordered import Ordered\n\n\ndef test_made():\n    Ordered([1])\n',
      'test_show.py': 'from ordered import Ordered\n\n\ndef test_show():\n    Ordered().show()\n',
      'test_none.py': 'from ordered import none\n\n\ndef test_none():\n    none()\n',
    },
    changed: 'ordered.py#Ordered.add',
    tests: ['test_made.py static', 'test_show.py static'],
  },
  {
    name: 'a copy that keeps the names of members calls none of them',
    files: {
      'store.js':
        'export class Store {\n  open() {}\n  clear() {}\n}\nexport const copy = (any) => Object.create(Object.getPrototypeOf(any), Object.getOwnPropertyDescriptors(any))\n',
      'clear.test.js': "import { Store, copy } from './store'\ntest('x', () => copy(new Store()).clear())\n",
      'open.test.js': "import { Store, copy } from './store'\ntest('x', () => copy(new Store()).open())\n",
    },
    changed: 'store.js#Store.clear',
    tests: ['clear.test.js static'],
  },
  {
    name: 'members bound under their names',
    files: {
      'store.js': bound(
        "for (const key of Object.getOwnPropertyNames(Object.getPrototypeOf(me))) if (key !== 'constructor') me[key] = me[key].bind(me)",
      ),
      'clear.test.js': storeTest('store.clear()'),
      'open.test.js': storeTest('store.open()'),
    },
    changed: 'store.js#Store.clear',
    tests: ['clear.test.js static'],
  },
  {
    name: 'members bound, by a list of names',
    files: {
      'store.js': bound(
        "const all = Object.getOwnPropertyNames(Object.getPrototypeOf(me))\n  all.forEach((key) => { if (typeof me[key] === 'function') me[key] = me[key].bind(me) })",
      ),
      'clear.test.js': storeTest('store.clear()'),
      'open.test.js': storeTest('store.open()'),
    },
    changed: 'store.js#Store.clear',
    tests: ['clear.test.js static'],
  },
  {
    name: 'a getter, where members are bound',
    files: {
      'store.js': bound(
        "const all = Object.getOwnPropertyNames(Object.getPrototypeOf(me))\n  all.forEach((key) => { if (typeof me[key] === 'function') me[key] = me[key].bind(me) })",
      ),
      'clear.test.js': storeTest('store.clear()'),
      'open.test.js': storeTest('store.open()'),
    },
    changed: 'store.js#Store.size',
    tests: ['clear.test.js static', 'open.test.js static'],
  },
  {
    name: 'members bound and called',
    files: {
      'store.js': bound(
        "for (const key of Object.getOwnPropertyNames(Object.getPrototypeOf(me))) { if (typeof me[key] === 'function') me[key] = me[key].bind(me)\n    me[key]() }",
      ),
      'clear.test.js': storeTest('store.clear()'),
      'open.test.js': storeTest('store.open()'),
    },
    changed: 'store.js#Store.clear',
    tests: ['clear.test.js static', 'open.test.js static'],
  },
  {
    name: 'members bound under other names',
    files: {
      'store.js': bound(
        'for (const key of Object.getOwnPropertyNames(Object.getPrototypeOf(me))) me[other(key)] = me[key].bind(me)',
      ),
      'clear.test.js': storeTest('store.clear()'),
      'open.test.js': storeTest('store.open()'),
    },
    changed: 'store.js#Store.clear',
    tests: ['clear.test.js static', 'open.test.js static'],
  },
  {
    name: 'members bound by a list that goes on',
    files: {
      'store.js': bound(
        "const all = Object.getOwnPropertyNames(Object.getPrototypeOf(me))\n  all.forEach((key) => { if (typeof me[key] === 'function') me[key] = me[key].bind(me) })\n  run(all)",
      ),
      'clear.test.js': storeTest('store.clear()'),
      'open.test.js': storeTest('store.open()'),
    },
    changed: 'store.js#Store.clear',
    tests: ['clear.test.js static', 'open.test.js static'],
  },
  {
    name: 'a look at all members may name any',
    files: {
      'store.js':
        'export class Store {\n  open() {}\n  clear() {}\n}\nexport const run = (any) => Object.values(Object.getOwnPropertyDescriptors(any)).map(({ value }) => value())\n',
      'run.test.js': "import { Store, run } from './store'\ntest('x', () => run(Store.prototype))\n",
    },
    changed: 'store.js#Store.clear',
    tests: ['run.test.js static'],
  },
]

testWorlds(worlds)
