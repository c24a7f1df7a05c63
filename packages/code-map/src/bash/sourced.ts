import { C } from '../lex/tokens.ts'

const DIRECTIVE = /^#\s*shellcheck\s(?:.*\s)?source=("[^"]+"|'[^']+'|[^\s"']+)/
const DIRECTIVE_BYTES_MAX = 500

/** The path in a comment `# shellcheck source=path`, which says what the next `source` reads. */
export function directiveOf(source: Uint8Array, from: number, to: number): string | undefined {
  // `# s` and `#s` alone are looked at.
  const at = source[from + 1] === C.space ? from + 2 : from + 1
  if (source[at] !== 0x73 || source[at + 1] !== 0x68) return undefined
  const text = Buffer.from(source.subarray(from, Math.min(to, from + DIRECTIVE_BYTES_MAX))).toString()
  const path = DIRECTIVE.exec(text)?.[1]?.replaceAll(/^["']|["']$/g, '')
  return path === undefined || path === '/dev/null' ? undefined : path
}

/** A word as it is written, without the quotes around it or around its parts. */
export function specifierOf(source: Uint8Array, from: number, to: number): string {
  const text = Buffer.from(source.subarray(from, to)).toString()
  let depth = 0
  return text
    .replaceAll(/\$[({]|[({)}'"]/g, (mark) => {
      if (mark.startsWith('$') || (depth > 0 && mark === '(')) depth++
      else if (depth > 0 && (mark === ')' || mark === '}')) depth--
      else if (depth === 0 && (mark === '"' || mark === "'")) return ''
      return mark
    })
    .trim()
}
