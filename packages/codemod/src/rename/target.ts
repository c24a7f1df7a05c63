import type { SgNode } from '@ast-grep/napi'
import { usageError } from '@groundcrew/core/cli'
import { kindOf, type Syntax, type SyntaxLanguage } from '../rewrite/syntax.ts'
import { isBoundName, isDeclaredName } from './describe-place.ts'
import { StatementTrees, type Tree } from './statement-trees.ts'

/** Where the symbol is that gets a new name. */
export type Target =
  | { readonly kind: 'name'; readonly file: string; readonly name: string }
  /** From 1, in characters. */
  | { readonly kind: 'place'; readonly file: string; readonly line: number; readonly column: number }

/** `src/a.ts#name`, `src/a.ts#Class.method` or `src/a.ts:12:7`. */
export function parseTarget(text: string): Target {
  const place = /^(.+):(\d+):(\d+)$/.exec(text)
  if (place !== null) {
    const [, file = '', line, column] = place
    return { kind: 'place', file, line: Number(line), column: Number(column) }
  }
  const [, memberFile, member] = privateMember.exec(text) ?? []
  if (memberFile !== undefined && member !== undefined) return { kind: 'name', file: memberFile, name: member }
  const hash = text.lastIndexOf('#')
  if (hash > 0 && hash < text.length - 1) return { kind: 'name', file: text.slice(0, hash), name: text.slice(hash + 1) }
  throw usageError(`${text} names no symbol`, 'write FILE#NAME, FILE#CLASS.MEMBER or FILE:LINE:COLUMN')
}

/** `src/a.ts#Class.#member`: the second sign is a part of the name. */
const privateMember = /^(.+)#((?:[\p{L}\p{N}_$]+\.)+#[\p{L}\p{N}_$]+)$/u

export interface SourceText {
  readonly syntax: Syntax
  readonly language: SyntaxLanguage
  readonly text: string
}

/** The offset of a declared name. @throws a usage error where the file declares no such symbol. */
export function findDeclaration(source: SourceText, { file, name }: Target & { kind: 'name' }): number {
  const owners = name.split('.')
  const own = owners.pop() ?? ''
  const trees = new StatementTrees({ ...source, word: own }, source.text)
  const find = (isWanted: (node: SgNode) => boolean): number | undefined =>
    findIn([trees.whole], { owners, isWanted }) ?? findIn(trees.withWord(), { owners, isWanted })
  const start = find(isDeclaredName) ?? find(isBoundName)
  if (start === undefined) throw usageError(`${file} declares no ${name}`, `csearch --def ${own} finds where it is`)
  return start
}

/** The declaration that stands in the fewest others. */
function findIn(
  trees: readonly Tree[],
  { owners, isWanted }: { readonly owners: readonly string[]; readonly isWanted: (node: SgNode) => boolean },
): number | undefined {
  const found = trees.flatMap(({ leaves, shift }) =>
    [...leaves]
      .filter(([, node]) => isWanted(node))
      .map(([start, node]) => ({ start: start + shift, owners: ownersOf(node) }))
      .filter((entry) =>
        owners.every((owner, index) => entry.owners[entry.owners.length - owners.length + index] === owner),
      ),
  )
  return found.toSorted((left, right) => left.owners.length - right.owners.length)[0]?.start
}

/** The names of the declarations around one, the outermost first. */
function ownersOf(node: SgNode): readonly string[] {
  // The names in the body of an enumeration are those of its members.
  const around = node
    .ancestors()
    .slice(1)
    .filter((ancestor) => kindOf(ancestor) !== 'enum_body')
  return around.flatMap((ancestor) => ancestor.field('name')?.text() ?? []).toReversed()
}
