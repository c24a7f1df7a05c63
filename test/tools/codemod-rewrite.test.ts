import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { Rig } from '../support/rig.ts'

interface Plan {
  readonly id: string
  readonly files: readonly unknown[]
  readonly refused: readonly { readonly path: string; readonly reason: string }[]
  readonly remainder: readonly { readonly reason: string; readonly count: number }[]
  readonly checks: readonly { readonly name: string; readonly result: string; readonly detail?: string }[]
}

async function plan(rig: Rig, ...args: readonly string[]): Promise<Plan> {
  const { stdout, stderr } = await rig.run('codemod', ['rewrite', ...args, '--json'])
  expect(stderr).toBe('')
  return (JSON.parse(stdout) as { data: { plan: Plan } }).data.plan
}

/** What `a.ts` is after a rewrite; undefined where there is no plan. */
async function rewritten(text: string, ...args: readonly string[]): Promise<string | undefined> {
  await using rig = await Rig.create({ git: 'init', files: { 'a.ts': text } })
  const { id, files } = await plan(rig, ...args)
  if (files.length === 0) return undefined
  expect((await rig.run('codemod', ['apply', id])).exitCode).toBe(0)
  return readFileSync(rig.path('a.ts'), 'utf8')
}

test.each([
  ['the whole needs parentheses', 'x = add(1, 2) * 3', ['add($A, $B)', '$A + $B'], 'x = (1 + 2) * 3'],
  ['a capture needs parentheses', 'x = mul(1 + 2, 3)', ['mul($A, $B)', '$A * $B'], 'x = (1 + 2) * 3'],
  ['none are needed', 'x = add(1, 2) + 3', ['add($A, $B)', '$A + $B'], 'x = 1 + 2 + 3'],
  ['a member of a sum', 'x = of(a + b)', ['of($A)', '$A.value'], 'x = (a + b).value'],
  ['an arrow function as callee', 'x = call(() => 1)', ['call($A)', '$A()'], 'x = (() => 1)()'],
  ['an object as the body of a function', 'x = () => obj(1)', ['obj($A)', '{ a: $A }'], 'x = () => ({ a: 1 })'],
  ['an object at the beginning of a statement', 'obj(1)', ['obj($A)', '{ a: $A }'], '({ a: 1 })'],
  ['nested matches', 'f(f(f(1)))', ['f($A)', 'g($A)'], 'g(g(g(1)))'],
  ['nested and swapped', 'swap(a, swap(b, c))', ['swap($A, $B)', 'swap($B, $A)'], 'swap(swap(c, b), a)'],
  ['a list', 'f(1, /* two */ 2, 3)', ['f($$$A)', 'g($$$A, 4)'], 'g(1, /* two */ 2, 3, 4)'],
  ['an empty list', 'f()', ['f($$$A)', 'g(0, $$$A)'], 'g(0)'],
  ['an empty list at the beginning', 'f()', ['f($$$A)', 'g($$$A, 0)'], 'g(0)'],
  ['astral characters before', "const s = '😀'; f(1)", ['f($A)', 'g($A)'], "const s = '😀'; g(1)"],
  ['a bracket behind a semicolon', 'a = g();\nobj(1)', ['obj($A)', '[$A]'], 'a = g();\n[1]'],
  ['a block in a match in a block', 'f(() => { f(1) })', ['f($A)', 'g($A)'], 'g(() => { g(1) })'],
  [
    'a member of a class',
    'class A { b = f(1); c() { return f(2) } }',
    ['f($A)', '$A + 1'],
    'class A { b = 1 + 1; c() { return 2 + 1 } }',
  ],
  [
    'negated, awaited and in a template',
    'x = [!f(a), await f(b), typeof f(c), `${f(d)}`]',
    ['f($A)', '$A.b || c'],
    'x = [!(a.b || c), await (b.b || c), typeof (c.b || c), `${d.b || c}`]',
  ],
  [
    'a child in JSX stays in TypeScript alone',
    'const x = <T,>(a: T) => f(a)',
    ['f($A)', '{ a: $A }'],
    'const x = <T,>(a: T) => ({ a: a })',
  ],
  ['any layout', 'f(\n  1,\n)', ['f($A)', 'g($A)'], 'g(1)'],
])('%s', async (_name, text, args, expected) => {
  expect(await rewritten(text, ...args)).toBe(expected)
})

test.each([
  ['a bracket would call what the line before gives', 'a = g()\nobj(1)\n', ['obj($A)', '{ a: $A }']],
  ['nothing is left between two lines that would be one', 'a = g()\nf(1)\n(b)\n', ['f($A)', '']],
])('refused, for it would be read otherwise: %s', async (_name, text, args) => {
  expect(await rewritten(text, ...args)).toBe(undefined)
})

test('new code of several lines is indented like its place', async () => {
  const text = 'function f() {\n    if (x) {\n        run(() => {\n            a()\n        }, 1)\n    }\n}\n'
  expect(await rewritten(text, 'run($A, $N)', 'runIt({\n    n: $N,\n    f: $A,\n})')).toBe(
    'function f() {\n    if (x) {\n        runIt({\n            n: 1,\n            f: () => {\n                a()\n            },\n        })\n    }\n}\n',
  )
})

test('what would not parse is refused, and so is what would be read otherwise', async () => {
  await using rig = await Rig.create({
    git: 'init',
    files: { 'a.ts': 'const x = add(a, 2)\n', 'b.ts': 'const y = (\nadd(1, 2)\n' },
  })
  const { files, refused, checks } = await plan(rig, 'add($A, $B)', '$A +')
  expect(files).toEqual([])
  expect(refused.map(({ path }) => path)).toEqual(['a.ts', 'b.ts'])
  expect(checks[0]).toMatchObject({ name: 'structure', result: 'warning' })
  expect((await rig.run('codemod', ['rewrite', 'add($A, $B)', '$A +'])).stdout).toMatch(
    /^codemod: nothing to change: 2 matches, all refused, in 2 files\n/,
  )
})

test('a second run that would find its own work is said; the remainder is sorted', async () => {
  await using rig = await Rig.create({
    git: 'init',
    files: { 'a.ts': '// hasOwn(a, b)\nhasOwn(a, b)\nconst t = hasOwn, s = "hasOwn"\n' },
  })
  const { checks, remainder } = await plan(rig, 'hasOwn($A, $B)', 'hasOwn($B, $A)')
  expect(checks.find(({ name }) => name === 'idempotent')).toMatchObject({ result: 'warning' })
  expect(remainder.map(({ reason, count }) => [reason, count])).toEqual([
    ['in a comment', 1],
    ['in a string', 1],
    ['other code', 1],
  ])
})

test('--add-import joins an import, or makes one', async () => {
  const add = (text: string): Promise<string | undefined> =>
    rewritten(text, 'f($A)', 'g($A)', '--add-import', "import { g } from './g'")
  expect(await add("import { h } from './g';\nf(1)\n")).toBe("import { h, g } from './g';\ng(1)\n")
  expect(await add("import { g } from './g'\nf(1)\n")).toBe("import { g } from './g'\ng(1)\n")
  expect(await add("import type { T } from './g'\nf(1)\n")).toBe(
    "import type { T } from './g'\nimport { g } from './g'\ng(1)\n",
  )
  expect(await add("#!/usr/bin/env node\n'use strict'\nf(1)\n")).toBe(
    "#!/usr/bin/env node\n'use strict'\nimport { g } from './g'\ng(1)\n",
  )
})

test('a rule file, languages, and what is no pattern', async () => {
  await using rig = await Rig.create({
    git: 'init',
    files: {
      'a.ts': 'var a = 1\nlet b = 2\n',
      'b.js': 'var a = 1\n',
      'rule.yml':
        'id: no-var\nlanguage: typescript\nrule:\n  pattern: var $A = $B\nconstraints:\n  A: { regex: ^a }\nfix: let $A = $B\n',
    },
  })
  const { id } = await plan(rig, '--rule', 'rule.yml')
  await rig.run('codemod', ['apply', id])
  expect(readFileSync(rig.path('a.ts'), 'utf8')).toBe('let a = 1\nlet b = 2\n')
  expect(readFileSync(rig.path('b.js'), 'utf8')).toBe('var a = 1\n')
  expect((await plan(rig, 'var $A = $B', 'let $A = $B', '--lang', 'ts')).files).toEqual([])
  expect((await plan(rig, 'var $A = $B', 'let $A = $B')).files.length).toBe(1)
  for (const args of [
    ['a b c', 'x'],
    ['f($A)', '$B'],
    ['f($A)'],
    ['--rule', 'absent.yml'],
    ['f', 'g', '--lang', 'cobol'],
  ]) {
    const { exitCode, stdout, stderr } = await rig.run('codemod', ['rewrite', ...args])
    expect({ args, exitCode, stdout }).toEqual({ args, exitCode: 2, stdout: '' })
    expect(stderr).toMatch(/^codemod: .+\nhint: .+\n$/)
  }
})
