import { C, T } from '../lex/tokens.ts'
import type { Hint } from './names-in-file.ts'
import { Nesting } from './nesting.ts'
import { oneOf } from './one-of.ts'
import { partStarts, rubyCallee } from './ruby-calls.ts'
import type { TokenView } from './token-view.ts'

const words = (text: string): ReadonlySet<string> => new Set(text.split(' '))
/** Methods that give what they are called on, or some of it in another order. */
const SAME = words(
  'select filter reject sort sort_by reverse compact uniq take drop take_while drop_while each each_with_index tap freeze dup clone to_a lazy ' +
    'shuffle rotate concat push append unshift prepend << add partition each_slice each_cons min_by max_by',
)
/** Methods that give one of the things that they are called on. */
const ONE = words('find detect first last min max min_by max_by sample pop shift find_by')
/** Those that give what a list or a map has in a place. */
const PLACE = words('fetch dig delete delete_at at')
/** Methods that make a map. */
const GROUPING = words('group_by index_by transform_values')
const MAPPING = words('map collect filter_map')
/** Methods whose block is given one thing after the other. */
const GOING_THROUGH = words(
  'each map collect flat_map filter_map select filter reject find detect any? all? none? one? count sum sort_by min_by max_by group_by partition ' +
    'each_with_index each_with_object find_index take_while drop_while reverse_each each_value sort max min uniq to_h index_by delete_if keep_if find_all sum',
)
const ENDS_OF_VALUE: ReadonlySet<number> = new Set([C.comma, C.close, C.closeBracket, C.closeBrace, C.semicolon])
const BEHIND_VALUE = words('if unless then do end rescue while until and')
const NO_VALUE = words(
  'nil true false not if unless case while until begin yield super raise return defined? def class module end',
)
const PUTTING = words('push append unshift prepend add insert')
/** So many places where something is put into one list are looked at. */
const PUT_MAX = 3

/** What values are in Ruby, by the tokens alone. */
export class RubyValues {
  readonly #view: TokenView
  readonly #nesting = new Nesting()

  constructor(view: TokenView) {
    this.#view = view
  }

  /** The value of the expression that begins at a token. */
  from(from: number): Hint | undefined {
    return this.#nesting.within(() => this.#read(from))
  }

  #read(from: number): Hint | undefined {
    const view = this.#view
    const end = this.#operandEnd(from)
    if (end === undefined) return undefined
    const own = this.endingAt(end)
    const behind = end + 1
    // `Type.new value, other`
    if (this.isEnd(behind) || this.madeAt(end) !== undefined) return own
    const text = view.text(behind)
    if (text === '||' || text === 'or') return oneOf([own, this.from(behind + 1)])
    if (text === '&&') return this.from(behind + 1)
    if (this.#behindShift(behind) !== undefined) return own
    // `name = value`, `name ||= value`
    if (text === '=' || text === '||=') return this.from(behind + 1)
    return view.kind(behind) === C.question ? this.#oneOfTwo(behind) : undefined
  }

  /** `condition ? one : other` */
  #oneOfTwo(question: number): Hint | undefined {
    const end = this.#operandEnd(question + 1)
    if (end === undefined) return undefined
    const isWhole = this.#view.kind(end + 1) === C.colon
    return oneOf([this.endingAt(end), isWhole ? this.from(end + 2) : undefined])
  }

  /** Whether a token stands behind a value. */
  isEnd(at: number): boolean {
    const view = this.#view
    if (at >= view.count || ENDS_OF_VALUE.has(view.kind(at)) || BEHIND_VALUE.has(view.word(at))) return true
    return view.isAfterNewline(at) && !view.isDot(at)
  }

  /** The last token of `a.b(c)[d] { … }`, which begins at a token. */
  #operandEnd(from: number): number | undefined {
    const view = this.#view
    const isBracket = [C.open, C.openBracket, C.openBrace].includes(view.kind(from) as never)
    if (!isBracket && (!view.isName(from) || NO_VALUE.has(view.word(from)))) return undefined
    let at = view.skip(from)
    for (;;) {
      const next = view.kind(at + 1)
      const isNear = this.#isNear(at)
      if ((view.isDot(at + 1) || next === T.scope) && view.isName(at + 2)) at += 2
      else if ((next === C.open || next === C.openBracket) && isNear) at = view.pair(at + 1)
      else if (next === C.openBrace && !view.isAfterNewline(at + 1) && at > from) at = view.pair(at + 1)
      else return at
    }
  }

  #isNear(at: number): boolean {
    const { tokens } = this.#view.open.lexed
    return tokens.end[at] === tokens.start[at + 1]
  }

  /** The value that ends at a token. */
  endingAt(at: number): Hint | undefined {
    const view = this.#view
    if (view.isName(at)) return this.#called(at) ?? { kind: 'value', at }
    const open = view.pair(at)
    if (open >= at) return undefined
    switch (view.kind(at)) {
      case C.closeBracket: {
        const isIndex = this.#isNear(open - 1) && !ENDS_OF_VALUE.has(view.kind(open)) && this.#isValueEnd(open - 1)
        return isIndex ? held(this.endingAt(open - 1)) : listOf(this.from(open + 1))
      }
      case C.close:
        return view.isName(open - 1) && this.#isNear(open - 1) ? this.#call(open - 1) : this.from(open + 1)
      case C.closeBrace: {
        const callee = rubyCallee(view, open)
        return callee === undefined ? this.#inBraces(open) : this.#call(callee)
      }
      default:
        return undefined
    }
  }

  #isValueEnd(at: number): boolean {
    return this.#view.isName(at) || [C.close, C.closeBracket, C.closeBrace].includes(this.#view.kind(at) as never)
  }

  #inBraces(open: number): Hint | undefined {
    const view = this.#view
    const value = view.kind(open + 1) === T.label ? open + 2 : view.text(open + 2) === '=>' ? open + 3 : undefined
    return value === undefined ? undefined : listOf(listOf(this.from(value)))
  }

  #call(name: number): Hint | undefined {
    return this.#called(name) ?? { kind: 'call', at: name }
  }

  /** What a method of the language gives that is called on something; undefined for others. */
  #called(name: number): Hint | undefined {
    const view = this.#view
    const made = this.madeAt(name)
    if (made !== undefined) return { kind: 'type', at: made }
    if (!view.isDot(name - 1)) return undefined
    const word = view.spelled(name)
    const call: Hint = { kind: 'call', at: name }
    const of = (): Hint | undefined => this.endingAt(name - 2)
    if (ONE.has(word)) return oneOf([call, elementOf(of())])
    if (SAME.has(word)) return oneOf([call, of()])
    if (PLACE.has(word)) return oneOf([call, held(of())])
    if (word === 'values' || word === 'each_value') return oneOf([call, elementOf(of())])
    if (word === 'flat_map') return oneOf([call, elementOf(this.#mapped(name, of()))])
    if (MAPPING.has(word)) return oneOf([call, this.#mapped(name, of())])
    if (GROUPING.has(word)) return oneOf([call, this.#grouped(name, word, of())])
    return view.kind(name + 1) === C.open ? this.#ofArgument(word, name + 2) : undefined
  }

  /** `list.grep(Type)`, `list.each_with_object(value)` */
  #ofArgument(word: string, argument: number): Hint | undefined {
    if (word === 'grep') return listOf({ kind: 'type', at: this.#view.chainEnd(this.#constantEnd(argument)) })
    return word === 'each_with_object' ? this.from(argument) : undefined
  }

  /** A map: what it holds is one step further in than in a list. */
  #grouped(name: number, word: string, of: Hint | undefined): Hint | undefined {
    if (word === 'transform_values') return listOf(this.#mapped(name, of))
    return listOf(word === 'group_by' ? listOf(of) : of)
  }

  /** What `list.map(&:name)` goes through, by the token of the name. */
  goneThroughBefore(symbol: number): Hint | undefined {
    const view = this.#view
    const open = symbol - 2
    const name =
      view.kind(open) === C.open ? open - 1 : view.pair(view.around(symbol)) > symbol ? view.around(symbol) - 1 : -1
    if (!view.isDot(name - 1)) return undefined
    const of = this.endingAt(name - 2)
    return /^(?:tap|then)$/.test(view.spelled(name)) ? of : elementOf(of)
  }

  #constantEnd(from: number): number {
    let at = from
    while (this.#view.kind(at + 1) === T.scope && this.#view.isName(at + 2)) at += 2
    return at
  }

  /** `list.map { |one| value }`, `list.map(&:name)` */
  #mapped(name: number, of: Hint | undefined): Hint | undefined {
    const view = this.#view
    if (view.kind(name + 1) === C.openBrace) return listOf(this.lastIn(name + 2, view.pair(name + 1)))
    const isByName = view.kind(name + 1) === C.open && view.kind(name + 3) === T.symbol && view.text(name + 2) === '&'
    const element = elementOf(of)
    return isByName && element !== undefined
      ? listOf({ kind: 'member', of: element, name: view.text(name + 3).slice(1) })
      : undefined
  }

  /** The last statement among some tokens, where that is no block of its own. */
  lastIn(from: number, end: number): Hint | undefined {
    const view = this.#view
    let first = end - 1
    while (
      first > from &&
      !(view.isAfterNewline(first) && !view.isDot(first) && view.around(first) === view.around(end))
    )
      first = view.skipBack(first) < first ? view.skipBack(first) : first - 1
    // Behind the parameters of a block.
    if (view.kind(first) === C.bar) {
      first++
      while (first < end && view.kind(first) !== C.bar) first++
      first++
    }
    return first < end ? this.from(first) : undefined
  }

  /** The type in `Type.new`, by the name of the method; of `new` alone and `self.class.new` the class around. */
  madeAt(name: number): number | undefined {
    const view = this.#view
    if (view.word(name) !== 'new') return undefined
    const isOfOwn = view.isDot(name - 1) && view.word(name - 2) === 'class' && view.word(name - 4) === 'self'
    if (view.isDot(name - 1) && !isOfOwn) return /^[A-Z]/.test(view.word(name - 2)) ? name - 2 : undefined
    const around = view.symbolAround(name, (index) => view.open.symbols[index]?.kind === 'class')
    return around === -1 ? undefined : view.tokenOf(around)
  }

  /** What is put into a list or map that begins empty: `name << value`, `name[key] = value`, `name.push(value)`. */
  putInto(token: number, value: number): Hint | undefined {
    const view = this.#view
    const isEmpty = [C.openBracket, C.openBrace].includes(view.kind(value) as never) && view.pair(value) === value + 1
    if (!isEmpty && !/^(?:Hash|Set|Array)$/.test(view.word(value))) return undefined
    const found: Hint[] = []
    for (const at of view.placesOf(view.spelled(token))) {
      const put = at === token || found.length >= PUT_MAX ? undefined : this.#putAt(at)
      if (put !== undefined) found.push(put)
    }
    return oneOf(found)
  }

  /** The token behind a `<<`, which may be one token or two. */
  #behindShift(at: number): number | undefined {
    const view = this.#view
    if (view.text(at) === '<<') return at + 1
    return view.kind(at) === C.less && view.kind(at + 1) === C.less && this.#isNear(at) ? at + 2 : undefined
  }

  #putAt(at: number): Hint | undefined {
    const view = this.#view
    const shifted = this.#behindShift(at + 1)
    if (shifted !== undefined) return listOf(this.from(shifted))
    if (view.kind(at + 1) === C.openBracket && this.#isNear(at)) {
      const behind = view.pair(at + 1) + 1
      const put = this.#behindShift(behind)
      if (put !== undefined) return listOf(listOf(this.from(put)))
      return /^(?:\|\|)?=$/.test(view.text(behind)) ? listOf(listOf(this.from(behind + 1))) : undefined
    }
    if (!view.isDot(at + 1) || !PUTTING.has(view.word(at + 2))) return undefined
    const parts = partStarts(view, at + 2)
    const last = parts.at(-1)
    return last === undefined ? undefined : listOf(this.from(last))
  }

  /** What the block of a call is given in a place. */
  blockParameter(block: number, index: number, count: number): Hint | undefined {
    const view = this.#view
    const name = rubyCallee(view, block)
    if (name === undefined) return undefined
    const yielded: Hint = { kind: 'yielded', at: name, index }
    if (!view.isDot(name - 1)) return yielded
    return this.#givenToBlock(name, yielded, { index, count })
  }

  /** What a method that is called on something gives to its block. */
  #givenToBlock(
    name: number,
    yielded: Hint,
    { index, count }: { readonly index: number; readonly count: number },
  ): Hint | undefined {
    const view = this.#view
    const word = view.spelled(name)
    const of = this.endingAt(name - 2)
    const element = elementOf(of)
    if (TAKING_VALUES.test(word) || TAKING_ITSELF.test(word))
      return index > 0 ? undefined : TAKING_ITSELF.test(word) ? of : elementOf(element)
    if (word === 'each_with_object' && index === 1) return this.from(partStarts(view, name)[0] ?? view.count)
    if (/^(?:inject|reduce)$/.test(word)) return index === count - 1 ? element : undefined
    if (!GOING_THROUGH.has(word) && !word.startsWith('each_')) return yielded
    const given = givenInTurn(word, index, count)
    if (given === 'other') return undefined
    return oneOf([yielded, given === 'element' ? element : elementOf(element)])
  }
}

const TAKING_ITSELF = /^(?:tap|then)$/
const TAKING_VALUES = /^(?:transform_values|each_value)$/

/** What a block is given in a place of the things that a method goes through; of a map the value is the second. */
function givenInTurn(word: string, index: number, count: number): 'element' | 'value' | 'other' {
  const isPair = count === 2 && !/^(?:each_with_|sort$|max$|min$|each_cons$)/.test(word)
  if (isPair) return index === 1 ? 'value' : 'other'
  return index === 0 || /^(?:sort|max|min)$/.test(word) ? 'element' : 'other'
}

function elementOf(of: Hint | undefined): Hint | undefined {
  return of === undefined ? undefined : { kind: 'element', of }
}

function listOf(of: Hint | undefined): Hint | undefined {
  return of === undefined ? undefined : { kind: 'list', of }
}

function held(of: Hint | undefined): Hint | undefined {
  const element = elementOf(of)
  return oneOf([element, elementOf(element)])
}
