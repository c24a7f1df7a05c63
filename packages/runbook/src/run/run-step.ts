import path from 'node:path'
import {
  describeOutcome,
  findProgram,
  runUnattended,
  type Environment,
  type UnattendedResult,
} from '@groundcrew/core/process'
import { interpretersOf, type Interpreter } from '../model/languages.ts'
import type { Step } from '../read-document.ts'
import { describeMismatch, matchesOutput } from './match-output.ts'

export interface StepResult {
  readonly result: 'passed' | 'failed' | 'interrupted'
  /** The command could not even be started: a program or a directory is missing. */
  readonly isTrouble: boolean
  /** In a few words: `exit 1, not 0`. */
  readonly outcome: string
  readonly durationMs: number
  /** The end of what it printed. */
  readonly tail: string
  readonly logPath: string | undefined
}

export interface StepOptions {
  /** Where it runs if it names no directory. */
  readonly directory: string
  readonly env: Environment
  readonly signal: AbortSignal
  readonly logPath: string
}

/** More is not compared with an expected output. */
const outputCharsMax = 4_000_000

/** Carries out one step: nobody answers its questions, and it ends at the latest with its timeout. */
export async function runStep(step: Step, { directory, env, signal, logPath }: StepOptions): Promise<StepResult> {
  const cwd = path.resolve(directory, step.cwd ?? '.')
  const { program, args } = await chooseInterpreter(step, { cwd, env })
  let stdout = ''
  const result = await runUnattended([program, ...args, step.script], {
    cwd,
    env,
    signal,
    timeoutMs: step.timeoutMs,
    logPath,
    onOutput: (chunk, stream) => {
      if (stream === 'stdout' && stdout.length < outputCharsMax) stdout += chunk.toString('utf8')
    },
  })
  const problem = problemOf(step, result, stdout)
  const { outcome, durationMs } = result
  return {
    result:
      outcome.kind === 'aborted' && result.question === undefined
        ? 'interrupted'
        : problem === undefined
          ? 'passed'
          : 'failed',
    isTrouble: outcome.kind === 'not-found' || outcome.kind === 'not-executable' || outcome.kind === 'bad-directory',
    outcome: problem ?? describeOutcome(outcome),
    durationMs,
    tail: result.output.text(),
    logPath: result.logPath,
  }
}

/** The first that is there; where none is, the one to miss. */
async function chooseInterpreter(
  { name, language }: Step,
  options: { readonly cwd: string; readonly env: Environment },
): Promise<Interpreter> {
  const [best, ...others] = interpretersOf(language) ?? []
  if (best === undefined) throw new Error(`${name}: a step in ${language} was planned`)
  for (const one of [best, ...others]) if ((await findProgram(one.program, options)) !== undefined) return one
  return best
}

/** What is wrong with how a step ended; undefined: nothing. */
function problemOf(step: Step, { outcome, question }: UnattendedResult, stdout: string): string | undefined {
  const { exit, output } = step
  if (question !== undefined) return `it asked ${JSON.stringify(question)}, and nobody answers`
  if (outcome.kind !== 'exited') return describeOutcome(outcome)
  if (outcome.code !== exit) return exit === 0 ? describeOutcome(outcome) : `exit ${outcome.code}, not ${exit}`
  if (output !== undefined && !matchesOutput(output, stdout))
    return `another output: ${describeMismatch(output, stdout)}`
  return undefined
}
