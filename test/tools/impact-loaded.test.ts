import { expect, test } from 'vitest'
import { Rig } from '../support/rig.ts'
import { testWorlds, type World } from '../support/impact-worlds.ts'

const code = {
  'store.js': 'export class Store {\n  open() {}\n  clear() {}\n}\n',
  'app.js': "import { Store } from './store'\nexport class App {\n  init() { new Store().clear() }\n}\n",
  'runner.js': 'export class Runner {\n  constructor(part) { this.part = part }\n  run() { this.part.init() }\n}\n',
}

const runnerTest = {
  'runner.test.js':
    "import { Store } from './store'\nimport { Runner } from './runner'\ntest('x', () => new Runner({ init: () => new Store().open() }).run())\n",
}

const worlds: readonly World[] = [
  {
    name: 'a name that leads over code which the test does not load',
    files: {
      ...code,
      ...runnerTest,
      'app.test.js':
        "import { App } from './app'\nimport { Runner } from './runner'\ntest('x', () => new Runner(new App()).run())\n",
    },
    changed: 'store.js#Store.clear',
    tests: ['app.test.js static'],
  },
  {
    name: 'a test that may load anything',
    files: {
      ...code,
      ...runnerTest,
      'runner.js': `${code['runner.js']}export const part = (name) => import(\`./\${name}\`)\n`,
    },
    changed: 'store.js#Store.clear',
    tests: ['runner.test.js static'],
  },
  {
    name: 'a module that is loaded where it is used',
    files: {
      ...code,
      ...runnerTest,
      'runner.js': `${code['runner.js']}export const part = async () => new (await import('./app')).App()\n`,
    },
    changed: 'store.js#Store.clear',
    tests: ['runner.test.js static'],
  },
  {
    name: 'what a setup file loads',
    files: {
      ...code,
      ...runnerTest,
      'vitest.config.js': "export default { test: { setupFiles: ['./setup.js'] } }\n",
      'setup.js': "import { App } from './app'\nglobalThis.app = new App()\n",
    },
    changed: 'store.js#Store.clear',
    tests: ['runner.test.js static'],
  },
  {
    name: 'code that only counts the members of an object names none',
    files: {
      'store.js': `${code['store.js']}export const isEmpty = (any) => Object.getOwnPropertyNames(any).length === 0\n`,
      'a.test.js': "import { Store, isEmpty } from './store'\ntest('x', () => isEmpty(new Store()))\n",
      'b.test.js': "import { Store } from './store'\ntest('x', () => new Store().clear())\n",
    },
    changed: 'store.js#Store.clear',
    tests: ['b.test.js static'],
  },
  {
    name: 'a longer way over a helper of one of two tests',
    files: {
      ...code,
      'test/helper.js':
        'export const last = (store) => store.clear()\nconst third = (store) => last(store)\nconst second = (store) => third(store)\nexport const first = (store) => second(store)\n',
      'a.test.js': runnerTest['runner.test.js'],
      'b.test.js': `import { first } from './test/helper'\n${runnerTest['runner.test.js']}test('y', () => first(new Store()))\n`,
    },
    changed: 'store.js#Store.clear',
    tests: ['b.test.js static'],
  },
  {
    name: 'a Go package that the test does not import',
    files: {
      'go.mod': 'module example.com/m\n',
      'store/store.go':
        'package store\n\ntype Store struct{}\n\nfunc (s *Store) Open() {}\n\nfunc (s *Store) Clear() {}\n',
      'app/app.go':
        'package app\n\nimport "example.com/m/store"\n\ntype App struct{}\n\nfunc (a *App) Start() { s := &store.Store{}; s.Clear() }\n',
      'app/app_test.go':
        'package app\n\nimport (\n\t"testing"\n\n\t"example.com/m/run"\n)\n\nfunc TestApp(t *testing.T) { run.Run(&App{}) }\n',
      'run/run.go': 'package run\n\ntype Part interface{ Start() }\n\nfunc Run(part Part) { part.Start() }\n',
      'run/run_test.go':
        'package run\n\nimport (\n\t"testing"\n\n\t"example.com/m/store"\n)\n\ntype part struct{}\n\nfunc (p part) Start() { s := &store.Store{}; s.Open() }\n\nfunc TestRun(t *testing.T) { Run(part{}) }\n',
    },
    changed: 'store/store.go#Store.Clear',
    tests: ['app/app_test.go static'],
  },
]

testWorlds(worlds)

test('the chain to a test goes over what it loads', async () => {
  const files = {
    ...code,
    'test/helper.js':
      'export const last = (store) => store.clear()\nconst second = (store) => last(store)\nexport const first = (store) => second(store)\n',
    'a.test.js': runnerTest['runner.test.js'],
    'b.test.js': `import { first } from './test/helper'\n${runnerTest['runner.test.js']}test('y', () => first(new Store()))\n`,
  }
  await using rig = await Rig.create({ git: 'commit', files })
  const { stdout } = await rig.run('impact', ['store.js#Store.clear', '--why', 'b.test.js'])
  expect(stdout.split('\n').slice(0, -2)).toEqual([
    'impact: b.test.js is 4 steps from the change',
    'store.js:3  changed: body Store.clear',
    'test/helper.js:1  uses in last',
    'test/helper.js:2  uses in second',
    'test/helper.js:3  uses in first',
    'b.test.js:5  uses',
  ])
})

test('says where so many files may name a method that its class counts, and only there', async () => {
  const parts = Array.from({ length: 3000 }, (_, index) => `part-${index}.js`)
  const used = Object.fromEntries(parts.map((path) => [path, "import './store'\n"]))
  const all = parts.map((path) => `import './${path}'\n`).join('')
  const files = {
    ...used,
    'store.js': `${code['store.js']}export function make() { return new Store() }\n`,
    'open.test.js': `${all}import { Store } from './store'\ntest('x', () => new Store().open())\n`,
  }
  await using rig = await Rig.create({ git: 'commit', files })
  const rule = 'rule whole class: store.js: more than 3,000 files may name its methods: each counts as its class'
  const method = await rig.run('impact', ['store.js#Store.clear'])
  expect(method.stdout.split('\n').filter((line) => line.startsWith('rule '))).toEqual([rule])
  expect(method.stdout).toContain('open.test.js')
  const other = await rig.run('impact', ['store.js#make'])
  expect(other.stdout).not.toContain('rule ')
}, 60_000)
