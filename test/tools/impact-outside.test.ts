import { testWorlds, type World } from '../support/impact-worlds.ts'

const workspace = {
  'package.json': '{ "name": "root", "workspaces": ["packages/*"] }',
  'packages/server/package.json': '{ "name": "@own/server", "main": "src/index.js" }',
  'packages/server/src/index.js': "exports.serve = require('./serve').serve\nexports.stop = () => {}\n",
  'packages/server/src/serve.js': 'exports.serve = () => 1\n',
  'packages/server/test/plugin.test.js': "const plugin = require('server-plugin')\ntest('x', () => plugin())\n",
  'packages/server/test/other.test.js': "const other = require('other')\ntest('x', () => other())\n",
  'packages/app/package.json': '{ "name": "app" }',
  'packages/app/test/kit.test.js': "const kit = require('server-kit/start')\ntest('x', () => kit())\n",
  'packages/app/test/type.test.ts': "import type { Kit } from 'server-kit'\ntest('x', () => ({}) as Kit)\n",
}
const tests = ['packages/app/test/kit.test.js static', 'packages/server/test/plugin.test.js static']
const changed = 'packages/server/src/serve.js#serve'

/** Packages from outside that load what is in the workspace. */
const worlds: readonly World[] = [
  {
    name: 'a package from outside that needs one of the workspace beside it runs it, by npm’s lockfile',
    files: {
      ...workspace,
      'package-lock.json': JSON.stringify({
        lockfileVersion: 3,
        packages: {
          '': {},
          'node_modules/@own/server': { resolved: 'packages/server', link: true },
          'node_modules/server-plugin': { version: '1.0.0', peerDependencies: { '@own/server': '*' } },
          'node_modules/server-kit': { version: '1.0.0', dependencies: { 'server-plugin': '1' } },
          'node_modules/other': { version: '1.0.0' },
        },
      }),
    },
    changed,
    tests,
  },
  {
    name: 'likewise by that of pnpm',
    files: {
      ...workspace,
      'pnpm-lock.yaml':
        "lockfileVersion: '9.0'\n\nimporters:\n\n  packages/server:\n    devDependencies:\n      server-plugin:\n        version: 1.0.0(@own/server@packages+server)\n\npackages:\n\n  other@1.0.0:\n    resolution: {integrity: a}\n\n  server-kit@1.0.0:\n    resolution: {integrity: b}\n\n  server-plugin@1.0.0:\n    resolution: {integrity: c}\n    peerDependencies:\n      '@own/server': '*'\n\nsnapshots:\n\n  server-kit@1.0.0:\n    dependencies:\n      server-plugin: 1.0.0(@own/server@packages+server)\n",
    },
    changed,
    tests,
  },
  {
    name: 'likewise by that of yarn',
    files: {
      ...workspace,
      'yarn.lock':
        '"other@npm:^1.0.0":\n  version: 1.0.0\n\n"server-kit@npm:^1.0.0":\n  version: 1.0.0\n  dependencies:\n    server-plugin: "npm:1"\n\n"server-plugin@npm:^1.0.0":\n  version: 1.0.0\n  peerDependencies:\n    "@own/server": "*"\n',
    },
    changed,
    tests,
  },
  {
    name: 'what depends on a published version of the package runs that one',
    files: {
      ...workspace,
      'package-lock.json': JSON.stringify({
        lockfileVersion: 3,
        packages: {
          'node_modules/server-plugin': { version: '1.0.0', dependencies: { '@own/server': '1' } },
          'node_modules/server-plugin/node_modules/@own/server': { version: '1.0.0' },
        },
      }),
    },
    changed,
    tests: [],
  },
]

testWorlds(worlds)
