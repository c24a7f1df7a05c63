/** A version of PEP 440, in the parts that decide its order. */
export interface PythonVersion {
  readonly epoch: number
  readonly release: readonly number[]
  /** Before the release: `dev`, then `a`, `b`, `rc`; after it `post`. */
  readonly phase: readonly [rank: number, number: number]
  readonly post: number
  readonly dev: number
}

const versionPattern =
  /^v?(?:(\d+)!)?(\d+(?:\.\d+)*)(?:[-_.]?(a|alpha|b|beta|c|rc|pre|preview)[-_.]?(\d*))?(?:-(\d+)|[-_.]?(post|rev|r)[-_.]?(\d*))?(?:[-_.]?(dev)[-_.]?(\d*))?(?:\+[a-z0-9]+(?:[-_.][a-z0-9]+)*)?$/i

const phaseRanks: Readonly<Record<string, number>> = { a: 0, alpha: 0, b: 1, beta: 1, c: 2, rc: 2, pre: 2, preview: 2 }
const finalPhase = 3
const noDev = Number.POSITIVE_INFINITY

/** Reads a version as PEP 440 writes it; local parts (`+cpu`) are dropped. */
export function parsePythonVersion(text: string): PythonVersion | undefined {
  const match = versionPattern.exec(text.trim())
  if (match === null) return undefined
  const [, epoch, release = '', phase, phaseNumber, dashPost, postWord, postNumber, devWord, devNumber] = match
  const isDevOfFinal = phase === undefined && postWord === undefined && dashPost === undefined && devWord !== undefined
  const post = dashPost ?? (postWord === undefined ? undefined : postNumber || '0')
  return {
    epoch: Number(epoch ?? 0),
    release: release.split('.').map(Number),
    phase:
      phase === undefined
        ? [isDevOfFinal ? -1 : finalPhase, 0]
        : [phaseRanks[phase.toLowerCase()] ?? 0, Number(phaseNumber)],
    post: post === undefined ? -1 : Number(post),
    dev: devWord === undefined ? noDev : Number(devNumber),
  }
}

/** Negative, zero or positive, as PEP 440 orders them. */
export function comparePythonVersions(left: PythonVersion, right: PythonVersion): number {
  return (
    left.epoch - right.epoch ||
    compareReleases(left.release, right.release) ||
    left.phase[0] - right.phase[0] ||
    left.phase[1] - right.phase[1] ||
    left.post - right.post ||
    compareDev(left.dev, right.dev)
  )
}

function compareDev(left: number, right: number): number {
  return left === right ? 0 : left - right
}

/** Missing numbers are zero: 1.2 is 1.2.0. */
export function compareReleases(left: readonly number[], right: readonly number[]): number {
  for (let at = 0; at < Math.max(left.length, right.length); at += 1) {
    const difference = (left[at] ?? 0) - (right[at] ?? 0)
    if (difference !== 0) return difference
  }
  return 0
}
