import { spawn } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import path from 'node:path'
import { expect, test } from 'vitest'
import { takeCores } from './cores.ts'
import { readStartTime } from './process-table.ts'
import { makeDirectory } from './testing.ts'

test('cores go to those who ask, in the order of asking, and never to more than there are', async () => {
  const directory = makeDirectory()
  const options = { directory, total: 2, env: {} }
  const first = await takeCores(1, options)
  const second = await takeCores(1, options)
  const order: string[] = []
  const third = takeCores(2, options).then((hold) => (order.push('third'), hold))
  const fourth = takeCores(1, { ...options, onWait: () => order.push('fourth waits') }).then(
    (hold) => (order.push('fourth'), hold),
  )
  first?.release()
  second?.release()
  const both = await third
  expect(both?.count).toBe(2)
  expect(order).toEqual(['fourth waits', 'third'])
  both?.release()
  both?.release()
  ;(await fourth)?.release()
})

test('what a killed process held is free', async () => {
  const directory = makeDirectory()
  const holder = spawn('sleep', ['1000'])
  const { pid = 0 } = holder
  const ticket = { pid, startedAt: readStartTime(pid), cores: 1 }
  writeFileSync(path.join(directory, '000000000007'), JSON.stringify(ticket))
  const waitedFor: (readonly number[])[] = []
  const hold = await takeCores(1, {
    directory,
    total: 1,
    env: {},
    onWait: (pids) => {
      waitedFor.push(pids)
      holder.kill('SIGKILL')
    },
  })
  expect(waitedFor).toEqual([[pid]])
  hold?.release()
})

test('a tool inside of a command that holds cores does not wait for them', async () => {
  const directory = makeDirectory()
  const outer = await takeCores(2, { directory, total: 2, env: {} })
  const inner = await takeCores(4, { directory, total: 2, env: outer?.environment ?? {} })
  expect(inner?.count).toBe(2)
  outer?.release()
})

test('who is stopped while waiting holds nothing', async () => {
  const directory = makeDirectory()
  const options = { directory, total: 1, env: {} }
  const hold = await takeCores(1, options)
  const stop = new AbortController()
  const waiting = takeCores(1, { ...options, signal: stop.signal, onWait: () => stop.abort() })
  expect(await waiting).toBeUndefined()
  hold?.release()
  ;(await takeCores(1, options))?.release()
})
