import type { Extractor, Finding, Log } from '../extractor.ts'
import { findLines } from '../reading.ts'

const LINE = /^([^\s:][^:]{0,500}\.(?:pyi?|ipynb)):(\d{1,7}):(\d{1,7}): (invalid-syntax|[A-Z]{1,4}\d{2,5})(:?) (.*)$/

/** flake8, pycodestyle, pylint and `ruff --output-format=concise`: one problem a line, every one of them a failure. */
export const flake8: Extractor = {
  name: 'flake8',
  phase: 'tool',
  signs: ['.py:', '.py(', '.pyi:', '.ipynb:'],
  extract: (log) => {
    const tool = toolOf(log)
    return {
      findings: [
        ...readBracketed(log, tool),
        ...findLines(log, LINE, (match, index) => {
          const [, path = '', line, column, code = '', colon, text = ''] = match
          const isPylint = colon === ':' && code !== 'invalid-syntax'
          return {
            tool: isPylint ? 'pylint' : tool,
            kind: 'diagnostic',
            code,
            message: `${code}: ${text.replace(/^\[\*\] /, '')}`,
            index,
            place: { path, line: Number(line), column: Number(column) },
          }
        }),
      ],
    }
  },
}

function toolOf(log: Log): string {
  if (log.runner === 'ruff' || log.runner === 'flake8') return log.runner
  return /: invalid-syntax: | \[\*\] |^Found \d+ errors?\.$/m.test(log.text) ? 'ruff' : 'flake8'
}

/** `m.py:5: [E0602(undefined-variable), total] text` of pylint's parseable, with `(5)` for `:5` of msvs, and flake8's `m.py:5: [F821] text`. */
function readBracketed(log: Log, tool: string): Finding[] {
  const pattern =
    /^([^\s:][^:]{0,500}\.pyi?)(?::(\d{1,7})|\((\d{1,7})\)): \[([A-Z]{1,4}\d{2,5})(?:\(([\w-]+)\))?[^\]]*\] (.*)$/
  return findLines(log, pattern, (match, index) => {
    const [, path = '', line, other, code = '', symbol, text = ''] = match
    return {
      tool: symbol === undefined ? tool : 'pylint',
      kind: 'diagnostic',
      code,
      message: `${code}: ${text}`,
      index,
      place: { path, line: Number(line ?? other) },
    }
  })
}
