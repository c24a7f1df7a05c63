import type { FactsBuilder } from '../lex/facts-builder.ts'
import { C } from '../lex/tokens.ts'

/** What gives a module names when it runs that only such a block tells: `__getattr__`, or what is put in place of the module. */
const LAZY: readonly string[] = ['__getattr__', 'modules', 'import_module', '__import__']
/** What makes objects of classes that are named by a text: their names are imported for types alone. */
const MAPPERS: readonly string[] = ['Mapped', 'relationship', 'ForeignKey', 'OneToOneField', 'ManyToManyField']

interface Line {
  readonly first: number
  readonly end: number
  readonly indent: number
}

/** Imports below `if TYPE_CHECKING:`, of which nothing is there when the program runs, where no `else` says what is. */
export class TypingBlocks {
  readonly #builder: FactsBuilder
  readonly #found: (readonly [from: number, to: number])[] = []
  #indent = -1
  #from = 0

  constructor(builder: FactsBuilder) {
    this.#builder = builder
  }

  /** Before the line is read. */
  see(line: Line): void {
    if (this.#indent !== -1 && line.indent <= this.#indent) this.#leave(line)
    if (this.#indent === -1 && this.#isCondition(line)) {
      this.#indent = line.indent
      this.#from = this.#builder.imports.length
    }
  }

  /** After the last line. */
  mark(): void {
    if (this.#indent !== -1) this.#found.push([this.#from, this.#builder.imports.length])
    const { imports, names, tokens } = this.#builder
    const isThere = (name: string): boolean => {
      const id = names.find(name)
      return id !== undefined && tokens.hasName(id)
    }
    if (this.#found.length === 0 || [...LAZY, ...MAPPERS].some(isThere)) return
    for (const [from, to] of this.#found)
      for (const [index, fact] of imports.slice(from, to).entries())
        imports[from + index] = { ...fact, isTypeOnly: true }
  }

  #leave({ first, indent }: Line): void {
    const isOther = indent === this.#indent && /^(?:else|elif)$/.test(this.#builder.text(first))
    if (!isOther) this.#found.push([this.#from, this.#builder.imports.length])
    this.#indent = -1
  }

  /** `if TYPE_CHECKING:`, `if typing.TYPE_CHECKING:` */
  #isCondition({ first, end }: Line): boolean {
    const { kind } = this.#builder.tokens
    const name = kind[first + 2] === C.dot ? first + 3 : first + 1
    if (name + 1 >= end || kind[name + 1] !== C.colon) return false
    return this.#builder.text(name) === 'TYPE_CHECKING' && this.#builder.text(first) === 'if'
  }
}
