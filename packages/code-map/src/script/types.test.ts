import { expect, test } from 'vitest'
import { outline } from './testing.ts'

test('types of what an arrow function takes and gives declare no more than they do elsewhere', () => {
  expect(
    outline(`export const a = memo(({ onChange }: { onChange: () => void; (): 1 }, b?: { run(): void }): (() => void) => {
const inner = () => 1
})
const c = <T extends { x: 1; y: 2 }, K = { z: 3 }>(x: T): { dispose: () => void } => { function made() {} }
const d = (x: unknown): A | (T extends true ? B : never) => { if (x) { return } }
const e = is ? { f() {} } : { g() {} }, h: H = <H>(
this.h
)
call(is ? { i() {} } : x, (y?: { j: () => void }): y is never => y)
switch (x) { case (k): { function l() {} } }`),
  ).toEqual([
    '1 constant a +',
    '1 method a.run',
    '2 function a.inner',
    '4 function c',
    '4 function c.made',
    '5 function d',
    '6 constant e',
    '6 method e.f',
    '6 method e.g',
    '6 constant h',
    '9 method i',
    '10 function l',
  ])
})

test('a namespace has a body, and the word may be a name', () => {
  expect(
    outline(`for (module of queue) if (module instanceof A) { }\nmodule A.B {}\ndeclare module 'x'\nnamespace\nC`),
  ).toEqual(['2 namespace A', '2 namespace A.B', '3 module x'])
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

test('what a value is cast to ends it', () => {
  expect(
    outline(
      'const a = b as (c: T<P>) => void\nif (a) {\n  d(e)\n}\nconst f = g as typeof void\nwhile (f) { h() }\nfunction i() {}',
    ),
  ).toEqual(['1 constant a', '5 constant f', '7 function i'])
})
