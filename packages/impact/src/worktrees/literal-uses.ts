import { isNamedAfter } from './named-after.ts'
import { C, T, type OpenFile } from '@groundcrew/code-map'
import { isScript } from '../change/token-words.ts'
import { textAt, tokenAt } from '../graph/token-text.ts'
import { followExport, readBindings, type Target } from './bindings.ts'
import { readCallShape } from './call-shape.ts'
import { readObjectLiterals, type ObjectLiteral } from './object-members.ts'
import { changedPython, isChangedLine, type Side } from './side.ts'
import { calleeAround, isReceiver } from './receivers.ts'
import type { SourceTree } from './source-tree.ts'
import { textBetween } from './token-groups.ts'
import type { Use } from './uses.ts'

/** The members of a type before it changed. */
export interface TypeShape {
  readonly required: readonly string[]
  readonly all: ReadonlySet<string>
}

/**
 * Objects on a side's changed lines that are values of a type, by what they have: all that it demanded, and nothing else. The file names
 * the type, or hands the object to something that does.
 */
export async function findLiterals(
  side: Side,
  type: Target,
  shape: TypeShape,
): Promise<readonly (Pick<Use, 'path' | 'line'> & Pick<ObjectLiteral, 'values'>)[]> {
  const found: (Pick<Use, 'path' | 'line'> & Pick<ObjectLiteral, 'values'>)[] = []
  if (shape.all.size === 0) return found
  for (const file of side.files) {
    // oxlint-disable-next-line no-await-in-loop -- they are loaded
    const open = file.hunks.length === 0 ? undefined : await side.after.open(file.path)
    if (open === undefined || !isScript(open.file.language)) continue
    const fitting = readObjectLiterals(open).filter(
      ({ line, values }) =>
        isChangedLine(file, line) && values.size > 0 && shape.required.every((name) => values.has(name)),
    )
    if (fitting.length === 0) continue
    // oxlint-disable-next-line no-await-in-loop -- few have such an object
    const names = await localNamesOf(side.after, open, type)
    for (const { at, line, values } of fitting) {
      const isNamed = names.size > 0 && [...values.keys()].every((name) => shape.all.has(name))
      // oxlint-disable-next-line no-await-in-loop -- as above
      if (isNamed || (await isHandedTo(side.after, { open, at, type }))) found.push({ path: file.path, line, values })
    }
  }
  return found
}

/** What a file calls the type. */
async function localNamesOf(tree: SourceTree, open: OpenFile, type: Target): Promise<ReadonlySet<string>> {
  const bindings = await readBindings(tree, open, new Set([type.name]))
  const own = open.file.path === type.path ? [type.name] : []
  return new Set([
    ...own,
    ...bindings.filter(({ path, name }) => path === type.path && name === type.name).map(({ local }) => local),
  ])
}

/** Attributes that changed lines of Python set on instances of a class. */
export async function findSetAttributes(
  side: Side,
  type: Target,
): Promise<readonly (Pick<Use, 'path' | 'line'> & { readonly name: string })[]> {
  const found: (Pick<Use, 'path' | 'line'> & { readonly name: string })[] = []
  for await (const { file, open } of changedPython(side)) {
    // oxlint-disable-next-line no-await-in-loop -- as above
    const names = await localNamesOf(side.after, open, type)
    const { tokens } = open.extraction
    for (let at = 2; names.size > 0 && at < tokens.count; at++) {
      const line = tokens.line[at] as number
      const isSet = tokens.kind[at - 1] === C.dot && tokens.kind[at + 1] === C.equals && isChangedLine(file, line)
      const isInstance = isSet && (isReceiver(open, at, names) || isNamedAfter(textAt(open, at - 2), type.name))
      if (isInstance) found.push({ path: file.path, line, name: textAt(open, at) })
    }
  }
  return found
}

interface Handed {
  readonly open: OpenFile
  /** The token of the object's brace. */
  readonly at: number
  readonly type: Target
}

/** Whether the object is an argument of a function, method or constructor that takes the type, or another one made of it. */
async function isHandedTo(tree: SourceTree, { open, at, type }: Handed): Promise<boolean> {
  const callee = calleeAround(open, at)
  if (callee === undefined) return false
  for (const target of await targetsOf(tree, open, callee)) {
    // oxlint-disable-next-line no-await-in-loop -- a callee is rarely more than one
    const declaring = await tree.open(target.path)
    if (declaring === undefined) continue
    // oxlint-disable-next-line no-await-in-loop -- as above
    const names = await localNamesOf(tree, declaring, type)
    if (names.size > 0 && takes(declaring, target.name, names)) return true
  }
  return false
}

async function targetsOf(tree: SourceTree, open: OpenFile, callee: number): Promise<readonly Target[]> {
  const { tokens, imports } = open.extraction
  const name = textAt(open, callee)
  const isMember = tokens.kind[callee - 1] === C.dot || tokens.kind[callee - 1] === T.optionalChain
  const found: Target[] = isMember ? [] : [{ path: open.file.path, name }]
  for (const fact of imports) {
    for (const { imported, local } of fact.names) {
      if (!isMember && local !== name) continue
      // oxlint-disable-next-line no-await-in-loop -- imports are few
      const paths = await tree.resolve(open, fact)
      for (const path of paths) {
        // A method is looked for in all that the file imports: the type of its object is not known.
        const wanted = imported === '*' ? { path, name } : { path, name: imported }
        // oxlint-disable-next-line no-await-in-loop -- as above
        const targets = await followExport(tree, wanted)
        found.push(...targets.map((target) => ({ path: target.path, name })))
        if (!isMember) found.push(...targets)
      }
    }
  }
  return found
}

/** Whether something of that name has a parameter of one of the types, or of a type of the same file that is made of one. */
function takes(open: OpenFile, name: string, types: ReadonlySet<string>): boolean {
  return open.symbols
    .filter((symbol) => symbol.name === name)
    .some((symbol) => {
      const text = (readCallShape(open, symbol)?.parameters ?? []).map(({ type = '' }) => type).join(' ')
      return mentions(text, types) || (text.match(/[\w$]+/g) ?? []).some((word) => isMadeOf(open, word, types))
    })
}

function isMadeOf(open: OpenFile, name: string, types: ReadonlySet<string>): boolean {
  const symbol = open.symbols.find((one) => one.name === name && (one.kind === 'interface' || one.kind === 'type'))
  if (symbol === undefined) return false
  return mentions(textBetween(open, tokenAt(open, symbol.nameStart) + 1, tokenAt(open, symbol.end)), types)
}

/** Without what makes members optional, or takes some of them. */
function mentions(text: string, types: ReadonlySet<string>): boolean {
  const plain = text.replaceAll(/\b(?:Partial|Pick|Omit)<[^<>]*>/g, '')
  return (plain.match(/[\w$]+/g) ?? []).some((word) => types.has(word))
}

/** A place on changed lines that has to know every value of a type, and does not name `added`. */
export interface Exhaustive {
  readonly path: string
  readonly line: number
  readonly missing: string
}

/** Records over a union or enum, mapped types, and switches without a default, that do not have a value which the type has now. */
export async function findExhaustive(
  side: Side,
  type: Target,
  { before, added }: { readonly before: readonly string[]; readonly added: readonly string[] },
): Promise<readonly Exhaustive[]> {
  const found: Exhaustive[] = []
  for (const file of side.files) {
    // oxlint-disable-next-line no-await-in-loop -- they are loaded
    const open = file.hunks.length === 0 ? undefined : await side.after.open(file.path)
    if (open === undefined || !isScript(open.file.language)) continue
    // oxlint-disable-next-line no-await-in-loop -- as above
    const names = await localNamesOf(side.after, open, type)
    if (names.size === 0) continue
    const places = [...recordsOver(open, names), ...switchesOver(open, before)]
    for (const { line, text } of places) {
      const missing = added.find((value) => !holds(text, value))
      if (missing !== undefined && isChangedLine(file, line)) found.push({ path: file.path, line, missing })
    }
  }
  return found
}

interface Span {
  readonly line: number
  readonly text: string
}

/** `Record<Name, …>` and `[K in Name]:`, up to the end of the object that follows or stands before `satisfies`. */
function recordsOver(open: OpenFile, names: ReadonlySet<string>): readonly Span[] {
  const { tokens } = open.extraction
  const found: Span[] = []
  for (let at = 2; at < tokens.count; at++) {
    if (!names.has(textAt(open, at))) continue
    const isRecord = tokens.kind[at - 1] === C.less && textAt(open, at - 2) === 'Record'
    const isMapped =
      textAt(open, at - 1) === 'in' && tokens.kind[at + 1] === C.closeBracket && tokens.kind[at + 2] === C.colon
    if ((!isRecord && !isMapped) || (isRecord && isPartial(open, at - 3))) continue
    const literal = literalBeside(open, at)
    if (literal !== undefined) found.push({ line: tokens.line[at] as number, text: literal })
  }
  return found
}

function isPartial(open: OpenFile, less: number): boolean {
  return textAt(open, less) === '<' && textAt(open, less - 1) === 'Partial'
}

/** The keys of the object that has the type which stands at a token; undefined where none is written down. */
function literalBeside(open: OpenFile, at: number): string | undefined {
  const { tokens } = open.extraction
  const literals = readObjectLiterals(open)
  for (let before = at; before > at - satisfiesTokensMax && before > 0; before--) {
    if (textAt(open, before) !== 'satisfies') continue
    const literal = literals.findLast((one) => one.at < before)
    return literal === undefined ? undefined : keysOf(literal)
  }
  const next = literals.find((one) => one.at > at)
  if (next === undefined || tokens.kind[next.at - 1] !== C.equals) return undefined
  for (let between = at; between < next.at - 1; between++)
    if (tokens.kind[between] === C.semicolon || tokens.kind[between] === C.equals) return undefined
  return keysOf(next)
}

const satisfiesTokensMax = 6

function keysOf({ values }: ObjectLiteral): string {
  return [...values.keys()].join(' ')
}

/** Switches that name all values there were, and have no default but one that nothing may reach. */
function switchesOver(open: OpenFile, before: readonly string[]): readonly Span[] {
  const { tokens } = open.extraction
  const found: Span[] = []
  for (let at = 0; at < tokens.count; at++) {
    if (textAt(open, at) !== 'switch' || tokens.kind[at + 1] !== C.open) continue
    const text = blockText(open, at)
    const isComplete = before.length > 1 && before.every((value) => holds(text, value))
    const isOpen = /\bdefault ?:/.test(text) && !/\bnever\b|[aA]ssertNever/.test(text)
    if (isComplete && !isOpen) found.push({ line: tokens.line[at] as number, text })
  }
  return found
}

function blockText(open: OpenFile, from: number): string {
  const { tokens } = open.extraction
  let depth = 0
  for (let at = from; at < tokens.count; at++) {
    if (tokens.kind[at] === C.openBrace) depth++
    if (tokens.kind[at] === C.closeBrace && --depth === 0) return textBetween(open, from, at + 1)
  }
  return ''
}

function holds(text: string, value: string): boolean {
  const plain = value.replaceAll(/^['"`]|['"`]$/g, '')
  const isWhole = new RegExp(String.raw`(?<![\w$.])${plain.replaceAll(/[^\w]/g, String.raw`\$&`)}(?![\w$])`)
  return isWhole.test(text)
}
