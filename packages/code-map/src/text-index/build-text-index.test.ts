import { existsSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { expect, test } from 'vitest'
import type { Place } from '../index/place.ts'
import { textTreeFile } from '../place/has-index.ts'
import { buildTextIndex } from './build-text-index.ts'

test('a build ends between files when it is told to, and leaves no table', async () => {
  const root = realpathSync(mkdtempSync(path.join(tmpdir(), 'text-index-')))
  try {
    writeFileSync(path.join(root, 'a.txt'), 'text')
    const place: Place = {
      root,
      gitDirectory: undefined,
      commonDirectory: undefined,
      indexDirectory: path.join(root, 'index'),
    }
    const controller = new AbortController()
    const list = async () => {
      // The listing is over when the signal comes, and the loop over the files is not.
      setImmediate(() => controller.abort(new Error('enough')))
      return Promise.resolve({ files: ['a.txt'], ignored: [], rules: [] })
    }
    const progress: (readonly [number, number])[] = []
    const build = buildTextIndex(place, {
      now: Date.now,
      signal: controller.signal,
      list,
      onProgress: (done, total) => progress.push([done, total]),
    })
    await expect(build).rejects.toThrow('enough')
    expect(progress).toEqual([[0, 1]])
    expect(existsSync(textTreeFile(place))).toBe(false)
  } finally {
    rmSync(root, { recursive: true })
  }
})
