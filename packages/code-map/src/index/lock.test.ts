import { execFileSync, spawn } from 'node:child_process'
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { transformSync } from 'esbuild'
import { expect, test } from 'vitest'
import { withLock } from './lock.ts'

class Place implements Disposable {
  readonly root = realpathSync(mkdtempSync(path.join(tmpdir(), 'lock-')))
  readonly lock = path.join(this.root, 'build.lock')
  readonly waited: number[] = []

  take<T>(work: () => Promise<T>): Promise<T> {
    return withLock(this.lock, { signal: undefined, onWait: (pid) => this.waited.push(pid) }, work)
  }

  [Symbol.dispose](): void {
    rmSync(this.root, { recursive: true, force: true })
  }
}

/** The number of a process that has ended. */
function deadProcess(): number {
  return Number(execFileSync(process.execPath, ['-p', 'process.pid'], { encoding: 'utf8' }))
}

test('one after another, and nothing is left', async () => {
  using place = new Place()
  let inside = 0
  const work = async (): Promise<void> => {
    expect(++inside).toBe(1)
    await new Promise((resolve) => setImmediate(resolve))
    inside--
  }
  await Promise.all([place.take(work), place.take(work), place.take(work)])
  expect(place.waited).toEqual([process.pid, process.pid])
  expect(readdirSync(place.root)).toEqual([])
})

test('work that fails gives the lock back', async () => {
  using place = new Place()
  await expect(place.take(() => Promise.reject(new Error('no')))).rejects.toThrow('no')
  expect(readdirSync(place.root)).toEqual([])
})

test('a dead owner’s lock, an empty one and one that is no lock are taken', async () => {
  using place = new Place()
  for (const left of [`${deadProcess()}-1`, String(deadProcess()), '', 'what is this?']) {
    writeFileSync(place.lock, left)
    expect(await place.take(() => Promise.resolve(left))).toBe(left)
    expect(readdirSync(place.root)).toEqual([])
  }
})

/** Takes every lock in a directory once; work that two do at once fails at the directory that only one can make. */
const CONTENDER = `
const { mkdirSync, readdirSync, rmdirSync } = require('node:fs')
async function main(root) {
  for (const name of readdirSync(root).filter((entry) => /^\\d+$/.test(entry))) {
    await withLock(root + '/' + name + '/build.lock', { signal: undefined, onWait() {} }, async () => {
      mkdirSync(root + '/' + name + '/inside')
      await new Promise((resolve) => setImmediate(resolve))
      rmdirSync(root + '/' + name + '/inside')
    })
  }
}
main(process.argv[2])
`

test('many processes that find a dead owner’s lock hold it one at a time', async () => {
  using place = new Place()
  const dead = `${deadProcess()}-1`
  for (let round = 10; round < 50; round++) {
    const directory = path.join(place.root, String(round))
    mkdirSync(directory)
    writeFileSync(path.join(directory, 'build.lock'), dead)
  }
  const source = readFileSync(path.join(import.meta.dirname, 'lock.ts'), 'utf8')
  const script = path.join(place.root, 'contender.cjs')
  writeFileSync(script, `${transformSync(source, { loader: 'ts', format: 'cjs' }).code}\n${CONTENDER}`)
  const endings = await Promise.all(Array.from({ length: 5 }, () => endOf(script, place.root)))
  expect(endings).toEqual(Array.from({ length: 5 }, () => ({ code: 0, said: '' })))
})

function endOf(script: string, root: string): Promise<{ readonly code: number | null; readonly said: string }> {
  const child = spawn(process.execPath, [script, root], { stdio: ['ignore', 'ignore', 'pipe'] })
  let said = ''
  child.stderr.on('data', (chunk: Buffer) => (said += chunk.toString()))
  return new Promise((resolve) => {
    child.on('close', (code) => resolve({ code, said }))
  })
}
