import type { SgNode } from '@ast-grep/napi'
import { ToolError } from '@groundcrew/core/cli'
import { lineColumns } from '../../plan/text-file.ts'
import { spanOf } from '../../rewrite/syntax.ts'
import type { ModuleView } from './module-view.ts'

export function showPlace({ file, text }: Pick<ModuleView, 'file' | 'text'>, offset: number): string {
  const { line, column } = lineColumns(text)(offset)
  return `${file.path}:${line}:${column}`
}

/** What stands in the way of a move, with its place. */
export function cannotMove(
  view: ModuleView,
  node: SgNode,
  { what, hint }: { readonly what: string; readonly hint: string },
): ToolError {
  const place = showPlace(view, spanOf(node).start)
  return new ToolError('CANNOT_MOVE', `${place}: ${what}; no plan was made`, { exitCode: 1, hint })
}
