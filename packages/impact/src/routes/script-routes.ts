import { C } from '@groundcrew/code-map'
import type { Argument, Call, Calls } from './calls.ts'
import { Routers } from './routers.ts'
import { placeholder } from './text-value.ts'
import { joined, METHODS, methodOf, withSlash, type Reference, type Routing } from './types.ts'

/** Calls that make a router: `express()`, `new Hono()`, `express.Router()`, `Fastify()`; not the hooks of React. */
const MAKING = /^(?!use[A-Z])(?:express|fastify|polka|restana|connect|\w*Router|\w*Hono|Koa|Elysia)$/i
const FRAMEWORKS: ReadonlySet<string> = new Set(['express', 'fastify', 'polka', 'restana', 'hono'])
/** What routers that are not seen being made are called: a client that has these methods has another name, as a rule. */
const ROUTER_NAME = /(?:app|router|server|fastify|api|routes?|instance|scope|plugin)$/i
const ROUTING_METHODS: ReadonlySet<string> = new Set([...METHODS, 'del', 'any'])
/** In front of a call whose result is used: it asks a server, and declares nothing. */
const USING: ReadonlySet<string> = new Set([
  'await',
  'return',
  '=',
  '=>',
  '(',
  ',',
  ':',
  '?',
  '[',
  '&&',
  '||',
  '??',
  'yield',
  'void',
])
const NAMED_PREFIX = /(?:prefix|path|base|url|version|root|uri)$/i
const CONTROLLER = /^(?:Json|Rest)?Controller$/
const NEST_METHOD = /^(?:Get|Post|Put|Patch|Delete|Options|Head|All)$/

/** Express, Fastify, Koa, Hono, and the decorators of NestJS and its kin. */
export function readScriptRoutes(calls: Calls): Routing {
  const reader = new ScriptRoutes(calls)
  return reader.read()
}

class ScriptRoutes {
  readonly #calls: Calls
  readonly #routers: Routers

  constructor(calls: Calls) {
    this.#calls = calls
    this.#routers = new Routers(calls)
  }

  read(): Routing {
    const { all } = this.#calls
    for (const call of all) if (isMaking(call, this.#calls)) this.#routers.make(call, this.#prefixOfMade(call))
    let controller: number | undefined
    for (const call of all) {
      const isDecorator =
        this.#calls.view.kind(call.first - 1) === C.at && call.words.length === 1 && call.on === undefined
      if (isDecorator) controller = this.#addDecorator(call, controller)
      else this.#addCall(call)
    }
    this.#addTables()
    const ownPrefix = this.#ownPrefix()
    const globalPrefix = this.#globalPrefix()
    return {
      ...this.#routers.end(),
      ...(ownPrefix !== undefined && { ownPrefix }),
      ...(globalPrefix !== undefined && { globalPrefix }),
    }
  }

  /** `new Router({ prefix: '/v1' })`, `new Hono().basePath('/v1')`. */
  #prefixOfMade(call: Call): string {
    const { view } = this.#calls
    let prefix = this.#prefixOf(call.args) ?? ''
    for (
      let at = view.pair(call.open) + 1;
      view.isDot(at) && view.word(at + 1) === 'basePath';
      at = view.pair(at + 2) + 1
    ) {
      const [path] = this.#calls.at(at + 2)?.args ?? []
      prefix = joined(prefix, (path && this.#calls.textOf(path)) ?? '')
    }
    return prefix
  }

  /** `export const autoPrefix = '/users'`, as @fastify/autoload reads it. */
  #ownPrefix(): string | undefined {
    const { view } = this.#calls
    const at = view.placesOf('autoPrefix').find((place) => view.kind(place + 1) === C.equals)
    return at === undefined ? undefined : this.#calls.textOf({ first: at + 2, end: at + 3 })
  }

  /** NestJS: `app.setGlobalPrefix('api')`. */
  #globalPrefix(): string | undefined {
    const [prefix] = this.#calls.all.find(({ words }) => words.at(-1) === 'setGlobalPrefix')?.args ?? []
    return prefix && (this.#calls.textOf(prefix) ?? placeholder(this.#calls.sourceOf(prefix)))
  }

  #addDecorator(call: Call, controller: number | undefined): number | undefined {
    const [name = ''] = call.words
    const [arg] = call.args
    const texts = arg === undefined ? [''] : (this.#calls.textsOf(arg) ?? [this.#prefixOf(call.args) ?? ''])
    if (CONTROLLER.test(name))
      return this.#routers.make(call, slashed(texts[0] ?? ''), {
        name: classAfter(this.#calls, call),
        isController: true,
      })
    if (!NEST_METHOD.test(name) || controller === undefined) return controller
    for (const path of texts)
      this.#addRoute(call, { router: controller, method: name, path: slashed(path), isDecorator: true })
    return controller
  }

  #addRoute(
    { line, endLine }: Call,
    route: { readonly router: number; readonly method: string; readonly path: string; readonly isDecorator?: true },
  ): void {
    this.#routers.addRoute({ ...route, method: methodOf(route.method), line, endLine })
  }

  #addCall(call: Call): void {
    const callee = call.words.at(-1) ?? ''
    if (ROUTING_METHODS.has(callee) && (call.words.length > 1 || call.on !== undefined)) this.#addRoutes(call, callee)
    else if (callee === 'route' || callee === 'openapi') this.#addRouteCall(call)
    if (callee === 'use' || callee === 'mount' || callee === 'group') this.#addUse(call)
    else if (callee === 'register') this.#addRegister(call)
    else this.#addHandedOn(call)
  }

  /** `router.post('/login', …)`, `router.route('/users').get(…).post(…)`. */
  #addRoutes(call: Call, method: string): void {
    const [first, ...rest] = call.args
    const paths = (first && this.#calls.textsOf(first)?.filter(isPath)) ?? []
    if (paths.length > 0) this.#addPaths(call, { method, paths, handlers: rest })
    else if (call.on !== undefined) this.#addPaths(call, { method, paths: undefined, handlers: call.args })
  }

  /** Without paths those of the calls before it in the chain. */
  #addPaths(
    call: Call,
    {
      method,
      paths,
      handlers,
    }: {
      readonly method: string
      readonly paths: readonly string[] | undefined
      readonly handlers: readonly Argument[]
    },
  ): void {
    const receiver = this.#receiverOf(call)
    if (receiver === undefined || (paths === undefined && !receiver.hasPath)) return
    const { router, prefix } = receiver
    if (!this.#declares(call, { router, handlers })) return
    for (const path of paths ?? ['']) this.#addRoute(call, { router, method, path: joined(prefix, path) })
  }

  /** Fastify: `route({ method: ['GET', 'HEAD'], url: '/users' })`; Hono: `route('/users', users)`. */
  #addRouteCall(call: Call): void {
    const [first, second] = call.args
    const receiver = this.#receiverOf(call)
    if (first === undefined || receiver === undefined) return
    const { router, prefix } = receiver
    const path = this.#calls.textOf(first)
    if (path !== undefined && second !== undefined) {
      const target = this.#routers.referenceOf(second)
      if (target !== undefined)
        this.#routers.addMount({ router, prefix: joined(prefix, path), target, line: call.line })
      return
    }
    if (this.#calls.view.kind(first.first) !== C.openBrace || !this.#mayDeclare(router)) return
    const options = this.#calls.listOf(first.first)
    const url = this.#calls.valueOf(options, 'url', 'path')
    const method = this.#calls.valueOf(options, 'method')
    const paths = url === undefined ? undefined : this.#calls.textsOf(url)
    for (const verb of (method && this.#calls.textsOf(method)) ?? ['all'])
      for (const one of paths ?? []) this.#addRoute(call, { router, method: verb, path: joined(prefix, one) })
  }

  /** `app.use('/v1', auth, router)`. What of the arguments is no router leads nowhere. */
  #addUse(call: Call): void {
    const receiver = this.#receiverOf(call)
    const [first] = call.args
    if (receiver === undefined || first === undefined) return
    const texts = this.#calls.textsOf(first) ?? this.#namedPrefix(call)
    const targets = texts.length === 0 ? call.args : call.args.slice(1)
    for (const path of texts.length === 0 ? [''] : texts)
      for (const arg of targets)
        this.#mountAll(arg, { router: receiver.router, prefix: joined(receiver.prefix, path), line: call.line })
  }

  /** `app.use(config.api.prefix, routes())`: by its name the first is no router. */
  #namedPrefix({ args: [first, second] }: Call): readonly string[] {
    const words = first === undefined || second === undefined ? undefined : this.#calls.namesOf(first)
    return words !== undefined && NAMED_PREFIX.test(words.at(-1) ?? '') ? [`\${${words.join('.')}}`] : []
  }

  /** Also what an argument's own arguments name: `wrap(router)`; and each of a list. */
  #mountAll(arg: Argument, place: { readonly router: number; readonly prefix: string; readonly line: number }): void {
    const { view } = this.#calls
    if (view.kind(arg.first) === C.openBracket) {
      for (const one of this.#calls.listOf(arg.first)) this.#mountAll(one, place)
      return
    }
    const target = this.#routers.referenceOf(arg)
    if (target !== undefined) this.#routers.addMount({ ...place, target })
    const call = this.#calls.callOf(arg)
    const isLoading = typeof target === 'object' && 'specifier' in target && target.specifier !== undefined
    if (call !== undefined && !isLoading && this.#routers.madeBy(call) === undefined)
      for (const inner of call.args) this.#mountAll(inner, place)
  }

  /** Fastify: `app.register(routes, { prefix: '/v1' })`. */
  #addRegister(call: Call): void {
    const receiver = this.#receiverOf(call)
    const [plugin, options] = call.args
    if (receiver === undefined || plugin === undefined) return
    const place = {
      router: receiver.router,
      prefix: joined(receiver.prefix, this.#prefixOf([options]) ?? ''),
      line: call.line,
    }
    const parts = options === undefined ? [] : this.#objectOf(options)
    const directory = this.#calls.valueOf(parts, 'dir')
    if (directory === undefined) this.#mountAll(plugin, place)
    else this.#addDirectory(directory, parts, place)
  }

  /** `@fastify/autoload`: `{ dir: path.join(__dirname, 'routes'), options: { prefix: '/v1' } }`. */
  #addDirectory(
    directory: Argument,
    parts: readonly Argument[],
    place: { readonly router: number; readonly prefix: string; readonly line: number },
  ): void {
    const inner = this.#calls.valueOf(parts, 'options')
    const prefix = joined(place.prefix, this.#prefixOf(inner === undefined ? [] : [inner]) ?? '')
    const call = this.#calls.callOf(directory)
    const words = (call?.args ?? [directory]).flatMap((arg) => this.#calls.textOf(arg) ?? [])
    const flat = this.#calls.valueOf(parts, 'dirNameRoutePrefix')
    const isFlat = flat !== undefined && this.#calls.sourceOf(flat) === 'false'
    if (words.length > 0)
      this.#routers.addMount({ ...place, prefix, target: { directory: words.join('/'), ...(isFlat && { isFlat }) } })
  }

  /** `routes(app)`, `require('./users')(app)`, `users.init(router, db)`: a function is handed a router. */
  #addHandedOn(call: Call): void {
    for (const arg of call.args) {
      const words = this.#calls.namesOf(arg)
      if (words === undefined) continue
      const isOwn = words[0] === 'this' || words.length === 1
      if (!isOwn || !ROUTER_NAME.test(words.at(-1) ?? '')) continue
      const router = this.#routers.find(words, arg.first)
      if (!['made', 'parameter'].includes(this.#routers.originOf(router))) continue
      const target = this.#routers.referenceOf({ first: call.first, end: call.open })
      const reference = call.words.length === 0 ? this.#calleeOf(call) : target
      if (typeof reference === 'object')
        this.#routers.addMount({ router, prefix: '', target: reference, line: call.line })
    }
  }

  #calleeOf(call: Call): Reference | undefined {
    const reference =
      call.on === undefined ? undefined : this.#routers.referenceOf({ first: call.on.first, end: call.open })
    return typeof reference === 'object' ? reference : undefined
  }

  /** `[{ path: '/auth', route: authRoute }]`, which a loop mounts. */
  #addTables(): void {
    const { view } = this.#calls
    const uses = this.#calls.all.find(
      (call) =>
        call.words.at(-1) === 'use' &&
        call.args.length > 1 &&
        call.args.every((arg) => isProperty(this.#calls.namesOf(arg))),
    )
    const receiver = uses === undefined ? undefined : this.#receiverOf(uses)
    if (receiver === undefined) return
    for (let at = 0; at < view.count; at++) {
      if (view.kind(at) !== C.openBrace) continue
      const parts = this.#calls.listOf(at)
      const path = this.#calls.valueOf(parts, 'path', 'prefix', 'url')
      const route = this.#calls.valueOf(parts, 'route', 'router', 'routes', 'handler')
      const prefix = path === undefined ? undefined : this.#calls.textOf(path)
      if (prefix === undefined || route === undefined || !isPath(prefix)) continue
      this.#mountAll(route, { router: receiver.router, prefix, line: view.line(at) })
    }
  }

  /** What a call is made on, and the path that the calls before it in the chain begin. */
  #receiverOf(call: Call): { readonly router: number; readonly prefix: string; readonly hasPath: boolean } | undefined {
    let prefix = ''
    let hasPath = false
    let words = call.words.slice(0, -1)
    let inner = call.on
    while (words.length === 0 && inner !== undefined) {
      const made = this.#routers.madeBy(inner)
      if (made !== undefined) return { router: made, prefix, hasPath }
      const [first] = inner.args
      const callee = inner.words.at(-1) ?? ''
      if (first !== undefined && (callee === 'route' || callee === 'basePath') && inner.args.length === 1) {
        const path = this.#calls.textOf(first)
        if (path !== undefined && isPath(path)) {
          prefix = joined(path, prefix)
          hasPath ||= callee === 'route'
        }
      }
      words = inner.words.slice(0, -1)
      inner = inner.on
    }
    return words.length === 0 ? undefined : { router: this.#routers.find(words, call.first), prefix, hasPath }
  }

  #mayDeclare(router: number): boolean {
    const isKnown = this.#routers.originOf(router) === 'made' || this.#routers.isMounted(router)
    return isKnown || ROUTER_NAME.test(this.#routers.nameOf(router))
  }

  /** Whether a call declares a route, and does not ask for one as clients do. */
  #declares(
    call: Call,
    { router, handlers }: { readonly router: number; readonly handlers: readonly Argument[] },
  ): boolean {
    const { view } = this.#calls
    const origin = this.#routers.originOf(router)
    if (origin === 'made') return handlers.length > 0
    const last = handlers.at(-1)
    if (last === undefined || this.#isUsed(call)) return false
    const isFunction = this.#routers.functions.some(({ from }) => from >= last.first && from < last.end)
    if (!this.#mayDeclare(router)) return origin === 'parameter' && isFunction
    const isData = view.kind(last.first) === C.openBrace || this.#calls.textOf(last) !== undefined
    return isFunction || !isData
  }

  #isUsed(call: Call): boolean {
    const { view } = this.#calls
    const after = view.pair(call.open) + 1
    const isAsked =
      view.isDot(after) &&
      ['then', 'catch', 'finally', 'expect', 'send', 'set', 'pipe', 'subscribe'].includes(view.word(after + 1))
    return isAsked || USING.has(view.text(call.first - 1))
  }

  /** `{ prefix: '/v1' }` among arguments. */
  #prefixOf(args: readonly (Argument | undefined)[]): string | undefined {
    for (const arg of args) {
      const value = arg === undefined ? undefined : this.#calls.valueOf(this.#objectOf(arg), 'prefix', 'path')
      const text = value === undefined ? undefined : this.#calls.textOf(value)
      if (text !== undefined) return text
    }
    return undefined
  }

  #objectOf({ first }: Argument): readonly Argument[] {
    return this.#calls.view.kind(first) === C.openBrace ? this.#calls.listOf(first) : []
  }
}

function isMaking({ words, on, args }: Call, calls: Calls): boolean {
  const name = words.at(-1) ?? ''
  if (on !== undefined && words.length === 0) {
    const [loaded] = on.args
    return on.words.join('.') === 'require' && loaded !== undefined && FRAMEWORKS.has(calls.textOf(loaded) ?? '')
  }
  return MAKING.test(name) && (args.length <= 1 || /^(?:express|fastify)$/i.test(name))
}

function isPath(text: string): boolean {
  return text.startsWith('/') || text.startsWith('${') || text === '*' || text === ''
}

function slashed(path: string): string {
  return path === '' ? '' : withSlash(path)
}

function isProperty(words: readonly string[] | undefined): boolean {
  return words?.length === 2
}

/** The name of the class that a decorator stands before. */
function classAfter({ view }: Calls, call: Call): string {
  for (let at = view.pair(call.open) + 1; at < view.count; at = view.skip(at) + 1)
    if (view.word(at) === 'class') return view.word(at + 1)
  return ''
}
