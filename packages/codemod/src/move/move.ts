import path from 'node:path'
import { languageOfPath, sourceFacts } from '@groundcrew/code-map'
import { listFiles } from '@groundcrew/core/repo'
import { count } from '@groundcrew/core/text'
import { readTreeFile } from '../apply/work-tree.ts'
import { findCandidates, literalPath, type Candidate, type Untouchable } from '../plan/candidates.ts'
import { applyTextEdits, makePlan, type EditedFile, type FileMove, type TextEdit } from '../plan/make-plan.ts'
import type { PlanDraft } from '../plan/plan-store.ts'
import type { Place } from '../plan/place.ts'
import { lineColumns, mayHaveText } from '../plan/text-file.ts'
import type { Check, RefusedFile } from '../plan/types.ts'
import { checkSyntax } from '../replace/check-syntax.ts'
import { RemainderCounter } from '../review/remainder-counter.ts'
import { editDocument, isDocument } from './document-references.ts'
import { newLayout, oldLayout, type Layout } from './layout.ts'
import { editManifest, isManifest } from './manifest-edits.ts'
import { findMentions } from './mentions.ts'
import { findMoves, type Moves } from './moved-paths.ts'
import { needlesOf, otherNames } from './needles.ts'
import type { MoveRequest } from './request.ts'
import { editPython, findModuleNames, type PythonCall } from './python/python-edits.ts'
import { isPython, PythonModules } from './python/python-modules.ts'
import { editScript, isScript, type ScriptTally } from './script-edits.ts'

export interface MoveContext {
  readonly place: Place
  readonly createdAt: string
}

/** Plans the move of a file or a directory, with everything that names it by a path. */
export async function planMove(context: MoveContext, request: MoveRequest): Promise<PlanDraft> {
  const { place, createdAt } = context
  const { files: listed } = await listFiles(place.root)
  const moves = findMoves(place, { ...request.options, listed })
  const before = oldLayout(place, listed)
  const found = await readFiles(place, { moves, listed, before })
  const isThere = existence(listed)
  const counter = new RemainderCounter()
  const edits = new Map<string, readonly TextEdit[]>()
  const manifests = new Map<string, string>()
  for (const file of found.files.filter(({ path: name }) => isManifest(name))) {
    const own = editManifest(file, moves, isThere)
    countPlaces(counter, file, { reason: 'a glob in a configuration', offsets: own.globs })
    edits.set(file.path, own.edits)
    manifests.set(file.path, applyTextEdits(file.decoded.text, own.edits))
  }
  const after = newLayout(place, moves, listed, manifests)
  const tally: ScriptTally = { counter, imports: 0, lost: [] }
  const layouts = { moves, before, after }
  const python = { moves, before: new PythonModules(before.files), after: new PythonModules(after.files), tally }
  const editsOf = (file: Candidate): readonly TextEdit[] => editFile(file, { layouts, python, isThere, tally })
  for (const file of found.files) if (!edits.has(file.path)) edits.set(file.path, editsOf(file))
  const edited = withMoves(place, moves, { ...found, edits })
  findMentions(moves, found.files, { edited, counter })
  findModuleNames(python, found.files, edited)
  for (const name of moves.leftBehind) counter.add('not moved: ignored by git', name)
  countUnread(counter, moves)
  const refused = await refuse(found.untouchable, editsOf)
  const syntax = await checkSyntax(edited.filter((entry) => entry.edits.length > 0))
  const checks = [importsCheck(tally), ...(syntax === undefined ? [] : [syntax]), completeCheck(refused)]
  return makePlan(place, edited, {
    engine: 'paths and imports',
    createdAt,
    request: { ...request, options: { ...request.options, source: moves.source, target: moves.target } },
    filesSearched: found.filesSearched,
    remainder: counter.result,
    refused,
    checks,
  })
}

interface FoundFiles {
  readonly files: readonly Candidate[]
  readonly untouchable: readonly Untouchable[]
  readonly filesSearched: number
}

interface ReadCall {
  readonly moves: Moves
  readonly listed: readonly string[]
  readonly before: Layout
}

/** What moves, and what has a name in it that may be that of something that moves. */
async function readFiles(place: Place, { moves, listed, before }: ReadCall): Promise<FoundFiles> {
  const needles = [...needlesOf(moves), ...otherNames(moves, listed, before)]
  const all = await findCandidates(place, {
    paths: [],
    mayMatch: (bytes) => needles.some((needle) => mayHaveText(bytes, needle)),
  })
  // A configuration may have a glob with no name in it.
  const whole = [...moves.files.keys(), ...listed.filter(isManifest)]
  const own = await findCandidates(place, { paths: whole.map(literalPath), mayMatch: () => true })
  const isRead = new Set(whole)
  const isMoved = ({ path: file }: { readonly path: string }): boolean => isRead.has(file)
  return {
    files: [...own.files, ...all.files.filter((file) => !isMoved(file))],
    untouchable: [...own.untouchable, ...all.untouchable.filter((file) => !isMoved(file))],
    filesSearched: all.filesSearched,
  }
}

function existence(listed: readonly string[]): (file: string) => boolean {
  const known = new Set<string>()
  for (const file of listed) {
    for (let name = file; name !== '.' && !known.has(name); name = path.posix.dirname(name)) known.add(name)
  }
  return (file) => known.has(file)
}

interface EditCall {
  readonly layouts: { readonly moves: Moves; readonly before: Layout; readonly after: Layout }
  readonly python: PythonCall
  readonly isThere: (file: string) => boolean
  readonly tally: ScriptTally
}

function editFile(file: Candidate, { layouts, python, isThere, tally }: EditCall): readonly TextEdit[] {
  if (isPython(file.path)) return editPython(file, python)
  const scripts = isScript(file.path) ? editScript(file, layouts, { isThere, tally }) : []
  const documents = isDocument(file.path) ? editDocument(file, layouts.moves, isThere) : []
  return [...scripts, ...documents]
}

function withMoves(
  place: Place,
  moves: Moves,
  { files, untouchable, edits }: FoundFiles & { readonly edits: ReadonlyMap<string, readonly TextEdit[]> },
): readonly EditedFile[] {
  const label = moves.isDirectory ? `\`${moves.source}/\` to \`${moves.target}/\`` : `\`${moves.source}\``
  const moveOf = (file: string): FileMove | undefined => {
    const to = moves.files.get(file)
    return to === undefined ? undefined : { to, shape: label }
  }
  const touched = files.map((file): EditedFile => {
    return { file, edits: edits.get(file.path) ?? [], move: moveOf(file.path) }
  })
  // What is not to be changed inside can be moved as it is.
  const whole = untouchable
    .filter(({ path: file }) => moves.files.has(file))
    .map(({ path: file }): EditedFile => ({ file: readWhole(place, file), edits: [], move: moveOf(file) }))
  return [...touched, ...whole]
}

function readWhole({ root }: Place, file: string): Candidate {
  const found = readTreeFile(root, file)
  if (found.kind !== 'file') throw new Error(`${file} was a plain file a moment ago`)
  const { bytes, mode } = found
  const decoded = { encoding: 'latin-1', text: '' } as const
  return { path: file, mode, bytes, decoded, facts: { language: 'binary', class: 'binary', kindAt: () => 'text' } }
}

function countPlaces(
  counter: RemainderCounter,
  { path: file, decoded }: Candidate,
  { reason, offsets }: { readonly reason: string; readonly offsets: readonly number[] },
): void {
  const placeOf = lineColumns(decoded.text)
  for (const offset of offsets) {
    const { line, column } = placeOf(offset)
    counter.add(reason, `${file}:${line}:${column}`)
  }
}

const followed =
  /^(?:python|typescript|tsx|javascript|vue|svelte|css|markdown|html|json|yaml|toml|text|binary|xml|sql)$/

function countUnread(counter: RemainderCounter, { files }: Moves): void {
  for (const file of files.keys()) {
    const language = languageOfPath(file) ?? 'text'
    if (!followed.test(language)) counter.add(`${language} moves as it is: who imports it is not followed`, file)
  }
}

async function refuse(
  untouchable: readonly Untouchable[],
  editsOf: (file: Candidate) => readonly TextEdit[],
): Promise<readonly RefusedFile[]> {
  const refused: RefusedFile[] = []
  for (const { path: file, reason, text } of untouchable) {
    if (reason === 'binary' || text === '' || !(isScript(file) || isDocument(file) || isPython(file))) continue
    const bytes = Buffer.from(text)
    const facts = await sourceFacts(file, bytes)
    const matches = editsOf({ path: file, mode: 0, bytes, decoded: { encoding: 'utf-8', text }, facts }).length
    if (matches > 0) refused.push({ path: file, reason, matches })
  }
  return refused
}

function importsCheck({ imports, lost }: ScriptTally): Check {
  if (lost.length === 0) {
    return {
      name: 'imports',
      result: 'ok',
      detail: `${count(imports, 'import')} looked at, each leads to the same file as before`,
    }
  }
  const more = lost.length > 3 ? `, … ${lost.length - 3} more` : ''
  const places = `${lost.slice(0, 3).join(', ')}${more}`
  return {
    name: 'imports',
    result: 'failed',
    detail: `nothing can be written for ${count(lost.length, 'import')}: ${places}`,
  }
}

function completeCheck(refused: readonly RefusedFile[]): Check {
  if (refused.length === 0) return { name: 'complete', result: 'ok', detail: 'no refused file names what moves' }
  const places = refused.reduce((sum, { matches }) => sum + matches, 0)
  return { name: 'complete', result: 'warning', detail: `${count(places, 'path')} in refused files stay as they are` }
}
