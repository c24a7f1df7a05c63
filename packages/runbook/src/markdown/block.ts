import type { Code } from 'mdast'

/** The attributes of a fenced block, every value as text, as Runme has them. */
export type Attributes = Readonly<Record<string, string>>

export interface FenceInfo {
  readonly language: string
  readonly attributes: Attributes
  /** It was meant to have attributes, whether they could be read or not. */
  readonly hasBraces: boolean
}

/**
 * Reads what follows the fence as Runme does (`document/attributes.go` there): a language, then braces from the first `{` to the first `}` with
 * JSON in them or, where that is none, words `key=value`. The text is taken as it stands in the file, without Markdown's own escapes.
 */
export function readFenceInfo(info: string): FenceInfo {
  const braces = /\{[^}][^}]*\}/.exec(info)?.[0]
  const [language = ''] = info.replace(/\{.*$/s, '').trim().split(/\s+/)
  return {
    language: language.toLowerCase(),
    attributes: braces === undefined ? {} : parseAttributes(braces),
    hasBraces: info.includes('{'),
  }
}

function parseAttributes(braces: string): Attributes {
  const json = parseJsonObject(braces)
  if (json === undefined) return parseWords(braces.slice(1, -1))
  return Object.fromEntries(
    Object.entries(json).map(([name, value]) => [name, typeof value === 'string' ? value : JSON.stringify(value)]),
  )
}

function parseJsonObject(text: string): Readonly<Record<string, unknown>> | undefined {
  try {
    return JSON.parse(text) as Readonly<Record<string, unknown>>
  } catch {
    // Not JSON: the other form.
    return undefined
  }
}

function parseWords(text: string): Attributes {
  const pairs = text
    .split(' ')
    .filter((word) => word !== '')
    .map((word): [string, string] => {
      const at = word.indexOf('=')
      return at === -1 ? [word, ''] : [word.slice(0, at), word.slice(at + 1)]
    })
  return Object.fromEntries(pairs.filter(([name]) => name !== ''))
}

/** What follows the fence of a block as it stands in the file. An indented block has no fence, whatever its first line shows. */
export function fenceInfoOf(code: Code, source: string): string {
  const start = code.position?.start.offset
  if (start === undefined || code.lang === null || code.lang === undefined) return ''
  const [line = ''] = source.slice(start).split(/\r?\n|\r/, 1)
  return /^\s*(?:`{3,}|~{3,})(.*)$/.exec(line)?.[1]?.trim() ?? ''
}

/**
 * Attributes as JSON that survives an info string: characters that mean something to Markdown, or to Runme's search for the closing brace, are
 * written as JSON escapes.
 */
export function writeAttributes(attributes: Attributes): string {
  const pairs = Object.entries(attributes).map(([name, value]) => `"${name}":"${escapeValue(value)}"`)
  return `{${pairs.join(',')}}`
}

function escapeValue(value: string): string {
  return value.replaceAll(/[^\w .,:/@%+=-]/gu, (character) =>
    Array.from(
      { length: character.length },
      (_, index) => `\\u${character.charCodeAt(index).toString(16).padStart(4, '0')}`,
    ).join(''),
  )
}
