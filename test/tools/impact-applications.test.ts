import { testWorlds, type World } from '../support/impact-worlds.ts'

/** What a test names by its path. */
const named: readonly World[] = [
  {
    name: 'a directory that a test names is what it is as a module',
    files: {
      'src/index.js': "import { parse } from './parse'\nexport default function loader(text) { return parse(text) }\n",
      'src/parse.js': 'export const parse = (text) => text\n',
      'test/helpers/compile.js':
        "import path from 'path'\nexport default () => webpack({ loader: path.resolve(__dirname, '../../src') })\n",
      'test/loader.test.js': "import compile from './helpers/compile'\ntest('x', () => compile())\n",
      'test/other.test.js': "test('x', () => 1)\n",
    },
    changed: 'src/parse.js#parse',
    tests: ['test/loader.test.js static'],
  },
  {
    name: 'a setup file that a plugin of the configuration adds',
    files: {
      'vitest.config.js': "import { testing } from './src/vite.js'\nexport default { plugins: [testing()] }\n",
      'src/vite.js':
        "import path from 'node:path'\nexport const testing = () => ({\n  config(config) { config.test.setupFiles.push(path.join(import.meta.dirname, './setup.js')) },\n})\n",
      'src/setup.js': "import { cleanup } from './cleanup.js'\nafterEach(() => cleanup())\n",
      'src/cleanup.js': 'export const cleanup = () => 1\n',
      'test/one.test.js': "test('x', () => 1)\n",
      'test/cleanup.test.js': "import { cleanup } from '../src/cleanup.js'\ntest('x', () => cleanup())\n",
    },
    changed: 'src/cleanup.js#cleanup',
    tests: ['test/cleanup.test.js static', 'test/one.test.js widened'],
  },
]

/** What a runner's configuration names. */
const configured: readonly World[] = [
  {
    name: 'what a runner calls of a module that its configuration names',
    files: {
      'jest.config.js': "module.exports = { globalSetup: './begin.js', setupFiles: ['./setup.js'] }\n",
      'begin.js': "const { start } = require('./start')\nmodule.exports = async function begin() { await start() }\n",
      'setup.js': "const { start } = require('./start')\nexports.helper = () => start()\n",
      'start.js': 'exports.start = () => 1\n',
      'one.test.js': "test('x', () => 1)\n",
    },
    changed: 'start.js#start',
    tests: ['one.test.js static'],
  },
]

const defaultTest = "import run from './run'\ntest('x', () => run())\n"
const besidesTest = "import { other } from './run'\ntest('x', () => other())\n"

/** Functions without a name that a module sends out. */
const nameless: readonly World[] = [
  {
    name: 'a function without a name that is the default of its module',
    files: {
      'run.ts':
        "import { step } from './step'\nexport default function (): { a: number } {\n  function inner() { return step() }\n  return { a: inner() }\n}\nexport const other = () => 1\n",
      'step.ts': 'export const step = () => 1\n',
      'run.test.ts': defaultTest,
      'other.test.ts': besidesTest,
    },
    changed: 'step.ts#step',
    tests: ['run.test.ts static'],
  },
  {
    name: 'it is changed by its name in parentheses, or without them',
    files: {
      'run.js': 'export const other = () => 1\nexport default async ({ a }) => a + 1\nconst more = () => 2\n',
      'run.test.js': defaultTest,
      'other.test.js': besidesTest,
    },
    changed: 'run.js#default',
    tests: ['run.test.js static'],
  },
  {
    name: 'what stands behind an arrow function without braces is none of it',
    files: {
      'run.js': "import { step } from './step'\nexport default (a) => a\n  .b(1)\nexport const other = () => step()\n",
      'step.js': 'export const step = () => 1\n',
      'run.test.js': defaultTest,
      'other.test.js': besidesTest,
    },
    changed: 'step.js#step',
    tests: ['other.test.js static'],
  },
  {
    name: 'a function without a name that is its module',
    files: {
      'run.js': "const { step } = require('./step')\nmodule.exports = function (x) {\n  return step(x)\n}\n",
      'step.js': 'exports.step = () => 1\n',
      'use.js': "const run = require('./run')\nexports.use = () => run(1)\nexports.idle = () => 2\n",
      'use.test.js': "const { use } = require('./use')\ntest('x', () => use())\n",
      'idle.test.js': "const { idle } = require('./use')\ntest('x', () => idle())\n",
    },
    changed: 'step.js#step',
    tests: ['use.test.js static'],
  },
  {
    name: 'a function without a name that is called at once runs when its module is loaded',
    files: {
      'run.js': "const { step } = require('./step')\nmodule.exports = (function () {\n  return step()\n})()\n",
      'step.js': 'exports.step = () => 1\n',
      'use.js': "const run = require('./run')\nexports.use = () => run\nexports.idle = () => 2\n",
      'idle.test.js': "const { idle } = require('./use')\ntest('x', () => idle())\n",
    },
    changed: 'step.js#step',
    tests: ['idle.test.js widened'],
  },
]

/** What a module of CommonJS is, as a whole. */
const modules: readonly World[] = [
  {
    name: 'a module that is a class with a name of its own',
    files: {
      'app.js': 'module.exports = class App extends Base {\n  use() { return 1 }\n  close() { return 2 }\n}\n',
      'use.test.js': "const App = require('./app')\ntest('x', () => new App().use())\n",
      'close.test.js': "const App = require('./app')\ntest('x', () => new App().close())\n",
    },
    changed: 'app.js#App.use',
    tests: ['close.test.js static', 'use.test.js static'],
  },
  {
    name: 'a module that is a function with a name of its own',
    files: {
      'app.js': 'module.exports = async function start() { return 1 }\n',
      'app.test.js': "const begin = require('./app')\ntest('x', () => begin())\n",
    },
    changed: 'app.js#start',
    tests: ['app.test.js static'],
  },
  {
    name: 'a module that is given to several names at once',
    files: {
      'app.js': 'function start() { return 1 }\nmodule.exports = exports = start\nmodule.exports.default = start\n',
      'app.test.js': "const begin = require('./app')\ntest('x', () => begin())\n",
    },
    changed: 'app.js#start',
    tests: ['app.test.js static'],
  },
  {
    name: 'a member of a module that is an object without a name belongs to the code around it',
    files: {
      'app.js': 'module.exports = {\n  is() { return 1 },\n}\n',
      'app.test.js': "const app = require('./app')\ntest('x', () => app.is())\n",
    },
    changed: 'app.js#is',
    tests: ['app.test.js static'],
  },
  {
    name: 'a function inside an object that is handed on belongs to the declaration around it',
    files: {
      'app.js': 'function start(on) { on({ html: function () { return 1 } }) }\nmodule.exports = { start }\n',
      'app.test.js': "const { start } = require('./app')\ntest('x', () => start())\n",
    },
    changed: 'app.js#html',
    tests: ['app.test.js static'],
  },
]

/** What modules of CommonJS send on. */
const sentOn: readonly World[] = [
  {
    name: 'a module that only sends others on leads to who uses the name',
    files: {
      'plugins/index.js':
        "module.exports.toJson = require('./to-json')\nmodule.exports.paginate = require('./paginate')\n",
      'plugins/to-json.js': 'const toJson = () => 1\nmodule.exports = toJson\n',
      'plugins/paginate.js': 'const paginate = () => 1\nmodule.exports = paginate\n',
      'json.test.js': "const { toJson } = require('./plugins')\ntest('x', () => toJson())\n",
      'page.test.js': "const { paginate } = require('./plugins')\ntest('x', () => paginate())\n",
      'all.test.js': "const plugins = require('./plugins')\ntest('x', () => use(plugins))\n",
    },
    changed: 'plugins/paginate.js#paginate',
    tests: ['all.test.js static', 'page.test.js static'],
  },
  {
    name: 'what is required and called at once runs when its module is loaded',
    files: {
      'plugins/index.js': "module.exports.db = require('./connect')('here')\n",
      'plugins/connect.js': 'const connect = (place) => place\nmodule.exports = connect\n',
      'other.test.js': "const { other } = require('./plugins')\ntest('x', () => other())\n",
    },
    changed: 'plugins/connect.js#connect',
    tests: ['other.test.js static'],
  },
  {
    name: 'a function that is given to a part of an object reaches who names it',
    files: {
      'user.js':
        'const schema = make()\nschema.methods.matches = async function () { return 1 }\nmodule.exports = model(schema)\n',
      'matches.test.js': "const User = require('./user')\ntest('x', () => new User().matches())\n",
      'other.test.js': "const User = require('./user')\ntest('x', () => new User().save())\n",
    },
    changed: 'user.js#matches',
    tests: ['matches.test.js static'],
  },
]

const response = `const res = Object.create(Base.prototype)
module.exports = res
res.links = function links() { return format() }
res.send = function () { return 2 }
function format() { return 3 }
`

/** Loads the object and names a member. */
function responseTest(code: string): string {
  return `const express = require('./express')\ntest('x', () => { ${code} })\n`
}

const express = "const proto = require('./response')\nmodule.exports = () => Object.create(proto)\n"

/** Functions that are given to an object. */
const members: readonly World[] = [
  {
    name: 'the body of a function that an object is given reaches who has the object and names the function',
    files: {
      'response.js': response,
      'express.js': express,
      'links.test.js': responseTest('express().links()'),
      'send.test.js': responseTest('express().send()'),
      'other.test.js': "test('x', () => page.links())\n",
    },
    changed: 'response.js#res.links',
    tests: ['links.test.js static'],
  },
  {
    name: 'what such a function uses is reached by those who name the function',
    files: {
      'response.js': response,
      'express.js': express,
      'links.test.js': responseTest('express().links()'),
      'send.test.js': responseTest('express().send()'),
    },
    changed: 'response.js#format',
    tests: ['links.test.js static'],
  },
  {
    name: 'a function of a prototype that is an object',
    files: {
      'box.js': `function tidy() {}\nfunction Box() {}\nBox.prototype = { unpack() { tidy() }, shut: function () {} }\nmodule.exports = Box\n`,
      'unpack.test.js': "const Box = require('./box')\ntest('x', () => new Box().unpack())\n",
      'shut.test.js': "const Box = require('./box')\ntest('x', () => new Box().shut())\n",
    },
    changed: 'box.js#tidy',
    tests: ['unpack.test.js static'],
  },
  {
    name: 'a function that is given to another name of a prototype',
    files: {
      'box.js': `function Box() {}\nconst proto = Box.prototype\nproto.unpack = function () {}\nmodule.exports = Box\n`,
      'unpack.test.js': "const Box = require('./box')\ntest('x', () => new Box().unpack())\n",
      'shut.test.js': "const Box = require('./box')\ntest('x', () => new Box().shut())\n",
    },
    changed: 'box.js#proto.unpack',
    tests: ['unpack.test.js static'],
  },
  {
    name: 'a function that a library calls, or that nobody names, belongs to the object',
    files: {
      'stream.js': `function Flow() {}\ninherits(Flow, Transform)\nFlow.prototype._transform = function () {}\nmodule.exports = Flow\n`,
      'a.test.js': "const Flow = require('./stream')\ntest('x', () => new Flow().pipe(out))\n",
    },
    changed: 'stream.js#Flow._transform',
    tests: ['a.test.js static'],
  },
  {
    name: 'a part of a component that an element names',
    files: {
      'card.jsx': 'export const Card = () => 1\nCard.Header = function Header() { return 2 }\n',
      'header.test.jsx': "import { Card } from './card'\ntest('x', () => render(<Card.Header />))\n",
      'card.test.jsx': "import { Card } from './card'\ntest('x', () => render(<Card />))\n",
    },
    changed: 'card.jsx#Card.Header',
    tests: ['header.test.jsx static'],
  },
  {
    name: 'a function that is mixed into a class and called by its methods',
    files: {
      'mixin.js': 'const mixin = {}\nmixin.links = function () {}\nmodule.exports = mixin\n',
      'page.js':
        "const mixin = require('./mixin')\nclass Page { show() { return this.links() }\n hide() {} }\nObject.assign(Page.prototype, mixin)\nmodule.exports = { Page }\n",
      'show.test.js': "const { Page } = require('./page')\ntest('x', () => new Page().show())\n",
      'hide.test.js': "const { Page } = require('./page')\ntest('x', () => new Page().hide())\n",
    },
    changed: 'mixin.js#mixin.links',
    tests: ['show.test.js static'],
  },
]

const logger = `@Injectable()
export class Logger implements Printer {
  constructor(private readonly sink: Sink) {}
  warn(text: string) { return this.line(text) }
  note(text: string) { return text }
  onModuleInit() { return 1 }
  private line(text: string) { return text }
}
`
const providers: Readonly<Record<string, string>> = {
  'logger.ts': `import type { Printer } from './printer'\n${logger}`,
  'printer.ts': 'export interface Printer { warn(text: string): void }\n',
  'module.ts': "import { Logger } from './logger'\n@Module({ providers: [Logger] })\nexport class LogModule {}\n",
  'warn.test.ts': "import { LogModule } from './module'\ntest('x', () => make(LogModule).warn('a'))\n",
  'note.test.ts': "import { LogModule } from './module'\ntest('x', () => make(LogModule).note('a'))\n",
}

/** Classes that a container makes. */
const injected: readonly World[] = [
  {
    name: 'the body of a method of a class that is injected reaches who loads the class and names the method',
    files: providers,
    changed: 'logger.ts#Logger.line',
    tests: ['warn.test.ts static'],
  },
  {
    name: 'what a container calls of a class that it makes belongs to the class',
    files: providers,
    changed: 'logger.ts#Logger.onModuleInit',
    tests: ['note.test.ts static', 'warn.test.ts static'],
  },
]

testWorlds([...named, ...configured, ...nameless, ...modules, ...sentOn, ...members, ...injected])
