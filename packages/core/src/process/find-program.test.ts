import { chmodSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { findProgram, findPrograms } from './find-program.ts'
import { makeDirectory } from './testing.ts'

function writeProgram(path: string, mode = 0o755): string {
  mkdirSync(join(path, '..'), { recursive: true })
  writeFileSync(path, '#!/bin/sh\n')
  chmodSync(path, mode)
  return path
}

test('the first executable file on PATH is found, the others are its shadows', async () => {
  const cwd = makeDirectory()
  mkdirSync(join(cwd, 'one/tool'), { recursive: true })
  writeProgram(join(cwd, 'two/tool'), 0o644)
  const third = writeProgram(join(cwd, 'three/tool'))
  const fourth = writeProgram(join(cwd, 'four/tool'))
  const env = { PATH: ['one', 'two', 'three', 'missing', 'four', 'three'].map((name) => join(cwd, name)).join(':') }
  expect(await findProgram('tool', { env, cwd })).toBe(third)
  expect(await findPrograms('tool', { env, cwd })).toEqual([third, fourth])
})

test('empty and relative PATH entries start from the directory', async () => {
  const cwd = makeDirectory()
  const here = writeProgram(join(cwd, 'tool'))
  const below = writeProgram(join(cwd, 'bin/tool'))
  expect(await findPrograms('tool', { env: { PATH: 'bin:' }, cwd })).toEqual([below, here])
  expect(await findPrograms('tool', { env: { PATH: ':bin' }, cwd })).toEqual([here, below])
  expect(await findProgram('tool', { env: { PATH: '' }, cwd })).toBe(here)
})

test('a name with a slash is a path', async () => {
  const cwd = makeDirectory()
  const program = writeProgram(join(cwd, 'bin/tool'))
  expect(await findProgram('./bin/tool', { env: { PATH: '/bin' }, cwd })).toBe(program)
  expect(await findProgram(program, { env: {}, cwd })).toBe(program)
  expect(await findProgram('tool/', { env: { PATH: join(cwd, 'bin') }, cwd })).toBeUndefined()
})

test('a symlink counts as what it points to', async () => {
  const cwd = makeDirectory()
  writeProgram(join(cwd, 'real'))
  symlinkSync('real', join(cwd, 'link'))
  symlinkSync('loop', join(cwd, 'loop'))
  symlinkSync('gone', join(cwd, 'dangling'))
  const options = { env: { PATH: cwd }, cwd }
  expect(await findProgram('link', options)).toBe(join(cwd, 'link'))
  expect(await findProgram('loop', options)).toBeUndefined()
  expect(await findProgram('dangling', options)).toBeUndefined()
})

test('without a PATH the system default applies', async () => {
  expect(await findProgram('sh', { env: {} })).toBe('/bin/sh')
})

test('names that no file can have are not found', async () => {
  expect(await findProgram('')).toBeUndefined()
  expect(await findProgram('a\0b')).toBeUndefined()
  expect(await findProgram('x'.repeat(5000))).toBeUndefined()
})
