import { existsSync, rmSync, writeFileSync } from 'node:fs'
import { constants } from 'node:os'
import path from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { isNode } from '../attach/node-process.ts'
import { listChildren, readEnvironment, readProc, readStat } from './proc.ts'

/** See `answerKiller` in assets/preload.cjs. */
const askingSignal = 'SIGURG'
/** See `prepareInspector` there. */
const interruptingSignal = 'SIGUSR1'
/** A process that is not sampled because it may be a short one is none by now; see assets/preload.cjs, whose clock is a finer one. */
export const longCpuUs = 220_000
/** How long they may take until they begin to write, and to write it on a busy machine. */
const graceMs = 300
const writingMsMax = 2000
const pollMs = 5

/** Resolves when the Node processes below `root` have written what they saw until now, or do not get to it. */
export async function askToWrite(root: number, directory: string): Promise<void> {
  const isInterrupted = (pid: number): boolean => interrupt({ pid, directory, reason: 'asked', cpuUsMin: longCpuUs })
  const asked = listTree(root).filter((pid) => isInterrupted(pid) || ask(pid, directory))
  const isThere = (pid: number, kind: string): boolean => existsSync(path.join(directory, `${pid}.${kind}`))
  for (let waitedMs = 0; waitedMs < writingMsMax; waitedMs += pollMs) {
    const left = asked.filter((pid) => !isThere(pid, 'asked') && (waitedMs < graceMs || isThere(pid, 'answering')))
    if (left.length === 0) return
    await delay(pollMs)
  }
}

export interface Interruption {
  readonly pid: number
  readonly directory: string
  /** `timer`: begin to sample, or write what was seen until now. `asked`: the process may be about to end. */
  readonly reason: 'timer' | 'asked'
  /** One that is not sampled is left alone until it has computed for so long. */
  readonly cpuUsMin: number
}

/**
 * Makes a Node process write its span, or begin to sample, in the middle of what it computes. One that listens to the signal itself, or
 * waits in a system call that the signal would break off, is left alone.
 */
export function interrupt({ pid, directory, reason, cpuUsMin }: Interruption): boolean {
  const stat = readStat(pid)
  if (stat?.state !== 'R') return false
  const file = (kind: string): string => path.join(directory, `${pid}.${kind}`)
  if (stat.cpuUs < cpuUsMin && existsSync(file('later'))) return false
  if (!catches(pid, interruptingSignal) || !isNode(pid)) return false
  if (!isSampledIn(pid, directory)) return false
  if (existsSync(file('busy')) || existsSync(file('asking'))) return false
  for (const kind of ['asked', 'answering']) rmSync(file(kind), { force: true })
  writeFileSync(file('asking'), reason)
  // See `awaitInterrupt`: the signal must not meet a process that ends.
  if (!existsSync(file('ending')) && send(pid, interruptingSignal)) return true
  rmSync(file('asking'), { force: true })
  return false
}

function ask(pid: number, directory: string): boolean {
  if (!catches(pid, askingSignal) || !isSampledIn(pid, directory)) return false
  for (const kind of ['asked', 'answering']) rmSync(path.join(directory, `${pid}.${kind}`), { force: true })
  return send(pid, askingSignal)
}

function listTree(root: number): readonly number[] {
  return [root, ...listChildren(root).flatMap(listTree)]
}

function catches(pid: number, signal: NodeJS.Signals): boolean {
  const caught = /^SigCgt:\t(\w+)$/m.exec(readProc(pid, 'status') ?? '')?.[1] ?? '0'
  return (BigInt(`0x${caught}`) & (1n << BigInt(constants.signals[signal] - 1))) !== 0n
}

/** One whose NODE_OPTIONS a shell has replaced has not loaded the preload, and takes a signal as any other Node does. */
function isSampledIn(pid: number, directory: string): boolean {
  const env = readEnvironment(pid)
  const required = env['GROUNDCREW_TRACE_REQUIRE']
  const isLoaded = required !== undefined && env['NODE_OPTIONS']?.includes(required) === true
  return isLoaded && env['GROUNDCREW_TRACE_DIR'] === directory
}

function send(pid: number, signal: NodeJS.Signals): boolean {
  try {
    return process.kill(pid, signal)
  } catch {
    // It has ended meanwhile.
    return false
  }
}
