import type { Node } from 'jsonc-parser'

export interface PropertyValue {
  readonly value: unknown
  /** Leave one alone that is there. */
  readonly isOnlyMissing?: boolean
}

/**
 * A JSON text with one property set, in the layout of the text: what the property does not hold keeps its bytes. A missing one, and tables on the
 * way to it, come last in their table; `$schema` comes first.
 */
export async function setProperty(
  text: string,
  keys: readonly string[],
  { value, isOnlyMissing = false }: PropertyValue,
): Promise<string> {
  const { parseTree, findNodeAtLocation } = await import('jsonc-parser')
  const tree = parseTree(text)
  if (tree === undefined) throw new Error('only JSON that was read before is changed')
  const present = findNodeAtLocation(tree, [...keys])
  if (present !== undefined) {
    return isOnlyMissing ? text : splice(text, present, layOut(value, { text, depth: keys.length }))
  }
  const depth = keys.findLastIndex((_, index) => findNodeAtLocation(tree, keys.slice(0, index)) !== undefined)
  const table = findNodeAtLocation(tree, keys.slice(0, depth)) ?? tree
  const [key = '', ...inner] = keys.slice(depth)
  const nested = inner.reduceRight((held: unknown, name) => ({ [name]: held }), value)
  const { newline, indent } = layoutOf(text)
  const property = `${JSON.stringify(key)}: ${layOut(nested, { text, depth: depth + 1 })}`
  const margin = `${newline}${indent.repeat(depth + 1)}`
  const first = table.children?.[0]
  const last = table.children?.at(-1)
  if (first === undefined || last === undefined) {
    return splice(text, table, `{${margin}${property}${newline}${indent.repeat(depth)}}`)
  }
  if (key === '$schema') return splice(text, { offset: table.offset + 1, length: 0 }, `${margin}${property},`)
  return splice(text, { offset: last.offset + last.length, length: 0 }, `,${margin}${property}`)
}

function splice(text: string, { offset, length }: Pick<Node, 'offset' | 'length'>, inserted: string): string {
  return text.slice(0, offset) + inserted + text.slice(offset + length)
}

/** The value as it stands at that depth of the text. */
function layOut(value: unknown, { text, depth }: { readonly text: string; readonly depth: number }): string {
  const { newline, indent } = layoutOf(text)
  return JSON.stringify(value, undefined, indent).replaceAll('\n', `${newline}${indent.repeat(depth)}`)
}

function layoutOf(text: string): { readonly newline: string; readonly indent: string } {
  const indent = /\n([ \t]+)\S/.exec(text)?.[1] ?? '  '
  return { newline: text.includes('\r\n') ? '\r\n' : '\n', indent }
}
