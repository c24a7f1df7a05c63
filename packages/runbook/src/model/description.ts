import type { Code, Heading, RootContent } from 'mdast'
import { parseDuration } from '@groundcrew/core/text'
import { fenceInfoOf, readFenceInfo, type Attributes } from '../markdown/block.ts'
import { parseMarkdown } from '../markdown/markdown.ts'
import { hiddenCharacterIn, interpretersOf } from './languages.ts'

/** Where in a description a piece stands. */
export type Part = 'body' | 'verification' | 'rollback' | 'decisions'

export interface CommandPiece {
  readonly kind: 'command'
  readonly part: Part
  readonly name: string
  readonly language: string
  readonly script: string
  /** Only those that mean something here, without the name. */
  readonly attributes: Attributes
  /** What it has to print. */
  readonly output?: string
}

export interface TextPiece {
  /** `title` is a heading of the description. */
  readonly kind: 'text' | 'title' | 'code'
  readonly part: Part
  readonly text: string
  /** Why a block that was meant as a command is none. */
  readonly problem?: string
}

export type Piece = CommandPiece | TextPiece

/**
 * Takes a description apart. Only here text becomes a command: a fenced block that is part of nothing else (no list, no quotation), in a language
 * that can be run, with a name, and of visible characters only.
 */
export function readDescription(description: string): readonly Piece[] {
  const source = description.replaceAll(/\r\n?/g, '\n')
  const pieces: Piece[] = []
  let part: Part = 'body'
  let partDepth = 0
  for (const node of parseMarkdown(source).children) {
    if (node.type === 'heading') {
      const named = partNamed(titleOf(node, source))
      if (named !== undefined || node.depth <= partDepth) part = named ?? 'body'
      if (named !== undefined) partDepth = node.depth
      if (named !== undefined) continue
    }
    addPiece(pieces, { node, part, source })
  }
  return pieces
}

const PARTS: readonly (readonly [Part, RegExp])[] = [
  ['verification', /^(?:verification|verify|acceptance(?: criteria)?)$/i],
  ['rollback', /^(?:roll ?back|undo|revert)$/i],
  ['decisions', /^decisions?$/i],
]

function partNamed(title: string): Part | undefined {
  return PARTS.find(([, pattern]) => pattern.test(title))?.[0]
}

function titleOf(node: Heading, source: string): string {
  const start = node.children[0]?.position?.start.offset ?? 0
  return source
    .slice(start, node.children.at(-1)?.position?.end.offset ?? start)
    .trim()
    .replace(/:$/, '')
}

interface Place {
  readonly node: RootContent
  readonly part: Part
  readonly source: string
}

function addPiece(pieces: Piece[], { node, part, source }: Place): void {
  const last = pieces.at(-1)
  if (node.type === 'code') {
    const info = readFenceInfo(fenceInfoOf(node, source))
    if (info.language === 'output' && last?.kind === 'command' && last.output === undefined)
      pieces[pieces.length - 1] = { ...last, output: node.value }
    else pieces.push(blockPiece(node, part, info))
    return
  }
  if (node.type === 'heading') {
    pieces.push({ kind: 'title', part, text: titleOf(node, source) })
    return
  }
  const text = source.slice(node.position?.start.offset, node.position?.end.offset)
  if (last?.kind === 'text' && last.part === part)
    pieces[pieces.length - 1] = { ...last, text: `${last.text}\n\n${text}` }
  else pieces.push({ kind: 'text', part, text })
}

const NAME = /^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/

function blockPiece(node: Code, part: Part, info: ReturnType<typeof readFenceInfo>): Piece {
  const { name } = info.attributes
  if (name === undefined) {
    const problem = info.hasBraces ? { problem: 'no name can be read in its braces' } : {}
    return { kind: 'code', part, text: node.value, ...problem }
  }
  const problem = problemOf(node.value, info)
  if (problem !== undefined) return { kind: 'code', part, text: node.value, problem }
  return {
    kind: 'command',
    part,
    name,
    language: info.language,
    script: node.value,
    attributes: knownOf(info.attributes),
  }
}

function problemOf(script: string, { language, attributes }: ReturnType<typeof readFenceInfo>): string | undefined {
  const { name = '', timeout, exit } = attributes
  if (!NAME.test(name)) return 'its name may have letters, digits, ".", "_" and "-", 64 at most'
  if (interpretersOf(language) === undefined) return `nothing here runs the language "${language}"`
  const hidden = hiddenCharacterIn(script)
  if (hidden !== undefined) return `it holds the hidden character ${hidden}`
  if (script.trim() === '') return 'it is empty'
  if (timeout !== undefined && parseDuration(timeout) === undefined)
    return `its timeout "${timeout}" is no duration, such as 90s`
  if (exit !== undefined && !/^\d{1,3}$/.test(exit)) return `its exit "${exit}" is no exit code`
  return undefined
}

/** What a runbook takes over from the block of a description. */
const ATTRIBUTES = ['timeout', 'exit', 'destructive', 'interactive', 'background', 'excludeFromRunAll', 'cwd']

function knownOf(attributes: Attributes): Attributes {
  return Object.fromEntries(
    ATTRIBUTES.flatMap((name) => (attributes[name] === undefined ? [] : [[name, attributes[name]]])),
  )
}
