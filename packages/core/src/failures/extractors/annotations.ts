import type { Extractor } from '../extractor.ts'
import { findLines, optionalNumber } from '../reading.ts'

/** GitHub's workflow commands, which many tools print in CI: `::error file=src/a.ts,line=3,col=5,title=rule::message`. */
export const annotations: Extractor = {
  name: 'annotations',
  phase: 'generic',
  signs: ['::error', '::warning'],
  extract: (log) => ({
    findings: findLines(
      log,
      /^::(error|warning)(?: ([^:]{0,1000}(?::[^:]{1,1000}){0,20}?))?::(.*)$/,
      (match, index) => {
        const [, severity, properties = '', text = ''] = match
        const property = (name: string): string | undefined =>
          new RegExp(`(?:^|,)${name}=([^,]*)`).exec(properties)?.[1]
        const path = property('file')
        const message = (unescape(text).split('\n')[0] ?? '').replace(/^\S{1,500}:\d+:\d+: /, '')
        const title = property('title')
        if (severity === 'warning' && path === undefined) return undefined
        const place = {
          path: path ?? '',
          line: optionalNumber(property('line')),
          column: optionalNumber(property('col')),
        }
        return {
          tool: 'annotations',
          kind: 'diagnostic',
          message: title === undefined || message.includes(ruleOf(title)) ? message : `${message} (${title})`,
          index,
          place: path === undefined ? undefined : place,
          weight: severity === 'error' ? undefined : 'warning',
        }
      },
    ),
  }),
}

/** `ruff (F401)` names its rule in parentheses. */
function ruleOf(title: string): string {
  return /\(([^()]{1,100})\)$/.exec(title)?.[1] ?? title
}

function unescape(text: string): string {
  return text.replaceAll('%0A', '\n').replaceAll('%0D', '').replaceAll('%25', '%')
}
