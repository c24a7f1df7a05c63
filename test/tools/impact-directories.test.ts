import { expect, test } from 'vitest'
import { testWorlds, type World } from '../support/impact-worlds.ts'
import { Rig } from '../support/rig.ts'

/** What a directory is listed for. */
const registry = `const fs = require('fs')
const path = require('path')
module.exports = (app) => {
  for (const name of fs.readdirSync(path.join(__dirname, '..', 'routes'))) require(path.join(__dirname, '..', 'routes', name))(app)
}
`
const appTest = "const load = require('../lib/boot')\ntest('x', () => load({}))\n"
const service = 'exports.list = () => 1\n'

const directories: readonly World[] = [
  {
    name: 'what lies in a directory that is listed and loaded reaches who does so, also where a test of its own has it',
    files: {
      'lib/boot.js': registry,
      'lib/service.js': service,
      'routes/users.js': "const { list } = require('../lib/service')\nmodule.exports = (app) => app.get('/', list)\n",
      'test/app.test.js': appTest,
      'test/service.test.js': "const { list } = require('../lib/service')\ntest('x', () => list())\n",
      'test/other.test.js': "const x = require('../other')\ntest('x', () => x())\n",
      'other.js': 'module.exports = () => 1\n',
    },
    changed: 'lib/service.js#list',
    tests: ['test/app.test.js static', 'test/service.test.js static'],
  },
  {
    name: 'a script that lists its own directory',
    files: {
      'models/index.js':
        "const fs = require('fs')\nconst db = {}\nfor (const file of fs.readdirSync(__dirname)) {\n  const model = require(__dirname + '/' + file)\n  db[model.name] = model\n}\nmodule.exports = db\n",
      'models/user.js':
        "const { hash } = require('../hash')\nmodule.exports = class User { check() { return hash() } }\n",
      'hash.js': 'exports.hash = () => 1\n',
      'user.test.js': "const { User } = require('./models')\ntest('x', () => new User().check())\n",
      'hash.test.js': "const { hash } = require('./hash')\ntest('x', () => hash())\n",
    },
    changed: 'hash.js#hash',
    tests: ['hash.test.js static', 'user.test.js static'],
  },
  {
    name: 'modules by a pattern of a bundler',
    files: {
      'src/pages.ts': "export const pages = import.meta.glob('./pages/*.ts')\n",
      'src/pages/home.ts': "import { title } from '../title'\nexport default () => title()\n",
      'src/title.ts': 'export const title = () => 1\n',
      'src/pages.test.ts': "import { pages } from './pages'\ntest('x', () => pages)\n",
      'src/title.test.ts': "import { title } from './title'\ntest('x', () => title())\n",
    },
    changed: 'src/title.ts#title',
    tests: ['src/pages.test.ts static', 'src/title.test.ts static'],
  },
  {
    name: 'what a plugin loads of a directory',
    files: {
      'src/app.ts':
        "import path from 'node:path'\nimport autoLoad from '@fastify/autoload'\nexport function app(server) {\n  server.register(autoLoad, { dir: path.join(import.meta.dirname, 'plugins') })\n}\n",
      'src/plugins/db.ts': "import { connect } from '../connect'\nexport default (server) => connect(server)\n",
      'src/connect.ts': 'export const connect = (server) => 1\n',
      'test/app.test.ts': "import { app } from '../src/app'\ntest('x', () => app({}))\n",
      'test/connect.test.ts': "import { connect } from '../src/connect'\ntest('x', () => connect({}))\n",
    },
    changed: 'src/connect.ts#connect',
    tests: ['test/app.test.ts static', 'test/connect.test.ts static'],
  },
  {
    name: 'a script that lists a directory and loads nothing of it',
    files: {
      'lib/count.js': "const fs = require('fs')\nexports.count = () => fs.readdirSync(__dirname + '/parts').length\n",
      'lib/parts/one.js': 'exports.one = () => 1\n',
      'count.test.js': "const { count } = require('./lib/count')\ntest('x', () => count())\n",
      'one.test.js': "const { one } = require('./lib/parts/one')\ntest('x', () => one())\n",
    },
    changed: 'lib/parts/one.js#one',
    tests: ['one.test.js static'],
  },
]

const e2eConfig = '{ "rootDir": "..", "testRegex": ".e2e-spec.ts$", "setupFiles": ["./test/setup.ts"] }'

/** Configurations that a runner has to be told of. */
const ofSome: readonly World[] = [
  {
    name: 'tests of a configuration of their own, which that of all leaves out',
    files: {
      'vitest.config.ts': "export default { test: { include: ['src/**/*.spec.ts'] } }\n",
      'vitest.config.e2e.ts': "export default { test: { include: ['test/e2e/**/*.spec.ts'] } }\n",
      'src/bus.ts': 'export const send = () => 1\n',
      'src/bus.spec.ts': "import { send } from './bus'\ntest('x', () => send())\n",
      'test/e2e/flow.spec.ts': "import { send } from '../../src/bus'\ntest('x', () => send())\n",
      'test/parts/other.spec.ts': "import { send } from '../../src/bus'\ntest('x', () => send())\n",
    },
    changed: 'src/bus.ts#send',
    tests: ['src/bus.spec.ts static', 'test/e2e/flow.spec.ts static'],
  },
  {
    name: 'tests of a configuration in their directory, and its setup file',
    files: {
      'package.json': '{ "jest": { "rootDir": "src", "testRegex": ".spec.ts$" } }',
      'test/jest-e2e.json': e2eConfig,
      'test/setup.ts': "import { send } from '../src/bus'\nsend()\n",
      'src/bus.ts': 'export const send = () => 1\n',
      'src/bus.spec.ts': "import { send } from './bus'\ntest('x', () => send())\n",
      'test/app.e2e-spec.ts': "test('x', () => 1)\n",
    },
    changed: 'src/bus.ts#send',
    tests: ['src/bus.spec.ts static', 'test/app.e2e-spec.ts widened'],
  },
]

testWorlds([...directories, ...ofSome])

test('a configuration of some tests is told to the runner', async () => {
  await using rig = await Rig.create({
    git: 'commit',
    files: {
      'package.json':
        '{ "scripts": { "test": "jest --forceExit" }, "jest": { "rootDir": "src", "testRegex": ".spec.ts$" }, "devDependencies": { "jest": "1" } }',
      'test/jest-e2e.json': e2eConfig,
      'src/bus.ts': 'export const send = () => 1\n',
      'src/bus.spec.ts': "import { send } from './bus'\ntest('x', () => send())\n",
      'test/app.e2e-spec.ts': "import { send } from '../src/bus'\ntest('x', () => send())\n",
    },
  })
  const { stdout } = await rig.run('impact', ['src/bus.ts', '--format', 'jest'])
  expect(stdout.trim().split('\n').sort()).toEqual([
    'npx jest --runTestsByPath --config test/jest-e2e.json --forceExit test/app.e2e-spec.ts',
    'npx jest --runTestsByPath --forceExit src/bus.spec.ts',
  ])
})

test('of what one script loads of a directory there is one line', async () => {
  const route = "const { list } = require('../lib/service')\nmodule.exports = (app) => app.get('/', list)\n"
  await using rig = await Rig.create({
    git: 'commit',
    files: {
      'lib/boot.js': registry,
      'lib/service.js': service,
      'routes/a.js': route,
      'routes/b.js': route,
      'routes/c.js': route,
      'test/app.test.js': appTest,
    },
  })
  const { stdout } = await rig.run('impact', ['--symbol', 'lib/service.js#list'])
  expect(stdout.split('\n').filter((line) => line.startsWith('rule directory'))).toEqual([
    'rule directory: routes/a.js: reached, and loaded by lib/boot.js:4, which lists a directory; 2 more files likewise',
  ])
})
