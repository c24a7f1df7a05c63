import type { SgNode } from '@ast-grep/napi'
import type { EditedFile, TextEdit } from '../plan/make-plan.ts'
import { countErrors, languageOfFile, type Span, type Syntax, type SyntaxLanguage } from '../rewrite/syntax.ts'
import { describePlace, isShorthandAt, leavesOf } from './describe-place.ts'

export interface Names {
  readonly word: string
  readonly newName: string
}

/** Says what the edits of a file are, and gives both names to a shorthand of which one is renamed. */
export function describeEdits(syntax: Syntax, { file, edits }: EditedFile, names: Names): EditedFile {
  const language = languageOfFile(file.path)
  if (language === undefined) return { file, edits }
  const trees = new Trees({ syntax, language, word: names.word }, file.decoded.text)
  return { file, edits: edits.map((edit) => describeEdit(trees, edit, names)) }
}

function describeEdit(trees: Trees, edit: TextEdit, { word, newName }: Names): TextEdit {
  const { root, leaf, shift } = trees.at(edit)
  const span = { start: edit.start - shift, end: edit.end - shift }
  const isBare = edit.new === newName && isShorthandAt(root, span, leaf)
  return { ...edit, ...describePlace(root, span, leaf), new: isBare ? `${word}: ${newName}` : edit.new }
}

interface Tree {
  readonly root: SgNode
  readonly leaves: ReadonlyMap<number, SgNode>
  /** Where in the file its text begins. */
  readonly shift: number
}

interface Parsing {
  readonly syntax: Syntax
  readonly language: SyntaxLanguage
  readonly word: string
}

/** What a statement begins with that no other line begins with: what stands inside it reads the same without what stands before it. */
const beginning =
  /^(?:(?:import|export|async|function|class|const|let|var|type|interface|enum|declare|abstract)\b|[\w$.]+\()/gm

/** The syntax of a file, of which only those statements are parsed that are asked for: parsing is what costs. */
class Trees {
  readonly #parsing: Parsing
  readonly #text: string
  readonly #starts: readonly number[]
  readonly #known = new Map<number, Tree | undefined>()
  #whole: Tree | undefined

  constructor(parsing: Parsing, text: string) {
    this.#parsing = parsing
    this.#text = text
    this.#starts = [...text.matchAll(beginning)].map(({ index }) => index)
  }

  at({ start }: Span): { readonly root: SgNode; readonly leaf: SgNode | undefined; readonly shift: number } {
    const tree = this.#statementAt(start) ?? (this.#whole ??= this.#parse({ start: 0, end: this.#text.length }))
    return { root: tree.root, leaf: tree.leaves.get(start - tree.shift), shift: tree.shift }
  }

  /** Undefined where the lines do not tell where it begins and ends. */
  #statementAt(offset: number): Tree | undefined {
    const next = this.#starts.findIndex((start) => start > offset)
    const start = this.#starts[(next === -1 ? this.#starts.length : next) - 1]
    if (start === undefined) return undefined
    if (!this.#known.has(start)) {
      const tree = this.#parse({ start, end: this.#starts[next] ?? this.#text.length })
      this.#known.set(start, countErrors(tree.root) === 0 ? tree : undefined)
    }
    const tree = this.#known.get(start)
    return tree?.leaves.has(offset - start) === true ? tree : undefined
  }

  #parse({ start, end }: Span): Tree {
    const { syntax, language, word } = this.#parsing
    const root = syntax.parse(language, this.#text.slice(start, end))
    return { root, leaves: leavesOf(root, word), shift: start }
  }
}
