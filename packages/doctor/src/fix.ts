import { runUnattended, isSuccess, describeOutcome, shellCommand } from '@groundcrew/core/process'
import { doctor, type DoctorOptions } from './doctor.ts'
import type { Check, DoctorReport } from './report.ts'

export interface Fixed {
  readonly id: string
  readonly command: string
  /** How the command ended, and what the check says since. */
  readonly outcome: string
  readonly isMended: boolean
}

export interface FixReport extends DoctorReport {
  readonly fixed: readonly Fixed[]
}

const timeoutMs = 900_000

/** Commands that change this checkout alone, and that can be made again: what installs on the machine, asks, or starts something is not. */
const safeFixes: readonly RegExp[] = [
  /^(?:cd [\w./@-]+ && )?(?:npm (?:ci|install|rebuild)|pnpm install(?: --(?:no-)?frozen-lockfile)?|pnpm rebuild|yarn install(?: --[\w-]+)?|bun install(?: --frozen-lockfile)?)$/,
  /^(?:cd [\w./@-]+ && )?npx -y (?:-p )?[\w./@-]+(?: yarn)? install(?: --[\w-]+)?$/,
  /^(?:cd [\w./@-]+ && )?(?:uv sync(?: --locked)?|poetry install|pdm (?:sync|install)|pipenv (?:sync|install) --dev|bundle install|composer install --no-interaction|go mod download|cargo fetch(?: --locked)?)$/,
  /^(?:cd [\w./@-]+ && )?(?:\.venv|venv)\/bin\/python -m pip install [\w ./[\],=<>~!-]+$/,
  /^chmod \+x [\w./-]+$/,
  /^git submodule update --init(?: --recursive)?$/,
  /^bootstrap --only (?:environment|large-files)$/,
]

/** Runs the safe fixes of what fails, in the order of repair, and makes each check again. */
export async function fixAll(options: DoctorOptions, note: (text: string) => void): Promise<FixReport> {
  const before = await doctor(options)
  const fixed: Fixed[] = []
  for (const check of inOrder(before)) {
    if (check.fix === undefined || !isSafe(check.fix)) continue
    note(`doctor: ${check.id}: ${check.fix}`)
    fixed.push(await fixOne(check, check.fix, { ...options, cwd: before.root }))
    options.signal.throwIfAborted()
  }
  return { ...(await doctor(options)), fixed }
}

function isSafe(fix: string): boolean {
  return safeFixes.some((pattern) => pattern.test(fix))
}

function inOrder({ checks, toFix }: DoctorReport): readonly Check[] {
  const failing = toFix.flatMap((id) => checks.filter((check) => check.id === id))
  return [...failing, ...checks.filter(({ state }) => state === 'warn')]
}

async function fixOne(check: Check, command: string, options: DoctorOptions): Promise<Fixed> {
  const { cwd, env, signal } = options
  const run = await runUnattended(shellCommand(command), { cwd, env, signal, timeoutMs })
  const after = await doctor({ ...options, only: [check.id] })
  const state = after.checks.find(({ id }) => id === check.id)?.state ?? 'skip'
  const ended = isSuccess(run.outcome) ? 'done' : describeOutcome(run.outcome)
  return {
    id: check.id,
    command,
    outcome: run.question === undefined ? ended : `it asked ${run.question}`,
    isMended: state === 'ok' || state === 'skip',
  }
}
