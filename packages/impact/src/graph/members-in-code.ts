import { C, T, type OpenFile } from '@groundcrew/code-map'
import { isScript } from '../change/token-words.ts'
import { append } from './append.ts'
import { SCRIPT_IMPORT } from './code-in-texts.ts'

const CALLED_MEMBER = /\.\s*([A-Za-z_$][\w$]*)\s*\(/g
/** What code declares, imports or takes as a parameter. */
const BOUND =
  /\b(?:const|let|var|import|as|type|class|function\*?)\s+([A-Za-z_$][\w$]*)|[{,([]\s*([A-Za-z_$][\w$]*)(?=\s*(?:[,=:)}\]]|of\b|in\b))|(?<![\w$])([A-Za-z_$][\w$]*)\s*=>/g
const ESCAPE = /\\[nrt]/g
const RUNS_TEXT = ['Function', 'eval'] as const
const VM = /^(?:node:)?vm$/
/** Whose members are no code of this code base. */
const STANDARD_OBJECTS: ReadonlySet<string> = new Set(
  'Array Atomics BigInt Boolean Buffer Date Intl JSON Map Math Number Object Promise Proxy Reflect RegExp Set String Symbol WeakMap WeakSet console process'.split(
    ' ',
  ),
)

/**
 * What the code in the texts of a script calls on objects, by the token at whose place it stands: in files that write modules (a text of theirs has an
 * import), or that run code as text. What a module calls has a name that its text binds; what is run may be given its names.
 */
export function membersInCode(open: OpenFile): ReadonlyMap<number, readonly string[]> {
  const found = new Map<number, string[]>()
  if (!isScript(open.file.language)) return found
  const isRun = runsText(open)
  if (!isRun && !writesModules(open)) return found
  const bound = new Set<string>(['', 'this', 'super'])
  const called: (readonly [at: number, name: string, root: string])[] = []
  for (const { at, text } of textsOf(open)) {
    const code = text.replaceAll(ESCAPE, '  ')
    for (const [, ...names] of code.matchAll(BOUND)) bound.add(names.find((name) => name !== undefined) ?? '')
    for (const { 1: name = '', index } of code.matchAll(CALLED_MEMBER)) called.push([at, name, rootOf(code, index)])
  }
  for (const [at, name, root] of called)
    if (bound.has(root) || (isRun && !STANDARD_OBJECTS.has(root))) append(found, at, name)
  return found
}

/** The name that begins the chain of members before a dot; empty where it begins with something else. */
function rootOf(code: string, dot: number): string {
  let end = dot
  while (/\s/.test(code[end - 1] ?? '')) end--
  let start = end
  while (/[\w$.?!]/.test(code[start - 1] ?? '')) start--
  return /^[A-Za-z_$][\w$]*/.exec(code.slice(start, end))?.[0] ?? ''
}

function writesModules(open: OpenFile): boolean {
  for (const { text } of textsOf(open))
    if (/require|import|from/.test(text) && text.search(SCRIPT_IMPORT) !== -1) return true
  return false
}

function runsText({ extraction }: OpenFile): boolean {
  const { tokens, names, imports } = extraction
  if (imports.some(({ specifier }) => VM.test(specifier))) return true
  const runners = new Set(RUNS_TEXT.flatMap((name) => names.find(name) ?? []))
  if (runners.size === 0) return false
  for (let at = 0; at < tokens.count; at++)
    if (runners.has(tokens.id[at] as number) && tokens.kind[at + 1] === C.open) return true
  return false
}

/** Strings, and the parts of templates between what is put in, which are no tokens. */
function* textsOf({
  source,
  extraction: { tokens },
}: OpenFile): Generator<{ readonly at: number; readonly text: string }> {
  for (let at = 0; at < tokens.count; at++) {
    const kind = tokens.kind[at]
    const start = tokens.start[at] as number
    const end = tokens.end[at] as number
    if (kind === T.string) yield { at, text: source.toString('latin1', start + 1, end - 1) }
    if (kind === T.interpolationOpen) yield { at, text: source.toString('latin1', tokens.end[at - 1] ?? 0, start - 1) }
    if (kind === T.interpolationClose)
      yield { at, text: source.toString('latin1', end, tokens.start[at + 1] ?? source.length) }
  }
}
