/**
 * A parsed JSON, YAML or TOML document, every part with its line. Tables are Maps, so a key such as `__proto__` is only a key.
 */
export type SourceNode = ScalarNode | ListNode | TableNode

export interface ScalarNode {
  readonly kind: 'scalar'
  readonly value: string | number | boolean | null
  /** As written, where the value lost something: YAML's `3.10`. */
  readonly text: string
  readonly line: number
}

export interface ListNode {
  readonly kind: 'list'
  readonly items: readonly SourceNode[]
  readonly line: number
}

export interface TableNode {
  readonly kind: 'table'
  readonly entries: ReadonlyMap<string, SourceEntry>
  readonly line: number
}

export interface SourceEntry {
  readonly key: string
  /** The line of the key. */
  readonly line: number
  readonly value: SourceNode
}

/** The entry at a path of keys; `undefined` as soon as one is missing or no table. */
export function entryAt(node: SourceNode | undefined, ...keys: readonly string[]): SourceEntry | undefined {
  let current = node
  let entry: SourceEntry | undefined
  for (const key of keys) {
    entry = current?.kind === 'table' ? current.entries.get(key) : undefined
    if (entry === undefined) return undefined
    current = entry.value
  }
  return entry
}

export function entriesOf(node: SourceNode | undefined): SourceEntry[] {
  return node?.kind === 'table' ? [...node.entries.values()] : []
}

export function itemsOf(node: SourceNode | undefined): readonly SourceNode[] {
  return node?.kind === 'list' ? node.items : []
}

/** A string as it is, a number as it was written; nothing else. */
export function textOf(node: SourceNode | undefined): string | undefined {
  if (node?.kind !== 'scalar') return undefined
  return typeof node.value === 'string' || typeof node.value === 'number' ? node.text : undefined
}

export function stringOf(node: SourceNode | undefined): string | undefined {
  return node?.kind === 'scalar' && typeof node.value === 'string' ? node.value : undefined
}

export function booleanOf(node: SourceNode | undefined): boolean | undefined {
  return node?.kind === 'scalar' && typeof node.value === 'boolean' ? node.value : undefined
}

/** The strings of a list, or the one string that stands in its place. */
export function stringsOf(node: SourceNode | undefined): { readonly text: string; readonly line: number }[] {
  const nodes = node?.kind === 'list' ? node.items : node === undefined ? [] : [node]
  return nodes.flatMap((item) => {
    const text = textOf(item)
    return text === undefined ? [] : [{ text, line: item.line }]
  })
}

/** What a node is, for a message. */
export function shapeOf(node: SourceNode): string {
  if (node.kind === 'table') return 'a table'
  if (node.kind === 'list') return 'a list'
  return node.value === null ? 'null' : `a ${typeof node.value}`
}
