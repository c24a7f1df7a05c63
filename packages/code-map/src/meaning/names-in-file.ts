import type { ImportFact } from '../facts.ts'
import type { TokenView } from './token-view.ts'

/** A variable, a parameter, an import or a declaration, and the tokens among which its bare name means it. */
export interface Binding {
  /** Where it gets the name. */
  readonly token: number
  readonly from: number
  /** Exclusive. */
  readonly to: number
}

/** What a name stands for, as far as its own file tells. */
export type Place =
  /** The name of a symbol, where it is declared. */
  | { readonly kind: 'declaration'; readonly symbol: number }
  /** Something of the file's own that is no symbol: a parameter, a variable in a function. With `of`, it is taken out of that by its name. */
  | {
      readonly kind: 'local'
      readonly binding: Binding
      readonly of?: Hint
      /** The symbol that is declared beside it: `const name = …; type name = …`. */
      readonly beside?: number
    }
  /** A name that is bound nowhere in the file. */
  | { readonly kind: 'free' }
  /** A method of the object around, or a constant that is looked for from there. */
  | { readonly kind: 'own' }
  | { readonly kind: 'imported'; readonly fact: ImportFact; readonly imported: string }
  /** A member of what the token `of` ends: `of.name`. */
  | { readonly kind: 'member'; readonly of: number }
  /** `{ name }`: a value, and a member of the type that is expected there. */
  | { readonly kind: 'shorthand'; readonly value: Place; readonly of: Hint }
  /** A key of an object or of a pattern: a member of the type that is expected there, where that is known. */
  | {
      readonly kind: 'key'
      readonly of?: Hint | undefined
      /** The name of an argument: a member only where the class that is called has no constructor of its own. */
      readonly isArgument?: boolean
    }

/** What the value of a name is. */
export type Hint =
  /** Its type is at a token. */
  | { readonly kind: 'type'; readonly at: number }
  /** A list, a map or another holder of things. */
  | { readonly kind: 'list'; readonly of: Hint }
  /** One of some, it is not known which. */
  | { readonly kind: 'either'; readonly of: readonly Hint[] }
  /** The object that is written between brackets, or described there as a type. */
  | { readonly kind: 'object'; readonly open: number; readonly isType: boolean }
  /** The object whose method is called. */
  | { readonly kind: 'self' }
  /** Its type is written in a string, as names with dots between. */
  | { readonly kind: 'written'; readonly text: string; readonly at: number }
  /** What a call of the name at a token gives; with `result` what it gives in that place, from 0. */
  | { readonly kind: 'call'; readonly at: number; readonly result?: number }
  /** The same as what ends at a token. */
  | { readonly kind: 'value'; readonly at: number }
  /** With `isKey` that of an object which is written there: what any key leads to, where the type names none. */
  | { readonly kind: 'member'; readonly of: Hint; readonly name: string; readonly isKey?: true }
  /** One of the things in a list. */
  | { readonly kind: 'element'; readonly of: Hint }
  /** One of what the members of a type are. */
  | { readonly kind: 'members'; readonly of: Hint }
  /** What the function called at a token takes in a place, from 0. */
  | { readonly kind: 'parameter'; readonly at: number; readonly index: number }
  /** What the function called at a token gives to a parameter of the function that it takes in a place. */
  | { readonly kind: 'callback'; readonly at: number; readonly index: number; readonly parameter: number }
  /** A function's type, by the bracket of its parameters. */
  | { readonly kind: 'function'; readonly open: number }
  /** What a function takes in a place. */
  | { readonly kind: 'argument'; readonly of: Hint; readonly index: number }
  /** What a function gives. */
  | { readonly kind: 'returned'; readonly of: Hint }
  /** The whole of a file that is imported where it is used. */
  | { readonly kind: 'module'; readonly fact: ImportFact }
  /** What the function called at a token says of what it is given in a place: whether it is of a type, or that it is. */
  | { readonly kind: 'guarded'; readonly at: number; readonly index: number; readonly isAsserted: boolean }
  /** The elements that stand for themselves in JSX. */
  | { readonly kind: 'elements' }
  /** What a function of the file gives. */
  | { readonly kind: 'result'; readonly symbol: number }
  /** What callers hand in for a parameter of a function of the file: in a place, from 0, or by its name. */
  | { readonly kind: 'handed'; readonly symbol: number; readonly parameter: Parameter }
  /** What the method called at a token gives to its block in a place, from 0. */
  | { readonly kind: 'yielded'; readonly at: number; readonly index: number }
  /** What a `with` gives that is entered with a value. */
  | { readonly kind: 'entered'; readonly of: Hint }

export interface MeaningOptions {
  /** Whether also what is likely says of what type a value is: what callers hand in, what methods of the language give, what loops and blocks go through. There may be other callers, and other methods of the name. */
  readonly isGuessing: boolean
}

/** What callers know of a parameter. */
export interface Parameter {
  /** From 0, without the object itself. */
  readonly place: number
  readonly name: string
}

/** A type with the keys of another one. */
export interface Mapped {
  readonly of: Hint
  /** Whether each key leads to what it leads to there; otherwise that is the hint. */
  readonly isSame: boolean
  readonly hint: Hint | undefined
}

/** A key where it is written. */
export interface KeyFound {
  readonly token: number
  readonly hint: Hint | undefined
}

/** The names of a file, in its language; a method is missing where the language has nothing of the kind. */
export interface NamesInFile {
  placeOf(at: number): Place
  /** Whether a token that is no name stands for something by one, as `:name` does in Ruby. */
  isNamed?(at: number): boolean
  /** What a bare name would stand for at a token. */
  bareAt(name: string, at: number): Place
  /** What is bound to a name by what stands behind it: the token of the name at its binding or declaration. */
  hintAt(token: number): Hint | undefined
  /** The value that ends at a token which is no name: a call, a place of a list, something in brackets. */
  hintOfValue(at: number): Hint | undefined
  /** What a function gives, or what of it stands in a place, from 0. */
  resultOf?(symbol: number, place?: number): Hint | undefined
  /** What a function says of what it takes in a place: `(name: A) => name is B`. */
  guardOf?(symbol: number, guard: { readonly index: number; readonly isAsserted: boolean }): Hint | undefined
  /** What conditions around the name at a token say of it. */
  guardedAt?(at: number): Hint | undefined
  /** Whether a function is read like a value. */
  isGetter?(symbol: number): boolean
  /** What a function takes in a place, from 0. */
  parameterOf?(symbol: number, index: number): Hint | undefined
  /** The type in a place of a bracket of parameters. */
  parameterAt?(open: number, index: number): Hint | undefined
  /** What the function gives whose parameters stand in a bracket. */
  resultAt?(open: number, place?: number): Hint | undefined
  /** What the call of the name at a token hands in for a parameter. */
  handedAt?(name: number, parameter: Parameter): Hint | undefined
  /** What a function gives in a place to the block that it is called with. */
  yieldOf?(symbol: number, index: number): Hint | undefined
  /** The words that stand at calls of a function. */
  calledAs?(symbol: number): readonly string[]
  /** Where such a word stands, the token of what is called; undefined where nothing is. A method is missing where that is the word itself. */
  callAt?(word: number): number | undefined
  /** Whether a function is a fixture of pytest, and whether its parameters are named after such. */
  isFixture?(symbol: number): boolean
  takesFixtures?(symbol: number): boolean
  /** The braces of a type that is declared with them. */
  bodyOf?(symbol: number): number | undefined
  /** In the braces of a type the brackets of the parameters with which it is called itself: `{ (…): Type }`. */
  callSignaturesIn?(open: number): readonly number[]
  /** The place among the type parameters of a function of that which a token names. */
  typeParameterOf?(symbol: number, at: number): number | undefined
  /** Whether a type is declared with type parameters, and what a named type, by the token of the name, is given for one. */
  isGeneric?(symbol: number): boolean
  typeGivenAt?(name: number, index: number): Hint | undefined
  /** What a call, by the token of the name, gives for a type parameter, for an argument, and what is expected of it where it stands. */
  typeArgumentAt?(name: number, index: number): Hint | undefined
  argumentAt?(name: number, index: number): Hint | undefined
  expectedOf?(name: number): Hint | undefined
  /** In the braces of a type what any key leads to: `{ [name: string]: Type }`. */
  indexedIn?(open: number): Hint | undefined
  /** In the braces of a type the one whose keys it has: `{ [Name in keyof Type]: … }`. */
  mappedIn?(open: number): Mapped | undefined
  /** What a type parameter of a declaration is where nothing is given for it. */
  typeDefaultOf?(symbol: number, index: number): Hint | undefined
  /** What a name of a type stands for; with `isOtherName` it has no members but those of that. */
  aliased?(symbol: number): Hint | undefined
  isOtherName?(symbol: number): boolean
  /** A key of an object that is written in the file, with what it is. */
  keyIn?(object: Hint & { readonly kind: 'object' }, name: string): KeyFound | undefined
  /** The tokens of the types that a type extends. */
  basesOf(symbol: number): readonly number[]
  /** Whether a name stands in an import, which gives it to the file. */
  isImport?(at: number): boolean
  /** Whether a name that no bracket follows is called, when it is that of a method. */
  callsBare?(at: number): boolean
  /** Whether a token is what the object itself is called, or its parent. */
  selfAt?(at: number): 'self' | 'super' | undefined
  /** What a file exports as a whole, where that is a name: `module.exports = name`. */
  exportedWhole?(): number | undefined
  /** The value that a file exports as a whole, or with `isDefault` by default, where that is no name: `module.exports = { … }`. */
  exportedValue?(isDefault: boolean): Hint | undefined
  /** Where the exports of a file are renamed: the token that goes out as `name`. */
  exportedAs?(name: string): number | undefined
}

/** The bindings of each name of a file, found once. */
export class BindingsByName {
  readonly #view: TokenView
  readonly #find: (places: readonly number[]) => readonly Binding[]
  readonly #known = new Map<string, readonly Binding[]>()

  constructor(view: TokenView, find: (places: readonly number[]) => readonly Binding[]) {
    this.#view = view
    this.#find = find
  }

  of(name: string): readonly Binding[] {
    const known = this.#known.get(name)
    if (known !== undefined) return known
    // What asks for them while they are being looked for gets none.
    this.#known.set(name, [])
    const found = this.#find(this.#view.placesOf(name))
    this.#known.set(name, found)
    return found
  }
}

/** The binding that a token is in the range of: the innermost. */
export function innermost(bindings: readonly Binding[], at: number): Binding | undefined {
  let found: Binding | undefined
  for (const binding of bindings) {
    const isInside = binding.from <= at && at < binding.to
    if (isInside && (found === undefined || binding.from > found.from || binding.to < found.to)) found = binding
  }
  return found
}
