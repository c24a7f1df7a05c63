import { C, hashOfText, T, type OpenFile } from '@groundcrew/code-map'
import { isScript } from '../change/token-words.ts'
import { elementNames, hasElements, isElement } from './elements.ts'
import { TEMPLATE_CODE } from './template-words.ts'
import { membersInCode } from './members-in-code.ts'
import { hasArguments, isOfOther } from './ruby-methods.ts'
import { isDocumentation } from './text-words.ts'
import { idsOf, textAt } from './token-text.ts'

/** The places of one name in one unit. */
export interface NamePlaces {
  readonly unit: number
  /** The first line where it is used by itself; 0 where it stands after dots alone: there it is a property, and no use. */
  readonly line: number
  /** Somewhere no dot follows it: a module of that name is handed on. */
  readonly isHandedOn: boolean
  /** The first line where it may name a member of an object: after a dot, as a key, or as text; 0 where there is none. */
  readonly memberLine: number
  /** Wherever it names a member, it is one of the object that the method itself is of: `this.name`. */
  readonly isOwn: boolean
  /** Wherever it names a member, it gives it a value: that runs a setter, and no other method. */
  readonly isWritten: boolean
  /** Wherever it names a member, it calls it with arguments. */
  readonly hasArguments: boolean
  /** Wherever it names a member of Ruby, it asks another object for it. */
  readonly isOfOther: boolean
}

type GrowingPlaces = { -readonly [Key in keyof NamePlaces]: NamePlaces[Key] }

export interface PlacesQuestion {
  /** For each token the unit that holds it; -1 where none does. */
  readonly owners: Int32Array
  /** Of units in whose parts others stand: the names of those. */
  readonly membersOf: ReadonlyMap<number, ReadonlySet<number>>
  /** By token: the name of a member where it is declared. */
  readonly declaring: Uint8Array
  /** Of units that are methods or classes: the name by which they call the object that they are of, where it is always that one. */
  readonly receivers: ReadonlyMap<number, string>
  /** A module's own names, that it may look up by their text. */
  readonly ownNames: ReadonlySet<string>
  /** By token: 1 where it is a parameter or a variable of a function, whatever else is called so. */
  readonly locals: Uint8Array
}

/** By the hash of each name where it stands, as a use and as a name of a member. */
export function placesOf(open: OpenFile, question: PlacesQuestion): ReadonlyMap<number, readonly NamePlaces[]> {
  const { tokens, names } = open.extraction
  const { count, id: ids, kind: kinds, line: lines } = tokens
  const found = new Found(question.membersOf)
  const braces = new Braces(open)
  const receivers = new Receivers(open, question.receivers)
  const { owners, declaring } = question
  const globals = idsOf(open, GLOBALS)
  const inCode = membersInCode(open)
  for (let at = 0; at < count; at++) {
    const id = ids[at] as number
    const unit = owners[at] as number
    const kind = kinds[at] as number
    braces.pass(kind)
    if (unit === -1) continue
    if (kind === T.string) addTexts(open, at, { found, unit, question })
    addInCode(found, inCode.get(at), { unit, line: lines[at] as number })
    if (id < 0) continue
    const place = found.place(names.hash(id), unit)
    if (isBound(open, at) || isVariable(open, at, question.locals)) continue
    if (question.locals[at] !== 1) addPlace(place, { open, at, globals })
    const { memberLine, isOwn, isWritten: isSet, hasArguments: isGiven, isOfOther: isAsked } = place
    const isKnown = memberLine > 0 && !isOwn && !isSet && !isGiven && !isAsked
    if (!isKnown && declaring[at] !== 1 && braces.namesMember(at, question.membersOf.get(unit)))
      addMember(place, {
        line: lines[at] as number,
        isOwn: receivers.isOwn(at, unit),
        isWritten: isWritten(open, at),
        hasArguments: hasArguments(open, at),
        isOfOther: isOfOther(open, at),
      })
  }
  addElementPlaces(open, owners, found)
  return found.byName
}

function addPlace(
  place: GrowingPlaces,
  { open, at, globals }: { readonly open: OpenFile; readonly at: number; readonly globals: ReadonlySet<number> },
): void {
  const { kind, id, line } = open.extraction.tokens
  if (kind[at + 1] !== C.dot && kind[at + 1] !== T.optionalChain) place.isHandedOn = true
  if (place.line > 0) return
  const isDotted = kind[at - 1] === C.dot || kind[at - 1] === T.optionalChain
  if (!isDotted || globals.has(id[at - 2] as number)) place.line = line[at] as number
}

/** Of Python's class bodies and of all Ruby, where members are named without a dot; of scripts, keys of objects and patterns. */
class Braces {
  readonly #open: OpenFile
  readonly #isScript: boolean
  readonly #isBare: boolean
  readonly #isPython: boolean
  readonly #standard: ReadonlySet<number>
  readonly #stack: number[] = []

  constructor(open: OpenFile) {
    const { language } = open.file
    this.#open = open
    this.#isScript = isScript(language)
    this.#isBare = language === 'ruby'
    this.#isPython = language === 'python'
    this.#standard = idsOf(open, standardNames(open))
  }

  pass(kind: number): void {
    if (!this.#isScript) return
    if (kind === C.openBrace || kind === C.open || kind === C.openBracket || kind === T.interpolationOpen)
      this.#stack.push(kind)
    else if (kind === C.closeBrace || kind === C.close || kind === C.closeBracket || kind === T.interpolationClose)
      this.#stack.pop()
  }

  /** `members`: the names that a class body has as its own. */
  namesMember(at: number, members: ReadonlySet<number> | undefined): boolean {
    const { kind, id } = this.#open.extraction.tokens
    const before = kind[at - 1]
    if (before === C.dot || before === T.optionalChain)
      return kind[at - 3] === C.dot || !this.#standard.has(id[at - 2] as number)
    if (this.#isBare) return true
    if (this.#isPython) return members?.has(id[at] as number) === true
    if (!this.#isScript) return false
    if (kind[at] === T.jsxName) return true
    return this.#isKey(before, kind[at + 1])
  }

  /** Of an object, or of a pattern that takes it apart. */
  #isKey(before: number | undefined, next: number | undefined): boolean {
    if (this.#stack.at(-1) !== C.openBrace || (before !== C.openBrace && before !== C.comma)) return false
    return next === C.comma || next === C.closeBrace || next === C.colon || next === C.equals
  }
}

/** Objects of a script's language: none of a program's classes. */
const GLOBAL_OBJECTS: readonly string[] =
  'JSON Object Math console Promise Array Number String Date Symbol Buffer Intl'.split(' ')
/** Modules that come with a language, as they are imported. */
const STANDARD_MODULES =
  /^(?:node:[\w/]+|path|fs|os|url|util|crypto|assert|child_process|sys|re|json|typing|itertools|functools|collections|collections\.abc|warnings|logging|inspect|textwrap|time|datetime|fmt|strings|strconv|errors|sort|bytes|path\/filepath|io|bufio|math|reflect|net\/http|net\/url)$/

/** The names by which a file calls what comes with its language. */
function standardNames({ file, extraction }: OpenFile): ReadonlySet<string> {
  const found = new Set(isScript(file.language) ? GLOBAL_OBJECTS : [])
  for (const { specifier, names } of extraction.imports) {
    if (!STANDARD_MODULES.test(specifier)) continue
    for (const { local } of names) found.add(local)
  }
  return found
}

/** Who is asked for a member: the object of the method itself, or another. */
class Receivers {
  readonly #open: OpenFile
  readonly #names: ReadonlyMap<number, string>
  readonly #words: ReadonlySet<number>

  constructor(open: OpenFile, names: ReadonlyMap<number, string>) {
    this.#open = open
    this.#names = names
    this.#words = idsOf(open, new Set(['super', 'cls', ...names.values()]))
  }

  isOwn(at: number, unit: number): boolean {
    const name = this.#names.get(unit)
    if (name === undefined) return false
    const { kind } = this.#open.extraction.tokens
    const isDotted = kind[at - 1] === C.dot || kind[at - 1] === T.optionalChain
    if (!isDotted) return this.#open.file.language !== 'javascript' && isBareOwn(this.#open, at)
    const isCall = kind[at - 2] === C.close && kind[at - 3] === C.open
    const receiver = isCall ? at - 4 : at - 2
    if (kind[receiver - 1] === C.dot || kind[receiver - 1] === T.optionalChain) return false
    const word = this.#open.extraction.tokens.id[receiver] as number
    if (!this.#words.has(word)) return false
    const text = textAt(this.#open, receiver)
    return text === 'super' || (!isCall && (text === name || (text === 'cls' && name === 'self')))
  }
}

/** Ruby calls a method of the same object by its name alone, and so does a Python class body. */
function isBareOwn({ file, extraction }: OpenFile, at: number): boolean {
  return file.language === 'python' || (file.language === 'ruby' && extraction.tokens.kind[at] === T.name)
}

const nameBytesMax = 80
const NAME = /^['"`]#?[A-Za-z_$][\w$]*[?!=]?(?:\.[A-Za-z_$][\w$]*)*['"`]$/
const TEMPLATE = /\{\{|\{%|<%|\$\{/
const templateBytesMax = 20_000

/** What a text may name: it is a name, names with dots between, or a template that has names in it. */
function addTexts(
  open: OpenFile,
  at: number,
  { found, unit, question }: { readonly found: Found; readonly unit: number; readonly question: PlacesQuestion },
): void {
  const { start, end, line } = open.extraction.tokens
  const sizeBytes = (end[at] as number) - (start[at] as number)
  if (sizeBytes > templateBytesMax || sizeBytes < 3) return
  const text = open.source.toString('latin1', start[at], end[at])
  const mention = inText(line[at] as number)
  if (sizeBytes <= nameBytesMax && NAME.test(text)) {
    const whole = text.slice(1, -1)
    for (const name of whole.split('.')) addMember(found.place(hashOfText(name), unit), mention)
    if (question.ownNames.has(whole)) addUse(found.place(hashOfText(whole), unit), mention.line)
  } else if (TEMPLATE.test(text) && !isDocumentation(open, at)) {
    const parts = isScript(open.file.language) ? [text] : (text.match(TEMPLATE_CODE) ?? [])
    for (const part of parts)
      for (const [name] of part.matchAll(/[A-Za-z_$][\w$]*/g)) addMember(found.place(hashOfText(name), unit), mention)
  }
}

/** What code in a text calls on objects. */
function addInCode(
  found: Found,
  names: readonly string[] = [],
  { unit, line }: { readonly unit: number; readonly line: number },
): void {
  for (const name of names) addMember(found.place(hashOfText(name), unit), inText(line))
}

function inText(line: number): MemberPlace {
  return { line, isOwn: false, isWritten: false, hasArguments: false, isOfOther: false }
}

type MemberPlace = Pick<NamePlaces, 'line' | 'isOwn' | 'isWritten' | 'hasArguments' | 'isOfOther'>

/** What reads a member says more than what writes it, what asks any object more than what asks its own, and what may call it with nothing more than what gives arguments. */
function addMember(place: GrowingPlaces, { line, ...asked }: MemberPlace): void {
  if (place.memberLine === 0) {
    Object.assign(place, { memberLine: line, ...asked })
    return
  }
  for (const flag of ['isOwn', 'isWritten', 'hasArguments', 'isOfOther'] as const) {
    if (!place[flag] || asked[flag]) continue
    place[flag] = false
    place.memberLine = line
  }
}

/** `a.name = b`, where a method that this runs says that it is one: Python's decorators and Ruby's names are not read for that. */
function isWritten({ file, extraction }: OpenFile, at: number): boolean {
  const { kind } = extraction.tokens
  return isScript(file.language) && kind[at + 1] === C.equals && kind[at - 1] === C.dot
}

function addUse(place: GrowingPlaces, line: number): void {
  place.isHandedOn = true
  if (place.line === 0) place.line = line
}

/** Ruby calls a method by its bare name, where that is no variable; with arguments it is a method at any rate. */
function isVariable(open: OpenFile, at: number, locals: Uint8Array): boolean {
  return open.file.language === 'ruby' && locals[at] === 1 && !hasArguments(open, at)
}

/** Python's `name =` binds a name or an argument of its own. */
function isBound({ file, extraction }: OpenFile, at: number): boolean {
  const { kind } = extraction.tokens
  return file.language === 'python' && kind[at + 1] === C.equals && kind[at - 1] !== C.dot
}

/** Each element is a use of what makes it. */
function addElementPlaces(open: OpenFile, owners: Int32Array, found: Found): void {
  if (!hasElements(open.file.language)) return
  const { tokens } = open.extraction
  let hashes: readonly number[] | undefined
  for (let at = 0; at < tokens.count; at++) {
    const unit = owners[at] as number
    if (!isElement(open, at) || unit === -1) continue
    hashes ??= elementNames(open, (name) => found.byName.has(hashOfText(name))).map(hashOfText)
    for (const hash of hashes) {
      const known = found.byName.get(hash)?.find((one) => one.unit === unit)
      addUse(known ?? found.place(hash, unit), tokens.line[at] as number)
    }
  }
}

const GLOBALS: readonly string[] = ['exports', 'globalThis', 'window', 'global']

/** The tokens of a unit come one after the other, but for those of the code outside of declarations and of classes around members. */
class Found {
  readonly byName = new Map<number, GrowingPlaces[]>()
  readonly #membersOf: ReadonlyMap<number, unknown>

  constructor(membersOf: ReadonlyMap<number, unknown>) {
    this.#membersOf = membersOf
  }

  place(name: number, unit: number): GrowingPlaces {
    const known = this.byName.get(name)
    const same = known === undefined || unit === 0 ? known?.[0] : this.#lastOf(known, unit)
    if (same?.unit === unit) return same
    const asMember = { memberLine: 0, isOwn: false, isWritten: false, hasArguments: false, isOfOther: false }
    const place = { unit, line: 0, isHandedOn: false, ...asMember }
    if (known === undefined) this.byName.set(name, [place])
    else if (unit === 0) known.unshift(place)
    else known.push(place)
    return place
  }

  #lastOf(known: readonly GrowingPlaces[], unit: number): GrowingPlaces | undefined {
    const last = known.at(-1)
    return last?.unit === unit || !this.#membersOf.has(unit) ? last : known.find((one) => one.unit === unit)
  }
}
