import { lstatSync, realpathSync } from 'node:fs'
import path from 'node:path'
import {
  buildTextIndex,
  filterFiles,
  IndexDamage,
  needOf,
  removeTextIndex,
  type Need,
} from '@groundcrew/code-map/text-index'
import type { Place } from '@groundcrew/code-map/place'
import { note, type Io } from '@groundcrew/core/cli'
import type { RipgrepCall } from './ripgrep.ts'
import { latin1, ruleFiles } from './rule-files.ts'
import { isUnwritable } from './unwritable.ts'

/** The calls of ripgrep that stand for one of everything. */
export interface Narrowed {
  readonly calls: readonly RipgrepCall[]
  readonly files: number
  /** Files that the index shows to be without a match. */
  readonly ruledOut: number
}

/** With these options alone it is known which files ripgrep looks at, and what a match needs. */
const KNOWN_OPTION =
  /^--(?:ignore-case|smart-case|word-regexp|line-regexp|fixed-strings|multiline|multiline-dotall|only-matching|column|(?:max-count|context|after-context|before-context)=\d+)$/
/** The system takes no longer command lines. */
const NAMED_BYTES_MAX = 1_000_000
/** So many files of unknown content are named by a pattern each. */
const OTHERS_MAX = 200
/** A tree that changed more than this is indexed again only when somebody asks for it. */
const UPDATED_FILES_MAX = 2000

/**
 * Puts for a search of everything one of the files in which the text index cannot rule out a match. Undefined: search everything, because there
 * is no index, it would not help, or it is behind; where it takes a moment it is brought up to date for the next call.
 */
export async function narrow(io: Io, call: RipgrepCall, place: Place): Promise<Narrowed | undefined> {
  if (!call.options.every((option) => KNOWN_OPTION.test(option))) return undefined
  const need = needOf(call.patterns, {
    isFixed: call.options.includes('--fixed-strings'),
    mayIgnoreCase: call.options.some((option) => /^--(?:ignore|smart)-case$/.test(option)),
  })
  if (need === undefined) return undefined
  const scope = scopeOf(call, place.root)
  if (scope === undefined) return undefined
  return filtered(io, call, { place, need, scope })
}

interface Scope {
  /** The current directory relative to the root: empty, or with a slash at its end. */
  readonly below: string
  readonly prefixes: readonly string[]
}

/** The directories that are searched, where they are plain ones below the current directory; undefined otherwise. */
function scopeOf({ cwd, paths }: RipgrepCall, root: string): Scope | undefined {
  const from = realpathSync(cwd)
  const below = from === root ? '' : `${path.relative(root, from)}/`
  const prefixes: string[] = []
  for (const name of paths) {
    const plain = name.replace(/^\.\//, '').replace(/\/$/, '')
    const isPlain = !plain.startsWith('/') && !plain.split('/').some((part) => part === '..' || part === '.')
    if (!isPlain || path.normalize(plain || '.') !== (plain || '.')) return undefined
    if (!isPlainDirectory(path.join(from, plain))) return undefined
    const prefix = latin1(plain === '' ? below : `${below}${plain}/`)
    if (prefixes.some((other) => other.startsWith(prefix) || prefix.startsWith(other))) return undefined
    prefixes.push(prefix)
  }
  return { below: latin1(below), prefixes }
}

/** Whether no link is on the way to a directory. */
function isPlainDirectory(directory: string): boolean {
  try {
    return realpathSync(directory) === directory && lstatSync(directory).isDirectory()
  } catch {
    return false
  }
}

interface Question {
  readonly place: Place
  readonly need: Need
  readonly scope: Scope
}

async function filtered(io: Io, call: RipgrepCall, { place, need, scope }: Question): Promise<Narrowed | undefined> {
  try {
    const found = await filterFiles(place, {
      need,
      prefixes: scope.prefixes,
      rules: ruleFiles(io, place),
      listDirectories: async (directories) => {
        const { searchedFiles } = await import('./searched-tree.ts')
        return searchedFiles(io, place, directories)
      },
    })
    if (found.kind === 'filtered') return callsFor(call, found, scope.below)
    if (found.kind === 'behind' && found.changed <= UPDATED_FILES_MAX) {
      const { searchedTree } = await import('./searched-tree.ts')
      const list = (): ReturnType<typeof searchedTree> => searchedTree(io, place)
      await buildTextIndex(place, { now: io.now, signal: io.signal, known: found.known, list })
    }
  } catch (error) {
    if (error instanceof IndexDamage) {
      removeTextIndex(place)
      note(io, `csearch: ${error.message}, and is removed: csearch index --build makes a new one`)
    } else if (!isUnwritable(error)) throw error
  }
  return undefined
}

interface Found {
  readonly texts: readonly string[]
  readonly others: readonly string[]
  readonly files: number
}

function callsFor(call: RipgrepCall, { texts, others, files }: Found, below: string): Narrowed | undefined {
  const named = texts.map((file) => nameOf(file, below))
  const unnamed = others.map((file) => nameOf(file, below))
  const isTooMuch =
    unnamed.length > OTHERS_MAX || named.reduce((sum, name) => sum + (name?.length ?? 0), 0) > NAMED_BYTES_MAX
  if (isTooMuch || named.includes(undefined) || unnamed.includes(undefined)) return undefined
  const calls: RipgrepCall[] = []
  const unnamedOnes = unnamed.flatMap((name) => name ?? [])
  if (unnamedOnes.length > 0) calls.push(uponThem(call, unnamedOnes))
  // Without a file to look at, ripgrep still says whether the pattern is one.
  const paths = named.flatMap((name) => name ?? [])
  if (paths.length > 0 || calls.length === 0) calls.push({ ...call, paths: paths.length > 0 ? paths : ['/dev/null'] })
  return { calls, files, ruledOut: files - texts.length - others.length }
}

/** A file as ripgrep is told it; undefined for names that are no UTF-8 or that no pattern can say. */
function nameOf(file: string, below: string): string | undefined {
  const bytes = Buffer.from(file.slice(below.length), 'latin1')
  const name = bytes.toString()
  return Buffer.from(name).equals(bytes) && !/\s$|[\n\r]/.test(name) ? `./${name}` : undefined
}

/** A call that comes upon these files and no others. */
function uponThem(call: RipgrepCall, names: readonly string[]): RipgrepCall {
  const globs = names.map((name) => `--glob=${name.slice(1).replaceAll(/[\\*?[\]{}!]/g, String.raw`\$&`)}`)
  const directories = new Set(names.map((name) => path.dirname(name)))
  return { ...call, options: [...call.options, '--max-depth=1', ...globs], paths: [...directories] }
}
