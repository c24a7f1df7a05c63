import type { Answer } from './show.ts'
import { runLine } from './tests/plan-runs.ts'
import { renderText } from './render/render-text.ts'
import { renderTests } from './render/render-tests.ts'
import { renderWhy } from './render/render-why.ts'

export interface RenderFlags {
  readonly format: string
  readonly budget: number | undefined
  readonly limit: number
}

const bytesMaxDefault = 4000
/** Code and paths have fewer than the four of prose: by the encodings o200k and cl100k three are rarely too many. */
const bytesPerToken = 3

export async function renderAnswer(answer: Answer, flags: RenderFlags): Promise<string> {
  switch (answer.kind) {
    case 'report':
      return await renderReport(answer, flags)
    case 'tests':
      return renderTests(answer.tests)
    case 'command':
      return answer.commands.map(runLine).join('\n')
    case 'why':
      return renderWhy(answer.why, answer.call)
    case 'run':
      return ''
  }
}

async function renderReport(
  { report, call }: Extract<Answer, { readonly kind: 'report' }>,
  { format, budget, limit }: RenderFlags,
): Promise<string> {
  if (format === 'text') {
    const bytesMax = budget === undefined ? bytesMaxDefault : budget * bytesPerToken
    return renderText(report, { bytesMax, limit, call })
  }
  if (format === 'mermaid') return (await import('./render/render-mermaid.ts')).renderMermaid(report)
  return format === 'html'
    ? (await import('./render/render-html.ts')).renderHtml(report, call)
    : (await import('./render/render-comment.ts')).renderComment(report, call)
}
