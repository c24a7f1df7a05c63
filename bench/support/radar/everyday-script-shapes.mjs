/**
 * What people do in TypeScript and JavaScript repositories every day, written before anybody looked at what the radar makes of it. `everyday` was run
 * first, and rules were mended after it; `keptBack` was run once, at the end. Some have a configuration and packages, some have neither.
 */

/** @typedef {import('./make-pair.mjs').ProjectShape} ProjectShape */

const tsconfig = {
  'tsconfig.json': `{
  "compilerOptions": {
    "strict": true,
    "noEmit": true,
    "target": "es2022",
    "module": "esnext",
    "moduleResolution": "bundler",
    "skipLibCheck": true,
    "jsx": "react",
    "types": []
  },
  "include": ["src", "test"]
}
`,
}
const ignored = { '.gitignore': 'node_modules/\n' }
const manifest = { 'package.json': '{\n  "name": "shop",\n  "version": "1.0.0",\n  "type": "module"\n}\n' }
const commonManifest = { 'package.json': '{\n  "name": "shop",\n  "version": "1.0.0"\n}\n' }

/** A small library that makes types of schemas, as people have them. */
const schemas = {
  'node_modules/schemas/package.json': '{ "name": "schemas", "version": "1.0.0", "types": "index.d.ts" }\n',
  'node_modules/schemas/index.d.ts': `export interface Schema<T> {
  parse(value: unknown): T
}
export declare function string(): Schema<string>
export declare function number(): Schema<number>
export declare function object<S extends Record<string, Schema<unknown>>>(
  shape: S,
): Schema<{ [K in keyof S]: S[K] extends Schema<infer T> ? T : never }>
export type Infer<S> = S extends Schema<infer T> ? T : never
`,
}

const database = {
  'node_modules/pgish/package.json': '{ "name": "pgish", "version": "1.0.0", "types": "index.d.ts" }\n',
  'node_modules/pgish/index.d.ts': `export declare class Pool {
  constructor(options: { url: string })
  query<Row>(text: string, values?: readonly unknown[]): Promise<{ rows: Row[] }>
}
`,
}

const react = {
  'node_modules/react/package.json': '{ "name": "react", "version": "19.0.0", "types": "index.d.ts" }\n',
  'node_modules/react/index.d.ts': `declare namespace React {
  type ReactNode = unknown
  interface Element {
    readonly type: unknown
  }
  function createElement(...parts: unknown[]): Element
  namespace JSX {
    type Element = React.Element
    interface ElementChildrenAttribute {
      children: unknown
    }
    interface IntrinsicElements {
      [tag: string]: Record<string, unknown>
    }
  }
}
export = React
`,
}

/** @type {readonly ProjectShape[]} */
const everydayScript = [
  {
    name: 'interface gains a member, another branch adds a class for it',
    files: {
      ...tsconfig,
      'src/storage.ts': `export interface Storage {
  read(key: string): Promise<string | undefined>
  write(key: string, value: string): Promise<void>
}

export class MemoryStorage implements Storage {
  private readonly values = new Map<string, string>()

  async read(key: string): Promise<string | undefined> {
    return this.values.get(key)
  }

  async write(key: string, value: string): Promise<void> {
    this.values.set(key, value)
  }
}
`,
    },
    first: {
      'src/storage.ts': [
        [
          '  write(key: string, value: string): Promise<void>\n}',
          '  write(key: string, value: string): Promise<void>\n  remove(key: string): Promise<boolean>\n}',
        ],
        [
          '    this.values.set(key, value)\n  }\n',
          '    this.values.set(key, value)\n  }\n\n  async remove(key: string): Promise<boolean> {\n    return this.values.delete(key)\n  }\n',
        ],
      ],
    },
    second: {
      'src/null-storage.ts': `import type { Storage } from './storage'

export class NullStorage implements Storage {
  async read(): Promise<undefined> {
    return undefined
  }

  async write(): Promise<void> {}
}
`,
    },
  },
  {
    name: 'union gains a value, a switch of another branch has all',
    files: {
      ...tsconfig,
      'src/event.ts': `export type ShopEvent =
  | { readonly type: 'added'; readonly id: string }
  | { readonly type: 'removed'; readonly id: string }

export function assertNever(value: never): never {
  throw new Error(String(value))
}
`,
    },
    first: {
      'src/event.ts': [
        [
          "  | { readonly type: 'removed'; readonly id: string }\n",
          "  | { readonly type: 'removed'; readonly id: string }\n  | { readonly type: 'cleared' }\n",
        ],
      ],
    },
    second: {
      'src/reducer.ts': `import { assertNever, type ShopEvent } from './event'

export function reduce(ids: readonly string[], event: ShopEvent): readonly string[] {
  switch (event.type) {
    case 'added':
      return [...ids, event.id]
    case 'removed':
      return ids.filter((id) => id !== event.id)
    default:
      return assertNever(event)
  }
}
`,
    },
  },
  {
    name: 'default export made a named one, without a tsconfig',
    files: {
      'src/logger.ts': `export default function log(text: string): void {
  globalThis.console.log(text)
}
`,
      'src/main.ts': "import log from './logger'\n\nlog('start')\n",
    },
    first: {
      'src/logger.ts': [['export default function log', 'export function log']],
      'src/main.ts': [['import log from', 'import { log } from']],
    },
    second: { 'src/worker.ts': "import log from './logger'\n\nexport const work = (): void => log('work')\n" },
  },
  {
    name: 'function of a database module wants one more, packages not installed',
    files: {
      ...tsconfig,
      ...ignored,
      'src/db.ts': `import { Pool } from 'pgish'

const pool = new Pool({ url: 'postgres://localhost' })

export interface Customer {
  id: number
  name: string
}

export async function findCustomer(id: number): Promise<Customer | undefined> {
  const { rows } = await pool.query<Customer>('select * from customers where id = $1', [id])
  return rows[0]
}
`,
    },
    installed: database,
    first: {
      'src/db.ts': [
        ['findCustomer(id: number)', 'findCustomer(tenant: string, id: number)'],
        ['where id = $1', 'where id = $1 and tenant = $2'],
        ['[id]', '[id, tenant]'],
      ],
    },
    second: {
      'src/greet.ts': `import { findCustomer } from './db'

export async function greet(id: number): Promise<string> {
  const customer = await findCustomer(id)
  return customer === undefined ? 'Hello' : \`Hello \${customer.name}\`
}
`,
    },
  },
  {
    name: 'key of a schema renamed, its inferred type read',
    files: {
      ...tsconfig,
      ...ignored,
      ...schemas,
      'src/user-schema.ts': `import { number, object, string, type Infer } from 'schemas'

export const userSchema = object({ name: string(), age: number() })

export type User = Infer<typeof userSchema>
`,
    },
    first: { 'src/user-schema.ts': [['name: string()', 'fullName: string()']] },
    second: {
      'src/label.ts': `import type { User } from './user-schema'

export const label = (user: User): string => \`\${user.name} (\${user.age})\`
`,
    },
  },
  {
    name: 'sound: optional member and optional argument more',
    files: {
      ...tsconfig,
      'src/fetch.ts': `export interface Options {
  retries: number
}

export async function load(url: string, options: Options): Promise<string> {
  return url.repeat(options.retries)
}
`,
    },
    first: {
      'src/fetch.ts': [
        ['  retries: number\n', '  retries: number\n  timeoutMs?: number\n'],
        ['options: Options): Promise', 'options: Options, signal?: { aborted: boolean }): Promise'],
      ],
    },
    second: {
      'src/page.ts': `import { load, type Options } from './fetch'

const options: Options = { retries: 2 }

export const page = async (): Promise<number> => (await load('/page', options)).length
`,
    },
  },
  {
    name: 'sound: takes more than it did, without a tsconfig',
    files: {
      'src/format.ts': `export function format(value: number): string {
  return value.toFixed(2)
}
`,
    },
    first: {
      'src/format.ts': [
        [
          'value: number): string {\n  return value.toFixed(2)',
          'value: number | bigint | null): string {\n  return value === null ? "-" : Number(value).toFixed(2)',
        ],
      ],
    },
    second: { 'src/total.ts': "import { format } from './format'\n\nexport const total = format(1.5).padStart(8)\n" },
  },
]

/** @type {readonly ProjectShape[]} */
const everydayJavascript = [
  {
    name: 'CommonJS function made asynchronous, its result read at once',
    files: {
      ...commonManifest,
      'lib/config.js': `'use strict'

function loadConfig() {
  return { port: 8080, host: 'localhost' }
}

module.exports = { loadConfig }
`,
    },
    first: { 'lib/config.js': [['function loadConfig', 'async function loadConfig']] },
    second: {
      'lib/address.js': `'use strict'

const { loadConfig } = require('./config')

function address() {
  const config = loadConfig()
  return \`\${config.host}:\${config.port}\`
}

module.exports = { address }
`,
      'test/address.test.js': `'use strict'

const assert = require('node:assert')
const test = require('node:test')
const { address } = require('../lib/address')

test('address', () => assert.equal(address(), 'localhost:8080'))
`,
    },
  },
  {
    name: 'event has another name, another branch listens for the old one',
    files: {
      ...manifest,
      'src/orders.js': `import { EventEmitter } from 'node:events'

export const orders = new EventEmitter()

export function place(id) {
  orders.emit('order:created', { id })
  return id
}
`,
    },
    first: { 'src/orders.js': [["'order:created'", "'order.created'"]] },
    second: {
      'src/mailer.js': `import { orders } from './orders.js'

export const sent = []

orders.on('order:created', ({ id }) => sent.push(id))
`,
      'test/mailer.test.js': `import assert from 'node:assert'
import test from 'node:test'
import { sent } from '../src/mailer.js'
import { place } from '../src/orders.js'

test('a mail for each order', () => {
  place(7)
  assert.deepEqual(sent, [7])
})
`,
    },
  },
  {
    name: 'function takes an object in place of its arguments, plain JavaScript',
    files: {
      ...manifest,
      'src/paginate.js': `export function paginate(items, page, size) {
  return items.slice(page * size, (page + 1) * size)
}
`,
    },
    first: { 'src/paginate.js': [['(items, page, size)', '(items, { page, size })']] },
    second: {
      'src/list.js':
        "import { paginate } from './paginate.js'\n\nexport const firstTwo = (items) => paginate(items, 0, 2)\n",
      'test/list.test.js': `import assert from 'node:assert'
import test from 'node:test'
import { firstTwo } from '../src/list.js'

test('first two', () => assert.deepEqual(firstTwo([1, 2, 3]), [1, 2]))
`,
    },
  },
  {
    name: 'sound: function moved, the old module hands it on',
    files: {
      ...manifest,
      'src/util.js': `export const clamp = (value, low, high) => Math.min(Math.max(value, low), high)

export const noop = () => {}
`,
    },
    first: {
      'src/util.js': "export { clamp } from './math/clamp.js'\n\nexport const noop = () => {}\n",
      'src/math/clamp.js': 'export const clamp = (value, low, high) => Math.min(Math.max(value, low), high)\n',
    },
    second: { 'src/volume.js': "import { clamp } from './util.js'\n\nexport const volume = clamp(12, 0, 10)\n" },
  },
  {
    name: 'sound: CommonJS module exports one more and checks its argument',
    files: {
      ...commonManifest,
      'lib/slug.js': `function slug(text) {
  return text.toLowerCase().replace(/ /g, '-')
}

module.exports = slug
`,
    },
    first: {
      'lib/slug.js': [
        [
          'function slug(text) {\n',
          "function slug(text, separator = '-') {\n  if (typeof text !== 'string') throw new TypeError('text')\n",
        ],
        ["'-')\n}", 'separator)\n}'],
        ['module.exports = slug\n', 'module.exports = slug\nmodule.exports.slug = slug\n'],
      ],
    },
    second: {
      'lib/link.js':
        "const slug = require('./slug')\n\nmodule.exports = { link: (title) => '/' + slug(title) }\nmodule.exports.first = slug('A b')\n",
    },
  },
]

/** @type {readonly ProjectShape[]} */
const keptBackScript = [
  {
    name: 'prop of a component renamed, packages not installed',
    files: {
      ...tsconfig,
      ...ignored,
      'src/button.tsx': `import * as React from 'react'

export interface ButtonProps {
  label: string
  disabled?: boolean
}

export function Button({ label, disabled }: ButtonProps): React.Element {
  return <button disabled={disabled}>{label}</button>
}
`,
    },
    installed: react,
    first: {
      'src/button.tsx': [
        ['  label: string\n', '  text: string\n'],
        ['Button({ label, disabled }', 'Button({ text, disabled }'],
        ['>{label}<', '>{text}<'],
      ],
    },
    second: {
      'src/toolbar.tsx': `import * as React from 'react'
import { Button } from './button'

export const Toolbar = (): React.Element => (
  <nav>
    <Button label="Save" />
  </nav>
)
`,
    },
  },
  {
    name: 'member of an enum renamed, compared',
    files: {
      ...tsconfig,
      'src/status.ts': `export enum Status {
  Open = 'open',
  Done = 'done',
}

export const initial = Status.Open
`,
    },
    first: { 'src/status.ts': [["  Done = 'done'", "  Closed = 'closed'"]] },
    second: {
      'src/filter.ts': `import { Status } from './status'

export const pending = <T extends { status: Status }>(items: readonly T[]): T[] =>
  items.filter(({ status }) => status !== Status.Done)
`,
    },
  },
  {
    name: 'class made a factory, without a tsconfig',
    files: {
      'src/counter.ts': `export class Counter {
  private count = 0

  next(): number {
    return ++this.count
  }
}
`,
    },
    first: {
      'src/counter.ts': `export interface Counter {
  next(): number
}

export function createCounter(): Counter {
  let count = 0
  return { next: () => ++count }
}
`,
    },
    second: {
      'src/ids.ts': `import { Counter } from './counter'

const counter = new Counter()

export const nextId = (): string => \`id-\${counter.next()}\`
`,
    },
  },
  {
    name: 'name handed on by the index no more',
    files: {
      ...tsconfig,
      'src/util/dates.ts': 'export const day = (time: number): number => Math.floor(time / 86_400_000)\n',
      'src/util/texts.ts': 'export const title = (text: string): string => text.toUpperCase()\n',
      'src/util/index.ts': "export { day } from './dates'\nexport { title } from './texts'\n",
    },
    first: { 'src/util/index.ts': [["export { day } from './dates'\n", '']] },
    second: {
      'src/calendar.ts': "import { day, title } from './util'\n\nexport const head = title('day ' + day(0))\n",
    },
  },
  {
    name: 'result may be missing now, packages not installed',
    files: {
      ...tsconfig,
      ...ignored,
      'src/customers.ts': `import { Pool } from 'pgish'

const pool = new Pool({ url: 'postgres://localhost' })

export async function customerName(id: number): Promise<string> {
  const { rows } = await pool.query<{ name: string }>('select name from customers where id = $1', [id])
  const [row] = rows
  if (row === undefined) throw new Error('none')
  return row.name
}
`,
    },
    installed: database,
    first: {
      'src/customers.ts': [
        ['Promise<string> {', 'Promise<string | undefined> {'],
        [
          "  const [row] = rows\n  if (row === undefined) throw new Error('none')\n  return row.name\n",
          '  return rows[0]?.name\n',
        ],
      ],
    },
    second: {
      'src/badge.ts': `import { customerName } from './customers'

export async function badge(id: number): Promise<string> {
  const name = await customerName(id)
  return name.slice(0, 2).toUpperCase()
}
`,
    },
  },
  {
    name: 'sound: list that nobody writes taken too, packages not installed',
    files: {
      ...tsconfig,
      ...ignored,
      'src/batch.ts': `import { Pool } from 'pgish'

export async function insertAll(pool: Pool, names: string[]): Promise<number> {
  for (const name of names) await pool.query('insert into names values ($1)', [name])
  return names.length
}
`,
    },
    installed: database,
    first: { 'src/batch.ts': [['names: string[]', 'names: readonly string[]']] },
    second: {
      'src/seed.ts': `import { Pool } from 'pgish'
import { insertAll } from './batch'

export const seed = (): Promise<number> => insertAll(new Pool({ url: 'x' }), ['a', 'b'])
`,
    },
  },
  {
    name: 'sound: interface moved to a file of types, handed on by type',
    files: {
      ...tsconfig,
      'src/user.ts': `export interface User {
  id: number
  name: string
}

export const nobody: User = { id: 0, name: '' }
`,
    },
    first: {
      'src/user.ts':
        "import type { User } from './types'\n\nexport type { User }\n\nexport const nobody: User = { id: 0, name: '' }\n",
      'src/types.ts': 'export interface User {\n  id: number\n  name: string\n  email?: string\n}\n',
    },
    second: {
      'src/sort.ts': `import { nobody, type User } from './user'

export const byName = (users: User[]): User[] =>
  [...users, nobody].sort((one, other) => one.name.localeCompare(other.name))
`,
    },
  },
]

/** @type {readonly ProjectShape[]} */
const keptBackJavascript = [
  {
    name: 'named export made the default',
    files: {
      ...manifest,
      'src/router.js': `export function createRouter(routes) {
  return (path) => routes[path] ?? 'not found'
}
`,
    },
    first: { 'src/router.js': [['export function createRouter', 'export default function createRouter']] },
    second: {
      'src/app.js':
        "import { createRouter } from './router.js'\n\nexport const home = createRouter({ '/': 'home' })('/')\n",
    },
  },
  {
    name: 'option has another name, given by another branch',
    files: {
      ...manifest,
      'src/retry.js': `export function retry(action, { times = 1 } = {}) {
  for (let left = times; ; left--) {
    try {
      return action()
    } catch (error) {
      if (left <= 0) throw error
    }
  }
}
`,
    },
    first: {
      'src/retry.js': [
        ['{ times = 1 } = {}', '{ attempts = 1 } = {}'],
        ['let left = times;', 'let left = attempts;'],
      ],
    },
    second: {
      'test/flaky.test.js': `import assert from 'node:assert'
import test from 'node:test'
import { retry } from '../src/retry.js'

test('tries again', () => {
  let calls = 0
  const action = () => {
    calls++
    if (calls < 4) throw new Error('not yet')
    return calls
  }
  assert.equal(retry(action, { times: 5 }), 4)
})
`,
    },
  },
  {
    name: 'method made a getter, called',
    files: {
      ...manifest,
      'src/stack.js': `export class Stack {
  items = []

  push(item) {
    this.items.push(item)
    return this
  }

  size() {
    return this.items.length
  }
}
`,
    },
    first: { 'src/stack.js': [['  size() {', '  get size() {']] },
    second: {
      'src/depth.js': "import { Stack } from './stack.js'\n\nexport const depth = new Stack().push(1).size()\n",
    },
  },
  {
    name: 'sound: method made asynchronous, awaited before',
    files: {
      ...manifest,
      'src/cache.js': `export class Cache {
  values = new Map()

  get(key) {
    return this.values.get(key)
  }
}
`,
    },
    first: { 'src/cache.js': [['  get(key)', '  async get(key)']] },
    second: {
      'src/lookup.js': `import { Cache } from './cache.js'

const cache = new Cache()

export const lookup = async (key) => (await cache.get(key)) ?? 'none'
`,
    },
  },
  {
    name: 'sound: CommonJS class takes one more option',
    files: {
      ...commonManifest,
      'lib/server.js': `class Server {
  constructor({ port = 80 } = {}) {
    this.port = port
  }

  url() {
    return 'http://localhost:' + this.port
  }
}

exports.Server = Server
`,
    },
    first: {
      'lib/server.js': [
        [
          '  constructor({ port = 80 } = {}) {\n    this.port = port\n',
          "  constructor({ port = 80, host = 'localhost' } = {}) {\n    this.port = port\n    this.host = host\n",
        ],
        ["'http://localhost:' + this.port", '`http://${this.host}:${this.port}`'],
      ],
    },
    second: {
      'lib/start.js': "const { Server } = require('./server')\n\nexports.url = new Server({ port: 8080 }).url()\n",
    },
  },
]

export const everydayScriptShapes = { script: everydayScript, javascript: everydayJavascript }
export const keptBackScriptShapes = { script: keptBackScript, javascript: keptBackJavascript }
