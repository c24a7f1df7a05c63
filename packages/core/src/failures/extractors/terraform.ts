import type { Extractor } from '../extractor.ts'
import { findLines, joinLines, takeLines } from '../reading.ts'

/** Terraform and OpenTofu: `Error: …`, the place and the words below it, in a frame where colours are on. */
export const terraform: Extractor = {
  name: 'terraform',
  phase: 'tool',
  signs: [' line '],
  extract: (log) => ({
    findings: findLines(log, /^(?:│ )?Error: (\S.*)$/, ([, headline = ''], index) => {
      const lines = takeLines(log, index + 1, (line) => !/^╵|^(?:│ )?Error: /.test(line)).map((line) =>
        line.replace(/^│ ?/, ''),
      )
      const at = lines.findIndex((line) => /^ {2}on \S+\.(?:tf|tofu|hcl|tfvars)(?:\.json)? line \d/.test(line))
      if (at < 0 || at > 2) return undefined
      const [, path = '', line] = /^ {2}on (\S+) line (\d{1,7})/.exec(lines[at] ?? '') ?? []
      const words = lines.slice(at + 1).filter((text) => !/^\s+(?:\d+:|[├│])/.test(text))
      const start = words.findIndex((text) => text.trim() !== '')
      const end = words.findIndex((text, offset) => offset > start && text.trim() === '')
      const said = joinLines(words.slice(Math.max(0, start), end < 0 ? undefined : end))
      const message = said === '' ? headline : `${headline}: ${said}`
      return { tool: 'terraform', kind: 'diagnostic', message, index, place: { path, line: Number(line) } }
    }),
  }),
}
