import type { ImportKind } from '../facts.ts'
import type { Language } from '../languages.ts'

export interface StatementImport {
  readonly kind: ImportKind
  readonly specifier: string
}

/** What an import statement names, one answer for each name of a group; empty where it is no import after all. */
export function importsOfStatement(language: Language, statement: string): readonly StatementImport[] {
  const text = statement.replaceAll(/\/\*[\s\S]*?\*\/|\/\/[^\n]*/g, ' ').trim()
  if (language === 'rust') return rustImports(text)
  const body = BODIES[language]?.exec(text)?.[1] ?? ''
  return expand(body, SEPARATORS[language] ?? '.').map((specifier) => ({ kind: 'import', specifier }))
}

const BODIES: Partial<Record<Language, RegExp>> = {
  java: /^import\s+(?:static\s+)?([^;]+)/,
  // An alias may stand for a generic type: its arguments are other names.
  csharp: /^(?:global\s+)?using\s+(?:static\s+|unsafe\s+)*(?:\w+\s*=\s*)?(?:global::)?([\w.]+)/,
  php: /^use\s+(?:(?:function|const)\s+)?([^;]+)/,
}
const SEPARATORS: Partial<Record<Language, string>> = { rust: '::', php: '\\' }

function rustImports(text: string): readonly StatementImport[] {
  const plain = text.replace(/^(?:#\[[^\]]*\]\s*)+/, '')
  const module = /^(?:pub(?:\s*\([^)]*\))?\s+)?mod\s+(?:r#)?(\w+)\s*;/.exec(plain)?.[1]
  if (module !== undefined) return [{ kind: 'include', specifier: module }]
  const [, visibility, body] = /^(pub(?:\s*\([^)]*\))?\s+)?use\s+([^;]+)/.exec(plain) ?? []
  const kind = visibility === undefined ? 'import' : 're-export'
  return expand(body ?? '', '::').map((specifier) => ({ kind, specifier }))
}

/** `a::{b, c as d, self}` as `a::b`, `a::c`, `a`. */
function expand(text: string, separator: string): readonly string[] {
  return splitList(text).flatMap((part) => {
    const open = part.indexOf('{')
    if (open === -1) {
      const name = part
        .replace(/^\s*(?:function|const)\s+/, '')
        .replace(/\s+as\s+[\s\S]*$/, '')
        .replaceAll(/\s|r#/g, '')
      return name === '' ? [] : [name]
    }
    const prefix = part.slice(0, open).replaceAll(/\s/g, '')
    const close = part.lastIndexOf('}')
    return expand(part.slice(open + 1, close === -1 ? undefined : close), separator).map((name) =>
      name === 'self' ? prefix.slice(0, -separator.length) : prefix + name,
    )
  })
}

/** The parts between the commas outside of braces. */
function splitList(text: string): readonly string[] {
  const parts: string[] = []
  let depth = 0
  let from = 0
  for (let at = 0; at < text.length; at++) {
    if (text[at] === '{') depth++
    else if (text[at] === '}') depth--
    else if (text[at] === ',' && depth === 0) {
      parts.push(text.slice(from, at))
      from = at + 1
    }
  }
  return [...parts, text.slice(from)]
}
