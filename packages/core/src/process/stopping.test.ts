import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { shellCommand } from './command-line.ts'
import { runCommand, type CommandResult, type RunOptions } from './run-command.ts'
import { killAllRunning, stopAllRunning } from './running.ts'
import { areGone, collectPids, isRunningProcess, killLater, makeDirectory } from './testing.ts'

const isLinux = process.platform === 'linux'
const exitedWith0 = { kind: 'exited', code: 0 }

/** Starts a shell line that prints `pid N` for its processes, and aborts it when all are there. */
async function abortWhenStarted(line: string, count: number, options?: RunOptions) {
  const controller = new AbortController()
  const { onLine, collected } = collectPids(count)
  const run = runCommand(shellCommand(line), { ...options, onLine, signal: controller.signal })
  const pids = await collected
  controller.abort()
  return { pids, result: await run }
}

/** A shell line that starts `command` in the background, and prints its pid. */
function background(command: string): string {
  return `${command} & echo "pid $!"`
}

describe('a command that is stopped', () => {
  test('goes with its children and grandchildren', async () => {
    const inner = `echo "pid $$"; ${background('sleep 1000')}; wait`
    const { pids, result } = await abortWhenStarted(`echo "pid $$"; sh -c '${inner}'; true`, 3)
    expect(result.outcome).toEqual({ kind: 'aborted' })
    expect(result.leftovers).toBe(false)
    expect(await areGone(pids)).toBe(true)
  })

  test('by its timeout says so, and goes with its children', async () => {
    const file = join(makeDirectory(), 'pids')
    const line = `echo $$ > '${file}'; sleep 1000 & echo $! >> '${file}'; echo started; wait`
    const { outcome, output } = await runCommand(shellCommand(line), { timeoutMs: 1500 })
    expect(outcome).toEqual({ kind: 'timed-out', timeoutMs: 1500 })
    expect(output.text()).toBe('started\n')
    const pids = readFileSync(file, 'utf8').trim().split('\n').map(Number)
    expect(pids).toHaveLength(2)
    expect(await areGone(pids)).toBe(true)
  })

  test('may clean up on SIGTERM', async () => {
    const line = `trap 'echo cleaned; exit 5' TERM; echo "pid $$"; while :; do sleep 0.01; done`
    const { result } = await abortWhenStarted(line, 1)
    expect(result.outcome).toEqual({ kind: 'aborted' })
    expect(result.output.text()).toContain('cleaned\n')
  })

  test('gets SIGKILL when it ignores SIGTERM', async () => {
    const line = `trap '' TERM; ${background('sleep 1000')}; echo "pid $$"; while :; do sleep 1000; done`
    const { pids, result } = await abortWhenStarted(line, 2, { killGraceMs: 50 })
    expect(result.outcome).toEqual({ kind: 'aborted' })
    expect(await areGone(pids)).toBe(true)
  })

  test('gets SIGKILL when it stands still', async () => {
    const line = `echo "pid $$"; kill -STOP $$`
    const { pids, result } = await abortWhenStarted(line, 1, { killGraceMs: 50 })
    expect(result.outcome).toEqual({ kind: 'aborted' })
    expect(await areGone(pids)).toBe(true)
  })

  test.runIf(isLinux)('goes with descendants that have left its group', async () => {
    const line = `setsid sh -c 'echo "pid $$"; exec sleep 1000 >/dev/null 2>&1' & echo "pid $$"; wait`
    const { pids, result } = await abortWhenStarted(line, 2)
    expect(result.outcome).toEqual({ kind: 'aborted' })
    expect(await areGone(pids)).toBe(true)
  })

  test.runIf(isLinux)('goes with descendants that have left its group and ignore SIGTERM', async () => {
    const line = `setsid sh -c 'trap "" TERM; echo "pid $$"; while :; do sleep 1000; done' & wait`
    const { pids } = await abortWhenStarted(line, 1, { killGraceMs: 50 })
    expect(await areGone(pids)).toBe(true)
  })

  test('keeps the output that came before', async () => {
    const logPath = join(makeDirectory(), 'run.log')
    const { result } = await abortWhenStarted(`echo before; echo "pid $$"; printf unfinished; sleep 1000`, 1, {
      logPath,
    })
    expect(result.output.text()).toMatch(/^before\npid \d+\n/)
    expect(readFileSync(logPath, 'utf8')).toBe(result.output.text())
  })

  test('that has ended already keeps its outcome', async () => {
    const controller = new AbortController()
    const { outcome } = await runCommand(['true'], { signal: controller.signal, timeoutMs: 60_000 })
    controller.abort()
    expect(outcome).toEqual(exitedWith0)
  })
})

describe('what a command leaves behind', () => {
  function expectStopped(result: CommandResult): void {
    expect(result.outcome).toEqual(exitedWith0)
    expect(result.leftovers).toBe(true)
  }

  async function runToEnd(line: string, options?: RunOptions) {
    const { onLine, collected } = collectPids(1)
    const result = await runCommand(shellCommand(line), { ...options, onLine })
    return { result, pids: await collected }
  }

  test('is stopped when it holds the output open', async () => {
    const { result, pids } = await runToEnd(background('sleep 1000'))
    expectStopped(result)
    expect(await areGone(pids)).toBe(true)
  })

  test('is stopped when it lets go of the output', async () => {
    const { result, pids } = await runToEnd(background('sleep 1000 >/dev/null 2>&1 </dev/null'))
    expectStopped(result)
    expect(await areGone(pids)).toBe(true)
  })

  test('is killed when it ignores SIGTERM', async () => {
    const line = `(trap '' TERM; sh -c 'echo "pid $$"; while :; do sleep 1000; done') & true`
    const { result, pids } = await runToEnd(line, { killGraceMs: 50 })
    expectStopped(result)
    expect(await areGone(pids)).toBe(true)
  })

  test('may finish its last output', async () => {
    const { output, outcome, leftovers } = await runCommand(shellCommand('(echo last; kill -0 $$; echo done) & true'))
    expect({ outcome, leftovers }).toEqual({ outcome: exitedWith0, leftovers: false })
    expect(output.text()).toContain('last\n')
    expect(output.text()).toContain('done\n')
  })

  test.runIf(isLinux)('is stopped when it has left the group but holds the output open', async () => {
    const { result, pids } = await runToEnd(`setsid sh -c 'echo "pid $$"; exec sleep 1000' & true`)
    expectStopped(result)
    expect(await areGone(pids)).toBe(true)
  })

  test.runIf(isLinux)('is stopped when it has left the group but holds a copy of the output', async () => {
    // The command waits for its input to end, so that it is surely alive when its output is looked at.
    const line = `setsid sh -c 'echo "pid $$"; exec sleep 1000 7>&1 >/dev/null 2>&1' & cat`
    const { result, pids } = await runToEnd(line, { stdin: { input: '' } })
    expectStopped(result)
    expect(await areGone(pids)).toBe(true)
  })

  test.runIf(isLinux)('lives on when it is a daemon: out of the group and without the output', async () => {
    const file = join(makeDirectory(), 'ready')
    const daemon = `echo "pid $$"; exec >/dev/null 2>&1; : > "${file}"; exec sleep 1000`
    const { result, pids } = await runToEnd(`setsid sh -c '${daemon}' & while [ ! -e '${file}' ]; do :; done`)
    for (const pid of pids) killLater(pid)
    expect(result.outcome).toEqual(exitedWith0)
    expect(result.leftovers).toBe(false)
    expect(pids.map(isRunningProcess)).toEqual([true])
  })

  test.runIf(isLinux)('is stopped as a daemon where that is asked for', async () => {
    const line = `setsid sh -c 'echo "pid $$"; exec >/dev/null 2>&1; exec sleep 1000' & true`
    const { result, pids } = await runToEnd(line, { stopsDaemons: true })
    expectStopped(result)
    expect(await areGone(pids)).toBe(true)
  })

  test.runIf(isLinux)('cannot hold us up even when it cannot be found', async () => {
    const { result, pids } = await runToEnd(
      `env -u GROUNDCREW_RUN setsid sh -c 'echo "pid $$"; exec sleep 1000' & true`,
    )
    for (const pid of pids) killLater(pid)
    expect(result.outcome).toEqual(exitedWith0)
    expect(result.leftovers).toBe(false)
  })
})

describe('all running commands', () => {
  async function startTwo() {
    const both = [collectPids(2), collectPids(2)]
    const line = `echo "pid $$"; ${background('sleep 1000')}; wait`
    const runs = both.map(({ onLine }) => runCommand(shellCommand(line), { onLine }))
    const pids = (await Promise.all(both.map(({ collected }) => collected))).flat()
    return { runs, pids }
  }

  test('are stopped together', async () => {
    const { runs, pids } = await startTwo()
    await stopAllRunning()
    expect(pids.filter(isRunningProcess)).toEqual([])
    const results = await Promise.all(runs)
    expect(results.map(({ outcome }) => outcome)).toEqual([{ kind: 'aborted' }, { kind: 'aborted' }])
  })

  test('are killed together, at once', async () => {
    const { runs, pids } = await startTwo()
    killAllRunning()
    expect(await areGone(pids)).toBe(true)
    const results = await Promise.all(runs)
    expect(results.map(({ outcome }) => outcome)).toEqual([
      { kind: 'signaled', signal: 'SIGKILL' },
      { kind: 'signaled', signal: 'SIGKILL' },
    ])
  })

  test('are none when all have ended', async () => {
    await runCommand(['true'])
    killAllRunning()
    await expect(stopAllRunning()).resolves.toBeUndefined()
  })
})

test.runIf(isLinux)('an inner run is found through the outer one', async () => {
  const directory = makeDirectory()
  const file = join(directory, 'inner.sh')
  // What an inner run of ours does to its command: a group of its own, and one more part in the mark.
  writeFileSync(file, 'echo "pid $$"; exec sleep 1000 >/dev/null 2>&1\n')
  const line = `GROUNDCREW_RUN="$GROUNDCREW_RUN/inner" setsid sh '${file}' & wait`
  const { pids, result } = await abortWhenStarted(line, 1, { killGraceMs: 50 })
  expect(result.outcome).toEqual({ kind: 'aborted' })
  expect(await areGone(pids)).toBe(true)
})
