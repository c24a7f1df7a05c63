import type { Code, Heading, Nodes, Parents, Root } from 'mdast'
import { titleOf } from './runbook-file.ts'
import { fenceInfoOf, readFenceInfo, type Attributes } from './block.ts'

/** A fenced block of a document as it can be carried out. */
export interface Block {
  readonly name: string
  /** Made up from its first line: nobody gave it one. */
  readonly isNamed: boolean
  readonly language: string
  readonly attributes: Attributes
  readonly script: string
  readonly line: number
  /** The heading above it. */
  readonly heading: string
  /** What it has to print. */
  readonly output: string | undefined
}

/** All blocks of a document in order, with the names that Runme gives them. */
export function blocksOf(root: Root, source: string): readonly Block[] {
  const found = fencesOf(root)
  const taken = new Map<string, number>()
  return found.flatMap(({ code, next, heading }, index): Block[] => {
    const info = readFenceInfo(fenceInfoOf(code, source))
    const previous = found[index - 1]
    if (info.language === 'output' && previous?.next === code) return []
    const given = info.attributes['name'] ?? ''
    return [
      {
        name: freeName(given === '' ? nameFromScript(code.value) : given, taken),
        isNamed: given !== '',
        language: info.language,
        attributes: info.attributes,
        script: withoutPrompts(code.value),
        line: code.position?.start.line ?? 1,
        heading,
        output: isOutput(next, source) ? next.value : undefined,
      },
    ]
  })
}

interface Fence {
  readonly code: Code
  readonly next: Nodes | undefined
  readonly heading: string
}

function fencesOf(root: Root): Fence[] {
  const fences: Fence[] = []
  let heading: Heading | undefined
  const visit = (parent: Parents): void => {
    for (const [index, node] of parent.children.entries()) {
      if (node.type === 'heading') heading = node
      if (node.type === 'code') {
        fences.push({
          code: node,
          next: parent.children[index + 1],
          heading: heading === undefined ? '' : titleOf(heading),
        })
      }
      if ('children' in node) visit(node)
    }
  }
  visit(root)
  return fences
}

function isOutput(node: Nodes | undefined, source: string): node is Code {
  return node?.type === 'code' && readFenceInfo(fenceInfoOf(node, source)).language === 'output'
}

/** `$ make` in a listing means the command `make`. */
function withoutPrompts(script: string): string {
  return script.replaceAll(/^\$ /gm, '')
}

const NAME_CHARS_MAX = 32

/** As Runme does: letters and digits of the first two words of the first line that is no comment. */
function nameFromScript(script: string): string {
  const line = withoutPrompts(script)
    .split('\n')
    .find((one) => one.trim() !== '' && !one.trimStart().startsWith('#'))
  const start = (line ?? '').replace(/=.*$/s, '').slice(0, NAME_CHARS_MAX).trim().toLowerCase()
  const name = start
    .replaceAll(/[^a-z0-9 ]/g, '')
    .split(' ')
    .slice(0, 2)
    .join('-')
  return name === '' ? 'block' : name
}

function freeName(name: string, taken: Map<string, number>): string {
  const number = (taken.get(name) ?? 0) + 1
  taken.set(name, number)
  return number === 1 ? name : `${name}-${number}`
}
