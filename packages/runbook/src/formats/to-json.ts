import { blocksOf } from '../markdown/blocks.ts'
import { parseMarkdown } from '../markdown/markdown.ts'
import { readHeader } from '../markdown/header.ts'
import { titleOf } from '../markdown/runbook-file.ts'
import { GENERATOR } from './formats.ts'

/** A document as data: its header, its headings, and its blocks. */
export function toJson(markdown: string): string {
  const root = parseMarkdown(markdown)
  const headings = root.children.flatMap((node) =>
    node.type === 'heading' ? [{ depth: node.depth, title: titleOf(node), line: node.position?.start.line }] : [],
  )
  const about = readHeader(root.children[0])
  return `${JSON.stringify({ generator: GENERATOR, about, headings, blocks: blocksOf(root, markdown) }, undefined, 2)}\n`
}
