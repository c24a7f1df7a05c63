import type { Heading, Html, Root, RootContent } from 'mdast'
import { ToolError } from '@groundcrew/core/cli'

const KEEP_BEGIN = '<!-- keep -->'
const KEEP_END = '<!-- /keep -->'

/** Somebody's own text in a document. */
export interface Kept {
  /** The heading of the section in which it stands. */
  readonly heading: Heading | undefined
  /** As it stands in the file, without the markers. */
  readonly text: string
}

/** The document without what is kept, and what is kept. */
export interface Split {
  readonly nodes: readonly RootContent[]
  readonly kept: readonly Kept[]
}

/**
 * Finds the kept parts by the tree and not by lines: a marker that stands in a block of code, in a quotation or in a text is no marker.
 *
 * @throws ToolError KEEP_MARKERS where one is missing or inside another: nothing may get lost by a guess.
 */
export function splitKept(root: Root, source: string, file: string): Split {
  const nodes: RootContent[] = []
  const kept: Kept[] = []
  let begin: Html | undefined
  let heading: Heading | undefined
  for (const node of root.children) {
    const marker = node.type === 'html' ? node.value.trim() : undefined
    if (node.type === 'html' && marker === KEEP_BEGIN) {
      if (begin !== undefined) throw unbalanced(file, node, 'begins inside another (is a fence above it left open?)')
      begin = node
    } else if (marker === KEEP_END) {
      if (begin === undefined) throw unbalanced(file, node, 'ends nothing')
      kept.push({ heading, text: source.slice(begin.position?.end.offset, node.position?.start.offset).trim() })
      begin = undefined
    } else if (begin === undefined) {
      if (node.type === 'heading') heading = node
      nodes.push(node)
    }
  }
  if (begin !== undefined) throw unbalanced(file, begin, 'has no end below it (is a fence in it left open?)')
  return { nodes, kept }
}

function unbalanced(file: string, node: RootContent, what: string): ToolError {
  return new ToolError('KEEP_MARKERS', `${file}:${node.position?.start.line ?? 1}: a keep-marker ${what}`, {
    exitCode: 1,
    hint: `each ${KEEP_BEGIN} needs a ${KEEP_END} below it, both on lines of their own`,
  })
}

/** Kept text as it goes into the document: raw, on lines of its own. */
export function keptNode(text: string): Html {
  return {
    type: 'html',
    value: text === '' ? `${KEEP_BEGIN}\n\n${KEEP_END}` : `${KEEP_BEGIN}\n\n${text}\n\n${KEEP_END}`,
  }
}
