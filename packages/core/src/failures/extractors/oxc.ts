import type { Extractor, Finding, Log, Place } from '../extractor.ts'
import { asErrors, joinLines, parsePlace, takeLines } from '../reading.ts'

const HEADLINE = /^\s{1,4}([×x✖⚠!]) (\S.*)$/
const PLACE = /^\s*(?:╭─|,-)\[\s*(.{1,500}?):(\d{1,7}):(\d{1,7})\s*\]/

/** The framed diagnostics of oxlint, oxfmt and others that draw with the same library. */
export const oxc: Extractor = {
  name: 'oxc',
  phase: 'tool',
  signs: ['╭─[', ',-['],
  extract: (log) => {
    const findings = log.lines.flatMap((line, index) => readFrame(log, line, index))
    return { findings: log.text.includes('Exceeded maximum number of warnings') ? asErrors(findings) : findings }
  },
}

function readFrame(log: Log, line: string, index: number): Finding[] {
  const headline = HEADLINE.exec(line)
  if (headline === null) return []
  const between = takeLines(log, index + 1, (text, offset) => offset < 12 && !PLACE.test(text) && text.trim() !== '')
  const frameAt = index + 1 + between.length
  const place = framePlace(log.lines[frameAt] ?? '')
  if (place === undefined) return []
  const text = joinLines([headline[2] ?? '', ...between.map((part) => part.replace(/^\s*[│|]/, ''))])
  const rule = /^([\w-]+\([\w/-]+\)): (.*)$/.exec(text)
  const frame = takeLines(log, frameAt + 1, (part) => !/^\s*(?:╰─|`--)/.test(part))
  return [
    {
      tool: log.text.includes(' rules using ') ? 'oxlint' : 'oxc',
      kind: 'diagnostic',
      code: rule?.[1],
      message: rule === null ? text : `${rule[2]} (${rule[1]})`,
      index,
      place,
      detail: frame.flatMap((part) => new RegExp(`^\\s*${place.line} [│|] (.*)$`).exec(part)?.[1] ?? []),
      weight: headline[1] === '⚠' || headline[1] === '!' ? 'warning' : undefined,
    },
  ]
}

function framePlace(line: string): Place | undefined {
  const match = PLACE.exec(line)
  return match === null ? undefined : parsePlace(`${match[1]}:${match[2]}:${match[3]}`)
}
