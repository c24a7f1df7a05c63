import { spec, testWorlds, type World } from '../support/impact-worlds.ts'

const typed = (name: string, from: string): string =>
  `import { ${name} } from '${from}'\ntest('x', () => expectTypeOf(${name}()).toBeObject())\n`

/** What is there for all files of a program, and what is only named in code that a program writes. */
const worlds: readonly World[] = [
  {
    name: 'what a declaration file that is no module declares is used without an import, in its own program',
    files: {
      'package.json': '{}',
      'types/shop.d.ts': 'interface Cart { total: number }\ninterface Order { id: number }\n',
      'src/cart.ts': 'export const cart = (): Cart => ({ total: 1 })\n',
      'src/order.ts': 'export const order = (): Order => ({ id: 1 })\n',
      'src/own.ts': 'interface Cart { own: true }\nexport const own = (): Cart => ({ own: true })\n',
      'src/cart.test.ts': spec('cart', './cart'),
      'src/cart.types.test.ts': typed('cart', './cart'),
      'src/order.types.test.ts': typed('order', './order'),
      'src/own.types.test.ts': typed('own', './own'),
    },
    changed: 'types/shop.d.ts#Cart',
    tests: ['src/cart.types.test.ts widened'],
  },
  {
    name: 'what a module declares for all files does not leave its program',
    files: {
      'a/package.json': '{}',
      'b/package.json': '{}',
      'a/env.ts': 'export {}\ndeclare global {\n  interface Env { name: string }\n}\ninterface Env2 { name: string }\n',
      'a/env.test.ts': "test('x', () => expectTypeOf<Env>().toBeObject())\n",
      'a/other.test.ts': "import 'fs'\ntest('x', () => expectTypeOf<Env2>().toBeObject())\n",
      'b/env.test.ts': "test('x', () => expectTypeOf<Env>().toBeObject())\n",
    },
    changed: 'a/env.ts#Env',
    tests: ['a/env.test.ts widened'],
  },
  {
    name: 'what a script gives to globalThis or window reaches those that use it by its name or as a member',
    files: {
      'package.json': '{}',
      'page/setup.js': 'globalThis.upper = function () {\n  return 1\n}\nfunction lower() {}\nwindow.lower = lower\n',
      'test/upper.test.js': "import 'fs'\ntest('x', () => upper())\n",
      'test/lower.test.js': "import 'fs'\ntest('x', () => window.lower())\n",
      'test/own.test.js': "import 'fs'\nconst upper = () => 1\ntest('x', () => upper())\n",
      'test/other.test.js': "import fs from 'fs'\ntest('x', () => fs.upper())\n",
    },
    changed: 'page/setup.js#lower',
    tests: ['test/lower.test.js static', 'test/upper.test.js static'],
  },
  {
    name: 'where most tests import nothing those count that no name of a page leads to',
    files: {
      'package.json': '{}',
      'app/pad.js': 'function pad() {}\n',
      'app/view.js': 'var view = { "show": pad }\nview["draw"] = function () {\n  pad()\n}\n',
      'test/pad.test.js': "test('x', () => pad())\n",
      'test/draw.test.js': "test('x', () => page['draw']())\n",
    },
    changed: 'app/pad.js#pad',
    tests: ['test/draw.test.js widened', 'test/pad.test.js static'],
  },
  {
    name: 'what karma lists as the files of its page are tests, and scripts that these load',
    files: {
      'package.json': '{}',
      'config/karma.conf.js':
        "module.exports = (config) => config.set({\n  basePath: '..',\n  files: ['app/**/*.js', { pattern: 'specs/*.js', watched: true }],\n})\n",
      'app/main.js': "register('main', function () {})\n",
      'app/util.js': 'function twice() {}\nfunction thrice() {}\n',
      'specs/MainSpec.js': "describe('main', () => it('x', () => twice()))\n",
      'specs/OtherSpec.js': "describe('other', () => it('x', () => load('main')))\n",
      'specs/lib.js': 'var tools = 1\n',
      'more/x.test.js': "import fs from 'fs'\ntest('x', () => fs.twice())\n",
      'more/y.test.js': "import fs from 'fs'\ntest('x', () => fs.thrice())\n",
      'more/z.test.js': "import fs from 'fs'\ntest('x', () => fs.thrice())\n",
    },
    changed: 'app/main.js',
    tests: ['specs/MainSpec.js widened', 'specs/OtherSpec.js widened'],
  },
  {
    name: 'a function of a page reaches the tests that name it',
    files: {
      'package.json': '{}',
      'karma.conf.js': "module.exports = (config) => config.set({ files: ['app/*.js', 'specs/*.js'] })\n",
      'app/util.js': 'function twice() {}\nfunction thrice() {}\n',
      'specs/TwiceSpec.js': "describe('main', () => it('x', () => twice()))\n",
      'specs/ThriceSpec.js': "describe('other', () => it('x', () => thrice()))\n",
      'more/x.test.js': "import fs from 'fs'\ntest('x', () => fs.twice())\n",
      'more/y.test.js': "import fs from 'fs'\ntest('x', () => fs.thrice())\n",
    },
    changed: 'app/util.js#twice',
    tests: ['specs/TwiceSpec.js static'],
  },
  {
    name: 'code that a program writes calls members by their names',
    files: {
      'package.json': '{ "name": "own" }',
      'lib/state.js': 'class State {\n  static restore() {}\n  static keep() {}\n}\nmodule.exports = State\n',
      'lib/write.js':
        "const State = require('./state')\nmodule.exports = () => \"const State = require('own/lib/state')\\n\" + `State.restore(${1})`\nmodule.exports.State = State\n",
      'lib/tell.js': "const State = require('./state')\nmodule.exports = () => State && 'call State.restore() first'\n",
      'test/write.test.js': "const write = require('../lib/write')\ntest('x', () => write())\n",
      'test/tell.test.js': "const tell = require('../lib/tell')\ntest('x', () => tell())\n",
      'lib/say.js':
        "require('./state')\nmodule.exports = () => \"import fs from 'fs'\\nfs.sync()\\n\" + 'call State.restore() first'\n",
      'test/say.test.js': "const say = require('../lib/say')\ntest('x', () => say())\n",
      'lib/run.js':
        "require('./state')\nmodule.exports = (state) => new Function('state', 'state.restore();JSON.restore()')(state)\n",
      'test/run.test.js': "const run = require('../lib/run')\ntest('x', () => run({}))\n",
      'lib/parse.js': "require('./state')\nmodule.exports = () => new Function('return JSON.restore()')()\n",
      'test/parse.test.js': "const parse = require('../lib/parse')\ntest('x', () => parse())\n",
      'test/restore.test.js': "const State = require('../lib/state')\ntest('x', () => State.restore())\n",
    },
    changed: 'lib/state.js#State.restore',
    tests: ['test/restore.test.js static', 'test/run.test.js static', 'test/write.test.js static'],
  },
]

testWorlds(worlds)
