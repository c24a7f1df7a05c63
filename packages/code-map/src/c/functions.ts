import { K } from '../lex/keywords.ts'
import { C, T } from '../lex/tokens.ts'
import type { Path } from './cursor.ts'
import { DEPTH_MAX, type Declaration, type Scope } from './declaration.ts'
import type { CReader } from './reader.ts'
import { toBody, toBodyOfConstructor } from './function-suffix.ts'
import { bodyAfterOldParameters } from './old-parameters.ts'

/** Reads on from the parentheses behind a name; false where the declaration ends. */
export function readFunction(reader: CReader, declaration: Declaration, scope: Scope): boolean {
  const path = declaration.name
  if (path === undefined) return false
  const open = reader.at
  const around = { declaration, scope, open }
  const isFunction = isFunctionAt(reader, path, around)
  const isCertain = isFunction && (reader.parameterLike(open) === 1 || !reader.isMacroLike(path.name))
  reader.at = reader.afterGroup()
  toBody(reader, isCertain)
  if (reader.kind() === C.colon) toBodyOfConstructor(reader)
  const body = reader.kind() === C.openBrace ? reader.at : bodyAfterOldParameters(reader, open)
  if (body !== -1) {
    reader.at = body
    return define(reader, path, around)
  }
  const kind = reader.kind()
  if (kind === T.name || kind === T.scope || kind === C.star) return goOn(reader, path, { ...around, isFunction })
  if (!isFunction) return leaveMacro(reader, around)
  if (kind === C.open) reader.at = reader.afterGroup()
  if (declaration.isTypedef || isValue(reader, around)) reader.declareName(declaration, scope)
  else prototype(reader, path, around)
  return true
}

function isFunctionAt(reader: CReader, path: Path, { declaration, scope, open }: Around): boolean {
  const isGuide = reader.kind(reader.afterGroup(open)) === T.arrow && !reader.isMacroLike(path.name)
  return isGuide || isTyped(declaration, reader.parameterLike(open)) || namesItself(reader, path, scope)
}

/** Past a name with parentheses that declares nothing by itself; false where the declaration ends. */
function leaveMacro(reader: CReader, around: Around): boolean {
  const { declaration, scope, open } = around
  if (scope.isMembers && hasStatements(reader, open)) {
    readArguments(reader, open, scope)
    return false
  }
  const kind = reader.kind()
  if (kind === C.semicolon || kind === C.equals) declareArgument(reader, around)
  declaration.name = undefined
  if (kind === C.open) reader.at = reader.afterGroup()
  else if (AFTER_MACRO[kind] !== 1) reader.toStatementEnd()
  return true
}

interface Around {
  readonly declaration: Declaration
  readonly scope: Scope
  /** The place of the parentheses. */
  readonly open: number
}

/** A macro on the line above may be the type of what is written with parameters. */
function isTyped({ hasType, hasMacro, isMacroAbove }: Declaration, likeness: number): boolean {
  return hasType || (hasMacro && (likeness === 1 || !isMacroAbove))
}

/** Constructors, destructors and operators have no type before their name. */
function namesItself(reader: CReader, { name, nameEnd, owner }: Path, scope: Scope): boolean {
  if (nameEnd > name + 1) return true
  if (owner !== -1) return reader.view.id[owner] === reader.view.id[name]
  return scope.isMembers && scope.typeName === reader.view.id[name]
}

/** `Type name(1);` is a variable. */
function isValue(reader: CReader, { scope, open }: Around): boolean {
  return !scope.isMembers && reader.kind() === C.semicolon && reader.parameterLike(open) === -1
}

function prototype(reader: CReader, path: Path, { declaration, scope }: Around): void {
  declaration.name = undefined
  if (declaration.isFriend || declaration.isBroken) return
  const symbol = reader.declare(scope.isMembers ? 'method' : 'function', path, { declaration, scope })
  if (reader.kind() === C.semicolon && reader.isPutIn()) reader.heads.push(symbol)
}

/** Whether declarations stand in the parentheses of a macro: `group(name, int a; int b;)`. */
function hasStatements(reader: CReader, open: number): boolean {
  const close = reader.view.match[open] as number
  for (let place = open + 1; place < close; place++) {
    const kind = reader.kind(place)
    if (kind === C.semicolon) return true
    if (kind === C.open || kind === C.openBrace || kind === C.openBracket) place = reader.view.match[place] as number
  }
  return false
}

function readArguments(reader: CReader, open: number, scope: Scope): void {
  const end = reader.view.match[open] as number
  reader.at = open + 1
  if (scope.depth < DEPTH_MAX) reader.readScope({ ...scope, end, depth: scope.depth + 1 })
  reader.at = end + 1
}

/** `static DEFINE_LOCK(name);`: where something is static, something is declared. */
function declareArgument(reader: CReader, { declaration, scope, open }: Around): void {
  const isOne = reader.isName(open + 1) && reader.kind(open + 2) === C.close
  if (!declaration.isStatic || !isOne || scope.isMembers) return
  declaration.name = { name: open + 1, nameEnd: open + 2, owner: -1 }
  declaration.hasMacro = true
  reader.declareName(declaration, scope)
}

/** Adds a function with the body at hand. */
function define(reader: CReader, path: Path, { declaration, scope }: Around): boolean {
  const { first, isStatic, symbols } = declaration
  const body = reader.at
  const symbol = reader.add('function', path, { first, scope, isExported: !isStatic })
  const raw = reader.builder.symbols[symbol]
  if (raw !== undefined) raw.signatureEnd = Math.max(raw.end, reader.startOf(body))
  reader.readBody(body, scope, symbol)
  symbols.push(symbol, ...reader.heads.splice(0))
  while (reader.word() === K.catch) {
    reader.at = reader.afterParens(reader.at + 1)
    if (reader.kind() === C.openBrace) reader.readBody(reader.at, scope, symbol)
  }
  return false
}

/** Another name follows: then the one with parentheses was a macro, or what it declares ends without a sign. */
function goOn(
  reader: CReader,
  path: Path,
  { declaration, scope, isFunction, open }: Around & { readonly isFunction: boolean },
): boolean {
  const isBelow = reader.lineOf(reader.at) !== reader.lineOf(path.name)
  const isMacro = reader.isMacroLike(path.name) && (!isBelow || reader.parameterLike(open) !== 1)
  if (isFunction && !isMacro) {
    prototype(reader, path, { declaration, scope, open })
    return false
  }
  declaration.name = undefined
  if (isFunction) return true
  declaration.hasMacro = !isBelow
  if (isBelow) {
    declaration.isStatic = false
    declaration.first = reader.at
  }
  return true
}

const AFTER_MACRO = new Uint8Array(256)
for (const kind of [0, C.semicolon, C.comma, C.equals]) AFTER_MACRO[kind] = 1
