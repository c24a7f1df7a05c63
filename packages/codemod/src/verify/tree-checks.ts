import { mkdirSync, rmSync, statSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { ToolError, type Io } from '@groundcrew/core/cli'
import { encodePath } from '@groundcrew/core/text'
import { namesIn } from '../apply/durable.ts'
import type { Place } from '../plan/place.ts'
import type { Plan } from '../plan/types.ts'
import { newFailures, repeatTests, runAffectedTests, type TestOutcome } from './affected-tests.ts'
import { diagnose, newMessages, type Diagnostics } from './verify.ts'

/** What the checks say now and did not say before the plan. */
export interface NewFindings {
  readonly diagnostics: readonly string[]
  readonly failures: readonly string[]
  /** The whole output. */
  readonly log: string
}

/** Logs of so many plans are kept. */
const plansMax = 20

/** The compiler over all projects and the tests that a plan's files reach, held against what they said before. */
export class TreeChecks {
  readonly #io: Io
  readonly #place: Place
  readonly #directory: string
  readonly #before: { readonly diagnostics: Diagnostics | undefined; readonly tests: TestOutcome }
  #runs = 0

  private constructor(
    io: Io,
    place: Place,
    rest: { readonly directory: string; readonly diagnostics: Diagnostics | undefined; readonly tests: TestOutcome },
  ) {
    this.#io = io
    this.#place = place
    this.#directory = rest.directory
    this.#before = rest
  }

  /**
   * Runs everything once, before anything is written.
   *
   * @throws ToolError NOTHING_TO_VERIFY, NOT_VERIFIED
   */
  static async begin(io: Io, place: Place, plan: Plan): Promise<TreeChecks> {
    const diagnostics = await diagnose(io, place)
    const files = plan.files.map((file) => file.path)
    const tests = await runAffectedTests(io, place, files)
    if (diagnostics === undefined && tests.command === undefined) {
      throw new ToolError(
        'NOTHING_TO_VERIFY',
        'there is no tsconfig.json, and no test reaches the files; nothing was written',
        { hint: 'leave out --verify, and run the repository’s own checks' },
      )
    }
    const checks = new TreeChecks(io, place, { directory: makeLogs(place, plan.id), diagnostics, tests })
    checks.#log('before', [diagnostics?.output ?? '', tests.output])
    return checks
  }

  get engine(): string | undefined {
    return this.#before.diagnostics?.engine
  }

  get projects(): number {
    return this.#before.diagnostics?.projects ?? 0
  }

  get testCommand(): readonly string[] | undefined {
    return this.#before.tests.command
  }

  get failuresBefore(): number {
    return this.#before.tests.failures.length
  }

  /** The tests run only where the compiler has nothing new to say. */
  async run(): Promise<NewFindings> {
    this.#runs++
    const after = await diagnose(this.#io, this.#place)
    const known = this.#before.diagnostics?.messages ?? []
    const diagnostics = newMessages(known, after?.messages ?? [])
    if (diagnostics.length > 0 || this.testCommand === undefined) {
      return { diagnostics, failures: [], log: this.#log(`run-${this.#runs}`, [after?.output ?? '']) }
    }
    const tests = await repeatTests(this.#io, this.#place, this.testCommand)
    const failures = newFailures(this.#before.tests.failures, tests.failures)
    const log = this.#log(`run-${this.#runs}`, [after?.output ?? '', tests.output])
    return { diagnostics, failures: failures.map(({ text }) => text), log }
  }

  #log(name: string, outputs: readonly string[]): string {
    const file = path.join(this.#directory, `${name}.log`)
    writeFileSync(encodePath(file), outputs.filter((output) => output !== '').join('\n'))
    return file
  }
}

function makeLogs({ stateDir }: Place, plan: string): string {
  const all = path.join(stateDir, 'checks')
  const directory = path.join(all, plan)
  rmSync(encodePath(directory), { recursive: true, force: true })
  const times = namesIn(all).map((name) => ({ name, ms: statSync(encodePath(path.join(all, name))).mtimeMs }))
  for (const { name } of times.sort((left, right) => right.ms - left.ms).slice(plansMax)) {
    rmSync(encodePath(path.join(all, name)), { recursive: true, force: true })
  }
  mkdirSync(encodePath(directory), { recursive: true })
  return directory
}
