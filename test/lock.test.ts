import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, readdir, readFile, rm, utimes, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { execa } from 'execa'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { acquireLock, claim, describeSelf, LockTimeout } from '../scripts/lock.mjs'

/** One process at a time installs and builds in a checkout, whoever was killed before. */
const holder = path.resolve(import.meta.dirname, 'support/lock-holder.mjs')
const now = { waitMsMax: 0, quietMs: 0, onWait: () => {} }
let directory = ''
let lock = ''

beforeEach(async () => {
  directory = await mkdtemp(path.join(tmpdir(), 'groundcrew-lock-'))
  lock = path.join(directory, 'lock')
})

afterEach(async () => {
  await rm(directory, { recursive: true })
})

describe('a lock', () => {
  test('is held by one, told to others, and leaves no file behind', async () => {
    const unlock = await acquireLock(lock, now)
    const seen: number[] = []
    const second = acquireLock(lock, { ...now, onWait: ({ pid }) => void seen.push(pid) })
    await expect(second).rejects.toThrow(LockTimeout)
    await expect(second).rejects.toThrow(`process ${process.pid} on `)
    unlock()
    await takeAndRelease()
    expect({ seen, files: await readdir(directory) }).toEqual({ seen: [], files: [] })
  })

  test('a waiter is told once whom it waits for, and gets it', async () => {
    const unlock = await acquireLock(lock, now)
    const seen: number[] = []
    const onWait = ({ pid }: { readonly pid: number }): void => {
      seen.push(pid)
      unlock()
    }
    const unlockSecond = await acquireLock(lock, { ...now, waitMsMax: 60_000, onWait })
    unlockSecond()
    expect(seen).toEqual([process.pid])
  })

  test('six processes that start on the lock of a killed one hold it one at a time', async () => {
    const killed = await execa('node', [holder, lock, 'die'], { reject: false })
    expect({ signal: killed.signal, files: await readdir(directory) }).toEqual({ signal: 'SIGKILL', files: ['lock'] })
    const ended = await Promise.all([1, 2, 3, 4, 5, 6].map(() => execa('node', [holder, lock, '5'])))
    expect(ended.map(({ stdout }) => stdout)).toEqual(['', '', '', '', '', ''])
    expect(await readdir(directory)).toEqual([])
  })

  test('an owner that was killed while it took over from a killed one is in nobody’s way', async () => {
    const [first, second] = [deadOwner(), deadOwner()]
    await writeFile(lock, JSON.stringify(first))
    await writeFile(`${lock}.${first.id}`, JSON.stringify(second))
    const unlock = await acquireLock(lock, now)
    expect(await readdir(directory)).toEqual(['lock'])
    unlock()
  })

  test('a late rival for a takeover leaves the new owner alone', async () => {
    const dead = deadOwner()
    await writeFile(lock, JSON.stringify(dead))
    await writeFile(`${lock}.${dead.id}`, JSON.stringify(describeSelf()))
    expect(claim(lock, describeSelf())).toMatchObject({ pid: process.pid })
    expect(JSON.parse(await readFile(lock, 'utf8'))).toEqual(dead)
  })

  test('a file cut short has no owner', async () => {
    await writeFile(lock, '{"id":')
    await takeAndRelease()
    expect(await readdir(directory)).toEqual([])
  })

  test('another process with the number of a dead owner is not the owner', async () => {
    await writeFile(lock, JSON.stringify({ ...describeSelf(), born: 'before' }))
    await takeAndRelease()
    expect(await readdir(directory)).toEqual([])
  })

  test('an owner lives as long as what it started', async () => {
    // bash ends at once, the cat that it started reads on in its process group.
    const stdio = ['ignore', 'pipe', 'inherit', 'pipe'] as const
    const bash = spawn('bash', ['-c', 'cat <&3 & exit 0'], { detached: true, stdio: [...stdio] })
    const closed = once(bash, 'close')
    await once(bash, 'exit')
    const { pid = 0 } = bash
    await writeFile(lock, JSON.stringify({ ...describeSelf(), pid, born: undefined }))
    await expect(acquireLock(lock, now)).rejects.toThrow(`process ${pid} on `)
    bash.stdio[3]?.destroy()
    await closed
    const unlock = await acquireLock(lock, { ...now, waitMsMax: 60_000 })
    unlock()
  })

  test('an owner on another host lives as long as it touches the file', async () => {
    await writeFile(lock, JSON.stringify({ ...deadOwner(), host: 'elsewhere' }))
    await expect(acquireLock(lock, now)).rejects.toThrow('on elsewhere still holds')
    const anHourAgo = new Date(Date.now() - 3_600_000)
    await utimes(lock, anHourAgo, anHourAgo)
    await takeAndRelease()
    expect(await readdir(directory)).toEqual([])
  })
})

async function takeAndRelease(): Promise<void> {
  const unlock = await acquireLock(lock, now)
  unlock()
}

/** Its number belongs to this process, born at another time. */
function deadOwner(): ReturnType<typeof describeSelf> {
  return { ...describeSelf(), born: 'before' }
}
