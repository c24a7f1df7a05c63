import type { Element, ElementContent, Properties, RootContent } from 'hast'
import type { Html, Image } from 'mdast'
import { toHtml as writeHtml } from 'hast-util-to-html'
import { toHast, type Handlers } from 'mdast-util-to-hast'
import { drawGraph, GRAPH_STYLES, type TaskGraph } from '@groundcrew/core/tasks'
import { escapeControl, escapeMarkup } from '@groundcrew/core/text'
import { parseMarkdown } from '../markdown/markdown.ts'
import { titleOf } from '../markdown/runbook-file.ts'
import { GENERATOR } from './formats.ts'

/**
 * A document as one page without scripts and without anything from elsewhere. HTML in the document is shown as text, pictures by their description,
 * and only links to pages and addresses are links. With `graph` the diagram is drawn.
 */
export function toHtml(markdown: string, graph: TaskGraph | undefined): string {
  const root = parseMarkdown(markdown)
  const title = root.children.find((node) => node.type === 'heading')
  const tree = toHast(root, { handlers: HANDLERS })
  if ('children' in tree) makeSafe(tree.children, graph)
  return [
    '<!doctype html>',
    '<html lang="en">',
    '<head>',
    '<meta charset="utf-8">',
    `<meta name="generator" content="${GENERATOR}">`,
    `<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">`,
    '<meta name="viewport" content="width=device-width">',
    `<title>${escapeMarkup(escapeControl(title === undefined ? 'Runbook' : titleOf(title)))}</title>`,
    `<style>${STYLES}</style>`,
    '</head>',
    '<body>',
    // The one raw node is the picture, which escapes what it shows.
    writeHtml(tree, { allowDangerousHtml: true }),
    '</body>',
    '</html>',
    '',
  ].join('\n')
}

const COMMENT = /^<!--[^]*-->$/

const HANDLERS: Handlers = {
  html: (_state, node: Html): ElementContent | undefined =>
    COMMENT.test(node.value.trim()) ? undefined : { type: 'text', value: node.value },
  image: (_state, { alt, url }: Image): ElementContent => ({ type: 'text', value: `[picture: ${alt || url}]` }),
  imageReference: (_state, { alt }: { readonly alt?: string | null }): ElementContent => ({
    type: 'text',
    value: `[picture: ${alt ?? ''}]`,
  }),
}

function makeSafe(children: (RootContent | ElementContent)[], graph: TaskGraph | undefined): void {
  for (const [index, node] of children.entries()) {
    if (node.type === 'text') node.value = escapeControl(node.value)
    if (node.type !== 'element') continue
    if (graph !== undefined && isDiagram(node)) children[index] = picture(graph)
    node.properties = safeProperties(node)
    makeSafe(node.children, graph)
  }
}

/** Links elsewhere only to what a browser shows as a page or an address to write to. */
const LINK = /^(?:https?:|mailto:|#|[^:]*$)/i

function safeProperties({ tagName, properties }: Element): Properties {
  const { href, ...others } = properties
  if (href === undefined) return properties
  return tagName === 'a' && typeof href === 'string' && LINK.test(href)
    ? { ...others, href, rel: 'noreferrer' }
    : others
}

function isDiagram({ tagName, children: [code] }: Element): boolean {
  if (tagName !== 'pre' || code?.type !== 'element') return false
  const { className } = code.properties
  return Array.isArray(className) && className.includes('language-mermaid')
}

function picture(graph: TaskGraph): RootContent & ElementContent {
  return { type: 'raw', value: `<figure>\n${drawGraph(graph)}\n</figure>` } as unknown as RootContent & ElementContent
}

const STYLES = [
  'body{font:15px/1.5 system-ui,sans-serif;max-width:60rem;margin:2rem auto;padding:0 1rem;color:#111;background:#fff}',
  'h1,h2{border-bottom:1px solid #ddd;padding-bottom:.2em}h2{margin-top:2em}',
  'pre{background:#f6f6f6;border:1px solid #ddd;border-radius:4px;padding:.7em;overflow:auto}',
  'code{font:13px ui-monospace,monospace}pre:has(>code.language-sh,>code.language-bash){border-left:4px solid #06c}',
  'blockquote{margin:.5em 0;padding:.1em 1em;border-left:4px solid #ccc;color:#333}',
  'table{border-collapse:collapse}td,th{border:1px solid #ccc;padding:3px 8px}figure{margin:0;overflow:auto}',
  GRAPH_STYLES,
].join('')
