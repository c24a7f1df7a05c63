import { expect, test } from 'vitest'
import { Rig } from '../support/rig.ts'

const FILES = {
  'lib.ts': 'export function first() {}\n\nfunction second() {\n  return 1\n}\n',
  'main.ts': "import { first } from './lib'\nfirst()\n",
  'other.ts': 'export function retry() {}\n',
}

test('a map for a diff has the changed declarations first, then the importers', async () => {
  await using rig = await Rig.create({ git: 'init', files: FILES })
  const patch = '--- a/lib.ts\n+++ b/lib.ts\n@@ -3,3 +3,3 @@\n function second() {\n-  return 0\n+  return 1\n }\n'
  const { stdout } = await rig.run('code-map', ['map', '--for', '-'], { input: patch })
  expect(stdout).toMatch(/^2 files of 3 for a diff of 1 file: /)
  expect(stdout).toContain(
    'lib.ts  (changed)\n  3: function second()\n  1: export function first()\nmain.ts  (importer)',
  )
})

test('a map for a task reads it from tm; an unknown one is an error', async () => {
  await using rig = await Rig.create({ git: 'init', files: FILES })
  expect(await rig.run('code-map', ['map', '--for', '#1'])).toMatchObject({ exitCode: 2, stdout: '' })
  await rig.run('tm', ['add', 'retry on failure'])
  expect((await rig.run('code-map', ['map', '--for', '#1'])).stdout).toContain('other.ts  (match)')
  const missing = await rig.run('code-map', ['map', '--for', '99'])
  expect(missing).toMatchObject({ exitCode: 2, stdout: '' })
  expect(missing.stderr).toContain('code-map: there is no task 99\nhint: ')
})

test('a map for a commit, for a range, and for a word that is neither', async () => {
  await using rig = await Rig.create({ git: 'commit', files: FILES })
  await rig.write({ 'lib.ts': FILES['lib.ts'].replace('return 1', 'return 2') })
  await rig.git('add', '.')
  await rig.git('commit', '--quiet', '--message', 'two')
  await rig.write({ 'other.ts': `${FILES['other.ts']}// more\n` })
  const mapFor = async (subject: string) => (await rig.run('code-map', ['map', '--for', subject])).stdout
  expect(await mapFor('HEAD')).toMatch(/^1 file of 3 for a diff of 1 file: .*\nother\.ts {2}\(changed\)/)
  expect(await mapFor('HEAD~1')).toMatch(
    /^3 files of 3 for a diff of 2 files: .*\nlib\.ts {2}\(changed\)\n {2}3: function second/,
  )
  expect(await mapFor('HEAD~1..HEAD')).toMatch(/^2 files of 3 for a diff of 1 file: .*\nlib\.ts {2}\(changed\)/)
  expect(await mapFor('retry')).toMatch(/^1 file of 3 for retry: .*\nother\.ts {2}\(match\)/)
})

test('an unknown end of a range and an empty input are errors', async () => {
  await using rig = await Rig.create({ git: 'commit', files: FILES })
  const unknown = await rig.run('code-map', ['map', '--for', 'nowhere..HEAD'])
  expect(unknown).toMatchObject({ exitCode: 2, stdout: '' })
  expect(unknown.stderr).toMatch(/^code-map: nowhere is not known here\nhint: /)
  const empty = await rig.run('code-map', ['map', '--for', '-'], { input: '\n' })
  expect(empty).toMatchObject({ exitCode: 2, stdout: '' })
  expect(empty.stderr).toBe('code-map: --for - got nothing on stdin\nhint: git diff | code-map map --for -\n')
})

test('words are words also where there is no repository', async () => {
  await using rig = await Rig.create({ files: FILES })
  expect((await rig.run('code-map', ['map', '--for', 'retry'])).stdout).toContain('other.ts  (match)')
})
