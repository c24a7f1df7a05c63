import type { Extractor, Finding, Log } from '../extractor.ts'
import { findLines } from '../reading.ts'

/** Yarn 1 (`error message`) and later (`➤ YN0028: │ message`). */
export const yarn: Extractor = {
  name: 'yarn',
  phase: 'tool',
  signs: ['yarn install v', 'yarn run v', 'YN0', 'Usage Error: '],
  extract: (log) => ({ findings: [...readClassic(log), ...readBerry(log)] }),
}

function readClassic(log: Log): Finding[] {
  if (!/^yarn (?:\w+ )?v\d/m.test(log.text)) return []
  return findLines(log, /^error (?!Command failed\.$)(\S.*)$/, (match, index) => {
    const message = match[1] ?? ''
    const isScript = message.startsWith('Command failed with exit code')
    const isCommand = isScript || /^Command ".*" not found/.test(message)
    return {
      tool: 'yarn',
      kind: isCommand ? 'command' : 'install',
      message,
      index,
      weight: isScript ? 'consequence' : undefined,
    }
  })
}

/** Codes of progress, warnings and hints. */
const QUIET = new Set([
  'YN0000',
  'YN0002',
  'YN0006',
  'YN0007',
  'YN0008',
  'YN0013',
  'YN0019',
  'YN0060',
  'YN0061',
  'YN0065',
  'YN0068',
  'YN0076',
  'YN0085',
  'YN0086',
  'YN0087',
])

function readBerry(log: Log): Finding[] {
  const coded = findLines(log, /^➤ (YN\d{4}): [│└┌ ]*(.*)$/, (match, index) => {
    const [, code = '', message = ''] = match
    return QUIET.has(code) || message === '' ? undefined : { tool: 'yarn', kind: 'install', code, message, index }
  })
  const usage = findLines(log, /^Usage Error: (.*)$/, (match, index) => ({
    tool: 'yarn',
    kind: 'command',
    message: match[1] ?? '',
    index,
  }))
  return [...(log.text.includes('Failed with errors') ? coded : []), ...usage]
}
