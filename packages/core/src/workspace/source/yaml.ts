import type * as Yaml from 'yaml'
import type { SourceEntry, SourceNode, TableNode } from './node.ts'
import type { ParsedSource, SourceFault } from './parsed-source.ts'

/**
 * The first document of a YAML stream. An alias stands for the very node it names, so an alias bomb costs no more than its text;
 * merge keys (`<<`) are followed.
 */
export async function parseYaml(text: string): Promise<ParsedSource> {
  const excess = excessOf(text)
  if (excess !== undefined) return { node: undefined, faults: [{ kind: 'unsupported', ...excess }] }
  const yaml = await import('yaml')
  const lineCounter = new yaml.LineCounter()
  // uniqueKeys compares each key with all before it; the conversion below finds duplicates in linear time.
  const options = { lineCounter, uniqueKeys: false, prettyErrors: false, logLevel: 'silent', strict: false } as const
  const documents = yaml.parseAllDocuments(text, options)
  const [document] = 'empty' in documents ? [] : documents
  if (document === undefined) return { node: undefined, faults: [] }
  const faults: SourceFault[] = []
  const [error] = document.errors
  if (error !== undefined) {
    const { line } = lineCounter.linePos(error.pos[0])
    faults.push({ kind: 'syntax', line: Math.max(line, 1), message: `not valid YAML: ${firstLine(error.message)}` })
  }
  const contents = document.contents
  const node = contents === null ? undefined : new Converter(yaml, lineCounter, faults).convert(contents)
  return { node, faults }
}

/** A file that people write is far below these; the parser needs gigabytes for some that are above. */
const YAML_CHARACTERS_MAX = 256 * 1024
const YAML_NESTING_MAX = 100
const YAML_INDENTATION_MAX = 400

/** Judged without parsing: a list in a list in a list costs the parser memory out of all proportion. */
function excessOf(text: string): { line: number; message: string } | undefined {
  if (text.length > YAML_CHARACTERS_MAX) {
    return {
      line: 1,
      message: `${text.length} characters are more than the ${YAML_CHARACTERS_MAX} that are read of a YAML file`,
    }
  }
  let nesting = 0
  for (const [index, line] of text.split('\n').entries()) {
    const start = /^(?:[ \t]|[-?:](?=[ \t]))*/.exec(line)?.[0] ?? ''
    const indicators = start.replaceAll(/[ \t]/g, '').length
    for (const bracket of line.match(/[[\]{}]/g) ?? []) {
      nesting = Math.max(0, nesting + (bracket === '[' || bracket === '{' ? 1 : -1))
      if (nesting > YAML_NESTING_MAX) break
    }
    if (nesting > YAML_NESTING_MAX || indicators > YAML_NESTING_MAX || start.length > YAML_INDENTATION_MAX) {
      return { line: index + 1, message: `nested more than ${YAML_NESTING_MAX} levels deep; not read` }
    }
  }
  return undefined
}

function firstLine(message: string): string {
  return message.split('\n', 1)[0] ?? message
}

/** Entries that the merge keys of one mapping may bring in, repeats included. */
const MERGED_ENTRIES_MAX = 10_000

class Converter {
  readonly #yaml: typeof Yaml
  readonly #lineCounter: Yaml.LineCounter
  readonly #faults: SourceFault[]
  readonly #anchors = new Map<string, SourceNode>()

  constructor(yaml: typeof Yaml, lineCounter: Yaml.LineCounter, faults: SourceFault[]) {
    this.#yaml = yaml
    this.#lineCounter = lineCounter
    this.#faults = faults
  }

  convert(node: Yaml.Node): SourceNode {
    const { isAlias, isMap, isSeq } = this.#yaml
    const line = this.#lineOf(node)
    // An alias to an anchor that is not complete yet points at its own parent: it has no value.
    if (isAlias(node)) return this.#anchors.get(node.source) ?? nothing(line)
    const converted: SourceNode = isMap(node)
      ? this.#table(node, line)
      : isSeq(node)
        ? { kind: 'list', line, items: node.items.map((item) => this.#part(item, line)) }
        : scalar(node, line)
    if (node.anchor !== undefined) this.#anchors.set(node.anchor, converted)
    return converted
  }

  #table(node: Yaml.YAMLMap, line: number): TableNode {
    const entries = new Map<string, SourceEntry>()
    const merged: SourceEntry[] = []
    for (const pair of node.items) {
      const entry = this.#entry(pair, line)
      if (entry === undefined) continue
      if (entry.key === '<<') addMerged(merged, entry.value)
      else this.#insert(entries, entry)
    }
    for (const entry of merged) if (!entries.has(entry.key)) entries.set(entry.key, entry)
    return { kind: 'table', line, entries }
  }

  #insert(entries: Map<string, SourceEntry>, entry: SourceEntry): void {
    const { key, line } = entry
    const earlier = entries.get(key)
    if (earlier !== undefined) {
      const message = `the key ${JSON.stringify(key)} stands already on line ${earlier.line}; this one counts`
      this.#faults.push({ kind: 'duplicate-key', line, message })
    }
    entries.set(key, entry)
  }

  #entry(pair: Yaml.Pair, parentLine: number): SourceEntry | undefined {
    const { isNode, isScalar } = this.#yaml
    if (!isScalar(pair.key)) return undefined
    const line = this.#lineOf(pair.key) || parentLine
    const value = isNode(pair.value) ? this.convert(pair.value) : nothing(line)
    return { key: String(pair.key.value), line, value }
  }

  #part(item: unknown, line: number): SourceNode {
    return this.#yaml.isNode(item) ? this.convert(item) : nothing(line)
  }

  #lineOf(node: Yaml.Node): number {
    const offset = node.range?.[0]
    return offset === undefined ? 1 : Math.max(this.#lineCounter.linePos(offset).line, 1)
  }
}

function addMerged(merged: SourceEntry[], node: SourceNode): void {
  for (const source of node.kind === 'list' ? node.items : [node]) {
    if (source.kind !== 'table') continue
    if (merged.length + source.entries.size > MERGED_ENTRIES_MAX) return
    merged.push(...source.entries.values())
  }
}

function scalar(node: Yaml.Scalar, line: number): SourceNode {
  const { value } = node
  if (typeof value === 'string' || typeof value === 'boolean')
    return { kind: 'scalar', value, text: String(value), line }
  if (typeof value === 'number') return { kind: 'scalar', value, text: node.source ?? String(value), line }
  return nothing(line)
}

function nothing(line: number): SourceNode {
  return { kind: 'scalar', value: null, text: '', line }
}
