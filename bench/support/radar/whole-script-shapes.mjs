/**
 * Whole projects in TypeScript and JavaScript, that were written before anybody looked at what the radar makes of them: components, barrels,
 * packages, configurations. About half of them are sound. Their first figures are in the header of the bench.
 */

/** @typedef {import('./make-pair.mjs').ProjectShape} ProjectShape */

/** @param {Record<string, unknown>} [more] of the compiler's options */
const tsconfig = (more = {}) => {
  const options = { strict: true, noEmit: true, target: 'es2022', module: 'esnext', moduleResolution: 'bundler' }
  const all = { ...options, resolveJsonModule: true, types: [], jsx: 'preserve', ...more }
  const lines = Object.entries(all).map(([key, value]) => `    "${key}": ${JSON.stringify(value)}`)
  return `{\n  "compilerOptions": {\n${lines.join(',\n')}\n  },\n  "include": ["src", "packages"]\n}\n`
}

const elements =
  'declare namespace JSX {\n  type Element = { readonly tag: unknown }\n  interface ElementChildrenAttribute {\n    children: unknown\n  }\n  interface IntrinsicElements {\n    [tag: string]: Record<string, unknown>\n  }\n}\n'
const vue =
  'export interface Component<P> {\n  readonly props: P\n}\nexport declare function defineComponent<P>(setup: (props: P, emit: (name: string) => void) => () => string): Component<P>\nexport declare function h<P>(component: Component<P>, props: P): string\n'

const react = { 'tsconfig.json': tsconfig(), 'src/jsx.d.ts': elements }
const plain = { 'tsconfig.json': tsconfig() }
const withVue = { ...plain, 'src/vue.d.ts': vue }

const card =
  'export interface CardProps {\n  title: string\n  tone?: string\n  children?: unknown\n}\n\nexport function Card({ title, tone, children }: CardProps): JSX.Element {\n  return (\n    <section title={title} tone={tone}>\n      {children}\n    </section>\n  )\n}\n'
const list =
  'export interface ListProps<Row> {\n  rows: readonly Row[]\n  onPick: (row: Row) => void\n}\n\nexport function List<Row>({ rows, onPick }: ListProps<Row>): JSX.Element {\n  return <ul onClick={() => rows[0] && onPick(rows[0])} />\n}\n'

/** @type {readonly ProjectShape[]} */
const script = [
  {
    name: 'component: prop made required',
    files: { ...react, 'src/ui/card.tsx': card },
    first: { 'src/ui/card.tsx': [['tone?: string', 'tone: string']] },
    second: {
      'src/pages/home.tsx':
        'import { Card } from \'../ui/card.js\'\n\nexport const home = (): JSX.Element => <Card title="order">text</Card>\n',
    },
  },
  {
    name: 'sound: component: optional prop added',
    files: { ...react, 'src/ui/card.tsx': card },
    first: { 'src/ui/card.tsx': [['tone?: string\n', 'tone?: string\n  icon?: string\n']] },
    second: {
      'src/pages/home.tsx':
        'import { Card } from \'../ui/card.js\'\n\nexport const home = (): JSX.Element => <Card title="order" tone="calm" />\n',
    },
  },
  {
    name: 'component: prop renamed, given by a spread object',
    files: { ...react, 'src/ui/card.tsx': card },
    first: {
      'src/ui/card.tsx': [
        ['  title: string\n', '  heading: string\n'],
        ['Card({ title, tone', 'Card({ heading, tone'],
        ['title={title}', 'title={heading}'],
      ],
    },
    second: {
      'src/pages/home.tsx':
        "import { Card } from '../ui/card.js'\n\nconst props = { title: 'order' }\nexport const home = (): JSX.Element => <Card {...props} />\n",
    },
  },
  {
    name: 'component: children taken no more',
    files: { ...react, 'src/ui/card.tsx': card },
    first: {
      'src/ui/card.tsx': [
        ['  children?: unknown\n', ''],
        ['tone, children }', 'tone }'],
        ['      {children}\n', '      text\n'],
      ],
    },
    second: {
      'src/pages/home.tsx':
        'import { Card } from \'../ui/card.js\'\n\nexport function Home(): JSX.Element {\n  return (\n    <Card title="order">\n      <b>price</b>\n    </Card>\n  )\n}\n',
    },
  },
  {
    name: 'sound: component: made a constant by a wrapper',
    files: { ...react, 'src/ui/card.tsx': card },
    first: {
      'src/ui/card.tsx': [
        ['export function Card(', 'function PlainCard('],
        [
          '    </section>\n  )\n}\n',
          '    </section>\n  )\n}\n\nconst memo = <P,>(component: (props: P) => JSX.Element): ((props: P) => JSX.Element) => component\nexport const Card = memo(PlainCard)\n',
        ],
      ],
    },
    second: {
      'src/pages/home.tsx':
        'import { Card } from \'../ui/card.js\'\n\nexport const home = (): JSX.Element => <Card title="order">text</Card>\n',
    },
  },
  {
    name: 'sound: component: handler is told more',
    files: { ...react, 'src/ui/list.tsx': list },
    first: {
      'src/ui/list.tsx': [
        ['onPick: (row: Row) => void', 'onPick: (row: Row, at: number) => void'],
        ['onPick(rows[0])', 'onPick(rows[0], 0)'],
      ],
    },
    second: {
      'src/pages/late.tsx':
        "import { List } from '../ui/list.js'\n\nconst rows = [{ id: 1 }]\nexport const late = (): JSX.Element => <List rows={rows} onPick={(row) => console.assert(row.id > 0)} />\n",
    },
  },
  {
    name: 'component: handler gets an object in place of the row',
    files: { ...react, 'src/ui/list.tsx': list },
    first: {
      'src/ui/list.tsx': [
        ['onPick: (row: Row) => void', 'onPick: (event: { row: Row }) => void'],
        ['onPick(rows[0])', 'onPick({ row: rows[0] })'],
      ],
    },
    second: {
      'src/pages/late.tsx':
        "import { List } from '../ui/list.js'\n\nconst rows = [{ id: 1 }]\nexport const late = (): JSX.Element => <List rows={rows} onPick={(row) => row.id.toFixed()} />\n",
    },
  },
  {
    name: 'component: default export made a named one',
    files: { ...react, 'src/ui/card.tsx': card.replace('export function', 'export default function') },
    first: { 'src/ui/card.tsx': [['export default function', 'export function']] },
    second: {
      'src/pages/home.tsx':
        'import Panel from \'../ui/card.js\'\n\nexport const home = (): JSX.Element => <Panel title="order" />\n',
    },
  },
  {
    name: 'component of Vue: prop of another type',
    files: {
      ...withVue,
      'src/badge.ts':
        "import { defineComponent } from './vue.js'\n\nexport const Badge = defineComponent((props: { size: number }) => () => `${props.size}`)\n",
    },
    first: { 'src/badge.ts': [['size: number', "size: 'small' | 'large'"]] },
    second: {
      'src/page.ts':
        "import { Badge } from './badge.js'\nimport { h } from './vue.js'\n\nexport const page = (): string => h(Badge, { size: 3 })\n",
    },
  },
  {
    name: 'sound: component of Vue: one event more',
    files: {
      ...withVue,
      'src/badge.ts':
        "import { defineComponent } from './vue.js'\n\nexport const Badge = defineComponent((props: { size: number }, emit) => {\n  emit('opened')\n  return () => `${props.size}`\n})\n",
    },
    first: { 'src/badge.ts': [["  emit('opened')\n", "  emit('opened')\n  emit('priced')\n"]] },
    second: {
      'src/page.ts':
        "import { Badge } from './badge.js'\nimport { h } from './vue.js'\n\nexport const page = (): string => h(Badge, { size: 3 })\n",
    },
  },
  {
    name: 'type parameter has to have an id',
    files: {
      ...plain,
      'src/group.ts':
        'export function groupBy<Row>(rows: readonly Row[], key: (row: Row) => string): Map<string, Row> {\n  return new Map(rows.map((row) => [key(row), row]))\n}\n',
    },
    first: { 'src/group.ts': [['groupBy<Row>', 'groupBy<Row extends { id: string }>']] },
    second: {
      'src/report.ts':
        "import { groupBy } from './group.js'\n\nexport const report = groupBy([{ label: 'order' }], (row) => row.label)\n",
    },
  },
  {
    name: 'sound: type parameter may be anything',
    files: {
      ...plain,
      'src/group.ts':
        'export function groupBy<Row extends { id: string }>(rows: readonly Row[], key: (row: Row) => string): Map<string, Row> {\n  return new Map(rows.map((row) => [key(row), row]))\n}\n',
    },
    first: { 'src/group.ts': [['Row extends { id: string }>', 'Row>']] },
    second: {
      'src/report.ts':
        "import { groupBy } from './group.js'\n\nexport const report = groupBy([{ id: 'order' }], (row) => row.id)\n",
    },
  },
  {
    name: 'picked members may be missing now',
    files: {
      ...plain,
      'src/pick.ts':
        'export function pick<T, K extends keyof T>(value: T, ...keys: readonly K[]): Pick<T, K> {\n  const all: Partial<T> = {}\n  for (const key of keys) all[key] = value[key]\n  return all as Pick<T, K>\n}\n',
    },
    first: {
      'src/pick.ts': [
        [': Pick<T, K> {', ': Partial<Pick<T, K>> {'],
        ['all as Pick<T, K>', 'all'],
      ],
    },
    second: {
      'src/late.ts':
        "import { pick } from './pick.js'\n\nconst order = { name: 'x', price: 1 }\nexport const late = pick(order, 'name').name.trim()\n",
    },
  },
  {
    name: 'constant enum lost a member',
    files: { ...plain, 'src/level.ts': 'export const enum Level {\n  Low = 1,\n  Middle = 2,\n  High = 3,\n}\n' },
    first: { 'src/level.ts': [['  Middle = 2,\n', '']] },
    second: {
      'src/alarm.ts':
        "import { Level } from './level.js'\n\nexport const isLoud = (level: Level): boolean => level > Level.Middle\n",
    },
  },
  {
    name: 'sound: enum has other values',
    files: { ...plain, 'src/level.ts': "export enum Level {\n  Low = 'low',\n  High = 'high',\n}\n" },
    first: { 'src/level.ts': [["Low = 'low'", "Low = 'LOW'"]] },
    second: {
      'src/alarm.ts':
        "import { Level } from './level.js'\n\nexport const isLoud = (level: Level): boolean => level !== Level.Low\n",
    },
  },
  {
    name: 'enum of numbers made one of texts',
    files: { ...plain, 'src/level.ts': 'export enum Level {\n  Low,\n  High,\n}\n' },
    first: {
      'src/level.ts': [
        ['  Low,', "  Low = 'low',"],
        ['  High,', "  High = 'high',"],
      ],
    },
    second: {
      'src/alarm.ts':
        "import { Level } from './level.js'\n\nconst volume: Record<number, number> = { 0: 1 }\nexport const loud: number = volume[Level.Low] ?? Level.High * 2\n",
    },
  },
  {
    name: 'what tells the members of a union apart has another name',
    files: {
      ...plain,
      'src/events.ts':
        "export type OrderEvent = { type: 'opened'; id: number } | { type: 'closed'; why: string }\nexport const opened = (id: number): OrderEvent => ({ type: 'opened', id })\n",
    },
    first: {
      'src/events.ts': [
        ["{ type: 'opened'; id", "{ kind: 'opened'; id"],
        ["{ type: 'closed'", "{ kind: 'closed'"],
        ["({ type: 'opened', id", "({ kind: 'opened', id"],
      ],
    },
    second: {
      'src/log.ts':
        "import type { OrderEvent } from './events.js'\n\nexport function log(event: OrderEvent): string {\n  return event.type === 'opened' ? `${event.id}` : event.why\n}\n",
    },
  },
  {
    name: 'switch that has to name all',
    files: {
      ...plain,
      'src/shape.ts': "export type Shape = { kind: 'circle'; radius: number } | { kind: 'square'; side: number }\n",
    },
    first: { 'src/shape.ts': [["'square'; side: number }", "'square'; side: number } | { kind: 'line' }"]] },
    second: {
      'src/area.ts':
        "import type { Shape } from './shape.js'\n\nconst never = (value: never): never => {\n  throw new Error(`${String(value)}`)\n}\n\nexport function area(shape: Shape): number {\n  switch (shape.kind) {\n    case 'circle':\n      return shape.radius ** 2 * 3\n    case 'square':\n      return shape.side ** 2\n    default:\n      return never(shape)\n  }\n}\n",
    },
  },
  {
    name: 'sound: switch with a default',
    files: {
      ...plain,
      'src/shape.ts': "export type Shape = { kind: 'circle'; radius: number } | { kind: 'square'; side: number }\n",
    },
    first: { 'src/shape.ts': [["'square'; side: number }", "'square'; side: number } | { kind: 'line' }"]] },
    second: {
      'src/area.ts':
        "import type { Shape } from './shape.js'\n\nexport function area(shape: Shape): number {\n  switch (shape.kind) {\n    case 'circle':\n      return shape.radius ** 2 * 3\n    default:\n      return 0\n  }\n}\n",
    },
  },
  {
    name: 'case of a value that is none any more',
    files: {
      ...plain,
      'src/shape.ts': "export type Shape = { kind: 'circle'; radius: number } | { kind: 'square'; side: number }\n",
    },
    first: { 'src/shape.ts': [["kind: 'circle'", "kind: 'round'"]] },
    second: {
      'src/area.ts':
        "import type { Shape } from './shape.js'\n\nexport const isRound = (shape: Shape): boolean => shape.kind === 'circle'\n",
    },
  },
  {
    name: 'overload taken away',
    files: {
      ...plain,
      'src/find.ts':
        'export function find(id: number): string\nexport function find(name: string): string\nexport function find(key: number | string): string {\n  return `${key}`\n}\n',
    },
    first: {
      'src/find.ts': [
        ['export function find(id: number): string\n', ''],
        ['key: number | string', 'key: string'],
      ],
    },
    second: { 'src/late.ts': "import { find } from './find.js'\n\nexport const late = find(4).trim()\n" },
  },
  {
    name: 'sound: overloads made one signature',
    files: {
      ...plain,
      'src/find.ts':
        'export function find(id: number): string\nexport function find(name: string): string\nexport function find(key: number | string): string {\n  return `${key}`\n}\n',
    },
    first: {
      'src/find.ts': [['export function find(id: number): string\nexport function find(name: string): string\n', '']],
    },
    second: { 'src/late.ts': "import { find } from './find.js'\n\nexport const late = find(4) + find('order')\n" },
  },
  {
    name: 'default export is an object now',
    files: {
      ...plain,
      'src/price.ts': 'export default function (id: number): number {\n  return id * 2\n}\n',
    },
    first: {
      'src/price.ts': [
        [
          'export default function (id: number): number {\n  return id * 2\n}\n',
          'export default {\n  net: (id: number): number => id * 2,\n}\n',
        ],
      ],
    },
    second: { 'src/late.ts': "import cost from './price.js'\n\nexport const late = cost(4)\n" },
  },
  {
    name: 'name taken out of the barrel',
    files: {
      ...plain,
      'src/lib/index.ts': "export { open } from './open.js'\nexport { close } from './close.js'\n",
      'src/lib/open.ts': 'export const open = (): number => 1\n',
      'src/lib/close.ts': 'export const close = (): number => 2\n',
    },
    first: { 'src/lib/index.ts': [["export { close } from './close.js'\n", '']] },
    second: { 'src/late.ts': "import { close } from './lib/index.js'\n\nexport const late = close()\n" },
  },
  {
    name: 'sound: barrel in two',
    files: {
      ...plain,
      'src/lib/index.ts': "export { open } from './open.js'\nexport { close } from './close.js'\n",
      'src/lib/open.ts': 'export const open = (): number => 1\n',
      'src/lib/close.ts': 'export const close = (): number => 2\n',
    },
    first: {
      'src/lib/index.ts': [["export { close } from './close.js'\n", "export * from './ends.js'\n"]],
      'src/lib/ends.ts': "export { close } from './close.js'\n",
    },
    second: { 'src/late.ts': "import { close } from './lib/index.js'\n\nexport const late = close()\n" },
  },
  {
    name: 'two files of one barrel export one name',
    files: {
      ...plain,
      'src/lib/index.ts': "export * from './open.js'\nexport * from './close.js'\n",
      'src/lib/open.ts': 'export const open = (): number => 1\n',
      'src/lib/close.ts': 'export const close = (): number => 2\n',
    },
    first: { 'src/lib/open.ts': [['=> 1\n', '=> 1\n\nexport const delayMs = 10\n']] },
    second: { 'src/lib/close.ts': [['=> 2\n', '=> 2\n\nexport const delayMs = 20\n']] },
  },
  {
    name: 'sound: two files export one name, the barrel picks',
    files: {
      ...plain,
      'src/lib/index.ts': "export { open } from './open.js'\nexport { close } from './close.js'\n",
      'src/lib/open.ts': 'export const open = (): number => 1\n',
      'src/lib/close.ts': 'export const close = (): number => 2\n',
    },
    first: { 'src/lib/open.ts': [['=> 1\n', '=> 1\n\nexport const delayMs = 10\n']] },
    second: { 'src/lib/close.ts': [['=> 2\n', '=> 2\n\nexport const delayMs = 20\n']] },
  },
  {
    name: 'sound: handed on under a second name',
    files: {
      ...plain,
      'src/lib/index.ts': "export { open } from './open.js'\n",
      'src/lib/open.ts': 'export const open = (): number => 1\n',
    },
    first: { 'src/lib/index.ts': [['{ open }', '{ open, open as begin }']] },
    second: { 'src/late.ts': "import { open } from './lib/index.js'\n\nexport const late = open()\n" },
  },
  {
    name: 'default behind the barrel, imported directly',
    files: {
      ...plain,
      'src/lib/index.ts': "export { default as Card } from './card.js'\n",
      'src/lib/card.ts': 'export default class Card {\n  title = 1\n}\n',
    },
    first: {
      'src/lib/index.ts': [['{ default as Card }', '{ Card }']],
      'src/lib/card.ts': [['export default class', 'export class']],
    },
    second: { 'src/late.ts': "import Card from './lib/card.js'\n\nexport const late = new Card().title\n" },
  },
  {
    name: 'global settings demand one more',
    files: {
      ...plain,
      'src/globals.d.ts': 'interface Settings {\n  retries: number\n}\n\ndeclare const settings: Settings\n',
    },
    first: { 'src/globals.d.ts': [['  retries: number\n', '  retries: number\n  region: string\n']] },
    second: { 'src/defaults.ts': 'export const defaults: Settings = { retries: 3 }\n' },
  },
  {
    name: 'sound: both add to an interface of a module',
    files: {
      ...plain,
      'src/registry.ts':
        'export interface Registry {\n  core: number\n}\nexport const nameOf = <K extends keyof Registry>(key: K): string => key\n',
    },
    first: {
      'src/audio.ts':
        "declare module './registry.js' {\n  interface Registry {\n    audio: string\n  }\n}\nexport const audio = 1\n",
    },
    second: {
      'src/video.ts':
        "declare module './registry.js' {\n  interface Registry {\n    video: string\n  }\n}\nexport const video = 1\n",
    },
  },
  {
    name: 'both add one member of two types to an interface of a module',
    files: {
      ...plain,
      'src/registry.ts':
        'export interface Registry {\n  core: number\n}\nexport const nameOf = <K extends keyof Registry>(key: K): string => key\n',
    },
    first: {
      'src/audio.ts':
        "declare module './registry.js' {\n  interface Registry {\n    media: string\n  }\n}\nexport const audio = 1\n",
    },
    second: {
      'src/video.ts':
        "declare module './registry.js' {\n  interface Registry {\n    media: number\n  }\n}\nexport const video = 1\n",
    },
  },
  {
    name: 'abstract method more, an heir of an heir is added',
    files: {
      ...plain,
      'src/store.ts': 'export abstract class Store {\n  abstract read(): string\n}\n',
      'src/files.ts':
        "import { Store } from './store.js'\n\nexport abstract class FileStore extends Store {\n  root = '/'\n}\n",
    },
    first: {
      'src/store.ts': [['  abstract read(): string\n', '  abstract read(): string\n  abstract drop(): void\n']],
    },
    second: {
      'src/disk.ts':
        "import { FileStore } from './files.js'\n\nexport class Disk extends FileStore {\n  read(): string {\n    return this.root\n  }\n}\n",
    },
  },
  {
    name: 'sound: abstract class gets a method that is there',
    files: { ...plain, 'src/store.ts': 'export abstract class Store {\n  abstract read(): string\n}\n' },
    first: {
      'src/store.ts': [
        ['  abstract read(): string\n', '  abstract read(): string\n\n  drop(): void {\n    this.read()\n  }\n'],
      ],
    },
    second: {
      'src/disk.ts':
        "import { Store } from './store.js'\n\nexport class Disk extends Store {\n  read(): string {\n    return 'x'\n  }\n}\n",
    },
  },
  {
    name: 'abstract property of another type',
    files: {
      ...plain,
      'src/task.ts':
        'export abstract class Task {\n  abstract readonly rank: string\n\n  label(): string {\n    return `${this.rank}`\n  }\n}\n',
    },
    first: { 'src/task.ts': [['rank: string', 'rank: number']] },
    second: {
      'src/late.ts':
        "import { Task } from './task.js'\n\nexport class Late extends Task {\n  readonly rank = 'high'\n}\n",
    },
  },
  {
    name: 'list that nobody may write',
    files: { ...plain, 'src/ids.ts': 'export function ids(): number[] {\n  return [1, 2]\n}\n' },
    first: { 'src/ids.ts': [['number[]', 'readonly number[]']] },
    second: {
      'src/late.ts':
        "import { ids } from './ids.js'\n\nconst all = ids()\nall.push(3)\nexport const late = all.length\n",
    },
  },
  {
    name: 'sound: takes lists that nobody may write too',
    files: {
      ...plain,
      'src/sum.ts':
        'export function sum(values: number[]): number {\n  return values.reduce((all, one) => all + one, 0)\n}\n',
    },
    first: { 'src/sum.ts': [['number[]', 'readonly number[]']] },
    second: {
      'src/late.ts': "import { sum } from './sum.js'\n\nconst all = [1]\nall.push(3)\nexport const late = sum(all)\n",
    },
  },
  {
    name: 'member may be missing, read through a function',
    files: {
      ...plain,
      'src/user.ts':
        "export interface User {\n  id: number\n  email: string\n}\nexport const load = (id: number): User => ({ id, email: 'x' })\n",
    },
    first: { 'src/user.ts': [['  email: string', '  email?: string']] },
    second: {
      'src/mail.ts': "import { load } from './user.js'\n\nexport const domain = load(1).email.split('@')[1]\n",
    },
  },
  {
    name: 'sound: member may be missing, written',
    files: {
      ...plain,
      'src/user.ts':
        'export interface User {\n  id: number\n  email: string\n}\nexport const save = (user: User): number => user.id\n',
    },
    first: { 'src/user.ts': [['  email: string', '  email?: string']] },
    second: {
      'src/mail.ts': "import { save } from './user.js'\n\nexport const saved = save({ id: 1, email: 'order' })\n",
    },
  },
  {
    name: 'made asynchronous, by another name through a barrel',
    files: {
      ...plain,
      'src/lib/index.ts': "export { read as readRows } from './rows.js'\n",
      'src/lib/rows.ts': 'export function read(): number[] {\n  return [1]\n}\n',
    },
    first: {
      'src/lib/rows.ts': [['export function read(): number[]', 'export async function read(): Promise<number[]>']],
    },
    second: {
      'src/late.ts':
        "import { readRows } from './lib/index.js'\n\nexport const late = readRows().map((row) => row + 1)\n",
    },
  },
  {
    name: 'sound: made asynchronous, awaited before',
    files: { ...plain, 'src/rows.ts': 'export function read(): number[] {\n  return [1]\n}\n' },
    first: { 'src/rows.ts': [['export function read(): number[]', 'export async function read(): Promise<number[]>']] },
    second: {
      'src/late.ts':
        "import { read } from './rows.js'\n\nexport async function late(): Promise<number> {\n  const rows = await read()\n  return rows.length\n}\n",
    },
  },
  {
    name: 'handlers have to be asynchronous',
    files: {
      ...plain,
      'src/hooks.ts':
        'export type Handler = (id: number) => void\nexport const handlers: Handler[] = []\nexport function on(handler: Handler): void {\n  handlers.push(handler)\n}\n',
    },
    first: { 'src/hooks.ts': [['(id: number) => void', '(id: number) => Promise<void>']] },
    second: {
      'src/late.ts':
        "import { on } from './hooks.js'\n\nlet last = 0\non((id) => {\n  last = id\n})\nexport const late = (): number => last\n",
    },
  },
  {
    name: 'file renamed',
    files: { ...plain, 'src/util/strings.ts': 'export const shout = (text: string): string => text.toUpperCase()\n' },
    first: { 'src/util/text.ts': { from: 'src/util/strings.ts' } },
    second: {
      'src/pages/late.ts': "import { shout } from '../util/strings.js'\n\nexport const late = shout('order')\n",
    },
  },
  {
    name: 'sound: directory renamed, the old one hands on',
    files: {
      ...plain,
      'src/util/index.ts': "export * from './strings.js'\n",
      'src/util/strings.ts': 'export const shout = (text: string): string => text.toUpperCase()\n',
    },
    first: {
      'src/text/strings.ts': { from: 'src/util/strings.ts' },
      'src/util/index.ts': [["'./strings.js'", "'../text/strings.js'"]],
    },
    second: { 'src/late.ts': "import { shout } from './util/index.js'\n\nexport const late = shout('order')\n" },
  },
  {
    name: 'type moved to another file',
    files: {
      ...plain,
      'src/order.ts': 'export interface Address {\n  city: string\n}\n\nexport interface Order {\n  id: number\n}\n',
    },
    first: {
      'src/order.ts': [['export interface Address {\n  city: string\n}\n\n', '']],
      'src/address.ts': 'export interface Address {\n  city: string\n}\n',
    },
    second: {
      'src/ship.ts':
        "import type { Address } from './order.js'\n\nexport const cityOf = (address: Address): string => address.city\n",
    },
  },
  {
    name: 'sound: type moved to another file, and handed on',
    files: {
      ...plain,
      'src/order.ts': 'export interface Address {\n  city: string\n}\n\nexport interface Order {\n  id: number\n}\n',
    },
    first: {
      'src/order.ts': [
        ['export interface Address {\n  city: string\n}\n', "export type { Address } from './address.js'\n"],
      ],
      'src/address.ts': 'export interface Address {\n  city: string\n}\n',
    },
    second: {
      'src/ship.ts':
        "import type { Address } from './order.js'\n\nexport const cityOf = (address: Address): string => address.city\n",
    },
  },
  {
    name: 'alias stands for another type',
    files: { ...plain, 'src/ids.ts': 'export type Id = string\nexport interface Row {\n  id: Id\n}\n' },
    first: { 'src/ids.ts': [['Id = string', 'Id = number']] },
    second: {
      'src/late.ts':
        "import type { Row } from './ids.js'\n\nexport const label = (row: Row): string => row.id.padStart(8)\n",
    },
  },
  {
    name: 'sound: type renamed, the old name kept',
    files: { ...plain, 'src/ids.ts': 'export interface Row {\n  id: string\n}\n' },
    first: {
      'src/ids.ts': [
        [
          'export interface Row {\n  id: string\n}\n',
          'export interface Line {\n  id: string\n}\n\nexport type Row = Line\n',
        ],
      ],
    },
    second: {
      'src/late.ts':
        "import type { Row } from './ids.js'\n\nexport const label = (row: Row): string => row.id.padStart(8)\n",
    },
  },
  {
    name: 'text given a type of its own',
    files: {
      ...plain,
      'src/ids.ts': 'export type UserId = string\nexport const greet = (id: UserId): string => `hello ${id}`\n',
    },
    first: { 'src/ids.ts': [['UserId = string', "UserId = string & { readonly mark: 'user' }"]] },
    second: { 'src/late.ts': "import { greet } from './ids.js'\n\nexport const late = greet('ann')\n" },
  },
  {
    name: 'sound: interface made an intersection',
    files: { ...plain, 'src/row.ts': 'export interface Row {\n  id: string\n  rank: number\n}\n' },
    first: {
      'src/row.ts': [
        [
          'export interface Row {\n  id: string\n  rank: number\n}',
          'export type Row = { id: string } & { rank: number }',
        ],
      ],
    },
    second: {
      'src/late.ts':
        "import type { Row } from './row.js'\n\nexport const row: Row = { id: 'x', rank: 1 }\nexport class Kept implements Row {\n  id = 'y'\n  rank = 2\n}\n",
    },
  },
  {
    name: 'key of a constant that types are made of',
    files: {
      ...plain,
      'src/routes.ts':
        "export const routes = {\n  home: '/',\n  orders: '/orders',\n  help: '/help',\n} as const\nexport const go = (name: keyof typeof routes): string => routes[name]\n",
    },
    first: { 'src/routes.ts': [["  help: '/help',\n", "  support: '/help',\n"]] },
    second: { 'src/menu.ts': "import { go } from './routes.js'\n\nexport const menu = [go('home'), go('help')]\n" },
  },
  {
    name: 'key of the settings gone',
    files: { ...plain, 'src/settings.json': '{\n  "retries": 3,\n  "region": "eu",\n  "color": "red"\n}\n' },
    first: { 'src/settings.json': [['  "retries": 3,\n', '  "attempts": 3,\n']] },
    second: {
      'src/late.ts': "import settings from './settings.json'\n\nexport const isPatient = settings.retries > 1\n",
    },
  },
  {
    name: 'sound: key added to the settings',
    files: { ...plain, 'src/settings.json': '{\n  "retries": 3,\n  "region": "eu",\n  "color": "red"\n}\n' },
    first: { 'src/settings.json': [['  "color": "red"\n', '  "color": "red",\n  "price": 1\n']] },
    second: {
      'src/late.ts': "import settings from './settings.json'\n\nexport const isPatient = settings.retries > 1\n",
    },
  },
  {
    name: 'alias of paths renamed',
    files: {
      'tsconfig.json': tsconfig({ paths: { '@app/*': ['./src/*'] } }),
      'src/util/text.ts': 'export const shout = (text: string): string => text.toUpperCase()\n',
      'src/first.ts': "import { shout } from '@app/util/text'\n\nexport const first = shout('a')\n",
    },
    first: {
      'tsconfig.json': [['"@app/*"', '"~/*"']],
      'src/first.ts': [["'@app/util/text'", "'~/util/text'"]],
    },
    second: { 'src/late.ts': "import { shout } from '@app/util/text'\n\nexport const late = shout('order')\n" },
  },
  {
    name: 'sound: second alias of paths',
    files: {
      'tsconfig.json': tsconfig({ paths: { '@app/*': ['./src/*'] } }),
      'src/util/text.ts': 'export const shout = (text: string): string => text.toUpperCase()\n',
    },
    first: {
      'tsconfig.json': [['"@app/*":["./src/*"]', '"@app/*":["./src/*"],"~/*":["./src/*"]']],
      'src/first.ts': "import { shout } from '~/util/text'\n\nexport const first = shout('a')\n",
    },
    second: { 'src/late.ts': "import { shout } from '@app/util/text'\n\nexport const late = shout('order')\n" },
  },
  {
    name: 'every way has to return',
    files: { ...plain, 'src/level.ts': 'export const limit = 3\n' },
    first: { 'tsconfig.json': [['"strict": true', '"strict": true,\n    "noImplicitReturns": true']] },
    second: {
      'src/late.ts':
        "import { limit } from './level.js'\n\nexport function late(value: number): string | undefined {\n  if (value > limit) return 'order'\n}\n",
    },
  },
  {
    name: 'overriding has to be said',
    files: { ...plain, 'src/store.ts': "export class Store {\n  read(): string {\n    return 'x'\n  }\n}\n" },
    first: { 'tsconfig.json': [['"strict": true', '"strict": true,\n    "noImplicitOverride": true']] },
    second: {
      'src/disk.ts':
        "import { Store } from './store.js'\n\nexport class Disk extends Store {\n  read(): string {\n    return 'y'\n  }\n}\n",
    },
  },
  {
    name: 'sound: checked more strictly, what is written keeps to it',
    files: { ...plain, 'src/store.ts': "export class Store {\n  read(): string {\n    return 'x'\n  }\n}\n" },
    first: { 'tsconfig.json': [['"strict": true', '"strict": true,\n    "noImplicitOverride": true']] },
    second: {
      'src/disk.ts':
        "import { Store } from './store.js'\n\nexport class Disk extends Store {\n  write(): string {\n    return this.read()\n  }\n}\n",
    },
  },
  {
    name: 'function of another package wants one more',
    files: {
      'tsconfig.json': tsconfig({ paths: { '@shop/*': ['./packages/*/src/index.ts'] } }),
      'packages/core/package.json': '{ "name": "@shop/core", "main": "src/index.ts" }\n',
      'packages/core/src/index.ts': "export { price } from './price.js'\n",
      'packages/core/src/price.ts': 'export function price(order: number): number {\n  return order\n}\n',
      'packages/web/package.json': '{ "name": "@shop/web", "dependencies": { "@shop/core": "workspace:*" } }\n',
    },
    first: {
      'packages/core/src/price.ts': [
        ['order: number)', 'order: number, rate: number)'],
        ['return order', 'return order * rate'],
      ],
    },
    second: {
      'packages/web/src/cart.ts':
        "import { price } from '@shop/core'\n\nexport const cart = [1, 2].map((order) => price(order))\n",
    },
  },
  {
    name: 'package renamed',
    files: {
      'tsconfig.json': tsconfig({ paths: { '@shop/core': ['./packages/core/src/index.ts'] } }),
      'packages/core/package.json': '{ "name": "@shop/core", "main": "src/index.ts" }\n',
      'packages/core/src/index.ts': 'export function price(order: number): number {\n  return order\n}\n',
      'packages/web/package.json': '{ "name": "@shop/web" }\n',
    },
    first: {
      'tsconfig.json': [
        ['"@shop/core":["./packages/core/src/index.ts"]', '"@shop/kernel":["./packages/kernel/src/index.ts"]'],
      ],
      'packages/kernel/package.json': { from: 'packages/core/package.json', edits: [['@shop/core', '@shop/kernel']] },
      'packages/kernel/src/index.ts': { from: 'packages/core/src/index.ts' },
    },
    second: { 'packages/web/src/cart.ts': "import { price } from '@shop/core'\n\nexport const cart = price(1)\n" },
  },
  {
    name: 'sound: inside of a package moved',
    files: {
      'tsconfig.json': tsconfig({ paths: { '@shop/core': ['./packages/core/src/index.ts'] } }),
      'packages/core/package.json': '{ "name": "@shop/core", "main": "src/index.ts" }\n',
      'packages/core/src/index.ts': "export { price } from './price.js'\n",
      'packages/core/src/price.ts': 'export function price(order: number): number {\n  return order\n}\n',
      'packages/web/package.json': '{ "name": "@shop/web" }\n',
    },
    first: {
      'packages/core/src/lib/price.ts': { from: 'packages/core/src/price.ts' },
      'packages/core/src/index.ts': [["'./price.js'", "'./lib/price.js'"]],
    },
    second: { 'packages/web/src/cart.ts': "import { price } from '@shop/core'\n\nexport const cart = price(1)\n" },
  },
  {
    name: 'type in a comment of JavaScript changed',
    files: {
      'tsconfig.json': tsconfig({ allowJs: true, checkJs: true }),
      'src/price.js':
        '/**\n * @param {number} order\n * @returns {number}\n */\nexport function price(order) {\n  return Number(order)\n}\n',
    },
    first: {
      'src/price.js': [
        ['@param {number}', '@param {{ id: number }}'],
        ['Number(order)', 'order.id'],
      ],
    },
    second: { 'src/late.js': "import { price } from './price.js'\n\nexport const late = price(4)\n" },
  },
  {
    name: 'typedef of JavaScript demands one more',
    files: {
      'tsconfig.json': tsconfig({ allowJs: true, checkJs: true }),
      'src/user.js':
        '/**\n * @typedef {object} User\n * @property {number} id\n * @property {string} [email]\n */\n\n/** @param {User} user */\nexport const save = (user) => user.id\n',
    },
    first: { 'src/user.js': [['@property {string} [email]', '@property {string} email']] },
    second: { 'src/late.js': "import { save } from './user.js'\n\nexport const late = save({ id: 1 })\n" },
  },
  {
    name: 'sound: words of a comment of JavaScript changed',
    files: {
      'tsconfig.json': tsconfig({ allowJs: true, checkJs: true }),
      'src/price.js':
        '/**\n * What it costs.\n *\n * @param {number} order\n * @returns {number}\n */\nexport function price(order) {\n  return Number(order)\n}\n',
    },
    first: {
      'src/price.js': [
        ['What it costs.', 'What it costs, without tax.'],
        ['@param {number} order', '@param {number} order its number'],
      ],
    },
    second: { 'src/late.js': "import { price } from './price.js'\n\nexport const late = price(4)\n" },
  },
]

/** Of CommonJS; running it tells. @type {readonly ProjectShape[]} */
const javascript = [
  {
    name: 'CommonJS: one key of the exports gone',
    files: {
      'package.json': '{ "name": "shop" }\n',
      'lib/text.cjs':
        'const shout = (text) => text.toUpperCase()\nconst whisper = (text) => text.toLowerCase()\n\nmodule.exports = { shout, whisper }\n',
    },
    first: {
      'lib/text.cjs': [
        ['const whisper = (text) => text.toLowerCase()\n', ''],
        ['{ shout, whisper }', '{ shout }'],
      ],
    },
    second: { 'late.cjs': "const { whisper } = require('./lib/text.cjs')\n\nmodule.exports = whisper('Order')\n" },
  },
  {
    name: 'CommonJS: function in an object now',
    files: {
      'package.json': '{ "name": "shop" }\n',
      'lib/price.cjs': 'module.exports = function price(order) {\n  return order\n}\n',
    },
    first: {
      'lib/price.cjs': [
        [
          'module.exports = function price(order) {\n  return order\n}\n',
          'function price(order) {\n  return order\n}\n\nmodule.exports = { price }\n',
        ],
      ],
    },
    second: { 'late.cjs': "const cost = require('./lib/price.cjs')\n\nmodule.exports = cost(1)\n" },
  },
  {
    name: 'sound: CommonJS: exports in one object',
    files: {
      'package.json': '{ "name": "shop" }\n',
      'lib/text.cjs': 'exports.shout = (text) => text.toUpperCase()\nexports.whisper = (text) => text.toLowerCase()\n',
    },
    first: {
      'lib/text.cjs': [
        [
          'exports.shout = (text) => text.toUpperCase()\nexports.whisper = (text) => text.toLowerCase()\n',
          'module.exports = {\n  shout: (text) => text.toUpperCase(),\n  whisper: (text) => text.toLowerCase(),\n}\n',
        ],
      ],
    },
    second: { 'late.cjs': "const text = require('./lib/text.cjs')\n\nmodule.exports = text.whisper('Order')\n" },
  },
  {
    name: 'CommonJS: file renamed',
    files: {
      'package.json': '{ "name": "shop" }\n',
      'lib/price.js': 'exports.price = (order) => order * 2 + 1\n\nexports.rate = (order) => order / 2\n',
    },
    first: { 'lib/cost.js': { from: 'lib/price.js' } },
    second: { 'app/late.js': "const { price } = require('../lib/price')\n\nmodule.exports = { late: price(1) }\n" },
  },
  {
    name: 'sound: CommonJS: a helper that stays inside renamed',
    files: {
      'package.json': '{ "name": "shop" }\n',
      'lib/price.js': 'const double = (order) => order * 2\n\nexports.price = (order) => double(order) + 1\n',
    },
    first: {
      'lib/price.js': [
        ['const double =', 'const twice ='],
        ['=> double(order)', '=> twice(order)'],
      ],
    },
    second: {
      'app/late.js':
        "const { price } = require('../lib/price')\n\nconst double = (value) => value + value\nmodule.exports = { late: double(price(1)) }\n",
    },
  },
]

export const wholeScriptShapes = { script, javascript }
