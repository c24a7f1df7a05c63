import { join } from 'node:path'
import { note, ToolError, type Io } from '@groundcrew/core/cli'
import { describeOutcome, runCommand } from '@groundcrew/core/process'
import { runLine, type PlannedRun } from './tests/plan-runs.ts'
import { TEST_FORMATS } from './tests/format-tests.ts'

export interface TestRun {
  /** The first; undefined where no test was selected. */
  readonly command: readonly string[] | undefined
  readonly commands: readonly {
    readonly directory: string
    readonly command: readonly string[]
    readonly exitCode: number
  }[]
  /** Of the first that failed. */
  readonly exitCode: number
}

interface Question {
  readonly runs: readonly PlannedRun[]
  readonly root: string
  /** stdout is for the answer then: the tests' output goes to stderr. */
  readonly isJson: boolean
}

const commandLengthMax = 300

/**
 * Runs test commands one after another, each where it belongs, with their output as it comes. One that fails keeps none of the others.
 *
 * @throws ToolError CANNOT_RUN where one does not start.
 */
export async function runTests(io: Io, { runs, root, isJson }: Question): Promise<TestRun> {
  const commands: TestRun['commands'][number][] = []
  for (const run of runs) {
    const { directory, command } = run
    note(io, `impact: ${runLine(run).slice(0, commandLengthMax)}`)
    const { outcome } = await runCommand(command, {
      cwd: join(root, directory),
      env: io.env,
      signal: io.signal,
      onOutput: (chunk, stream) => (stream === 'stderr' || isJson ? io.stderr : io.stdout).write(chunk),
    })
    if (outcome.kind !== 'exited')
      throw new ToolError('CANNOT_RUN', `${command[0]}: ${describeOutcome(outcome)}`, {
        hint: `name the runner: --format ${TEST_FORMATS.slice(0, -1).join(', ')} or ${TEST_FORMATS.at(-1) ?? ''}`,
      })
    commands.push({ directory, command, exitCode: outcome.code })
  }
  return {
    command: commands[0]?.command,
    commands,
    exitCode: commands.find(({ exitCode }) => exitCode !== 0)?.exitCode ?? 0,
  }
}
