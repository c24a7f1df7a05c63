/** A part of `base.member(…).member`. */
export interface ChainPart {
  readonly name: string
  readonly isCall: boolean
  /** Of a call how many it is given. */
  readonly given: number
}

/** What stands before a member: a name or what `new` makes, and the members between. */
export interface ObjectChain {
  /** `this`, a variable, or a class. */
  readonly base: ChainPart
  readonly isMade: boolean
  /** From left to right. */
  readonly members: readonly ChainPart[]
}

/** How a language writes it. */
export interface ChainSyntax {
  /** Matches what joins two parts, at the end of a text. */
  readonly joint: RegExp
  /** Matches a name at the end of a text; `\` and `.` in it are of a namespace. */
  readonly name: RegExp
}

const PARTS_MAX = 30
/** Words before a round bracket that call nothing. */
const NO_CALLS: ReadonlySet<string> = new Set([
  'return',
  'throw',
  'case',
  'in',
  'await',
  'yield',
  'else',
  'echo',
  'print',
  'not',
  'and',
  'or',
])

/** Reads backwards from the end of code; undefined for any other expression. */
export function readChain(code: string, syntax: ChainSyntax): ObjectChain | undefined {
  const members: ChainPart[] = []
  let end = code.trimEnd().length
  while (members.length < PARTS_MAX) {
    const isCall = code[end - 1] === ')'
    const open = isCall ? openingBefore(code, end - 1) : end
    if (open === -1) return undefined
    const before = code
      .slice(0, open)
      .trimEnd()
      .replace(/<[\w\s,.?<>[\]]*>$/, '')
    const name = syntax.name.exec(before)?.[0]
    if (name === undefined || (isCall && NO_CALLS.has(name)))
      return isCall ? parenthesized(code, { open, end, members }) : undefined
    const rest = before.slice(0, before.length - name.length)
    const made = /\bnew\s+$/.test(rest)
    const joint = made ? null : syntax.joint.exec(rest)
    const part = { name, isCall, given: isCall ? countListed(code.slice(open + 1, end - 1)) : 0 }
    if (joint === null) return { base: part, isMade: made, members: members.reverse() }
    members.push(part)
    end = rest.slice(0, rest.length - joint[0].length).trimEnd().length
  }
  return undefined
}

/** `(new Name(…))`, `((Name) of)`, `(of as Name)`. */
function parenthesized(
  code: string,
  { open, end, members }: { readonly open: number; readonly end: number; readonly members: readonly ChainPart[] },
): ObjectChain | undefined {
  const inside = code.slice(open + 1, end - 1)
  const found =
    /^\s*new\s+(?<name>[\w.\\]+)\s*(?:\([^]*\))?\s*$|^\s*\(\s*(?<cast>[\w.]+)(?:<[^()]*>)?\s*\)\s*[\w.][\w.\s()[\],"']*$|\bas\s+(?<as>[\w.]+)\s*$/.exec(
      inside,
    )?.groups
  const made = found?.['name'] ?? found?.['cast'] ?? found?.['as']
  return made === undefined
    ? undefined
    : { base: { name: made, isCall: true, given: 0 }, isMade: true, members: [...members].reverse() }
}

/** How many there are between the commas of a list. */
export function countListed(code: string): number {
  if (code.trim() === '') return 0
  let depth = 0
  let count = 1
  for (const [sign] of code.matchAll(/"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'|<[\w\s,.?<>[\]]*>|[()[\]{},]/g)) {
    if ('([{'.includes(sign)) depth++
    else if (')]}'.includes(sign)) depth--
    else if (sign === ',' && depth === 0) count++
  }
  return count
}

/** The opening bracket of the one at a place. */
function openingBefore(code: string, closing: number): number {
  let depth = 0
  for (let at = closing; at >= 0; at--) {
    const sign = code[at]
    if (sign === '"' || sign === "'") {
      const other = code.lastIndexOf(sign, at - 1)
      if (other === -1) return -1
      at = other
    } else if (sign === ')' || sign === ']' || sign === '}') depth++
    else if (sign === '(' || sign === '[' || sign === '{') depth--
    if (depth === 0) return at
  }
  return -1
}
