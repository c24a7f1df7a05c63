import { formatCommand, type Command } from '../../process/index.ts'
import type { Script, TestRunner } from '../types.ts'
import { expandScript } from './script-expansion.ts'
import { runnerOf } from './script-traits.ts'

/** A test runner, and what a command line gives it. */
export interface TestInvocation {
  readonly runner: TestRunner
  /** Its own name, without a directory: `vitest`, `node`, `go`. */
  readonly program: string
  readonly args: readonly string[]
  /** What is set in front of it, where the value is literal. */
  readonly environment: Readonly<Record<string, string>>
}

/**
 * The test runners that a command starts in the end, in its order: `npx vitest run` and `python -m pytest` are looked through, scripts
 * of the manifest (`npm test`) are followed.
 */
export function readTestInvocations(command: Command, scripts: readonly Script[]): readonly TestInvocation[] {
  return readLineInvocations(formatCommand(command), scripts)
}

/** Those that shell lines start; what a tool such as make puts into them (`$(FLAGS)`, `{{flags}}`) is left out. */
export function readLineInvocations(lines: string, scripts: readonly Script[]): readonly TestInvocation[] {
  const body = lines.replaceAll(/(?<!\$)\$(?:\(\w*\)|\{\w*\})|\{\{.*?\}\}/g, '')
  const called = { name: '\0called', body, evidence: { file: '', line: 1 } }
  return expandScript([...scripts, called], called.name).flatMap((simple) => {
    const runner = runnerOf([simple])
    return runner === undefined ? [] : [{ runner, ...simple }]
  })
}
