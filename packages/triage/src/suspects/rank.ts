/** What a commit did, as far as it bears on a failure. */
export interface CommitTouch {
  readonly commit: string
  readonly subject: string
  readonly author: string
  readonly date: string
  readonly files: readonly string[]
}

export interface SuspectFacts {
  /** Files of the failing stack, the innermost call first. */
  readonly frameFiles: readonly string[]
  /** What those import, directly. */
  readonly dependencies: ReadonlySet<string>
  /** Of each frame's line, the commit that last changed it, the innermost call first. */
  readonly blamed: readonly string[]
}

export interface Suspect extends CommitTouch {
  readonly score: number
  readonly reasons: readonly string[]
}

const blameScore = 8
const frameScore = 6
const dependencyScore = 2
const manifestScore = 1

/** Lockfiles and settings reach everything, and little of it fails. */
const manifest =
  /(?:^|\/)(?:package\.json|[\w.-]*lock[\w.-]*|requirements[\w.-]*\.txt|go\.(?:mod|sum)|Cargo\.toml|pyproject\.toml|tsconfig[\w.-]*\.json|Makefile)$/

/**
 * The commits that may have made it fail, the likeliest first: those that changed the failing lines, then the files of the stack (the inner calls
 * weigh more), then what those import. A commit that touched nothing of it is no suspect. `commits` are the newest first, and a newer one comes first among equals.
 */
export function rankSuspects(commits: readonly CommitTouch[], facts: SuspectFacts): readonly Suspect[] {
  return commits
    .map((commit) => judge(commit, facts))
    .filter(({ score }) => score > 0)
    .toSorted((left, right) => right.score - left.score)
}

function judge(commit: CommitTouch, { frameFiles, dependencies, blamed }: SuspectFacts): Suspect {
  const reasons: string[] = []
  let score = 0
  const add = (points: number, reason: string): void => {
    score += points
    reasons.push(reason)
  }
  const line = blamed.indexOf(commit.commit)
  if (line >= 0)
    add(
      blameScore / (line + 1),
      line === 0 ? 'last changed the failing line' : `last changed the line of call ${line + 1}`,
    )
  const depth = frameFiles.findIndex((file) => commit.files.includes(file))
  if (depth >= 0) add(frameScore / (depth + 1), `touched ${frameFiles[depth] ?? ''}, call ${depth + 1} of the stack`)
  const reached = commit.files.find((file) => dependencies.has(file) && !frameFiles.includes(file))
  if (reached !== undefined) add(dependencyScore, `touched ${reached}, which the stack imports`)
  const settings = commit.files.find((file) => manifest.test(file))
  if (settings !== undefined) add(manifestScore, `touched ${settings}`)
  return { ...commit, score: Math.round(score * 100) / 100, reasons }
}
