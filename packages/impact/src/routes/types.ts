import type { ImportFact } from '@groundcrew/code-map'

/** A route that a file declares, as it is seen from the file alone. */
export interface Route {
  /** In capitals; `*` stands for every method. */
  readonly method: string
  /** As written, with `${name}` where the file does not tell the text. */
  readonly path: string
  /** Its place in `Routing.routers`; undefined: the path begins at the root. */
  readonly router: number | undefined
  readonly line: number
  /** Where the call that declares it ends. */
  readonly endLine: number
  /** It is declared by what stands around a function or class, which handles it. */
  readonly isDecorator?: true
  /** Of a Rails route: the controller that handles it. */
  readonly controller?: string
}

/** What routes are declared on: an application, a router, a blueprint, a group, a list of patterns. */
export interface Router {
  readonly name: string
  /** In front of its routes, wherever it is mounted. */
  readonly prefix: string
  /** The function that it is made in or handed to, or the class that it is a field of. */
  readonly owner?: string
  /** Names under which it is imported: it is another file's. */
  readonly imported?: readonly string[]
  /** It is a class whose decorators make it one: the application's own prefix stands in front of it. */
  readonly isController?: true
}

/** What a mount names: a name of the file with what is asked of it, or a module. */
export interface Reference {
  /** `['users', 'router']` for `users.router`; of a module what is asked of it. */
  readonly words: readonly string[]
  /** As in an import. */
  readonly specifier?: string
}

/** All routes below a directory, as a loader of plugins finds them. */
export interface Directory {
  readonly directory: string
  /** The names of directories are no part of the path. */
  readonly isFlat?: true
}

/** One router put on another one. */
export interface Mount {
  /** What it is put on. */
  readonly router: number | undefined
  readonly prefix: string
  /** A router of the same file by its place, or what else is named. */
  readonly target: number | Reference | Directory
  readonly line: number
  /** The prefix stands in place of the one that the router has. */
  readonly isInstead?: true
}

/** What a file says of routes. */
export interface Routing {
  readonly routers: readonly Router[]
  readonly routes: readonly Route[]
  readonly mounts: readonly Mount[]
  /** What the file wants in front of its routes where all of a directory is mounted. */
  readonly ownPrefix?: string
  /** What the application has in front of all controllers. */
  readonly globalPrefix?: string
}

/** A route of a web framework: `POST /api/login`. */
export interface Endpoint {
  readonly method: string
  readonly route: string
  readonly line: number
}

export const METHODS = ['get', 'post', 'put', 'patch', 'delete', 'options', 'head', 'all'] as const

/** The method of a route as endpoints have it. */
export function methodOf(word: string): string {
  return /^(?:all|any)$/i.test(word) ? '*' : word.replace(/^del$/i, 'delete').toUpperCase()
}

/** Two parts of a path, with one slash between. */
export function joined(prefix: string, route: string): string {
  if (prefix === '' || prefix === '/') return route
  return `${prefix.replace(/\/+$/, '')}${route === '' || route === '/' ? '' : withSlash(route)}`
}

export function withSlash(route: string): string {
  return route.startsWith('/') ? route : `/${route}`
}

/** What a version of a file says of routes, and what it imports. */
export interface FileRouting {
  readonly routing: Routing
  readonly imports: readonly ImportFact[]
}
