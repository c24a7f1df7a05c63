import { promises, type readdir as readdirWithCallback } from 'node:fs'
import { callbackify } from 'node:util'
import { decodePath, encodePath } from '../text/index.ts'
import { sortPaths } from './sort-paths.ts'
import { readBytes } from './file-system.ts'
import { IgnoreRules } from './ignore-rules.ts'

export interface WalkOptions {
  /** Rules that count less than any .gitignore, as those of `.git/info/exclude`. */
  readonly excludes?: Buffer | undefined
  /** Does not go into repositories below the top, as git does not. */
  readonly stopsAtRepositories?: boolean
}

export interface WalkResult {
  readonly files: readonly string[]
  /** Directories that could not be read; the top is `.`. */
  readonly skipped: readonly string[]
}

/**
 * Every file and symlink below `root` that no .gitignore ignores, found without git. Symlinks are not followed; `.git` and `node_modules`
 * are left out. Paths are relative, in the order of their bytes.
 */
export async function walkFiles(root: string, options: WalkOptions = {}): Promise<WalkResult> {
  const [{ default: fastGlob }, { default: ignore }] = await Promise.all([import('fast-glob'), import('ignore')])
  const createMatcher = (): ReturnType<typeof ignore> => ignore({ ignorecase: false, allowRelativePaths: true })
  const rules = new IgnoreRules(createMatcher).with('', options.excludes?.toString('latin1') ?? '')
  const reader = new DirectoryReader(root, rules, { stopsAtRepositories: options.stopsAtRepositories === true })
  const found = await fastGlob('**', {
    cwd: toWalked(toByteString(root)),
    dot: true,
    followSymbolicLinks: false,
    fs: { readdir: reader.readdir as unknown as typeof readdirWithCallback },
  })
  const files = found.map((walked) => fromByteString(fromWalked(walked)))
  return { files: sortPaths(files), skipped: sortPaths(reader.skipped) }
}

/** What fast-glob reads of a directory entry. */
interface Entry {
  readonly name: string
  readonly isFile: () => boolean
  readonly isDirectory: () => boolean
  readonly isSymbolicLink: () => boolean
}

interface NamedEntry {
  /** A byte string. */
  readonly name: string
  readonly kind: 'file' | 'symlink' | 'directory'
}

/** Shows fast-glob only what is not ignored: so it never enters a directory in vain. */
class DirectoryReader {
  readonly skipped: string[] = []
  readonly #top: string
  readonly #stopsAtRepositories: boolean
  /** The rules for each directory that is still to be read, by its path as a byte string. */
  readonly #rules: Map<string, IgnoreRules>

  constructor(root: string, rules: IgnoreRules, options: { readonly stopsAtRepositories: boolean }) {
    this.#top = toByteString(root.endsWith('/') ? root : `${root}/`)
    this.#rules = new Map([['', rules]])
    this.#stopsAtRepositories = options.stopsAtRepositories
  }

  readonly readdir = callbackify(async (...[walked]: readonly [walked: string, options: unknown]) => {
    return await this.#read(fromWalked(walked).slice(this.#top.length))
  })

  async #read(directory: string): Promise<readonly Entry[]> {
    const inherited = this.#rules.get(directory)
    if (inherited === undefined) throw new Error(`a directory without rules: ${directory}`)
    this.#rules.delete(directory)
    const entries = await readEntries(fromByteString(this.#top + directory))
    if (entries === undefined) {
      this.skipped.push(directory === '' ? '.' : fromByteString(directory))
      return []
    }
    const isRepository = entries.some(({ name }) => name === '.git')
    if (isRepository && this.#stopsAtRepositories && directory !== '') return []
    return this.#select(directory, entries, this.#extendRules(directory, entries, inherited))
  }

  #extendRules(directory: string, entries: readonly NamedEntry[], inherited: IgnoreRules): IgnoreRules {
    // git does not follow a symlink here either.
    if (!entries.some(({ name, kind }) => name === '.gitignore' && kind === 'file')) return inherited
    const content = readBytes(fromByteString(join(this.#top + directory, '.gitignore')))
    return inherited.with(directory, content?.toString('latin1') ?? '')
  }

  #select(directory: string, entries: readonly NamedEntry[], rules: IgnoreRules): readonly Entry[] {
    return entries.flatMap(({ name, kind }) => {
      const isDirectory = kind === 'directory'
      const path = join(directory, name)
      if (name === '.git' || name === 'node_modules' || rules.ignores(isDirectory ? `${path}/` : path)) return []
      if (isDirectory) this.#rules.set(path, rules)
      return [
        {
          name: toWalked(name),
          isDirectory: () => isDirectory,
          isFile: () => !isDirectory,
          isSymbolicLink: () => false,
        },
      ]
    })
  }
}

/** undefined when the directory cannot be read. Devices, pipes and sockets are not files here, as for git. */
async function readEntries(path: string): Promise<readonly NamedEntry[] | undefined> {
  try {
    const entries = await promises.readdir(encodePath(path), { encoding: 'buffer', withFileTypes: true })
    return entries.flatMap((entry): NamedEntry[] => {
      const name = Buffer.from(entry.name).toString('latin1')
      if (entry.isDirectory()) return [{ name, kind: 'directory' }]
      if (entry.isSymbolicLink()) return [{ name, kind: 'symlink' }]
      return entry.isFile() ? [{ name, kind: 'file' }] : []
    })
  } catch {
    // No permission, or gone since its parent was read: reported as skipped.
    return undefined
  }
}

// Names are handled as byte strings: one character from U+0000 to U+00FF for each byte. That is what git's patterns are about, in which
// `?` is one byte of an `é`, and it loses nothing.

function toByteString(path: string): string {
  return Buffer.from(encodePath(path)).toString('latin1')
}

function fromByteString(bytes: string): string {
  return decodePath(Buffer.from(bytes, 'latin1'))
}

// fast-glob compares names by regular expressions in which `.` stops at a line end, and reads a backslash as an escape or a slash. In
// names that it sees, these are moved out of the range of bytes.
const moved = 0x100

function toWalked(bytes: string): string {
  return bytes.replaceAll(/[\n\r\\]/g, (character) => String.fromCharCode(character.charCodeAt(0) + moved))
}

function fromWalked(walked: string): string {
  return walked.replaceAll(/[\u0100-\u01ff]/g, (character) => String.fromCharCode(character.charCodeAt(0) - moved))
}

function join(directory: string, name: string): string {
  return directory === '' || directory.endsWith('/') ? directory + name : `${directory}/${name}`
}
