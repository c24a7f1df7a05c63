import type { VerbResult } from '@groundcrew/core/tasks'
import { idList, oneLine, renderTold } from '../render.ts'

export function renderFinish(result: VerbResult<'complete'>, what: string): string {
  const { id, title, freed, cancelled } = result
  const [first] = freed
  return [
    `#${id} ${what}: ${oneLine(title)}${renderTold(result)}`,
    ...(freed.length > 0 ? [`nothing blocks ${idList(freed)} now`] : []),
    ...(cancelled.length > 0 ? [`with it: ${idList(cancelled)}`] : []),
    `next: ${nextAfter(what, { id, first })}`,
  ].join('\n')
}

function nextAfter(what: string, { id, first }: { readonly id: number; readonly first: number | undefined }): string {
  switch (what) {
    case 'pending':
    case 'reopened':
      return `tm claim ${id}`
    case 'in_progress':
      return `tm complete ${id} -m WHAT`
    case 'blocked':
      return `tm unblock ${id}`
    default:
      return first === undefined ? 'tm next --claim' : `tm claim ${first}`
  }
}
