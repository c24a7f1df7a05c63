import { existsSync, mkdirSync, symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { stateDirectory } from './state-directory.ts'
import { cleanEnv, commitAll, git, initRepository, makeDirectory } from './testing.ts'

function outside(directory: string) {
  return { ...cleanEnv, GIT_CEILING_DIRECTORIES: join(directory, '..') }
}

test('all work trees of a clone share one', async () => {
  const base = makeDirectory()
  const top = initRepository(join(base, 'main'))
  commitAll(top)
  git(top, ['worktree', 'add', '--quiet', join(base, 'linked')])
  mkdirSync(join(top, 'below'))
  const state = join(top, '.git/groundcrew')
  expect(await stateDirectory(join(top, 'below'), cleanEnv)).toBe(state)
  expect(await stateDirectory(join(base, 'linked'), cleanEnv)).toBe(state)
  expect(existsSync(state)).toBe(false)
})

test('outside a repository each real directory has its own, below XDG_STATE_HOME', async () => {
  const base = makeDirectory()
  mkdirSync(join(base, 'one'))
  mkdirSync(join(base, 'two'))
  symlinkSync('one', join(base, 'link'))
  const env = { ...outside(base), XDG_STATE_HOME: join(base, 'state') }
  const one = await stateDirectory(join(base, 'one'), env)
  expect(one).toMatch(new RegExp(`^${join(base, 'state')}/groundcrew/[0-9a-f]{16}$`))
  expect(await stateDirectory(join(base, 'link'), env)).toBe(one)
  expect(await stateDirectory(join(base, 'two'), env)).not.toBe(one)
})

test('without an absolute XDG_STATE_HOME it is in the home directory', async () => {
  const base = makeDirectory()
  const env = { ...outside(base), HOME: '/home/someone' }
  const expected = /^\/home\/someone\/\.local\/state\/groundcrew\/[0-9a-f]{16}$/
  expect(await stateDirectory(base, env)).toMatch(expected)
  expect(await stateDirectory(base, { ...env, XDG_STATE_HOME: 'relative' })).toMatch(expected)
  expect(await stateDirectory(base, { ...env, XDG_STATE_HOME: '' })).toMatch(expected)
})
