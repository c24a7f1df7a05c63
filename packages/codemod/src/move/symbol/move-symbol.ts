import { ToolError, usageError } from '@groundcrew/core/cli'
import { makePlan, type EditedFile, type TextEdit } from '../../plan/make-plan.ts'
import type { PlanDraft } from '../../plan/plan-store.ts'
import type { Place } from '../../plan/place.ts'
import type { Check } from '../../plan/types.ts'
import { checkSyntax } from '../../replace/check-syntax.ts'
import { findWords } from '../../review/find-words.ts'
import { RemainderCounter } from '../../review/remainder-counter.ts'
import { parseTarget } from '../../rename/target.ts'
import type { MoveRequest } from '../request.ts'
import { appendMoved, finishFile, stayModule } from './finish-file.ts'
import { editImporter } from './importer-edits.ts'
import { isEntry } from './is-entry.ts'
import { LinkEditor, styleOf } from './link-editor.ts'
import type { ModuleView } from './module-view.ts'
import { findPieces } from './moved-code.ts'
import { findNeeds, isTypeOnly, usesOutside } from './needs.ts'
import { Scopes } from './scopes.ts'
import { editSource } from './source-edits.ts'
import { asMoves, between, type SymbolMove } from './symbol-move.ts'
import { editTarget, movedText } from './target-edits.ts'
import { readWorld, refusedImporters, type World } from './world.ts'

interface Context {
  readonly place: Place
  readonly createdAt: string
}

/** Plans the move of declarations from one module to another, with what they need and with all who import them. */
export async function planSymbolMove({ place, createdAt }: Context, request: MoveRequest): Promise<PlanDraft> {
  const names = request.options.symbols ?? []
  const world = await readWorld(place, request)
  const move = prepare(world, names)
  const { source, target } = move
  const needs = findNeeds(move)
  const editors = new Map<ModuleView, LinkEditor>()
  const edits = new Map<ModuleView, readonly TextEdit[]>()
  for (const view of [...world.views.values(), source, target]) {
    const resolve = (module: string): string | undefined => move.before.resolve(view.file.path, module)
    editors.set(view, new LinkEditor(view, resolve))
  }
  const editorOf = (view: ModuleView): LinkEditor => editors.get(view) ?? new LinkEditor(view, () => undefined)
  for (const view of editors.keys()) {
    if (view !== source && view !== target) edits.set(view, editImporter(move, view, editorOf(view)))
  }
  edits.set(source, editSource(move, needs, editorOf(source)))
  editTarget(move, needs, editorOf(target))
  keepReExports(move, editorOf(source))
  const style = styleOf([target, source])
  const edited = [...editors].map(([view, editor]): EditedFile => {
    const links = editor.finish()
    const own = edits.get(view) ?? []
    if (view !== target) {
      const change = { edits: [...own, ...links.edits], lines: links.lines }
      return { file: view.file, edits: stayModule(view, finishFile(view, change, styleOf([view, source]))) }
    }
    const text = movedText(move, exportsNeeded(move))
    const all = appendMoved({ view, source, text, isNew: world.isNew }, links, style)
    return { file: view.file, edits: all, ...(world.isNew ? { isNew: true } : {}) }
  })
  const syntax = await checkSyntax(edited)
  return makePlan(place, edited, {
    engine: 'declarations and imports',
    createdAt,
    request: { ...request, options: { ...request.options, source: source.file.path, target: target.file.path } },
    filesSearched: world.found.filesSearched,
    remainder: [...move.counter.result, ...wordsLeft(world, names, edited)],
    refused: refusedImporters(world, names),
    checks: [
      importsCheck(move, edited),
      cycleCheck(
        move,
        needs.helpers.filter((name) => !isTypeOnly(source.declarations.get(name) ?? [])),
      ),
      ...(syntax === undefined ? [] : [syntax]),
    ],
  })
}

/** `src/a.ts#one,two` of the command line. @throws a usage error for anything else. */
export function parseSymbols(text: string): { readonly source: string; readonly symbols: readonly string[] } {
  const target = parseTarget(text)
  const symbols = target.kind === 'name' ? target.name.split(',').map((name) => name.trim()) : []
  if (symbols.length > 0 && symbols.every((name) => /^[\p{L}_$][\p{L}\p{N}_$]*$/u.test(name)))
    return { source: target.file, symbols }
  throw usageError(`${text} names no top-level symbol`, 'write FILE#NAME, or FILE#ONE,TWO for what moves together')
}

function prepare(world: World, names: readonly string[]): SymbolMove {
  const { source, target, before, after } = world
  if (source.links.length === 0 && /\b(?:module\.exports|exports\.\w)/.test(source.text)) {
    throw new ToolError(
      'CANNOT_MOVE',
      `${source.file.path} is CommonJS: only modules with import and export are moved in parts`,
      {
        exitCode: 1,
        hint: 'write it with import and export first',
      },
    )
  }
  const pieces = findPieces(source, names)
  const listed = source.links.flatMap(({ module, names: own }) => (module === undefined ? own : []))
  const exported = [
    ...pieces.filter(({ isExported }) => isExported).flatMap((piece) => piece.names),
    ...listed.filter(({ name, local }) => name === local).map(({ name }) => name),
  ]
  return {
    scopes: new Scopes(),
    before,
    after,
    moves: asMoves(source.file.path, target.file.path),
    source,
    target,
    names: new Set(names),
    pieces,
    typeNames: new Set(names.filter((name) => isTypeOnly(source.declarations.get(name) ?? []))),
    exported: new Set(exported),
    counter: new RemainderCounter(),
    viaSource: new Set(),
  }
}

/** Who cannot write the new place, and who is outside of this code base, goes on by way of the old one. */
function keepReExports(move: SymbolMove, editor: LinkEditor): void {
  const { source, target, exported, names, typeNames, viaSource, counter } = move
  const isPublic = isEntry(move.before, source.file.path)
  if (viaSource.size === 0 && !isPublic) return
  for (const place of [...viaSource].sort())
    counter.add(`goes on by way of ${source.file.path}, which exports it again`, place)
  const module = between(move, source.file.path, target.file.path)
  for (const name of names) {
    if (!exported.has(name)) continue
    const isType = typeNames.has(name)
    editor.want({
      kind: 'export',
      module,
      target: target.file.path,
      isType,
      names: [{ name, local: name, isType: false }],
    })
  }
}

function exportsNeeded(move: SymbolMove): ReadonlySet<string> {
  return new Set([...move.names].filter((name) => move.exported.has(name) || usesOutside(move, name).length > 0))
}

function wordsLeft({ found }: World, names: readonly string[], edited: readonly EditedFile[]): PlanDraft['remainder'] {
  const inCode = 'code that imports it from elsewhere'
  return names
    .flatMap((word) => findWords({ word, files: found.files, edited, describeCode: () => inCode }))
    .filter(({ reason }) => reason !== inCode)
}

function importsCheck({ viaSource, target }: SymbolMove, edited: readonly EditedFile[]): Check {
  const touched = edited
    .flatMap(({ edits }) => edits)
    .filter(({ kind }) => kind === 'import' || kind === 're-export').length
  const detail = `${touched} written, each leads to ${target.file.path} or to where it led`
  if (viaSource.size === 0) return { name: 'imports', result: 'ok', detail }
  return { name: 'imports', result: 'warning', detail: `${detail}; ${viaSource.size} go by way of the old file` }
}

function cycleCheck(move: SymbolMove, helpers: readonly string[]): Check {
  const { source, target, before, names, typeNames } = move
  const isBack =
    helpers.length > 0 ||
    target.links.some(({ module, isType, names: own }) => {
      const stays = own.length === 0 || own.some(({ name }) => !names.has(name))
      return !isType && module !== undefined && stays && before.resolve(target.file.path, module) === source.file.path
    })
  const isForth = [...names].some((name) => !typeNames.has(name) && usesOutside(move, name).length > 0)
  if (!isBack || !isForth)
    return { name: 'cycle', result: 'ok', detail: 'the two files do not import each other for it' }
  const why = helpers.length > 0 ? `${target.file.path} needs ${helpers.join(', ')}` : 'it did so before'
  return {
    name: 'cycle',
    result: 'warning',
    detail: `the two files import each other: ${why}; move that too, or see that nothing of it runs while they load`,
  }
}
