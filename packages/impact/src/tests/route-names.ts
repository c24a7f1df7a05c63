import type { CodeMap } from '@groundcrew/code-map'
import type { EndpointChange } from '../affected/endpoints.ts'
import type { Graph } from '../graph/graph.ts'

/** `redirect_to cart_path`, `reverse('cart')`: by the name of its route a test makes the path that it requests. */
export interface RouteNames {
  /** The names that a test has; undefined for one that no text has. */
  namesIn(text: string): readonly (string | undefined)[]
  /** Whether a name may be that of one of the routes that changed. */
  mayMean(name: string): boolean
}

export interface RoutesQuestion {
  readonly graph: Graph
  /** The directory of the application, with `/` at its end where it is not the root. */
  readonly root: string
  readonly endpoints: readonly EndpointChange[]
}

/**
 * Rails makes names of the parts of a path: `edit_admin_user_path` of `/admin/users/:id/edit`. A name is that of a route where its last word is a
 * part of the path; and it may be that of any where `as:` gives it, or nothing that the routes say has that word, as a library's.
 */
export class RailsNames implements RouteNames {
  readonly #parts: ReadonlySet<string>
  readonly #declared: string

  constructor({ graph, root, endpoints }: RoutesQuestion) {
    this.#parts = new Set(endpoints.flatMap(({ endpoint }) => staticParts(endpoint)))
    this.#declared = textOf(graph, (path) => path.startsWith(`${root}config/routes`))
  }

  namesIn(text: string): readonly string[] {
    return [...text.matchAll(/(?<![.\w])([a-z]\w*)_(?:path|url)\b/g)].map(([, name = '']) => name)
  }

  mayMean(name: string): boolean {
    if (name === 'root') return this.#parts.has('')
    const last = name.slice(name.lastIndexOf('_') + 1)
    const forms = [last, `${last}s`, `${last}es`, last.replace(/y$/, 'ies'), last.replace(/s$/, '')]
    if (forms.some((form) => this.#parts.has(form))) return true
    const isCustom = new RegExp(`as:?\\s*(?:=>\\s*)?[:'"]${name}\\b`).test(this.#declared)
    return isCustom || !forms.some((form) => new RegExp(`\\b${form}\\b`).test(this.#declared))
  }
}

/** Django gives names to routes: `path('cart/', cart, name='cart')`. One that no module of routes has may be any, as a library's. */
export class DjangoNames implements RouteNames {
  readonly #declared: ReadonlySet<string>
  readonly #changed: ReadonlySet<string>

  constructor({ graph, root, endpoints }: RoutesQuestion) {
    const isRoutes = (path: string): boolean => path.startsWith(root) && /(?:^|\/)urls(?:\/.*)?\.py$/.test(path)
    this.#declared = new Set(namesOf(textOf(graph, isRoutes)))
    this.#changed = new Set(changedNames(graph, endpoints))
  }

  namesIn(text: string): readonly (string | undefined)[] {
    return [
      ...text.matchAll(/\b(?:reverse|reverse_lazy|resolve_url|get_absolute_url)\((?:\s*(["'])([\w:.-]+)\1)?/g),
    ].map(([, , name]) => name?.replace(/^.*:/, ''))
  }

  mayMean(name: string): boolean {
    return this.#changed.has(name) || !this.#declared.has(name) || this.#changed.has('')
  }
}

function staticParts(endpoint: string): readonly string[] {
  const parts = endpoint.replace(/^\S+ /, '').replaceAll(/[()]/g, '').split('/').slice(1)
  return parts.filter((part) => !/[:*<]/.test(part)).map((part) => part.replace(/\.\w*$/, ''))
}

const NAME = /\bname\s*=\s*(["'])([\w.-]+)\1/g

function namesOf(text: string): readonly string[] {
  return [...text.matchAll(NAME)].map(([, , name = '']) => name)
}

/** The names of routes, each behind where its route is declared and before the next one; empty for one that has none. */
function changedNames({ map }: Graph, endpoints: readonly EndpointChange[]): readonly string[] {
  const lines = new Map<string, readonly string[]>()
  return endpoints.map(({ path, line }) => {
    const number = map.findFile(path)
    const known = lines.get(path) ?? (number === undefined ? '' : textAt(map, number)).split('\n')
    lines.set(path, known)
    const rest = known.slice(line - 1, line + 6).join('\n')
    const own = /^.*?\)\s*,?\s*(?:\n|$)(?=\s*(?:re_)?(?:path|url)\(|\s*\]|$)/s.exec(rest)?.[0] ?? rest
    return namesOf(own)[0] ?? ''
  })
}

function textOf({ map }: Graph, isWanted: (path: string) => boolean): string {
  const texts: string[] = []
  for (let number = 0; number < map.fileCount; number++)
    if (isWanted(map.pathOf(number))) texts.push(textAt(map, number))
  return texts.join('\n')
}

function textAt(map: CodeMap, number: number): string {
  return map.read(number)?.source.toString('latin1') ?? ''
}
