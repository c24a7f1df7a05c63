import { usageError } from '@groundcrew/core/cli'

export type TemplatePart =
  | { readonly kind: 'text'; readonly text: string }
  /** 0 is the whole match. */
  | { readonly kind: 'group'; readonly number: number }
  | { readonly kind: 'name'; readonly name: string }

const part = /\$(?:(\$)|(&)|(\d{1,2})|<([^>]*)>|\{(\w+)\})|\\(.?)/gsu
const escapes: Readonly<Record<string, string>> = { n: '\n', t: '\t', r: '\r', '\\': '\\', $: '$' }

/**
 * Reads the new text that goes with a regular expression: `$1`, `${1}`, `$<name>`, `${name}`, `$&` the whole match, `$$` a dollar sign, and `\n \t \r \\ \$`. What
 * would silently mean nothing is a usage error.
 */
export function parseTemplate(
  text: string,
  groups: { readonly count: number; readonly names: readonly string[] },
): readonly TemplatePart[] {
  const parts: TemplatePart[] = []
  let done = 0
  for (const match of text.matchAll(part)) {
    const [all, dollar, whole, number, name, braced, escape] = match
    parts.push({ kind: 'text', text: text.slice(done, match.index) })
    done = match.index + all.length
    const isNumber = number ?? (braced !== undefined && /^\d+$/.test(braced) ? braced : undefined)
    const named = name ?? (isNumber === undefined ? braced : undefined)
    if (dollar !== undefined) parts.push({ kind: 'text', text: '$' })
    else if (whole !== undefined) parts.push({ kind: 'group', number: 0 })
    else if (isNumber !== undefined) parts.push(groupPart(Number(isNumber), all, groups.count))
    else if (named !== undefined) parts.push(namePart(named, all, groups.names))
    else parts.push(escapePart(escape ?? ''))
  }
  parts.push({ kind: 'text', text: text.slice(done) })
  return parts.filter((entry) => entry.kind !== 'text' || entry.text !== '')
}

function groupPart(number: number, written: string, count: number): TemplatePart {
  if (number <= count) return { kind: 'group', number }
  throw usageError(`${written} in the new text: the expression has ${count} groups`, 'write $$ for a dollar sign')
}

function namePart(name: string, written: string, names: readonly string[]): TemplatePart {
  if (names.includes(name)) return { kind: 'name', name }
  throw usageError(`${written} in the new text: the expression has no group of this name`, 'write $$ for a dollar sign')
}

function escapePart(letter: string): TemplatePart {
  const text = escapes[letter]
  if (text !== undefined) return { kind: 'text', text }
  const hint = /\d/.test(letter) ? `write $${letter} for a group` : String.raw`write \\ for a backslash`
  throw usageError(`\\${letter} in the new text means nothing with --regex`, hint)
}
