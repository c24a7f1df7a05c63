import { ToolError, type Io } from '@groundcrew/core/cli'
import { captureCommand, isSuccess } from '@groundcrew/core/process'
import type { ApplyReport } from '../apply/apply.ts'
import { amendRun, listRuns } from '../apply/run-store.ts'
import { undoPlan } from '../apply/undo.ts'
import { hashTreeFile } from '../apply/work-tree.ts'
import type { Place } from '../plan/place.ts'
import type { Plan } from '../plan/types.ts'
import { findFormatters, type FormatStep } from './find-formatters.ts'

export interface FormatReport {
  readonly formatters: readonly { readonly name: string; readonly files: number }[]
  /** Written files that no formatter of the repository is for. */
  readonly filesLeft: number
}

const formatterMsMax = 300_000
/** So many paths fit into one command line. */
const argumentsMax = 500

/** The repository's own formatters on the files of a plan. */
export class Formatting {
  readonly #io: Io
  readonly #place: Place
  readonly #steps: readonly FormatStep[]

  private constructor(io: Io, place: Place, steps: readonly FormatStep[]) {
    this.#io = io
    this.#place = place
    this.#steps = steps
  }

  /** @throws ToolError NO_FORMATTER, NOT_INSTALLED: before anything is written. */
  static async prepare(io: Io, place: Place, plan: Plan): Promise<Formatting> {
    const files = plan.files.map(({ path }) => path)
    return new Formatting(io, place, await findFormatters({ root: place.root, env: io.env }, files))
  }

  /**
   * Formats what a run has written, under the lock, and makes it part of the run, so that undo gives back the old bytes.
   *
   * @throws ToolError FORMAT_FAILED, after everything is as it was.
   */
  async run(plan: Plan, { files, run }: Pick<ApplyReport, 'files' | 'run'>, at: string): Promise<FormatReport> {
    const written = new Set(files)
    const steps = this.#steps
      .map((step) => ({ ...step, files: step.files.filter((file) => written.has(file)) }))
      .filter((step) => step.files.length > 0)
    const problem = await this.#format(steps)
    this.#amend(run)
    if (problem !== undefined) {
      const { kept } = await undoPlan(this.#place, plan, { at })
      throw formatFailed(problem, kept.length)
    }
    const done = steps.reduce((sum, step) => sum + step.files.length, 0)
    return {
      formatters: steps.map(({ name, files: own }) => ({ name, files: own.length })),
      filesLeft: files.length - done,
    }
  }

  /** What the first formatter that fails says. */
  async #format(steps: readonly FormatStep[]): Promise<string | undefined> {
    for (const { name, program, args, files } of steps) {
      for (let at = 0; at < files.length; at += argumentsMax) {
        // `./` keeps a leading dash from being read as a flag.
        const paths = files.slice(at, at + argumentsMax).map((file) => `./${file}`)
        const { outcome, stdout, stderr } = await captureCommand([program, ...args, ...paths], {
          cwd: this.#place.root,
          env: this.#io.env,
          timeoutMs: formatterMsMax,
          signal: this.#io.signal,
        })
        if (isSuccess(outcome)) continue
        const said = `${stderr.toString('utf8')}\n${stdout.toString('utf8')}`.trim().split('\n')[0] ?? ''
        return `${name}: ${said}`
      }
    }
    return undefined
  }

  #amend(number: number): void {
    const run = listRuns(this.#place).find((candidate) => candidate.number === number)
    if (run === undefined) return
    const changes = run.changes.map((change) => ({ ...change, after: hashTreeFile(this.#place.root, change.path) }))
    amendRun(this.#place, { ...run, changes })
  }
}

function formatFailed(problem: string, kept: number): ToolError {
  const state = kept === 0 ? 'everything is as it was' : `${kept} edits could not be taken back`
  return new ToolError('FORMAT_FAILED', `${problem}; ${state}`, {
    exitCode: 1,
    hint: 'leave out --format, or mend what the formatter names',
  })
}
