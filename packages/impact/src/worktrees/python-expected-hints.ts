import { C, TokenView, type CodeSymbol, type OpenFile } from '@groundcrew/code-map'
import { textAt } from '../graph/token-text.ts'
import { readCallShape } from './call-shape.ts'
import { isLineEnd } from './python-body.ts'
import { plainHint } from './python-hints.ts'
import type { SourceTree } from './source-tree.ts'
import { splitList, textBetween, type Part } from './token-groups.ts'
import { TreeMeaning, type Meant } from './tree-meaning.ts'

/** An expression in brackets is one of what those are expected to be: so far outwards. */
const depthMax = 4
const PUTS_IN = /^(?:append|appendleft|add|insert|put|put_nowait)$/

/** What the hints of Python around an expression say that it has to be. */
export class ExpectedHints {
  readonly #open: OpenFile
  readonly #view: TokenView
  readonly #meaning: TreeMeaning

  private constructor(open: OpenFile, meaning: TreeMeaning) {
    this.#open = open
    this.#view = new TokenView(open)
    this.#meaning = meaning
  }

  static async of(tree: SourceTree, open: OpenFile): Promise<ExpectedHints> {
    return new ExpectedHints(open, await TreeMeaning.of(tree, open.file.path))
  }

  /** The hints for the expression between two tokens, or for what it is put into; none where it is a part of a longer one. */
  at(first: number, last: number, depth = 0): readonly string[] {
    const view = this.#view
    if (depth > depthMax || !this.#isWhole(last)) return []
    const bracket = view.around(first)
    if (bracket === -1) return this.#ofStatement(first)
    if (view.kind(bracket) === C.open && view.isName(bracket - 1)) return this.#ofArgument(bracket, first)
    return this.at(bracket, view.pair(bracket), depth + 1)
  }

  /** What is declared where a name that is called stands. */
  callees(at: number): readonly Meant[] {
    return this.#meaning.at(this.#view.start(at))
  }

  #isWhole(last: number): boolean {
    const next = last + 1
    return isLineEnd(this.#open, next) || /^[,)\]}]$|^(?:if|else|for|or)$/.test(textAt(this.#open, next))
  }

  /** `return …`, `name: Hint = …`. */
  #ofStatement(first: number): readonly string[] {
    const open = this.#open
    let start = first
    while (start > 0 && !(isLineEnd(open, start) && this.#view.around(start) === -1)) start--
    if (textAt(open, start) === 'return') return this.#ofResult(start)
    const equals = first - 1
    const isHinted = textAt(open, equals) === '=' && this.#view.kind(this.#view.chainEnd(start) + 1) === C.colon
    return isHinted ? [plainHint(textBetween(open, this.#view.chainEnd(start) + 2, equals))] : []
  }

  #ofResult(at: number): readonly string[] {
    const offset = this.#view.start(at)
    const around = this.#open.symbols.findLast(
      ({ kind, start, end }) => /^(?:function|method)$/.test(kind) && start <= offset && offset < end,
    )
    const type = around === undefined ? undefined : readCallShape(this.#open, around)?.returnType
    return type === undefined ? [] : [type]
  }

  #ofArgument(bracket: number, first: number): readonly string[] {
    const open = this.#open
    const parts = splitList(open, bracket)
    const index = parts.findIndex(([from, end]) => from <= first && first < end)
    const [from, end] = parts[index] ?? [first, first]
    if (this.#view.kind(from + 1) === C.colon)
      return [plainHint(textBetween(open, from + 2, equalsIn(open, [from, end])))]
    const isNamed = this.#view.kind(from + 1) === C.equals
    if (first !== (isNamed ? from + 2 : from)) return []
    const name = isNamed ? textAt(open, from) : undefined
    const hints = this.callees(bracket - 1).flatMap((meant) => hintOfParameter(meant, { index, name }))
    return hints.length > 0 || !PUTS_IN.test(textAt(open, bracket - 1)) ? hints : this.#ofContainer(bracket - 1)
  }

  /** `names.append(…)`, where `names: list[Hint]`. */
  #ofContainer(method: number): readonly string[] {
    const view = this.#view
    if (view.kind(method - 1) !== C.dot || !view.isName(method - 2)) return []
    const found: string[] = []
    for (const at of view.placesOf(textAt(this.#open, method - 2))) {
      if (view.kind(at + 1) !== C.colon || at > method) continue
      let end = at + 2
      while (!isLineEnd(this.#open, end) && !/^[=,)]$/.test(textAt(this.#open, end))) end = view.skip(end) + 1
      found.push(plainHint(textBetween(this.#open, at + 2, end)))
    }
    return found
  }
}

function equalsIn(open: OpenFile, [from, end]: Part): number {
  for (let at = from; at < end; at++) if (open.extraction.tokens.kind[at] === C.equals) return at
  return end
}

interface Place {
  readonly index: number
  readonly name: string | undefined
}

function hintOfParameter({ open, symbol }: Meant, { index, name }: Place): readonly string[] {
  const parameters = readCallShape(open, symbol)?.parameters ?? []
  const parameter = name === undefined ? parameters[index] : parameters.find((one) => one.name === name)
  if (parameter === undefined || parameter.isRest) return []
  const type = parameter.type ?? hintOfField(open, symbol, parameter.name)
  return type === undefined ? [] : [type]
}

/** Of a record, whose parameters are its fields. */
function hintOfField(open: OpenFile, record: CodeSymbol, name: string): string | undefined {
  const self = open.symbols.indexOf(record)
  const field = open.symbols.find((one) => one.parent === self && one.kind === 'field' && one.name === name)
  const text = field === undefined ? '' : open.source.toString('utf8', field.start, field.end)
  const type = /^\w+\s*:\s*([^=]*)/.exec(text)?.[1]
  return type === undefined ? undefined : plainHint(type)
}

/** Whether a hint names a type. */
export function namesType(hint: string, name: string): boolean {
  return new RegExp(String.raw`(?<![\w'"])${name}\b`).test(hint)
}
