import type { Extraction } from '../lex/extraction.ts'
import type { FactsBuilder } from '../lex/facts-builder.ts'
import { C, T, type Tokens } from '../lex/tokens.ts'
import { extractScript } from '../script/script.ts'
import { latin1 } from './markup.ts'

/** A value between quotes may have a `>`: `generics="T extends () => void"`. */
const SCRIPT = /<script\b((?:"[^"]*"|'[^']*'|[^>"'])*)>([\s\S]*?)<\/script\s*>/gi

/** The scripts of a Vue or Svelte component, and the names that its markup uses. Everything else counts as white space. */
export function extractComponent(extraction: Extraction, language: 'vue' | 'svelte'): FactsBuilder {
  const { source } = extraction
  const text = latin1(source)
  const script = new Uint8Array(source.length).fill(32)
  for (let at = source.indexOf(10); at !== -1; at = source.indexOf(10, at + 1)) script[at] = 10
  let isTyped = false
  for (const match of text.matchAll(SCRIPT)) {
    const from = match.index + `<script${match[1] ?? ''}>`.length
    script.set(source.subarray(from, from + (match[2] ?? '').length), from)
    isTyped ||= /\blang=["']tsx?["']/.test(match[1] ?? '')
  }
  const builder = extractScript({ ...extraction, source: script }, isTyped ? 'none' : 'plain')
  addUses(builder, usesIn(markupOf(text), language), source)
  return builder
}

/** The text without scripts, styles and comments, at the same offsets. */
function markupOf(text: string): string {
  return text.replaceAll(/<(script|style)\b[\s\S]*?<\/\1\s*>|<!--[\s\S]*?-->/gi, (part) =>
    part.replaceAll(/[^\n]/g, ' '),
  )
}

interface Use {
  readonly start: number
  readonly end: number
  /** As the script calls it, where that is not the text itself. */
  readonly name?: string
  readonly isTag: boolean
}

type TakeCode = (expression: string, from: number) => void

const TAG = /<([A-Za-z][\w.:-]*)/g

function usesIn(markup: string, language: 'vue' | 'svelte'): readonly Use[] {
  const uses: Use[] = []
  const code: TakeCode = (expression, from) => {
    const plain = expression.replaceAll(/'[^'\n]*'|"[^"\n]*"/g, (part) => ' '.repeat(part.length))
    for (const { index, 0: name } of plain.matchAll(/[A-Za-z_$\x80-\xff][\w$\x80-\xff]*/g)) {
      const start = from + index
      uses.push({ start, end: start + name.length, isTag: false })
      // A store is read under its name with a dollar.
      if (language === 'svelte' && /^\$\w/.test(name))
        uses.push({ start, end: start + name.length, name: name.slice(1), isTag: false })
    }
  }
  for (const { index, 0: opening, 1: tag = '' } of markup.matchAll(TAG)) {
    const [name = ''] = tag.split(/[.:]/)
    uses.push({
      start: index + 1,
      end: index + 1 + name.length,
      ...(name.includes('-') && { name: pascalCase(name) }),
      isTag: true,
    })
    const from = index + opening.length
    const attributes = markup.slice(from, endOfTag(markup, from))
    if (language === 'vue') addVueAttributes(attributes, { from, uses, code })
    else addSvelteDirectives(attributes, { from, uses })
  }
  for (const { from, to } of expressionsIn(markup, language)) code(markup.slice(from, to), from)
  return uses.sort((left, right) => left.start - right.start)
}

/** Where the `>` of a tag is: not in a string and not in braces. */
function endOfTag(markup: string, from: number): number {
  let depth = 0
  for (let at = from; at < markup.length; at++) {
    const character = markup[at] ?? ''
    if (character === '>' && depth === 0) return at
    if (character === '{') depth++
    else if (character === '}') depth = Math.max(0, depth - 1)
    else if (character === '"' || character === "'") {
      const end = markup.indexOf(character, at + 1)
      if (end === -1) return markup.length
      at = end
    }
  }
  return markup.length
}

/** What stands between braces: two of them in Vue, one in Svelte, where braces in an expression count. */
function* expressionsIn(markup: string, language: 'vue' | 'svelte') {
  for (let from = markup.indexOf('{'); from !== -1; from = markup.indexOf('{', from)) {
    if (language === 'vue' && markup[from + 1] !== '{') {
      from++
      continue
    }
    const start = from + (language === 'vue' ? 2 : 1)
    const end = language === 'vue' ? markup.indexOf('}}', start) : closingBrace(markup, start)
    if (end === -1) return
    yield { from: start, to: end }
    from = end
  }
}

function closingBrace(markup: string, from: number): number {
  let depth = 1
  for (let at = from; at < markup.length; at++) {
    if (markup[at] === '{') depth++
    else if (markup[at] === '}' && --depth === 0) return at
  }
  return -1
}

interface Place {
  readonly from: number
  readonly uses: Use[]
}

const SVELTE_DIRECTIVE = /(?<=\s(?:use|transition|in|out|animate):)[A-Za-z_$][\w$]*/g

function addSvelteDirectives(attributes: string, { from, uses }: Place): void {
  for (const { index, 0: action } of attributes.matchAll(SVELTE_DIRECTIVE))
    uses.push({ start: from + index, end: from + index + action.length, isTag: false })
}

const VUE_ATTRIBUTE = /(?:^|\s)(v-[\w-]+|ref(?==)|[:@#])[^\s=]*(?:\s*=\s*("[^"]*"|'[^']*'))?/g

/** Values that are code, `ref="name"`, and directives of one's own: `v-focus` is `vFocus`. */
function addVueAttributes(attributes: string, { from, uses, code }: Place & { readonly code: TakeCode }): void {
  for (const { index, 0: whole, 1: kind = '', 2: value } of attributes.matchAll(VUE_ATTRIBUTE)) {
    if (kind.startsWith('v-')) {
      const start = from + index + whole.indexOf(kind)
      const name = `v${pascalCase(kind.slice('v-'.length))}`
      uses.push({ start, end: start + kind.length, name, isTag: false })
    }
    if (value !== undefined) code(value.slice(1, -1), from + index + whole.length - value.length + 1)
  }
}

function pascalCase(name: string): string {
  return name.replaceAll(/(?:^|-)(\w)/g, (_, letter: string) => letter.toUpperCase())
}

/** Puts the uses among the tokens, in the order of the file. */
function addUses({ tokens, names }: FactsBuilder, uses: readonly Use[], markup: Uint8Array): void {
  const scripts = tokens.copy()
  const { lines, problemLine } = tokens
  tokens.clear()
  tokens.lines = lines
  tokens.problemLine = problemLine
  let next = 0
  let line = 1
  let at = 0
  for (const { start, end, name, isTag } of uses) {
    for (; next < scripts.count && (scripts.start[next] as number) < start; next++) pushCopy(tokens, scripts, next)
    for (; at < start; at++) if (markup[at] === 10) line++
    const id = name === undefined ? names.intern(markup, start, end) : names.add(name)
    tokens.push(isTag ? T.jsxName : T.name, id, { start, pos: end, line, isAfterNewline: 1 })
    if (markup[end] === C.open) tokens.push(C.open, -1, { start: end, pos: end + 1, line, isAfterNewline: 0 })
  }
  for (; next < scripts.count; next++) pushCopy(tokens, scripts, next)
}

function pushCopy(tokens: Tokens, from: Tokens, at: number): void {
  tokens.push(from.kind[at] as number, from.id[at] as number, {
    start: from.start[at] as number,
    pos: from.end[at] as number,
    line: from.line[at] as number,
    isAfterNewline: from.isAfterNewline[at] as number,
  })
}
