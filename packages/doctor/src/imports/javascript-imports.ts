import { builtinModules } from 'node:module'
import { LineCounter, type FoundImport } from './found-import.ts'

/**
 * Statements at the left margin alone: what stands deeper may be tried, or be chosen at run time. A type that is imported is gone
 * before anything runs.
 */
const statement =
  /^(?:import\s+(?!type\s)(?:[\w$*{},\s]*?\sfrom\s*|[\w$*{},\s]*?\}\s*from\s*)?|export\s+(?!type\s)(?:\*(?:\s+as\s+[\w$]+)?|\{[\w$,\s]*\})\s*from\s*|(?:const|let|var)\s+(?:[\w$]+|\{[\w$,:\s]*\})\s*=\s*require\(\s*)(['"])([^'"\n]+)\1/gm

/** The packages that a source of JavaScript or TypeScript cannot be loaded without. */
export function readJavaScriptImports(text: string): readonly FoundImport[] {
  // Deno has its own ways to find a module.
  if (/^#!.*\bdeno\b|\bDeno\.\w/.test(text)) return []
  const found: FoundImport[] = []
  const lines = new LineCounter(text)
  for (const match of text.matchAll(statement)) {
    const name = packageName(match[2] ?? '')
    if (name === undefined || isInTemplateOrComment(text, match.index)) continue
    found.push({ name, line: lines.at(match.index) })
  }
  return found
}

/** The scripts of a component: each block of its own, with the margin that it has. */
export function readComponentImports(text: string): readonly FoundImport[] {
  const astro = /^\s*---\r?\n([\s\S]*?)\r?\n---/d.exec(text)?.indices?.[1]
  const blocks = astro === undefined ? scriptBlocks(text) : [astro]
  return blocks.flatMap(([start, end]) => {
    const body = text.slice(start, end)
    const margin = /^([ \t]*)\S/m.exec(body)?.[1] ?? ''
    const bare = margin === '' ? body : body.replaceAll(new RegExp(`^${margin}`, 'gm'), '')
    const linesBefore = text.slice(0, start).split('\n').length - 1
    return readJavaScriptImports(bare).map(({ name, line }) => ({ name, line: line + linesBefore }))
  })
}

/** Not those that are fetched, and no templates or data. */
function scriptBlocks(text: string): readonly (readonly [number, number])[] {
  return [...text.matchAll(/^<script\b([^>]*)>([\s\S]*?)<\/script>/dgm)].flatMap(({ 1: attributes = '', indices }) => {
    const isOther = /\bsrc=|\btype=["']?(?!module|text\/(?:java|type)script)/.test(attributes)
    const range = indices?.[2]
    return isOther || range === undefined ? [] : [range]
  })
}

const builtins = new Set([...builtinModules, 'bun', 'deno', 'node:test'])

/** New packages of npm are written in lower case. `#x`, `~/x`, `@/x`, `$lib/x`, `virtual:x` and `https://x` are names that something else than npm gives a meaning to. */
function packageName(specifier: string): string | undefined {
  const name = /^(?:@[^/]+\/)?[^/?]+/.exec(specifier)?.[0]
  if (name === undefined || builtins.has(name)) return undefined
  return /^(?:@[a-z\d][a-z\d._-]*\/)?[a-z\d][a-z\d._-]*$/.test(name) ? name : undefined
}

/** Before the offset a template or a comment was opened and not closed: a program inside of a program. */
function isInTemplateOrComment(text: string, offset: number): boolean {
  if (offset === 0) return false
  const before = text.slice(0, offset)
  if (before.lastIndexOf('/*') > before.lastIndexOf('*/')) return true
  let ticks = 0
  for (let at = before.indexOf('`'); at >= 0; at = before.indexOf('`', at + 1)) {
    if (before[at - 1] !== '\\') ticks += 1
  }
  return ticks % 2 === 1
}
