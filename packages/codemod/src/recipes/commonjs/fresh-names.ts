import path from 'node:path'
import type { SgNode } from '@ast-grep/napi'
import { kindOf } from '../../rewrite/syntax.ts'

const noBinding = /^(?:property_identifier|string_fragment|comment|jsx_text|statement_identifier)$/

/** Gives names that nothing in a script has. */
export class FreshNames {
  readonly #taken: Set<string>

  constructor(root: SgNode) {
    const words = root.findAll({ rule: { regex: '^[\\p{L}_$][\\p{L}\\p{N}_$]*$' } })
    this.#taken = new Set(
      words.filter((node) => node.isLeaf() && !noBinding.test(kindOf(node))).map((node) => node.text()),
    )
  }

  isFree(name: string): boolean {
    return !this.#taken.has(name)
  }

  /** The name itself where it is free and may be one, otherwise one like it. */
  take(wanted: string): string {
    const base = /^[\p{L}_$]/u.test(wanted) ? wanted : `_${wanted}`
    const forms = [base, `${base}Module`, ...Array.from({ length: 98 }, (_, index) => `${base}${index + 2}`)]
    const free = forms.find((form) => !this.#taken.has(form) && !reserved.has(form))
    if (free === undefined) throw new Error(`no name like ${wanted} is free`)
    this.#taken.add(free)
    return free
  }
}

/** `./lib/some-thing.js` as `someThing`. */
export function nameOfModule(specifier: string): string {
  const parts = specifier
    .replace(/^node:/, '')
    .split('/')
    .filter((part) => !/^(?:\.{0,2}|index(?:\.\w+)?)$/.test(part))
  const stem = path.posix.basename(parts.at(-1) ?? 'module').replace(/(?<=.)\.\w+$/, '')
  const words = stem.split(/[^\p{L}\p{N}_$]+/u).filter(Boolean)
  return (
    words.map((word, index) => (index === 0 ? word : word.charAt(0).toUpperCase() + word.slice(1))).join('') || 'module'
  )
}

export function isReserved(name: string): boolean {
  return reserved.has(name)
}

/** Words that no binding of a module may have (ECMA-262, 12.7.2, strict code). */
const reserved: ReadonlySet<string> = new Set(
  (
    'arguments await break case catch class const continue debugger default delete do else enum eval export extends false finally for function if implements ' +
    'import in instanceof interface let new null package private protected public return static super switch this throw true try typeof var void while with yield'
  ).split(' '),
)
