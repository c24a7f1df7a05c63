import type { SourceEntry, SourceNode } from './node.ts'
import type { ParsedSource } from './parsed-source.ts'
import { locateTomlKeys, type TomlLines } from './toml-lines.ts'

export async function parseToml(text: string): Promise<ParsedSource> {
  const { parse, TomlError } = await import('smol-toml')
  try {
    const value = parse(text)
    return { node: convert(value, locateTomlKeys(text), 1), faults: [] }
  } catch (error) {
    if (!(error instanceof TomlError)) throw error
    const [first = ''] = error.message.split('\n', 1)
    const message = `not valid TOML: ${first.replace(/^Invalid TOML document: /, '')}`
    return { node: undefined, faults: [{ kind: 'syntax', line: Math.max(error.line, 1), message }] }
  }
}

/** `enclosingLine` stands in for a value whose own line was not found. */
function convert(value: unknown, lines: TomlLines | undefined, enclosingLine: number): SourceNode {
  const line = lines?.line ?? enclosingLine
  if (Array.isArray(value)) {
    return { kind: 'list', line, items: value.map((item, at) => convert(item, lines?.inside.get(String(at)), line)) }
  }
  if (typeof value === 'object' && value !== null && !(value instanceof Date)) {
    const entries = new Map<string, SourceEntry>()
    for (const [key, child] of Object.entries(value)) {
      const childLines = lines?.inside.get(key)
      entries.set(key, { key, line: childLines?.line ?? line, value: convert(child, childLines, line) })
    }
    return { kind: 'table', line, entries }
  }
  const plain = value instanceof Date ? value.toISOString() : (value as string | number | boolean)
  return { kind: 'scalar', value: plain, text: String(plain), line }
}
