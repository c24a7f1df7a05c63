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
