import type { FactsBuilder } from '../lex/facts-builder.ts'
import type { NameTable } from '../lex/name-table.ts'
import type { Tokens } from '../lex/tokens.ts'
import { ShellParameters } from './parameters.ts'

/** What a compound command is, by what ends it. */
export const BLOCK = {
  /** `{ … }` */
  brace: 0,
  /** `( … )` */
  bracket: 1,
  /** `if … fi` */
  choice: 2,
  /** `case … esac` */
  match: 3,
  /** `for … done` */
  loop: 4,
  /** A simple command that is the body of a function in zsh. */
  command: 5,
} as const

interface Block {
  readonly kind: number
  /** The function whose body it is, or -1. */
  readonly symbol: number
  /** The symbol around. */
  readonly parent: number
  readonly line: number
  /** `then` or `do` was there. */
  hasBody: boolean
}

/** The compound commands around a place, and the functions whose bodies they are. */
export abstract class ShellBlocks extends ShellParameters {
  readonly builder: FactsBuilder
  readonly blocks: Block[] = []
  /** How many blocks of each kind are open. */
  readonly open = new Int32Array(6)
  /** As many were open where the commands around begin, which may be commands in a word. */
  base = 0
  baseOpen = new Int32Array(6)
  /** A function that waits for its body, or -1. */
  pending = -1

  constructor(source: Uint8Array, tokens: Tokens, names: NameTable, builder: FactsBuilder) {
    super(source, tokens, names)
    this.builder = builder
  }

  protected get innermost(): number {
    return this.blocks.length > this.base ? (this.blocks[this.blocks.length - 1] as Block).kind : -1
  }

  /** A block begins with the token `at`, the next one if it is not there yet. */
  protected openBlock(kind: number, at: number): void {
    const { builder, pending } = this
    this.blocks.push({ kind, symbol: pending, parent: builder.parent, line: this.line, hasBody: false })
    this.open[kind] = (this.open[kind] as number) + 1
    if (pending === -1) return
    builder.endSignature(pending, at)
    builder.parent = pending
    this.pending = -1
  }

  protected isOpen(kind: number): boolean {
    return (this.open[kind] as number) > (this.baseOpen[kind] as number)
  }

  protected markBody(kind: number): void {
    const block = this.blocks.at(-1)
    if (this.innermost === kind && block !== undefined) block.hasBody = true
    else this.tokens.reportProblem(this.line)
  }

  /** The innermost block of a kind ends with the last token, and those inside of it that nothing ended. */
  protected closeBlock(kind: number): void {
    if (!this.isOpen(kind)) {
      this.tokens.reportProblem(this.line)
      return
    }
    for (let block = this.#pop(); block.kind !== kind; block = this.#pop()) {
      this.#reportUnended(block)
    }
  }

  /** In zsh a block in braces may stand for the body of a loop or of a choice. */
  #reportUnended({ kind, hasBody, line }: Block): void {
    const isShort = kind === BLOCK.choice || kind === BLOCK.loop
    if (kind !== BLOCK.command && (!isShort || hasBody)) this.tokens.reportProblem(line)
  }

  #pop(): Block {
    const block = this.blocks.pop() as Block
    this.open[block.kind] = (this.open[block.kind] as number) - 1
    this.builder.parent = block.parent
    if (block.symbol !== -1) this.builder.close(block.symbol, this.tokens.count)
    return block
  }

  /** Ends what is open inside of the commands around. */
  protected closeAll(): void {
    while (this.blocks.length > this.base) {
      const block = this.#pop()
      this.#reportUnended(block)
      if (block.symbol !== -1 && this.blocks.length === 0) this.#giveBack(block.symbol)
    }
  }

  /** An outermost function that nothing ended has none of those behind it that begin at the left margin. */
  #giveBack(outer: number): void {
    const { symbols, source } = this.builder
    const isAtMargin = (start: number): boolean => start === 0 || source[start - 1] === 10
    const first = symbols.findIndex(({ parent, start }) => parent === outer && isAtMargin(start))
    const cut = symbols[first]
    const whole = symbols[outer]
    if (cut === undefined || whole === undefined || !isAtMargin(whole.start)) return
    whole.end = Math.max(whole.signatureEnd, cut.start - 1)
    whole.endLine = Math.max(whole.line, cut.line - 1)
    for (const symbol of symbols.slice(first)) if (symbol.parent === outer) symbol.parent = whole.parent
  }
}
