import type { Endpoint } from './endpoints.ts'
import { joined } from './route-prefixes.ts'

const ROUTE = /^\s*(get|post|put|patch|delete|match)[ (]+(?::|['"])([\w/:.*()-]+)['"]?(.*)$/
const RESOURCES = /^\s*(resources?)[ (]+((?::\w+(?:\s*,\s*)?)+)(.*)$/
const BLOCK = /^\s*(?:namespace|scope)[ (]+(?::|(?:path:\s*)?['"])([\w/:-]+)/
const OPENS = /\bdo\b(?:\s*\|[^|]*\|)?\s*$/

/** Rails: `post '/login', to: …`, `resources :users`, inside of `namespace`, `scope` and other resources. */
export function readRailsRoutes(text: string): readonly Endpoint[] {
  const found: Endpoint[] = []
  const around: string[] = []
  for (const [index, source] of text.split('\n').entries()) {
    const line = source.replace(/\s#(?!\{).*$|^\s*#.*$/, '')
    const prefix = around.join('')
    const inside = addLine(found, { line, number: index + 1, prefix })
    if (OPENS.test(line)) around.push(inside)
    else if (/^\s*end\b/.test(line)) around.pop()
  }
  return found
}

interface Line extends Place {
  readonly line: string
}

/** Gives what the routes in the line's block begin with, after those around it. */
function addLine(found: Endpoint[], { line, number, prefix }: Line): string {
  if (/^\s*root\b/.test(line))
    found.push({ method: 'GET', route: prefix === '' ? '/' : prefix, line: number, ...handlerOf(line) })
  const route = ROUTE.exec(line)
  if (route !== null) found.push(routeOf(route, { number, prefix }))
  const resources = RESOURCES.exec(line)
  if (resources !== null) return addResources(found, { resources, number, prefix })
  const block = BLOCK.exec(line)?.[1]
  return block === undefined ? '' : rooted(block)
}

interface Place {
  readonly number: number
  readonly prefix: string
}

function routeOf([, method = '', route = '', rest = '']: RegExpExecArray, { number, prefix }: Place): Endpoint {
  const verb = method === 'match' ? '*' : method.toUpperCase()
  const handler = rest.includes('#') ? rest : `'${route.replace(/^\//, '').replace('/', '#')}'`
  return { method: verb, route: rooted(joined(prefix, route)), line: number, ...handlerOf(handler) }
}

function addResources(
  found: Endpoint[],
  { resources, number, prefix }: Place & { readonly resources: RegExpExecArray },
): string {
  const isMany = resources[1] === 'resources'
  let inside = ''
  for (const [name] of (resources[2] ?? '').matchAll(/\w+/g)) {
    const route = rooted(joined(prefix, name))
    found.push({ method: '*', route, line: number, controller: name })
    if (isMany) found.push({ method: '*', route: `${route}/:id`, line: number, controller: name })
    inside = isMany ? `/${name}/:${name.replace(/s$/, '')}_id` : `/${name}`
  }
  return inside
}

/** `sessions#create`: the controller that handles it. */
function handlerOf(text: string): Pick<Endpoint, 'controller'> {
  const controller = /['"](?:\w+\/)*(\w+)#\w+['"]/.exec(text)?.[1]
  return controller === undefined ? {} : { controller }
}

function rooted(route: string): string {
  return route.startsWith('/') ? route : `/${route}`
}
