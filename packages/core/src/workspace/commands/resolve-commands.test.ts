import { chmod } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { readWorkspace } from '../read-workspace.ts'
import { json, makeTree, type TreeFiles } from '../test-tree.ts'
import { resolveCommands } from './resolve-commands.ts'

/** What starts, by id, when only these programs are on PATH. */
async function argvs(files: TreeFiles, programs: readonly string[], installed: TreeFiles = {}) {
  const root = await makeTree({ ...files, ...installed })
  const path = await makeTree(Object.fromEntries(programs.map((name) => [name, '#!/bin/sh\n'])))
  for (const name of programs) await chmod(join(path, name), 0o755)
  const workspace = await readWorkspace(root, { files: Object.keys(files) })
  const { commands } = await resolveCommands(workspace, { PATH: path })
  return Object.fromEntries(commands.map(({ id, invocation }) => [id, invocation.argv.join(' ')]))
}

const pnpm = { 'pnpm-lock.yaml': "lockfileVersion: '9.0'\n" }
const script = (body: string) => ({ 'package.json': json({ name: 'x', scripts: { test: body } }), ...pnpm })

test('a script is run by its package manager where that is installed, else by npm', async () => {
  expect(await argvs(script('vitest run'), ['pnpm'])).toEqual({ 'test:.:test': 'pnpm run test' })
  expect(await argvs(script('vitest run'), [])).toEqual({ 'test:.:test': 'npm run test' })
})

test('a script that calls its package manager itself needs it', async () => {
  expect(await argvs(script('pnpm -r test'), [])).toEqual({ 'test:.:test': 'pnpm run test' })
  expect(await argvs(script('build && pnpm exec vitest run'), [])).toEqual({ 'test:.:test': 'pnpm run test' })
  expect(await argvs(script('vitest run pnpm-lock.test.ts'), [])).toEqual({ 'test:.:test': 'npm run test' })
})

test('a program of node_modules starts from the nearest one that has it', async () => {
  const files = {
    ...pnpm,
    'pnpm-workspace.yaml': 'packages:\n  - packages/*\n',
    'package.json': json({ name: 'root', devDependencies: { typescript: '5' } }),
    'packages/a/package.json': json({ name: 'a', devDependencies: { typescript: '5' } }),
    'packages/a/tsconfig.json': '{}',
  }
  const id = 'typecheck:packages/a:tsc'
  expect((await argvs(files, ['pnpm']))[id]).toBe('pnpm exec tsc --noEmit')
  expect((await argvs(files, ['pnpm'], { 'node_modules/.bin/tsc': '' }))[id]).toBe(
    '../../node_modules/.bin/tsc --noEmit',
  )
  const both = { 'node_modules/.bin/tsc': '', 'packages/a/node_modules/.bin/tsc': '' }
  expect((await argvs(files, [], both))[id]).toBe('node_modules/.bin/tsc --noEmit')
})
