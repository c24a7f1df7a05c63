import { parseJson } from '../parse-json.ts'

/** The packages of a lockfile: by name the versions, and what they depend on as far as the file says. */
export interface LockedPackages {
  readonly versions: ReadonlyMap<string, string>
  readonly dependents: ReadonlyMap<string, ReadonlySet<string>>
  /** By name those that need it beside them, as far as the file says. */
  readonly peers: ReadonlyMap<string, ReadonlySet<string>>
}

export const LOCKFILES =
  /(?:^|\/)(?:package-lock\.json|npm-shrinkwrap\.json|pnpm-lock\.yaml|yarn\.lock|bun\.lock|poetry\.lock|uv\.lock|Pipfile\.lock|go\.sum|Gemfile\.lock)$/

/** The names of the packages whose version differs, and of those that depend on them. Undefined where a side cannot be read. */
export function changedPackages(path: string, before: string, after: string): readonly string[] | undefined {
  const old = readLocked(path, before)
  const now = readLocked(path, after)
  if (old === undefined || now === undefined) return undefined
  const changed = new Set<string>()
  for (const name of [...old.versions.keys(), ...now.versions.keys()]) {
    if (old.versions.get(name) !== now.versions.get(name)) changed.add(name)
  }
  const queue = [...changed]
  for (let at = 0; at < queue.length; at++) {
    for (const dependent of now.dependents.get(queue[at] as string) ?? []) {
      if (changed.has(dependent)) continue
      changed.add(dependent)
      queue.push(dependent)
    }
  }
  return [...changed].sort()
}

export function readLocked(path: string, text: string): LockedPackages | undefined {
  const name = path.slice(path.lastIndexOf('/') + 1)
  if (text === '') return new Collected()
  if (name === 'package-lock.json' || name === 'npm-shrinkwrap.json') return readNpmLock(text)
  if (name === 'pnpm-lock.yaml') return readPnpmLock(text)
  if (name === 'yarn.lock') return readYarnLock(text)
  if (name === 'poetry.lock' || name === 'uv.lock') return readTomlLock(text)
  if (name === 'go.sum') return readGoSum(text)
  return name === 'Gemfile.lock' ? readGemLock(text) : undefined
}

class Collected implements LockedPackages {
  readonly versions = new Map<string, string>()
  readonly dependents = new Map<string, Set<string>>()
  readonly peers = new Map<string, Set<string>>()

  /** Several versions of one package count together. */
  add(name: string, version: string): void {
    const known = this.versions.get(name)
    if (known !== version) this.versions.set(name, known === undefined ? version : `${known} ${version}`)
  }

  depend(name: string, on: string, among: Map<string, Set<string>> = this.dependents): void {
    const known = among.get(on)
    if (known === undefined) among.set(on, new Set([name]))
    else known.add(name)
  }

  /** A line that begins a part of a package: what follows depends so. Undefined: on nothing. */
  partOf(line: string): Map<string, Set<string>> | undefined {
    if (/^\s+(?:optionalD|d)ependencies:/.test(line)) return this.dependents
    return /^\s+peerDependencies:/.test(line) ? this.peers : undefined
  }
}

function readNpmLock(text: string): LockedPackages | undefined {
  const found = new Collected()
  const parsed = parseJson(text) as {
    packages?: Record<string, { version?: string; dependencies?: object; peerDependencies?: object }>
  } | null
  const packages = parsed?.packages
  if (packages === undefined) return undefined
  for (const [path, { version = '', dependencies = {}, peerDependencies = {} }] of Object.entries(packages)) {
    const name = path.slice(path.lastIndexOf('node_modules/') + 'node_modules/'.length)
    if (!path.includes('node_modules/')) continue
    found.add(name, version)
    for (const on of Object.keys(dependencies)) found.depend(name, on)
    for (const on of Object.keys(peerDependencies)) found.depend(name, on, found.peers)
  }
  return found
}

/** `  name@1.2.3(peer@4):` in `packages` and `snapshots`, with `    dependencies:` of `      name: version` below. */
function readPnpmLock(text: string): LockedPackages {
  const found = new Collected()
  let name: string | undefined
  let part: Map<string, Set<string>> | undefined
  for (const line of text.split('\n')) {
    const entry = /^ {2}['"]?\/?(@?[^@'"\s(]+)@([^'"\s(:]+)[^:]*['"]?:/.exec(line)
    if (entry !== null) {
      name = entry[1] ?? ''
      part = undefined
      found.add(name, entry[2] ?? '')
    } else if (/^ {4}\S/.test(line)) part = found.partOf(line)
    else if (part !== undefined && name !== undefined) {
      const on = /^ {6}['"]?(@?[^:'"\s]+)['"]?:/.exec(line)?.[1]
      if (on !== undefined) found.depend(name, on, part)
    } else if (/^\S/.test(line)) name = undefined
  }
  return found
}

function readYarnLock(text: string): LockedPackages {
  const found = new Collected()
  let name: string | undefined
  let part: Map<string, Set<string>> | undefined
  for (const line of text.split('\n')) {
    const entry = /^"?(@?[^@\s"]+)@/.exec(line)
    if (entry !== null) {
      name = entry[1]
      part = undefined
    } else if (/^ {2}version:? /.test(line) && name !== undefined) {
      found.add(name, line.replace(/^ {2}version:? /, '').replaceAll('"', ''))
    } else if (/^ {2}\S/.test(line)) part = found.partOf(line)
    else if (part !== undefined && name !== undefined) {
      const on = /^ {4}"?(@?[^\s":]+)"?/.exec(line)?.[1]
      if (on !== undefined) found.depend(name, on, part)
    }
  }
  return found
}

function readTomlLock(text: string): LockedPackages {
  const found = new Collected()
  for (const block of text.split(/^\[\[package\]\]$/m).slice(1)) {
    const name = /^name = "([^"]+)"/m.exec(block)?.[1] ?? ''
    found.add(name, /^version = "([^"]+)"/m.exec(block)?.[1] ?? '')
    const dependencies = /^\[package\.dependencies\]\n([\s\S]*?)(?:^\[|$(?![\s\S]))/m.exec(block)?.[1] ?? ''
    for (const [, on = ''] of dependencies.matchAll(/^"?([\w.-]+)"? =/gm)) found.depend(name, on)
    for (const [, on = ''] of block.matchAll(/\{ name = "([^"]+)"/g)) found.depend(name, on)
  }
  return found
}

function readGoSum(text: string): LockedPackages {
  const found = new Collected()
  for (const [, name = '', version = ''] of text.matchAll(/^(\S+) (\S+?)(?:\/go\.mod)? h1:/gm)) found.add(name, version)
  return found
}

function readGemLock(text: string): LockedPackages {
  const found = new Collected()
  let name = ''
  for (const line of text.split('\n')) {
    const entry = /^ {4}(\S+) \(([^)]+)\)/.exec(line)
    const on = /^ {6}(\S+)/.exec(line)?.[1]
    if (entry !== null) {
      name = entry[1] ?? ''
      found.add(name, entry[2] ?? '')
    } else if (on !== undefined) found.depend(name, on)
  }
  return found
}
