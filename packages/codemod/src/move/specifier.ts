import path from 'node:path'
import { compiledName, withoutExtension, type Layout } from './layout.ts'
import type { Moves } from './moved-paths.ts'

export interface SpecifierCall {
  readonly specifier: string
  /** The importing file before the move. */
  readonly from: string
  readonly moves: Moves
  readonly before: Layout
  readonly after: Layout
}

export type NewSpecifier =
  /** It leads to the right file as it is written, or to no file of this code base. */
  | { readonly kind: 'stays' }
  | { readonly kind: 'changes'; readonly specifier: string }
  /** Nothing that could be written leads to the file. */
  | { readonly kind: 'lost'; readonly target: string }

/** How an import has to be written after a move to lead where it led before. The way in which it is written stays as far as possible. */
export function newSpecifier(call: SpecifierCall): NewSpecifier {
  const { specifier, from, moves, before, after } = call
  const [plain = '', query = ''] = splitQuery(specifier)
  const target = before.resolve(from, plain)
  const newFrom = moves.newPath(from)
  if (target === undefined)
    return isRelative(plain) && newFrom !== from ? keepPath(call, plain, query) : { kind: 'stays' }
  const newTarget = moves.newPath(target)
  if (after.resolve(newFrom, plain) === newTarget) return { kind: 'stays' }
  const forms = [...otherForms(call, plain, target), ...relativeForms(newFrom, newTarget, { specifier: plain, target })]
  const found = forms.find((form) => mayBeWritten(call, plain, form) && after.resolve(newFrom, form) === newTarget)
  return found === undefined ? { kind: 'lost', target: newTarget } : { kind: 'changes', specifier: found + query }
}

export function isRelative(specifier: string): boolean {
  return /^\.\.?(?:\/|$)/.test(specifier)
}

/** `./a.svg?raw`: bundlers read what follows the question mark. */
function splitQuery(specifier: string): readonly string[] {
  const at = specifier.indexOf('?')
  return at <= 0 ? [specifier] : [specifier.slice(0, at), specifier.slice(at)]
}

/** A path to what is no listed file, such as one that is generated: it leads to the same place. */
function keepPath({ from, moves }: SpecifierCall, plain: string, query: string): NewSpecifier {
  const place = path.posix.join(path.posix.dirname(from), plain)
  if (place.startsWith('..')) return { kind: 'stays' }
  const fresh = relativePath(moves.newPath(from), moves.newPath(place.replace(/\/$/, '')))
  const slash = plain.endsWith('/') && !fresh.endsWith('/') ? '/' : ''
  const old = relativePath(from, place.replace(/\/$/, ''))
  return fresh === old ? { kind: 'stays' } : { kind: 'changes', specifier: fresh + slash + query }
}

/** `./name`, `../name`, `.` or `..`. */
export function relativePath(from: string, to: string): string {
  const relative = path.posix.relative(path.posix.dirname(from), to)
  return relative === '' ? '.' : relative.startsWith('..') ? relative : `./${relative}`
}

/** With `./` and a slash at the end where the old path has them. */
export function writeLike(fresh: string, old: string): string {
  const slash = old.endsWith('/') && !fresh.endsWith('/') ? '/' : ''
  return (old.startsWith('.') ? fresh : fresh.replace(/^\.\//, '')) + slash
}

interface Style {
  readonly specifier: string
  readonly target: string
}

function otherForms({ from, moves, before, after }: SpecifierCall, plain: string, target: string): readonly string[] {
  if (isRelative(plain)) return []
  const forms = nearestFirst(after.specifiers(moves.newPath(from), moves.newPath(target)), plain)
  // Who goes by the name of a package goes on so: its dependencies have that name. Its main module has no other one.
  const name = before.packageOf(target)?.name
  if (plain === name) return []
  const isNamed = (form: string): boolean => name !== undefined && (form === name || form.startsWith(`${name}/`))
  return isNamed(plain) ? forms.filter(isNamed) : forms
}

/** A relative path does not lead into another package, unless the old one did. */
function mayBeWritten({ from, moves, after }: SpecifierCall, plain: string, form: string): boolean {
  if (isRelative(plain) || !isRelative(form)) return true
  const newFrom = moves.newPath(from)
  const target = path.posix.join(path.posix.dirname(newFrom), form)
  return after.packageOf(newFrom)?.directory === after.packageOf(target)?.directory
}

/** Relative paths to a file, those first that are written like the old one. */
export function relativeForms(from: string, target: string, style: Style): readonly string[] {
  const whole = relativePath(from, target)
  const compiled = compiledName(whole)
  const bare = withoutExtension(whole)
  const isIndex = path.posix.basename(bare) === 'index'
  const directory = isIndex ? relativePath(from, path.posix.dirname(target)) : undefined
  const [oldExtension, ownExtension] = [path.posix.extname(style.target), path.posix.extname(style.specifier)]
  const isWhole = style.specifier.endsWith(path.posix.basename(style.target))
  const isCompiled = !isWhole && /^\.[cm]?jsx?$/.test(ownExtension) && /^\.[cm]?tsx?$/.test(oldExtension)
  if (isWhole) return [whole, ...some(compiled), bare]
  if (isCompiled) return [...some(jsxName(whole, ownExtension) ?? compiled), whole, bare]
  const isExplicit = path.posix.basename(style.specifier) === 'index'
  const bareFirst = isExplicit ? [bare, ...some(directory)] : [...some(directory), bare]
  return [...bareFirst, whole, ...some(compiled)]
}

function jsxName(file: string, extension: string): string | undefined {
  return extension === '.jsx' && file.endsWith('.tsx') ? file.replace(/\.tsx$/, '.jsx') : undefined
}

function some(form: string | undefined): readonly string[] {
  return form === undefined ? [] : [form]
}

/** Those with most in common with the old one first. */
function nearestFirst(forms: readonly string[], old: string): readonly string[] {
  const rank = (form: string): number => {
    let common = 0
    while (common < old.length && form[common] === old[common]) common++
    const isLikeOld = path.posix.extname(form) === path.posix.extname(old)
    return common + (isLikeOld ? 0.5 : 0)
  }
  return [...forms].sort((left, right) => rank(right) - rank(left) || left.length - right.length)
}
