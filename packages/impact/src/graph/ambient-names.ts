import { C, hashOfText, type CodeMap, type OpenFile } from '@groundcrew/code-map'
import { isScript } from '../change/token-words.ts'
import { directoryOf, isBelow } from '../paths.ts'
import { isTestPath } from '../tests/test-files.ts'
import type { FileUnits, Mention } from './file-units.ts'
import { textAt } from './token-text.ts'

/** A use of a name that no import binds. */
export interface AmbientUse extends Mention {
  readonly file: number
  /** What declares the name is gone when the program runs. */
  readonly isTypeOnly: boolean
}

interface Globals {
  /** Types and what is only said to be there. */
  readonly declared: ReadonlySet<string>
  /** `globalThis.a = …` outside of functions. */
  readonly assigned: ReadonlySet<string>
}

/** How a use of such a name is told. */
export const AMBIENT_NOTE = 'used without an import'

/** Whose members are names of all files. */
const OBJECTS = ['globalThis', 'window', 'self', 'global'] as const
const DECLARES = /\bdeclare\s+global\s*\{/
const ASSIGNS = new RegExp(String.raw`\b(?:${OBJECTS.join('|')})\s*\.\s*[\w$]+\s*(?:\?\?|\|\|)?=(?!=)`)
const DECLARATION_FILE = /\.d\.[cm]?ts$/
/** A directory with one of these is a program of its own. */
const MANIFESTS = ['tsconfig.json', 'package.json'] as const
const NO_NAMES: ReadonlySet<string> = new Set()
const NOTHING: Globals = { declared: NO_NAMES, assigned: NO_NAMES }

/**
 * What scripts see without an import: what declaration files declare that are no modules, what stands in `declare global`, and what a module gives to
 * `globalThis` or `window` when it is loaded.
 */
export class AmbientNames {
  readonly #map: CodeMap
  readonly #unitsOf: (file: number) => FileUnits | undefined
  readonly #globals = new Map<number, Globals>()
  /** What a file has of its own under a name. */
  readonly #bound = new Map<number, ReadonlySet<string>>()

  constructor(map: CodeMap, unitsOf: (file: number) => FileUnits | undefined) {
    this.#map = map
    this.#unitsOf = unitsOf
  }

  /** What a file gives to all when it is loaded. */
  assignedIn(file: number): ReadonlySet<string> {
    return this.#globalsOf(file).assigned
  }

  /** A script that is no module: what it declares is there for all that share its page. Tests are loaded by themselves. */
  isPageScript(file: number): boolean {
    const path = this.#map.pathOf(file)
    const units = this.#unitsOf(file)
    if (units === undefined || !/\.jsx?$|(?<!\.d)\.tsx?$/.test(path) || isTestPath(path)) return false
    return !units.isCommonJs && this.#map.imports(file).length === 0 && !hasExports(units)
  }

  /** Who else uses a name that a file gives to all, in the program that the file belongs to. */
  usersOf(file: number, name: string): readonly AmbientUse[] {
    const { declared, assigned } = this.#globalsOf(file)
    const isTypeOnly = !assigned.has(name)
    if (isTypeOnly && !declared.has(name)) return []
    const program = this.#programOf(this.#map.pathOf(file))
    return this.#map
      .uses(name)
      .filter(({ file: { number, language, path } }) => number !== file && isScript(language) && isBelow(path, program))
      .flatMap(({ file: { number } }) =>
        this.#mentions(number, name).map((use) => ({ ...use, file: number, isTypeOnly })),
      )
  }

  /** None where the file has something of its own under the name. */
  #mentions(file: number, name: string): readonly Mention[] {
    const units = this.#unitsOf(file)
    if (units === undefined) return [{ unit: 0, line: 1 }]
    const byName = this.#boundIn(file, units).has(name) ? [] : units.mentions(name)
    const asMember = OBJECTS.filter((object) => units.has(hashOfText(object))).flatMap((object) =>
      units.mentionsThrough(object, name),
    )
    return [...byName, ...asMember]
  }

  #boundIn(file: number, { units }: FileUnits): ReadonlySet<string> {
    const known = this.#bound.get(file)
    if (known !== undefined) return known
    const declared = units.slice(1).flatMap(({ name, boundName }) => [name, boundName])
    const imported = this.#map.imports(file).flatMap(({ names }) => names.map(({ local }) => local))
    const bound = new Set([...declared, ...imported])
    this.#bound.set(file, bound)
    return bound
  }

  #globalsOf(file: number): Globals {
    const known = this.#globals.get(file)
    if (known !== undefined) return known
    const found = file < this.#map.fileCount ? this.#readGlobals(file) : NOTHING
    this.#globals.set(file, found)
    return found
  }

  #readGlobals(file: number): Globals {
    const path = this.#map.pathOf(file)
    const units = this.#unitsOf(file)
    if (units === undefined || !isScript(this.#map.file(file).language)) return NOTHING
    const isGlobal = DECLARATION_FILE.test(path) && this.#map.imports(file).length === 0 && !hasExports(units)
    const all = isGlobal || this.isPageScript(file) ? new Set(units.units.slice(1).map(({ name }) => name)) : NO_NAMES
    if (isGlobal) return { declared: all, assigned: NO_NAMES }
    const { declared, assigned } = this.#saidGlobals(file, units)
    return { declared, assigned: new Set([...all, ...assigned]) }
  }

  /** What the code itself declares for all, or gives to all. */
  #saidGlobals(file: number, units: FileUnits): Globals {
    const has = (word: string): boolean => units.has(hashOfText(word))
    const mayDeclare = has('declare') && has('global')
    // What a test gives to all is there in its own run alone.
    const mayAssign = !isTestPath(this.#map.pathOf(file)) && OBJECTS.some(has)
    const open = mayDeclare || mayAssign ? this.#map.read(file) : undefined
    if (open === undefined) return NOTHING
    // To find the tokens of a long file takes longer than to see that it needs none.
    const text = open.source.toString('latin1')
    return {
      declared: mayDeclare && DECLARES.test(text) ? declaredGlobals(open) : NO_NAMES,
      assigned: mayAssign && ASSIGNS.test(text) ? assignedGlobals(open, units) : NO_NAMES,
    }
  }

  #programOf(path: string): string {
    let directory = directoryOf(path)
    while (directory !== '' && MANIFESTS.every((name) => this.#map.findFile(`${directory}/${name}`) === undefined))
      directory = directoryOf(directory)
    return directory
  }
}

function hasExports({ units, aliases }: FileUnits): boolean {
  return aliases.size > 0 || units.some(({ isExported }) => isExported)
}

/** The names of what stands in `declare global { … }`. */
function declaredGlobals(open: OpenFile): ReadonlySet<string> {
  const { symbols, tokens, names } = open.extraction
  const global = names.find('global')
  const ranges: (readonly [from: number, to: number])[] = []
  for (let at = 1; at < tokens.count; at++) {
    if (tokens.id[at] !== global || tokens.kind[at + 1] !== C.openBrace || textAt(open, at - 1) !== 'declare') continue
    const last = closingBrace(open, at + 1)
    ranges.push([tokens.start[at + 1] as number, tokens.start[last] as number])
    at = last
  }
  const found = new Set<string>()
  let next = 0
  for (const { name, nameStart } of [...symbols].sort((left, right) => left.nameStart - right.nameStart)) {
    while ((ranges[next]?.[1] ?? Number.POSITIVE_INFINITY) < nameStart) next++
    if ((ranges[next]?.[0] ?? Number.POSITIVE_INFINITY) < nameStart) found.add(name)
  }
  return found
}

/** The brace that closes one, or the last token. */
function closingBrace({ extraction: { tokens } }: OpenFile, opened: number): number {
  let depth = 0
  for (let at = opened; at < tokens.count; at++) {
    if (tokens.kind[at] === C.openBrace) depth++
    else if (tokens.kind[at] === C.closeBrace && --depth === 0) return at
  }
  return tokens.count - 1
}

/** The names in `globalThis.name = …` outside of functions. */
function assignedGlobals(open: OpenFile, units: FileUnits): ReadonlySet<string> {
  const { tokens, names } = open.extraction
  const objects = new Set(OBJECTS.map((object) => names.find(object)))
  const found = new Set<string>()
  const onLine = new Map<number, string>()
  for (const { name, owner, index, firstLine, endLine } of units.units)
    if (index > 0 && owner === 0) for (let line = firstLine; line <= endLine; line++) onLine.set(line, name)
  for (let at = 0; at + 3 < tokens.count; at++) {
    if (!objects.has(tokens.id[at]) || tokens.kind[at + 1] !== C.dot || tokens.kind[at - 1] === C.dot) continue
    if (!/^(?:=|\?\?=|\|\|=)$/.test(textAt(open, at + 3))) continue
    const name = textAt(open, at + 2)
    const around = onLine.get(tokens.line[at] as number)
    if (around === undefined || around === name) found.add(name)
  }
  return found
}
