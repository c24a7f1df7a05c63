import { describe, expect, test } from 'vitest'
import { outline, read } from './testing.ts'

describe('declarations', () => {
  test('functions, overloads and generators', () => {
    expect(
      outline(`export function f(a: string): void
export function f(a: { b(): void }, c = () => { function inner() {} }): { d: 1 } { return x }
async function* g<T extends { x: 1 }>() {}
export default function () {}
declare function h(this: Foo): asserts this is Bar`),
    ).toEqual([
      '1 function f +',
      '2 function f +',
      '2 method f.b',
      '2 function f.inner',
      '3 function g',
      '5 function h',
    ])
  })

  test('classes with every kind of member', () => {
    expect(
      outline(`@Component({ a: 1 }) export abstract class A<T = {}> extends mixin(B)<T> implements C<D> {
  static #count = 0
  readonly x?: Map<string, () => void>
  constructor(private readonly y: number, z = 1) { super() }
  get value(): number { return this.y / 2 } set value(v) { }
  static async *run<T>(a: T): AsyncGenerator<T> { yield a }
  handle = async (event: Event): Promise<void> => { const local = 1 }
  abstract shape(): string
  'quoted'() {} [Symbol.iterator]() {} 42() {}
  static { const inside = () => 1 }
  static = 1; get; async() {}
}`),
    ).toEqual([
      '1 class A +',
      '2 field A.#count +',
      '3 field A.x +',
      '4 constructor A.constructor +',
      '4 field A.constructor.y',
      '5 method A.value +',
      '5 method A.value +',
      '6 method A.run +',
      '7 method A.handle +',
      '8 method A.shape +',
      '9 method A.quoted +',
      '9 method A.42 +',
      '10 function A.inside +',
      '11 field A.static +',
      '11 field A.get +',
      '11 method A.async +',
    ])
  })

  test('interfaces, enums, aliases and namespaces', () => {
    expect(
      outline(`interface I<T> extends J<T>, K { a: string; b?(x: number): void
  new (x: number): I<T>
  readonly [key: string]: unknown
  get c(): number }
export const enum E { A = 1 << 2, 'B', C = f({ x: 1 }) }
type F<T> = T extends (infer U)[] ? { u: U } : z.infer<typeof f>
export type M = { readonly [K in keyof T as \`x\${K}\`]-?: T[K] } & { n(): void }
declare namespace N.O { export function p(): void; const q: number }
declare module 'ambient' { export class R {} }
declare global { interface Window { s: string } }
type = 3; module.t = 4; namespace
const after = 1`),
    ).toEqual([
      '1 interface I',
      '1 property I.a',
      '1 method I.b',
      '4 method I.c',
      '5 enum E +',
      '5 enum-member E.A +',
      '5 enum-member E.B +',
      '5 enum-member E.C +',
      '6 type F',
      '6 property F.u',
      '7 type M +',
      '7 method M.n',
      '8 namespace N',
      '8 namespace N.O',
      '8 function N.O.p +',
      '8 constant N.O.q',
      '9 module ambient',
      '9 class ambient.R +',
      '10 interface Window',
      '10 property Window.s',
      '12 constant after',
    ])
  })

  test('variables: functions are functions, locals are left out', () => {
    expect(
      outline(`const a = 1, b = (x: number): x is 2 => x, c = function named() {}, d = class {}
let { e, f: g = { h: 1 }, ...i } = k, [j, , l] = m
export const n: (x: string) => void = async y => {}
const o = <T,>(x: T) => x
function p() { let local = 1; const q = () => { var deep } }
const r = { s() {}, t: () => 1, u: 2, get v() { return 1 }, async *w() {}, x: { y() {} } }
const y = call<A, B<C>>(d), y2 = a < b, y3 = c > (d)
const z = memo(() => { const inner = () => 1 })
if (a) { const blocked = 1 }
for (const s of t) {}`),
    ).toEqual([
      '1 constant a',
      '1 function b',
      '1 function c',
      '1 function c.named',
      '1 class d',
      '2 variable e',
      '2 variable g',
      '2 variable i',
      '2 variable j',
      '2 variable l',
      '3 function n +',
      '4 function o',
      '5 function p',
      '5 function p.q',
      '6 constant r',
      '6 method r.s',
      '6 method r.t',
      '6 property r.u',
      '6 method r.v',
      '6 method r.w',
      '6 property r.x',
      '6 method r.x.y',
      '7 constant y',
      '7 constant y2',
      '7 constant y3',
      '8 constant z',
      '8 function z.inner',
    ])
  })

  test('the ends and signatures of declarations', () => {
    const text = `export class A<T> extends B {\n  m(a: string): void {\n    go()\n  }\n}\nconst x: number = 1\n`
    const spans = read(text).symbols.map(({ start, signatureEnd, end, endLine, column }) => [
      text.slice(start, signatureEnd),
      text.slice(end - 1, end),
      endLine,
      column,
    ])
    expect(spans).toEqual([
      ['export class A<T> extends B', '}', 5, 14],
      ['m(a: string): void', '}', 4, 3],
      ['const x: number', '1', 6, 7],
    ])
  })
})

describe('modules', () => {
  test('every form of import', () => {
    const { imports } = read(`import a, { b as c, type d, default as e } from './x'
import * as f from "y"
import './side'
import type { g } from 'z'
import type h from 'w'
import type from 'v'
import i = require('u')
import j, * as k from 't' with { type: 'json' }
const { l, m: n } = require('s'), o = require('r')
const p = await import('q')
require('side-effect'); foo(require.resolve('path'))
let q: import('types').Foo = 1
obj.require('not'); import.meta.url`)
    expect(
      imports.map(({ kind, specifier, names, isTypeOnly }) => [
        isTypeOnly ? `${kind} type` : kind,
        specifier,
        names.map(({ imported, local }) => `${imported}>${local}`).join(' '),
      ]),
    ).toEqual([
      ['import', './x', 'default>a b>c d>d default>e'],
      ['import', 'y', '*>f'],
      ['import', './side', ''],
      ['import type', 'z', 'g>g'],
      ['import type', 'w', 'default>h'],
      ['import', 'v', 'default>type'],
      ['require', 'u', '*>i'],
      ['import', 't', 'default>j *>k'],
      ['require', 's', 'l>l m>n'],
      ['require', 'r', '*>o'],
      ['dynamic', 'q', '*>p'],
      ['require', 'side-effect', ''],
      ['require', 'path', ''],
      ['import type', 'types', ''],
    ])
  })

  test('every form of export', () => {
    const text = `export * from './a'
export * as ns from './b'
export { c, d as default, type e } from './c'
export type { f } from './f'
const g = 1; class H {}; function i() {}; const j = 2
export { g, H as K }
export default i
export import L = N.M
export = j
export as namespace Lib`
    expect(
      read(text).imports.map(({ kind, specifier, names }) => [
        kind,
        specifier,
        names.map(({ local }) => local).join(' '),
      ]),
    ).toEqual([
      ['re-export', './a', '*'],
      ['re-export', './b', 'ns'],
      ['re-export', './c', 'c default e'],
      ['re-export', './f', 'f'],
    ])
    expect(outline(text)).toEqual([
      '5 constant g +',
      '5 class H +',
      '5 function i +',
      '5 constant j +',
      '8 namespace L',
    ])
  })

  test('members that are assigned belong to what they are assigned to, and what is required is not declared', () => {
    expect(
      outline(`const fs = require('fs'), { join } = require('path'), made = require('make')(), eos = require('s').eos
function Reply () {}
Reply.prototype.send = function (a) { return a }
Reply.prototype = { get code () { return 1 }, end () {} }
Reply.create = (b) => new Reply(b)
unknown.prototype.x = function () {}
export const kept = require('kept')
const keys = { one: 1, two: { three: 3 } }, typed: Record<string, number> = { four: 4 }
module.exports = { keys, five: 5, six: keys }`),
    ).toEqual([
      '1 constant made',
      '2 function Reply',
      '3 method Reply.send',
      '4 method Reply.code',
      '4 method Reply.end',
      '5 function Reply.create',
      '6 method x',
      '7 constant kept +',
      '8 constant keys +',
      '8 property keys.one',
      '8 property keys.two',
      '8 constant typed',
      '9 property five +',
    ])
  })

  test('CommonJS exports', () => {
    expect(
      outline(`exports.a = function () {}
module.exports.b = () => {}
module.exports = { c, d: e, f() {} }
function c() {}
const e = 1, g = 2
Foo.prototype.h = function () { this.i = function () {} }
exports.j = 4`),
    ).toEqual([
      '1 function a +',
      '2 function b +',
      '3 method f +',
      '4 function c +',
      '5 constant e +',
      '5 constant g',
      '6 method h',
      '6 function h.i',
      '7 constant j +',
    ])
  })
})

describe('what makes lexing hard', () => {
  test('regular expressions, division and templates', () => {
    expect(
      outline(`const a = b / c / d, e = /[/'"]\`/g.test(x)
if (x) /function no(/.test(y)
const f = \`\${ a ? \`\${ { b: function inTemplate() {} } }\` : '}' } function no() {}\`
function g() { return /}/ } function h() {}
x = y++ / 2 << z < 3; const i = () => 1 / 2 // function no() {}
const j = a! / b; function k() {} /* ' */
const l = {} / 1; function m() {}`),
    ).toEqual([
      '1 constant a',
      '1 constant e',
      '3 constant f',
      '3 method f.b',
      '3 function f.b.inTemplate',
      '4 function g',
      '4 function h',
      '5 function i',
      '6 constant j',
      '6 function k',
      '7 constant l',
      '7 function m',
    ])
  })

  test('a generic function beside an element whose name begins as its type parameter does', () => {
    const text =
      'interface A {\n  b?: <R>(run: () => R) => R\n  c: <T>(t: T) => T\n}\nconst d = <Row><R>(e)</R></Row>\nfunction f() {}'
    expect(outline(text.replace('<R>(e)</R>', ''), 'typed')).toEqual([
      '1 interface A',
      '2 property A.b',
      '3 property A.c',
      '5 constant d',
      '6 function f',
    ])
    expect(outline('const a = <R>(b)</R>\nfunction c() {}', 'typed')).toEqual(['1 constant a', '2 function c'])
    const others = `const a = <R>(b: R) => b\n${'</Row>'.repeat(200)}</R>`
    expect(outline(others, 'typed')[0]).toBe('1 function a')
  })

  test('JSX', () => {
    expect(
      outline(
        `const A = () => <div class="a" type='b' {...p} on={() => { function c() {} }}>don't <B<string> x="{" /> {d.map((e) => <></>)} </div>
function f() { return a < b ? <G.H /> : (<i>{/* ' */}</i>) }
const j = <T,>(x: T) => x, k = <T extends U>(x: T) => x, l: <T>(x: T) => T = y
type M = <T>(x: T) => void
class N { render() { return (<O
  class={1}
  function="x">text</O>) } }
const p = 1`,
        'typed',
      ),
    ).toEqual([
      '1 function A',
      '1 function A.c',
      '2 function f',
      '3 function j',
      '3 function k',
      '3 constant l',
      '4 type M',
      '5 class N',
      '5 method N.render',
      '8 constant p',
    ])
  })

  test('automatic semicolons', () => {
    expect(
      outline(`const a = b
class C {
  d = 1
  e = () => {}
  static f
  g() {}
}
const h = i
  .j(() => {})
  as K
function l() {}
let m = n
++o
type P =
  | 'q'
  | { r: 1 }
interface S {
  t: string
  u(): void
}
abstract
class V {}
label: for (;;) {}
switch (w) { case 'x': { function y() {} } default: z() }
`),
    ).toEqual([
      '1 constant a',
      '2 class C',
      '3 field C.d',
      '4 method C.e',
      '5 field C.f',
      '6 method C.g',
      '8 constant h',
      '11 function l',
      '12 variable m',
      '14 type P',
      '16 property P.r',
      '17 interface S',
      '18 property S.t',
      '19 method S.u',
      '22 class V',
      '24 function y',
    ])
  })

  test('a file that does not parse gives what can be had, and says where it went wrong', () => {
    const { symbols, problemLine } = read(`function a() {}\nconst b = 'open\nfunction c() {}\n}}}\nclass D {\n  e() {`)
    expect(symbols.map(({ name }) => name)).toEqual(['a', 'b', 'c', 'D', 'e'])
    expect(problemLine).toBe(2)
  })

  test('deep nesting neither overflows nor hangs', () => {
    const deep = `const a = ${'['.repeat(100_000)}${']'.repeat(100_000)}\nfunction b() {}`
    expect(read(deep).symbols.map(({ name }) => name)).toEqual(['a', 'b'])
    expect(read('('.repeat(50_000)).symbols).toEqual([])
    expect(read('`${'.repeat(50_000)).problemLine).toBe(1)
    expect(read('<a>'.repeat(50_000), 'plain').problemLine).toBe(1)
  })

  test('lines are counted through strings, comments and CRLF', () => {
    expect(outline("const a = `\n\n`\r\n/*\n*/ function b() {}\r\nconst c = 'x\\\n'\nconst d = 1")).toEqual([
      '1 constant a',
      '5 function b',
      '6 constant c',
      '8 constant d',
    ])
  })
})
