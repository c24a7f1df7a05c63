import { mkdtempSync, realpathSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { expect, test } from 'vitest'
import { lookAtRows, SEEN } from './look-at-rows.ts'
import { lookAt } from './look-at.ts'
import { systemPath } from './path-table.ts'

test('rows are as they were, changed or gone', () => {
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
    const table = { root, paths: names, stamps: Float64Array.from(stamps.flat()) }
    const { same, changed, gone } = SEEN
    expect([...lookAtRows({ ...table, settledBeforeMs: ctimeMs + 1000 })]).toEqual([same, same, changed, gone])
    expect([...lookAtRows({ ...table, settledBeforeMs: 0 })]).toEqual([changed, changed, changed, gone])
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
