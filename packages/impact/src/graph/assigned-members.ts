import { C, T, type CodeSymbol, type OpenFile } from '@groundcrew/code-map'
import { isScript } from '../change/token-words.ts'
import { declarationRunsAtLoad } from './load-code.ts'
import { isCalledInScript } from './members.ts'
import { textAt, tokenAt } from './token-text.ts'

/** What a script gives to an object that is declared beside it, or to any other. */
export interface AssignedMember {
  /** The place of the object among the declarations of the file, from 1; 0 where it may be made elsewhere. */
  readonly owner: number
  /** Of an object that may be made elsewhere its name, where it has one. */
  readonly boundName: string | undefined
  /** Its body runs only where its name is used on an object. */
  readonly isMember: boolean
}

/** What frameworks and libraries call by these names of any object that they are given. */
const CALLED_FROM_OUTSIDE =
  /^(?:_\w+|apply|call|bind|default|callback|listen|render|transform|setup|install|register|component\w+|shouldComponent\w+|get(?:InitialProps|ServerSideProps|StaticProps|StaticPaths|ChildContext|SnapshotBeforeUpdate)|getDerived\w+)$/
/** And of an object that has another one of Node or a browser behind it. */
const CALLED_BY_BASES =
  /^(?:emit|on|once|off|addListener|removeListener|listeners|add|set|has|keys|size|join|write\w*|end|read|pipe|unpipe|push|pull|start|stop|flush\w*|destroy|close|open|cancel|abort|address|pause|resume|cork|uncork|(?:set|get|remove|has)Headers?)$/
const BASES: readonly string[] = ['inherits', 'create', 'setPrototypeOf', '__proto__']

const FUNCTION_KINDS: readonly string[] = ['function', 'method']
const DECLARED_KINDS: readonly string[] = ['function', 'class']

/** Of `a.b = function () {}`, `A.prototype.b = …` and what `A.prototype = { b() {} }` holds; undefined of other declarations. */
export function assignedMember(
  open: OpenFile,
  symbol: CodeSymbol,
  roots: ReadonlyMap<CodeSymbol, number>,
): AssignedMember | undefined {
  const { kind, name, nameStart, parent, isExported } = symbol
  if (!isScript(open.file.language) || isExported) return undefined
  const object = open.extraction.symbols[parent]
  if (object === undefined && open.source[nameStart - 1] !== C.dot) return undefined
  const owner = object !== undefined && isMadeHere(open, object) ? (roots.get(object) ?? 0) : 0
  const isNamed = FUNCTION_KINDS.includes(kind) && /^[\w$]+$/.test(name)
  const isMember = isNamed && !isCalledInScript(name) && !isCalledFromOutside(open, name)
  return { owner, boundName: owner === 0 ? object?.name : undefined, isMember }
}

function isCalledFromOutside({ extraction: { names } }: OpenFile, name: string): boolean {
  if (CALLED_FROM_OUTSIDE.test(name)) return true
  return CALLED_BY_BASES.test(name) && BASES.some((word) => names.find(word) !== undefined)
}

/** Whether who has the object has it by its name, or has run what made it. */
function isMadeHere(open: OpenFile, object: CodeSymbol): boolean {
  return DECLARED_KINDS.includes(object.kind) || isLiteral(open, object) || declarationRunsAtLoad(open, object)
}

const LITERALS: ReadonlySet<string> = new Set(['{', '(', 'function', 'async', 'class'])

/** `a = {}`, also `a = module.exports = {}`; no other name of something that is made elsewhere. */
function isLiteral(open: OpenFile, { nameStart, end }: CodeSymbol): boolean {
  const { kind } = open.extraction.tokens
  const last = tokenAt(open, end)
  let at = tokenAt(open, nameStart)
  while (at < last && kind[at] !== C.equals) at++
  for (let next = at + 1; next < last && kind[next] === T.name; next += 2) {
    if (kind[next + 1] === C.equals) at = next + 1
    else if (kind[next + 1] !== C.dot) break
  }
  return LITERALS.has(textAt(open, at + 1))
}
