import { C, T, type CodeSymbol, type OpenFile } from '@groundcrew/code-map'
import type { FileChange } from '../change/types.ts'
import { readCallShape } from './call-shape.ts'
import type { PairFinding } from './findings.ts'
import type { MergedFile } from './merged-findings.ts'
import { firstChangedLine, isChangedLine } from './side.ts'
import { isAssigned, isNameOfArgument, localsOfPython } from './python-locals.ts'
import { textAt } from '../graph/token-text.ts'
import { closingOf } from './token-groups.ts'

/** Names that a side uses on its changed lines, and that the other side no longer declares: an import it found unused, a renamed parameter. */
export function findDangling({ mine, theirs, versions }: MergedFile): readonly PairFinding[] {
  const { merged } = versions
  const byMe = danglingNames(versions.mine, mine, merged).map(({ name, line }): PairFinding => ({
    ...commonOf(name),
    mine: { path: mine.path, line },
    theirs: { path: theirs.path, line: firstChangedLine(theirs) },
    text: `you use ${name} in this file, they took its declaration away`,
    user: 'mine',
  }))
  const byThem = danglingNames(versions.theirs, theirs, merged).map(({ name, line }): PairFinding => ({
    ...commonOf(name),
    mine: { path: mine.path, line: firstChangedLine(mine) },
    theirs: { path: theirs.path, line },
    text: `they use ${name} in this file, you took its declaration away`,
    user: 'theirs',
  }))
  return [...byMe, ...byThem]
}

function commonOf(symbol: string): Pick<PairFinding, 'severity' | 'kind' | 'symbol'> {
  return { severity: 'break', kind: 'removed', symbol }
}

interface DanglingName {
  readonly name: string
  readonly line: number
}

function danglingNames(open: OpenFile, file: FileChange, merged: OpenFile): readonly DanglingName[] {
  const { tokens } = open.extraction
  const found = new Map<string, DanglingName>()
  for (let at = 0; at < tokens.count; at++) {
    const line = tokens.line[at] as number
    if ((tokens.id[at] as number) < 0 || !isChangedLine(file, line) || isNoUse(open, at)) continue
    const name = textAt(open, at)
    const scope = scopeAt(open, tokens.start[at] as number)
    // In two functions without a name there may be two of one name.
    if (scope !== undefined && [open, merged].some((one) => countOf(one, scope) > 1)) continue
    const key = `${scope?.qualifiedName} ${name}`
    if (found.has(key) || !declaredIn(open, scope).has(name)) continue
    const same =
      scope === undefined
        ? undefined
        : merged.symbols.find(({ qualifiedName }) => qualifiedName === scope.qualifiedName)
    const isKept = scope === undefined || same !== undefined
    if (isKept && !declaredIn(merged, same).has(name)) found.set(key, { name, line })
  }
  return [...found.values()]
}

function countOf({ symbols }: OpenFile, { qualifiedName }: CodeSymbol): number {
  return symbols.filter((symbol) => symbol.qualifiedName === qualifiedName).length
}

/** A member of something, or the key of a property. */
function isNoUse(open: OpenFile, at: number): boolean {
  const { tokens } = open.extraction
  const before = tokens.kind[at - 1]
  if (before === C.dot || before === T.optionalChain || tokens.kind[at + 1] === C.colon) return true
  return open.file.language === 'python' && (isNameOfArgument(open, at) || isAssigned(open, at))
}

/** The outermost declaration around an offset; of Python the function or method, which has names of its own. */
function scopeAt({ symbols, file }: OpenFile, offset: number): CodeSymbol | undefined {
  const around = symbols.filter(({ start, end }) => start <= offset && offset < end)
  const code = around.find(({ kind }) => kind === 'function' || kind === 'method')
  return (file.language === 'python' ? code : undefined) ?? around.find(({ parent }) => parent === -1)
}

const known = new WeakMap<OpenFile, Map<CodeSymbol | undefined, ReadonlySet<string>>>()

/** The names that can be used inside a declaration: its own ones, and those of the file. */
function declaredIn(open: OpenFile, scope: CodeSymbol | undefined): ReadonlySet<string> {
  const ofFile = known.get(open) ?? new Map<CodeSymbol | undefined, ReadonlySet<string>>()
  known.set(open, ofFile)
  const names = ofFile.get(scope) ?? readDeclared(open, scope)
  ofFile.set(scope, names)
  return names
}

function readDeclared(open: OpenFile, scope: CodeSymbol | undefined): ReadonlySet<string> {
  const imported = open.extraction.imports.flatMap(({ kind, names }) =>
    kind === 're-export' ? [] : names.map(({ local }) => local),
  )
  const inside = open.symbols.filter(
    ({ parent, start, end }) => parent === -1 || (scope !== undefined && scope.start <= start && end <= scope.end),
  )
  const parameters = inside
    .filter(({ parent, start }) => parent !== -1 || start === scope?.start)
    .flatMap((symbol) => readCallShape(open, symbol)?.parameters ?? [])
  return new Set([
    ...imported,
    ...inside.map(({ name }) => name),
    ...parameters.flatMap(({ name }) => name.match(/[\w$]+/g) ?? []),
    ...(open.file.language === 'python' ? localsOfPython(open, scope) : readLocals(open, scope)),
  ])
}

/** Variables, patterns and the parameters of arrow functions. */
function readLocals(open: OpenFile, scope: CodeSymbol | undefined): readonly string[] {
  const { tokens } = open.extraction
  const found: string[] = []
  for (let at = 0; at < tokens.count; at++) {
    const start = tokens.start[at] as number
    if (scope !== undefined && (start < scope.start || start >= scope.end)) continue
    if (/^(?:const|let|var|catch)$/.test(textAt(open, at))) found.push(...namesFrom(open, at + 1))
    else if (tokens.kind[at + 1] === T.arrow && tokens.kind[at] === T.name) found.push(textAt(open, at))
    else if (tokens.kind[at] === C.open && tokens.kind[closingOf(open, at) + 1] === T.arrow)
      found.push(...namesFrom(open, at))
  }
  return found
}

/** One name, or those inside brackets. */
function namesFrom(open: OpenFile, at: number): readonly string[] {
  const { tokens } = open.extraction
  const isList = [C.open, C.openBrace, C.openBracket].includes(tokens.kind[at] as never)
  const end = isList ? closingOf(open, at) : at + 1
  const names: string[] = []
  for (let token = at; token < end; token++) if ((tokens.id[token] as number) >= 0) names.push(textAt(open, token))
  return names
}
