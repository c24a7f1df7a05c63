import type { ChangedDeclaration, FileChange } from '../../change/types.ts'
import type { PairFinding, Place } from '../findings.ts'
import { firstChangedLine, isChangedLine, originalPath, type Side } from '../side.ts'
import type { SideReader } from '../side-reader.ts'
import type { CompileError, Compiler } from './compiler.ts'

export interface CompileResult {
  readonly findings: readonly PairFinding[]
  /** Files of the merged tree of which it is known that they are right. */
  readonly right: ReadonlySet<string>
  readonly notes: readonly string[]
}

export interface CheckedPair {
  readonly mine: Side
  readonly theirs: Side
  /** The tree of the merge. */
  readonly merged: string
}

/**
 * What the compilers of their languages say of the merge, in the files that the two changed, and of neither side by itself. For what git
 * can merge.
 *
 * @throws ToolError those of `runGit`.
 */
export async function findCompileErrors(reader: SideReader, pair: CheckedPair): Promise<CompileResult> {
  const results: CompileResult[] = []
  // oxlint-disable-next-line no-await-in-loop -- each takes a whole core
  for (const compiler of reader.compilers) results.push(await checkWith(compiler, reader, pair))
  return {
    findings: results.flatMap(({ findings }) => findings),
    right: new Set(results.flatMap(({ right }) => [...right])),
    notes: results.flatMap(({ notes }) => notes),
  }
}

async function checkWith(compiler: Compiler, reader: SideReader, pair: CheckedPair): Promise<CompileResult> {
  const sides = [pair.mine, pair.theirs]
  const isShared = sides.every(({ files }) => files.some(({ path }) => compiler.matters(path)))
  const paths = isShared ? await pathsInContact(compiler, pair) : []
  if (paths.length === 0) return { findings: [], right: new Set(), notes: [] }
  const report = await compiler.check(pair.merged, paths)
  if (typeof report === 'string')
    return { findings: [], right: new Set(), notes: [`the merge is not compiled: ${report}`] }
  const own = report.errors.length === 0 ? new Set<string>() : await errorsOfSides(compiler, pair, report.errors)
  const findings: PairFinding[] = []
  // oxlint-disable-next-line no-await-in-loop -- they are loaded
  for (const error of report.errors)
    if (!own.has(keyOf(pair, error))) findings.push(await findingOf({ reader, compiler, pair }, error))
  const wrong = new Set(report.errors.map(({ path }) => path))
  return { findings, right: new Set([...report.sure].filter((path) => !wrong.has(path))), notes: [] }
}

function otherOf({ mine, theirs }: CheckedPair, side: Side): Side {
  return side === mine ? theirs : mine
}

/** The files that the other side may have made wrong, by their names in the merge: either side may have renamed one. */
async function pathsInContact(compiler: Compiler, pair: CheckedPair): Promise<readonly string[]> {
  const found = new Set<string>()
  for (const side of [pair.mine, pair.theirs]) {
    const other = otherOf(pair, side)
    // oxlint-disable-next-line no-await-in-loop -- both read the same files
    const inContact = await compiler.inContact(side, other, pair.mine.after)
    for (const file of side.files)
      if (file.status !== 'deleted' && inContact.has(file.path)) found.add(mergedPath(file, other))
  }
  return [...found].filter((path) => compiler.checks(path))
}

function mergedPath(file: FileChange, other: Side): string {
  const renamed = other.files.find((one) => one.status === 'renamed' && originalPath(one) === file.path)
  return renamed?.path ?? file.path
}

/** What is wrong with a side before the merge, in the files in question. */
async function errorsOfSides(
  compiler: Compiler,
  pair: CheckedPair,
  errors: readonly CompileError[],
): Promise<ReadonlySet<string>> {
  const paths = [...new Set(errors.flatMap(({ path }) => [path, beforeRename(pair, path)]))]
  const found = new Set<string>()
  for (const side of [pair.mine, pair.theirs]) {
    // oxlint-disable-next-line no-await-in-loop -- the compiler has one thread
    const report = await compiler.check(side.line.commit, paths)
    for (const error of typeof report === 'string' ? [] : report.errors) found.add(keyOf(pair, error))
  }
  return found
}

function keyOf(pair: CheckedPair, { path, message }: CompileError): string {
  return `${beforeRename(pair, path)} ${message}`
}

function beforeRename({ mine, theirs }: CheckedPair, path: string): string {
  const renamed = [...mine.files, ...theirs.files].find((file) => file.path === path && file.status === 'renamed')
  return renamed === undefined ? path : originalPath(renamed)
}

async function findingOf({ reader, compiler, pair }: Judging, error: CompileError): Promise<PairFinding> {
  const text = lineOf((await reader.tree(pair.merged).read(error.path))?.toString('utf8') ?? '', error.line)
  const user = await userOf(pair, error, text)
  const side = user === 'mine' ? pair.mine : pair.theirs
  const cause = causeOf(compiler, otherOf(pair, side), error)
  const used = {
    path: fileOf(side, pair, error.path)?.path ?? error.path,
    line: await lineIn(side, pair, { error, text }),
  }
  const [you, they] = user === 'mine' ? ['you', 'they'] : ['they', 'you']
  const what =
    cause.symbol === undefined
      ? `${you} write this, ${they} changed what it builds on`
      : `${you} use ${cause.symbol}, ${they} changed it`
  return {
    severity: 'break',
    kind: 'compile',
    mine: user === 'mine' ? used : cause.place,
    theirs: user === 'mine' ? cause.place : used,
    text: `${what}: ${error.message}`,
    ...(cause.symbol !== undefined && { symbol: cause.symbol }),
    user,
  }
}

interface Judging {
  readonly reader: SideReader
  readonly compiler: Compiler
  readonly pair: CheckedPair
}

function lineOf(text: string, line: number): string {
  return text.split('\n')[line - 1]?.trim() ?? ''
}

function fileOf(side: Side, pair: CheckedPair, path: string): FileChange | undefined {
  return side.files.find((file) => file.status !== 'deleted' && mergedPath(file, otherOf(pair, side)) === path)
}

/** Who wrote the line in error: the only one that changed the file, or the one with that line among its changed ones. */
async function userOf(pair: CheckedPair, error: CompileError, text: string): Promise<'mine' | 'theirs'> {
  const { mine, theirs } = pair
  if (fileOf(theirs, pair, error.path) === undefined) return 'mine'
  if (fileOf(mine, pair, error.path) === undefined) return 'theirs'
  return (await changedLines(mine, pair, error.path)).some((one) => one.text === text) ? 'mine' : 'theirs'
}

/** The line of a side on which the error stands: where both changed the file, the changed one of the same text. */
async function lineIn(
  side: Side,
  pair: CheckedPair,
  { error, text }: { readonly error: CompileError; readonly text: string },
): Promise<number> {
  if (fileOf(otherOf(pair, side), pair, error.path) === undefined) return error.line
  const lines = await changedLines(side, pair, error.path)
  const file = fileOf(side, pair, error.path)
  return lines.find((one) => one.text === text)?.line ?? (file === undefined ? error.line : firstChangedLine(file))
}

async function changedLines(
  side: Side,
  pair: CheckedPair,
  path: string,
): Promise<readonly { readonly line: number; readonly text: string }[]> {
  const file = fileOf(side, pair, path)
  if (file === undefined) return []
  const lines = (await side.after.read(file.path))?.toString('utf8').split('\n') ?? []
  return lines
    .map((text, index) => ({ line: index + 1, text: text.trim() }))
    .filter(({ line }) => isChangedLine(file, line))
}

interface Cause {
  readonly symbol?: string
  readonly place: Place
}

/** The change of the other side that the error comes from: of a declaration that is mentioned, else of its file, else of any. */
function causeOf(compiler: Compiler, { files }: Side, { mentioned, message }: CompileError): Cause {
  const mattering = files.filter(({ path }) => compiler.matters(path))
  const candidates = mentioned.flatMap(({ path, name }) =>
    mattering
      .filter((file) => path === undefined || file.path === path)
      .map((file) => ({ file, name, declaration: declarationOf(file, name) })),
  )
  const inMessage = mattering.flatMap((file) => {
    const declaration = file.declarations.find((one) => isChanged(one) && hasWord(message, one.name))
    return declaration === undefined ? [] : [{ file, declaration }]
  })
  for (const { file, declaration } of [...candidates, ...inMessage])
    if (declaration !== undefined)
      return { symbol: declaration.qualifiedName, place: { path: file.path, line: declaration.line } }
  const known = candidates.find(({ file }) => mentioned.some(({ path }) => path === file.path))
  const any = known?.file ?? mattering[0]
  return {
    ...(known !== undefined && known.name !== '' && { symbol: known.name }),
    place: any === undefined ? { path: '', line: 1 } : { path: any.path, line: firstChangedLine(any) },
  }
}

function isChanged({ class: change, name }: ChangedDeclaration): boolean {
  return change !== 'cosmetic' && name !== ''
}

function hasWord(text: string, word: string): boolean {
  return text.match(/[\w$]+/g)?.includes(word) === true
}

function declarationOf({ declarations }: FileChange, name: string): ChangedDeclaration | undefined {
  return declarations.find(
    (one) => isChanged(one) && (one.qualifiedName === name || one.qualifiedName.endsWith(`.${name}`)),
  )
}

/**
 * What was read off the text, in the light of what TypeScript says: it is no more than a risk where the file is right, and what is told
 * twice is told once.
 */
export function reconcile(found: readonly PairFinding[], { findings, right }: CompileResult): readonly PairFinding[] {
  const kept = found.map((finding) => (isRefuted(finding, right) ? { ...finding, severity: 'risk' as const } : finding))
  const fresh = findings.filter((error) => !kept.some((one) => one.severity === 'break' && isSamePlace(one, error)))
  return [...kept.filter((one) => one.severity !== 'risk' || !fresh.some((error) => isSamePlace(one, error))), ...fresh]
}

/** Kinds that types have the last word on. */
const TYPED: readonly string[] = ['signature', 'removed', 'removed-file', 'duplicate-name']

function isRefuted({ severity, kind, user, mine, theirs }: PairFinding, right: ReadonlySet<string>): boolean {
  if (severity !== 'break' || !TYPED.includes(kind)) return false
  if (user !== undefined) return right.has(user === 'mine' ? mine.path : theirs.path)
  return mine.path === theirs.path && right.has(mine.path)
}

/** They are about one name, or about one line of the file that uses it. */
function isSamePlace(one: PairFinding, error: PairFinding): boolean {
  const used = error.user === 'mine' ? error.mine : error.theirs
  const other = error.user === 'mine' ? one.mine : one.theirs
  if (other.path !== used.path || one.kind === 'lockfile') return false
  return other.line === used.line || (one.symbol !== undefined && nameOf(one.symbol) === nameOf(error.symbol ?? ''))
}

function nameOf(symbol: string): string {
  return symbol.slice(symbol.lastIndexOf('.') + 1)
}
