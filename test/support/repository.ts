import { execFileSync } from 'node:child_process'
import { readdirSync, readFileSync, statSync } from 'node:fs'
import path from 'node:path'

/** A work tree as the rules of this repository see it. */
export interface Repository {
  readonly root: string
  /** What git tracks or would track; in a tree without git, everything. Relative, with `/`, sorted. */
  readonly files: readonly string[]
  has(file: string): boolean
  read(file: string): string
  isExecutable(file: string): boolean
  readManifest(file: string): Manifest
}

/** The fields of a package.json that the rules read. */
export interface Manifest {
  readonly name?: string
  readonly version?: string
  readonly private?: boolean
  readonly type?: string
  readonly bin?: Readonly<Record<string, string>>
  readonly exports?: Readonly<Record<string, string>>
  readonly engines?: Readonly<Record<string, string>>
  readonly packageManager?: string
  readonly dependencies?: Readonly<Record<string, string>>
  readonly devDependencies?: Readonly<Record<string, string>>
}

/** Returns one line for each breach, `file: what is wrong`; none when the repository keeps the rule. */
export type Rule = (repository: Repository) => readonly string[]

export function openRepository(root: string): Repository {
  const files = listFiles(root)
  const known = new Set(files)
  const read = (file: string): string => readFileSync(path.join(root, file), 'utf8')
  return {
    root,
    files,
    has: (file) => known.has(file),
    read,
    isExecutable: (file) => (statSync(path.join(root, file)).mode & 0o111) === 0o111,
    readManifest: (file) => JSON.parse(read(file)) as Manifest,
  }
}

/** The folders of `packages/` that hold files, sorted. */
export function listPackages({ files }: Repository): readonly string[] {
  return unique(files.map((file) => /^packages\/([^/]+)\//.exec(file)?.[1]))
}

/** The tools: the packages without the library that all of them share. */
export function listTools(repository: Repository): readonly string[] {
  return listPackages(repository).filter((name) => name !== 'core')
}

export function unique(names: readonly (string | undefined)[]): readonly string[] {
  return [...new Set(names.filter((name) => name !== undefined))].toSorted()
}

function listFiles(root: string): readonly string[] {
  if (statSync(path.join(root, '.git'), { throwIfNoEntry: false }) === undefined) return walk(root, '')
  const listed = execFileSync('git', ['ls-files', '-z', '--cached', '--others', '--exclude-standard'], { cwd: root })
  return unique(listed.toString().split('\0')).filter(
    (file) => file !== '' && statSync(path.join(root, file), { throwIfNoEntry: false })?.isFile() === true,
  )
}

function walk(root: string, directory: string): readonly string[] {
  const entries = readdirSync(path.join(root, directory), { withFileTypes: true })
  return entries
    .filter(({ name }) => !['node_modules', 'dist', '.cache'].includes(name))
    .flatMap((entry) => {
      const file = path.posix.join(directory, entry.name)
      return entry.isDirectory() ? walk(root, file) : [file]
    })
    .toSorted()
}
