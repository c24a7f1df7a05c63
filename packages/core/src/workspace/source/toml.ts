import type { SourceEntry, SourceNode } from './node.ts'
import type { ParsedSource } from './parsed-source.ts'
import { joinKeys, locateTomlKeys, type TomlLines } from './toml-lines.ts'

export async function parseToml(text: string): Promise<ParsedSource> {
  const { parse, TomlError } = await import('smol-toml')
  try {
    const lines = locateTomlKeys(text)
    return { node: convert(parse(text), { lines, path: '', line: 1 }), faults: [] }
  } catch (error) {
    if (!(error instanceof TomlError)) throw error
    const [first = ''] = error.message.split('\n', 1)
    const message = `not valid TOML: ${first.replace(/^Invalid TOML document: /, '')}`
    return { node: undefined, faults: [{ kind: 'syntax', line: Math.max(error.line, 1), message }] }
  }
}

interface Position {
  readonly lines: TomlLines
  readonly path: string
  /** The line of what encloses the value, for values whose own line was not found. */
  readonly line: number
}

function convert(value: unknown, position: Position): SourceNode {
  const line = position.lines.get(position.path) ?? position.line
  if (Array.isArray(value)) {
    return { kind: 'list', line, items: value.map((item, at) => convert(item, below(position, String(at), line))) }
  }
  if (typeof value === 'object' && value !== null && !(value instanceof Date)) {
    const entries = new Map<string, SourceEntry>()
    for (const [key, child] of Object.entries(value)) {
      const childPosition = below(position, key, line)
      const keyLine = position.lines.get(childPosition.path) ?? line
      entries.set(key, { key, line: keyLine, value: convert(child, childPosition) })
    }
    return { kind: 'table', line, entries }
  }
  const plain = value instanceof Date ? value.toISOString() : (value as string | number | boolean)
  return { kind: 'scalar', value: plain, text: String(plain), line }
}

function below(position: Position, key: string, line: number): Position {
  return { lines: position.lines, path: joinKeys(position.path, key), line }
}
