import { describe, expect, test } from 'vitest'
import { World } from '../testing.ts'
import { freeBytesFail, freeBytesWarn, freeInodesWarn, judgeInodes, judgeSpace, type Place } from './disk.ts'

function place(facts: Partial<Place>): Place {
  return { names: ['repository'], path: '/work', freeBytes: freeBytesWarn, freeInodes: freeInodesWarn, ...facts }
}

describe('space', () => {
  test('enough is ok, less is a warning, almost none fails', () => {
    expect(judgeSpace([place({})])).toMatchObject({ state: 'ok', message: '1.0 GB free for repository at /work' })
    expect(judgeSpace([place({ freeBytes: freeBytesWarn - 1 })])).toMatchObject({
      state: 'warn',
      isEnvironment: true,
    })
    expect(judgeSpace([place({ freeBytes: freeBytesFail - 1 })])).toMatchObject({
      state: 'fail',
      message: '100 MB free for repository at /work, at least 1.0 GB is asked',
      fix: 'ask the user to make room on that file system',
    })
  })

  test('the fullest file system decides', () => {
    const temporary = place({ names: ['temporary files', 'state'], path: '/tmp', freeBytes: 0 })
    expect(judgeSpace([place({}), temporary])).toMatchObject({
      state: 'fail',
      message: '0 B free for temporary files, state at /tmp, at least 1.0 GB is asked',
    })
  })

  test('no file system could be read: unknown', () => {
    expect(judgeSpace([])).toMatchObject({ state: 'unknown' })
  })
})

describe('inodes', () => {
  test('a file system without a fixed number of files is skipped', () => {
    expect(judgeInodes([place({ freeInodes: undefined })])).toMatchObject({ state: 'skip' })
  })

  test('few are a warning', () => {
    expect(judgeInodes([place({ freeInodes: 5000 })])).toMatchObject({
      state: 'warn',
      message: '5,000 free inodes for repository at /work, at least 20,000 are asked',
    })
  })
})

test('the file systems of this machine are read', async () => {
  const world = await World.create()
  const { checks } = await world.doctor({ only: ['disk'] })
  expect(checks.map(({ id }) => id)).toEqual(['disk.inodes', 'disk.space', 'disk.writable'])
  expect(checks.filter(({ state }) => state === 'unknown')).toEqual([])
  expect(checks[2]).toMatchObject({ state: 'ok', message: 'the checkout can be written' })
})
