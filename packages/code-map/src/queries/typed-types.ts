import type { CodeSymbol } from '../code-map.ts'
import { isCallable } from '../meaning/declared.ts'
import { readChain, type ChainSyntax, type ObjectChain } from './object-chain.ts'
import type { TypeFound, TypePlace } from './receivers.ts'

const TYPE = String.raw`(?<type>[A-Za-z_][\w.]*)(?:\s*<[^;{}()]*>)?(?<many>(?:\[,*\])*\??(?:\.\.\.)?)`
const NO_TYPE: ReadonlySet<string> = new Set(
  'return throw throws new else case goto await yield in is as not and or instanceof extends implements import package using class interface enum record struct ref out final readonly static'.split(
    ' ',
  ),
)
/** What says nothing of the class: anything may be behind it. */
const ANY = /^(?:var|Object|object|dynamic|[A-Z]|T[A-Z]\w*)$/
const PRIMITIVE =
  /^(?:int|long|short|byte|char|float|double|boolean|bool|string|decimal|uint|ulong|ushort|sbyte|nint|nuint|void)$/
const BEHIND_LOCAL = String.raw`[=;,:)&|?]|\bin\b`
const BEHIND_FIELD = String.raw`[=;,)({]`
const BEFORE_BYTES = 2000
const SYNTAX: ChainSyntax = { joint: /\s*[?!]?\.\s*(?:<[^;{}()]*>\s*)?$/, name: /(?<![\w$])[A-Za-z_][\w$]*$/ }

/** Of Java and C#: the type of the object whose member is named; of a bare name, and behind `this`, the classes around. */
export function typedTypeOf(place: TypePlace): TypeFound {
  const { code, start } = place
  const before = code.slice(Math.max(0, start - BEFORE_BYTES), start)
  if (/^[ \t]*(?:package|namespace|(?:import|using)(?!\s+static\b))\s[\w.\s=]*$/m.test(before)) return []
  if (!SYNTAX.joint.test(before)) return ofBare(place, before)
  return typeOf(place, before.replace(SYNTAX.joint, ''))
}

/** Of an expression at the end of code. */
function typeOf(place: TypePlace, code: string): TypeFound {
  if (/["']$/.test(code)) return []
  const made = /^\s*new\s+([\w.]+)[^]*\}\s*$/.exec(code)?.[1]
  if (made !== undefined) return [made]
  const chain = readChain(code, SYNTAX)
  if (chain === undefined) return 'unknown'
  let type = baseType(place, chain)
  for (const part of chain.members) if (type !== 'unknown') type = place.memberType(type, part)
  return type
}

function baseType(place: TypePlace, { base, isMade }: ObjectChain): TypeFound {
  const { name, isCall } = base
  if (isMade) return [name]
  if (/^(?:this|super|base)$/.test(name)) return isInNameless(place) ? 'unknown' : place.classes.slice(0, 1)
  if (isCall) {
    const own = ofBare({ ...place, name }, '')
    return own === 'unknown' ? own : place.memberType(own, base)
  }
  return localType(place, name) ?? fieldType(place, name) ?? classNamed(place, name)
}

/** Without an object: of a class around, or of one that a static import names. */
function ofBare(place: TypePlace, before: string): TypeFound {
  const { classes, code, name, start } = place
  const made = /^\s*=(?!=)/.test(code.slice(start + name.length, start + name.length + 8)) ? keyOf(before) : undefined
  if (made !== undefined) return made
  if (/(?:::|\bnew)\s*$/.test(before) || classes.length === 0 || isInNameless(place)) return 'unknown'
  const owner = classes.find((one) => place.hasMember(one, name))
  if (owner !== undefined) return [owner]
  return importsStatically(code, name) ? 'unknown' : classes
}

/** What has a value by name: an annotation `@Name(key = …)`, or what C# makes, `new Name { Key = … }`. */
function keyOf(before: string): TypeFound | undefined {
  const annotation = /@([\w.]+)\s*\((?:[^()]|\([^()]*\))*$/.exec(before)?.[1]
  if (annotation !== undefined) return [annotation]
  const made = /\bnew\s+([\w.]+)(?:<[^;{}()]*>)?\s*(?:\((?:[^()]|\([^()]*\))*\))?\s*\{(?:[^{}]|\{[^{}]*\})*$/.exec(
    before,
  )?.[1]
  if (made !== undefined) return [made]
  return /\b(?:new\s*\(\s*\)|with)\s*\{[^{}]*$|\[[\w.]+\((?:[^()]|\([^()]*\))*$/.test(before) ? 'unknown' : undefined
}

/** In Java a name or all, in C# always all. */
function importsStatically(code: string, name: string): boolean {
  const named = String.raw`import\s+static\s+[\w.]+\.(?:${name}|\*)`
  return new RegExp(String.raw`^\s*(?:${named}|(?:global\s+)?using\s+static\s+[\w.]+)\s*;`, 'm').test(code)
}

/** A class without a name is around: `new Name() { … }`. */
function isInNameless({ code, localFrom, start }: TypePlace): boolean {
  const before = code.slice(localFrom, start)
  const bodies = before.matchAll(/\bnew\s+[\w.]+(?:<[^;{}()]*>)?\s*\((?:[^(){};]|\([^()]*\))*\)\s*\{/g)
  return [...bodies].some(({ index, 0: { length } }) => isOpen(before.slice(index + length)))
}

/** No bracket closes what was opened before. */
function isOpen(code: string): boolean {
  let depth = 0
  for (const [sign] of code.matchAll(/[{}]/g)) if ((depth += sign === '{' ? 1 : -1) < 0) return false
  return true
}

/** Of a parameter or a variable of the function around. */
function localType(place: TypePlace, name: string): TypeFound | undefined {
  const { code, callable, localFrom, start } = place
  if (callable === undefined) return undefined
  const before = code.slice(localFrom, start)
  if (isUntyped(before, name)) return 'unknown'
  const declared = declarations(before, name, BEHIND_LOCAL).at(-1)
  if (declared?.type !== 'var') return declared === undefined ? undefined : typeFound(declared)
  const value = /^\s*=\s*([^;]*);/.exec(before.slice(declared.end))?.[1]
  return value === undefined ? 'unknown' : typeOf({ ...place, start: localFrom + declared.at }, value)
}

/** A function without types is given it: `name -> …`. */
function isUntyped(code: string, name: string): boolean {
  return new RegExp(String.raw`(?<![\w$.])${name}\s*(?:->|=>)|\([\w\s,]*\b${name}\b[\w\s,]*\)\s*(?:->|=>)`).test(code)
}

/** Of a field or property of a class in the file. */
function fieldType(place: TypePlace, name: string): TypeFound | undefined {
  if (!place.fields.has(name)) place.fields.set(name, findField(place, name))
  return place.fields.get(name)
}

function findField({ open, code }: TypePlace, name: string): TypeFound | undefined {
  const callables = open.symbols.filter(isCallable)
  const fields = declarations(code, name, BEHIND_FIELD).filter(
    ({ at }) => !callables.some(({ start, end }) => start <= at && at < end),
  )
  if (fields.length === 0) return undefined
  const types = fields.map(typeFound)
  return types.includes('unknown') ? 'unknown' : types.flat()
}

/** `Name.member`; in C# a property may be called so, too. */
function classNamed(place: TypePlace, name: string): TypeFound {
  const isType = /^[A-Z]\w*[a-z]/.test(name) && (place.open.file.language === 'java' || place.isClass(name))
  return isType ? [name] : 'unknown'
}

interface Declared {
  readonly type: string
  readonly isMany: boolean
  readonly at: number
  readonly end: number
}

/** Where a name stands behind a type. */
function declarations(code: string, name: string, behind: string): readonly Declared[] {
  const pattern = new RegExp(String.raw`(?<![\w$.])${TYPE}\s+${name}\b(?=\s*(?:${behind}))`, 'g')
  return [...code.matchAll(pattern)]
    .map(({ index, 0: { length }, groups }) => ({
      type: groups?.['type'] ?? '',
      isMany: /[[.]/.test(groups?.['many'] ?? ''),
      at: index,
      end: index + length,
    }))
    .filter(({ type }) => !NO_TYPE.has(type))
}

function typeFound({ type, isMany }: Declared): TypeFound {
  // Neither an array nor a number has members of the program's classes.
  if (isMany || PRIMITIVE.test(type)) return []
  return ANY.test(type) ? 'unknown' : [type]
}

/** The type of a field or property, or of what a method gives: it stands before the name. */
export function typedMemberType(code: string, { start, nameStart }: CodeSymbol): TypeFound {
  const found = new RegExp(String.raw`${TYPE}\s*$`).exec(code.slice(start, nameStart))?.groups
  if (found === undefined) return 'unknown'
  return typeFound({ type: found['type'] ?? '', isMany: /[[.]/.test(found['many'] ?? ''), at: start, end: nameStart })
}
