import type { Blockquote, Code, Heading, InlineCode, List, Paragraph, PhrasingContent, RootContent, Text } from 'mdast'
import { escapeControl, escapeLine } from '@groundcrew/core/text'

/**
 * The nodes that a document is made of. Whatever comes from the database gets in through `text`, `code` or `quote`, as a value of a
 * node: the serializer escapes it for the place where it stands, so that no text can become structure.
 */

/** Anybody's text on one line. */
export function text(value: string): Text {
  return { type: 'text', value: escapeLine(value) }
}

export function inlineCode(value: string): InlineCode {
  return { type: 'inlineCode', value: escapeLine(value) }
}

export function strong(value: string): PhrasingContent {
  return { type: 'strong', children: [text(value)] }
}

export function paragraph(...children: readonly (PhrasingContent | string)[]): Paragraph {
  return { type: 'paragraph', children: children.map((child) => (typeof child === 'string' ? text(child) : child)) }
}

export function heading(depth: Heading['depth'], title: string): Heading {
  return { type: 'heading', depth, children: [text(title)] }
}

/** A list of one-line facts, each of which may be told in more lines below it. */
export function list(items: readonly ListEntry[]): List {
  return {
    type: 'list',
    ordered: false,
    spread: false,
    children: items.map(({ line, below = [] }) => ({
      type: 'listItem',
      spread: below.length > 0,
      children: [line, ...below],
    })),
  }
}

export interface ListEntry {
  readonly line: Paragraph
  readonly below?: readonly Blockquote[]
}

export function entry(...children: readonly (PhrasingContent | string)[]): ListEntry {
  return { line: paragraph(...children) }
}

/** A block that nothing runs. */
export function plainCode(value: string): Code {
  return { type: 'code', lang: 'text', value: escapeControl(value) }
}

/** Anybody's text of several lines: literal, line by line, as a quotation. */
export function quote(value: string): Blockquote[] {
  const paragraphs = escapeControl(value)
    .split(/\n[ \t]*(?:\n[ \t]*)+/)
    .map((lines) => lines.replaceAll(/^\n+|\s+$/g, ''))
    .filter((lines) => lines.trim() !== '')
  if (paragraphs.length === 0) return []
  return [
    { type: 'blockquote', children: paragraphs.map((lines) => ({ type: 'paragraph', children: lineNodes(lines) })) },
  ]
}

function lineNodes(lines: string): PhrasingContent[] {
  return lines
    .split('\n')
    .filter((line) => line.trim() !== '')
    .flatMap((line, index): PhrasingContent[] => [
      ...(index > 0 ? [{ type: 'break' } as const] : []),
      { type: 'text', value: line.replaceAll('\t', '    ').trimEnd() },
    ])
}

/** What a section says that has nothing to tell. */
export function nothing(what: string): RootContent[] {
  return [paragraph({ type: 'emphasis', children: [text(what)] })]
}
