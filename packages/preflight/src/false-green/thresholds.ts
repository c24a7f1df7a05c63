import path from 'node:path'
import type { ChangeView } from './change-view.ts'

/** A coverage threshold that the change lowers or takes away. */
export interface LoweredThreshold {
  readonly file: string
  readonly name: string
  readonly before: number
  /** undefined where it is gone. */
  readonly now: number | undefined
}

const settings =
  /(?:^|\/)(?:(?:vitest|vite|jest|karma|nyc|c8)\.[\w.]*config\.[cm]?[jt]s(?:on)?|package\.json|\.nycrc(?:\.\w+)?|\.c8rc(?:\.\w+)?|pyproject\.toml|setup\.cfg|tox\.ini|pytest\.ini|\.coveragerc|\.simplecov|spec_helper\.rb|Makefile|GNUmakefile|build\.gradle(?:\.kts)?|pom\.xml)$/
const threshold =
  /(?:--coverage\.thresholds?\.|--)?["']?\b(lines|branches|functions|statements|fail[_-]under|cov-fail-under|minimum_coverage|perFile)\b["']?\s*[:=(\s]\s*(\d{1,3}(?:\.\d+)?)/g

export async function findLoweredThresholds(view: ChangeView): Promise<readonly LoweredThreshold[]> {
  const { changed, readNow, readBefore } = view
  const lowered: LoweredThreshold[] = []
  for (const [file, { status }] of changed) {
    if (status === 'added' || status === 'untracked' || !settings.test(file)) continue
    const [before, now] = await Promise.all([readBefore(file), readNow(file)])
    if (before === undefined || !isAboutCoverage(file, before)) continue
    lowered.push(...compare(file, readThresholds(before), readThresholds(now ?? '')))
  }
  return lowered
}

function isAboutCoverage(file: string, text: string): boolean {
  return (
    /coverage|thresholds?|fail[_-]under|check-coverage|nyc/i.test(text) || /nycrc|c8rc/.test(path.posix.basename(file))
  )
}

/** Several of a name, as of two sets of files, in their order. */
function readThresholds(text: string): ReadonlyMap<string, readonly number[]> {
  const found = new Map<string, number[]>()
  for (const [, name = '', digits = ''] of text.matchAll(threshold)) {
    found.set(name, [...(found.get(name) ?? []), Number(digits)])
  }
  return found
}

function compare(
  file: string,
  before: ReadonlyMap<string, readonly number[]>,
  now: ReadonlyMap<string, readonly number[]>,
): readonly LoweredThreshold[] {
  return [...before].flatMap(([name, values]) => {
    const left = now.get(name) ?? []
    const at = values.findIndex((value, index) => value > 0 && (left[index] ?? -1) < value)
    const value = values[at]
    return value === undefined ? [] : [{ file, name, before: value, now: left[at] }]
  })
}
