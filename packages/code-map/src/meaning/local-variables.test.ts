import { expect, test } from 'vitest'
import { openSource } from '../open-source.ts'
import { LocalVariables } from './local-variables.ts'
import { TokenView } from './token-view.ts'

/** The lines on which the name `a` stands for a parameter or a variable of a function. */
function localLines(path: string, text: string): readonly number[] {
  const open = openSource(path, Buffer.from(text))
  const view = new TokenView(open)
  const locals = LocalVariables.of(view)
  const places = view.placesOf('a').filter((at) => locals?.boundAt(at) !== undefined)
  return [...new Set(places.map((at) => view.line(at)))]
}

test('scripts: what is bound in a function, and not what a type, a call or a list of types names', () => {
  // What a constructor makes a field of is a symbol.
  const text = `import { a } from './a.ts'
function one(a: number) { return a }
function two() { const a = 1; return a }
const three = (a: number): number => a
class Four { constructor(private readonly a: number) {} }
function five(all: readonly a[], other: Map<string, readonly a[]>) { return all }
const six = (x: unknown): x is a => true
const seven = (x: unknown): x is string | a => true
const eight = (x: number) => x > 1 ? one(a) : x === 2 ? two() : { a }
const nine = (x: number) => { const y = x ? z.one(a) : undefined
  if (y) { return a } }
const ten = z.function(z.tuple([]), a)
const eleven = new Map<string, { readonly x: a }>()
const twelve = (x: boolean) => x ? console.log('|', a) : () => {}
const thirteen = (all: number[]) => all.map((a) => a + 1).concat(a)
function fourteen({ b: a }: { b: number }) { return a }
for (const x of [1]) { a(x) }
`
  expect(localLines('x.ts', text)).toEqual([2, 3, 4, 15, 16])
})

test('Python: what is bound in a function, and not annotations, defaults and what stands behind a lambda', () => {
  const text = `from b import a
def one(a): return a
def two():
    a = 1
    return a
def three():
    x: a = 1
    self.x: a = 2
    return x
def four():
    return call(lambda a: a + 1, (1, 2))
def five():
    return call(lambda x: x + 1, (a, 1))
def six():
    return [a for a in range(3)]
def seven():
    global a
    a = 3
def eight(x):
    if x: a = 1
    else: a = 2
    return a
a(1)
`
  expect(localLines('x.py', text)).toEqual([2, 4, 5, 11, 15, 20, 21, 22])
})
