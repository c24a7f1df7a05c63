import { expect, test } from 'vitest'
import { SourceMaps } from '@groundcrew/core/failures'
import { groupFailures } from '../group.ts'
import { readLog } from '../read/read-log.ts'
import { templateOf } from './template.ts'

function causesOf(log: string): readonly string[] {
  const context = { root: '/repo', cwd: '/repo', failed: true }
  return groupFailures(readLog(log, { name: 'log', context, maps: new SourceMaps() }).failures).map(({ id }) => id)
}

function crash(type: string, message: string, frames: readonly string[]): string {
  return [`${type}: ${message}`, ...frames.map((frame) => `    at ${frame}`)].join('\n')
}

const base = crash('TypeError', 'x is not a function', ['total (/repo/src/cart.js:3:9)', 'run (/repo/src/run.js:1:1)'])

test.each([
  [
    'after lines have moved',
    crash('TypeError', 'x is not a function', ['total (/repo/src/cart.js:77:1)', 'run (/repo/src/run.js:40:1)']),
  ],
  ['on another machine', base.replaceAll('/repo', '/builds/7/work/shop')],
  [
    'below other callers, and through a dependency',
    crash('TypeError', 'x is not a function', [
      'total (/repo/src/cart.js:3:9)',
      'map (/repo/node_modules/lodash/map.js:1:1)',
      'run (/repo/src/run.js:1:1)',
      'main (/repo/src/main.js:5:1)',
    ]),
  ],
  [
    'wrapped in another error',
    `${crash('ShopError', 'cannot order', ['order (/repo/src/order.js:1:1)'])} {\n  [cause]: ${base.replaceAll('\n', '\n  ')}\n}`,
  ],
])('a cause is the same %s', (_name, log) => {
  expect(causesOf(log)).toEqual(causesOf(base))
})

test.each([
  [
    'another message',
    crash('TypeError', 'y is not a function', ['total (/repo/src/cart.js:3:9)', 'run (/repo/src/run.js:1:1)']),
  ],
  ['another type', base.replace('TypeError', 'RangeError')],
  ['another function', base.replaceAll('total', 'price')],
])('a cause is another one for %s', (_name, log) => {
  expect(causesOf(log)).not.toEqual(causesOf(base))
})

test('one error in the code is one cause, however many tests it fails', () => {
  const block = (name: string, line: number): string =>
    ` FAIL  test/a.test.js > ${name}\nTypeError: no price\n ❯ price src/price.js:4:9\n ❯ test/a.test.js:${line}:3\n`
  const log = ` RUN  v4.1.0 /repo\n\n${['a', 'b', 'c'].map((name, index) => block(name, index)).join('\n')}\n Test Files  1 failed (1)\n      Tests  3 failed (3)\n`
  expect(causesOf(log)).toHaveLength(1)
})

test('a fault in the code is one cause from whichever test file it is met, and comes before what fails fewer tests', () => {
  const block = (file: string, stack: string): string =>
    ` FAIL  ${file} > ${file.slice(5, 6)}\n${stack} ❯ ${file}:9:3\n`
  const fault = 'TypeError: no price\n ❯ price src/price.js:4:9\n'
  const other = 'TypeError: no cart\n ❯ cart src/cart.js:4:9\n'
  const blocks = [block('test/z.test.js', other), block('test/a.test.js', fault), block('test/b.test.js', fault)]
  const log = ` RUN  v4.1.0 /repo\n\n${blocks.join('\n')}\n Test Files  3 failed (3)\n      Tests  3 failed (3)\n`
  const context = { root: '/repo', cwd: '/repo', failed: true }
  const groups = groupFailures(readLog(log, { name: 'log', context, maps: new SourceMaps() }).failures)
  expect(groups.map(({ title, failures }) => [title, failures.length])).toEqual([
    ['TypeError: no price', 2],
    ['TypeError: no cart', 1],
  ])
})

test('what says nothing is kept to its test', () => {
  const block = (name: string, message: string): string =>
    ` FAIL  test/a.test.js > ${name}\n${message}\n ❯ test/a.test.js:1:3\n`
  const log = (message: string): string =>
    ` RUN  v4.1.0 /repo\n\n${['a', 'b', 'c'].map((name) => block(name, message)).join('\n')}\n Test Files  1 failed (1)\n      Tests  3 failed (3)\n`
  expect(causesOf(log('Error: Test timed out in 5000ms.'))).toHaveLength(3)
  expect(causesOf(log('AssertionError: expected 1 to be 2'))).toHaveLength(3)
  expect(causesOf(log('Error: Process exited with code 1'))).toHaveLength(3)
  expect(causesOf(log('ReferenceError: fetchOrder is not defined'))).toHaveLength(1)
})

test.each([
  ['connect to 10.0.0.7:5432 failed at 2026-01-02T03:04:05Z', 'connect to <host> failed at <time>'],
  ['order 6f1c2a34-0d3e-4d0e-9b1a-0123456789ab of 17 items', 'order <id> of # items'],
  ["ENOENT: no such file, open '/builds/7/shop/data/a.json'", "ENOENT: no such file, open 'a.json'"],
  ["cannot read '/tmp/shop-Xy12Zk/cart.json'", "cannot read 'cart.json'"],
  ['<Cart object at 0x7f69d0b29010>', '<Cart object at <address>>'],
  ['src/a.ts:12:3: Type number is not assignable (TS2322)', 'a.ts: Type number is not assignable (TS2322)'],
  ['commit 3fa94b2c10 of session_9f8e7d6c5b4a3210', 'commit <id> of <id>'],
  ['exit code 137 after 1.5s', 'exit code 137 after #s'],
])('a message %j becomes the template %j', (text, template) => {
  expect(templateOf(text)).toBe(template)
  expect(templateOf(template)).toBe(template)
})
