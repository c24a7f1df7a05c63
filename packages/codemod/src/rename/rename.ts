import { setImmediate } from 'node:timers/promises'
import type { SgNode } from '@ast-grep/napi'
import { ToolError, usageError, type Io } from '@groundcrew/core/cli'
import { listFiles } from '@groundcrew/core/repo'
import { count } from '@groundcrew/core/text'
import { Documents, isScriptFile, type Position, type TextChange } from '../lsp/documents.ts'
import { TextLines } from '../lsp/text-lines.ts'
import { startTypeScript } from '../lsp/typescript-server.ts'
import { oldLayout, type Layout } from '../move/layout.ts'
import {
  fileFromRoot,
  findCandidates,
  literalPath,
  type Candidate,
  type Candidates,
  type Untouchable,
} from '../plan/candidates.ts'
import { makePlan, type EditedFile, type TextEdit } from '../plan/make-plan.ts'
import type { PlanDraft } from '../plan/plan-store.ts'
import type { Place } from '../plan/place.ts'
import type { Check, RefusedFile, RenameRequest } from '../plan/types.ts'
import { isWholeWord } from '../replace/matcher.ts'
import { findWords, hasInCode } from '../review/find-words.ts'
import { languageOfFile, Syntax, type Span } from '../rewrite/syntax.ts'
import { checkCapture } from './check-capture.ts'
import { editComponents, isComponent } from './component-imports.ts'
import { ModuleMembers } from './module-members.ts'
import { PlaceReader } from './place-reader.ts'
import { isExportedInPlace, isPlainDeclaration, roleOf, type Role } from './describe-place.ts'
import { FreshName } from './fresh-name.ts'
import { Importers } from './importers.ts'
import { SourcePaths } from './source-paths.ts'
import { StatementTrees } from './statement-trees.ts'
import { findTarget } from './find-target.ts'
import { findDeclaration, type Target } from './target.ts'
import { findUntyped, nothingMissing, typesCheck, untold, type Untyped } from './untyped.ts'
import { mayHaveText } from '../plan/text-file.ts'

export interface RenameContext {
  readonly place: Place
  readonly createdAt: string
  readonly io: Io
}

/** Plans a new name for a symbol: typed for TypeScript and JavaScript, in other languages as far as imports and scopes tell. */
export async function planRename(context: RenameContext, request: RenameRequest): Promise<PlanDraft> {
  const target = await findTarget(context, request.options.target)
  const file = fileFromRoot(context.place, target.file)
  if (isScriptFile(file)) return planTypedRename(context, request, { ...target, file })
  if (request.options.keepsPublic) {
    throw usageError('--keep-public is for TypeScript and JavaScript', 'leave it out')
  }
  const { planNamesRename } = await import('./names/rename-names.ts')
  return planNamesRename(context, request, { ...target, file })
}

/** In all projects that have the word. */
async function planTypedRename(context: RenameContext, request: RenameRequest, target: Target): Promise<PlanDraft> {
  const { place } = context
  const { target: text, newName, keepsPublic } = request.options
  requireName(newName)
  const { file } = target
  const { client, engine, begin } = startTypeScript(place.root)
  await using _server = client
  const { files: listed } = await listFiles(place.root)
  const syntax = await Syntax.load()
  const start = await findStart({ place, syntax, listed }, target)
  if (keepsPublic && start.isExportedInPlace) throw exportedInPlace(text)
  // TypeScript's own way for a name that stands for a property and a variable at once stops at exports too; properties have none.
  await begin({ usesAliases: keepsPublic || start.role !== 'variable' })
  const documents = new Documents(client, place.root)
  const layout = oldLayout(place, listed)
  const sources = new SourcePaths(place, layout, listed)
  // The server reads the project of the file while the others are looked through here.
  openFile(documents, sources, { path: file, text: start.text })
  const warm = documents.warm(file, start.position)
  const read = await readFiles({ place, layout, listed }, { ...start, file, newName, keepsPublic })
  const { files, untouchable, filesSearched, fresh, scripts, opened, unsure } = read
  for (const { path, decoded } of opened) if (path !== file) openFile(documents, sources, { path, text: decoded.text })
  const asked = warm.then(() => documents.rename(file, start.position, newName))
  const reader = new PlaceReader(syntax, { word: start.word, newName })
  const reading = prepareUntil(asked, [
    ...opened.map((script) => () => reader.prepare(script)),
    // Which kind of place each word is in is wanted of all files in the end.
    ...files.map((candidate) => () => void hasInCode(candidate, start.word)),
  ])
  const [changes] = await Promise.all([asked, reading])
  if (changes.size === 0) throw notRenamed(start.word, text)
  const { edited, refused } = sortChanges(changes, { files, untouchable })
  const members = new ModuleMembers({ documents, reader }, { file, ...start, newName, scripts: unsure })
  const complete = start.role === 'variable' ? await members.mend(edited) : edited
  const described = complete.map((entry) => reader.describe(entry))
  const capture =
    (start.isPlain && isLikeCase(start.word, newName) ? fresh.check() : undefined) ??
    (await checkCapture(documents, { file, ...start, newName, edited: described }))
  const components = files.filter((candidate) => isComponent(candidate.path) && hasInCode(candidate, start.word))
  const aliased =
    start.isExported && !keepsPublic
      ? editComponents({ place, layout }, components, { file, word: start.word, newName, edited: described })
      : []
  const outcome = { files, scripts, components, described, aliased, refused, known: sources.names }
  const { checks, remainder } = describeRest(place, start, outcome)
  const own: RenameRequest = { ...request, options: { ...request.options, target: rootTarget(target, file) } }
  return makePlan(place, [...described, ...aliased], {
    engine,
    createdAt: context.createdAt,
    request: own,
    filesSearched,
    remainder,
    refused,
    checks: [...checks, capture],
  })
}

function requireName(text: string): void {
  if (!/^[\p{L}_$#][\p{L}\p{N}_$]*$/u.test(text)) throw usageError(`${text} is no name`, 'letters, digits, _ and $')
}

/** A server knows the projects of the files that are open, by the configurations that it is given before. */
function openFile(
  documents: Documents,
  sources: SourcePaths,
  { path, text }: { readonly path: string; readonly text: string },
): void {
  for (const config of sources.configsOf(path)) documents.open(config.file, config.text)
  documents.open(path, text)
}

interface Files extends Pick<Candidates, 'files' | 'untouchable' | 'filesSearched'> {
  readonly fresh: FreshName
  readonly scripts: readonly Candidate[]
  /** Those that the server has to know. */
  readonly opened: readonly Candidate[]
  /** Those of which the server is asked place for place. */
  readonly unsure: readonly Candidate[]
}

async function readFiles(
  { place, layout, listed }: { readonly place: Place; readonly layout: Layout; readonly listed: readonly string[] },
  call: Start & { readonly file: string; readonly newName: string; readonly keepsPublic: boolean },
): Promise<Files> {
  const { file, word, isPlain, newName, keepsPublic } = call
  const [fresh, importers] = [new FreshName(place.root, newName), new Importers()]
  const found = await findCandidates(place, {
    paths: [],
    listed,
    mayMatch: (bytes, name) => {
      fresh.read(name, bytes)
      if (isPlain) importers.read(name, bytes)
      return mayHaveText(bytes, word)
    },
  })
  const scripts = found.files.filter((candidate) => isScriptFile(candidate.path))
  const named = scripts.filter((script) => mayRefer(script, call))
  const { scripts: opened, unsure } = isPlain
    ? importers.find(file, word, { layout, scripts: named })
    : { scripts: named, unsure: [] }
  // Where exports keep the old name, so do the members of a module.
  return { ...found, fresh, scripts, opened, unsure: keepsPublic ? [] : unsure }
}

interface Outcome {
  readonly files: readonly Candidate[]
  readonly scripts: readonly Candidate[]
  readonly components: readonly Candidate[]
  readonly described: readonly EditedFile[]
  readonly aliased: readonly EditedFile[]
  readonly refused: readonly RefusedFile[]
  /** Packages that are read from their sources. */
  readonly known: ReadonlySet<string>
}

/** Does one work after another until the answer is there. */
async function prepareUntil(answer: Promise<unknown>, works: readonly (() => void)[]): Promise<void> {
  let isAnswered = false
  const noteAnswer = (): void => void (isAnswered = true)
  answer.then(noteAnswer, noteAnswer)
  for (const work of works) {
    // The server asks in between, and waits for what it is told.
    await setImmediate()
    if (isAnswered) return
    work()
  }
}

/** In code, as a member named by a string, or as a type in a comment of JavaScript. Without reading the file into tokens: the server waits for this. */
function mayRefer(script: Candidate, { word, role }: Start): boolean {
  const { text } = script.decoded
  if (isOutsideComments(text, word)) return true
  const isNamed = role !== 'variable' && ["'", '"', '`'].some((quote) => text.includes(`${quote}${word}${quote}`))
  return isNamed || (/\.[cm]?jsx?$/.test(script.path) && text.includes('/**'))
}

/** Whether a text has the word anywhere but in lines that are comments to their end, and in strings of that word alone. */
function isOutsideComments(text: string, word: string): boolean {
  for (let start = text.indexOf(word); start !== -1; start = text.indexOf(word, start + word.length)) {
    const end = start + word.length
    if (!isWholeWord(text, start, end)) continue
    const before = text.slice(text.lastIndexOf('\n', start) + 1, start)
    const isQuoted = /['"]$/.test(before) && text[end] === text[start - 1]
    if (!isQuoted && !/^\s*(?:\/\/|\*\s)/.test(before)) return true
  }
  return false
}

/** What is left alone, and whether some of it may refer to the symbol. */
function describeRest(
  { root }: Place,
  { word, isPlain, isExported }: Start,
  { files, scripts, components, described, aliased, refused, known }: Outcome,
): Pick<PlanDraft, 'checks' | 'remainder'> {
  // A variable is found by its imports; who has a member is told by types.
  const untyped = isPlain ? nothingMissing : findUntyped(root, word, { scripts, edited: described, known })
  const edited = [...described, ...aliased]
  const remainder = findWords({ files, word, edited, describeCode: describeCode({ scripts, untyped, aliased }) })
  const unread = isPlain || isExported ? [] : components
  return { checks: [completeCheck(refused, unread), ...typesCheck(remainder, untyped)], remainder }
}

/** The request is kept with a path from the root, so that it can be asked again from anywhere. */
function rootTarget(target: Target, file: string): string {
  return target.kind === 'name' ? `${file}#${target.name}` : `${file}:${target.line}:${target.column}`
}

interface Start {
  readonly text: string
  readonly position: Position
  readonly word: string
  readonly role: Role
  /** `export const name`: there is no list of exports that could have an alias. */
  readonly isExportedInPlace: boolean
  readonly isExported: boolean
  /** A function, variable, class or type that a module declares, which others have by importing it alone. */
  readonly isPlain: boolean
}

async function findStart(
  { place, syntax, listed }: { readonly place: Place; readonly syntax: Syntax; readonly listed: readonly string[] },
  target: Target,
): Promise<Start> {
  const { files } = await findCandidates(place, { paths: [literalPath(target.file)], mayMatch: () => true, listed })
  const [candidate] = files
  const language = languageOfFile(target.file)
  if (candidate === undefined || language === undefined) {
    throw new ToolError('REFUSED', `${target.file} is not to be changed: it is ignored, generated or vendored`, {
      exitCode: 1,
      hint: 'rename the source that it is made from',
    })
  }
  const { text } = candidate.decoded
  const lines = new TextLines(text)
  const start =
    target.kind === 'name'
      ? findDeclaration({ syntax, language, text }, target)
      : lines.offsetAt({ line: target.line - 1, character: target.column - 1 })
  const word = /^#?[\p{L}\p{N}_$]+/u.exec(text.slice(start))?.[0]
  if (word === undefined) {
    throw usageError(
      `no name begins at ${rootTarget(target, target.file)}`,
      'csearch prints places as FILE:LINE:COLUMN',
    )
  }
  const { root, shift } = new StatementTrees({ syntax, language, word }, text).at(start)
  const span = { start: start - shift, end: start - shift + word.length }
  return {
    text,
    position: lines.positionAt(start),
    word,
    role: roleOf(root, span),
    isExportedInPlace: isExportedInPlace(root, span),
    isExported: isExportedFrom(root, { text, span, word }),
    isPlain: isPlainDeclaration(root, span) && isModule(text),
  }
}

/** Whether others have what a file declares by importing it alone; `export as namespace` gives a global name to all of it. */
function isModule(text: string): boolean {
  return /^(?:import|export)\b/m.test(text) && !/^export\s+as\s+namespace\b/m.test(text)
}

/** In place or by a list. */
function isExportedFrom(
  root: SgNode,
  { text, span, word }: { readonly text: string; readonly span: Span; readonly word: string },
): boolean {
  if (isExportedInPlace(root, span)) return true
  const lists = text.matchAll(/\bexport\s+(?:type\s+)?\{([^{}]*)\}/g)
  return [...lists].some(([, names = '']) =>
    names.split(',').some((name) => name.trim().replace(/^type\s+/, '') === word),
  )
}

/** In markup a small letter makes another thing of a name. */
function isLikeCase(...names: readonly [string, string]): boolean {
  const [left, right] = names.map((name) => /^[A-Z]/.test(name))
  return left === right
}

function exportedInPlace(target: string): ToolError {
  return new ToolError(
    'EXPORTED_IN_PLACE',
    `${target} is exported where it is declared: there is no export to give an alias`,
    {
      exitCode: 1,
      hint: 'export it by a list, `export { name }`, or leave out --keep-public',
    },
  )
}

function notRenamed(word: string, target: string): ToolError {
  return new ToolError('NOT_RENAMED', `TypeScript does not rename ${word} at ${target}`, {
    exitCode: 1,
    hint: 'name the place of its declaration, FILE:LINE:COLUMN',
  })
}

function sortChanges(
  changes: ReadonlyMap<string, readonly TextChange[]>,
  { files, untouchable }: { readonly files: readonly Candidate[]; readonly untouchable: readonly Untouchable[] },
): { readonly edited: readonly EditedFile[]; readonly refused: readonly RefusedFile[] } {
  const byPath = new Map(files.map((file) => [file.path, file]))
  const reasons = new Map(untouchable.map(({ path, reason }) => [path, reason]))
  const edited: EditedFile[] = []
  const refused: RefusedFile[] = []
  for (const [path, edits] of changes) {
    const file = byPath.get(path)
    if (file === undefined) {
      const reason =
        reasons.get(path) ?? (path.includes('node_modules/') ? 'in node_modules' : 'ignored or outside the root')
      refused.push({ path, reason, matches: edits.length })
    } else edited.push({ file, edits: textEdits(file, edits) })
  }
  return { edited, refused }
}

function textEdits({ decoded }: Candidate, changes: readonly TextChange[]): readonly TextEdit[] {
  const lines = new TextLines(decoded.text)
  return changes.map(({ range, newText }) => {
    const span = { start: lines.offsetAt(range.start), end: lines.offsetAt(range.end) }
    return { ...span, new: newText, kind: 'reference', shape: '' }
  })
}

interface Known {
  readonly scripts: readonly Candidate[]
  readonly untyped: Untyped
  readonly aliased: readonly EditedFile[]
}

function describeCode({ scripts, untyped, aliased }: Known): (path: string) => string {
  const known = new Set(scripts.map(({ path }) => path))
  const withAlias = new Set(aliased.map(({ file }) => file.path))
  return (path) => {
    if (withAlias.has(path)) return 'by the alias of an import'
    if (untyped.has(path)) return untold
    return known.has(path) ? 'another symbol' : 'in another language'
  }
}

function completeCheck(refused: readonly RefusedFile[], unread: readonly Candidate[]): Check {
  const places = refused.reduce((sum, { matches }) => sum + matches, 0)
  const left = places === 0 ? [] : [`${count(places, 'reference')} in refused files keep the old name`]
  const names = unread.map(({ path }) => path)
  const more = names.length > 1 ? ` and ${names.length - 1} more` : ''
  if (names.length > 0) left.push(`TypeScript does not read ${names[0]}${more}, which may refer to it`)
  if (left.length > 0) return { name: 'complete', result: 'warning', detail: left.join('; ') }
  return { name: 'complete', result: 'ok', detail: 'no reference is in a refused file' }
}
