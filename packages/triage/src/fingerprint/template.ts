/**
 * A message without what differs from run to run and from machine to machine: directories, line numbers, times, addresses, ids and
 * numbers. Names stay: another missing module is another cause.
 */
export function templateOf(text: string): string {
  let template = text
  for (const [pattern, by] of rules) template = template.replaceAll(pattern, by)
  return template.replaceAll(/\s+/g, ' ').trim()
}

/** In this order. None of them can match what another one wrote. */
const rules: readonly (readonly [pattern: RegExp, by: string])[] = [
  [/\b\d{4}-\d\d-\d\d(?:[T ]\d\d:\d\d(?::\d\d(?:[.,]\d+)?)?(?:Z|[+-]\d\d:?\d\d)?)?/g, '<time>'],
  [/\b\d\d:\d\d:\d\d(?:[.,]\d+)?\b/g, '<time>'],
  [/\b[\da-f]{8}-[\da-f]{4}-[\da-f]{4}-[\da-f]{4}-[\da-f]{12}\b/gi, '<id>'],
  [/\b0x[\da-f]+\b/gi, '<address>'],
  // A temporary directory's last part is as random as the rest.
  [
    /(?<![\w.])(?:\/private)?\/(?:tmp|var\/folders|var\/tmp|dev\/shm)\/[^\s'"`),;:]+?(?=\/[^\s/'"`),;:]+\.\w{1,5}\b|[\s'"`),;:]|$)/g,
    '<tmp>',
  ],
  [/<tmp>\/(?=[^\s/'"`]+\.\w)/g, ''],
  [/\b\d{1,3}(?:\.\d{1,3}){3}(?::\d+)?\b/g, '<host>'],
  [/\b(localhost|[\w-]+(?:\.[\w-]+)+|::1?):\d{2,5}\b(?!:)/g, '$1:#'],
  [
    /(?:file:\/\/)?(?:[A-Za-z]:)?(?:[\\/]|\.{1,2}\/|(?:[\w@.+-]+[\\/])+)(?:[\w@.+ -]*[\w@.+-][\\/])*(?=[\w@.+-]+\.\w{1,6}\b)/g,
    '',
  ],
  [/(?<![\w.<])\/(?:[\w@.+-]+\/)+(?=[\w@.+-]+)/g, ''],
  [/(\.\w{1,6}):\d+(?::\d+)?/g, '$1'],
  [/(\.\w{1,6})\(\d+(?:[:,]\d+)?\)/g, '$1'],
  [/\b(line|column|col|row|at|pid|thread|port|seed)([ =:#]+)\d+(?:[:,]\d+)?/gi, '$1$2#'],
  [/\b(?=[\da-f]*\d)(?=[\da-f]*[a-f])[\da-f]{7,64}\b/gi, '<id>'],
  [/\b(?=\w*\d\w*\d\w*\d)(?=\w*[A-Za-z])(?=\w*(?:_|[a-z]\d|\d[a-z]))[A-Za-z\d_]{12,}\b/g, '<id>'],
  [
    /(?<!(?:exit(?:ed)?(?: (?:with|code|status))*|exit status|signal|errno|HTTP|status code|SIG) ?:? ?)(?<![\w.])[-+]?\d[\d_]*(?:[.,]\d+)*(?:e[-+]?\d+)?(?= ?(?:[nµm]?s|[kMG]i?B|%|px)?\b)/gi,
    '#',
  ],
]
