import { C, type CodeSymbol, type OpenFile } from '@groundcrew/code-map'
import { isScript } from '../change/token-words.ts'
import type { FileChange } from '../change/types.ts'
import type { PairFinding } from './findings.ts'
import { firstChangedLine, isChangedLine, originalPath, type MergedPair } from './side.ts'

/** A file that both changed, as each left it and as git merges the two. */
export interface MergedFile {
  readonly mine: FileChange
  readonly theirs: FileChange
  readonly versions: { readonly mine: OpenFile; readonly theirs: OpenFile; readonly merged: OpenFile }
}

/** The files that both changed and that git merges without a conflict, as code. */
export async function readMergedFiles(
  { mine, theirs, merged }: MergedPair,
  conflicting: ReadonlySet<string>,
): Promise<readonly MergedFile[]> {
  const others = new Map(theirs.files.map((file) => [originalPath(file), file]))
  const shared = mine.files.flatMap((file) => {
    const other = others.get(originalPath(file))
    if (other === undefined || file.hunks.length === 0 || other.hunks.length === 0) return []
    const path = file.path === originalPath(file) ? other.path : file.path
    return conflicting.has(path) ? [] : [{ file, other, path }]
  })
  await merged.load(shared.map(({ path }) => path))
  const found: MergedFile[] = []
  for (const { file, other, path } of shared) {
    // oxlint-disable-next-line no-await-in-loop -- they are loaded
    const opened = await Promise.all([mine.after.open(file.path), theirs.after.open(other.path), merged.open(path)])
    const [own, their, both] = opened
    if (own === undefined || their === undefined || both === undefined) continue
    found.push({ mine: file, theirs: other, versions: { mine: own, theirs: their, merged: both } })
  }
  return found
}

/** Names that each side declares once and the merged file twice. */
export function findDuplicates({ mine, theirs, versions }: MergedFile): readonly PairFinding[] {
  const own = declaredNames(versions.mine)
  const their = declaredNames(versions.theirs)
  const found: PairFinding[] = []
  for (const [key, lines] of declaredNames(versions.merged)) {
    const before = Math.max(own.get(key)?.length ?? 0, their.get(key)?.length ?? 0)
    if (lines.length < 2 || lines.length <= before) continue
    const name = key.slice(key.indexOf(' ') + 1)
    found.push({
      severity: 'break',
      kind: 'duplicate-name',
      mine: { path: mine.path, line: changedLineOf(own.get(key), mine) },
      theirs: { path: theirs.path, line: changedLineOf(their.get(key), theirs) },
      text: `both add ${name}: the merged file has it twice`,
      symbol: name,
    })
  }
  return dedupe(found)
}

function dedupe(found: readonly PairFinding[]): readonly PairFinding[] {
  return [...new Map(found.map((finding) => [finding.symbol, finding])).values()]
}

function changedLineOf(lines: readonly number[] | undefined, file: FileChange): number {
  return lines?.find((line) => isChangedLine(file, line)) ?? firstChangedLine(file)
}

/** `value name`, `type name`, or `export name` for a re-export, with the lines where it is declared. */
function declaredNames(open: OpenFile): ReadonlyMap<string, readonly number[]> {
  const found = new Map<string, number[]>()
  const add = (key: string, line: number): void => {
    const lines = found.get(key)
    if (lines === undefined) found.set(key, [line])
    else lines.push(line)
  }
  for (const symbol of open.symbols) {
    if (isOverload(open, symbol) || !isDeclaredOnce(open, symbol)) continue
    for (const space of SPACES.get(symbol.kind) ?? []) add(`${space} ${symbol.qualifiedName}`, symbol.line)
  }
  for (const { kind, names, line, isTypeOnly } of open.extraction.imports) {
    for (const { local } of names) {
      if (local === '*' || local === '') continue
      add(`${kind === 're-export' ? 'export' : isTypeOnly ? 'type' : 'value'} ${local}`, line)
    }
  }
  return found
}

/** In which of TypeScript's spaces a declaration has its name. Interfaces and namespaces of one name are one. */
const SPACES: ReadonlyMap<CodeSymbol['kind'], readonly string[]> = new Map([
  ['class', ['value', 'type']],
  ['enum', ['value', 'type']],
  ['struct', ['type']],
  ['type', ['type']],
  ['function', ['value']],
  ['constant', ['value']],
  ['variable', ['value']],
  ['method', ['value']],
  ['field', ['value']],
  ['property', ['value']],
  ['enum-member', ['value']],
])

/** Members of interfaces may be repeated, and getter and setter share a name; what is inside functions is of no concern. */
function isDeclaredOnce(open: OpenFile, { parent, start, nameStart }: CodeSymbol): boolean {
  const { symbols, source } = open
  const above = symbols[parent]
  if (!isOutermost(open, above?.start ?? start)) return false
  if (above === undefined) return true
  if (above.parent !== -1 || (above.kind !== 'class' && above.kind !== 'enum')) return false
  return !/\b(?:get|set|static)\b/.test(source.toString('utf8', start, nameStart))
}

const outermost = new WeakMap<OpenFile, ReadonlySet<number>>()

/** Whether what begins at an offset stands outside of all braces: a function without a name, as tests are, holds names of its own. */
function isOutermost(open: OpenFile, start: number): boolean {
  if (!isScript(open.file.language)) return true
  const known = outermost.get(open) ?? outermostStarts(open)
  outermost.set(open, known)
  return known.has(start)
}

function outermostStarts({ extraction: { tokens } }: OpenFile): ReadonlySet<number> {
  const found = new Set<number>()
  let depth = 0
  for (let at = 0; at < tokens.count; at++) {
    if (tokens.kind[at] === C.closeBrace) depth--
    if (depth === 0) found.add(tokens.start[at] as number)
    if (tokens.kind[at] === C.openBrace) depth++
  }
  return found
}

/** A declaration without a body, of which there may be several. */
function isOverload(open: OpenFile, { kind, signatureEnd, end }: CodeSymbol): boolean {
  const hasNoBody = signatureEnd >= end
  return hasNoBody && (kind === 'method' || (kind === 'function' && open.file.language !== 'python'))
}
