import { symlink } from 'node:fs/promises'
import path from 'node:path'
import { Rig, type Ran, type RunOptions } from './rig.ts'

export interface FlakeVerdict {
  readonly test: string
  readonly verdict: {
    readonly kind: string
    readonly polluters?: readonly string[]
    readonly setters?: readonly string[]
    readonly isMinimal?: boolean
    readonly searchRuns?: number
    readonly cause?: string
    readonly interval?: { readonly low: number; readonly high: number }
  }
  readonly seen: { readonly failures: number; readonly runs: number }
  readonly message?: string
}

export interface FlakeAnswer {
  readonly exitCode: number | undefined
  readonly ok: boolean
  readonly error?: { readonly code: string; readonly message: string; readonly hint?: string }
  readonly tests: number
  readonly notes: readonly string[]
  readonly verdicts: Readonly<Record<string, FlakeVerdict>>
}

/** A repository with these files, in which this repository's own vitest can be imported. */
export async function suiteRig(files: Readonly<Record<string, string>>): Promise<Rig> {
  const rig = await Rig.create({ files, git: 'commit' })
  await symlink(path.resolve(import.meta.dirname, '../../node_modules'), rig.path('node_modules'))
  return rig
}

/** Runs flake with --json and reads its answer, verdicts by test. */
export async function askFlake(rig: Rig, args: readonly string[], options: RunOptions = {}): Promise<FlakeAnswer> {
  return readAnswer(await rig.run('flake', ['--json', ...args], options))
}

function readAnswer({ stdout, exitCode, stderr }: Ran): FlakeAnswer {
  if (stdout === '') throw new Error(stderr)
  const { ok, error, data } = JSON.parse(stdout)
  const verdicts = Object.fromEntries((data?.verdicts ?? []).map((entry: FlakeVerdict) => [entry.test, entry]))
  return { exitCode, ok, error, tests: data?.tests ?? 0, notes: data?.notes ?? [], verdicts }
}
