import { posix } from 'node:path'
import type { Difference, LockAnswer, Lockfile, LockQuestion } from './lockfile.ts'

interface Entry {
  specifier: string | undefined
  version: string | undefined
}

interface Document {
  /** By directory, then by name. */
  readonly importers: ReadonlyMap<string, ReadonlyMap<string, Entry>>
  /** Ranges by `catalog/name`. */
  readonly catalogs: ReadonlyMap<string, string>
  /** `name@version` of everything that is locked. */
  readonly packages: ReadonlySet<string>
  /** Names whose ranges the settings replace. */
  readonly overridden: ReadonlySet<string>
  readonly hasHooks: boolean
}

/**
 * pnpm-lock.yaml of lockfile version 6 and later, beside the copy that pnpm leaves in node_modules/.pnpm/lock.yaml. Read line
 * by line: pnpm writes one layout, and a YAML parser takes a second for what is a few thousand lines. `undefined` for other versions.
 */
export function readPnpmLock(text: string, recordText: string | undefined): Lockfile | undefined {
  // Usually the same bytes: then nothing has to be compared, and the list of all packages, most of the file, is not read.
  const isCompared = recordText !== undefined && recordText !== text
  const lock = parse(isCompared ? lastDocument(text) : withoutPackages(lastDocument(text)))
  if (lock === undefined) return undefined
  const record = isCompared ? parse(lastDocument(recordText)) : undefined
  return {
    answer: (question) => answer(lock, question),
    differences: record === undefined ? [] : compare(lock, record),
  }
}

/** The documents before the last are about pnpm itself. */
function lastDocument(file: string): string {
  return file.split(/^---\s*$/m).at(-1) ?? ''
}

/** pnpm writes what it locks after what is asked for. */
function withoutPackages(text: string): string {
  const start = text.lastIndexOf('\npackages:')
  return start < 0 ? text : text.slice(0, start + 1)
}

function answer({ importers, catalogs, overridden, hasHooks }: Document, question: LockQuestion): LockAnswer {
  const { name, range, resolvedRange, directory } = question
  const entry = importers.get(posix.normalize(directory))?.get(name)
  if (entry === undefined) return hasHooks ? { kind: 'untold' } : { kind: 'outdated', was: undefined }
  const mayDiffer = hasHooks || overridden.has(name)
  if (entry.specifier !== range && !mayDiffer) return { kind: 'outdated', was: entry.specifier }
  const catalog = /^catalog:(.*)$/.exec(range)?.[1]
  const locked = catalog === undefined ? undefined : catalogs.get(`${catalog || 'default'}/${name}`)
  if (locked !== undefined && resolvedRange !== undefined && locked !== resolvedRange && !mayDiffer) {
    return { kind: 'outdated', was: locked }
  }
  const version = plainVersion(entry.version)
  return version === undefined ? { kind: 'untold' } : { kind: 'locked', version }
}

/** `18.2.0(react@18.2.0)` is 18.2.0 with these peers; `link:../core` is no version, `other@1.2.3` an alias. */
function plainVersion(version: string | undefined): string | undefined {
  const plain = version?.replace(/\(.*$/, '')
  const last = plain?.slice(plain.lastIndexOf('@') + 1)
  return last !== undefined && /^\d[^:/]*$/.test(last) ? last : undefined
}

function compare(lock: Document, record: Document): readonly Difference[] {
  const differences = new Map<string, Difference>()
  for (const [directory, entries] of lock.importers) {
    for (const [name, { version }] of entries) {
      const installed = record.importers.get(directory)?.get(name)?.version
      if (installed !== version && version !== undefined) {
        differences.set(name, { name, locked: plainVersion(version) ?? version, installed: plainVersion(installed) })
      }
    }
  }
  for (const place of lock.packages) {
    if (record.packages.has(place)) continue
    const at = place.lastIndexOf('@')
    const name = place.slice(0, at)
    if (differences.has(name)) continue
    const other = [...record.packages].find((candidate) => candidate.startsWith(`${name}@`))
    differences.set(name, { name, locked: place.slice(at + 1), installed: other?.slice(at + 1) })
  }
  return [...differences.values()]
}

/** `  key: value`, the key perhaps quoted. */
const linePattern = /^( *)(?:'((?:[^']|'')+)'|"([^"]+)"|([^\s'"#][^:]*|[^\s'"#]\S*?)):(?: (.*))?$/

interface Growing {
  readonly importers: Map<string, Map<string, Entry>>
  readonly catalogs: Map<string, string>
  readonly packages: Set<string>
  readonly overridden: Set<string>
  hasHooks: boolean
}

function parse(text: string): Document | undefined {
  const version = /^lockfileVersion: '?(\d+)/m.exec(text)?.[1]
  if (version === undefined || Number(version) < 6) return undefined
  const found: Growing = {
    importers: new Map(),
    catalogs: new Map(),
    packages: new Set(),
    overridden: new Set(),
    hasHooks: false,
  }
  const keys: string[] = []
  for (const line of text.split('\n')) {
    const match = linePattern.exec(line)
    if (match === null) continue
    const [, indent = '', single, double, plain = '', value] = match
    const depth = Math.floor(indent.length / 2)
    keys.length = depth
    keys[depth] = single?.replaceAll("''", "'") ?? double ?? plain
    take(found, keys, unquote(value))
  }
  return found
}

function take(found: Growing, keys: readonly string[], value: string | undefined): void {
  const [section = '', first, ...more] = keys
  if (section === 'pnpmfileChecksum' || section === 'packageExtensionsChecksum') found.hasHooks = true
  if (first === undefined) return
  if (section === 'importers') takeEntry(found, { directory: first, keys: more, value })
  // A lockfile of version 6 without a workspace has no importers.
  else if (dependencyFields.has(section)) takeEntry(found, { directory: '.', keys: [section, first, ...more], value })
  else if (section === 'catalogs' && more[1] === 'specifier' && value !== undefined) {
    found.catalogs.set(`${first}/${more[0] ?? ''}`, value)
  } else if (section === 'overrides') found.overridden.add(overriddenName(first))
  else if (section === 'packages' && more.length === 0) {
    found.packages.add(first.replace(/^\//, '').replace(/\(.*$/, ''))
  }
}

const dependencyFields = new Set(['dependencies', 'devDependencies', 'optionalDependencies'])

interface Line {
  readonly directory: string
  /** `dependencies`, the name, and `specifier` or `version`. */
  readonly keys: readonly string[]
  readonly value: string | undefined
}

function takeEntry({ importers }: Growing, { directory, keys: [list = '', name, field], value }: Line): void {
  if (!dependencyFields.has(list) || name === undefined || field === undefined) return
  const entries = importers.get(directory) ?? new Map<string, Entry>()
  importers.set(directory, entries)
  const entry = entries.get(name) ?? { specifier: undefined, version: undefined }
  entries.set(name, entry)
  if (field === 'specifier') entry.specifier = value
  if (field === 'version') entry.version = value
}

/** `a>b@1` and `b@1` replace what is asked of b. */
export function overriddenName(key: string): string {
  const last = key.slice(key.lastIndexOf('>') + 1).trim()
  const at = last.indexOf('@', 1)
  return at < 0 ? last : last.slice(0, at)
}

function unquote(value: string | undefined): string | undefined {
  const quoted = value === undefined ? null : /^'(.*)'$|^"(.*)"$/.exec(value)
  return quoted === null ? value : (quoted[1]?.replaceAll("''", "'") ?? quoted[2])
}
