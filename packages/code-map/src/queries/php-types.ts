import type { CodeSymbol } from '../code-map.ts'
import { readChain, type ChainSyntax, type ObjectChain } from './object-chain.ts'
import type { TypeFound, TypePlace } from './receivers.ts'

const TYPE = String.raw`\??([\w\\|]+)`
const NO_TYPE: ReadonlySet<string> = new Set(
  'return echo print throw new as case and or xor instanceof static global public private protected readonly var final abstract clone yield use insteadof const'.split(
    ' ',
  ),
)
const ANY = /^(?:mixed|object|self|static|callable|iterable|array)$/i
const PRIMITIVE = /^(?:int|float|string|bool|boolean|false|true|null|void|never|resource)$/i
const BEFORE_BYTES = 2000
const DOC_BYTES = 4000
const SYNTAX: ChainSyntax = { joint: /\s*(?:\??->|::)\s*\$?$/, name: /(?<![\w$\\])\$?[A-Za-z_\\][\w\\]*$/ }

/** Of PHP: the type of the object whose member is named. */
export function phpTypeOf(place: TypePlace): TypeFound {
  const { code, start } = place
  const before = code.slice(Math.max(0, start - BEFORE_BYTES), start)
  // Functions and constants are no members.
  if (!SYNTAX.joint.test(before)) return []
  return typeOf(place, before.replace(SYNTAX.joint, ''))
}

/** Of an expression at the end of code. */
function typeOf(place: TypePlace, code: string): TypeFound {
  const chain = readChain(code, SYNTAX)
  if (chain === undefined) return 'unknown'
  let type = baseType(place, chain)
  for (const part of chain.members) if (type !== 'unknown') type = place.memberType(type, part)
  return type
}

function baseType(place: TypePlace, { base: { name, isCall }, isMade }: ObjectChain): TypeFound {
  if (isMade) return named(place, name)
  if (isCall) return 'unknown'
  if (name === '$this' || /^(?:self|static|parent)$/i.test(name))
    return isInNameless(place) ? 'unknown' : place.classes.slice(0, 1)
  return (name.startsWith('$') ? variableType(place, name.slice(1)) : named(place, name)) ?? 'unknown'
}

/** A class without a name may be around. */
function isInNameless({ code, localFrom, start }: TypePlace): boolean {
  return /\bnew\s+(?:readonly\s+)?class\b/.test(code.slice(localFrom, start))
}

/** The types that are written; `use a\b\Name as Other` gives one another name. */
function named({ code, classes }: TypePlace, written: string): TypeFound {
  const types = written.split('|').filter((type) => type !== '')
  if (types.some((type) => ANY.test(type) && !/^(?:self|static)$/i.test(type))) return 'unknown'
  return types
    .filter((type) => !PRIMITIVE.test(type))
    .flatMap((type) => (/^(?:self|static)$/i.test(type) ? classes : [aliased(code, type)]))
}

function aliased(code: string, type: string): string {
  if (type.includes('\\') || !/\bas\b/.test(code)) return type
  return new RegExp(String.raw`^\s*use\s+([\w\\]+)\s+as\s+${type}\s*;`, 'm').exec(code)?.[1] ?? type
}

/** The last that code says of a variable before the place: its type, or what it is given; else what a comment says. */
function variableType(place: TypePlace, name: string): TypeFound | undefined {
  const { text, code, callable, localFrom, start } = place
  if (callable === undefined) return undefined
  const coded = codedType({ ...place, start: localFrom }, code.slice(localFrom, start), name)
  if (coded !== undefined && coded !== 'unknown') return coded
  const documented = new RegExp(String.raw`@(?:param|var)\s+${TYPE}\s+&?(?:\.\.\.)?\$${name}\b`, 'g')
  const comments = docBefore(text, callable.start) + text.slice(localFrom, start)
  const type = [...comments.matchAll(documented)].at(-1)?.[1]
  return type === undefined ? coded : named(place, type)
}

/** `code` begins at the place. */
function codedType(place: TypePlace, code: string, name: string): TypeFound | undefined {
  const pattern = new RegExp(
    [
      String.raw`(?<![\w$\\])${TYPE}[ \t]+&?(?:\.\.\.)?\$${name}\b`,
      String.raw`\$${name}\s*=(?![=>])\s*(?<value>[^;]*)`,
      String.raw`\bas\b[^)]*?\$${name}\b`,
      String.raw`\[[^\]=]*\$${name}\b[^\]=]*\]\s*=(?!=)`,
    ].join('|'),
    'g',
  )
  const said = [...code.matchAll(pattern)].filter(([, type]) => !NO_TYPE.has(type?.toLowerCase() ?? ''))
  const last = said.at(-1)
  if (last === undefined) return undefined
  const value = last.groups?.['value']
  if (value !== undefined) return typeOf({ ...place, start: place.start + last.index }, value)
  return last[1] === undefined ? 'unknown' : named(place, last[1])
}

const MODIFIERS = String.raw`(?:(?:private|protected|public|readonly|static|var|final)\s+)`

/** The type of a property, as it is declared or documented; or of what a method gives. */
export function phpMemberType(place: TypePlace, { start, nameStart, signatureEnd, kind, name }: CodeSymbol): TypeFound {
  const { text, code } = place
  if (kind === 'method') {
    const typed = new RegExp(String.raw`\)\s*:\s*${TYPE}\s*$`).exec(code.slice(nameStart, signatureEnd))?.[1]
    const type = typed ?? /@return\s+\??([\w\\|]+)/.exec(docBefore(text, start))?.[1]
    return type === undefined ? 'unknown' : named(place, type)
  }
  const typed = new RegExp(String.raw`${MODIFIERS}+${TYPE}\s+\$?$`).exec(
    code.slice(Math.max(0, nameStart - 200), nameStart),
  )?.[1]
  if (typed !== undefined && !NO_TYPE.has(typed.toLowerCase())) return named(place, typed)
  const documented = /@var\s+\??([\w\\|]+)/.exec(docBefore(text, start))?.[1]
  if (documented !== undefined) return named(place, documented)
  const made = new RegExp(String.raw`\$this->${name}\s*=\s*new\s+([\w\\]+)`).exec(code)?.[1]
  return made === undefined ? 'unknown' : named(place, made)
}

/** The comment right before a function, which modifiers and attributes may follow. */
function docBefore(text: string, at: number): string {
  const before = text.slice(Math.max(0, at - DOC_BYTES), at)
  const from = before.lastIndexOf('/**')
  const isRightBefore = from !== -1 && /^(?:(?!\*\/)[^])*\*\/(?:\s|#\[[^\]]*\]|\b\w+\b)*$/.test(before.slice(from))
  return isRightBefore ? before.slice(from) : ''
}
