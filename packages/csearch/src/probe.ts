import { lstatSync, realpathSync } from 'node:fs'
import path from 'node:path'
import { ToolError } from '@groundcrew/core/cli'
import { ripgrep, type Hit, type RipgrepCall, type Searched } from './ripgrep.ts'
import { readRegularFile } from './read-regular-file.ts'

/** Why ripgrep did not look into a file. */
export type HidingPlace = 'gitignored' | 'hidden' | 'binary' | 'utf-16' | 'behind a link'

export interface Hidden {
  readonly path: string
  readonly line: number
  readonly place: HidingPlace
}

export interface Probe {
  /** One line each file, in what the search left out. */
  readonly hidden: readonly Hidden[]
  /** Matches in the files that were searched, had case not mattered. */
  readonly otherCase: number
  /** Where nothing matches: matching lines, had the pattern been meant in another way. */
  readonly otherReadings: readonly Reading[]
  /** There was more to look at than time for it. */
  readonly isPartial: boolean
}

export interface Reading {
  /** `-F`, or the pattern as ripgrep writes it. */
  readonly reading: string
  readonly matches: number
}

/** How long a look at what the search left out may take: long where nothing was found, short where something was. */
const PROBE_MS_MAX = { nothing: 700, something: 400 }

/** Looks where the search did not: ignored, hidden, binary and UTF-16 files, behind links, and without regard to case. */
export async function probe(
  call: RipgrepCall,
  found: { readonly paths: readonly string[]; readonly matches: number },
): Promise<Probe> {
  const plain = call.options.filter((option) => !/^(?:--hidden|--no-ignore|-u)/.test(option))
  const limited = { ...call, timeoutMs: call.timeoutMs ?? PROBE_MS_MAX[found.matches === 0 ? 'nothing' : 'something'] }
  const isLiteral = call.patterns.every((pattern) => LITERAL.test(pattern)) && !plain.includes('--line-regexp')
  // Only where git looks too: what is ignored is rarely written in UTF-16.
  const inUtf16 = async (encoding: string): Promise<Searched | undefined> =>
    isLiteral
      ? undefined
      : ripgrep({ ...limited, options: [...plain, '--hidden', '--text', '--max-count=1', `--encoding=${encoding}`] })
  const [readings, all, little, big, anyCase] = await Promise.all([
    Promise.all(found.matches > 0 ? [] : otherReadings(call).map((other) => read(limited, other))),
    ripgrep(everywhere(limited, { plain, isLiteral })),
    inUtf16('utf-16le'),
    inUtf16('utf-16be'),
    call.options.includes('--ignore-case')
      ? undefined
      : ripgrep({ ...limited, options: [...call.options, '--ignore-case'] }),
  ])
  const recoded = [little, big].flatMap((searched) => searched ?? [])
  const known = new Set(found.paths)
  const isNew = (hit: Hit): boolean => hit.isMatch && !known.has(hit.path)
  const ignored = await ignoredPaths(
    call,
    all.hits.filter(isNew).map((hit) => hit.path),
  )
  const hidden = new Map<string, Hidden>()
  for (const { path, line } of recoded.flatMap((searched) => searched.hits).filter(isNew))
    hidden.set(path, { path, line, place: 'utf-16' })
  for (const { path, line, text, ranges } of all.hits.filter(isNew)) {
    if (!hasAnotherName(call.cwd, path))
      hidden.set(path, {
        path,
        line,
        place: ignored.has(path) ? 'gitignored' : hasWide({ text, ranges }) ? 'utf-16' : placeOf(call.cwd, path),
      })
  }
  return {
    hidden: [...hidden.values()].sort((left, right) => (left.path < right.path ? -1 : 1)),
    otherReadings: readings.filter((reading) => reading.matches > 0),
    otherCase: anyCase === undefined ? 0 : Math.max(0, countMatches(anyCase.hits) - found.matches),
    isPartial: [all, ...recoded].some((searched) => searched.isPartial),
  }
}

/** A pattern that is the same with and without a syntax. */
const LITERAL = /^[\w \-/:,;=<>"'@%&!~`]+$/

/**
 * The search of all there is. What is looked for literally is looked for in UTF-16 in the same pass: its letters with a NUL between, whichever
 * byte of each comes first.
 */
function everywhere(
  call: RipgrepCall,
  { plain, isLiteral }: { readonly plain: readonly string[]; readonly isLiteral: boolean },
): RipgrepCall {
  // What git keeps for itself is nobody's answer, and large.
  const options = [...plain, '-uuu', '--follow', '--text', '--max-count=1', '--glob=!.git']
  if (!isLiteral) return { ...call, options }
  const wide = call.patterns.map((pattern) => pattern.split('').join(String.raw`\x00`))
  return {
    ...call,
    options: options.filter((option) => option !== '--fixed-strings'),
    patterns: [...call.patterns, ...wide],
  }
}

type OtherCall = Pick<RipgrepCall, 'options' | 'patterns'> & { readonly reading: string }

/** What else a pattern may have been meant as: a text in which all characters stand for themselves, or one of grep's basic syntax. */
function otherReadings({ options, patterns }: RipgrepCall): readonly OtherCall[] {
  const isFixed = options.includes('--fixed-strings')
  if (isFixed || patterns.every((pattern) => LITERAL.test(pattern))) return []
  const extended = patterns.map(extendedOf)
  const isBasic = extended.some((pattern, index) => pattern !== patterns[index])
  return [
    { reading: '-F', options: [...options, '--fixed-strings'], patterns },
    ...(isBasic ? [{ reading: extended.map((pattern) => `'${pattern}'`).join(' '), options, patterns: extended }] : []),
  ]
}

async function read(call: RipgrepCall, { reading, ...other }: OtherCall): Promise<Reading> {
  try {
    return { reading, matches: countMatches((await ripgrep({ ...call, ...other })).hits) }
  } catch (error) {
    // In this reading it is no pattern.
    if (error instanceof ToolError) return { reading, matches: 0 }
    throw error
  }
}

function countMatches(hits: readonly Hit[]): number {
  return hits.filter((hit) => hit.isMatch).length
}

/** A pattern of grep's basic syntax, in which it is `\\|` that means "or" and `|` that is a character, as ripgrep writes it. */
function extendedOf(pattern: string): string {
  if (!/\\[|(){}+?]/.test(pattern)) return pattern
  return pattern.replaceAll(/\\?[|(){}+?]|\\./gs, (part) =>
    part.length === 1 ? `\\${part}` : /[|(){}+?]/.test(part) ? part.slice(1) : part,
  )
}

function hasWide({ text, ranges }: Pick<Hit, 'text' | 'ranges'>): boolean {
  const bytes = Buffer.from(text)
  return ranges.some(({ start, end }) => bytes.subarray(start, end).includes(0))
}

/** Those of the paths that git ignores; none outside a repository. */
async function ignoredPaths({ cwd, signal }: RipgrepCall, paths: readonly string[]): Promise<ReadonlySet<string>> {
  if (paths.length === 0) return new Set()
  const { captureCommand } = await import('@groundcrew/core/process')
  const input = paths.map((path) => `${path}\0`).join('')
  const { stdout } = await captureCommand(['git', 'check-ignore', '-z', '--stdin'], { cwd, signal, stdin: { input } })
  return new Set(stdout.toString().split('\0'))
}

const HEAD_BYTES = 1024 * 1024

function placeOf(cwd: string, file: string): HidingPlace {
  if (isBehindLink(cwd, file)) return 'behind a link'
  if (file.split('/').some((part) => part.startsWith('.') && part !== '.' && part !== '..')) return 'hidden'
  return isBinary(path.join(cwd, file)) ? 'binary' : 'gitignored'
}

/** Behind a link that leads back into the directory: the file is looked at under its own name. */
function hasAnotherName(cwd: string, file: string): boolean {
  if (!isBehindLink(cwd, file)) return false
  try {
    return realpathSync(path.join(cwd, file)).startsWith(`${realpathSync(cwd)}/`)
  } catch {
    return false
  }
}

function isBehindLink(cwd: string, file: string): boolean {
  try {
    const parent = path.dirname(path.join(cwd, file))
    return (
      lstatSync(path.join(cwd, file)).isSymbolicLink() ||
      realpathSync(parent) !== path.join(realpathSync(cwd), path.dirname(file))
    )
  } catch {
    return false
  }
}

function isBinary(file: string): boolean {
  return readRegularFile(file)?.subarray(0, HEAD_BYTES).includes(0) ?? false
}
