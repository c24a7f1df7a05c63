import { C, T, type CodeSymbol, type OpenFile } from '@groundcrew/code-map'
import { textAt, tokenAt } from '../graph/token-text.ts'
import { readCallShape } from './call-shape.ts'
import type { PairFinding } from './findings.ts'
import { isLineEnd } from './python-body.ts'
import { calleesOf } from './python-callees.ts'
import { changedPython, isChangedLine, type Side } from './side.ts'
import type { SourceTree } from './source-tree.ts'
import { closingOf, splitList } from './token-groups.ts'

/** Calls of both sides that give one name to a function of Python which refuses to be given a name twice: routes, commands, plug-ins. */
export async function findRegistrations(mine: Side, theirs: Side): Promise<readonly PairFinding[]> {
  const own = await registrationsOf(mine)
  const their = own.length === 0 ? [] : await registrationsOf(theirs)
  const found: PairFinding[] = []
  for (const one of own) {
    const other = their.find(({ path, key, callee }) => path !== one.path && key === one.key && callee === one.callee)
    const keys = other === undefined ? undefined : refusedKeys(one)
    if (
      other === undefined ||
      keys === undefined ||
      !keys.every((name) => one.given.get(name) === other.given.get(name))
    )
      continue
    found.push({
      severity: 'break',
      kind: 'duplicate-name',
      mine: { path: one.path, line: one.line },
      theirs: { path: other.path, line: other.line },
      text: `both give ${one.key} to ${one.name}, which refuses to have it twice`,
      symbol: one.key,
    })
  }
  return found
}

interface Registration {
  readonly path: string
  readonly line: number
  /** Its first argument, a text. */
  readonly key: string
  /** What is called: a name, or a method of a name. */
  readonly name: string
  /** Where that is declared, and as what. */
  readonly callee: string
  readonly declared: Declared
  /** By parameter, what is given for it. */
  readonly given: ReadonlyMap<string, string>
}

interface Declared {
  readonly open: OpenFile
  readonly symbol: CodeSymbol
}

/** `@command('name')`, `app.route('/path')(view)` and `register('name', …)` outside of functions, on changed lines. */
async function registrationsOf(side: Side): Promise<readonly Registration[]> {
  const found: Registration[] = []
  for await (const { file, open } of changedPython(side)) {
    const { tokens } = open.extraction
    for (let at = 0; at + 2 < tokens.count; at++) {
      const line = tokens.line[at] as number
      const isCall = tokens.kind[at] === T.name && tokens.kind[at + 1] === C.open && tokens.kind[at + 2] === T.string
      if (!isCall || !isChangedLine(file, line) || !isOutside(open, at)) continue
      // oxlint-disable-next-line no-await-in-loop -- few stand outside of functions
      const declared = await calleeOf(side.after, open, at)
      if (declared === undefined) continue
      const name = textAt(open, at)
      const callee = `${declared.open.file.path}#${declared.symbol.qualifiedName}`
      found.push({
        path: file.path,
        line,
        key: textAt(open, at + 2).replaceAll('"', "'"),
        name,
        callee,
        declared,
        given: givenTo(open, at + 1, declared),
      })
    }
  }
  return found
}

/** A decorator, or a statement of the module. */
function isOutside({ extraction: { tokens }, symbols }: OpenFile, at: number): boolean {
  const start = tokens.start[at] as number
  return !symbols.some(
    ({ kind, nameStart, end }) => (kind === 'function' || kind === 'method') && nameStart < start && start < end,
  )
}

function givenTo(open: OpenFile, list: number, { open: declaring, symbol }: Declared): ReadonlyMap<string, string> {
  const parameters = readCallShape(declaring, symbol)?.parameters ?? []
  const { kind, start, end } = open.extraction.tokens
  return new Map(
    splitList(open, list).map(([first, last], index) => {
      const isNamed = kind[first + 1] === C.equals
      const text = open.source.toString('utf8', start[isNamed ? first + 2 : first], end[last - 1]).replaceAll('"', "'")
      return [isNamed ? textAt(open, first) : (parameters[index]?.name ?? ''), text]
    }),
  )
}

async function calleeOf(tree: SourceTree, open: OpenFile, at: number): Promise<Declared | undefined> {
  for (const { path, name } of await calleesOf(tree, open, [at], undefined)) {
    // oxlint-disable-next-line no-await-in-loop -- rarely more than one
    const declaring = await tree.open(path)
    const symbol = declaring?.symbols.find(
      ({ qualifiedName, kind }) => qualifiedName === name && (kind === 'function' || kind === 'method'),
    )
    if (declaring !== undefined && symbol !== undefined) return { open: declaring, symbol }
  }
  return undefined
}

/** The parameters that a function makes a key of which it refuses where it is there already; undefined where it refuses none. */
function refusedKeys({ declared: { open, symbol } }: Registration): readonly string[] | undefined {
  const parameters = new Set((readCallShape(open, symbol)?.parameters ?? []).map(({ name }) => name))
  const [from, end] = [tokenAt(open, symbol.signatureEnd), tokenAt(open, symbol.end)]
  for (let at = from; at < end; at++) {
    if (textAt(open, at) !== 'in' || !isRefusing(open, at)) continue
    const key = textAt(open, textAt(open, at - 1) === 'not' ? at - 2 : at - 1)
    if (parameters.has(key)) return [key]
    const names = madeFrom(open, key, { from, end }).filter((name) => parameters.has(name))
    if (names.length > 0) return names
  }
  return undefined
}

/** `if x in known: raise …` and `assert x not in known`. */
function isRefusing(open: OpenFile, at: number): boolean {
  const { tokens } = open.extraction
  let start = at
  while (start > 0 && tokens.isAfterNewline[start] !== 1) start--
  if (textAt(open, start) === 'assert') return textAt(open, at - 1) === 'not'
  if (textAt(open, start) !== 'if' || textAt(open, at - 1) === 'not') return false
  let colon = at
  while (colon < tokens.count && tokens.kind[colon] !== C.colon)
    colon = tokens.kind[colon] === C.open ? closingOf(open, colon) + 1 : colon + 1
  return textAt(open, colon + 1) === 'raise'
}

/** The names on the other side of the `=` of a variable. */
function madeFrom(
  open: OpenFile,
  name: string,
  { from, end }: { readonly from: number; readonly end: number },
): readonly string[] {
  const { tokens } = open.extraction
  for (let at = from; at < end; at++) {
    if (textAt(open, at) !== name || tokens.kind[at + 1] !== C.equals || tokens.isAfterNewline[at] !== 1) continue
    const found: string[] = []
    for (let next = at + 2; next < end && (next === at + 2 || !isLineEnd(open, next)); next++)
      found.push(textAt(open, next))
    return found
  }
  return []
}
