import { ToolError } from '@groundcrew/core/cli'
import { nearest } from '@groundcrew/core/text'
import { stringOf, type SourceNode } from '@groundcrew/core/workspace'

export const settingsFile = 'groundcrew.json'

/** A list of strings. */
export function readNames(node: SourceNode, otherwise: string): readonly string[] {
  if (node.kind !== 'list') throw badSettings(node.line, otherwise)
  return node.items.map((item) => {
    const text = stringOf(item)
    if (text === undefined) throw badSettings(item.line, otherwise)
    return text
  })
}

export function badSettings(line: number, what: string, hint?: string): ToolError {
  return new ToolError('BAD_SETTINGS', `${settingsFile}:${line}: ${what}`, {
    exitCode: 2,
    hint: hint ?? 'docs/preflight.md shows what may stand there, groundcrew.schema.json of the package all of it',
  })
}

export function didYouMean(word: string, candidates: readonly string[]): string {
  const near = nearest(word, candidates)
  return near.length > 0 ? `did you mean ${near.join(' or ')}?` : `known are ${candidates.join(', ')}`
}
