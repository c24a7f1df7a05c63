import { mkdtempSync, realpathSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { expect, test } from 'vitest'
import { lookAtRows, SEEN } from './look-at-rows.ts'
import { lookAt } from './look-at.ts'
import { systemPath } from './path-table.ts'

/** More than one thread looks at so many. */
const ROWS = 40_000

test.each([8, ROWS])('%i rows are each as they were, changed or gone, whichever thread looks', (rows) => {
  const root = realpathSync(mkdtempSync(path.join(tmpdir(), 'look-')))
  try {
    for (const name of ['same', 'hü', 'edited']) writeFileSync(path.join(root, name), 'text')
    const names = ['same', 'h\u00c3\u00bc', 'edited', 'gone']
    const stamps = names.map((name) => {
      const stats = lookAt(systemPath(root, name))
      return stats === undefined ? [-1, 0, 0, 0] : [stats.size, stats.mtimeMs, stats.ctimeMs, stats.ino]
    })
    const { ctimeMs } = statSync(path.join(root, 'same'))
    writeFileSync(path.join(root, 'edited'), 'more text')
    const repeated = <T>(values: readonly T[]): readonly T[] =>
      Array.from({ length: rows }, (_, row) => values[row % values.length] as T)
    const table = { root, paths: repeated(names), stamps: Float64Array.from(repeated(stamps).flat()) }
    const { same, changed, gone } = SEEN
    const look = (settledBeforeMs: number): Buffer => Buffer.from(lookAtRows({ ...table, settledBeforeMs }))
    // Long arrays take seconds to compare one by one.
    expect(look(ctimeMs + 1000).equals(Buffer.from(repeated([same, same, changed, gone])))).toBe(true)
    expect(look(0).equals(Buffer.from(repeated([changed, changed, changed, gone])))).toBe(true)
  } finally {
    rmSync(root, { recursive: true })
  }
})

test('a path below a file is gone', () => {
  const root = realpathSync(mkdtempSync(path.join(tmpdir(), 'look-')))
  try {
    writeFileSync(path.join(root, 'file'), '')
    const seen = lookAtRows({ root, paths: ['file/below'], stamps: new Float64Array(4), settledBeforeMs: 0 })
    expect([...seen]).toEqual([SEEN.gone])
  } finally {
    rmSync(root, { recursive: true })
  }
})
