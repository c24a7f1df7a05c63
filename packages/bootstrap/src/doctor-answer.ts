import { askSibling } from '@groundcrew/core/process'
import type { Evidence } from '@groundcrew/core/workspace'
import type { Checkout } from './checkout.ts'

/** A check of the sibling `doctor`, as far as it is used here. */
export interface DoctorCheck {
  readonly id: string
  readonly state: string
  readonly message: string
  readonly evidence: readonly Evidence[]
  readonly fix?: string
  readonly facts?: Readonly<Record<string, unknown>>
}

/** The check that compares what an action `dependencies:…` installs: `install.npm:packages/api`. */
export function installCheckOf(actionId: string): string {
  return actionId.replace(/^dependencies:/, 'install.')
}

/** doctor bounds itself; past this it is taken to hang. */
const timeoutMs = 60_000

/** What doctor says of the checkout; undefined where it gave no answer. */
export async function askDoctor(
  { root, env }: Pick<Checkout, 'root' | 'env'>,
  args: readonly string[],
): Promise<readonly DoctorCheck[] | undefined> {
  const data = await askSibling('doctor', [...args, '--budget', '20s'], { cwd: root, env, timeoutMs })
  const checks = (data as { readonly checks?: unknown } | undefined)?.checks
  return Array.isArray(checks) ? (checks as readonly DoctorCheck[]) : undefined
}
