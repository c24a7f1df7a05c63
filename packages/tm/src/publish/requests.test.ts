import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { readStartTime } from '@groundcrew/core/process'
import { beforeEach, expect, onTestFinished, test } from 'vitest'
import { isWorkedOn, leaveRequest, workOnRequests } from './requests.ts'

let directory = ''

beforeEach(() => {
  directory = mkdtempSync(path.join(tmpdir(), 'requests-'))
  onTestFinished(() => rmSync(directory, { recursive: true, force: true }))
})

function holdLock(pid: number, startedAt: string): void {
  writeFileSync(path.join(directory, 'lock'), JSON.stringify({ id: 'holder', pid, startedAt }))
}

async function collect(): Promise<{ isOurs: boolean; worked: string[] }> {
  const worked: string[] = []
  const isOurs = await workOnRequests(directory, async (request) => {
    worked.push(request)
  })
  return { isOurs, worked }
}

test('equal requests are worked on once, also one that comes meanwhile', async () => {
  for (const request of ['1', '', '1']) leaveRequest(directory, request)
  const worked: string[] = []
  const isOurs = await workOnRequests(directory, async (request) => {
    worked.push(request)
    if (worked.length > 1) return
    leaveRequest(directory, '2')
    expect(await collect()).toEqual({ isOurs: false, worked: [] })
  })
  expect({ isOurs, worked }).toEqual({ isOurs: true, worked: ['1', '', '2'] })
  expect(await collect()).toEqual({ isOurs: true, worked: [] })
})

test('a living process works on them, a dead one or a recycled pid does not', async () => {
  leaveRequest(directory, '1')
  expect(isWorkedOn(directory)).toBe(false)
  holdLock(process.pid, readStartTime(process.pid) ?? '')
  expect(isWorkedOn(directory)).toBe(true)
  expect(await collect()).toEqual({ isOurs: false, worked: [] })
  holdLock(process.pid, '1')
  expect(isWorkedOn(directory)).toBe(false)
  expect(await collect()).toEqual({ isOurs: true, worked: ['1'] })
})

test('work that fails gives the lock back, and is not tried for ever', async () => {
  leaveRequest(directory, '1')
  await expect(workOnRequests(directory, () => Promise.reject(new Error('no')))).rejects.toThrow('no')
  expect(existsSync(path.join(directory, 'lock'))).toBe(false)
  expect(await collect()).toEqual({ isOurs: true, worked: [] })
})
