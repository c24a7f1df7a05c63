import type { EditedFile, TextEdit } from '../plan/make-plan.ts'
import { languageOfFile, type Syntax } from '../rewrite/syntax.ts'
import { describePlace, isShorthandAt } from './describe-place.ts'
import { StatementTrees } from './statement-trees.ts'

export interface Names {
  readonly word: string
  readonly newName: string
}

/** Says what the edits of a file are, and gives both names to a shorthand of which one is renamed. */
export function describeEdits(syntax: Syntax, { file, edits }: EditedFile, names: Names): EditedFile {
  const language = languageOfFile(file.path)
  if (language === undefined) return { file, edits }
  const trees = new StatementTrees({ syntax, language, word: names.word }, file.decoded.text)
  return { file, edits: edits.map((edit) => describeEdit(trees, edit, names)) }
}

function describeEdit(trees: StatementTrees, edit: TextEdit, { word, newName }: Names): TextEdit {
  const { root, leaves, shift } = trees.at(edit.start)
  const span = { start: edit.start - shift, end: edit.end - shift }
  const leaf = leaves.get(span.start)
  const isBare = edit.new === newName && isShorthandAt(root, span, leaf)
  return { ...edit, ...describePlace(root, span, leaf), new: isBare ? `${word}: ${newName}` : edit.new }
}
