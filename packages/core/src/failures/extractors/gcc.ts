import type { Extractor, Finding, Log } from '../extractor.ts'
import { findLines, optionalNumber } from '../reading.ts'

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
    const next = log.lines[index + 1] ?? ''
    const source =
      /^\s*\d+ \| (.*)$/.exec(next)?.[1] ??
      (/^\s+\S/.test(next) && /^\s*[~^]/.test(log.lines[index + 2] ?? '') ? next : undefined)
    return {
      tool: 'gcc',
      kind: 'diagnostic',
      code: rule === null ? undefined : `-W${rule[2]}`,
      message: rule === null ? text : `${rule[1]} [-W${rule[2]}]`,
      index,
      place: { path, line: Number(line), column: optionalNumber(column) },
      detail: source === undefined ? [] : [source],
      weight: severity === 'error' ? undefined : 'warning',
    }
  })
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
