import { readWorkspace } from '@groundcrew/core/workspace'
import { expect, test } from 'vitest'
import { World } from '../testing.ts'
import { collectNeeds, type ToolNeed } from './needs.ts'

async function needsOf(files: Readonly<Record<string, string | object>>): Promise<readonly ToolNeed[]> {
  const world = await World.create({ files })
  return collectNeeds(await readWorkspace(world.root))
}

function names(needs: readonly ToolNeed[]): readonly string[] {
  return needs.map(({ definition }) => definition.name)
}

test('nothing is asked for by nothing', async () => {
  expect(await needsOf({ 'README.md': '# a\n' })).toEqual([])
})

test('a tool that a manager has to start before it is its own need', async () => {
  const needs = await needsOf({
    'package.json': { devDependencies: { vitest: '2' } },
    'pnpm-lock.yaml': "lockfileVersion: '9.0'\n",
    'vitest.config.ts': '',
    'a.test.ts': '',
  })
  expect(names(needs)).toEqual(['node', 'pnpm'])
  expect(needs[1]?.commands.map(({ role }) => role)).toEqual(['test'])
})

test('bun and uv bring the runtime themselves', async () => {
  const bun = { 'package.json': { scripts: { test: 'bun test' } }, 'bun.lock': '{}' }
  expect(names(await needsOf(bun))).toEqual(['bun'])
  const uv = { 'pyproject.toml': '[project]\nname = "a"\n', 'uv.lock': 'version = 1\n', 'pytest.ini': '[pytest]\n' }
  expect(names(await needsOf(uv))).toEqual(['uv'])
})

test('an example that the workspace does not list asks for nothing', async () => {
  const needs = await needsOf({
    'package.json': { workspaces: ['packages/*'], engines: { node: '>=20' } },
    'packages/a/package.json': { name: 'a', scripts: { test: 'node --test' } },
    'examples/old/package.json': { name: 'old', engines: { node: '12' } },
  })
  expect(needs.find(({ definition }) => definition.name === 'node')?.requirements.map(({ range }) => range)).toEqual([
    '>=20',
  ])
})

test('a package that mise installs from a registry is no program', async () => {
  const needs = await needsOf({ 'mise.toml': '[tools]\nnode = "20"\n"npm:prettier" = "3"\n' })
  expect(names(needs)).toEqual(['node'])
})

test('the Python of a virtual environment is Python', async () => {
  const needs = await needsOf({ 'requirements.txt': 'six\n', 'a.py': '', '.venv/bin/python': '' })
  expect(names(needs)).toEqual(['python'])
})
