import { execFileSync } from 'node:child_process'
import { mkdtempSync, realpathSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { PassThrough } from 'node:stream'
import type { Io } from '@groundcrew/core/cli'
import { expect, test } from 'vitest'
import { compareWithRipgrep } from './compare.ts'

function ioAt(cwd: string): Io {
  const { signal } = new AbortController()
  const [stdin, stdout, stderr] = [new PassThrough(), new PassThrough(), new PassThrough()]
  return { stdin, stdout, stderr, cwd, env: { ...process.env, HOME: cwd }, now: Date.now, signal }
}

/** The long run is bench/csearch-fuzz.mjs. */
test('with the text index the lines are those of ripgrep, in a tree that keeps changing', async () => {
  const root = realpathSync(mkdtempSync(path.join(tmpdir(), 'csearch-fuzz-')))
  try {
    execFileSync('git', ['init', '--quiet'], { cwd: root })
    const result = await compareWithRipgrep(ioAt(root), { seed: 7, files: 120, patterns: 100, edits: 50 })
    expect(result.differences).toEqual([])
    expect(result.compared).toBe(100)
    expect(result.narrowed).toBeGreaterThan(5)
    expect(result.matches).toBeGreaterThan(100)
  } finally {
    rmSync(root, { recursive: true, force: true })
  }
}, 120_000)
