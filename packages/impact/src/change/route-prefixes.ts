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
  for (const match of text.matchAll(MADE)) mount(found, group(match, 1), madeWith(match))
  for (const match of text.matchAll(MOUNTED)) mount(found, group(match, 2), group(match, 1))
  for (const match of text.matchAll(REGISTERED)) mount(found, group(match, 1), PREFIX.exec(group(match, 2))?.[1])
  return found
}

function mount(found: Map<string, string>, name: string, prefix: string | undefined): void {
  if (prefix !== undefined) found.set(name, joined(prefix, found.get(name) ?? ''))
}

function madeWith(match: RegExpExecArray): string | undefined {
  const args = group(match, 2)
  const isPathFirst = /(?:Group|basePath)\s*\([^(]*$/.test(match[0])
  return PREFIX.exec(args)?.[1] ?? (isPathFirst ? firstString(args) : undefined)
}

function group(match: RegExpExecArray, index: number): string {
  return match[index] ?? ''
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
