import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { Rig } from '../support/rig.ts'

async function rewrite(rig: Rig, ...args: readonly string[]): Promise<string> {
  const { stdout, stderr } = await rig.run('codemod', ['rewrite', ...args, '--json'])
  expect(stderr).toBe('')
  const { data } = JSON.parse(stdout) as { data: { plan: { id: string } } }
  await rig.run('codemod', ['apply', data.plan.id])
  return stdout
}

test('Python: nested matches, precedence, and what would be read otherwise', async () => {
  const file = 'x = total(a or b, total(1, 2)) * 3\n# total(1, 2)\nif total(3, -y):\n    pass\n'
  const lambda = 'z = total(3, lambda y: y)\n'
  await using rig = await Rig.create({ git: 'init', files: { 'a.py': file, 'b.ts': 'total(1, 2)\n', 'c.py': lambda } })
  const planned = await rewrite(rig, 'total($A, $B)', '$A + $B', '--lang', 'python')
  expect(readFileSync(rig.path('a.py'), 'utf8')).toBe(
    'x = ((a or b) + (1 + 2)) * 3\n# total(1, 2)\nif 3 + -y:\n    pass\n',
  )
  expect(planned).toContain(
    '"refused":[{"path":"c.py","reason":"the new code would be read otherwise than it is written"',
  )
  expect(readFileSync(rig.path('c.py'), 'utf8')).toBe(lambda)
  expect(readFileSync(rig.path('b.ts'), 'utf8')).toBe('total(1, 2)\n')
})

test('Go: calls become methods, and the result parses', async () => {
  const file = 'package p\n\nfunc f(s string) bool {\n\treturn Has(s, "x") && !Has(s+"a", g(Has(s, "y")))\n}\n'
  await using rig = await Rig.create({ git: 'init', files: { 'a.go': file } })
  await rewrite(rig, 'Has($A, $B)', '$A.Has($B)', '--lang', 'go')
  expect(readFileSync(rig.path('a.go'), 'utf8')).toBe(
    'package p\n\nfunc f(s string) bool {\n\treturn s.Has("x") && !(s+"a").Has(g(s.Has("y")))\n}\n',
  )
})

test('a language without an engine here, one without patterns, and an import that is not its own: said before anything', async () => {
  await using rig = await Rig.create({ git: 'init', files: { 'a.kt': 'val x = f(1)\n' } })
  const missing = await rig.run('codemod', ['rewrite', 'f($A)', 'g($A)', '--lang', 'kotlin'])
  expect(missing).toMatchObject({ exitCode: 3, stdout: '' })
  expect(missing.stderr)
    .toBe(`codemod: no engine for patterns in kotlin: @ast-grep/lang-kotlin is not installed, or not for this machine
hint: npm install --save-dev @ast-grep/lang-kotlin, then run the same command again
`)
  const unknown = await rig.run('codemod', ['rewrite', 'f($A)', 'g($A)', '--lang', 'cobol'])
  expect(unknown).toMatchObject({ exitCode: 2, stdout: '' })
  const wrong = await rig.run('codemod', ['rewrite', 'f($A)', 'g($A)', '--lang', 'python', '--add-import', 'import x'])
  expect(wrong).toMatchObject({ exitCode: 2 })
  expect(wrong.stderr).toContain('--add-import is for TypeScript and JavaScript, not for python')
})
