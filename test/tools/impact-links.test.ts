import { readdir, readFile, writeFile } from 'node:fs/promises'
import { expect, test } from 'vitest'
import { Rig } from '../support/rig.ts'

const state = '.git/groundcrew/code'

/** Enough files that what their imports lead to is kept for the next call. */
function manyFiles(): Readonly<Record<string, string>> {
  const names = Array.from({ length: 30 }, (_, index) => `m${index}`)
  return {
    'tsconfig.json': '{ "compilerOptions": { "paths": { "@/*": ["./one/*"] } } }',
    'one/a.ts': 'export function f() {}\n',
    'two/a.ts': 'export function f() {}\n',
    'alias.test.ts': "import { f } from '@/a'\ntest('x', () => f())\n",
    'direct.test.ts': "import { f } from './two/a'\ntest('x', () => f())\n",
    ...Object.fromEntries(names.map((name) => [`many/${name}.ts`, `export const ${name} = 1\n`])),
  }
}

async function testsOf(rig: Rig, file: string): Promise<string> {
  const { stdout, exitCode } = await rig.run('impact', [file, '--print0'])
  expect(exitCode).toBe(0)
  return stdout.split('\0').sort().join(' ').trim()
}

test('links that were kept follow what changes: an import, a configuration, a new and a deleted file', async () => {
  await using rig = await Rig.create({ git: 'commit', files: manyFiles() })
  expect(await testsOf(rig, 'one/a.ts')).toBe('alias.test.ts')
  expect((await readdir(rig.path(state))).filter((name) => name.startsWith('links-'))).toHaveLength(1)
  expect(await testsOf(rig, 'one/a.ts')).toBe('alias.test.ts')
  await rig.write({ 'direct.test.ts': "import { f } from './one/a'\ntest('x', () => f())\n" })
  expect(await testsOf(rig, 'one/a.ts')).toBe('alias.test.ts direct.test.ts')
  await rig.write({ 'tsconfig.json': '{ "compilerOptions": { "paths": { "@/*": ["./two/*"] } } }' })
  expect(await testsOf(rig, 'one/a.ts')).toBe('direct.test.ts')
  expect(await testsOf(rig, 'two/a.ts')).toBe('alias.test.ts')
  await rig.write({ 'new.test.ts': "import { f } from './one/a'\ntest('x', () => f())\n" })
  expect(await testsOf(rig, 'one/a.ts')).toBe('direct.test.ts new.test.ts')
  await rig.git('rm', '--quiet', '--force', 'direct.test.ts')
  expect(await testsOf(rig, 'one/a.ts')).toBe('new.test.ts')
})

test('links and declarations that were damaged on disk are made anew', async () => {
  await using rig = await Rig.create({ git: 'commit', files: manyFiles() })
  expect(await testsOf(rig, 'one/a.ts')).toBe('alias.test.ts')
  const [name = ''] = (await readdir(rig.path(state))).filter((one) => one.startsWith('links-'))
  const bytes = await readFile(rig.path(state, name))
  for (const damaged of [bytes.subarray(0, -3), Buffer.concat([bytes.subarray(0, -8), Buffer.alloc(8, 1)]), '']) {
    await writeFile(rig.path(state, name), damaged)
    expect(await testsOf(rig, 'one/a.ts')).toBe('alias.test.ts')
    expect(await readFile(rig.path(state, name))).toEqual(bytes)
  }
  const units = await readFile(rig.path(state, 'units.log'))
  const flipped = units.map((byte) => byte ^ 1)
  for (const damaged of [
    units.subarray(0, -3),
    flipped,
    Buffer.concat([units.subarray(0, 60), flipped.subarray(60)]),
  ]) {
    await writeFile(rig.path(state, 'units.log'), damaged)
    expect(await testsOf(rig, 'one/a.ts')).toBe('alias.test.ts')
    await rig.write({ 'one/a.ts': `export function f() {}\n// ${damaged[20]}\n` })
    expect(await testsOf(rig, 'one/a.ts')).toBe('alias.test.ts')
  }
})

test('an update of many files leaves what other calls kept beside the index', async () => {
  const names = Array.from({ length: 110 }, (_, index) => `more/n${index}.ts`)
  await using rig = await Rig.create({ git: 'commit', files: manyFiles() })
  expect(await testsOf(rig, 'one/a.ts')).toBe('alias.test.ts')
  await rig.write(Object.fromEntries(names.map((name) => [name, 'export const n = 1\n'])))
  const { stderr } = await rig.run('impact', ['one/a.ts', '--print0'])
  expect(stderr).not.toContain('damaged')
})
