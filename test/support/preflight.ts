import type { Ran } from './rig.ts'

export interface Step {
  readonly id: string
  readonly state: string
  readonly reason?: string
  readonly remarks?: readonly string[]
  readonly logPath?: string
  readonly rerun: string
  readonly failures?: {
    readonly causes: readonly { readonly message: string; readonly location?: { file: string; line?: number } }[]
  }
}

export interface Report {
  readonly verdict: string
  readonly steps: readonly Step[]
  readonly logDirectory: string
  readonly unproven?: readonly string[]
}

/** A repository whose package.json has these scripts. */
export function scripts(table: Readonly<Record<string, string>>): Record<string, string> {
  return { 'package.json': JSON.stringify({ name: 'demo', scripts: table }, undefined, 1) }
}

/** What a test runner prints whose only test passed. */
export const passing = "printf '1..1\\nok 1 - adds\\n'"

export function report({ stdout }: Ran): Report {
  return (JSON.parse(stdout) as { data: Report }).data
}

export function step(ran: Ran, id: string): Step {
  const found = report(ran).steps.find((entry) => entry.id === id)
  if (found === undefined) throw new Error(`no step ${id} in ${ran.stdout}`)
  return found
}
