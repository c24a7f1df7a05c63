import { openSource } from '@groundcrew/code-map'
import { expect, test } from 'vitest'
import { basesOf } from './inherited-member.ts'

test.each<readonly [path: string, text: string, bases: readonly string[]]>([
  ['a.ts', 'class A<E extends Env = Env, F = Map<E, G>> extends B<E> {}\n', ['B']],
  ['a.ts', 'class A<E extends Env> {}\n', []],
  ['a.py', 'class A(b.B[int], C, metaclass=D):\n    pass\n', ['b.B', 'C']],
  ['a.rb', 'class A < B::C\n  include D\nend\n', ['B::C', 'D']],
])('the bases of %s %j', (path, text, bases) => {
  const open = openSource(path, Buffer.from(text))
  const [symbol] = open.symbols
  expect(symbol === undefined ? undefined : basesOf(open, symbol)).toEqual(bases)
})
