import { ToolError } from '@groundcrew/core/cli'
import type { TextEdit } from '../../plan/make-plan.ts'
import { spanOf } from '../../rewrite/syntax.ts'
import { findScriptReferences } from '../script-references.ts'
import { cannotMove, showPlace } from './cannot-move.ts'
import type { LinkEditor } from './link-editor.ts'
import type { Piece } from './moved-code.ts'
import type { Needs } from './needs.ts'
import { placesOfCode } from './source-edits.ts'
import { fromTarget, type SymbolMove } from './symbol-move.ts'

/** What the file that takes the symbols does with those it had by import. */
export function editTarget(move: SymbolMove, needs: Needs, editor: LinkEditor): void {
  const { target, before, source, names, scopes } = move
  for (const link of target.links) {
    if (link.module === undefined || before.resolve(target.file.path, link.module) !== source.file.path) continue
    const moved = link.names.filter(({ name }) => names.has(name))
    const renamed = moved.find(({ name, local }) => name !== local)
    if (renamed !== undefined) {
      throw new ToolError(
        'CANNOT_MOVE',
        `${showPlace(target, renamed.start)}: ${renamed.name} is called ${renamed.local} here; no plan was made`,
        {
          exitCode: 1,
          hint: `codemod rename ${target.file.path}#${renamed.local} ${renamed.name}, then move it`,
        },
      )
    }
    editor.drop(moved)
    // What it takes by way of a namespace it goes on to find there.
    if (link.star !== undefined && link.star !== '*') move.viaSource.add(showPlace(target, link.start))
  }
  for (const name of names) {
    const isImported = target.links.some(
      ({ kind, module, names: own }) =>
        kind === 'import' &&
        own.some(({ local }) => local === name) &&
        before.resolve(target.file.path, module ?? '') === source.file.path,
    )
    const [use] = isImported ? [] : scopes.moduleUses(target.root, [name])
    const isTaken =
      target.declarations.has(name) ||
      target.links.some(
        ({ kind, names: own, defaultName, star }) =>
          kind === 'import' && (defaultName === name || star === name || own.some(({ local }) => local === name)),
      )
    if (use !== undefined || (isTaken && !isImported)) {
      throw new ToolError(
        'NAME_TAKEN',
        `${use === undefined ? target.file.path : showPlace(target, spanOf(use).start)}: ${name} means something else here; no plan was made`,
        {
          exitCode: 1,
          hint: 'rename one of them first: codemod rename',
        },
      )
    }
  }
  for (const link of needs.links) editor.want(link)
}

/** The moved code as it stands in the target, with LF. */
export function movedText(move: SymbolMove, needsExport: ReadonlySet<string>): string {
  const { pieces, source } = move
  requireMarkup(move)
  for (const place of placesOfCode(move, /\b(?:__dirname|__filename|import\.meta\.(?:url|dirname|filename|glob))\b/g)) {
    move.counter.add('a path from where the file is', place)
  }
  const edits = [...pathEdits(move), ...exportEdits(pieces, needsExport)].sort(
    (left, right) => left.start - right.start,
  )
  return pieces
    .map((piece, index) => {
      const gap = index === 0 ? '' : piece.gap === undefined ? '\n\n' : piece.gap.replaceAll('\r', '')
      return gap + pieceText(source.text, piece, edits)
    })
    .join('')
}

function pieceText(
  text: string,
  { start, end }: Piece,
  edits: readonly Pick<TextEdit, 'start' | 'end' | 'new'>[],
): string {
  let [result, done] = ['', start]
  for (const edit of edits.filter((own) => own.start >= start && own.end <= end)) {
    result += text.slice(done, edit.start) + edit.new
    done = edit.end
  }
  return (result + text.slice(done, end)).replaceAll('\r\n', '\n')
}

type TextChange = Pick<TextEdit, 'start' | 'end' | 'new'>

function exportEdits(pieces: readonly Piece[], needsExport: ReadonlySet<string>): readonly TextChange[] {
  return pieces
    .filter(({ isExported, names }) => !isExported && names.some((name) => needsExport.has(name)))
    .map(({ exportAt }) => ({ start: exportAt, end: exportAt, new: 'export ' }))
}

/** Modules and paths that the moved code names in strings. */
function pathEdits(move: SymbolMove): readonly TextChange[] {
  const { source, pieces, counter } = move
  return findScriptReferences(source.file).flatMap(({ start, end, specifier, use }) => {
    if (!pieces.some((piece) => piece.start <= start && end <= piece.end)) return []
    if (use.kind === 'module') {
      const fresh = fromTarget(move, specifier)
      if (fresh !== undefined) return fresh === specifier ? [] : [{ start, end, new: fresh }]
    }
    if (isElsewhere(move)) counter.add('a relative path in the moved code', showPlace(source, start))
    return []
  })
}

function isElsewhere({ source, target }: SymbolMove): boolean {
  return source.file.path.replace(/[^/]*$/, '') !== target.file.path.replace(/[^/]*$/, '')
}

/** Markup is only read in files that say so, types only in TypeScript. */
function requireMarkup({ pieces, source, target }: SymbolMove): void {
  const extension = /\.[^.]+$/.exec(target.file.path)?.[0] ?? ''
  const isTypeScript = /\.[cm]?tsx?$/.test(source.file.path)
  const [piece] = pieces
  if (piece !== undefined && isTypeScript && /^\.[cm]?jsx?$/.test(extension)) {
    throw cannotMove(source, piece.node, {
      what: `${target.file.path} is JavaScript and has no types`,
      hint: 'move it to a TypeScript file',
    })
  }
  if (!/^\.[cm]?ts$/.test(extension) || /\.[cm]?ts$/.test(source.file.path)) return
  for (const { node } of pieces) {
    const rule = { any: [{ kind: 'jsx_element' }, { kind: 'jsx_self_closing_element' }] }
    const markup = node.findAll({ rule })[0]
    if (markup !== undefined) {
      throw cannotMove(source, markup, {
        what: `${target.file.path} cannot have markup`,
        hint: 'choose a target that ends with .tsx',
      })
    }
  }
}
