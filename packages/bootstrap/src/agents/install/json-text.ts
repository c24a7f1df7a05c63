import { findNodeAtLocation, parseTree, type Node } from 'jsonc-parser'

type Place = readonly (string | number)[]

/**
 * Puts a value at the end of the list or table at `place` of a JSON text with comments (`key` for a table). Not one byte of what is
 * there is changed: `modify` of jsonc-parser would lay out the neighbours anew.
 */
export function insertLast(
  text: string,
  place: Place,
  { key, value }: { readonly key?: string; readonly value: unknown },
): string {
  const node = nodeAt(text, place)
  if (node === undefined) throw new Error(`nothing at ${place.join('.')}`)
  const close = node.offset + node.length - 1
  const last = node.children?.at(-1)
  const end = last === undefined ? undefined : last.offset + last.length
  const comma = end === undefined ? close : commaAfter(text, end)
  // A list that ends with a comma goes on to end with one.
  const isTrailing = text[comma] === ','
  const closeLine = lineStart(text, close)
  const isOnOwnLine = text.slice(closeLine, close).trim() === '' && closeLine > node.offset
  const written = (step?: string): string =>
    `${key === undefined ? '' : `${JSON.stringify(key)}: `}${JSON.stringify(value, undefined, step)}${isTrailing ? ',' : ''}`
  const insert = (at: number, words: string): string => text.slice(0, at) + words + text.slice(at)
  if (!isOnOwnLine) {
    if (end === undefined) return insert(node.offset + 1, written())
    return insert(isTrailing ? comma + 1 : end, `${isTrailing ? '' : ','} ${written()}`)
  }
  const unit = unitOf(text)
  const indent = `${indentAt(text, node.offset)}${unit}`
  const eol = text.includes('\r\n') ? '\r\n' : '\n'
  const body = insert(closeLine, `${indent}${written(unit).replaceAll('\n', `${eol}${indent}`)}${eol}`)
  return end === undefined || isTrailing ? body : `${body.slice(0, end)},${body.slice(end)}`
}

/** Takes the element or the property at `place` out, with the comma and the lines that are its own. */
export function removeAt(text: string, place: Place): string {
  const value = nodeAt(text, place)
  const own = value?.parent?.type === 'property' ? value.parent : value
  const siblings = own?.parent?.children ?? []
  if (own === undefined) return text
  const index = siblings.indexOf(own)
  const before = siblings[index - 1]
  const end = own.offset + own.length
  const comma = commaAfter(text, end)
  const hasComma = text[comma] === ','
  const { from, to } = wholeLines(text, own.offset, hasComma ? comma + 1 : end)
  const rest = text.slice(0, from) + text.slice(to)
  if (hasComma || before === undefined) return rest
  const at = commaAfter(text, before.offset + before.length)
  return text[at] === ',' ? rest.slice(0, at) + rest.slice(at + 1) : rest
}

function nodeAt(text: string, place: Place): Node | undefined {
  const tree = parseTree(text, [], { allowTrailingComma: true })
  return tree === undefined ? undefined : findNodeAtLocation(tree, [...place])
}

/** The range with the blank space of its lines, where nothing else stands on them. */
function wholeLines(text: string, start: number, end: number): { readonly from: number; readonly to: number } {
  const from = lineStart(text, start)
  const newline = text.indexOf('\n', end)
  const to = newline === -1 ? text.length : newline + 1
  const isAlone = text.slice(from, start).trim() === '' && text.slice(end, to).trim() === ''
  if (isAlone) return { from, to }
  const gap = /[ \t]*$/.exec(text.slice(from, start))?.[0].length ?? 0
  return { from: /[[{]/.test(text[start - gap - 1] ?? '') ? start : start - gap, to: end }
}

/** Past blank space and comments: where a comma would be. */
function commaAfter(text: string, end: number): number {
  const skipped = /^(?:\s+|\/\/[^\n]*|\/\*[\s\S]*?\*\/)*/.exec(text.slice(end))
  return end + (skipped?.[0].length ?? 0)
}

function lineStart(text: string, offset: number): number {
  return text.lastIndexOf('\n', offset - 1) + 1
}

function indentAt(text: string, offset: number): string {
  return /^[ \t]*/.exec(text.slice(lineStart(text, offset)))?.[0] ?? ''
}

/** One step of indentation, as the file itself has it. */
function unitOf(text: string): string {
  return /\n([ \t]+)\S/.exec(text)?.[1] ?? '  '
}
