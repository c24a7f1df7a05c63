import type { Extractor, Finding, Log } from '../extractor.ts'
import { findLines, optionalNumber, parsePlace } from '../reading.ts'

const LINE =
  /^(\S[^:]{0,500}\.(?:c|cc|cpp|cxx|c\+\+|h|hh|hpp|hxx|inl|m|mm|cu|s|S|f90|swift)):(\d{1,7}):(?:(\d{1,7}):)? (?:fatal )?(error|warning): (.*)$/
const RULE = /^(.*) \[-W(?:error=)?([\w+=-]+)\]$/

/** gcc and clang, the assembler and the linker. */
export const gcc: Extractor = {
  name: 'gcc',
  phase: 'tool',
  signs: [
    ': error: ',
    ': fatal error: ',
    ': warning: ',
    'undefined reference',
    'cannot find -l',
    'multiple definition',
    'Undefined symbols',
  ],
  extract: (log) => ({ findings: [...readCompiler(log), ...readDriver(log), ...readLinker(log)] }),
}

function readCompiler(log: Log): Finding[] {
  return findLines(log, LINE, (match, index) => {
    const [, path = '', line, column, severity, text = ''] = match
    const rule = RULE.exec(text)
    const source = sourceLine(log, index)
    const own = { path, line: Number(line), column: optionalNumber(column) }
    return {
      tool: 'gcc',
      kind: 'diagnostic',
      code: rule === null ? undefined : `-W${rule[2]}`,
      message: rule === null ? text : `${rule[1]} [-W${rule[2]}]`,
      index,
      place: usedAt(log, index, path) ?? own,
      detail: source === undefined ? [] : [source],
      weight: severity === 'error' ? undefined : 'warning',
    }
  })
}

function sourceLine({ lines }: Log, index: number): string | undefined {
  const next = lines[index + 1] ?? ''
  const numbered = /^\s*\d+ \| (.*)$/.exec(next)?.[1]
  return numbered ?? (/^\s+\S/.test(next) && /^\s*[~^]/.test(lines[index + 2] ?? '') ? next : undefined)
}

/** What is wrong in a library's template is wrong where it was used: `a.cc:5:12:   required from here`. */
function usedAt(log: Log, index: number, path: string): Finding['place'] {
  if (log.isOwn(path) && !path.startsWith('/usr/')) return undefined
  const above = log.lines.slice(Math.max(0, index - 30), index).toReversed()
  const line = above.find((text) => / {3}required from here$|: note: in instantiation of /.test(text))
  const place = parsePlace(/^(\S.{0,500}?:\d+:\d+): /.exec(line ?? '')?.[1] ?? '')
  return place !== undefined && log.isOwn(place.path) ? place : undefined
}

/** `cc1: fatal error: missing.c: No such file or directory`. */
function readDriver(log: Log): Finding[] {
  return findLines(
    log,
    /^(?:cc1(?:plus|obj)?|gcc|g\+\+|cc|c\+\+|clang(?:\+\+)?): (?:fatal )?error: (.*)$/,
    (match, index) => ({
      tool: 'gcc',
      kind: 'command',
      message: match[1] ?? '',
      index,
      weight: /^(?:linker command failed|no input files)/.test(match[1] ?? '') ? 'consequence' : undefined,
    }),
  )
}

const LINKER =
  /^(?:(?:\S*\/)?ld(?:\.\w+)?: )?(?:(\S.{0,500}?):(?:(\d{1,7}):|\(\.[\w.+]+\+0x[\da-f]+\):) ?)?((?:undefined reference to|multiple definition of|cannot find -l|undefined symbol: ).*)$/

function readLinker(log: Log): Finding[] {
  return findLines(log, LINKER, (match, index) => {
    const [, path, line, message = ''] = match
    const isSource = path !== undefined && !/\.[oa]$/.test(path)
    return {
      tool: 'ld',
      kind: 'diagnostic',
      message,
      index,
      place: isSource ? { path: path.replace(/^\S*\.o: ?/, ''), line: optionalNumber(line) } : undefined,
    }
  })
}
