import type { Cause } from '@groundcrew/core/failures'
import type { Judgement } from '../judge-result.ts'
import type { Step, StepOutcome } from '../report.ts'

const roles: ReadonlySet<string> = new Set(['code-map', 'flake'])

export function isSibling({ role }: { readonly role: string }): boolean {
  return roles.has(role)
}

/**
 * What flake says of a test is a finding. That a tool of the suite could not do its work is none of the repository's: the step counts as
 * skipped, with what the tool said.
 */
export function judgeSibling({ role, isAsked }: Step, ended: StepOutcome, output: string): Judgement {
  if (ended.state === 'passed' || ended.state === 'skipped') return ended
  const lines = output.split('\n').filter((line) => line.trim() !== '')
  const verdicts = role === 'flake' && ended.state === 'failed' ? readVerdicts(lines) : []
  const causes = isAsked === true ? verdicts : verdicts.filter(({ message }) => inItself.has(message))
  if (causes.length > 0) {
    return {
      state: 'failed',
      reason: lines[0] ?? '',
      failures: { causes, total: causes.length, matchedBy: ['flake'], tail: [] },
    }
  }
  if (verdicts.length > 0) return { state: 'passed', remarks: verdicts.slice(0, remarksMax).map(describeDoubt) }
  const said = lines.find((line) => line.startsWith(`${role}: `)) ?? `${role}: ${ended.reason}`
  return { state: 'skipped', reason: said }
}

const remarksMax = 3

function describeDoubt({ test, message, detail = [] }: Cause): string {
  return `${test} may be flaky (${message}): ${detail[0] ?? ''}`
}

/**
 * Verdicts that hold wherever the tests run. The others can come from the machine, its load, or conditions that the tests never meet, and the tests have
 * passed just now: where nobody asked for them they turn no run red.
 */
const inItself: ReadonlySet<string> = new Set(['order-victim', 'order-brittle', 'non-idempotent', 'random'])

const verdict =
  /^(broken|order-victim|order-brittle|non-idempotent|timing|environment|random|infrastructure|unexplained) {2,}(\S.*)$/

function readVerdicts(lines: readonly string[]): readonly Cause[] {
  return lines.flatMap((line, index): Cause[] => {
    const match = verdict.exec(line)
    if (match === null) return []
    const detail = lines.slice(index + 1).findIndex((next) => !next.startsWith('  '))
    const below = lines.slice(index + 1, detail < 0 ? undefined : index + 1 + detail)
    return [
      {
        tool: 'flake',
        kind: 'test',
        test: match[2] ?? '',
        message: match[1] ?? '',
        count: 1,
        detail: below.slice(0, 3).map((next) => next.trim()),
      },
    ]
  })
}
