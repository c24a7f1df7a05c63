import type { Difference, LockAnswer, Lockfile, LockQuestion } from './lockfile.ts'

interface Entry {
  /** `name@range` as asked for, `name@npm:range` since version 2. */
  readonly patterns: readonly string[]
  version: string | undefined
  resolved: string | undefined
}

/** What yarn left about its last install: `.yarn-integrity` of version 1, `.yarn-state.yml` since version 2. */
export interface YarnRecords {
  readonly integrity: string | undefined
  readonly state: string | undefined
}

/** yarn.lock of every version of yarn. */
export function readYarnLock(text: string, { integrity, state }: YarnRecords): Lockfile {
  const isClassic = !/^__metadata:/m.test(text)
  const entries = parse(text)
  const byPattern = new Map(
    entries.flatMap((entry) => entry.patterns.map((pattern): [string, Entry] => [pattern, entry])),
  )
  return {
    answer: (question) => answer(byPattern, question, isClassic),
    differences: isClassic ? compareClassic(entries, integrity) : compareState(entries, state),
  }
}

function answer(
  entries: ReadonlyMap<string, Entry>,
  { name, range, resolvedRange }: LockQuestion,
  isClassic: boolean,
): LockAnswer {
  const asked = resolvedRange ?? range
  if (/^(?:workspace|link|file|portal):/.test(asked)) return { kind: 'untold' }
  const pattern = isClassic || asked.includes(':') ? `${name}@${asked}` : `${name}@npm:${asked}`
  const found = entries.get(pattern)
  if (found !== undefined) {
    return found.version === undefined || found.version.startsWith('0.0.0-use.local')
      ? { kind: 'untold' }
      : { kind: 'locked', version: found.version }
  }
  const other = [...entries].find(([candidate]) => candidate.startsWith(`${name}@`))
  // A package of the repository is locked under its folder, whatever range the others ask for.
  if (other !== undefined && other[0].startsWith(`${name}@workspace:`)) return { kind: 'untold' }
  return { kind: 'outdated', was: other?.[1].version }
}

function parse(text: string): readonly Entry[] {
  const entries: Entry[] = []
  for (const line of text.split(/\r?\n/)) {
    if (/^[^\s#]/.test(line) && line.endsWith(':')) {
      const patterns = line.slice(0, -1).replaceAll('"', '').split(/,\s*/)
      entries.push({ patterns, version: undefined, resolved: undefined })
      continue
    }
    const entry = entries.at(-1)
    const [, field, value] = /^ {2}(version|resolved|resolution):? "?([^"]*)"?$/.exec(line) ?? []
    if (entry === undefined || field === undefined) continue
    if (field === 'version') entry.version = value
    else entry.resolved = value
  }
  return entries.filter(({ patterns }) => patterns[0] !== '__metadata')
}

function compareClassic(entries: readonly Entry[], integrity: string | undefined): readonly Difference[] {
  const installed = lockfileEntries(integrity)
  if (installed === undefined) return []
  const differences = new Map<string, Difference>()
  for (const { patterns, version, resolved } of entries) {
    for (const pattern of patterns) {
      if (resolved === undefined || version === undefined || installed[pattern] === resolved) continue
      const name = pattern.slice(0, pattern.indexOf('@', 1))
      const archive = /-(\d[^/]*)\.tgz/.exec(installed[pattern] ?? '')?.[1]
      differences.set(name, { name, locked: version, installed: archive })
    }
  }
  return [...differences.values()]
}

function lockfileEntries(integrity: string | undefined): Readonly<Record<string, string>> | undefined {
  try {
    const value = JSON.parse(integrity ?? '') as { readonly lockfileEntries?: Readonly<Record<string, string>> }
    return value.lockfileEntries
  } catch {
    // No record, or one that was cut short.
    return undefined
  }
}

function compareState(entries: readonly Entry[], state: string | undefined): readonly Difference[] {
  if (state === undefined) return []
  const installed: [name: string, version: string][] = []
  for (const [, name, version] of state.matchAll(
    /^"?((?:@[^/\s]+\/)?[^@\s"]+)@(?:virtual:[^#\s]+#)?npm:([^":\s]+)"?:$/gm,
  )) {
    if (name !== undefined && version !== undefined) installed.push([name, version])
  }
  const locked = new Map<string, string[]>()
  for (const { resolved, version } of entries) {
    const name = /^((?:@[^/]+\/)?[^@]+)@/.exec(resolved ?? '')?.[1]
    if (name !== undefined && version !== undefined) locked.set(name, [...(locked.get(name) ?? []), version])
  }
  // Only what is installed otherwise: much of what is locked belongs to packages for other systems.
  return [...installed].flatMap(([name, version]): Difference[] => {
    const versions = locked.get(name) ?? []
    return versions.includes(version)
      ? []
      : [{ name, locked: versions.join(' or ') || 'not at all', installed: version }]
  })
}
