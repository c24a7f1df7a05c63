import { createHash } from 'node:crypto'
import type { Heading, PhrasingContent, RootContent } from 'mdast'
import { readHeader, type Header } from './header.ts'
import { splitKept, type Kept } from './keep.ts'
import { parseMarkdown } from './markdown.ts'

/** A document as it stands in a file. */
export interface RunbookFile {
  /** undefined: nothing that `generate` wrote. */
  readonly header: Header | undefined
  /** Without the header and what is kept. */
  readonly nodes: readonly RootContent[]
  readonly kept: readonly Kept[]
  readonly digest: string
}

/** `file` is named in errors. @throws ToolError KEEP_MARKERS */
export function parseRunbookFile(text: string, file: string): RunbookFile {
  const source = text.replaceAll('\r\n', '\n')
  const root = parseMarkdown(source)
  const header = readHeader(root.children[0])
  const { nodes, kept } = splitKept(root, source, file)
  const body = header === undefined ? nodes : nodes.slice(1)
  return { header, nodes: body, kept, digest: digestOf(body) }
}

/** Of the tree: the same however the text was laid out. Bullets, line ends and needless escapes do not count. */
function digestOf(nodes: readonly RootContent[]): string {
  const canonical = JSON.stringify(nodes, (name, value: unknown) => (name === 'position' ? undefined : value))
  return createHash('sha256').update(canonical).digest('hex').slice(0, DIGEST_DIGITS)
}

const DIGEST_DIGITS = 16

/** The text of a heading. */
export function titleOf({ children }: Heading): string {
  return children.map(textOf).join('')
}

function textOf(node: PhrasingContent): string {
  if ('value' in node) return node.value
  return 'children' in node ? node.children.map(textOf).join('') : ''
}
