import { methodOf, type Route, type Routing } from './types.ts'

interface PagePattern {
  readonly path: RegExp
  readonly handler: RegExp
  readonly method: (word: string) => string
}

/** Next.js: where a file is tells its route, and what it exports the methods. */
const PATTERNS: readonly PagePattern[] = [
  {
    path: /(?:^|\/)app\/(?:.*\/)?route\.[jt]sx?$/,
    handler: /\bexport\s+(?:async\s+)?(?:function\*?|const)\s+(GET|POST|PUT|PATCH|DELETE|HEAD|OPTIONS)\b/g,
    method: methodOf,
  },
  {
    path: /(?:^|\/)app\/(?:.*\/)?route\.[jt]sx?$/,
    handler: /\bexport\s*\{[^}]*?\b(GET|POST|PUT|PATCH|DELETE|HEAD|OPTIONS)\b/g,
    method: methodOf,
  },
  {
    path: /(?:^|\/)(?:app\/(?:.*\/)?page|pages\/(?!api\/)(?:.*\/)?[a-z0-9[][^/]*)\.[jt]sx?$/,
    handler: /\bexport\s+(?:default\b|\{[^}]*\bdefault\b)/g,
    method: () => 'GET',
  },
  {
    path: /(?:^|\/)pages\/api\/.+\.[jt]sx?$/,
    handler: /\bexport\s+(?:default\b|\{[^}]*\bdefault\b)|\bmodule\.exports\s*=/g,
    method: () => '*',
  },
]

/** Whether a file is where Next.js looks for pages and handlers. */
export function isPage(path: string): boolean {
  return PATTERNS.some((one) => one.path.test(path))
}

/** The routes of a page or handler of Next.js. */
export function readPageRoutes(path: string, text: string): Routing {
  const routes = new Map<string, Route>()
  for (const pattern of PATTERNS) {
    if (!pattern.path.test(path)) continue
    for (const match of text.matchAll(pattern.handler)) {
      const before = text.slice(0, match.index)
      if (/^\s*(?:\/\/|\*)/.test(before.slice(before.lastIndexOf('\n') + 1))) continue
      const line = before.split('\n').length
      const method = pattern.method(match[1] ?? '')
      routes.set(method, { method, path: routeOf(path), router: undefined, line, endLine: line, isDecorator: true })
    }
  }
  return { routers: [], routes: [...routes.values()], mounts: [] }
}

/** Without groups `(shop)`, slots `@modal`, and what marks intercepted routes. */
function routeOf(path: string): string {
  const route = path
    .replace(/^(?:.*?\/)?(?:src\/)?(?:app|pages)\//, '')
    .replace(/(?:(?:^|\/)(?:route|page|index))?\.[jt]sx?$/, '')
    .replaceAll(/\((?!\.)[^)]*\)(?:\/|$)|@\w+(?:\/|$)/g, '')
    .replace(/\/$/, '')
  return `/${route}`
}
