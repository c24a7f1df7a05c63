import { openSource } from '@groundcrew/code-map'
import { describe, expect, test } from 'vitest'
import { fitCall, type Call, type Fit } from './call-fit.ts'
import { readCallShape, type CallShape } from './call-shape.ts'

/** The shape of the first declaration of a file. */
function shapeOf(text: string, path = 'a.ts'): CallShape | undefined {
  const open = openSource(path, Buffer.from(text))
  const [symbol] = open.symbols
  return symbol === undefined ? undefined : readCallShape(open, symbol)
}

function parametersOf(text: string, path = 'a.ts'): readonly string[] | undefined {
  return shapeOf(text, path)?.parameters.map(
    ({ name, type = '-', isOptional, isRest }) => `${isRest ? '...' : ''}${name}${isOptional ? '?' : ''}: ${type}`,
  )
}

describe('readCallShape', () => {
  test.each<readonly [text: string, parameters: readonly string[] | undefined, result: string | undefined]>([
    ['export function f(): void {}', [], 'void'],
    [
      'function f(a: number, b?: string, c = 1, ...d: number[]) {}',
      ['a: number', 'b?: string', 'c?: -', '...d: number[]'],
      undefined,
    ],
    [
      'function f<T extends Map<string, number>>(a: Map<T, string>, b: T): Set<T> { return x }',
      ['a: Map<T, string>', 'b: T'],
      'Set<T>',
    ],
    [
      'function f({ a, b }: Both, [c]: number[] = []): { x: number } { return y }',
      ['{ a, b }: Both', '[c]?: number[]'],
      '{ x: number }',
    ],
    [
      'function f(a: (x: number, y: string) => void): (z: number) => string { return g }',
      ['a: (x: number, y: string) => void'],
      '(z: number) => string',
    ],
    ['export const f = (a: number, b: string): number => a', ['a: number', 'b: string'], 'number'],
    ['export const f = async <T,>(a: T) => a', ['a: T'], undefined],
    ['const f = function named(a: number): string { return "" }', ['a: number'], 'string'],
    ['const f = (1 + 2)', undefined, undefined],
    ['const f = g(1, 2)', undefined, undefined],
    ['class C { constructor(private readonly a: number, b?: string) {} }', ['a: number', 'b?: string'], undefined],
    ['class C extends B {}', undefined, undefined],
    ['function f(/* none, yet */) {}', [], undefined],
  ])('%s', (text, parameters, result) => {
    expect(parametersOf(text)).toEqual(parameters)
    expect(shapeOf(text)?.returnType).toBe(result)
  })

  test('Python: self takes no argument, and the result follows an arrow', () => {
    expect(parametersOf('def f(a, b=1, *args, **kwargs):\n    pass\n', 'a.py')).toEqual([
      'a: -',
      'b?: -',
      '...args: -',
      '...kwargs: -',
    ])
    expect(shapeOf('def f(a: int) -> str:\n    return ""\n', 'a.py')).toMatchObject({ returnType: 'str' })
    expect(parametersOf('class C:\n    def __init__(self, a):\n        pass\n', 'a.py')).toEqual(['a: -'])
  })
})

const one: Call = { argumentCount: 1, usesResult: true }

function fit(before: string, after: string, call: Call | undefined = one): Fit['kind'] {
  const shapes = { before: shapeOf(`function f${before} {}`), after: shapeOf(`function f${after} {}`) }
  if (shapes.before === undefined || shapes.after === undefined) throw new Error('not called')
  return fitCall(shapes.before, shapes.after, call).kind
}

describe('fitCall', () => {
  test.each<readonly [before: string, after: string, kind: Fit['kind']]>([
    ['(a: number)', '(a: number, b: number)', 'breaks'],
    ['(a: number)', '(a: number, b?: number)', 'fits'],
    ['(a: number)', '(a: number, b = 1)', 'fits'],
    ['(a: number)', '(a: number, ...b: number[])', 'fits'],
    ['(a: number)', '()', 'breaks'],
    ['(a: number)', '(a: string)', 'breaks'],
    ['(a: number)', '(a: number | string)', 'fits'],
    ['(a: number | string)', '(a: number)', 'breaks'],
    ['(a: string[])', '(a: readonly string[])', 'fits'],
    ['(a: "x" | "y")', "(a: 'x' | 'y' | 'z')", 'fits'],
    ['(a: "x")', '(a: string)', 'fits'],
    ['(a: number)', '(a: unknown)', 'fits'],
    ['(a: number)', '(renamed: number)', 'fits'],
    ['(a: number): string', '(a: number): number', 'breaks'],
    ['(a: number): string | undefined', '(a: number): string', 'fits'],
    ['(a: number): string', '(a: number): string | undefined', 'breaks'],
    ['(a: number): void', '(a: number): number', 'fits'],
    ['(a)', '(b)', 'unsure'],
    ['(a: Options)', '(a: Partial<Options>)', 'unsure'],
    ['(a: Options)', '(a: string)', 'breaks'],
    ['(a: number): { b: number }', '(a: number): Result', 'unsure'],
  ])('%s to %s', (before, after, kind) => {
    expect(fit(before, after)).toBe(kind)
  })

  test('a result that nobody uses may be anything', () => {
    expect(fit('(a: number): string', '(a: number): number', { argumentCount: 1, usesResult: false })).toBe('fits')
  })

  test('of a call that spreads its arguments their number is not known', () => {
    expect(fit('(a: number)', '(a: number, b: number)', { argumentCount: undefined, usesResult: true })).toBe('fits')
  })

  test('where it is passed on, it is called as before', () => {
    const pass = (after: string): string =>
      fitCall(
        shapeOf('function f(a: number) {}') as CallShape,
        shapeOf(`function f${after} {}`) as CallShape,
        undefined,
      ).kind
    expect(pass('(a: number, b: number)')).toBe('breaks')
    expect(pass('()')).toBe('fits')
  })

  test.each<readonly [before: string, after: string, call: Partial<Call> | undefined, kind: Fit['kind']]>([
    ['def f(a): pass', 'async def f(a): pass', {}, 'breaks'],
    ['def f(a):\n    """One."""', 'def f(a):\n    """Two."""', {}, 'fits'],
    ['def f(a: A) -> "A": pass', 'def f(a: "A") -> A: pass', {}, 'fits'],
    ['def f(a) -> "A": pass', 'def f(a) -> te.Self: pass', {}, 'unsure'],
    ['def f(a, b): pass', 'def f(b, a): pass', { argumentCount: 2 }, 'breaks'],
    ['def f(a, b): pass', 'def f(b, a): pass', { argumentCount: 2, keywords: ['a', 'b'] }, 'fits'],
    ['def f(a, b): pass', 'def f(c, d): pass', { argumentCount: 2 }, 'unsure'],
    ['def f(a, b=1): pass', 'def f(a, b=1, /): pass', { argumentCount: 2, keywords: ['b'] }, 'breaks'],
    [
      'def f(a):\n    return 1, 2',
      'def f(a):\n    return 1, 2, 3',
      { operations: [{ kind: 'unpack', count: 2 }] },
      'breaks',
    ],
    [
      'def f(a):\n    return 1, 2',
      'def f(a):\n    return [1, 2]',
      { operations: [{ kind: 'unpack', count: 2 }] },
      'fits',
    ],
    [
      'def f(a):\n    return (1, g(2, 3))',
      'def f(a):\n    return 1, g(2, 3)',
      { operations: [{ kind: 'unpack', count: 2 }] },
      'fits',
    ],
    [
      'def f(a):\n    return 1, 2\n\n\nb, c, d = 1',
      'def f(a):\n    return {1: a, 2: a}',
      { operations: [{ kind: 'unpack', count: 2 }] },
      'fits',
    ],
    [
      'def f(a):\n    return 1, 2',
      "def f(a):\n    return {'a': 1, 'b': 2, 'c': 3}\n\n\nb = 1",
      { operations: [{ kind: 'unpack', count: 2 }] },
      'breaks',
    ],
    [
      "def f(a):\n    return {'a': 1}",
      "def f(a):\n    return {'b': 1}\n\n\nb = 1",
      { operations: [{ kind: 'key', text: 'a' }] },
      'breaks',
    ],
    [
      "def f(a):\n    return {'a': 1}",
      "def f(a):\n    return {'b': 1, **a}",
      { operations: [{ kind: 'key', text: 'a' }] },
      'fits',
    ],
    [
      "def f(a):\n    return {'a': 1}",
      "def f(a):\n    return {'a': 2, 'b': 1}",
      { operations: [{ kind: 'key', text: 'a' }] },
      'fits',
    ],
    [
      'def f(a):\n    return [a]',
      'def f(a):\n    if a:\n        return [a]\n    return\n\n\nb = 1',
      { operations: [{ kind: 'index' }] },
      'breaks',
    ],
    ['def f(a):\n    return [a]', 'def f(a):\n    if a:\n        return [a]\n    return None\n\n\nb = 1', {}, 'fits'],
    ['def f(a):\n    return [a]', 'def f(a):\n    yield a', {}, 'unsure'],
    ['def f(a):\n    return [a]', 'def f(a):\n    yield a', { usesResult: false }, 'breaks'],
    ['def f(a):\n    return [a]', 'def f(a):\n    yield a', { operations: [{ kind: 'iterate' }] }, 'fits'],
    ['def f(a):\n    return [a]', 'def f(a):\n    def g():\n        yield a\n    return g', {}, 'fits'],
    ['@contextmanager\ndef f(a):\n    yield a', 'def f(a):\n    yield a', {}, 'breaks'],
    ['@staticmethod\ndef f(a): pass', 'def f(self, a): pass', { isOnClass: true }, 'breaks'],
    ['@staticmethod\ndef f(a): pass', 'def f(self, a): pass', {}, 'fits'],
    ['@property\ndef f(self): pass', 'def f(self): pass', undefined, 'breaks'],
    ['def f(self): pass', '@property\ndef f(self): pass', { argumentCount: 0 }, 'breaks'],
    ['@dataclass\nclass F:\n    a: int', '@dataclass\nclass F:\n    a: int\n    b: int', {}, 'breaks'],
    ['@dataclass\nclass F:\n    a: int', '@dataclass\nclass F:\n    a: int\n    b: int = 1', {}, 'fits'],
    ['class F(NamedTuple):\n    a: int', 'class F(NamedTuple):\n    b: int', { keywords: ['a'] }, 'breaks'],
  ])('Python: %j to %j', (before, after, call, kind) => {
    const [old, now] = [shapeOf(`${before}\n`, 'a.py'), shapeOf(`${after}\n`, 'a.py')]
    if (old === undefined || now === undefined) throw new Error('not called')
    expect(fitCall(old, now, call === undefined ? undefined : { ...one, ...call }).kind).toBe(kind)
  })

  test.each<readonly [before: string, after: string, call: Partial<Call>, kind: Fit['kind']]>([
    ['def f(a)', 'def f(a, b)', {}, 'breaks'],
    ['def f(a)', 'def f(a, b = 1, *c, &d)', {}, 'fits'],
    ['def f a', 'def f a, b', {}, 'breaks'],
    ['def f(a)', 'def f(a, key:)', {}, 'breaks'],
    ['def f(a)', 'def f(a, key: 1)', {}, 'fits'],
    ['def f(a, b = 1)', 'def f(a, b = 1, key:)', { argumentCount: 2 }, 'breaks'],
    ['def f(key: 1)', 'def f(other: 1)', { keywords: ['key'] }, 'breaks'],
    ['def f(key: 1)', 'def f(**all)', { keywords: ['key'] }, 'fits'],
    ['def f(options)', 'def f(options, b = 1)', { argumentCount: 2, keywords: ['x', 'y'] }, 'fits'],
    ['def self.f(a)', 'def f(a)', { isOnClass: true }, 'breaks'],
    ['class F; def initialize(a) = 1; end', 'class F; def initialize(a, b) = 1; end', {}, 'breaks'],
    ['F = Struct.new(:a, :b)', 'F = Struct.new(:a)', { argumentCount: 2 }, 'breaks'],
    ['F = Struct.new(:a)', 'F = Struct.new(:a, :b)', {}, 'fits'],
  ])('Ruby: %j to %j', (before, after, call, kind) => {
    const whole = (text: string): string => (text.startsWith('def') ? `${text}\n  1\nend\n` : `${text}\n`)
    const [old, now] = [shapeOf(whole(before), 'a.rb'), shapeOf(whole(after), 'a.rb')]
    if (old === undefined || now === undefined) throw new Error('not called')
    expect(fitCall(old, now, { ...one, ...call }).kind).toBe(kind)
  })

  test('a promise is no value', () => {
    const before = shapeOf('function f(a: number) {}')
    const after = shapeOf('async function f(a: number) {}')
    expect(fitCall(before as CallShape, after as CallShape, one)).toEqual({
      kind: 'breaks',
      why: 'its result is a promise now',
    })
  })
})
