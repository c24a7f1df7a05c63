import { expect, test } from 'vitest'
import { World } from '../testing.ts'

test('a manifest that is not JSON fails, with the line', async () => {
  const world = await World.create({ files: { 'package.json': '{\n  "name": "a",\n  oops\n}\n' } })
  expect(await world.check('workspace.manifests')).toMatchObject({
    state: 'fail',
    message: expect.stringMatching(/^package\.json:3: /),
    evidence: [expect.objectContaining({ file: 'package.json', line: 3 })],
    isEnvironment: false,
  })
})

test('two lockfiles are a warning', async () => {
  const world = await World.create({
    files: { 'package.json': '{}', 'package-lock.json': '{}', 'yarn.lock': '# yarn lockfile v1\n' },
  })
  expect(await world.check('workspace.manifests')).toMatchObject({
    state: 'warn',
    message: expect.stringContaining('lockfiles of several package managers'),
  })
})

test('manifests that can be read', async () => {
  const world = await World.create({ files: { 'package.json': '{"name": "a"}', 'a.js': '' } })
  expect(await world.check('workspace.manifests')).toMatchObject({ state: 'ok', message: '1 manifest read in 2 files' })
})
