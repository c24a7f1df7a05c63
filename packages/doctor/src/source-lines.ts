import { readFile } from 'node:fs/promises'
import path from 'node:path'
import type { Evidence } from '@groundcrew/core/workspace'
import type { CheckContext } from './context.ts'

export interface SourceLine {
  readonly text: string
  readonly evidence: Evidence
}

export interface WantedLines {
  readonly files: RegExp
  readonly words: readonly string[]
  readonly isWanted: (file: string) => boolean
}

/** So many files are read; a larger repository is judged by them. */
const filesMax = 400

/** The lines with one of these words, of those files whose name and path are wanted. */
export async function findSourceLines(
  { root, listing }: CheckContext,
  { files: named, words, isWanted }: WantedLines,
): Promise<readonly SourceLine[]> {
  const listed = await listing
  const files = listed.kind === 'listed' ? listed.list.files : []
  const sources = files.filter((file) => named.test(file) && isWanted(file)).slice(0, filesMax)
  const found: SourceLine[] = []
  for (const file of sources) {
    const text = await readFile(path.join(root, file), 'utf8').catch(() => '')
    if (!words.some((word) => text.includes(word))) continue
    for (const [index, line] of text.split('\n').entries()) {
      if (words.some((word) => line.includes(word))) found.push({ text: line, evidence: { file, line: index + 1 } })
    }
  }
  return found
}
