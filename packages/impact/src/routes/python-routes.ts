import { C } from '@groundcrew/code-map'
import type { Argument, Call, Calls } from './calls.ts'
import { Routers } from './routers.ts'
import { joined, METHODS, methodOf, withSlash, type Reference, type Routing } from './types.ts'

const MAKING =
  /^(?:Flask|FastAPI|APIFlask|OpenAPI|Quart|Sanic|Blueprint|ABlueprint|APIBlueprint|\w*Router|Api|NinjaAPI|Namespace)$/
const DECORATING: ReadonlySet<string> = new Set([...METHODS, 'route', 'api_route', 'websocket'])
const INCLUDING: ReadonlySet<string> = new Set([
  'register_blueprint',
  'include_router',
  'add_router',
  'add_namespace',
  'mount',
  'blueprint',
])
const PATTERN: ReadonlySet<string> = new Set(['path', 're_path', 'url'])
/** What a router is called where a function is handed one. */
const HANDED_ON = /^(?:\w*app|api|\w*bp|blueprint|\w*router)$/
/** Methods of classes that handle requests. */
const HANDLERS: ReadonlySet<string> = new Set(METHODS)

/** Flask, FastAPI and their kin, Django and its REST framework. */
export function readPythonRoutes(calls: Calls): Routing {
  return new PythonRoutes(calls).read()
}

class PythonRoutes {
  readonly #calls: Calls
  readonly #routers: Routers
  /** Of Django's lists of patterns, by the token of their bracket. */
  readonly #lists = new Map<number, number>()

  constructor(calls: Calls) {
    this.#calls = calls
    this.#routers = new Routers(calls)
  }

  read(): Routing {
    for (const call of this.#calls.all) if (isMaking(call)) this.#make(call)
    for (const call of this.#calls.all) this.#addCall(call)
    this.#addSpreads()
    return this.#routers.end()
  }

  #make(call: Call): void {
    const [first] = call.args
    const isNamespace = call.words.at(-1) === 'Namespace'
    const given = this.#calls.valueOf(call.args, 'url_prefix', 'prefix', 'path')
    const text = given === undefined ? undefined : this.#textOf(given)
    const name = isNamespace && text === undefined && first !== undefined ? this.#calls.textOf(first) : undefined
    const router = this.#routers.make(call, text ?? (name === undefined ? '' : withSlash(name)))
    // `Api(blueprint)`: what is on it is on the blueprint.
    const words = call.words.at(-1) === 'Api' && first !== undefined ? this.#calls.namesOf(first) : undefined
    if (words !== undefined)
      this.#routers.addMount({
        router: this.#routers.find(words, call.first),
        prefix: '',
        target: router,
        line: call.line,
      })
  }

  #addCall(call: Call): void {
    const callee = call.words.at(-1) ?? ''
    const isDecorator = this.#calls.view.kind(call.first - 1) === C.at
    if (isDecorator && DECORATING.has(callee) && call.words.length > 1) this.#addDecorator(call, callee)
    else if (callee === 'add_url_rule' || callee === 'add_api_route') this.#addRule(call)
    else if (/^add_\w*resource$/.test(callee)) this.#addResource(call)
    else if (INCLUDING.has(callee)) this.#addIncluded(call)
    else if (PATTERN.has(callee) && call.words.length === 1) this.#addPattern(call)
    else if (callee === 'register') this.#addViewSet(call)
    else if (!isDecorator) this.#addHandedOn(call)
  }

  /** `@app.route('/login', methods=['POST'])`, `@router.post('/login')`. */
  #addDecorator(call: Call, callee: string): void {
    const [first] = call.args
    const given = first === undefined || first.name !== '' ? this.#calls.valueOf(call.args, 'path', 'rule') : first
    const paths = given === undefined ? undefined : this.#pathsOf(given)
    const router = this.#receiverOf(call)
    for (const path of paths ?? [])
      for (const method of HANDLERS.has(callee) ? [callee] : this.#methodsOf(call))
        this.#addRoute(call, { router, method, path, isDecorator: true })
  }

  #methodsOf(call: Call): readonly string[] {
    const given = this.#calls.valueOf(call.args, 'methods')
    if (given !== undefined) return this.#calls.textsOf(given) ?? ['all']
    const { view } = this.#calls
    let at = view.pair(call.open) + 1
    while (view.kind(at) === C.at) at = this.#endOfDecorator(at) + 1
    return view.word(at) === 'class' ? this.#methodsOfClass(view.word(at + 1)) : ['get']
  }

  #endOfDecorator(at: number): number {
    const { view } = this.#calls
    const last = view.chainEnd(at + 1)
    return view.kind(last + 1) === C.open ? view.pair(last + 1) : last
  }

  /** Those that a class of this file has; all of one that is elsewhere. */
  #methodsOfClass(name: string): readonly string[] {
    const { symbols } = this.#calls.open
    const parent = symbols.findIndex((symbol) => symbol.kind === 'class' && symbol.name === name)
    const own = symbols.filter((symbol) => symbol.parent === parent && HANDLERS.has(symbol.name))
    return parent === -1 || own.length === 0 ? ['all'] : own.map((symbol) => symbol.name)
  }

  /** `app.add_url_rule('/login', view_func=login, methods=['POST'])`. */
  #addRule(call: Call): void {
    const [first] = call.args
    const given = first === undefined || first.name !== '' ? this.#calls.valueOf(call.args, 'rule', 'path') : first
    const view = this.#calls.valueOf(call.args, 'view_func')
    const viewClass = view === undefined ? undefined : this.#classOf(view)
    const methods = this.#calls.valueOf(call.args, 'methods')
    const verbs = methods === undefined ? undefined : this.#calls.textsOf(methods)
    const router = this.#receiverOf(call)
    for (const path of (given && this.#pathsOf(given)) ?? [])
      for (const method of verbs ?? (viewClass === undefined ? ['get'] : this.#methodsOfClass(viewClass)))
        this.#addRoute(call, { router, method, path })
  }

  /** `Users.as_view('users')`: the class. */
  #classOf(arg: Argument): string | undefined {
    const words = this.#calls.callOf(arg)?.words
    return words?.at(-1) === 'as_view' ? words.at(-2) : undefined
  }

  /** Flask-RESTful: `api.add_resource(Users, '/users', '/people')`. */
  #addResource(call: Call): void {
    const [resource, ...paths] = call.args
    const words = resource === undefined ? undefined : this.#calls.namesOf(resource)
    if (words === undefined) return
    const router = this.#receiverOf(call)
    for (const path of paths.flatMap((arg) => (arg.name === '' ? (this.#pathsOf(arg) ?? []) : [])))
      for (const method of this.#methodsOfClass(words.at(-1) ?? '')) this.#addRoute(call, { router, method, path })
  }

  /** `app.register_blueprint(users, url_prefix='/users')`, `app.include_router(users.router, prefix='/users')`. */
  #addIncluded(call: Call): void {
    const callee = call.words.at(-1) ?? ''
    const plain = call.args.filter(({ name }) => name === '')
    const isPathFirst = callee === 'mount' || callee === 'add_router'
    const [first, second] = isPathFirst ? [plain[1], plain[0]] : plain
    const given = this.#calls.valueOf(call.args, 'url_prefix', 'prefix', 'path') ?? second
    const included = first ?? this.#calls.valueOf(call.args, 'router', 'blueprint', 'app')
    const target = included === undefined ? undefined : this.#routers.referenceOf(included)
    if (target === undefined) return
    const prefix = given === undefined ? undefined : this.#textOf(given)
    const isInstead = (callee === 'register_blueprint' || callee === 'add_namespace') && prefix !== undefined
    const place = { router: this.#receiverOf(call), prefix: prefix ?? '', line: call.line }
    this.#routers.addMount({ ...place, target, ...(isInstead && { isInstead }) })
  }

  /** Django: `path('login/', login)`, `path('api/', include('api.urls'))`, in a list that has a name or is one of `include`. */
  #addPattern(call: Call): void {
    const [first, second] = call.args
    const given = first === undefined || first.name !== '' ? this.#calls.valueOf(call.args, 'route', 'regex') : first
    const text = given === undefined ? undefined : this.#textOf(given)
    const router = this.#listAround(call)
    if (text === undefined || router === undefined) return
    const path = call.words[0] === 'path' ? text : withoutRegex(text)
    const view = second ?? this.#calls.valueOf(call.args, 'view')
    const inner = view === undefined ? undefined : this.#calls.callOf(view)
    if (inner?.words.at(-1) === 'include') this.#addInclude(inner, { router, prefix: path, line: call.line })
    else {
      const viewClass = view === undefined ? undefined : this.#classOf(view)
      const methods = viewClass === undefined ? ['all'] : this.#methodsOfClass(viewClass)
      for (const method of methods) this.#addRoute(call, { router, method, path: path === '' ? '/' : path })
    }
  }

  #addInclude(include: Call, place: { readonly router: number; readonly prefix: string; readonly line: number }): void {
    const { view } = this.#calls
    let [arg] = include.args
    // `include((patterns, 'app'))`
    if (arg !== undefined && view.kind(arg.first) === C.open) [arg] = this.#calls.listOf(arg.first)
    if (arg === undefined) return
    const specifier = this.#calls.textOf(arg)
    if (specifier !== undefined) this.#routers.addMount({ ...place, target: { words: ['urlpatterns'], specifier } })
    else if (view.kind(arg.first) === C.openBracket)
      this.#routers.addMount({ ...place, target: this.#listAt(arg.first, '') })
    else {
      const words = this.#calls.namesOf(arg) ?? []
      const isOfRouter = words.at(-1) === 'urls' && words.length > 1
      const named = isOfRouter ? { first: arg.first, end: arg.end - 2 } : arg
      const target = this.#routers.referenceOf(named)
      if (target !== undefined) this.#routers.addMount({ ...place, target })
    }
  }

  /** The list of patterns that a call stands in: that of a name, or one without. Undefined outside of lists. */
  #listAround({ first }: Pick<Call, 'first'>): number | undefined {
    const { view } = this.#calls
    let list = view.around(first)
    while (list !== -1 && view.kind(list) !== C.openBracket && view.word(list - 1) !== 'i18n_patterns') {
      if (view.kind(list) === C.open && view.isName(list - 1) && PATTERN.has(view.word(list - 1))) return undefined
      list = view.around(list)
    }
    if (list === -1) return undefined
    let at = list - 1
    while (view.kind(at) === C.open || view.isName(at)) at--
    const isAdded = view.kind(at) === C.equals || view.text(at) === '+='
    const name = isAdded ? view.word(at - 1) : view.text(at) === '+' ? 'urlpatterns' : ''
    return this.#listAt(list, name)
  }

  #listAt(list: number, name: string): number {
    const known = this.#lists.get(list)
    if (known !== undefined) return known
    const found = this.#routers.find([name === '' ? `list at ${list}` : name], 0)
    this.#lists.set(list, found)
    return found
  }

  /** `urlpatterns = […] + router.urls`, `*router.urls` in a list. */
  #addSpreads(): void {
    const { view } = this.#calls
    for (const at of view.placesOf('urls')) {
      const isAdded = view.isDot(at - 1) && ['*', '+', '+=', '='].includes(view.text(at - 3))
      if (!isAdded || !view.isName(at - 2)) continue
      const target = this.#routers.find([view.word(at - 2)], at)
      if (this.#routers.originOf(target) !== 'made') continue
      const list = this.#listAround({ first: at - 2 }) ?? this.#routers.find(['urlpatterns'], 0)
      this.#routers.addMount({ router: list, prefix: '', target, line: view.line(at) })
    }
  }

  /** Django's REST framework: `router.register(r'users', UserViewSet)` makes a list and its parts. */
  #addViewSet(call: Call): void {
    const [first, viewSet] = call.args
    const name = first === undefined ? undefined : this.#calls.textOf(first)
    if (name === undefined || viewSet === undefined || call.words.length < 2) return
    const router = this.#receiverOf(call)
    if (router === undefined || this.#routers.originOf(router) === 'unknown') return
    this.#addRoute(call, { router, method: 'all', path: withSlash(`${name}/`) })
    this.#addRoute(call, { router, method: 'all', path: withSlash(`${joined(name, '<pk>')}/`) })
  }

  /** `routes.init(app)`: a function is handed a router. */
  #addHandedOn(call: Call): void {
    for (const arg of call.args) {
      const words = this.#calls.namesOf(arg)
      if (words?.length !== 1 || arg.name !== '' || !HANDED_ON.test(words[0] ?? '')) continue
      const router = this.#routers.find(words, arg.first)
      if (!['made', 'parameter'].includes(this.#routers.originOf(router))) continue
      const target: Reference = { words: call.words }
      if (call.on === undefined) this.#routers.addMount({ router, prefix: '', target, line: call.line })
    }
  }

  #receiverOf(call: Call): number | undefined {
    const words = call.words.slice(0, -1)
    return words.length === 0 ? undefined : this.#routers.find(words, call.first)
  }

  #addRoute(
    { line, endLine }: Call,
    route: {
      readonly router: number | undefined
      readonly method: string
      readonly path: string
      readonly isDecorator?: true
    },
  ): void {
    this.#routers.addRoute({ ...route, method: methodOf(route.method), line, endLine })
  }

  #pathsOf(arg: Argument): readonly string[] | undefined {
    const text = this.#textOf(arg)
    return text === undefined ? this.#calls.textsOf(arg) : [text]
  }

  /** The one argument of a call that makes something of a path: `_('login/')`. */
  #wrapped(arg: Argument): string | undefined {
    const inner = this.#calls.callOf(arg)?.args
    return inner?.length === 1 && inner[0] !== undefined ? this.#calls.textOf(inner[0]) : undefined
  }

  /** Also of a name alone, whose value another file may tell. */
  #textOf(arg: Argument): string | undefined {
    const text = this.#calls.textOf(arg) ?? this.#wrapped(arg)
    const words = text === undefined ? this.#calls.namesOf(arg) : undefined
    return words === undefined ? text : `\${${words.join('.')}}`
  }
}

function isMaking({ words }: Call): boolean {
  return MAKING.test(words.at(-1) ?? '')
}

/** A regular expression as a path: `^users/(?P<pk>\d+)/$` is `users/<pk>/`. */
function withoutRegex(pattern: string): string {
  let text = pattern
    .replace(/^\^/, '')
    .replace(/\\?[$Z]$/, '')
    .replace(/\/\?$/, '/')
  for (let before = ''; before !== text;) {
    before = text
    text = text.replaceAll(/\((?:\?P<(\w+)>|\?:)?[^()]*\)[?*+]?/g, (_, name?: string) => `<${name ?? ''}>`)
  }
  return text.replaceAll(/\\([./-])/g, '$1')
}
