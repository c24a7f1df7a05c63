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

interface Line {
  readonly line: string
  readonly number: number
  readonly prefix: string
}

/** What the routes in the line's block begin with, after those around it. */
function addLine(found: Endpoint[], { line, number, prefix }: Line): string {
  if (/^\s*root\b/.test(line)) {
    const handler = handlerOf(line)
    found.push({ method: 'GET', route: prefix === '' ? '/' : prefix, line: number, ...handler })
  }
  const [, method, route = '', rest = ''] = ROUTE.exec(line) ?? []
  if (method !== undefined) {
    const verb = method === 'match' ? '*' : method.toUpperCase()
    const handler = handlerOf(rest.includes('#') ? rest : `'${route.replace(/^\//, '').replace('/', '#')}'`)
    found.push({ method: verb, route: rooted(joined(prefix, route)), line: number, ...handler })
  }
  const [, kind, names = ''] = RESOURCES.exec(line) ?? []
  if (kind === undefined) {
    const block = BLOCK.exec(line)?.[1]
    return block === undefined ? '' : rooted(block)
  }
  let inside = ''
  for (const [, name = ''] of names.matchAll(/:(\w+)/g)) {
    const base = rooted(joined(prefix, name))
    const controller = name
    found.push({ method: '*', route: base, line: number, controller })
    if (kind === 'resources') found.push({ method: '*', route: `${base}/:id`, line: number, controller })
    inside = kind === 'resources' ? `/${name}/:${name.replace(/s$/, '')}_id` : `/${name}`
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
