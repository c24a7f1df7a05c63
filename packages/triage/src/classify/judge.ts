import type { PatternMatch } from '../patterns/match.ts'
import type { EnvironmentFault } from './ask-doctor.ts'
import type { ClassVerdict, FailureClass } from './verdict.ts'

/** What became of a group in another run of the command. */
export type Elsewhere = 'fails' | 'passes' | 'cannot-tell'

/** All that bears on whose fault a failure is. */
export interface ClassFacts {
  readonly fault?: EnvironmentFault
  readonly pattern?: PatternMatch
  /** A second run here. */
  readonly rerun?: Elsewhere
  readonly base?: { readonly name: string; readonly outcome: Elsewhere; readonly why?: string }
  /** What differs from the base. */
  readonly changedFiles?: readonly string[]
  /** Files of the failing stack. */
  readonly failingFiles: readonly string[]
  /** Of the test: at so many commits it both passed and failed, in so many runs. */
  readonly flips?: { readonly commits: number; readonly runs: number; readonly verdict?: string }
}

/**
 * Whose fault it is. To take a real failure for a flaky one is the mistake it must not make: only what was seen to pass and fail at one and the same commit,
 * and has passed again here, is called flaky.
 */
export function judge(facts: ClassFacts): ClassVerdict {
  const { fault, rerun } = facts
  if (fault !== undefined && rerun !== 'passes') {
    return verdict('environment', `doctor: ${fault.message}`, ...(fault.fix === undefined ? [] : [`fix: ${fault.fix}`]))
  }
  return rerun === 'passes' ? judgePassed(facts) : judgeAgainstBase(facts)
}

function judgePassed({ flips, base }: ClassFacts): ClassVerdict {
  const again = 'it passed when it was run again'
  if (flips !== undefined && flips.commits > 0) {
    return verdict(
      'flaky',
      again,
      `it has passed and failed at one commit, ${flips.commits} times in ${flips.runs} runs`,
      ...(flips.verdict === undefined ? [] : [`flake says ${flips.verdict}`]),
    )
  }
  const before = base?.outcome === 'fails' ? [`it fails on ${base.name} too`] : []
  return verdict('unknown', again, ...before, 'once is no proof that it is flaky: flake run says how often')
}

function judgeAgainstBase({ base, rerun, pattern, flips, changedFiles, failingFiles }: ClassFacts): ClassVerdict {
  const here = rerun === 'fails' ? ['it fails again here'] : []
  if (base === undefined || base.outcome === 'cannot-tell') {
    return verdict(
      'unknown',
      ...here,
      ...(base?.why === undefined ? [] : [`${base.name}: ${base.why}`]),
      ...patternEvidence(pattern),
    )
  }
  if (base.outcome === 'fails') {
    const kind = pattern?.class === 'environment' ? 'environment' : 'broken-on-base'
    return verdict(kind, ...here, `it fails in the same way on ${base.name}`, ...patternEvidence(pattern))
  }
  if (flips !== undefined && flips.commits > 0) {
    return verdict(
      'unknown',
      ...here,
      `it passes on ${base.name}`,
      `but it has passed and failed at one commit before: flake mine says whether this is more often`,
    )
  }
  return verdict(
    kindOfChange(changedFiles ?? [], failingFiles),
    ...here,
    `it passes on ${base.name}`,
    ...changeEvidence(changedFiles ?? []),
  )
}

/** A change of nothing but dependencies, or of nothing but settings, is told from one of code. */
function kindOfChange(changed: readonly string[], failing: readonly string[]): FailureClass {
  const others = changed.filter((file) => !isDocument(file))
  if (others.length === 0 || others.some((file) => failing.includes(file))) return 'regression'
  if (others.every((file) => isDependencyFile(file))) return 'dependency'
  return others.every((file) => isDependencyFile(file) || isSettingsFile(file)) ? 'configuration' : 'regression'
}

function isDependencyFile(file: string): boolean {
  return /(?:^|\/)(?:package(?:-lock)?\.json|pnpm-lock\.yaml|pnpm-workspace\.yaml|yarn\.lock|bun\.lockb?|requirements[\w.-]*\.txt|poetry\.lock|uv\.lock|Pipfile(?:\.lock)?|go\.(?:mod|sum)|Cargo\.(?:toml|lock)|Gemfile(?:\.lock)?|pom\.xml|[\w.-]*\.gradle(?:\.kts)?)$/.test(
    file,
  )
}

function isSettingsFile(file: string): boolean {
  return /(?:^|\/)(?:\.[\w.-]+(?:rc|\.json|\.ya?ml|\.toml|ignore)?|[\w.-]*config[\w.-]*\.(?:json|[cm]?[jt]s|ya?ml|toml)|tsconfig[\w.-]*\.json|Dockerfile|docker-compose[\w.-]*\.ya?ml|compose\.ya?ml|Makefile|pyproject\.toml|setup\.cfg|tox\.ini|\.env[\w.-]*)$|^\.(?:github|circleci|vscode)\//.test(
    file,
  )
}

function isDocument(file: string): boolean {
  return /\.(?:md|rst|adoc|txt)$/i.test(file) && !/requirements/.test(file)
}

const filesNamed = 3

function changeEvidence(changed: readonly string[]): readonly string[] {
  if (changed.length === 0) return []
  const more = changed.length > filesNamed ? ` and ${changed.length - filesNamed} more` : ''
  return [`what differs: ${changed.slice(0, filesNamed).join(', ')}${more}`]
}

function patternEvidence(pattern: PatternMatch | undefined): readonly string[] {
  return pattern === undefined ? [] : [`it reads like: ${pattern.title}`]
}

function verdict(kind: FailureClass, ...evidence: readonly string[]): ClassVerdict {
  return { class: kind, evidence }
}
