import { note, streamCommand, usageError, type FlagSpec, type Tool } from '@groundcrew/core/cli'
import { count } from '@groundcrew/core/text'
import { DOCUMENT_FORMATS, type DocumentFormat } from '../render/documents/formats.ts'
import type { RadarReport } from './radar.ts'
import type { RadarEvent } from './watch.ts'

type Command = Tool['commands'][number]

const branchesDefault = 40
const intervalMsDefault = 10_000

const flags = {
  worktrees: { kind: 'boolean', description: 'who else works on this clone: would it conflict, and where' },
  watch: { kind: 'boolean', description: 'with --worktrees: print each finding as it comes or goes' },
  branches: {
    kind: 'integer',
    value: 'N',
    min: 0,
    default: branchesDefault,
    description: 'with --worktrees: how many branches without a worktree are looked at',
  },
  interval: {
    kind: 'duration',
    value: 'TIME',
    min: 500,
    default: intervalMsDefault,
    description: 'with --watch: the longest time between two looks',
  },
} as const satisfies Readonly<Record<string, FlagSpec>>

const radarCommand = streamCommand({
  name: 'worktrees',
  summary: 'who else works on this clone, and what their work and mine do to one another',
  flags: { ...flags, format: { kind: 'string', value: 'FORMAT', default: 'text', description: 'as for a change' } },
  async *stream({ flags: { watch, branches, interval, format } }, io): AsyncGenerator<RadarReport | RadarEvent> {
    if (documentFormat(format) === undefined)
      throw usageError(`--worktrees has no tests to run under ${format}`, 'ask for them alone: leave out --worktrees')
    if (watch) {
      if (format !== 'text') throw usageError('--watch prints lines', 'leave out --format, or take --json')
      const { watchRadar } = await import('./watch.ts')
      const onStart = ({ lines, findings }: RadarReport): void =>
        note(io, `impact: watching; ${count(findings.length, 'finding')} with ${countLines(lines)} now`)
      yield* watchRadar(io, { branchesMax: branches, intervalMs: interval, onStart })
    } else {
      const { radar } = await import('./radar.ts')
      yield await radar(io, { branchesMax: branches })
    }
  },
  async render(data, _style, { format }) {
    const { renderEvent, renderRadar } = await import('./render-radar.ts')
    if ('kind' in data) return renderEvent(data)
    const document = documentFormat(format)
    if (document === undefined || document === 'text') return renderRadar(data)
    const documents = await import('./radar-documents.ts')
    if (document === 'mermaid') return documents.renderRadarMermaid(data)
    return document === 'html' ? documents.renderRadarHtml(data) : documents.renderRadarComment(data)
  },
})

function countLines({ length }: RadarReport['lines']): string {
  return count(length, 'other line of work', 'other lines of work')
}

function documentFormat(format: string): DocumentFormat | undefined {
  return DOCUMENT_FORMATS.find((one) => one === format)
}

/** The command with the flags of the radar, which answers in its place where they are given. */
export function withRadar(base: Command): Command {
  return {
    ...base,
    flags: { ...base.flags, ...flags },
    examples: [...base.examples, 'impact --worktrees'],
    answer: (input, io, style) =>
      input.flags['worktrees'] === true || input.flags['watch'] === true
        ? radarCommand.answer(input, io, style)
        : base.answer(input, io, style),
  }
}
