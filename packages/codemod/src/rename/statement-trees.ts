import type { SgNode } from '@ast-grep/napi'
import { kindOf, spanOf, type Span, type Syntax, type SyntaxLanguage } from '../rewrite/syntax.ts'

/** A piece of a file, parsed. */
export interface Tree {
  readonly root: SgNode
  /** The leaves that are the word, by where they begin in the piece. */
  readonly leaves: ReadonlyMap<number, SgNode>
  /** Where the piece begins in the file. */
  readonly shift: number
  /** The parser understood all of it and had to make nothing up. */
  readonly isWhole: boolean
}

export interface Parsing {
  readonly syntax: Syntax
  readonly language: SyntaxLanguage
  readonly word: string
}

/** What a statement begins with that no other line begins with: what stands inside it reads the same without what stands before it. */
const beginning =
  /^(?:(?:import|export|async|function|class|const|let|var|type|interface|enum|declare|abstract)\b|[\w$.]+\()/gm

/**
 * The syntax of a file, of which only those statements are parsed that are asked for. Parsing is what costs, and a statement that the grammar does not know spoils what stands
 * around it.
 */
export class StatementTrees {
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

  get whole(): Tree {
    return (this.#whole ??= this.#parse({ start: 0, end: this.#text.length }))
  }

  /** The statement around an offset, or the file where the lines do not tell where that begins and ends. */
  at(offset: number): Tree {
    const index = this.#starts.findLastIndex((start) => start <= offset)
    const tree = index === -1 ? undefined : this.#statement(index)
    return tree?.leaves.has(offset - tree.shift) === true ? tree : this.whole
  }

  /** The statements that have the word and can be read alone. */
  withWord(): readonly Tree[] {
    return this.#starts.flatMap((start, index) => {
      const text = this.#text.slice(start, this.#starts[index + 1])
      return text.includes(this.#parsing.word) ? (this.#statement(index) ?? []) : []
    })
  }

  #statement(index: number): Tree | undefined {
    const start = this.#starts[index] ?? 0
    if (!this.#known.has(start)) {
      const tree = this.#parse({ start, end: this.#starts[index + 1] ?? this.#text.length })
      this.#known.set(start, tree.isWhole ? tree : undefined)
    }
    return this.#known.get(start)
  }

  #parse({ start, end }: Span): Tree {
    const { syntax, language, word } = this.#parsing
    const root = syntax.parse(language, this.#text.slice(start, end))
    // One question to the parser rather than a walk: what it had to make up is empty.
    const regex = `^(?:${word.replaceAll('$', String.raw`\$`)})?$`
    const found = root.findAll({ rule: { any: [{ kind: 'ERROR' }, { regex }] } })
    const sound = found.filter((node) => kindOf(node) !== 'ERROR')
    const leaves = sound.filter((node) => node.isLeaf())
    const words = leaves.filter((node) => node.text() === word)
    return {
      root,
      leaves: new Map(words.map((node) => [spanOf(node).start, node])),
      shift: start,
      isWhole: sound.length === found.length && words.length === leaves.length,
    }
  }
}
