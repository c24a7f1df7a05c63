import { CodeMap, openOptions, type Language } from '@groundcrew/code-map'
import { ToolError, usageError, version, type Io } from '@groundcrew/core/cli'
import { count } from '@groundcrew/core/text'
import { findCandidates } from '../../plan/candidates.ts'
import { makePlan } from '../../plan/make-plan.ts'
import type { PlanDraft } from '../../plan/plan-store.ts'
import type { Place } from '../../plan/place.ts'
import { mayHaveText } from '../../plan/text-file.ts'
import type { Check, RefusedFile, RenameRequest } from '../../plan/types.ts'
import { findWords } from '../../review/find-words.ts'
import type { Target } from '../target.ts'
import { findTakenPlaces } from './check-name.ts'
import { descends, Families } from './families.ts'
import { FileViews, type Declaration } from './file-views.ts'
import { askCompiler } from './go-compiler.ts'
import { editOf, judgeFile, type JudgedFile } from './judged-file.ts'
import { findNamedDeclaration } from './find-declaration.ts'
import { hasNameRules, whyNoName } from './name-rules.ts'
import { implementations } from './implementations.ts'
import { readTokens } from './name-tokens.ts'
import type { NamedSymbol } from './places.ts'

export interface NamesContext {
  readonly io: Io
  readonly place: Place
  readonly createdAt: string
}

/**
 * Plans a new name for a symbol of a language without a typed engine. Only the places that imports and scopes tell for certain are edited; what
 * merely has the name is listed, or with `takesSameName` edited under shapes of its own.
 */
export async function planNamesRename(
  { io, place, createdAt }: NamesContext,
  request: RenameRequest,
  target: Target,
): Promise<PlanDraft> {
  const { newName, takesSameName } = request.options
  const map = await CodeMap.open({ ...openOptions('codemod', io), cwd: place.root })
  const declaration = findNamedDeclaration(map, target)
  const { name: member } = declaration.symbol
  const families = new Families(map, { language: declaration.file.language, member })
  const symbol = describeSymbol(map, declaration, families)
  requireName(symbol, newName)
  const { files, untouchable, filesSearched } = await findCandidates(place, {
    paths: [],
    mayMatch: (bytes) => mayHaveText(bytes, symbol.name),
  })
  const views = new FileViews(map, declaration, { symbol, families })
  const byNames = files
    .filter(({ facts }) => isSameLanguage(facts.language, symbol.language))
    .map((file) => judgeFile(file, views, symbol))
  const { judged, compiles } = await askCompiler({ io, place, symbol, newName }, byNames)
  const taken = judged.flatMap((file) => findTakenPlaces(symbol, newName, { ...file, path: file.file.path }))
  if (taken.length > 0) throw nameTaken(newName, taken)
  if (!takesSameName) requireTold(symbol, judged)
  const edited = judged
    .map(({ file, sure, doubtful, view }) => {
      const places = takesSameName ? [...sure, ...doubtful] : sure
      return { file, edits: places.map((one) => editOf({ file, view, newName }, one)) }
    })
    .filter(({ edits }) => edits.length > 0)
  const doubtful = judged.reduce((sum, file) => sum + file.doubtful.length, 0)
  const refused: RefusedFile[] = untouchable.flatMap(({ path, reason, text }) => {
    const matches = countWords(text, symbol.name)
    return matches === 0 || reason === 'ignored by git' ? [] : [{ path, reason, matches }]
  })
  const reasonOf = reasonsByPlace(judged)
  const own: RenameRequest = { ...request, options: { ...request.options, target: spellTarget(declaration) } }
  return makePlan(place, edited, {
    engine: `code-map ${version}, ${symbol.language} by imports and scopes`,
    createdAt,
    request: own,
    filesSearched,
    remainder: findWords({ word: symbol.name, files, edited, describeCode: () => 'in another language', reasonOf }),
    refused,
    checks: [...describeChecks(newName, { doubtful, takesSameName }), ...compiles],
  })
}

/** Languages where headers, namespaces and the build say what a name refers to, which is not followed. */
const untold: readonly Language[] = ['c', 'cpp', 'csharp', 'php']

/** Half a rename would not compile there. @throws ToolError NOT_TOLD */
function requireTold({ name, language }: NamedSymbol, judged: readonly JudgedFile[]): void {
  const files = judged.filter(({ doubtful }) => doubtful.length > 0)
  if (!untold.includes(language) || files.length === 0) return
  const places = files.reduce((sum, { doubtful }) => sum + doubtful.length, 0)
  const names = files.slice(0, 3).map(({ file }) => file.path)
  throw new ToolError(
    'NOT_TOLD',
    `whether ${count(places, 'other place')} with ${name} refer to it cannot be told in ${language}: ${names.join(', ')}; no plan was made`,
    {
      exitCode: 1,
      hint: '--same-name takes them too, declarations in headers included, as shapes of their own',
    },
  )
}

function spellTarget({ file, symbol }: Declaration): string {
  return `${file.path}#${symbol.qualifiedName}`
}

function describeSymbol(map: CodeMap, { file, symbol }: Declaration, families: Families): NamedSymbol {
  const { name, parent, qualifiedName } = symbol
  if (!hasNameRules(file.language)) {
    throw usageError(`there is no rename in ${file.language}`, `codemod replace -w ${name} NEW`)
  }
  const declared = map.uses(name).flatMap((use) => {
    if (!use.isDeclared || !isSameLanguage(use.file.language, file.language)) return []
    return map
      .symbols(use.file.number)
      .filter((other) => other.name === name)
      .map((other) => `${use.file.path}#${other.qualifiedName}`)
  })
  const owner = ownerOf(map, { file, symbol })
  const parts = qualifiedName.split('.')
  const around = parts.slice(0, owner === undefined || parent === -1 ? -1 : -2).join('.')
  const isUnique = new Set(declared).size <= 1
  return {
    name,
    owner,
    around,
    isUnique,
    language: file.language,
    isExported: symbol.isExported,
    mayBeOneWith: (other) => mayBeOne(families, { language: file.language, owner, other }),
  }
}

/** Where heads of classes tell, those that are unclear; elsewhere any: interfaces and their like ask for members by name. */
function mayBeOne(
  families: Families,
  {
    language,
    owner = '',
    other,
  }: { readonly language: Language; readonly owner: string | undefined; readonly other: string },
): boolean {
  if (!descends(language)) return true
  return families.areRelated(owner, other) || (families.isUnclear(owner) && families.isUnclear(other))
}

/** The class or type of a member. In Rust the methods stand in a block that only names the type. */
function ownerOf(map: CodeMap, { file, symbol }: Pick<Declaration, 'file' | 'symbol'>): string | undefined {
  const around = map.symbols(file.number)[symbol.parent]
  if (around !== undefined) return around.kind === 'module' || around.kind === 'namespace' ? undefined : around.name
  const open = file.language === 'rust' ? map.read(file.number) : undefined
  const blocks = open === undefined ? [] : implementations(readTokens(open))
  return blocks.find(({ start, end }) => start <= symbol.nameStart && symbol.nameStart < end)?.type
}

/** C and C++ share headers. */
function isSameLanguage(left: Language, right: Language): boolean {
  const family = (language: Language): string => (language === 'cpp' ? 'c' : language)
  return family(left) === family(right)
}

function requireName({ language, name }: NamedSymbol, newName: string): void {
  const reason = whyNoName(language, newName, name)
  if (reason !== undefined) throw usageError(`${newName} ${reason} in ${language}`, 'choose another name')
  if (newName === name) throw usageError(`it is called ${name} already`, 'choose another name')
}

function countWords(text: string, word: string): number {
  return text.split(new RegExp(`(?<![\\p{L}\\p{N}_])${word}(?![\\p{L}\\p{N}_])`, 'u')).length - 1
}

function reasonsByPlace(judged: readonly JudgedFile[]): (path: string, offset: number) => string | undefined {
  const byPath = new Map(judged.map(({ file, reasons }) => [file.path, reasons]))
  return (path, offset) => {
    const reason = byPath.get(path)?.get(offset)
    if (reason === undefined) return undefined
    return reason === 'another declaration' ? reason : `same name, ${reason}`
  }
}

function describeChecks(
  newName: string,
  { doubtful, takesSameName }: { readonly doubtful: number; readonly takesSameName: boolean },
): readonly Check[] {
  const places = count(doubtful, 'place')
  const complete: Check =
    doubtful === 0
      ? { name: 'complete', result: 'ok', detail: 'every place with the name is told for certain' }
      : takesSameName
        ? { name: 'complete', result: 'warning', detail: `${places} with the same name taken too: look at each` }
        : {
            name: 'complete',
            result: 'warning',
            detail: `${places} with the same name left alone, which may be it: --same-name takes them too`,
          }
  return [
    complete,
    { name: 'capture', result: 'ok', detail: `no ${newName} stands where it would be the renamed symbol` },
  ]
}

function nameTaken(newName: string, places: readonly string[]): ToolError {
  const shown = places.slice(0, 3).join(', ')
  const more = places.length > 3 ? ` and ${places.length - 3} more` : ''
  return new ToolError(
    'NAME_TAKEN',
    `${newName} would mean something else in ${count(places.length, 'place')}: ${shown}${more}; no plan was made`,
    { exitCode: 1, hint: 'choose another name, or rename what has it first' },
  )
}
