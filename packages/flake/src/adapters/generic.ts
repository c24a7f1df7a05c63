import { readFileSync, statSync } from 'node:fs'
import path from 'node:path'
import { formatCommand, isSuccess, type Command, type Outcome } from '@groundcrew/core/process'
import { junitTests } from '../read/junit-tests.ts'
import { extractFailures, parseJunit } from '@groundcrew/core/failures'
import type { Suite } from '../suite/suite.ts'
import type { Adapter } from './adapter.ts'

const steering = {
  selects: false,
  order: 'none',
  repeats: false,
  isPython: false,
  stretchesTime: false,
  sharesProcess: false,
  passes: 'none',
} as const

/** Any command: one test, which passes when the command exits with 0. */
export const exitCode: Adapter = {
  runner: 'exit code',
  steering,
  steps: async (suite) => [{ command: commandOf(suite) }],
  readRecords: async (suite, _place, { outcome, output }) => {
    const test = formatCommand(suite.command)
    if (isNotStarted(outcome)) return []
    if (isSuccess(outcome)) return [{ collected: [test] }, { test, outcome: 'passed' }]
    const { causes, tail } = extractFailures(output, { root: suite.root, cwd: suite.cwd, failed: true })
    const message = causes[0]?.message ?? tail.at(-1)
    return [
      { collected: [test] },
      { start: test },
      { test, outcome: 'failed', ...(message === undefined ? {} : { message }) },
    ]
  },
}

function isNotStarted({ kind }: Outcome): boolean {
  return kind === 'not-found' || kind === 'not-executable' || kind === 'bad-directory'
}

/** A command that writes a JUnit report: its tests are seen, but cannot be told what to do. */
export function junitReport(file: string): Adapter {
  return {
    runner: 'junit',
    steering,
    steps: async (suite) => [{ command: commandOf(suite) }],
    readRecords: async (suite, _place, { startedMs }) => readReport(suite, file, startedMs),
  }
}

function commandOf({ command: [program = '', ...args] }: Suite): Command {
  return [program, ...args]
}

/** Clocks of file systems tick in steps of a few milliseconds. */
const clockSlackMs = 50

function readReport(suite: Suite, name: string, startedMs: number): readonly unknown[] {
  const file = path.resolve(suite.cwd, name)
  const stats = statSync(file, { throwIfNoEntry: false })
  if (stats === undefined || !stats.isFile() || stats.mtimeMs < startedMs - clockSlackMs) {
    return [{ error: { message: `the command wrote no ${name}` } }]
  }
  const cases = parseJunit(readFileSync(file, 'utf8'))
  if (cases === undefined) return [{ error: { message: `${name} is no whole JUnit report` } }]
  const tests = junitTests(cases, suite.root)
  return [
    { collected: tests.map(({ id }) => id) },
    ...tests.flatMap(({ id, attempts, durationMs }) =>
      attempts.map((attempt) => ({ test: id, durationMs, ...attempt })),
    ),
  ]
}
