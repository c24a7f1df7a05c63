import type { Extractor, Log } from '../extractor.ts'
import { findLines } from '../reading.ts'

const LINE = /^([^\s:][^:]{0,500}\.(?:pyi?|ipynb)):(\d{1,7}):(\d{1,7}): (invalid-syntax|[A-Z]{1,4}\d{2,5})(:?) (.*)$/

/** flake8, pycodestyle, pylint and `ruff --output-format=concise`: one problem a line, every one of them a failure. */
export const flake8: Extractor = {
  name: 'flake8',
  phase: 'tool',
  signs: ['.py:', '.pyi:', '.ipynb:'],
  extract: (log) => {
    const tool = toolOf(log)
    return {
      findings: findLines(log, LINE, (match, index) => {
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
    }
  },
}

function toolOf(log: Log): string {
  if (log.runner === 'ruff' || log.runner === 'flake8') return log.runner
  return /: invalid-syntax: | \[\*\] |^Found \d+ errors?\.$/m.test(log.text) ? 'ruff' : 'flake8'
}
