import { execFileSync, spawn } from 'node:child_process'
import { mkdirSync, mkdtempSync, readdirSync, realpathSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { buildSync } from 'esbuild'
import { expect, test } from 'vitest'
import { isFileLocked, takeFileLock, tryFileLock } from './file-lock.ts'

class Place implements Disposable {
  readonly root = realpathSync(mkdtempSync(path.join(tmpdir(), 'lock-')))
  readonly lock = path.join(this.root, 'build.lock')
  readonly waited: number[] = []

  async take<T>(work: () => Promise<T>): Promise<T> {
    const lock = await takeFileLock(this.lock, { onWait: ({ pid }) => this.waited.push(pid) })
    try {
      return await work()
    } finally {
      lock.release()
    }
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
  const recycled = recordOf({ pid: process.pid, startedAt: '1' })
  for (const left of [recordOf({ pid: deadProcess() }), recycled, '{"id":"../a","pid":1}', '7', '', 'what is this?']) {
    writeFileSync(place.lock, left)
    expect(await place.take(() => Promise.resolve(left))).toBe(left)
    expect(readdirSync(place.root)).toEqual([])
  }
})

test('one that cannot wait is refused, with the process that holds it', async () => {
  using place = new Place()
  const lock = await takeFileLock(place.lock)
  expect(tryFileLock(place.lock)).toBeUndefined()
  expect(isFileLocked(place.lock)).toBe(true)
  const patience = { waitMsMax: 0, refuse: ({ pid }: { readonly pid: number }) => new Error(`held by ${pid}`) }
  await expect(takeFileLock(place.lock, { patience })).rejects.toThrow(`held by ${process.pid}`)
  lock.release()
  expect(isFileLocked(place.lock)).toBe(false)
  const next = tryFileLock(place.lock)
  // The earlier holder gives back nothing that is not its own.
  lock.release()
  expect(isFileLocked(place.lock)).toBe(true)
  next?.release()
  expect(readdirSync(place.root)).toEqual([])
})

test('who stops waiting leaves nothing', async () => {
  using place = new Place()
  const lock = await takeFileLock(place.lock)
  const controller = new AbortController()
  const waiting = takeFileLock(place.lock, { signal: controller.signal, onWait: () => controller.abort() })
  await expect(waiting).rejects.toThrow('abort')
  lock.release()
  expect(readdirSync(place.root)).toEqual([])
})

function recordOf(owner: { readonly pid: number; readonly startedAt?: string }): string {
  return JSON.stringify({ id: 'left', ...owner })
}

/** Takes every lock in a directory once; work that two do at once fails at the directory that only one can make. */
const CONTENDER = `
import { mkdirSync, readdirSync, rmdirSync } from 'node:fs'
import { takeFileLock } from './file-lock.ts'
async function main(root) {
  for (const name of readdirSync(root).filter((entry) => /^\\d+$/.test(entry))) {
    const lock = await takeFileLock(root + '/' + name + '/build.lock')
    mkdirSync(root + '/' + name + '/inside')
    await new Promise((resolve) => setImmediate(resolve))
    rmdirSync(root + '/' + name + '/inside')
    lock.release()
  }
}
main(process.argv[2])
`

test('many processes that find a dead owner’s lock hold it one at a time', async () => {
  using place = new Place()
  const dead = recordOf({ pid: deadProcess() })
  for (let round = 10; round < 50; round++) {
    const directory = path.join(place.root, String(round))
    mkdirSync(directory)
    writeFileSync(path.join(directory, 'build.lock'), dead)
  }
  const script = path.join(place.root, 'contender.cjs')
  buildSync({
    stdin: { contents: CONTENDER, resolveDir: import.meta.dirname, loader: 'ts' },
    bundle: true,
    platform: 'node',
    format: 'cjs',
    outfile: script,
  })
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
