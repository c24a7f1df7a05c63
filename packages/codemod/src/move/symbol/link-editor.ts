import type { TextEdit } from '../../plan/make-plan.ts'
import type { Span } from '../../rewrite/syntax.ts'
import type { ModuleStatement, ModuleView, Specifier } from './module-view.ts'
import { removalOf } from './moved-code.ts'

/** An import or re-export that a file is to have. */
export interface WantedLink {
  readonly kind: 'import' | 'export'
  readonly module: string
  /** The file that it leads to; undefined for a package. */
  readonly target: string | undefined
  readonly isType: boolean
  readonly names: readonly Pick<Specifier, 'name' | 'local' | 'isType'>[]
  readonly defaultName?: string | undefined
  /** `* as` this. */
  readonly star?: string | undefined
}

/** What becomes of the imports and re-exports of one file. */
export class LinkEditor {
  readonly #view: ModuleView
  /** The file that a module of this file leads to. */
  readonly #resolve: (module: string) => string | undefined
  readonly #dropped = new Set<Specifier>()
  readonly #removed = new Set<ModuleStatement>()
  readonly #wanted: WantedLink[] = []
  readonly #edits: TextEdit[] = []

  constructor(view: ModuleView, resolve: (module: string) => string | undefined) {
    this.#view = view
    this.#resolve = resolve
  }

  drop(names: readonly Specifier[]): void {
    for (const name of names) this.#dropped.add(name)
  }

  remove(link: ModuleStatement): void {
    this.#removed.add(link)
  }

  want(link: WantedLink): void {
    this.#wanted.push(link)
  }

  /** All names of a link come from another module now. */
  redirect({ moduleSpan, kind }: ModuleStatement, module: string): void {
    if (moduleSpan === undefined) return
    const shape = kind === 'import' ? '`import … from`' : '`export … from`'
    this.#edits.push({ ...moduleSpan, new: module, kind: kind === 'import' ? 'import' : 're-export', shape })
  }

  /** Whether the file has a link to a file that more names could go to. */
  hasHost(wanted: Pick<WantedLink, 'kind' | 'target' | 'isType'>): boolean {
    return this.#host(wanted) !== undefined
  }

  /** The text of the links that no statement of the file could take, and all edits to the statements that are there. */
  finish(): { readonly edits: readonly TextEdit[]; readonly lines: readonly WantedLink[] } {
    const lines: WantedLink[] = []
    const additions = new Map<ModuleStatement, string[]>()
    for (const asked of merge(this.#wanted)) {
      const wanted = this.#missing(asked)
      if (wanted === undefined) continue
      const host = wanted.star === undefined && wanted.defaultName === undefined ? this.#host(wanted) : undefined
      if (host === undefined) lines.push(wanted)
      else additions.set(host, [...(additions.get(host) ?? []), ...wanted.names.map(writeName)])
    }
    const changes = this.#view.links.flatMap((link) => this.#change(link, additions.get(link) ?? []))
    return { edits: [...this.#edits, ...changes], lines }
  }

  /** What the file does not have yet. A type that is wanted as a value too is taken from where it was asked for as a type. */
  #missing(wanted: WantedLink): WantedLink | undefined {
    const same = this.#view.links.filter(
      (link) => link.kind === wanted.kind && !this.#removed.has(link) && this.#isFrom(link, wanted),
    )
    const isThere = (link: ModuleStatement): boolean =>
      (wanted.star !== undefined && link.star === wanted.star) ||
      (wanted.defaultName !== undefined && link.defaultName === wanted.defaultName)
    if (same.some(isThere)) return undefined
    const names = wanted.names.filter((name) => {
      for (const link of same) {
        const own = this.#left(link).find((other) => isSame(other, name))
        if (own === undefined) continue
        const isEnough = !(link.isType || own.isType) || wanted.isType || name.isType
        if (isEnough) return false
        this.#dropped.add(own)
      }
      return true
    })
    return wanted.names.length > 0 && names.length === 0 ? undefined : { ...wanted, names }
  }

  #isFrom({ module }: ModuleStatement, wanted: Pick<WantedLink, 'module' | 'target'>): boolean {
    if (module === undefined) return false
    return wanted.target === undefined ? module === wanted.module : this.#resolve(module) === wanted.target
  }

  #host({ kind, target, isType }: Pick<WantedLink, 'kind' | 'target' | 'isType'>): ModuleStatement | undefined {
    if (target === undefined) return undefined
    return this.#view.links.find((link) => {
      if (link.kind !== kind || link.isType !== isType || link.module === undefined || link.clause === undefined)
        return false
      return this.#left(link).length > 0 && this.#resolve(link.module) === target
    })
  }

  #left(link: ModuleStatement): readonly Specifier[] {
    return this.#removed.has(link) ? [] : link.names.filter((name) => !this.#dropped.has(name))
  }

  #change(link: ModuleStatement, added: readonly string[]): readonly TextEdit[] {
    const left = this.#left(link)
    const gone = link.names.filter((name) => this.#dropped.has(name))
    const kind = link.kind === 'import' ? 'import' : 're-export'
    const shape = `no \`${gone.map(({ text }) => text).join(', ')}\` from there`
    const isEmpty = left.length === 0 && link.defaultName === undefined && link.star === undefined
    if (this.#removed.has(link) || (isEmpty && gone.length > 0)) {
      return [{ ...removalOf(this.#view.text, link), new: '', kind, shape: 'a statement that is left without a name' }]
    }
    const edits = dropRanges(this.#view.text, link, left).map((span): TextEdit => ({ ...span, new: '', kind, shape }))
    const last = left.at(-1)
    if (added.length > 0 && last !== undefined) {
      edits.push({
        start: last.end,
        end: last.end,
        new: `, ${added.join(', ')}`,
        kind,
        shape: `with \`${added.join(', ')}\``,
      })
    }
    return joinTouching(edits)
  }
}

/** What goes with the names that go: the comma behind them, or before the last one. */
function dropRanges(text: string, { names, clause }: ModuleStatement, left: readonly Specifier[]): readonly Span[] {
  if (left.length === names.length) return []
  // `import name, { gone } from` keeps its name alone.
  if (left.length === 0 && clause !== undefined)
    return [{ start: text.lastIndexOf(',', clause.start), end: clause.end }]
  const ranges: Span[] = []
  for (const [index, name] of names.entries()) {
    if (left.includes(name)) continue
    const next = names[index + 1]
    const previous = names.slice(0, index).findLast((other) => left.includes(other))
    const isTail = names.slice(index + 1).every((other) => !left.includes(other))
    if (!isTail && next !== undefined) ranges.push({ start: name.start, end: next.start })
    else if (next === undefined && previous !== undefined) ranges.push({ start: previous.end, end: name.end })
  }
  return ranges
}

/** Edits that touch are one: two at one place have no order. */
export function joinTouching(edits: readonly TextEdit[]): readonly TextEdit[] {
  const joined: TextEdit[] = []
  for (const edit of [...edits].sort((left, right) => left.start - right.start || left.end - right.end)) {
    const last = joined.at(-1)
    if (last !== undefined && edit.start <= last.end) {
      const shape = last.shape === edit.shape ? last.shape : `${last.shape}, ${edit.shape}`
      joined[joined.length - 1] = { ...last, end: Math.max(last.end, edit.end), new: last.new + edit.new, shape }
    } else joined.push(edit)
  }
  return joined
}

function merge(wanted: readonly WantedLink[]): readonly WantedLink[] {
  const merged = new Map<string, WantedLink>()
  for (const link of wanted) {
    const isWhole = link.star !== undefined || link.defaultName !== undefined
    const key = JSON.stringify([link.kind, link.module, link.isType, isWhole ? [link.star, link.defaultName] : ''])
    const known = merged.get(key)
    const names = link.names.filter((name) => known?.names.some((other) => isSame(other, name)) !== true)
    merged.set(key, known === undefined ? link : { ...known, names: [...known.names, ...names] })
  }
  return [...merged.values()]
}

function isSame(left: Pick<Specifier, 'name' | 'local'>, right: Pick<Specifier, 'name' | 'local'>): boolean {
  return left.name === right.name && left.local === right.local
}

function writeName({ name, local, isType }: Pick<Specifier, 'name' | 'local' | 'isType'>): string {
  return `${isType ? 'type ' : ''}${name === local ? name : `${name} as ${local}`}`
}

export interface LineStyle {
  readonly quote: string
  readonly isEnded: boolean
  /** `{ a }` rather than `{a}`. */
  readonly isSpaced: boolean
}

export function styleOf(views: readonly ModuleView[]): LineStyle {
  const links = views.flatMap((view) =>
    view.links.filter(({ module }) => module !== undefined).map((link) => ({ view, link })),
  )
  const mostly = (test: (entry: (typeof links)[number]) => boolean, otherwise: boolean): boolean =>
    links.length === 0 ? otherwise : links.filter(test).length * 2 >= links.length
  const tight = links.filter(
    ({ view, link }) => link.clause !== undefined && /^\{\w/.test(view.text.slice(link.clause.start)),
  )
  return {
    quote: mostly(({ link }) => link.quote === "'", true) ? "'" : '"',
    isEnded: mostly(
      ({ link }) => link.isEnded,
      views.some(({ text }) => /;\r?$/m.test(text)),
    ),
    isSpaced: tight.length === 0,
  }
}

export function writeLine(link: WantedLink, { quote, isEnded, isSpaced }: LineStyle): string {
  const blank = isSpaced ? ' ' : ''
  const names = link.names.length === 0 ? undefined : `{${blank}${link.names.map(writeName).join(', ')}${blank}}`
  const star = link.star === undefined ? undefined : `* as ${link.star}`
  const clause = [link.defaultName, star, names].filter((part) => part !== undefined).join(', ')
  return `${link.kind}${link.isType ? ' type' : ''} ${clause} from ${quote}${link.module}${quote}${isEnded ? ';' : ''}`
}
