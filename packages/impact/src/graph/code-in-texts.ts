import { T, type OpenFile } from '@groundcrew/code-map'
import { isScript } from '../change/token-words.ts'
import { textAt } from './token-text.ts'

/** What the code in the texts of a file imports: of `node -e "require('./a')"`, `python -c "import a"`, and of files that a test writes. */
export interface CodeInTexts {
  readonly imports: readonly (readonly [specifier: string, line: number])[]
  /** What it imports is put into it: a path that stands elsewhere in the file. */
  readonly isPutIn: boolean
}

export const SCRIPT_IMPORT =
  /\b(?:(?:require|import)\s*\(\s*|(?:from|import)\s*)\\?["'`]((?:\.{1,2}(?:\/|(?=\\?["'`]))|@?[a-z])[^"'`\\\s]*)\\?["'`]/g
/** In tests of compilers code is only text: a package that it imports is loaded where the test starts programs. */
const STARTS_PROGRAMS = /^(?:node:)?(?:child_process|worker_threads|vm)$|^(?:execa|tinyexec|nano-spawn|cross-spawn|zx)$/
const PYTHON_IMPORT = /(?:^|[;\n"'])[ \t]*(?:from[ \t]+([\w.]+)[ \t]+import\b|import[ \t]+([\w.]+))/g
const PUT_IN = /\b(?:require|import)\s*\(\s*["'`]?$|\b(?:from|import)\s+["'`]?$/
const MAY_IMPORT = /require|import|from/
/** Shorter ones import nothing. */
const textBytesMin = 8

export function readCodeInTexts(open: OpenFile): CodeInTexts {
  const { tokens } = open.extraction
  const found = new Map<string, number>()
  let isPutIn = false
  const isOfScripts = isScript(open.file.language)
  const isRun = open.extraction.imports.some(({ specifier }) => STARTS_PROGRAMS.test(specifier))
  const counts = (specifier: string): boolean => !isOfScripts || isRun || specifier.startsWith('.')
  const pattern = isOfScripts ? SCRIPT_IMPORT : PYTHON_IMPORT
  const read = (from: number, to: number, line: number): void => {
    if (to - from < textBytesMin) return
    const text = open.source.toString('latin1', from, to)
    if (!MAY_IMPORT.test(text)) return
    for (const [, first, second] of text.matchAll(pattern)) {
      const specifier = first ?? second ?? ''
      if (counts(specifier) && !found.has(specifier)) found.set(specifier, line)
    }
    isPutIn ||= PUT_IN.test(text)
  }
  for (let at = 0; at < tokens.count; at++) {
    const kind = tokens.kind[at]
    const start = tokens.start[at] as number
    const line = tokens.line[at] as number
    if (kind === T.string) {
      // A quote at the end would be taken for the one around a specifier.
      read(start + 1, (tokens.end[at] as number) - 1, line)
      const module = open.file.language === 'python' ? moduleOfProgram(open, at) : undefined
      if (module !== undefined) found.set(module, line).set(`${module}.__main__`, line)
    }
    // The parts of a template are no tokens; the one of `${` is its brace.
    if (kind === T.interpolationOpen) read(tokens.end[at - 1] ?? 0, start - 1, line)
    if (kind === T.interpolationClose) read(tokens.end[at] as number, tokens.start[at + 1] ?? open.source.length, line)
  }
  return { imports: [...found], isPutIn }
}

/** `'-m', 'module'`, and `runpy.run_module('module')`. */
function moduleOfProgram(open: OpenFile, at: number): string | undefined {
  if (!/^(?:['"]-m['"]|run_module)$/.test(textAt(open, at - 2))) return undefined
  return /^['"]([\w.]+)['"]$/.exec(textAt(open, at))?.[1]
}
