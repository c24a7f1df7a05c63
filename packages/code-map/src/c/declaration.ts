import type { SymbolKind } from '../facts.ts'
import type { Path } from './cursor.ts'

/** Scopes in each other that are gone into. */
export const DEPTH_MAX = 200

/** What is around declarations. */
export interface Scope {
  /** The symbol that they belong to, or -1. */
  readonly parent: number
  /** The place behind the last declaration. */
  readonly end: number
  /** Whether they are members of a type, and then the number of its name. */
  readonly isMembers: boolean
  readonly typeName: number
  readonly depth: number
}

/** The body of a type without a name, which waits for the name of what is declared with it. */
export interface NamelessBody {
  readonly open: number
  readonly isEnum: boolean
}

/** One declaration while it is read: what its specifiers said, and the declarator at hand. */
export class Declaration {
  /** The place with which it begins. */
  first: number
  isStatic = false
  isTypedef = false
  isFriend = false
  /** Something stands there that is a type, or which could be one although it is written as a macro. */
  hasType = false
  hasMacro = false
  /** That macro stands on a line of its own. */
  isMacroAbove = false
  /** A type with a body is a part of it. */
  hasBody = false
  /** Something stands there that declarators do not have: no names are taken from the rest. */
  isBroken = false
  name: Path | undefined
  /** Whether there was a type before the name. */
  isNameTyped = false
  /** What stands behind the name can only be an annotation: `name[2]`. */
  isNameDone = false
  /** The symbols that end where it ends. */
  readonly symbols: number[] = []
  readonly bodies: NamelessBody[] = []

  constructor(first: number) {
    this.first = first
  }

  /** The name at hand is a part of the type. */
  nameIsType(isMacroLike: boolean): void {
    if (this.name === undefined) return
    if (isMacroLike && !this.hasType) this.hasMacro = true
    else this.hasType = true
    this.name = undefined
  }

  get kindOfVariable(): SymbolKind {
    return this.isTypedef ? 'type' : 'variable'
  }
}
