import {
  controllerOf,
  firstOf,
  inlineBlock,
  listOf,
  opensBlock,
  optionOf,
  statementsOf,
  symbolsOf,
  withoutBlock,
  type Statement,
} from './rails-statements.ts'
import { joined, withSlash, type Mount, type Route, type Router, type Routing } from './types.ts'

const RAILS = /(?:^|\/)config\/routes(?:\/.*)?\.rb$/
const VERB = /^(get|post|put|patch|delete|match)\b[ (]*(.*)$/
const RESOURCES = /^(resources?)\b[ (]+((?::\w+|['"]\w+['"])(?:\s*,\s*(?::\w+\b|['"]\w+['"])(?!\s*=>))*)(.*)$/
const BLOCK =
  /^(namespace|scope|concern|constraints|controller|authenticate|authenticated|unauthenticated|defaults|with_options)\b[ (]*(.*)$/
/** Behind the paths of a verb. */
const OPTIONS = /,\s*\w+:|,\s*:\w+\s*=>|=>|\bto:/
const FORMAT = /\((?:\.:format|\.\w+)\)/g
const MOUNTING = /^(?:mount|draw|devise_for)\b/

/** What REST asks of a resource: the action, its methods, what stands behind the path, and whether that is of one or of all. */
const ACTIONS = [
  ['index', ['GET'], '', 'collection'],
  ['create', ['POST'], '', 'collection'],
  ['new', ['GET'], '/new', 'collection'],
  ['edit', ['GET'], '/edit', 'member'],
  ['show', ['GET'], '', 'member'],
  ['update', ['PATCH', 'PUT'], '', 'member'],
  ['destroy', ['DELETE'], '', 'member'],
] as const
/** In resources these, as symbols, name no path of their own. */
const CANONICAL: ReadonlySet<string> = new Set(['index', 'create', 'new', 'show', 'update', 'destroy'])

/** The routes of devise's usual modules. */
const DEVISE = [
  ['GET', '/sign_in'],
  ['POST', '/sign_in'],
  ['DELETE', '/sign_out'],
  ['GET', '/password/new'],
  ['POST', '/password'],
  ['PATCH', '/password'],
  ['PUT', '/password'],
  ['GET', '/sign_up'],
  ['POST', ''],
  ['PATCH', ''],
  ['PUT', ''],
  ['DELETE', ''],
] as const

export function isRailsRoutes(path: string): boolean {
  return RAILS.test(path)
}

/** Rails: `post '/login', to: 'sessions#create'`, `resources :users`, inside of namespaces, scopes and other resources. */
export function readRailsRoutes(path: string, text: string): Routing {
  const reader = new RailsRoutes(path)
  for (const statement of statementsOf(text)) reader.add(statement)
  return reader.end()
}

/** What is around a statement. */
interface Around {
  /** In front of the routes in it. */
  readonly prefix: string
  /** Of resources: the path of one of them, and of all. */
  readonly member?: string
  readonly collection?: string
  readonly controller?: string
  /** Its statements are kept under this name until a resource asks for them. */
  readonly concern?: string
  /** What stands in front of resources that are nested in shallow ones. */
  readonly shallow?: string
}

class RailsRoutes {
  readonly #directory: string
  readonly #routes: Route[] = []
  readonly #mounts: Mount[] = []
  readonly #around: Around[] = [{ prefix: '' }]
  readonly #concerns = new Map<string, Statement[]>()

  constructor(path: string) {
    this.#directory = path.replace(/config\/routes.*$/, 'config/routes/')
  }

  end(): Routing {
    const router: Router = { name: 'routes', prefix: '' }
    return { routers: [router], routes: this.#routes, mounts: this.#mounts }
  }

  add(statement: Statement): void {
    const { text } = statement
    const isEnd = /^(?:end|\})\)?(?:\s|$)/.test(text)
    const { concern } = this.#place
    if (concern !== undefined && !isEnd) this.#concerns.get(concern)?.push(statement)
    const inline = inlineBlock(text)
    if (inline !== undefined) {
      const [around, inside] = inline
      this.#around.push(this.#addHead({ ...statement, text: around }))
      this.add({ ...statement, text: inside })
      this.#around.pop()
    } else if (isEnd) {
      if (this.#around.length > 1) this.#around.pop()
    } else {
      const inside = this.#addHead(statement)
      if (opensBlock(text)) this.#around.push(inside)
    }
  }

  get #place(): Around {
    return this.#around.at(-1) ?? { prefix: '' }
  }

  /** Gives what is around the statements of its block. */
  #addHead(statement: Statement): Around {
    const { text } = statement
    const place = this.#place
    if (place.concern !== undefined) return place
    const verb = VERB.exec(text)
    if (verb !== null) this.#addVerb(verb, statement)
    else if (/^root\b/.test(text)) this.#addRoute('GET', place.prefix || '/', statement, controllerOf(text))
    else if (MOUNTING.test(text)) this.#addMount(statement)
    else if (/^concerns\b/.test(text)) this.#addConcerns(symbolsOf(text))
    const resources = RESOURCES.exec(text)
    if (resources !== null) return this.#addResources(resources, statement)
    const block = BLOCK.exec(text)
    return block === null ? this.#partOfResource(text) : this.#blockOf(block)
  }

  #partOfResource(text: string): Around {
    const place = this.#place
    const [part] = /^(?:member|collection|new)\b/.exec(text) ?? []
    return part === undefined ? place : { ...place, prefix: prefixOn(place, part) }
  }

  #blockOf([, kind, rest = '']: RegExpExecArray): Around {
    const place = this.#place
    if (kind === 'concern') {
      const [concern = ''] = symbolsOf(rest)
      this.#concerns.set(concern, [])
      return { ...place, concern }
    }
    const controller = kind === 'controller' ? symbolsOf(rest)[0] : optionOf(rest, 'controller')
    const named = controller === undefined ? place : { ...place, controller }
    if (kind !== 'namespace' && kind !== 'scope') return named
    const path = optionOf(rest, 'path') ?? firstOf(rest.replace(/^\s*:\w+\s*=>.*/, ''))
    const prefix = path === undefined || path === '' ? place.prefix : withSlash(joined(place.prefix, path))
    const { shallow } = place
    return { prefix, ...(named.controller && { controller: named.controller }), ...(shallow && { shallow }) }
  }

  /** `get 'a', to: 'b#c'`, `get :a, :b`, `post 'a' => 'b#c', on: :member`, `match 'a', via: [:get, :post]`. */
  #addVerb([, verb = '', rest = '']: RegExpExecArray, statement: Statement): void {
    const place = this.#place
    const prefix = prefixOn(place, optionOf(rest, 'on') ?? '')
    const [plain = ''] = rest.split(OPTIONS)
    const methods = methodsOf(verb, rest)
    for (const [, symbol, text = ''] of plain.matchAll(/:(\w+)|['"]([^'"]*)['"]/g)) {
      const path = (symbol ?? text).replace(/^\//, '').replaceAll(FORMAT, '').replaceAll('/(', '(/')
      const controller = controllerOf(rest) ?? controllerIn(path) ?? place.controller
      const isAction = place.member !== undefined && symbol === path && CANONICAL.has(path)
      const route = isAction ? prefix : routeIn(prefix, path)
      for (const method of methods) this.#addRoute(method, route, statement, controller)
    }
  }

  #addRoute(method: string, path: string, { line, endLine }: Statement, controller: string | undefined): void {
    this.#routes.push({ method, path, router: 0, line, endLine, ...(controller !== undefined && { controller }) })
  }

  #addResources([, kind, names = '', options = '']: RegExpExecArray, statement: Statement): Around {
    const rest = withoutBlock(options)
    let inside = this.#place
    for (const name of symbolsOf(names)) {
      inside = this.#resource(name, { isMany: kind === 'resources', options: rest })
      this.#addActions(inside, statement, { isMany: kind === 'resources', options: rest })
      this.#around.push(inside)
      this.#addConcerns(listOf(rest, 'concerns') ?? [])
      this.#around.pop()
    }
    return inside
  }

  #resource(name: string, { isMany, options }: ResourceOptions): Around {
    const place = this.#place
    const path = optionOf(options, 'path') ?? name
    const param = optionOf(options, 'param') ?? 'id'
    const collection = path === '' || path === '/' ? place.prefix : withSlash(joined(place.prefix, path))
    const one = place.shallow !== undefined && isMany ? withSlash(joined(place.shallow, path)) : collection
    const isShallow = place.shallow !== undefined || /\bshallow(?::|\s*=>)\s*true/.test(options)
    return {
      prefix: isMany ? `${one}/:${singular(name)}_${param}` : collection,
      member: isMany ? `${one}/:${param}` : collection,
      collection,
      controller: (optionOf(options, 'controller') ?? (isMany ? name : `${name}s`)).replace(/^.*\//, ''),
      ...(isShallow && { shallow: place.shallow ?? place.prefix }),
    }
  }

  #addActions(resource: Around, statement: Statement, { isMany, options }: ResourceOptions): void {
    const only = listOf(options, 'only')
    const except = listOf(options, 'except') ?? []
    for (const [action, methods, suffix, where] of ACTIONS) {
      const isLeftOut = (!isMany && action === 'index') || except.includes(action)
      if (isLeftOut || only?.includes(action) === false) continue
      const path = `${resource[where] ?? ''}${suffix}` || '/'
      for (const method of methods) this.#addRoute(method, path, statement, resource.controller)
    }
  }

  #addConcerns(names: readonly string[]): void {
    const depth = this.#around.length
    for (const statement of names.flatMap((name) => this.#concerns.get(name) ?? [])) this.add(statement)
    this.#around.length = depth
  }

  /** `mount Sidekiq::Web => '/sidekiq'`, `devise_for :users`, `draw(:admin)`. */
  #addMount(statement: Statement): void {
    const { text, line } = statement
    const { prefix } = this.#place
    const [, drawn] = /^draw\b[ (]*(?::|['"])([\w/]+)/.exec(text) ?? []
    if (drawn !== undefined) {
      const target = { words: [], specifier: `${this.#directory}${drawn}.rb` }
      this.#mounts.push({ router: 0, prefix, line, target })
    }
    const [, at] = /^mount\b.*(?:=>|\bat:)\s*['"]([^'"]+)['"]/.exec(text) ?? []
    if (at !== undefined) this.#addRoute('*', withSlash(joined(prefix, at)), statement, undefined)
    if (!text.startsWith('devise_for')) return
    for (const name of symbolsOf(text.replace(/,.*/, ''))) {
      const path = withSlash(joined(prefix, optionOf(text, 'path') ?? name))
      for (const [method, suffix] of DEVISE) this.#addRoute(method, `${path}${suffix}`, statement, undefined)
    }
  }
}

interface ResourceOptions {
  readonly isMany: boolean
  readonly options: string
}

/** What is in front of a route that is of one, of all or of a new one of the resources around it. */
function prefixOn({ prefix, member, collection }: Around, part: string): string {
  if (part === 'member') return member ?? prefix
  if (part === 'collection') return collection ?? prefix
  return part === 'new' ? `${collection ?? prefix}/new` : prefix
}

function methodsOf(verb: string, options: string): readonly string[] {
  const via = verb === 'match' ? (listOf(options, 'via') ?? ['all']) : [verb]
  return via.includes('all') ? ['*'] : via.map((method) => method.toUpperCase())
}

function routeIn(prefix: string, path: string): string {
  return path.startsWith('(') ? `${prefix}${path}` : withSlash(joined(prefix, path))
}

/** `get 'pages/about'` is handled by the controller of pages. */
function controllerIn(path: string): string | undefined {
  return path.includes(':') ? undefined : /(?:^|\/)(\w+)\/[^/]*$/.exec(path)?.[1]
}

/** As Rails names the parameter of a resource around others. */
function singular(name: string): string {
  return name
    .replace(/people$/, 'person')
    .replace(/(?<!ser|mov)ies$/, 'y')
    .replace(/(s|x|z|ch|sh)es$/, '$1')
    .replace(/(?<!s|news|series|status)s$/, '')
}
