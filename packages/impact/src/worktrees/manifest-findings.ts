import { parseJson } from '../parse-json.ts'
import type { PairFinding } from './findings.ts'
import { firstChangedLine, type Side } from './side.ts'
import type { SourceTree } from './source-tree.ts'

/** Lock files by name, with the command that writes them anew. */
const LOCKFILES: ReadonlyMap<string, string> = new Map([
  ['pnpm-lock.yaml', 'pnpm install'],
  ['package-lock.json', 'npm install'],
  ['npm-shrinkwrap.json', 'npm install'],
  ['yarn.lock', 'yarn install'],
  ['bun.lock', 'bun install'],
  ['Cargo.lock', 'cargo check'],
  ['go.sum', 'go mod tidy'],
  ['poetry.lock', 'poetry lock'],
  ['uv.lock', 'uv lock'],
  ['Gemfile.lock', 'bundle lock'],
  ['composer.lock', 'composer update --lock'],
])

/** The command that writes a lock file anew; undefined for any other file. */
export function lockCommand(path: string): string | undefined {
  return LOCKFILES.get(baseOf(path))
}

/** Lock files that both changed, and dependencies that both gave another version, not the same one. */
export async function findManifests(mine: Side, theirs: Side): Promise<readonly PairFinding[]> {
  const others = new Map(theirs.files.map((file) => [file.path, file]))
  const found: PairFinding[] = []
  for (const file of mine.files) {
    const other = others.get(file.path)
    if (other === undefined) continue
    const common = {
      mine: { path: file.path, line: firstChangedLine(file) },
      theirs: { path: file.path, line: firstChangedLine(other) },
    }
    if (lockCommand(file.path) !== undefined) {
      found.push({ ...common, severity: 'risk', kind: 'lockfile', text: 'both changed this lock file' })
    }
    if (!isManifest(file.path)) continue
    // oxlint-disable-next-line no-await-in-loop -- manifests are few
    const [before, own, their] = await Promise.all([
      readVersions(mine.before, file.path),
      readVersions(mine.after, file.path),
      readVersions(theirs.after, file.path),
    ])
    for (const [name, version] of own) {
      const old = before.get(name)
      const otherVersion = their.get(name)
      if (version.text === old?.text || otherVersion === undefined) continue
      if (otherVersion.text === old?.text || otherVersion.text === version.text) continue
      found.push({
        severity: 'break',
        kind: 'dependency-version',
        mine: { path: file.path, line: version.line },
        theirs: { path: file.path, line: otherVersion.line },
        text: `${name}: you want ${version.text}, they ${otherVersion.text}`,
        symbol: name,
      })
    }
  }
  return found
}

interface Version {
  readonly text: string
  readonly line: number
}

function isManifest(path: string): boolean {
  return /(?:^|\/)(?:package\.json|go\.mod|Cargo\.toml|pyproject\.toml|requirements[^/]*\.txt)$/.test(path)
}

export async function readVersions(tree: SourceTree, path: string): Promise<ReadonlyMap<string, Version>> {
  const text = (await tree.read(path))?.toString('utf8') ?? ''
  const lines = text.split('\n')
  if (baseOf(path) === 'package.json') return packageVersions(text, lines)
  const pattern = VERSION_LINES.find(({ name }) => name.test(baseOf(path)))?.line
  const found = new Map<string, Version>()
  for (const [index, line] of lines.entries()) {
    const [, name, version] = pattern?.exec(line) ?? []
    if (name !== undefined && version !== undefined) found.set(name, { text: version, line: index + 1 })
  }
  return found
}

const VERSION_LINES: readonly { readonly name: RegExp; readonly line: RegExp }[] = [
  { name: /^go\.mod$/, line: /^\s*(?:require\s+)?([\w.-]+\.[\w./-]+)\s+(v\S+)/ },
  { name: /^Cargo\.toml$/, line: /^([\w-]+)\s*=\s*(?:\{.*?version\s*=\s*)?"([^"]+)"/ },
  { name: /^pyproject\.toml$/, line: /^\s*"?([\w.-]+)(?:\[[^\]]*\])?\s*(?:=\s*")?((?:[=<>~!^]=?|\d)[^",]*)"?,?\s*$/ },
  { name: /^requirements.*\.txt$/, line: /^([\w.-]+)(?:\[[^\]]*\])?\s*([=<>~!]=?.*\S)\s*$/ },
]

const SECTIONS = ['dependencies', 'devDependencies', 'peerDependencies', 'optionalDependencies'] as const

function packageVersions(text: string, lines: readonly string[]): ReadonlyMap<string, Version> {
  const manifest = parseJson(text)
  const found = new Map<string, Version>()
  for (const section of SECTIONS) {
    const entries: unknown = (manifest as Partial<Record<string, unknown>> | undefined)?.[section]
    if (typeof entries !== 'object' || entries === null) continue
    for (const [name, version] of Object.entries(entries)) {
      const line = lines.findIndex((one) => one.includes(`"${name}"`) && one.includes(`"${String(version)}"`))
      found.set(name, { text: String(version), line: line + 1 || 1 })
    }
  }
  return found
}

function baseOf(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1)
}
