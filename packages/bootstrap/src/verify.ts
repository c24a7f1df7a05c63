import { askSibling } from '@groundcrew/core/process'
import type { Environment } from '@groundcrew/core/cli'
import { askDoctor } from './doctor-answer.ts'
import type { Verification } from './report.ts'

const quickRoles = 'format,lint,typecheck'
const quickTimeoutMs = 300_000

interface Step {
  readonly id: string
  readonly role: string
  readonly state: string
}

/** What doctor still has to say, and how the quick steps of preflight end. */
export async function verify(place: { readonly root: string; readonly env: Environment }): Promise<Verification> {
  const checks = await askDoctor(place, [])
  const failing = checks?.filter(({ state }) => state === 'fail')
  return {
    doctor:
      failing === undefined
        ? undefined
        : { failing: failing.map(({ id, message, fix }) => ({ id, message, ...(fix === undefined ? {} : { fix }) })) },
    preflight: await runQuickSteps(place),
  }
}

async function runQuickSteps({
  root,
  env,
}: {
  readonly root: string
  readonly env: Environment
}): Promise<Verification['preflight']> {
  const place = { cwd: root, env, timeoutMs: quickTimeoutMs }
  const plan = (await askSibling('preflight', ['--list'], place)) as { readonly steps?: readonly Step[] } | undefined
  const roles = new Set(plan?.steps?.map(({ role }) => role))
  const only = quickRoles.split(',').filter((role) => roles.has(role))
  if (only.length === 0) return undefined
  const run = (await askSibling('preflight', ['--only', only.join(','), '--timeout', '2m'], place)) as
    | { readonly verdict?: string; readonly steps?: readonly Step[] }
    | undefined
  if (run?.verdict === undefined) return undefined
  const failed = run.steps?.filter(({ state, role }) => state !== 'passed' && role !== 'doctor') ?? []
  return { verdict: run.verdict, failed: failed.map(({ id, state }) => `${id} ${state}`) }
}
