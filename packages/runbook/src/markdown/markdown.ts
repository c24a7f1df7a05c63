import type { Root } from 'mdast'
import { fromMarkdown } from 'mdast-util-from-markdown'
import { gfmTableFromMarkdown, gfmTableToMarkdown } from 'mdast-util-gfm-table'
import { toMarkdown } from 'mdast-util-to-markdown'
import { gfmTable } from 'micromark-extension-gfm-table'

/** CommonMark with the tables of GitHub. */
export function parseMarkdown(source: string): Root {
  return fromMarkdown(source, { extensions: [gfmTable()], mdastExtensions: [gfmTableFromMarkdown()] })
}

/** One text for one tree: the same bullets, fences and escapes whoever calls. */
export function writeMarkdown(root: Root): string {
  return toMarkdown(root, {
    bullet: '-',
    emphasis: '_',
    fences: true,
    resourceLink: true,
    rule: '-',
    extensions: [gfmTableToMarkdown()],
    // What GitHub would strike out.
    unsafe: [{ character: '~', inConstruct: 'phrasing' }],
  })
}
