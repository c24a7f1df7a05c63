import type { Extractor } from '../extractor.ts'
import { findLines, takeLines } from '../reading.ts'

const JAVA =
  /^(?::[\w:-]{1,200}?(?=\/))?([^:\s][^:]{0,500}\.(?:java|scala|groovy)):(\d{1,7}): (error|warning|エラー|警告|错误|Fehler|Warnung): (.*)$/
const KOTLIN = /^(e|w): (?:file:\/\/)?(\S.{0,500}?\.kts?):(?: \()?(\d{1,7})[:, ]+(\d{1,7})\)?:? (.*)$/

/** javac, alone or through Gradle, and kotlinc. */
export const javac: Extractor = {
  name: 'javac',
  phase: 'tool',
  signs: ['.java:', '.kt:', '.kts:', '.scala:', '.groovy:'],
  extract: (log) => ({
    findings: [
      ...findLines(log, JAVA, (match, index) => {
        const [, path = '', line, severity, message = ''] = match
        const more = takeLines(log, index + 1, (text, offset) => offset < 6 && /^\s+\S/.test(text))
        const names = more
          .filter((text) => /^\s+(?:symbol|location):/.test(text))
          .map((text) => text.trim().replace(/:\s+/, ': '))
        return {
          tool: 'javac',
          kind: 'diagnostic',
          message: names.length === 0 ? message : `${message} (${names.join(', ')})`,
          index,
          place: { path, line: Number(line) },
          detail: more.slice(0, 1),
          weight: /^(?:warning|警告|Warnung)$/.test(severity ?? '') ? 'warning' : undefined,
        }
      }),
      ...findLines(log, KOTLIN, (match, index) => ({
        tool: 'kotlinc',
        kind: 'diagnostic',
        message: match[5] ?? '',
        index,
        place: { path: match[2] ?? '', line: Number(match[3]), column: Number(match[4]) },
        weight: match[1] === 'e' ? undefined : 'warning',
      })),
    ],
  }),
}
