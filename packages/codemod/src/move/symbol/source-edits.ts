import type { TextEdit } from '../../plan/make-plan.ts'
import { kindOf, spanOf } from '../../rewrite/syntax.ts'
import { cannotMove, showPlace } from './cannot-move.ts'
import type { LinkEditor } from './link-editor.ts'
import { removalOf, type Piece } from './moved-code.ts'
import { usesOutside, type Needs } from './needs.ts'
import { between, type SymbolMove } from './symbol-move.ts'

/** What becomes of the file that the symbols leave, but for the re-exports that only the importers tell. */
export function editSource(move: SymbolMove, needs: Needs, editor: LinkEditor): readonly TextEdit[] {
  const { source, target, pieces, names, typeNames } = move
  const edits = runsOf(pieces).map((run): TextEdit => {
    const own = new Set(run.flatMap((piece) => piece.names))
    const span = { start: run[0]?.start ?? 0, end: run.at(-1)?.end ?? 0 }
    const shape = `\`${[...(own.size === 0 ? names : own)].join(', ')}\` leaves`
    return { ...removalOf(source.text, span), new: '', kind: 'declaration', shape }
  })
  const module = between(move, source.file.path, target.file.path)
  for (const name of names) {
    const lists = source.links.filter(({ module: from }) => from === undefined)
    const listed = lists.flatMap((list) => list.names.filter((own) => own.name === name && own.local === name))
    editor.drop(listed)
    const uses = usesOutside(move, name).filter(
      (use) => !listed.some(({ start, end }) => isInside(spanOf(use).start, { start, end })),
    )
    requireReadOnly(move, name)
    if (uses.length === 0) continue
    const isType = typeNames.has(name)
    editor.want({
      kind: 'import',
      module,
      target: target.file.path,
      isType,
      names: [{ name, local: name, isType: false }],
    })
  }
  for (const { link, name } of needs.unused) {
    if (name === undefined && link.names.length === 0) editor.remove(link)
    else if (name !== undefined) editor.drop([name])
  }
  return [...edits, ...exportHelpers(move, needs.helpers)]
}

/** Pieces with nothing between them are taken out together. */
function runsOf(pieces: readonly Piece[]): readonly (readonly Piece[])[] {
  const runs: Piece[][] = []
  for (const piece of pieces) {
    if (piece.gap === undefined) runs.push([piece])
    else runs.at(-1)?.push(piece)
  }
  return runs
}

function isInside(offset: number, { start, end }: { readonly start: number; readonly end: number }): boolean {
  return start <= offset && offset < end
}

/** What stays behind must not assign to what it has to import now. */
function requireReadOnly(move: SymbolMove, name: string): void {
  for (const use of usesOutside(move, name)) {
    const parent = use.parent()
    if (parent === null) continue
    const isLeft =
      parent.field('left')?.id() === use.id() && /^(?:augmented_)?assignment_expression$/.test(kindOf(parent))
    if (isLeft || kindOf(parent) === 'update_expression') {
      throw cannotMove(move.source, use, {
        what: `${name} is assigned to here, which an import cannot be`,
        hint: 'move what assigns to it too, or make a function of it',
      })
    }
  }
}

/** Names that the moved code uses and that were the source's own. */
function exportHelpers({ source }: SymbolMove, helpers: readonly string[]): readonly TextEdit[] {
  const listed = new Set(
    source.links.flatMap(({ module, names }) => (module === undefined ? names.map(({ local }) => local) : [])),
  )
  return helpers.flatMap((name) => {
    const statements = source.declarations.get(name) ?? []
    if (listed.has(name)) return []
    return statements
      .filter((statement) => kindOf(statement) !== 'export_statement')
      .map((statement): TextEdit => {
        const { start } = spanOf(statement)
        return { start, end: start, new: 'export ', kind: 'declaration', shape: 'exported for the moved code' }
      })
  })
}

export function placesOfCode({ source, pieces }: SymbolMove, pattern: RegExp): readonly string[] {
  return [...source.text.matchAll(pattern)]
    .filter(({ index }) => pieces.some((piece) => isInside(index, piece)))
    .map(({ index }) => showPlace(source, index))
}
