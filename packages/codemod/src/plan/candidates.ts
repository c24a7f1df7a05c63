import { readFileSync, statSync } from 'node:fs'
import path from 'node:path'
import { NameTable, sourceFacts, type SourceFacts } from '@groundcrew/code-map'
import { usageError } from '@groundcrew/core/cli'
import { findRepository, listFiles, runGit, type FileList } from '@groundcrew/core/repo'
import { encodePath } from '@groundcrew/core/text'
import { readTreeFile, type KnownParents } from '../apply/work-tree.ts'
import type { Place } from './place.ts'
import { decodeText, type DecodedText } from './text-file.ts'

/** A file that may be changed. */
export interface Candidate {
  readonly path: string
  readonly mode: number
  readonly bytes: Buffer
  readonly decoded: DecodedText
  readonly facts: SourceFacts
}

/** A file that is looked at and never changed, with its text as far as there is one. */
export interface Untouchable {
  readonly path: string
  readonly reason: string
  readonly text: string
}

export interface Candidates {
  readonly files: readonly Candidate[]
  readonly untouchable: readonly Untouchable[]
  readonly filesSearched: number
  /** Every file of the work tree. */
  readonly listed: readonly string[]
  /** Files that were not asked for and may be changed otherwise, as far as `othersMayMatch` says. */
  readonly others: readonly Candidate[]
}

const sizeBytesMax = 16 * 1024 * 1024

export interface CandidateOptions {
  /** Files and directories (see `literalPath`) and globs, relative to the root. All files where there are none. */
  readonly paths: readonly string[]
  /** Whether a file's bytes may matter at all; it is not decoded otherwise. */
  readonly mayMatch: (bytes: Buffer, file: string) => boolean
  /** The same for files that are not asked for, where these matter. */
  readonly othersMayMatch?: ((bytes: Buffer, file: string) => boolean) | undefined
  /** What `listFiles` says of the work tree, where that is known. */
  readonly listed?: readonly string[]
}

/**
 * What a plan may change: every file that git tracks or would track. What was asked for by name and may not be changed, and what has a
 * match and may not be changed, is among the untouchable.
 */
export async function findCandidates(place: Place, options: CandidateOptions): Promise<Candidates> {
  const { paths, mayMatch, othersMayMatch } = options
  const list = options.listed === undefined ? await listFiles(place.root) : { root: place.root, files: options.listed }
  const { files: listed } = list
  const isAsked = await pathFilter(paths)
  const asked = listed.filter(isAsked)
  const vendored = await linguistPaths(place, asked)
  const files: Candidate[] = []
  const untouchable: Untouchable[] = [...(await askedInVain(place, paths, listed))]
  const reader = { root: place.root, mayMatch, parents: new Map(), names: new NameTable() }
  for (const file of asked) {
    const read = await readCandidate(reader, file)
    if (read === undefined) continue
    if ('reason' in read) untouchable.push(read)
    else if (vendored.has(file)) untouchable.push(refuse(read, vendored.get(file) ?? ''))
    else files.push(read)
  }
  untouchable.push(
    ...(await readWithin(
      reader,
      (await listWithin(list)).filter(({ file }) => isAsked(file)),
    )),
  )
  const others: Candidate[] = []
  for (const file of othersMayMatch === undefined ? [] : listed.filter((listedFile) => !isAsked(listedFile))) {
    const read = await readCandidate({ ...reader, mayMatch: othersMayMatch ?? mayMatch }, file)
    if (read !== undefined && !('reason' in read)) others.push(read)
  }
  return { files, untouchable, filesSearched: asked.length, listed, others }
}

interface FileWithin {
  readonly file: string
  readonly repository: string
}

/** What has a match in another repository: a plan can be undone in one alone. */
async function readWithin(reader: Reader, files: readonly FileWithin[]): Promise<readonly Untouchable[]> {
  const found: Untouchable[] = []
  for (const { file, repository } of files) {
    const read = await readCandidate(reader, file)
    if (read !== undefined && 'decoded' in read) found.push(refuse(read, `in the repository ${repository}`))
  }
  return found
}

/** The files of submodules and of other repositories within. */
async function listWithin({ root, tracked }: Pick<FileList, 'root' | 'tracked'>): Promise<readonly FileWithin[]> {
  const found: FileWithin[] = []
  for (const repository of [...(tracked?.submodules ?? []), ...(tracked?.repositories ?? [])]) {
    const inner = await listFiles(path.join(root, repository))
    // A submodule that is not checked out is an empty directory of this repository.
    if (inner.root === root) continue
    const deeper = await listWithin(inner)
    const names = [...inner.files, ...deeper.map(({ file }) => file)]
    found.push(...names.map((name) => ({ file: path.posix.join(repository, name), repository })))
  }
  return found
}

interface Reader {
  readonly root: string
  readonly mayMatch: (bytes: Buffer, file: string) => boolean
  readonly parents: KnownParents
  readonly names: NameTable
}

async function readCandidate(
  { root, mayMatch, parents, names }: Reader,
  file: string,
): Promise<Candidate | Untouchable | undefined> {
  const found = readTreeFile(root, file, parents)
  if (found.kind === 'absent') return undefined
  if (found.kind === 'refused') return { path: file, reason: found.reason, text: textBehind(root, file) }
  const { bytes, mode } = found
  if (!mayMatch(bytes, file)) return undefined
  if (bytes.length > sizeBytesMax) return { path: file, reason: 'larger than 16 MB', text: '' }
  const decoded = decodeText(bytes)
  if (decoded.kind !== 'text') return { path: file, reason: decoded.kind, text: bytes.toString('latin1') }
  const facts = await sourceFacts(file, bytes, names)
  const candidate: Candidate = { path: file, mode, bytes, decoded, facts }
  const reason = refusalOf(file, facts)
  return reason === undefined ? candidate : refuse(candidate, reason)
}

function refusalOf(file: string, facts: SourceFacts): string | undefined {
  if (/(?:^|\/)node_modules\//.test(file)) return 'in node_modules'
  const { class: fileClass } = facts
  return fileClass === 'generated' || fileClass === 'vendored' || fileClass === 'minified' ? fileClass : undefined
}

function refuse({ path: file, decoded }: Candidate, reason: string): Untouchable {
  return { path: file, reason, text: decoded.text }
}

/** What a symlink shows, so that its matches can be counted; the text of its target is not changed through it. */
function textBehind(root: string, file: string): string {
  const full = encodePath(path.join(root, file))
  const stats = statSync(full, { throwIfNoEntry: false })
  return stats?.isFile() === true && stats.size <= sizeBytesMax ? readFileSync(full, 'latin1') : ''
}

/** Files that were named and are not listed. */
async function askedInVain(
  { root }: Place,
  paths: readonly string[],
  listed: readonly string[],
): Promise<readonly Untouchable[]> {
  const known = new Set(listed)
  const found: Untouchable[] = []
  for (const file of paths.filter((text) => !isGlob(text)).map(withoutMark)) {
    if (known.has(file) || file === '' || listed.some((other) => other.startsWith(`${file}/`))) continue
    const stats = statSync(encodePath(path.join(root, file)), { throwIfNoEntry: false })
    if (stats === undefined) continue
    const reason = /(?:^|\/)node_modules(?:\/|$)/.test(file) ? 'in node_modules' : 'ignored by git'
    found.push({ path: file, reason, text: stats.isFile() ? textBehind(root, file) : '' })
  }
  return found
}

/** Paths as .gitattributes has them `linguist-vendored` or `linguist-generated`. */
async function linguistPaths(place: Place, files: readonly string[]): Promise<ReadonlyMap<string, string>> {
  const found = new Map<string, string>()
  const repository = await findRepository(place.root)
  const attributes = files.filter((file) => path.posix.basename(file) === '.gitattributes')
  const texts = attributes.map((file) => readFileSync(encodePath(path.join(place.root, file)), 'latin1'))
  if (repository === undefined || !texts.some((text) => text.includes('linguist-'))) return found
  const names = ['linguist-vendored', 'linguist-generated']
  for (let at = 0; at < files.length; at += argumentsMax) {
    const part = files.slice(at, at + argumentsMax)
    const { stdout } = await runGit(repository, ['check-attr', '-z', ...names, '--', ...part])
    const words = stdout.toString().split('\0')
    for (let word = 0; word + 2 < words.length; word += 3) {
      const [file = '', name = '', value] = words.slice(word, word + 3)
      if (value === 'set' || value === 'true') found.set(file, `${name.replace('linguist-', '')} (.gitattributes)`)
    }
  }
  return found
}

/** So many paths fit into one command line. */
const argumentsMax = 500

/** Whether a file is among paths and globs as `CandidateOptions` has them. */
export async function pathFilter(paths: readonly string[]): Promise<(file: string) => boolean> {
  if (paths.length === 0) return () => true
  const plain = paths.filter((text) => !isGlob(text)).map(withoutMark)
  const globs = paths.filter(isGlob)
  const { default: ignore } = await import('ignore')
  const wanted = ignore().add(globs.filter((glob) => !glob.startsWith('!')).flatMap(expandBraces))
  const unwanted = ignore().add(
    globs.filter((glob) => glob.startsWith('!')).flatMap((glob) => expandBraces(glob.slice(1))),
  )
  const hasWanted = plain.length > 0 || globs.some((glob) => !glob.startsWith('!'))
  return (file) => {
    const isNamed = plain.some((name) => name === '' || file === name || file.startsWith(`${name}/`))
    return (!hasWanted || isNamed || wanted.ignores(file)) && !unwanted.ignores(file)
  }
}

/** `*.{ts,js}` as `*.ts` and `*.js`: gitignore's globs have no braces. */
function expandBraces(glob: string): readonly string[] {
  const match = /^(.*?)\{([^{}]*)\}(.*)$/.exec(glob)
  if (match === null) return [glob]
  const [, before = '', choices = '', after = ''] = match
  return choices.split(',').flatMap((choice) => expandBraces(before + choice + after))
}

/**
 * Paths of the command line relative to the root. @throws a usage error for one outside of it, or one that is nowhere.
 */
export function fromRoot({ root, cwd }: Place, paths: readonly string[]): readonly string[] {
  return paths.map((text) => {
    const isExcluded = text.startsWith('!')
    const full = path.resolve(cwd, isExcluded ? text.slice(1) : text)
    const relative = path.relative(root, full)
    if (relative === '..' || relative.startsWith('../')) {
      throw usageError(`${text} is outside the root ${root}`, 'name paths inside it, or use -C DIR')
    }
    const isThere = statSync(encodePath(full), { throwIfNoEntry: false }) !== undefined
    if (isThere && !isExcluded) return literalPath(relative)
    if (isThere && isGlob(relative)) return `!/${relative.replaceAll(/[*?[\]\\]/g, String.raw`\$&`)}`
    if (/[*?[{]/.test(text)) {
      const prefix = path.relative(root, cwd)
      const glob = isExcluded ? text.slice(1) : text
      const isAnchored = prefix !== '' || glob.includes('/')
      return `${isExcluded ? '!' : ''}${isAnchored ? `/${path.posix.join(prefix, glob)}` : glob}`
    }
    if (!isExcluded) {
      throw usageError(`there is no ${text}`, 'name a file, a directory or a glob, such as src or "**/*.ts"')
    }
    return `!${relative}`
  })
}

/** One file of the command line relative to the root. @throws as `fromRoot`. */
export function fileFromRoot(place: Place, file: string): string {
  return withoutMark(fromRoot(place, [file])[0] ?? '')
}

/** A file or directory of that very name, such as `app/[id]`, which could also be read as a glob: it is marked by `./`. */
export function literalPath(relative: string): string {
  return isGlob(relative) ? `${LITERAL_MARK}${relative}` : relative
}

const LITERAL_MARK = './'

function isGlob(text: string): boolean {
  return !text.startsWith(LITERAL_MARK) && /[*?[{!]/.test(text)
}

function withoutMark(text: string): string {
  return text.startsWith(LITERAL_MARK) ? text.slice(LITERAL_MARK.length) : text
}
