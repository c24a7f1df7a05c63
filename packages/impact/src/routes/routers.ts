import { C, T, type ImportFact } from '@groundcrew/code-map'
import type { Argument, Call, Calls } from './calls.ts'
import { assignedName, type FunctionScope } from './functions.ts'
import type { Directory, Mount, Reference, Route, Router, Routing } from './types.ts'

/** How a name comes to stand for a router: it is made in the file, handed to a function, imported, or none of these is seen. */
export type Origin = 'made' | 'parameter' | 'imported' | 'unknown'

interface Known extends Router {
  readonly origin: Origin
  /** The place of the function that it belongs to; -1 at top level, and for a field. */
  readonly scope: number
}

/** Words in front of a field of the object that the code is of. */
const SELF: ReadonlySet<string | undefined> = new Set(['this', 'self', 'cls'])

/** The routers of a file, and what is declared on them. Filled while the calls of the file are read. */
export class Routers {
  readonly calls: Calls
  readonly functions: readonly FunctionScope[]
  readonly #imports: readonly ImportFact[]
  readonly #routers: Known[] = []
  readonly #routes: Route[] = []
  readonly #mounts: Mount[] = []
  readonly #made = new Map<Call, number>()

  constructor(calls: Calls) {
    this.calls = calls
    this.functions = calls.functions
    this.#imports = calls.open.imports
  }

  /** A router that a call makes, under the name that it is assigned to. */
  make(
    call: Call,
    prefix: string,
    {
      name = assignedName(this.calls.view, call.first),
      isController,
    }: Pick<Router, 'isController'> & { readonly name?: string } = {},
  ): number {
    const isField = SELF.has(name.split('.')[0])
    const scope = isField ? -1 : this.scopeAt(call.first)
    const router = {
      name: name.replace(/^.*\./, ''),
      prefix,
      origin: 'made',
      scope,
      ...(isController && { isController }),
    } as const
    const number = this.#add(router, call.first)
    this.#made.set(call, number)
    return number
  }

  madeBy(call: Call): number | undefined {
    return this.#made.get(call)
  }

  /** The router that names stand for at a token. */
  find(names: readonly string[], at: number): number {
    const isField = SELF.has(names[0])
    const words = isField ? names.slice(1) : names
    const name = words.at(-1) ?? ''
    const imported = isField ? undefined : this.#factOf(words[0] ?? '')
    if (words.length === 1) {
      for (let scope = isField ? -1 : this.scopeAt(at); scope !== -1; scope = this.#outerOf(scope)) {
        const made = this.#routers.findLastIndex((one) => one.name === name && one.scope === scope)
        if (made !== -1) return made
        if (this.functions[scope]?.params.includes(name) === true)
          return this.#add(
            { name, prefix: '', origin: 'parameter', scope },
            (this.functions[scope] as FunctionScope).from + 1,
          )
      }
    }
    const made = this.#madeNamed(words)
    if (made !== -1) return made
    const known = this.#routers.findIndex(
      (one) => one.name === name && one.scope === -1 && isSame(one.imported, imported && words),
    )
    if (known !== -1) return known
    return imported === undefined
      ? this.#add({ name, prefix: '', origin: 'unknown', scope: -1 }, 0)
      : this.#add({ name, prefix: '', origin: 'imported', scope: -1, imported: words }, 0)
  }

  /** Also one of `require('express').Router()`, which reads like an import. */
  #madeNamed(words: readonly string[]): number {
    return this.#routers.findLastIndex(
      ({ name, scope, origin }) => origin === 'made' && scope === -1 && name === words.at(-1) && words.length === 1,
    )
  }

  /** The router that a function gets as its first parameter. */
  #parameterOf({ from, params: [name] }: FunctionScope): number | undefined {
    return name === undefined ? undefined : this.find([name], from + 1)
  }

  originOf(router: number): Origin {
    return this.#routers[router]?.origin ?? 'unknown'
  }

  /** Whether one of a name is made in the file. */
  hasMade(name: string): boolean {
    return this.#routers.some((one) => one.origin === 'made' && one.name === name)
  }

  /** Whether it is put on another one. */
  isMounted(router: number): boolean {
    return this.#mounts.some(({ target }) => target === router)
  }

  nameOf(router: number): string {
    return this.#routers[router]?.name ?? ''
  }

  /** The innermost function around a token, or -1. */
  scopeAt(at: number): number {
    return this.functions.findLastIndex(({ from, to }) => from < at && at <= to)
  }

  #outerOf(scope: number): number {
    const { from = 0 } = this.functions[scope] ?? {}
    return this.functions.findLastIndex((one, index) => index < scope && one.from < from && from <= one.to)
  }

  addRoute(route: Route): void {
    this.#routes.push(route)
  }

  addMount(mount: Mount): void {
    if (mount.target !== mount.router) this.#mounts.push(mount)
  }

  /** What an argument names: `users`, `users.router`, `makeRouter()`, `new Users().router`, `require('./users')`, or a function that is written there. */
  referenceOf(arg: Pick<Argument, 'first' | 'end'>): number | Reference | undefined {
    const { view } = this.calls
    const call = this.calls.callOf(arg)
    if (call !== undefined) {
      const made = this.#made.get(call)
      return made ?? this.#referenceOfCall(call)
    }
    const written = this.functions.find(({ from }) => from >= arg.first && from < arg.end)
    if (written !== undefined) return this.#parameterOf(written)
    // `require('./users').router`, `new Users().router`, `(await import('./users')).default`
    let dot = arg.end - 1
    while (view.isName(dot) && view.isDot(dot - 1)) dot -= 2
    if (dot < arg.end - 1 && dot > arg.first) {
      const names = this.calls.namesOf({ first: dot + 2, end: arg.end }) ?? []
      const inner = this.calls.callOf({ first: arg.first, end: dot + 1 }) ?? this.#inBrackets(arg.first, dot)
      const reference = inner === undefined ? undefined : this.#referenceOfCall(inner)
      if (typeof reference === 'object') return { ...reference, words: [...reference.words, ...names] }
    }
    const words = this.calls.namesOf({ first: arg.first, end: nameEnd(this.calls, arg) })
    return words === undefined ? undefined : this.#named(words, arg.first)
  }

  #inBrackets(open: number, close: number): Call | undefined {
    const isBracket = this.calls.view.kind(open) === C.open && this.calls.view.pair(open) === close
    return isBracket ? this.calls.callOf({ first: open + 1, end: close }) : undefined
  }

  #named(words: readonly string[], at: number): number | Reference {
    const isOwn = SELF.has(words[0])
    const plain = isOwn ? words.slice(1) : words
    const isElsewhere = this.#factOf(plain[0] ?? '') !== undefined && this.#madeNamed(plain) === -1
    if (isElsewhere || this.functions.some(({ name }) => name === plain.at(-1))) return { words: plain }
    const router = this.find(words, at)
    return this.originOf(router) === 'unknown' ? { words: plain } : router
  }

  #referenceOfCall(call: Call): number | Reference {
    const { words, on, args } = call
    const [first] = args
    const isLoading = ['require', 'import'].includes(words.join('.')) && on === undefined
    if (isLoading && first !== undefined) return { words: [], specifier: this.calls.textOf(first) ?? '' }
    const inner = on === undefined ? undefined : this.#referenceOfCall(on)
    if (typeof inner === 'object') return { ...inner, words: [...inner.words, ...words] }
    const last = words.at(-1) ?? ''
    // Koa and others: what a router gives to be mounted.
    const isOfRouter = words.length > 1 && ['routes', 'router', 'middleware', 'callback'].includes(last)
    return this.#named(isOfRouter ? words.slice(0, -1) : words, call.first)
  }

  #factOf(name: string): ImportFact | undefined {
    return this.#imports.find((fact) => bindsName(fact, name))
  }

  #add(router: Omit<Known, 'owner'>, at: number): number {
    const owner = this.#ownerOf(router, at)
    return this.#routers.push({ ...router, ...(owner !== '' && { owner }) }) - 1
  }

  #ownerOf({ scope, origin }: Omit<Known, 'owner'>, at: number): string {
    for (let index = scope; index !== -1; index = this.#outerOf(index)) {
      const name = this.functions[index]?.name ?? ''
      if (name !== '' && name !== 'constructor' && name !== '__init__') return name
    }
    if (origin === 'imported' || origin === 'unknown') return ''
    const symbol = this.calls.view.symbolAround(at, (index) => this.calls.open.symbols[index]?.kind === 'class')
    return this.calls.open.symbols[symbol]?.name ?? ''
  }

  /** All that was found; names of functions of the file stand for the routers that these make or get. */
  end(): Routing {
    const routers = this.#routers.map(({ name, prefix, owner, imported, isController }): Router => ({
      name,
      prefix,
      ...(isController && { isController }),
      ...(owner !== undefined && { owner }),
      ...(imported !== undefined && { imported }),
    }))
    return { routers, routes: this.#routes, mounts: this.#mounts.flatMap((mount) => this.#withLocal(mount)) }
  }

  #withLocal(mount: Mount): readonly Mount[] {
    if (typeof mount.target === 'number' || isDirectory(mount.target)) return [mount]
    const { words, specifier } = mount.target
    const name = words.at(-1) ?? ''
    if (specifier !== undefined || this.#factOf(words[0] ?? '') !== undefined) return [mount]
    const isUsed = new Set([...this.#routes, ...this.#mounts].map(({ router }) => router))
    const own = this.#routers.flatMap((router, index) => {
      const isNamed = words.length === 1 && router.name === name && router.imported === undefined && isUsed.has(index)
      return (isNamed || ownersNamed(router, words, name)) && index !== mount.router ? [index] : []
    })
    return own.length === 0 ? [mount] : own.map((target) => ({ ...mount, target }))
  }
}

function ownersNamed({ owner, origin }: Known, words: readonly string[], name: string): boolean {
  return (origin === 'made' || origin === 'parameter') && owner !== undefined && (owner === name || owner === words[0])
}

function isSame(left: readonly string[] | undefined, right: readonly string[] | undefined): boolean {
  return left?.join('.') === right?.join('.')
}

export function isDirectory(target: Mount['target']): target is Directory {
  return typeof target === 'object' && 'directory' in target
}

/** Whether an import binds a name in its file. Go's packages have the last part of their path as their name. */
export function bindsName(fact: ImportFact, name: string): boolean {
  if (fact.kind === 're-export' || name === '') return false
  if (fact.names.some(({ local }) => local === name)) return true
  return fact.names.length === 0 && fact.specifier.replace(/\/v\d+$/, '').endsWith(`/${name}`)
}

/** `router as never`, `router!`: the end of the names with which an argument begins. */
function nameEnd(calls: Calls, { first, end }: Pick<Argument, 'first' | 'end'>): number {
  let at = first
  while (at < end && (calls.view.isDot(at) || (calls.view.isName(at) && (at === first || calls.view.isDot(at - 1)))))
    at++
  const isCast =
    at < end && (calls.view.word(at) === 'as' || calls.view.kind(at) === C.bang || calls.view.kind(at) === T.operator)
  return isCast ? at : end
}
