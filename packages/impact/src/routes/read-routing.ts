import { languageOfPath, type Language, type OpenFile } from '@groundcrew/code-map'
import { isScript } from '../change/token-words.ts'
import { Calls } from './calls.ts'
import { readGoRoutes } from './go-routes.ts'
import { isPage, readPageRoutes } from './page-routes.ts'
import { readPythonRoutes } from './python-routes.ts'
import { isRailsRoutes, readRailsRoutes } from './rails-routes.ts'
import { readScriptRoutes } from './script-routes.ts'
import { METHODS, type Routing } from './types.ts'

/** What every file that declares a route has: a call with a path or options in front, or a decorator. */
const ROUTE_CALLS: readonly RegExp[] = [
  new RegExp(
    String.raw`\.(?:route|api_route|add_url_rule|add_api_route|Handle|HandleFunc|Any|Match|del|${METHODS.join('|')})(?:<[^(]*>)?\(\s*(?:\w+=)?\[?\s*[rbfu]{0,2}['"\x60](?:[/^$*{]|[A-Z]+ /|['"\x60])`,
    'i',
  ),
  /\.(?:route|openapi)(?:<[^(]*>)?\(\s*\{|\.(?:add_\w*resource|MethodFunc|Method)\(/,
  /@(?:Get|Post|Put|Patch|Delete|Options|Head|All)\(/,
]

/** Whether a content may declare routes, wherever it is. */
export function mayDeclareRoutes(language: Language, source: Buffer): boolean {
  if (!isScript(language) && language !== 'python' && language !== 'go') return false
  const text = source.toString('latin1')
  return ROUTE_CALLS.some((pattern) => pattern.test(text))
}

/** A call that makes a router, mounts one, or may hand one to a function. */
const ROUTER_CALLS: readonly RegExp[] = [
  /\b(?:\w*Blueprint|\w*[rR]outer|Flask|FastAPI|Api|Namespace|NinjaAPI|\w*Hono|express|[fF]astify|polka|restana|Koa|Elysia|NewServeMux|Default)\(/,
  /\.(?:setGlobalPrefix|use|register|mount|include_router|register_blueprint|add_namespace|add_router|Mount|Group|Route|PathPrefix)\(/,
  /\((?:this\.|self\.)?(?:\w*(?:app|router|server|fastify|api)|r|e)\b/i,
]

/** A larger one is generated, or data. */
const SOURCE_BYTES_MAX = 512 * 1024

/** Whether a version of a file may say anything of routes. */
export function maySayOfRoutes(path: string, source: Buffer): boolean {
  if (source.length > SOURCE_BYTES_MAX) return false
  if (declaresByPlace(path)) return true
  const language = languageOfPath(path) ?? 'text'
  if (!isScript(language) && language !== 'python' && language !== 'go') return false
  return mayDeclareRoutes(language, source) || ROUTER_CALLS.some((pattern) => pattern.test(source.toString('latin1')))
}

/** Whether what a file declares depends on where it is. */
export function declaresByPlace(path: string): boolean {
  return isRailsRoutes(path) || isPage(path) || isDjango(path)
}

/** A module with Django's patterns. */
export function isDjango(path: string): boolean {
  return /(?:^|\/)\w*urls(?:\/[^/]+)?\.py$/.test(path)
}

/** What a file says of routes; undefined for one that can say nothing. */
export function readRouting(open: OpenFile, path: string): Routing | undefined {
  if (isRailsRoutes(path)) return readRailsRoutes(path, open.source.toString())
  const language = languageOfPath(path) ?? open.file.language
  if (isScript(language)) {
    const routing = readScriptRoutes(new Calls(open))
    const pages = isPage(path) ? readPageRoutes(path, open.source.toString()).routes : []
    return { ...routing, routes: [...routing.routes, ...pages] }
  }
  if (language === 'python') return readPythonRoutes(new Calls(open))
  return language === 'go' ? readGoRoutes(new Calls(open)) : undefined
}
