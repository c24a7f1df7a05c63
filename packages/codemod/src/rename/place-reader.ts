import type { Candidate } from '../plan/candidates.ts'
import type { EditedFile, TextEdit } from '../plan/make-plan.ts'
import { wordsInCode } from '../review/find-words.ts'
import { languageOfFile, type Syntax } from '../rewrite/syntax.ts'
import { describePlace, isBoundMember, isShorthandAt } from './describe-place.ts'
import { StatementTrees } from './statement-trees.ts'

export interface Names {
  readonly word: string
  readonly newName: string
}

/** Says what the places of a word are, of which it reads the statements around them. */
export class PlaceReader {
  readonly #syntax: Syntax
  readonly #names: Names
  readonly #trees = new Map<string, StatementTrees>()

  constructor(syntax: Syntax, names: Names) {
    this.#syntax = syntax
    this.#names = names
  }

  /** Reads what `describe` needs, ahead of being asked. */
  prepare(file: Candidate): void {
    const trees = this.#treesOf(file)
    for (const start of wordsInCode(file, this.#names.word)) trees?.at(start)
  }

  /** Says what the edits of a file are, and gives both names to a shorthand of which one is renamed. */
  describe({ file, edits }: EditedFile): EditedFile {
    const trees = this.#treesOf(file)
    return trees === undefined
      ? { file, edits }
      : { file, edits: edits.map((edit) => describeEdit(trees, edit, this.#names)) }
  }

  /** Whether a place is `{ name }` that takes a member and declares a variable of its name. */
  isBoundMember(file: Candidate, start: number): boolean {
    const tree = this.#treesOf(file)?.at(start)
    const leaf = tree?.leaves.get(start - tree.shift)
    return leaf !== undefined && isBoundMember(leaf)
  }

  #treesOf({ path, decoded }: Candidate): StatementTrees | undefined {
    const known = this.#trees.get(path)
    const language = languageOfFile(path)
    if (known !== undefined || language === undefined) return known
    const trees = new StatementTrees({ syntax: this.#syntax, language, word: this.#names.word }, decoded.text)
    this.#trees.set(path, trees)
    return trees
  }
}

function describeEdit(trees: StatementTrees, edit: TextEdit, { word, newName }: Names): TextEdit {
  const { root, leaves, shift } = trees.at(edit.start)
  const span = { start: edit.start - shift, end: edit.end - shift }
  const leaf = leaves.get(span.start)
  const isBare = edit.new === newName && isShorthandAt(root, span, leaf)
  return { ...edit, ...describePlace(root, span, leaf), new: isBare ? `${word}: ${newName}` : edit.new }
}
