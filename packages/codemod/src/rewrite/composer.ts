import type { SgNode } from '@ast-grep/napi'
import { isExpressionKind } from './expression-kind.ts'
import { reindent, indentAt } from './indent.ts'
import type { ReplacementPart } from './replacement.ts'
import type { Rewrite } from './rewrite-text.ts'
import { kindOf, spanOf, type Span } from './syntax.ts'

/** A piece of the new text that has to stand as one node. */
export interface Capture extends Span {
  /** The same piece in every round. */
  readonly key: string
  /** What it was; undefined for a whole replacement, or where the node itself was rewritten. */
  readonly kind: string | undefined
  readonly isLeaf: boolean
  /** Parentheses may go around it. */
  readonly isExpression: boolean
}

export interface Composed {
  readonly text: string
  readonly captures: readonly Capture[]
  /** In offsets of the old text. */
  readonly rewrites: readonly Rewrite[]
}

interface Match extends Span {
  readonly node: SgNode
}

/** Puts the new text together, with every match inside a capture rewritten too. */
export class Composer {
  readonly #text: string
  readonly #replacement: readonly ReplacementPart[]
  readonly #matches: readonly Match[]

  constructor(text: string, replacement: readonly ReplacementPart[], nodes: readonly SgNode[]) {
    this.#text = text
    this.#replacement = replacement
    this.#matches = withoutDoubles(nodes.map((node) => ({ node, ...spanOf(node) })))
  }

  compose(parenthesized: ReadonlySet<string>): Composed {
    const writer = new Writer(parenthesized)
    const rewrites: Rewrite[] = []
    let done = 0
    for (const match of this.#outermost({ start: 0, end: this.#text.length })) {
      writer.add(this.#text.slice(done, match.start))
      const from = writer.length
      const matches = this.#write(match, writer)
      rewrites.push({
        start: match.start,
        end: match.end,
        new: writer.slice(from),
        isStatement: isStatement(match.node),
        matches,
        shape: this.#shapeOf(match),
      })
      done = match.end
    }
    writer.add(this.#text.slice(done))
    return { text: writer.slice(0), captures: writer.captures, rewrites }
  }

  #outermost({ start, end }: Span, except?: Match): readonly Match[] {
    const inside = this.#matches.filter((match) => match !== except && match.start >= start && match.end <= end)
    let reached = -1
    return inside.filter((match) => {
      if (match.start < reached) return false
      reached = match.end
      return true
    })
  }

  /** Gives how many matches were rewritten. */
  #write(match: Match, writer: Writer): number {
    let matches = 1
    const parts = withoutEmptyLists(this.#replacement, ({ name }) => match.node.getMultipleMatches(name).length === 0)
    const isExpression = isExpressionKind(kindOf(match.node))
    const key = `${match.start}-${match.end}`
    const indent = indentAt(this.#text, match.start)
    writer.open({ key, kind: undefined, isLeaf: false, isExpression }, () => {
      for (const [index, part] of parts.entries()) {
        if (part.kind === 'text') writer.add(part.text.replaceAll('\n', `\n${indent}`))
        else
          for (const node of capturedNodes(match.node, part))
            matches += this.#writeCapture(match, { node, index }, writer)
      }
    })
    return matches
  }

  /** A captured node, or what stands between two captured nodes of a list. */
  #writeCapture(
    match: Match,
    { node, index }: { readonly node: SgNode | Span; readonly index: number },
    writer: Writer,
  ): number {
    if (!('kind' in node)) {
      writer.add(this.#text.slice(node.start, node.end))
      return 0
    }
    const span = spanOf(node)
    const inner = this.#outermost(span, match)
    const isRewritten = inner.some(({ start, end }) => start === span.start && end === span.end)
    const isExpression = isExpressionKind(kindOf(node))
    const kind = isRewritten || !node.isNamed() ? undefined : kindOf(node)
    const key = `${match.start}-${match.end}:${index}:${span.start}`
    let matches = 0
    const write = (): void => {
      let done = span.start
      for (const nested of inner) {
        writer.add(this.#moved(match, { start: done, end: nested.start }, writer))
        matches += this.#write(nested, writer)
        done = nested.end
      }
      writer.add(this.#moved(match, { start: done, end: span.end }, writer))
    }
    if (kind === undefined) write()
    else writer.open({ key, kind, isLeaf: node.isLeaf(), isExpression }, write)
    return matches
  }

  /** A captured text of several lines, indented as deep as the line it comes to. */
  #moved({ start }: Match, span: Span, writer: Writer): string {
    const text = this.#text.slice(span.start, span.end)
    if (!text.includes('\n') || text.includes('`')) return text
    return reindent(text, { from: indentAt(this.#text, start), to: writer.indent(indentAt(this.#text, start)) })
  }

  /** The replacement's captures by what they are: `$A: identifier, $B: call_expression`. */
  #shapeOf({ node }: Match): string {
    const names = [...new Set(this.#replacement.flatMap((part) => (part.kind === 'one' ? part.name : [])))]
    return names.map((name) => `$${name}: ${node.getMatch(name)?.kind() ?? 'nothing'}`).join(', ')
  }
}

function isStatement(node: SgNode): boolean {
  const parent = node.parent()
  return parent !== null && kindOf(parent) === 'expression_statement' && spanOf(parent).start === spanOf(node).start
}

/** Two nodes may be in one place; the outer one is enough. */
function withoutDoubles(matches: readonly Match[]): readonly Match[] {
  const sorted = [...matches].sort((left, right) => left.start - right.start || right.end - left.end)
  return sorted.filter((match, index) => {
    const previous = sorted[index - 1]
    return previous === undefined || previous.start !== match.start || previous.end !== match.end
  })
}

function capturedNodes(
  node: SgNode,
  part: { readonly kind: 'one' | 'many'; readonly name: string },
): readonly (SgNode | Span)[] {
  if (part.kind === 'one') {
    const found = node.getMatch(part.name)
    return found === null ? [] : [found]
  }
  const found = node.getMultipleMatches(part.name)
  return found.flatMap((one, index) => {
    const next = found[index + 1]
    return next === undefined ? [one] : [one, { start: spanOf(one).end, end: spanOf(next).start }]
  })
}

/** An empty list takes the comma beside it along. */
function withoutEmptyLists(
  parts: readonly ReplacementPart[],
  isEmpty: (part: { readonly name: string }) => boolean,
): readonly ReplacementPart[] {
  const result: ReplacementPart[] = []
  let dropsComma = false
  for (const part of parts) {
    if (part.kind === 'many' && isEmpty(part)) {
      const last = result.at(-1)
      const isAfterComma = last?.kind === 'text' && /,\s*$/.test(last.text)
      if (last?.kind === 'text' && isAfterComma) {
        result[result.length - 1] = { kind: 'text', text: last.text.replace(/,\s*$/, '') }
      }
      dropsComma = !isAfterComma
      continue
    }
    result.push(part.kind === 'text' && dropsComma ? { kind: 'text', text: part.text.replace(/^\s*,\s*/, '') } : part)
    dropsComma = false
  }
  return result
}

/** Collects text, and where in it the pieces are that have to stand. */
class Writer {
  readonly captures: Capture[] = []
  readonly #parenthesized: ReadonlySet<string>
  #text = ''

  constructor(parenthesized: ReadonlySet<string>) {
    this.#parenthesized = parenthesized
  }

  get length(): number {
    return this.#text.length
  }

  add(text: string): void {
    this.#text += text
  }

  slice(from: number): string {
    return this.#text.slice(from)
  }

  /** The indentation of the line that is being written; `otherwise` where nothing of it is written yet. */
  indent(otherwise: string): string {
    return this.#text === '' ? otherwise : indentAt(this.#text, this.#text.length)
  }

  open(capture: Omit<Capture, 'start' | 'end'>, write: () => void): void {
    const isParenthesized = this.#parenthesized.has(capture.key)
    if (isParenthesized) this.add('(')
    const start = this.length
    write()
    this.captures.push({ ...capture, start, end: this.length })
    if (isParenthesized) this.add(')')
  }
}
