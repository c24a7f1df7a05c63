import { C, T, type OpenFile } from '@groundcrew/code-map'
import { isScript } from '../change/token-words.ts'
import { namelessDefault } from '../change/nameless-default.ts'
import { textAt, tokenAt } from './token-text.ts'

/** The name that takes all of a module along. */
export const EVERYTHING = '*'

export interface FileExports {
  /** By local name the names under which lists and assignments send it out. */
  readonly aliases: ReadonlyMap<string, readonly string[]>
  /** 1 for each token of such a list: there a name is sent out, not used. */
  readonly tokens: Uint8Array
  /** `module.exports = …`: an importer's default is the module. */
  readonly isCommonJs: boolean
}

/** Reads `export { a as b }`, `export default a`, `export = a`, and `module.exports = { a, b: c }`. */
export function readExports(open: OpenFile): FileExports {
  const { tokens, names } = open.extraction
  const found: MutableExports = { aliases: new Map(), tokens: new Uint8Array(tokens.count), isCommonJs: false }
  if (!isScript(open.file.language)) return found
  const nameless = namelessDefault(open)
  if (nameless !== undefined) {
    const isWhole = textAt(open, tokenAt(open, nameless.start)) === 'module'
    sendOut(found, { local: nameless.name, exported: isWhole ? EVERYTHING : 'default' })
  }
  const [exporting, moduleName, exportsName] = ['export', 'module', 'exports'].map((word) => names.find(word))
  for (let at = 0; at < tokens.count; at++) {
    const id = tokens.id[at]
    if (id === undefined || id < 0) continue
    if (id === exporting) readExport(open, at, found)
    else if (id === moduleName && textAt(open, at + 2) === 'exports' && tokens.kind[at + 3] === C.equals) {
      found.isCommonJs = true
      readModuleExports(open, at, found)
    } else if (id === exportsName && tokens.kind[at + 1] === C.dot) found.isCommonJs = true
  }
  return found
}

interface MutableExports {
  readonly aliases: Map<string, string[]>
  readonly tokens: Uint8Array
  isCommonJs: boolean
}

function readExport(open: OpenFile, at: number, found: MutableExports): void {
  const { tokens } = open.extraction
  const next = textAt(open, at + 1)
  if (next === 'default' && isAlone(open, at + 2)) {
    sendOut(found, { local: textAt(open, at + 2), exported: 'default' })
    found.tokens.fill(1, at, at + 3)
  } else if (next === '=' && isAlone(open, at + 2)) {
    sendOut(found, { local: textAt(open, at + 2), exported: EVERYTHING })
    found.isCommonJs = true
    found.tokens.fill(1, at, at + 3)
  } else if (next === '=' && declaredName(open, at + 2) !== undefined) {
    sendOut(found, { local: declaredName(open, at + 2) ?? '', exported: EVERYTHING })
    found.isCommonJs = true
  } else if (next === 'default') {
    const name = declaredName(open, at + 2)
    if (name !== undefined) sendOut(found, { local: name, exported: 'default' })
  } else {
    const list = next === 'type' ? at + 2 : at + 1
    if (tokens.kind[list] === C.openBrace) readList(open, list, found)
  }
}

/** The name in `async function* name`, `abstract class Name`. */
function declaredName(open: OpenFile, at: number): string | undefined {
  const { tokens } = open.extraction
  let next = at
  while (['async', 'abstract', 'function', 'class', '*'].includes(textAt(open, next))) next++
  const isNamed = next > at && tokens.kind[next] === T.name && textAt(open, next) !== 'extends'
  return isNamed ? textAt(open, next) : undefined
}

/** A name that is the whole expression. */
function isAlone(open: OpenFile, at: number): boolean {
  const { tokens } = open.extraction
  if (tokens.kind[at] !== T.name || ['class', 'function', 'async', 'abstract'].includes(textAt(open, at))) return false
  const after = at + 1
  return after >= tokens.count || tokens.kind[after] === C.semicolon || tokens.isAfterNewline[after] === 1
}

function readList(open: OpenFile, list: number, found: MutableExports): void {
  const { tokens } = open.extraction
  let end = list
  while (end < tokens.count && tokens.kind[end] !== C.closeBrace) end++
  if (textAt(open, end + 1) === 'from') return
  for (let at = list + 1; at < end; at++) {
    if (tokens.kind[at] === C.comma) continue
    if (textAt(open, at) === 'type' && tokens.kind[at + 1] === T.name && textAt(open, at + 1) !== 'as') continue
    const local = textAt(open, at)
    const isRenamed = textAt(open, at + 1) === 'as'
    sendOut(found, { local, exported: isRenamed ? textAt(open, at + 2) : local })
    if (isRenamed) at += 2
  }
  found.tokens.fill(1, list - 1, end + 1)
}

/** Each name in the value goes out as itself, or under the key before it; any other code in it stays a use. */
function readModuleExports(open: OpenFile, at: number, found: MutableExports): void {
  const { tokens } = open.extraction
  const value = afterTargets(open, at + 4)
  if (isAlone(open, value)) {
    sendOut(found, { local: textAt(open, value), exported: EVERYTHING })
    found.tokens.fill(1, at, value + 1)
    return
  }
  const name = declaredName(open, value)
  if (name !== undefined) sendOut(found, { local: name, exported: EVERYTHING })
  if (tokens.kind[value] !== C.openBrace) return
  for (let item = value + 1; item < tokens.count && tokens.kind[item] !== C.closeBrace; item++) {
    const isShorthand = isName(open, item) && isBetween(open, item - 1, item + 1)
    const isRenamed = isName(open, item) && tokens.kind[item + 1] === C.colon && isName(open, item + 2)
    if (isShorthand) {
      sendOut(found, { local: textAt(open, item), exported: textAt(open, item) })
      found.tokens[item] = 1
    } else if (isRenamed && isBetween(open, item - 1, item + 3)) {
      sendOut(found, { local: textAt(open, item + 2), exported: textAt(open, item) })
      found.tokens.fill(1, item, item + 3)
      item += 2
    }
  }
}

/** What else the value is given to: `module.exports = exports = module.exports.default = …`. */
function afterTargets(open: OpenFile, value: number): number {
  const { kind } = open.extraction.tokens
  let at = value
  while (kind[at] === T.name && kind[at + 1] === C.dot && kind[at + 2] === T.name) at += 2
  return kind[at] === T.name && kind[at + 1] === C.equals ? afterTargets(open, at + 2) : value
}

function isName(open: OpenFile, at: number): boolean {
  return open.extraction.tokens.kind[at] === T.name
}

function isBetween(open: OpenFile, before: number, after: number): boolean {
  const { kind } = open.extraction.tokens
  const opens = kind[before] === C.openBrace || kind[before] === C.comma
  return opens && (kind[after] === C.closeBrace || kind[after] === C.comma)
}

function sendOut(
  { aliases }: MutableExports,
  { local, exported }: { readonly local: string; readonly exported: string },
): void {
  const names = aliases.get(local)
  if (names === undefined) aliases.set(local, [exported])
  else names.push(exported)
}
