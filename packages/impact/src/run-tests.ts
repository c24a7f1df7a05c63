import { ToolError, type Io } from '@groundcrew/core/cli'
import { describeOutcome, runCommand, type Command } from '@groundcrew/core/process'

export interface TestRun {
  /** Undefined where no test was selected. */
  readonly command: readonly string[] | undefined
  readonly exitCode: number
}

interface Question {
  readonly command: readonly string[]
  readonly root: string
  /** stdout is for the answer then: the tests' output goes to stderr. */
  readonly isJson: boolean
}

/** Runs a test command at the root, with its output as it comes. @throws ToolError CANNOT_RUN where it does not start. */
export async function runTests(io: Io, { command, root, isJson }: Question): Promise<TestRun> {
  const [program = '', ...args] = command
  const line: Command = [program, ...args]
  const { outcome } = await runCommand(line, {
    cwd: root,
    env: io.env,
    signal: io.signal,
    onOutput: (chunk, stream) => (stream === 'stderr' || isJson ? io.stderr : io.stdout).write(chunk),
  })
  if (outcome.kind === 'exited') return { command, exitCode: outcome.code }
  throw new ToolError('CANNOT_RUN', `${program}: ${describeOutcome(outcome)}`, {
    hint: 'name the runner: --format vitest, jest, mocha, node, pytest, go or rspec',
  })
}
