import type { Extractor, Finding } from '../extractor.ts'
import { blockAfter, findLines } from '../reading.ts'

const LINE = /^\s*(?:\[?(ERR_PNPM_\w+)\]?|(ELIFECYCLE)|ERROR)\s+(.*)$/
/** Says that a script failed, which the script itself explains. */
const CONSEQUENCE = /^ERR_PNPM_RECURSIVE_(?:RUN_FIRST_FAIL|FAIL)$/

export const pnpm: Extractor = {
  name: 'pnpm',
  phase: 'tool',
  signs: ['ERR_PNPM_', 'ELIFECYCLE'],
  extract: (log) => ({
    findings: findLines(log, LINE, (match, index): Finding | undefined => {
      const [, code = 'ELIFECYCLE', , message = ''] = match
      const isScript = code === 'ELIFECYCLE' || CONSEQUENCE.test(code)
      const isCommand = /NO_SCRIPT|NO_IMPORTER|EXEC_FIRST_FAIL|BAD_OPTION|NOT_FOUND_COMMAND/.test(code)
      if (message === '' && !isScript) return undefined
      const reasons = blockAfter(log, index, (line) => LINE.test(line)).filter((line) => line.startsWith('* '))
      return {
        tool: 'pnpm',
        kind: isScript || isCommand ? 'command' : 'install',
        code: isScript ? undefined : code,
        message: message === '' ? 'a script failed' : message,
        index,
        detail: isScript ? [] : reasons,
        weight: isScript ? 'consequence' : undefined,
      }
    }),
  }),
}
