import { existsSync } from 'node:fs'
import { constants } from 'node:os'
import path from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { listChildren, readProc } from './proc.ts'

/** See `answerKiller` in assets/preload.cjs. */
const askingSignal = 'SIGURG'
const graceMs = 200
const pollMs = 5

/** Resolves when the Node processes below `root` have written what they saw until now, or are too busy to. */
export async function askToWrite(root: number, directory: string): Promise<void> {
  const asked = listTree(root).filter(listensToUs)
  for (const pid of asked) send(pid)
  for (let waitedMs = 0; waitedMs < graceMs; waitedMs += pollMs) {
    if (asked.every((pid) => existsSync(path.join(directory, `${pid}.asked`)))) return
    await delay(pollMs)
  }
}

function listTree(root: number): readonly number[] {
  return [root, ...listChildren(root).flatMap(listTree)]
}

function listensToUs(pid: number): boolean {
  const caught = /^SigCgt:\t(\w+)$/m.exec(readProc(pid, 'status') ?? '')?.[1] ?? '0'
  const isCaught = (BigInt(`0x${caught}`) & (1n << BigInt(constants.signals[askingSignal] - 1))) !== 0n
  return isCaught && (readProc(pid, 'environ') ?? '').includes('GROUNDCREW_TRACE_DIR=')
}

function send(pid: number): void {
  try {
    process.kill(pid, askingSignal)
  } catch {
    // It has ended meanwhile.
  }
}
