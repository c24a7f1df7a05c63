import type { Extractor, Finding } from '../extractor.ts'
import { findLines } from '../reading.ts'

const FAILED = /Code style issues found|Error occurred when checking code style|Forgot to run Prettier/

/** `prettier --check`, and `prettier -l` when the caller says that it ran. */
export const prettier: Extractor = {
  name: 'prettier',
  phase: 'tool',
  signs: ['[warn] ', '[error] '],
  runners: ['prettier'],
  extract: (log) => {
    const isCheck = FAILED.test(log.text)
    const warned = isCheck ? findLines(log, /^\[warn\] (.+)$/, (match, index) => unformatted(match[1], index)) : []
    const isList = log.runner === 'prettier' && !log.text.includes('Checking formatting')
    const listed = isList
      ? findLines(log, /^([^\s[].{0,500}\.\w{1,12})$/, (match, index) => unformatted(match[1], index))
      : []
    const broken = findLines(
      log,
      /^\[error\] (\S.{0,500}?): (\w*Error: .*?)(?: \((\d+):(\d+)\))?$/,
      (match, index) => ({
        tool: 'prettier',
        kind: 'diagnostic',
        message: match[2] ?? '',
        index,
        place: {
          path: match[1] ?? '',
          line: match[3] === undefined ? undefined : Number(match[3]),
          column: match[4] === undefined ? undefined : Number(match[4]),
        },
      }),
    )
    return { findings: [...warned, ...listed, ...broken] }
  },
}

function unformatted(path: string | undefined, index: number): Finding | undefined {
  if (path === undefined || /^(?:Code style issues|Forgot to run|Ignored unknown option)/.test(path)) return undefined
  return { tool: 'prettier', kind: 'format', message: 'not formatted', index, place: { path } }
}
