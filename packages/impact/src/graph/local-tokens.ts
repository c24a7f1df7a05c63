import { C, LocalVariables, T, TokenView, type CodeSymbol, type ImportFact, type OpenFile } from '@groundcrew/code-map'
import { idsOf, textAt, tokenAt } from './token-text.ts'

/**
 * By token: 1 where it is a parameter or a variable of a function, and something that others may change is called so too. Of other names it makes
 * no difference.
 *
 * @param owners by token the unit that holds it; in imports and export lists -1
 */
export function localTokens(open: OpenFile, owners: Int32Array, roots: readonly CodeSymbol[]): Uint8Array {
  const { tokens, names, imports } = open.extraction
  const found = new Uint8Array(tokens.count)
  const values = roots.filter(({ kind }) => kind !== 'type' && kind !== 'interface')
  const isStatement = ({ kind }: ImportFact): boolean => kind === 'import' || kind === 're-export'
  const [stated, called] = [imports.filter(isStatement), imports.filter((fact) => !isStatement(fact))]
  const ids = new Set([...values.map(({ name }) => name), ...localNames(stated)].map((name) => names.find(name) ?? -1))
  // `const { name } = await import('./a')`: the variable is what is imported.
  for (const name of localNames(called)) ids.delete(names.find(name) ?? -1)
  ids.delete(-1)
  const places = placesToLookAt(open, owners, ids)
  const locals = places.length === 0 ? undefined : LocalVariables.of(new TokenView(open))
  if (locals === undefined) return found
  const signatures = signatureTokens(open)
  for (const at of places) {
    const bound = locals.boundAt(at)
    const isLocal = bound !== undefined && owners[bound] !== -1 && !isImported(open, bound)
    if (isLocal && (at === bound || (signatures[at] !== 1 && !isOfOuter(open, at)))) found[at] = 1
  }
  return found
}

/** Most names are bound nowhere in a function: that is seen without its scopes. */
function placesToLookAt(open: OpenFile, owners: Int32Array, ids: ReadonlySet<number>): readonly number[] {
  const { count, id } = open.extraction.tokens
  const binders = idsOf(open, BINDERS)
  const bound = new Set<number>()
  const places: number[] = []
  for (let at = 0; at < count; at++) {
    const name = id[at] as number
    if (owners[at] === -1 || name === -1 || !ids.has(name)) continue
    places.push(at)
    if (mayBind(open, at, binders)) bound.add(name)
  }
  return bound.size === 0 ? [] : places.filter((at) => bound.has(id[at] as number))
}

const BINDERS = ['const', 'let', 'var', 'function', 'class', 'def', 'import', 'as', 'for', 'case', 'global', 'nonlocal']
/** Behind a name these use it. */
const USING: ReadonlySet<number> = new Set([C.open, C.openBracket, C.dot, T.optionalChain, C.less, C.semicolon])

/** False where a name is surely used; where a parameter or a variable comes into being, other tokens stand around it. */
function mayBind({ extraction: { tokens } }: OpenFile, at: number, binders: ReadonlySet<number>): boolean {
  const { kind, id, isAfterNewline } = tokens
  if (at === 0) return true
  if (kind[at - 1] === C.dot) return false
  if (kind[at - 1] === C.comma || kind[at - 1] === C.star || binders.has(id[at - 1] as number)) return true
  return at + 1 === tokens.count || isAfterNewline[at + 1] === 1 || !USING.has(kind[at + 1] as number)
}

function localNames(facts: readonly ImportFact[]): readonly string[] {
  return facts.flatMap(({ names }) => names.map(({ local }) => local))
}

/** Python's defaults and annotations are looked up outside of the function whose parameters they belong to. */
function signatureTokens(open: OpenFile): Uint8Array {
  const { tokens, symbols } = open.extraction
  const found = new Uint8Array(open.file.language === 'python' ? tokens.count : 0)
  if (found.length === 0) return found
  for (const { kind, nameStart, signatureEnd } of symbols)
    if (CALLABLE.has(kind)) found.fill(1, tokenAt(open, nameStart), tokenAt(open, signatureEnd))
  return found
}

const CALLABLE: ReadonlySet<string> = new Set(['function', 'method', 'constructor'])

/** Python: a function's `from a import name`, also over several lines in parentheses, binds what is imported. */
function isImported(open: OpenFile, bound: number): boolean {
  const { file, extraction } = open
  if (file.language !== 'python') return false
  const { kind, isAfterNewline } = extraction.tokens
  for (let at = bound - 1; at >= 0; at--) {
    const isListed = kind[at] === C.comma || kind[at] === C.open
    if (isAfterNewline[at + 1] === 1 && !isListed) return false
    if (textAt(open, at) === 'import') return true
    if (!isListed && kind[at] !== C.dot && kind[at] !== T.name) return false
  }
  return false
}

/** Python: `[name for name in name()]`, `lambda name=name: …`: the last one is looked up before there is the variable. */
function isOfOuter({ file, extraction }: OpenFile, at: number): boolean {
  const { kind, id } = extraction.tokens
  if (file.language !== 'python' || id[at - 2] !== id[at]) return false
  return kind[at - 1] === C.equals || id[at - 1] === extraction.names.find('in')
}
