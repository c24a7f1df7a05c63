import { C } from '@groundcrew/code-map'
import type { Call, Calls } from './calls.ts'
import { Routers } from './routers.ts'
import { joined, methodOf, type Reference, type Routing } from './types.ts'

/** net/http, gorilla/mux, chi, gin, echo, fiber. */
const MAKING = /^(?:NewRouter|NewServeMux|NewMux|New|Default|Classic)$/
/** What routers are called that a function is handed. */
const ROUTER_NAME = /^(?:r|e|g|rg|mux|\w*(?:[rR]outer|[gG]roup|[eE]ngine|[aA]pi|app))$/
const METHOD =
  /^(?:GET|POST|PUT|PATCH|DELETE|HEAD|OPTIONS|Any|All|Get|Post|Put|Patch|Delete|Head|Options|Connect|Trace)$/
const HANDLE = /^(?:Handle|HandleFunc|Method|MethodFunc)$/
const GROUPING: ReadonlySet<string> = new Set(['Group', 'Route', 'PathPrefix'])
/** In between of a chain, and of no meaning for the path. */
const THROUGH: ReadonlySet<string> = new Set([
  'With',
  'Use',
  'Subrouter',
  'StrictSlash',
  'Group',
  'Mount',
  'PathPrefix',
  'Name',
  'Host',
  'Schemes',
])

export function readGoRoutes(calls: Calls): Routing {
  return new GoRoutes(calls).read()
}

class GoRoutes {
  readonly #calls: Calls
  readonly #routers: Routers

  constructor(calls: Calls) {
    this.#calls = calls
    this.#routers = new Routers(calls)
  }

  read(): Routing {
    for (const call of this.#calls.all) this.#make(call)
    for (const call of this.#calls.all) this.#addCall(call)
    return this.#routers.end()
  }

  /** `chi.NewRouter()`; `r.Group("/api")`, `r.PathPrefix("/api").Subrouter()`, `r.With(auth)` under a name. */
  #make(call: Call): void {
    const callee = call.words.at(-1) ?? ''
    if (MAKING.test(callee) && call.words.length === 2) this.#routers.make(call, '')
    if (!GROUPING.has(callee) && !['With', 'Subrouter', 'Mount'].includes(callee)) return
    const { view } = this.#calls
    const isLast = !view.isDot(view.pair(call.open) + 1)
    const isNamed = ['=', ':='].includes(view.text(call.first - 1))
    const receiver = isLast && isNamed ? this.#receiverOf(call) : undefined
    if (receiver === undefined) return
    const prefix = joined(receiver.prefix, this.#pathOf(call) ?? '')
    this.#routers.addMount({ router: receiver.router, prefix, target: this.#routers.make(call, ''), line: call.line })
  }

  #addCall(call: Call): void {
    const callee = call.words.at(-1) ?? ''
    if (METHOD.test(callee) && call.args.length > 1) this.#addRoute(call, [callee], 0)
    else if (HANDLE.test(callee) && call.args.length > 1) this.#addHandle(call, callee)
    else if (callee === 'Match' && call.args.length > 2) this.#addRoute(call, this.#textsAt(call, 0), 1)
    else if (callee === 'Route' || callee === 'Group') this.#addInline(call)
    else if (callee === 'Mount') this.#addMount(call)
    else this.#addHandedOn(call)
  }

  #textsAt({ args }: Call, index: number): readonly string[] {
    const arg = args[index]
    if (arg === undefined) return []
    const brace = this.#braceOf(arg.first, arg.end)
    return brace === undefined
      ? []
      : this.#calls
          .listOf(brace)
          .flatMap((one) => this.#calls.textOf(one) ?? this.#calls.namesOf(one)?.at(-1)?.replace('Method', '') ?? [])
  }

  /** Of `[]string{"GET"}`. */
  #braceOf(first: number, end: number): number | undefined {
    for (let at = first; at < end; at++) if (this.#calls.view.kind(at) === C.openBrace) return at
    return undefined
  }

  #addRoute(call: Call, methods: readonly string[], index: number): void {
    const arg = call.args[index]
    const path = arg === undefined ? undefined : this.#calls.textOf(arg)
    const receiver = this.#receiverOf(call)
    if (path === undefined || receiver === undefined || !(path === '' || path.startsWith('/') || path.startsWith('$')))
      return
    for (const method of methods)
      this.#routers.addRoute({
        method: methodOf(method),
        path: joined(receiver.prefix, path),
        router: receiver.router,
        line: call.line,
        endLine: call.endLine,
      })
  }

  /** `HandleFunc("/users", list).Methods("GET")`, `HandleFunc("GET /users", list)`, `Method("GET", "/users", list)`. */
  #addHandle(call: Call, callee: string): void {
    const [first] = call.args
    const text = first && this.#calls.textOf(first)
    const isMethodFirst = callee.startsWith('Method') || call.args.length > 2 || /^[A-Z]+$/.test(text ?? '')
    if (isMethodFirst) {
      const named =
        first &&
        this.#calls
          .namesOf(first)
          ?.at(-1)
          ?.replace(/^Method/, '')
      this.#addRoute(call, [text ?? named ?? 'all'], 1)
    } else if (/^[A-Z]+ /.test(text ?? '')) this.#addPattern(call, text ?? '')
    else this.#addRoute(call, this.#methodsBehind(call), 0)
  }

  /** net/http: the method, a host, and the path. */
  #addPattern(call: Call, pattern: string): void {
    const [, method = '', path = ''] = /^([A-Z]+) +[^/]*(\S*)$/.exec(pattern) ?? []
    const receiver = this.#receiverOf(call)
    if (receiver === undefined || path === '') return
    const { router, prefix } = receiver
    const { line, endLine } = call
    this.#routers.addRoute({ method, path: joined(prefix, path), router, line, endLine })
  }

  /** mux: `.Methods("GET", "POST")`. */
  #methodsBehind(call: Call): readonly string[] {
    const { view } = this.#calls
    for (
      let at = view.pair(call.open) + 1;
      view.isDot(at) && view.kind(at + 2) === C.open;
      at = view.pair(at + 2) + 1
    ) {
      if (view.word(at + 1) !== 'Methods') continue
      const args = this.#calls.listOf(at + 2)
      return args.flatMap(
        (arg) =>
          this.#calls.textOf(arg) ??
          this.#calls
            .namesOf(arg)
            ?.at(-1)
            ?.replace(/^Method/, '') ??
          [],
      )
    }
    return ['all']
  }

  /** chi: `r.Route("/users", func(r chi.Router) { … })`. */
  #addInline(call: Call): void {
    const last = call.args.at(-1)
    const receiver = this.#receiverOf(call)
    const target = last === undefined ? undefined : this.#routers.referenceOf(last)
    const isFunction =
      last !== undefined && this.#routers.functions.some(({ from }) => from >= last.first && from < last.end)
    if (receiver === undefined || target === undefined || (call.args.length < 2 && !isFunction)) return
    const prefix = joined(receiver.prefix, this.#pathOf(call) ?? '')
    if (isFunction || typeof target === 'object')
      this.#routers.addMount({ router: receiver.router, prefix, target, line: call.line })
  }

  /** chi: `r.Mount("/admin", adminRouter())`. */
  #addMount(call: Call): void {
    const [first, second] = call.args
    const receiver = this.#receiverOf(call)
    const path = first === undefined ? undefined : this.#calls.textOf(first)
    const target = second === undefined ? undefined : this.#routers.referenceOf(second)
    if (receiver === undefined || path === undefined || target === undefined) return
    this.#routers.addMount({ router: receiver.router, prefix: joined(receiver.prefix, path), target, line: call.line })
  }

  /** `users.Register(v1.Group("/users"))`, `s.routes(r)`. */
  #addHandedOn(call: Call): void {
    if (
      call.words.length === 0 ||
      call.on !== undefined ||
      /^(?:ListenAndServe|Run|Serve|NewServer)/.test(call.words.at(-1) ?? '')
    )
      return
    for (const arg of call.args) {
      const group = this.#calls.callOf(arg)
      const words = this.#calls.namesOf(arg)
      const place =
        group !== undefined && GROUPING.has(group.words.at(-1) ?? '')
          ? this.#groupOf(group)
          : this.#namedRouter(words, arg.first)
      const target: Reference = { words: call.words }
      if (place !== undefined) this.#routers.addMount({ ...place, target, line: call.line })
    }
  }

  #groupOf(group: Call): { readonly router: number; readonly prefix: string } | undefined {
    const receiver = this.#receiverOf(group)
    return receiver && { router: receiver.router, prefix: joined(receiver.prefix, this.#pathOf(group) ?? '') }
  }

  #namedRouter(
    words: readonly string[] | undefined,
    at: number,
  ): { readonly router: number; readonly prefix: string } | undefined {
    const name = words?.at(-1) ?? ''
    if (words === undefined || words.length > 2 || !(ROUTER_NAME.test(name) || this.#routers.hasMade(name)))
      return undefined
    const router = this.#routers.find(words, at)
    const isKnown = ['made', 'parameter'].includes(this.#routers.originOf(router))
    return isKnown ? { router, prefix: '' } : undefined
  }

  #pathOf({ args }: Call): string | undefined {
    const [first] = args
    return first === undefined ? undefined : this.#calls.textOf(first)
  }

  /** What a call is made on, and the path that calls before it in the chain begin. */
  #receiverOf(call: Call): { readonly router: number; readonly prefix: string } | undefined {
    let prefix = ''
    let words = call.words.slice(0, -1)
    let inner = call.on
    while (words.length === 0 && inner !== undefined) {
      const callee = inner.words.at(-1) ?? ''
      const made = this.#routers.madeBy(inner)
      if (made !== undefined) return { router: made, prefix }
      if (!THROUGH.has(callee)) return undefined
      prefix = joined(this.#pathOf(inner) ?? '', prefix)
      words = inner.words.slice(0, -1)
      inner = inner.on
    }
    return words.length === 0 ? undefined : { router: this.#routers.find(words, call.first), prefix }
  }
}
