import type { Extractor, Log } from '../extractor.ts'
import { hookFailed } from '../task-sections.ts'
import { generic } from './generic.ts'

/** A hook of lefthook that failed with nothing that anybody reads: its name and the last that it said. */
export const lefthook: Extractor = {
  name: 'lefthook',
  phase: 'generic',
  signs: ['exit status '],
  extract: (log) => {
    const hook = headlineOf(log)
    const status = log.lines.findIndex((line) => hookFailed.test(line))
    if (hook === undefined || status < 0 || generic.extract(log).findings.length > 0) return { findings: [] }
    const said = log.lines.slice(1, status).filter((line) => line.trim() !== '' && !line.startsWith('> '))
    const [last = log.lines[status] ?? '', ...before] = said.slice(-4).reverse()
    const message = `${hook} failed: ${last.trim()}`
    return { findings: [{ tool: 'lefthook', kind: 'error', message, index: status, detail: before.reverse() }] }
  },
}

function headlineOf({ lines }: Log): string | undefined {
  return /^┃ {2}(.{1,200}) ❯\s*$/.exec(lines[0] ?? '')?.[1]
}
