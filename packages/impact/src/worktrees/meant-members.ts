import { C, T, type OpenFile } from '@groundcrew/code-map'
import type { FileChange } from '../change/types.ts'
import { textAt } from '../graph/token-text.ts'
import { isChangedLine } from './side.ts'
import type { SourceTree } from './source-tree.ts'
import { TreeMeaning, type Meant } from './tree-meaning.ts'
import type { Wanted } from './uses.ts'

interface Reading {
  readonly tree: SourceTree
  /** Files of the same side. */
  readonly near: readonly string[]
  readonly file: FileChange
  readonly open: OpenFile
}

/** Of the tokens on changed lines that have the name of a member, whether they mean it: those of which that is known. */
export async function readMeantMembers(
  { tree, near, file, open }: Reading,
  wanted: Wanted,
): Promise<ReadonlyMap<number, boolean>> {
  const found = new Map<number, boolean>()
  const places = placesOf(open, file, wanted)
  const meaning = places.length === 0 ? undefined : await TreeMeaning.of(tree, file.path, near)
  for (const at of places) {
    const meant = meaning?.at(open.extraction.tokens.start[at] as number) ?? []
    if (meant.length > 0)
      found.set(
        at,
        meant.some((one) => isWanted(one, wanted)),
      )
  }
  return found
}

function placesOf(open: OpenFile, file: FileChange, { member, isMixedIn }: Wanted): readonly number[] {
  const { tokens } = open.extraction
  const { language } = open.file
  const found: number[] = []
  if (member === undefined || isMixedIn === true || !['python', 'ruby'].includes(language)) return found
  for (let at = 0; at < tokens.count; at++) {
    const isMember = language === 'ruby' || tokens.kind[at - 1] === C.dot
    if (!isMember || tokens.kind[at] !== T.name || textAt(open, at) !== member) continue
    // What declares a method means itself.
    const isDeclaration = open.symbols.some(({ nameStart }) => nameStart === tokens.start[at])
    if (!isDeclaration && isChangedLine(file, tokens.line[at] as number)) found.push(at)
  }
  return found
}

function isWanted({ path, symbol }: Meant, { path: wanted, name, member }: Wanted): boolean {
  const parts = symbol.qualifiedName.split('.')
  return path === wanted && parts.at(-1) === member && parts.slice(0, -1).includes(name)
}
