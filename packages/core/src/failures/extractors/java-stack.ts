import type { Extractor, Finding, Log, Place } from '../extractor.ts'
import { findLines, firstOwn, takeLines } from '../reading.ts'

/** An uncaught Java exception; of its causes the last one is named too. */
export const javaStack: Extractor = {
  name: 'java',
  phase: 'crash',
  signs: ['Exception in thread ', 'Could not find or load main class', 'Unable to access jarfile'],
  extract: (log) => ({ findings: [...readExceptions(log), ...readLauncher(log)] }),
}

/** `\tat shop.SumsTest.adds(SumsTest.java:7)`: the file, in the directory of its package. */
export function javaFrame(line: string): Place | undefined {
  const match = /^\s+at (?:[\w.@-]+\/)?([\w.$<>]{1,300})\(([\w$-]+\.(?:java|kt|scala|groovy)):(\d+)\)/.exec(line)
  if (match === null) return undefined
  const [, name = '', path = '', number] = match
  const parts = name.split('.')
  return { path, line: Number(number), within: parts.slice(0, -2).join('/') || undefined }
}

/** Packages of the platform and of test libraries. */
const PLATFORM =
  /^(?:java|javax|jdk|sun|kotlin|scala|org\/(?:junit|gradle|apache|springframework|hamcrest|mockito))(?:\/|$)/

function readExceptions(log: Log): Finding[] {
  return findLines(log, /^Exception in thread "[^"]{0,200}" (\S.*)$/, (match, index) => {
    const stack = takeLines(log, index + 1, (line) => /^\s+(?:at |\.\.\. )|^Caused by: /.test(line))
    const causeAt = stack.findLastIndex((line) => line.startsWith('Caused by: '))
    const cause = causeAt < 0 ? undefined : stack[causeAt]?.slice('Caused by: '.length)
    // Where the cause was thrown, not where it was caught.
    const deepestFirst = [...stack.slice(Math.max(0, causeAt)), ...stack]
    const frames = deepestFirst.map((line) => javaFrame(line)).filter((frame) => !PLATFORM.test(frame?.within ?? ''))
    return {
      tool: 'java',
      kind: 'crash',
      message: cause === undefined ? (match[1] ?? '') : `${match[1]} (cause: ${cause})`,
      index,
      place: firstOwn(log, frames),
    }
  })
}

function readLauncher(log: Log): Finding[] {
  return findLines(
    log,
    /^Error: (Could not find or load main class .*|Unable to access jarfile .*)$/,
    (match, index) => ({
      tool: 'java',
      kind: 'command',
      message: match[1] ?? '',
      index,
    }),
  )
}
