import { expect, test } from 'vitest'
import { compareSources } from './compare-sources.ts'

interface Case {
  readonly path: string
  readonly before: string | undefined
  readonly after: string | undefined
}

function compare({ path, before, after }: Case): readonly string[] | string {
  const bytes = (text: string | undefined): Buffer | undefined => (text === undefined ? undefined : Buffer.from(text))
  const found = compareSources({ path, previousPath: path, before: bytes(before), after: bytes(after) })
  if (found.kind === 'whole') return found.because
  return found.declarations.map((one) => `${one.class} ${one.qualifiedName}`)
}

const cases: readonly (Case & { readonly name: string; readonly found: readonly string[] | string })[] = [
  {
    name: 'a comment and an indentation are cosmetic',
    path: 'a.ts',
    before: 'export function a() {\n  return 1\n}\n',
    after: '// why\nexport function a() {\n    // one\n    return 1\n}\n',
    found: ['cosmetic a'],
  },
  {
    name: 'a comment outside of declarations is cosmetic',
    path: 'a.ts',
    before: 'export const a = 1\n',
    after: '// why\nexport const a = 1\n',
    found: ['cosmetic (top level)'],
  },
  {
    name: 'a new body keeps the signature',
    path: 'a.ts',
    before: 'export function a(x: number) {\n  return x\n}\nexport const b = 1\n',
    after: 'export function a(x: number) {\n  return x + 1\n}\nexport const b = 2\n',
    found: ['body a', 'body b'],
  },
  {
    name: 'what attributes of Ruby are belongs to each that is declared with the same word',
    path: 'a.rb',
    before: 'class A\n  attr_accessor :one, :two, :three\nend\n',
    after: 'class A\n  attr_reader :one, :two, :three\nend\n',
    found: ['signature A.one', 'signature A.two', 'signature A.three'],
  },
  {
    name: 'an attribute of Ruby that is gone leaves those beside it as they were',
    path: 'a.rb',
    before: 'class A\n  attr_reader :one, :two\nend\n',
    after: 'class A\n  attr_reader :one\nend\n',
    found: ['removed A.two'],
  },
  {
    name: 'a parameter, a type and an export are the signature',
    path: 'a.ts',
    before: 'export function a(x: number) {\n  return x\n}\nexport const b: number = 1\nfunction c() {}\n',
    after: 'export function a(x: string) {\n  return x\n}\nexport const b: unknown = 1\nexport function c() {}\n',
    found: ['signature a', 'signature b', 'signature c'],
  },
  {
    name: 'a method changes alone',
    path: 'a.ts',
    before: 'export class A {\n  b() { return 1 }\n  c() { return 1 }\n}\n',
    after: 'export class A {\n  b() { return 2 }\n  c() { return 1 }\n}\n',
    found: ['body A.b'],
  },
  {
    name: 'declarations come and go',
    path: 'a.ts',
    before: 'export function a() {}\n',
    after: 'export function b() {}\n',
    found: ['added b', 'removed a'],
  },
  {
    name: 'imports and statements are told apart',
    path: 'a.ts',
    before: "import { x } from './x'\nstart(x)\n",
    after: "import { x } from './y'\nstart(x)\n",
    found: ['body (imports)'],
  },
  {
    name: 'a statement outside of declarations is the top level',
    path: 'a.ts',
    before: "import { x } from './x'\nstart(x)\n",
    after: "import { x } from './x'\nstop(x)\n",
    found: ['body (top level)'],
  },
  {
    name: 'the text of a template is no comment',
    path: 'a.ts',
    before: 'export const a = (b: string) => `${b} // one`\n',
    after: 'export const a = (b: string) => `${b} // two`\n',
    found: ['body a'],
  },
  {
    name: 'the text of an element is no comment',
    path: 'a.tsx',
    before: 'export const A = () => <p>// one</p>\n',
    after: 'export const A = () => <p>// two</p>\n',
    found: ['body A'],
  },
  {
    name: 'a comment that a tool reads is not cosmetic',
    path: 'a.ts',
    before: 'export const a = 1\n',
    after: '/** @jsx h */\nexport const a = 1\n',
    found: ['signature a'],
  },
  {
    name: 'a line end after return has a meaning',
    path: 'a.ts',
    before: 'export function a() {\n  return (\n    1)\n}\n',
    after: 'export function a() {\n  return\n  (1)\n}\n',
    found: ['body a'],
  },
  {
    name: 'values that change places are the top level',
    path: 'a.ts',
    before: 'const a = 1\nconst b = a\n',
    after: 'const b = a\nconst a = 1\n',
    found: ['body (top level)'],
  },
  {
    name: 'indentation has a meaning in Python',
    path: 'a.py',
    before: 'def a():\n    if x:\n        one()\n    two()\n',
    after: 'def a():\n    if x:\n        one()\n        two()\n',
    found: ['body a'],
  },
  {
    name: 'a comment in Python is cosmetic',
    path: 'a.py',
    before: 'def a():\n    return 1\n',
    after: 'def a():\n    # one\n    return 1\n',
    found: ['cosmetic a'],
  },
  {
    name: 'Go and Ruby are read too',
    path: 'a.go',
    before: 'package a\n\nfunc A() int { return 1 }\n',
    after: 'package a\n\nfunc A() int { return 2 }\n',
    found: ['body A'],
  },
  {
    name: 'a method of a Ruby class changes alone',
    path: 'a.rb',
    before: 'class A\n  def b\n    1\n  end\n  def c\n    1\n  end\nend\n',
    after: 'class A\n  def b\n    2\n  end\n  def c\n    1\n  end\nend\n',
    found: ['body A.b'],
  },
  {
    name: 'a new file adds all it has',
    path: 'a.ts',
    before: undefined,
    after: 'export const a = 1\n',
    found: ['added a'],
  },
  {
    name: 'a file that does not parse counts whole',
    path: 'a.ts',
    before: 'a',
    after: 'const a = `',
    found: 'unparsable',
  },
  { name: 'other languages count whole', path: 'a.css', before: 'a {}', after: 'b {}', found: 'language' },
]

test.each(cases)('$name', ({ path, before, after, found }) => {
  expect(compare({ path, before, after })).toEqual(found)
})
