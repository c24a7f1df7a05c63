import type { Language } from '@groundcrew/code-map'
import { readRailsRoutes } from './rails-routes.ts'
import { joined, readPrefixes, withSlash, type Prefixes } from './route-prefixes.ts'

/** A route of a web framework: `POST /api/login`. `*` stands for every method. */
export interface Endpoint {
  readonly method: string
  readonly route: string
  readonly line: number
  /** Of a Rails route: the controller that handles it. */
  readonly controller?: string
}

const METHODS = 'get|post|put|patch|delete|options|head|all'
const RAILS = /(?:^|\/)config\/routes(?:\/.*)?\.rb$/
const SCRIPT = /\.[cm]?[jt]sx?$/
const PYTHON = /\.py$/
const GO = /\.go$/
const ANYWHERE: ReadonlySet<RegExp> = new Set([SCRIPT, PYTHON, GO])

interface Found {
  readonly method: string
  readonly route: string
  /** The name of the router that it is declared on. */
  readonly on?: string
}

/** What a pattern finds. */
interface RoutePattern {
  readonly paths: RegExp
  readonly pattern: RegExp
  readonly endpoints: (match: RegExpExecArray, path: string) => readonly Found[]
}

const one = (method: string, route: string, on = ''): readonly Found[] => [
  { method: /^(?:all|any)$/i.test(method) ? '*' : method.toUpperCase(), route, on },
]

const PATTERNS: readonly RoutePattern[] = [
  {
    // Express, Fastify, Koa, Hono: `router.post('/login', …)`.
    paths: SCRIPT,
    pattern: new RegExp(
      String.raw`\b(\w*(?:app|router|server|fastify|api|routes?|instance))\.(${METHODS})(?:<[^(]*>)?\(\s*['"\x60](/[^'"\x60]*)['"\x60]`,
      'gi',
    ),
    endpoints: ([, on = '', method = '', route = '']) => one(method, route, on),
  },
  {
    // Express: `router.route('/users').get(…).post(…)`.
    paths: SCRIPT,
    pattern: /\b(\w+)\.route\(\s*['"\x60](\/[^'"\x60]*)['"\x60]\s*\)/g,
    endpoints: (match) =>
      chained(match.input, match.index + match[0].length).flatMap((method) => one(method, match[2] ?? '', match[1])),
  },
  {
    // Fastify: `route({ method: ['GET', 'HEAD'], url: '/users' })`.
    paths: SCRIPT,
    pattern: /\b(\w+)\.route(?:<[^(]*>)?\(\s*\{/g,
    endpoints: (match) => {
      const options = match.input.slice(match.index, match.index + routeOptionsMax)
      const [, methods = ''] = /\bmethod:\s*(\[[^\]]*\]|['"]\w+['"])/.exec(options) ?? []
      const [, route] = /\b(?:url|path):\s*['"\x60](\/[^'"\x60]*)/.exec(options) ?? []
      return route === undefined ? [] : quoted(methods).flatMap((method) => one(method, route, match[1]))
    },
  },
  {
    // Next.js, app router: `app/api/login/route.ts` exports its methods.
    paths: /(?:^|\/)app\/(?:.*\/)?route\.[jt]sx?$/,
    pattern: /\bexport\s+(?:async\s+)?(?:function|const)\s+(GET|POST|PUT|PATCH|DELETE|HEAD|OPTIONS)\b/g,
    endpoints: ([, method = ''], path) => one(method, nextRoute(path)),
  },
  {
    // Next.js: a page of either router.
    paths: /(?:^|\/)(?:app\/(?:.*\/)?page|pages\/(?!api\/)(?:.*\/)?[a-z[][^/]*)\.[jt]sx$/,
    pattern: /\bexport\s+default\b/g,
    endpoints: (_match, path) => one('get', nextRoute(path)),
  },
  {
    // Next.js, pages: `pages/api/login.ts` is one for all methods.
    paths: /(?:^|\/)pages\/api\/.+\.[jt]sx?$/,
    pattern: /\bexport\s+default\b/g,
    endpoints: (_match, path) => one('all', nextRoute(path)),
  },
  {
    // Flask: `@app.route('/login', methods=['POST'])`; FastAPI: `@router.api_route(…)`.
    paths: PYTHON,
    pattern:
      /@(?:\w+\.)*(\w+)\.(?:api_)?route\(\s*['"]([^'"]*)['"]([^]*?)\)[ \t]*(?:#[^\n]*)?\n\s*(?:@|async\b|def\b|class\b)/g,
    endpoints: ([, on = '', route = '', rest = '']) => flaskMethods(rest).flatMap((method) => one(method, route, on)),
  },
  {
    // Flask: `app.add_url_rule('/login', view_func=login, methods=['POST'])`.
    paths: PYTHON,
    pattern: /\b(\w+)\.add_(?:url_rule|api_route)\(\s*['"]([^'"]*)['"]([^\n]*)/g,
    endpoints: ([, on = '', route = '', rest = '']) => flaskMethods(rest).flatMap((method) => one(method, route, on)),
  },
  {
    // FastAPI and Flask 2: `@router.post('/login')`.
    paths: PYTHON,
    pattern: new RegExp(String.raw`@(?:\w+\.)*(\w+)\.(${METHODS})\(\s*['"]([^'"]*)['"]`, 'g'),
    endpoints: ([, on = '', method = '', route = '']) => one(method, route, on),
  },
  {
    // Django: `path('login/', …)`.
    paths: /(?:^|\/)urls(?:\/[^/]+)?\.py$/,
    pattern: /\b(?:re_)?path\(\s*r?['"]([^'"]*)['"]/g,
    endpoints: ([, route = '']) => one('all', route),
  },
  {
    // Go: net/http, chi, gin, echo.
    paths: GO,
    pattern:
      /\b(\w+)\.(Handle|HandleFunc|GET|POST|PUT|PATCH|DELETE|HEAD|OPTIONS|Any|Get|Post|Put|Patch|Delete)\(\s*"((?:[A-Z]+ )?\/[^"]*)"/g,
    endpoints: ([, on = '', method = '', route = '']) => {
      const [, verb, path = route] = /^([A-Z]+) (.*)$/.exec(route) ?? []
      return one(verb ?? (method.startsWith('Handle') ? 'all' : method), path, on)
    },
  },
]

/** The options of a route are looked for in so many characters. */
const routeOptionsMax = 400

function quoted(text: string): readonly string[] {
  return [...text.matchAll(/['"](\w+)['"]/g)].map(([, word = '']) => word)
}

function flaskMethods(args: string): readonly string[] {
  return quoted(/methods\s*=\s*[[({]([^\])}]*)/.exec(args)?.[1] ?? "'GET'")
}

/** The methods that are called one after the other on what stands before. */
function chained(text: string, from: number): readonly string[] {
  const methods: string[] = []
  const next = new RegExp(String.raw`\s*\.(${METHODS})\(`, 'y')
  for (let at = from; ;) {
    next.lastIndex = at
    const [, method] = next.exec(text) ?? []
    if (method === undefined) return methods
    methods.push(method)
    at = afterParentheses(text, next.lastIndex)
  }
}

function afterParentheses(text: string, from: number): number {
  let depth = 1
  let at = from
  for (; at < text.length && depth > 0; at++) {
    if (text[at] === '(') depth++
    else if (text[at] === ')') depth--
  }
  return at
}

/** What a language's files are called, for patterns that hold wherever a file is. */
const EXTENSIONS: Partial<Record<Language, RegExp>> = {
  typescript: SCRIPT,
  tsx: SCRIPT,
  javascript: SCRIPT,
  python: PYTHON,
  go: GO,
}

const ROUTE_CALL = new RegExp(
  String.raw`\.(?:route|api_route|add_url_rule|add_api_route|Handle|HandleFunc|Any|${METHODS})(?:<[^(]*>)?\(\s*['"\x60{]`,
  'i',
)

/** Whether a content may declare routes, wherever it is. */
export function declaresRoutes(language: Language, source: Buffer): boolean {
  const paths = EXTENSIONS[language]
  if (paths === undefined) return false
  const text = source.toString('latin1')
  // The patterns begin with any name: this one, which all of them need, is found at its first character.
  return ROUTE_CALL.test(text) && PATTERNS.some((one) => one.paths === paths && text.search(one.pattern) !== -1)
}

/** Whether what a file declares depends on where it is. */
export function declaresByPlace(path: string): boolean {
  return isRailsRoutes(path) || PATTERNS.some(({ paths }) => !ANYWHERE.has(paths) && paths.test(path))
}

/** The routes that a file declares, in the order of the file. Lines that are comments do not count. */
export function readEndpoints(path: string, text: string): readonly Endpoint[] {
  if (isRailsRoutes(path)) return readRailsRoutes(text)
  const found: Endpoint[] = []
  let prefixes: Prefixes | undefined
  for (const { paths, pattern, endpoints } of PATTERNS) {
    if (!paths.test(path)) continue
    for (const match of text.matchAll(pattern)) {
      const lineStart = text.lastIndexOf('\n', match.index) + 1
      if (/^\s*(?:\/\/|\*|#)/.test(text.slice(lineStart, match.index + 1))) continue
      const line = lineOf(text, match.index + match[0].search(/\S/))
      for (const { method, route, on = '' } of endpoints(match, path)) {
        prefixes ??= readPrefixes(text)
        found.push({ method, route: withSlash(joined(prefixes.get(on) ?? '', route)), line })
      }
    }
  }
  return found.sort((left, right) => left.line - right.line)
}

export function isRailsRoutes(path: string): boolean {
  return RAILS.test(path)
}

function lineOf(text: string, offset: number): number {
  let line = 1
  for (let at = text.indexOf('\n'); at !== -1 && at < offset; at = text.indexOf('\n', at + 1)) line++
  return line
}

function nextRoute(path: string): string {
  const route = path
    .replace(/^.*?(?:^|\/)(?:app|pages)\//, '')
    .replace(/(?:(?:^|\/)(?:route|page|index))?\.[jt]sx?$/, '')
    .replaceAll(/\([^)]*\)(?:\/|$)|@\w+(?:\/|$)/g, '')
  return `/${route}`
}
