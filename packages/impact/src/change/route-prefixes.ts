/** By the name of a router the path under which the same file mounts it. */
export type Prefixes = ReadonlyMap<string, string>

const MADE =
  /\b(\w+)\s*(?::\s*[\w.]+\s*)?:?=\s*(?:new\s+)?(?:\w+\.)?(?:Blueprint|APIRouter|\w*Router|Hono|Elysia|Group|basePath)\s*\(([^)]*)/g
/** `app.use('/v1', auth, router)`, `app.route('/v1', router)`. */
const MOUNTED = /\.(?:use|route|mount|group)\(\s*['"`](\/[^'"`]*)['"`]\s*,(?:[^()\n]*,)?\s*(\w+)\s*\)/g
/** `app.register(router, { prefix: '/v1' })`, `app.include_router(router, prefix="/v1")`. */
const REGISTERED = /\.(?:register|register_blueprint|include_router)\(\s*(\w+)\s*,([^)]*)/g
const PREFIX = /\b(?:url_)?prefix["']?\s*[:=]\s*f?['"`]([^'"`]*)/

export function readPrefixes(text: string): Prefixes {
  const found = new Map<string, string>()
  for (const [whole, name = '', args = ''] of text.matchAll(MADE)) {
    const prefix =
      PREFIX.exec(args)?.[1] ?? (/(?:Group|basePath)\s*\([^(]*$/.test(whole) ? firstString(args) : undefined)
    if (prefix !== undefined) found.set(name, prefix)
  }
  for (const [, prefix = '', name = ''] of text.matchAll(MOUNTED))
    found.set(name, joined(prefix, found.get(name) ?? ''))
  for (const [, name = '', args = ''] of text.matchAll(REGISTERED)) {
    const prefix = PREFIX.exec(args)?.[1]
    if (prefix !== undefined) found.set(name, joined(prefix, found.get(name) ?? ''))
  }
  return found
}

function firstString(text: string): string | undefined {
  return /^\s*['"`](\/[^'"`]*)/.exec(text)?.[1]
}

/** Two parts of a path, with one slash between. */
export function joined(prefix: string, route: string): string {
  return prefix === '' ? route : `${prefix.replace(/\/+$/, '')}${route === '' || route === '/' ? '' : withSlash(route)}`
}

export function withSlash(route: string): string {
  return route.startsWith('/') ? route : `/${route.replace(/^\^/, '')}`
}
