/** A route of a web framework: `POST /api/login`. `*` stands for every method. */
export interface Endpoint {
  readonly method: string
  readonly route: string
  readonly line: number
}

const METHODS = 'get|post|put|patch|delete|options|head|all'
const SCRIPT = /\.[cm]?[jt]sx?$/

/** What a pattern finds: the method, and the route. */
interface RoutePattern {
  readonly paths: RegExp
  readonly pattern: RegExp
  readonly endpoints: (match: RegExpExecArray, path: string) => readonly Omit<Endpoint, 'line'>[]
}

const one = (method: string, route: string): readonly Omit<Endpoint, 'line'>[] => [
  { method: method.toLowerCase() === 'all' ? '*' : method.toUpperCase(), route: withSlash(route) },
]

const PATTERNS: readonly RoutePattern[] = [
  {
    // Express, Fastify, Koa, Hono: `router.post('/login', …)`.
    paths: SCRIPT,
    pattern: new RegExp(
      String.raw`\b\w*(?:app|router|server|fastify|api|routes?)\.(${METHODS})(?:<[^(]*>)?\(\s*['"\x60](/[^'"\x60]*)['"\x60]`,
      'gi',
    ),
    endpoints: ([, method = '', route = '']) => one(method, route),
  },
  {
    // Fastify: `route({ method: 'POST', url: '/login' })`.
    paths: SCRIPT,
    pattern: /\bmethod:\s*['"](\w+)['"],\s*(?:url|path):\s*['"](\/[^'"]*)['"]/g,
    endpoints: ([, method = '', route = '']) => one(method, route),
  },
  {
    // Next.js, app router: `app/api/login/route.ts` exports its methods.
    paths: /(?:^|\/)app\/(?:.*\/)?route\.[jt]sx?$/,
    pattern: /\bexport\s+(?:async\s+)?(?:function|const)\s+(GET|POST|PUT|PATCH|DELETE|HEAD|OPTIONS)\b/g,
    endpoints: ([, method = ''], path) => one(method, nextRoute(path)),
  },
  {
    // Next.js, pages: `pages/api/login.ts` is one for all methods.
    paths: /(?:^|\/)pages\/api\/.+\.[jt]sx?$/,
    pattern: /\bexport\s+default\b/g,
    endpoints: (_match, path) => one('all', nextRoute(path)),
  },
  {
    // Flask: `@app.route('/login', methods=['POST'])`.
    paths: /\.py$/,
    pattern: /@\w+(?:\.\w+)*\.route\(\s*['"]([^'"]*)['"]([^\n]*)/g,
    endpoints: ([, route = '', rest = '']) => {
      const methods = /methods\s*=\s*[[(]([^\])]*)/.exec(rest)?.[1] ?? "'GET'"
      return [...methods.matchAll(/['"](\w+)['"]/g)].flatMap(([, method = '']) => one(method, route))
    },
  },
  {
    // FastAPI and Flask 2: `@router.post('/login')`.
    paths: /\.py$/,
    pattern: new RegExp(String.raw`@\w+(?:\.\w+)*\.(${METHODS})\(\s*['"]([^'"]*)['"]`, 'g'),
    endpoints: ([, method = '', route = '']) => one(method, route),
  },
  {
    // Django: `path('login/', …)`.
    paths: /(?:^|\/)urls(?:\/[^/]+)?\.py$/,
    pattern: /\b(?:re_)?path\(\s*r?['"]([^'"]*)['"]/g,
    endpoints: ([, route = '']) => one('all', route),
  },
  {
    // Rails: `post '/login', to: …`, `resources :users`.
    paths: /(?:^|\/)config\/routes(?:\/.*)?\.rb$/,
    pattern: /^[ \t]*(get|post|put|patch|delete|match|resources?)[ (]+(?::|['"])([\w/:.-]+)/gm,
    endpoints: ([, method = '', route = '']) => one(/^(?:match|resources?)$/.test(method) ? 'all' : method, route),
  },
  {
    // Go: net/http, chi, gin, echo.
    paths: /\.go$/,
    pattern:
      /\.(Handle|HandleFunc|GET|POST|PUT|PATCH|DELETE|HEAD|OPTIONS|Get|Post|Put|Patch|Delete)\(\s*"((?:[A-Z]+ )?\/[^"]*)"/g,
    endpoints: ([, method = '', route = '']) => {
      const [, verb, path = route] = /^([A-Z]+) (.*)$/.exec(route) ?? []
      return one(verb ?? (method.startsWith('Handle') ? 'all' : method), path)
    },
  },
]

/** The routes that a file declares, in the order of the file. Lines that are comments do not count. */
export function readEndpoints(path: string, text: string): readonly Endpoint[] {
  const found: Endpoint[] = []
  for (const { paths, pattern, endpoints } of PATTERNS) {
    if (!paths.test(path)) continue
    for (const match of text.matchAll(pattern)) {
      const lineStart = text.lastIndexOf('\n', match.index) + 1
      if (/^\s*(?:\/\/|\*|#)/.test(text.slice(lineStart, match.index + 1))) continue
      const line = lineOf(text, match.index + match[0].search(/\S/))
      found.push(...endpoints(match, path).map((endpoint) => ({ ...endpoint, line })))
    }
  }
  return found.sort((left, right) => left.line - right.line)
}

function lineOf(text: string, offset: number): number {
  let line = 1
  for (let at = text.indexOf('\n'); at !== -1 && at < offset; at = text.indexOf('\n', at + 1)) line++
  return line
}

function nextRoute(path: string): string {
  const route = path
    .replace(/^.*?(?:^|\/)(?:app|pages)\//, '')
    .replace(/(?:\/?route|\/index)?\.[jt]sx?$/, '')
    .replaceAll(/\([^)]*\)\//g, '')
  return `/${route}`
}

function withSlash(route: string): string {
  return route.startsWith('/') ? route : `/${route.replace(/^\^/, '')}`
}
