import { expect, test } from 'vitest'
import { references } from '../queries/references.ts'
import { TestRepository } from '../testing.ts'

const THING = 'export interface Thing { mark: number; parts: Thing[]; deep: { more: Thing } }\n'

/** The lines on which a use of a member is not known to mean it. */
async function unknownIn(body: string): Promise<readonly string[]> {
  using repo = new TestRepository({ 'thing.ts': THING, 'use.tsx': `import type { Thing } from './thing'\n${body}` })
  const { shown } = references(await repo.open(), 'Thing.mark', { limit: 1000 })
  expect(shown.some(({ label, role }) => label === 'resolved' && role !== 'definition')).toBe(true)
  return shown.filter(({ label }) => label === 'same-name').map(({ line, text }) => `${line} ${text}`)
}

test('what methods of lists and maps hand over and give back', async () => {
  const found = await unknownIn(`export function use(things: Thing[], one: Thing) {
    things.map((x) => x.mark); things.forEach(function (x) { x.mark }); things.sort((a, b) => a.mark - b.mark)
    things.filter(x => x.mark > 0)[0].mark; things.find((x) => x.mark)?.mark; things.reduce((sum, x) => sum + x.mark, 0)
    for (const [index, x] of things.entries()) x.mark
    for (const x of things.slice(1).reverse()) x.mark
    const map = new Map<string, Thing>()
    map.get('a')?.mark; map.forEach((x) => x.mark); for (const x of map.values()) x.mark
    for (const [key, x] of map) x.mark
    const record: Record<string, Thing> = {}
    record['a'].mark; Object.values(record).map((x) => x.mark); Object.entries(record).map(([key, x]) => x.mark)
    for (const x of new Set<Thing>()) x.mark
    const nested: Thing[][] = [things]
    nested[0][0].mark; nested.flatMap((list) => list.map((x) => x.mark))
    const [first, second] = things
    second.mark; [one, one].map(({ mark }) => 1)
    things.map(() => one).map((x) => x.mark)
}`)
  expect(found).toEqual([])
})

test('types in braces, unions, other names of types, keys of types, type parameters', async () => {
  const found = await unknownIn(`export function use(things: Thing[], one: Thing) {
    type Pair = { left: Thing; right?: Thing | undefined }
    type Things = readonly Thing[]
    const f = (): Pair => ({ left: { mark: 1, parts: [{ mark: 2, parts: [], deep: { more: one } }], deep: { more: one } } })
    f().left.mark; f().right!.mark
    const g = (): Thing[] => [{ mark: 1, parts: [], deep: { more: one } }]
    const list: Things = things, key: Pair['left'] = one, options: { inner: { thing: Thing } } = { inner: { thing: one } }
    list[0].mark; key.mark; options.inner.thing.mark; one.deep.more.mark
    const { inner: { thing } } = options
    thing.mark
    const either: string | Thing = one, wrapped: (Thing | null)[] = [], pair: [string, Thing] = ['', one]
    either.mark; wrapped[0].mark; pair[1].mark
    function generic<T extends Thing>(x: T) { return x.mark }
    const copy: typeof one = one
    copy.mark
    const all: Thing[] = [{ mark: 1, parts: [], deep: { more: one } }]
}`)
  expect(found).toEqual([])
})

test('what functions without a written result return, and what expressions choose', async () => {
  const found = await unknownIn(`export function use(things: Thing[], one: Thing) {
    const make = () => one
    function build() { if (things.length > 0) return things[0]; return undefined }
    async function load() { return one }
    make().mark; build()?.mark
    const awaited = await load(), chosen = things.length ? things[0] : undefined, other = things[0] ?? one, both = one && things[1]
    awaited.mark; chosen?.mark; other.mark; both.mark; (await load()).mark; (one as Thing).mark
    const object = { thing: one, list: things, make() { return one } }
    object.thing.mark; object.list[0].mark; object.make().mark
    class Chain { readonly thing = make(); get same() { return this } next(): this { return this } again() { return this } }
    new Chain().next().same.again().thing.mark
    load().then((x) => x.mark)
    function take(run: (x: Thing) => void) {}
    type Run = (name: string, x: Thing) => void
    function takeNamed(name: string, run: Run) {}
    take((x) => x.mark); take(({ mark }) => 1); takeNamed('', (name, x) => x.mark)
}`)
  expect(found).toEqual([])
})

test('attributes of components are members of their props, and names without a value are keys', async () => {
  const found = await unknownIn(`
function One({ mark }: Thing) { return <b /> }
const Two: FC<Thing> = () => <One mark={1} parts={[]} />
const Three = forwardRef<Element, Thing>((props) => <Two mark={2} />)
export const element = <Three mark={3}><mark>text</mark></Three>
const mark = 1
const made: Thing = { mark, parts: [], deep: { more: one } }`)
  expect(found).toEqual([
    '6 export const element = <Three mark={3}><mark>text</mark></Three>',
    '6 export const element = <Three mark={3}><mark>text</mark></Three>',
  ])
})

test('an object with a method does not stand for the class around its method', async () => {
  using repo = new TestRepository({
    'a.ts': `export class Store {
  client: string = ''
  open() {
    const options = { retry: (times: number) => times, go() { return 1 } }
    return this.client + options.retry(1)
  }
}`,
  })
  const { resolved } = references(await repo.open(), 'Store.client', { limit: 10 })
  expect(resolved).toBe(1)
})

test('values and types that go deep end', async () => {
  const deep = (open: string, middle: string, close: string): string =>
    `${open.repeat(3000)}${middle}${close.repeat(3000)}`
  using repo = new TestRepository({
    'thing.ts': THING,
    'use.ts': `const a = ${deep('[', '', ']')}
a.mark
type T = ${deep('(', 'string', ')')}
let b: T
b.mark
const c = ${'a ? b : '.repeat(3000)}a
c.mark
const d = ${deep('{ k: ', '1', ' }')}
d.mark
a${'.b()'.repeat(3000)}.mark
const e: ${'A | '.repeat(3000)}A = { mark: 1 }
e.mark
type Long = A<${'A, '.repeat(500)}A> & B
let f: Long
f.mark
`,
    'use.py': `x = ${deep('[', '', ']')}\nx.mark\ny = a${'.b()'.repeat(3000)}\ny.mark\nz = ${'a or '.repeat(3000)}b\nz.mark\n`,
    'use.go': `package x\nvar x = ${deep('[]', 'T', '')}{}\nfunc f(y ${deep('*', 'T', '')}) { x.mark(); y.mark(); z := ${deep('(', 'y', ')')}; z.mark()\n_ = []T${deep('{', 'mark: 1', '}')} }\n`,
  })
  const { sameName } = references(await repo.open(), 'mark', { limit: 1000 })
  expect(sameName).toBe(15)
})

test('parameters that get their type from where the function stands, and calls of what has the type of a function', async () => {
  const found = await unknownIn(`type Handler = (x: Thing, next: () => Thing) => Thing
interface Called { (x: Thing): Thing; (path: string, ...others: Handler[]): Called }
interface Handlers { on: Handler; also(x: Thing): void; called: Called }
export const handler: Handler = (x, next) => { next().mark; return x.mark ? x : next() }
export function make(): Handler { return async function named(x) { return x.mark } }
export const curried = (): Handler => (x) => x.mark
export const returning = (): Handler => {
  return async function returning(x) { return x.mark }
}
export const handlers: Handlers = { on: (x) => x.mark, also(x) { x.mark }, called: ({ mark }) => 1 }
export function use(on: Handler, handlers: Handlers, list: Handler[], one: Thing) {
  handlers.called('path', (x) => x.mark, (x) => x.mark)
  on(one).mark; handlers.on(one).mark; handlers.called(one).mark
  class Registry { handler: Handler = (x) => x.mark }
  function add(this: Registry, path: string, ...rest: Handler[]) {}
  add('', on, (x) => x.mark)
}`)
  expect(found).toEqual([])
})

test('type parameters of functions: as written, or as another argument has it', async () => {
  const found = await unknownIn(`function same<T>(x: T): Readonly<T> { return x }
function first<T>(list: readonly T[], pick: (x: T) => boolean): T | undefined { return list.find(pick) }
const wrap = <const T,>(x: T, run: (x: T) => void): T[] => [x]
class Holder { static of<T>(x: T): T { return x } async *all<T>(one: Thing, other: T): AsyncGenerator<T> { one.mark } }
export function use(things: Thing[], one: Thing): Thing {
  same(one).mark
  first(things, (x) => x.mark > 0)?.mark
  wrap(one, ({ mark }) => 1)[0].mark
  Holder.of(one).mark
  same<Thing>({ mark: 1, parts: [], deep: { more: one } }).mark
  const own: Thing = same({ mark: 1 })
  return own
}`)
  expect(found).toEqual(['12 const own: Thing = same({ mark: 1 })'])
})

test('type parameters of classes, interfaces and other names of types: what the place that names them gives', async () => {
  const found = await unknownIn(`class Box<T> {
  value: T
  constructor(readonly inner: T, public all: T[]) {}
  get(): T { return this.value }
  each(run: (x: T, index: number) => void) {}
}
interface Pair<A, B = string> { left: A; right: { deep: B }; nested: Box<B> }
type Boxed<X> = Box<X>
type Wrapped<X> = { inside: X } | null
type Run<A> = (x: A) => A
interface Called<A> { (x: A): Box<A> }
type Later<T> = T | Promise<Later<T>> | Readonly<Later<T>> | Partial<Later<T>> | Required<Later<T>>
interface Deep<T> { one: Deep<Deep<T>>; two: Deep<T> | Deep<Deep<T>>; it: T }
class Things extends Box<Thing> { own() { this.value.mark } }
class Middle<U> extends Box<U> {}
class Last extends Middle<Thing> {}
function make<T>(x: T): Box<T> { return new Box<T>(x, []) }
export const run: Run<Thing> = (x) => x.mark
export function use(box: Box<Thing>, pair: Pair<string, Thing>, boxed: Boxed<Thing>, wrapped: Wrapped<Thing>, last: Last, one: Thing) {
  box.value.mark; box.inner.mark; box.all[0].mark; box.get().mark; box.each((x) => x.mark)
  pair.right.deep.mark; pair.nested.value.mark; boxed.get().mark; wrapped?.inside.mark
  new Things().value.mark; last.value.mark; last.get().mark; new Box<Thing>(one, []).value.mark
  const boxes: Readonly<Box<Thing>>[] = []
  boxes[0].get().mark; make(one).value.mark; make<Thing>(one).get().mark
}
export function call(run: Run<Thing>, called: Called<Thing>, later: Later<Thing>, deep: Deep<Thing>) {
  run(1).mark; called(1).value.mark; later.mark; deep.it.mark; deep.one.one.two.two.one.it.it
}
export function not(box: Box<string>, pair: Pair<Thing>) { box.value.mark; pair.right.deep.mark }`)
  expect(found).toEqual(Array(2).fill(expect.stringContaining('function not')))
})

test('types with keys of any name, files that are imported where they are used', async () => {
  using repo = new TestRepository({
    'thing.ts': `${THING}export const thing: Thing = { mark: 1 }\nexport function load() { return import('./thing') }\n`,
    'use.ts': `import type { Thing } from './thing'
import { load } from './thing'
interface Things { [name: string]: Thing }
export async function use(things: Things, all: { readonly [name: string]: Thing }, key: string) {
  things[key].mark; for (const x of Object.values(all)) x.mark
  things[key] = { mark: 1, parts: [], deep: { more: all[key] } }
  const { thing } = await import('./thing'), whole = await load()
  thing.mark; whole.thing.mark; import('./thing').then((m) => m.thing.mark)
}`,
  })
  const { shown } = references(await repo.open(), 'Thing.mark', { limit: 1000 })
  expect(shown.filter(({ label }) => label === 'same-name')).toEqual([])
  expect(shown.length).toBe(8)
})

test('an element of JSX that stands for itself means what JSX declares it as', async () => {
  using repo = new TestRepository({
    'jsx.ts': `interface Attributes { id?: string }
interface Elements { panel: Attributes }
export namespace JSX { interface IntrinsicElements extends Elements { sheet: { id: number } } }\n`,
    'use.tsx': 'const view = <panel id="a"><sheet id={1} /></panel>\n',
  })
  const map = await repo.open()
  const resolved = (name: string) =>
    references(map, name, { limit: 9 })
      .shown.filter(({ label, role }) => label === 'resolved' && role !== 'definition')
      .map(({ column }) => column)
  expect(resolved('Elements.panel')).toEqual([15, 46])
  expect(resolved('Attributes.id')).toEqual([21])
})

test('types that are chosen, mapped, taken out of others and inferred', async () => {
  const found = await unknownIn(`
type Chosen<T> = T extends string ? { one: Thing } : never
type Mapped<T> = { readonly [K in keyof T]?: T[K] }
type Renamed<T> = { [K in keyof T as Exclude<K, 'parts'>]: T[K] } & {}
type First<T> = T extends (x: infer R) => any ? R : never
type Given<T> = T extends (...all: any[]) => infer R ? R : never
type Item<T> = T extends readonly (infer R)[] ? R : never
type Key<T> = T extends { deep: infer R } ? R : never
type WithDefault<T = Thing, U extends object = T> = { held: U }
interface All { first: { thing: Thing }; second: { other: Thing } }
interface Extended extends Omit<Thing, 'parts'> { more: 1 }
const make = (): Thing => ({ mark: 1, parts: [], deep: { more: one } })
const take = (x: Thing) => {}
declare const chosen: Chosen<string>, mapped: Mapped<Thing>, renamed: Renamed<Thing>, first: First<typeof take>, given: Given<typeof make>
declare const item: Item<Thing[]>, key: Key<Thing>, defaults: WithDefault, one: Thing, values: All[keyof All], extended: Extended
declare const returned: ReturnType<typeof make>, parameter: Parameters<typeof take>[0], awaited: Awaited<ReturnType<typeof make>>
declare const extracted: Extract<Thing | string, object>, excluded: Exclude<Thing | string, string>
chosen.one.mark; mapped.mark; renamed.mark; first.mark; given.mark
item.mark; key.more.mark; defaults.held.mark
values.thing.mark; values.other.mark
extended.mark
returned.mark; parameter.mark; awaited.mark; extracted.mark; excluded.mark
mapped.deep!.more.mark`)
  expect(found).toEqual([])
})

test('what is expected of functions and objects by the types of what they are assigned and handed to', async () => {
  const found = await unknownIn(`
interface Run { (x: Thing): { given: Thing } }
interface Holder { run: Run; list: Thing[]; held: Map<string, Thing> }
declare const holder: Holder, one: Thing, is: boolean
const run: Run = (x) => { x.mark; return { given: { mark: 1, parts: [], deep: one.deep } } }
const later: () => Run = () => { return (x) => { x.mark; return { given: x } } }
holder.run = (x) => ({ given: { mark: x.mark, parts: [], deep: one.deep } })
holder.list.push({ mark: 1, parts: [], deep: one.deep })
holder.held.set('a', { mark: 1, parts: [], deep: one.deep })
const chosen: Thing = is ? { ...one, mark: 2 } : { ...one, mark: 3 }
class Base<Options> { constructor(options: Options) {} static create = (): Thing => ({ ...chosen, mark: 4 }) }
class Derived extends Base<Thing> { other = 1 }
new Derived({ mark: 1, parts: [], deep: one.deep })
const create = Base.create
create().mark
interface Made<T, D = T['deep']> { (x: T, y: D): void }
declare function wire<T extends object, D = T['deep']>(name: string, start: (x: T, y: D) => void): Made<T, D>
const made: Made<Thing> = wire('a', (x, y) => { x.mark; y.more.mark })
function find(held: Thing): Map<string, object> { held.mark; return new Map() }
const generic: <T>(value: T) => Thing = (value) => one
generic(1).mark; holder.list.map((x) => x).catch((one: any) => one); one.mark`)
  expect(found).toEqual([])
})

test('a value and a type of one name in a function are one, as they are at the top of a file', async () => {
  using repo = new TestRepository({
    'a.ts': `test('a', () => {
  const Shape = make()
  type Shape = Result<typeof Shape>
  return check<Shape>(Shape)
})
const other = (Shape: number) => Shape`,
  })
  const { resolved, sameName } = references(await repo.open(), 'Shape', { limit: 10 })
  expect({ resolved, sameName }).toEqual({ resolved: 4, sameName: 2 })
})

test('types that compute without end are left open after a while', async () => {
  const files = {
    'thing.ts': THING,
    'use.ts': `type Grow<T extends any[], R extends any[] = []> = T extends [infer H, ...infer Rest]
  ? Grow<[...Rest], [...R, Item<H>, Item<Rest>]> | Grow<[...R], [...T, Item<R>]> | Grow<[H, ...Rest], [...R]>
  : T extends { mark: infer M; data?: infer D } ? Grow<[M, D], [Item<M>]> | Grow<[D, M], [Item<D>]> | Item<T> : R
type Item<T> = T extends { mark: infer M } ? Grow<[T, M]> | Item<M> | Item<[T]> : T extends (infer E)[] ? Item<E> | Grow<[E]> : never
declare function use<T extends any[]>(list: [...Grow<T>]): Grow<T>
const [{ mark }] = use([{ mark: 1 }, { mark: { mark: 2 } }])`,
  }
  using repo = new TestRepository(files)
  expect(references(await repo.open(), 'mark', { limit: 100 }).shown.length).toBeGreaterThan(3)
})

test('what instanceof, type guards and assertions say of a name holds where they do', async () => {
  const body = `
class Owned { mark = 1 }
function isThing(value: unknown): value is Thing { return true }
function assertThing(name: string, value: unknown): asserts value is Thing {}
const isOwn = (value: unknown): value is Owned => true
export function use(x: unknown, y: unknown, z: unknown, w: unknown, v: unknown) {
  if (isThing(x) && y) x.mark
  if (typeof y === 'object' && isThing(y) && y.mark > 0) { y.mark }
  const a = isThing(x) ? x.mark : 0, b = isThing(x) && x.mark
  if (!isThing(z)) return
  z.mark
  assertThing('w', w)
  w.mark
  list.filter((v) => isThing(v) && v.mark)
  try { x } catch (error) { if (error instanceof Owned) { error.mark } }
}`
  expect(await unknownIn(body)).toEqual(['16 try { x } catch (error) { if (error instanceof Owned) { error.mark } }'])
  expect(
    await unknownIn(`function isThing(value: unknown): value is Thing { return true }
declare const one: Thing
one.mark
function use(x: any, y: any, z: any) {
  if (isThing(x) || y) x.mark
  if (!isThing(y)) y.mark
  isThing(z)
  z.mark
  const inner = (x: any) => x.mark
  if (isThing(z)) { } else { z.mark }
}`),
  ).toHaveLength(5)
})

test('what any key of an object is expected to be', async () => {
  const found = await unknownIn(`
type Take = (first: string, x: Thing) => void
type By<T> = { [K in 'a' | 'b']: T }
type Either = { type?: undefined; one: Thing } | { type: 'other' } | (() => string)
declare const one: Thing
const thing = { parts: [], deep: one.deep }
const takes: { [name: string]: Take } = { a: function (first, x) { x.mark }, b: (first, x) => x.mark, c(first, x) { x.mark } }
const record: Record<'a' | 'b', Take> = { 'a-b': (first, x) => x.mark, [String(1)]: (first, x) => x.mark, 3: (first, x) => x.mark }
const by: By<Either> = { a: { one: { mark: 1, ...thing } } }
const part: Partial<Record<string, Thing>> = { a: { mark: 1, ...thing } }
interface Open { named: { thing: Thing }; [name: string]: Thing | { thing: Thing } }
const open: Open = { named: { thing: { mark: 1, ...thing } }, other: { mark: 2, ...thing } }`)
  expect(found).toEqual([])
})

test('values that files export without a name', async () => {
  using repo = new TestRepository({
    'made.ts': 'class Env { KEY = 1 }\nexport default new Env()\n',
    'cast.ts': "import type { Env } from './type'\nexport default build({ a: 1 }) as Env\n",
    'type.ts': 'export interface Env { KEY: number }\n',
    'object.ts': 'export default { run() {}, KEY: 1 }\n',
    'common.js': 'module.exports = { run() {} }\n',
    'called.ts': 'export function build() {}\nexport default build()\n',
    'again.ts': "export { default as env } from './made'\n",
    'use.ts': `import made from './made'
import cast from './cast'
import object from './object'
import called from './called'
import { env } from './again'
class Use { static key = made.KEY ? Buffer.from(cast.KEY) : env.KEY }
object.run()
called()
`,
    'use.js': "const common = require('./common'), { run } = require('./common')\ncommon.run()\nrun()\n",
  })
  const map = await repo.open()
  const meant = (query: string) =>
    references(map, query, { limit: 99 })
      .shown.filter(({ label, role }) => label === 'resolved' && role !== 'definition')
      .map(({ path, line, column, role }) => `${path}:${line}:${column} ${role}`)
  expect(meant('made.ts#Env.KEY')).toEqual(['use.ts:6:31 use', 'use.ts:6:65 use'])
  expect(meant('type.ts#Env.KEY')).toEqual(['use.ts:6:54 use'])
  expect(meant('object.ts#run')).toEqual(['use.ts:7:8 call'])
  expect(meant('common.js#run')).toEqual(['use.js:1:39 import', 'use.js:2:8 call', 'use.js:3:1 call'])
  expect(meant('build')).toEqual(['called.ts:2:16 call'])
})
