import type { ImportFact } from '@groundcrew/code-map'
import { stemOf } from '../paths.ts'
import { bindsName, isDirectory } from './routers.ts'
import { withValues } from './text-value.ts'
import {
  joined,
  withSlash,
  type Directory,
  type Endpoint,
  type FileRouting,
  type Mount,
  type Reference,
  type Route,
  type Router,
  type Routing,
} from './types.ts'

/** The files of a code base as routes are read from them, in one of its states. */
export interface RouteFiles {
  routing(path: string): Routing | undefined
  imports(path: string): readonly ImportFact[]
  /** The files that an import stands for. */
  resolve(path: string, fact: ImportFact): readonly string[]
  /** The files that a module of Python, or a path of Rails, stands for. */
  named(name: string): readonly string[]
  /** Files that may mount what a file declares. */
  mounters(path: string): readonly string[]
  /** Files that declare a function that another file calls without importing it by that name. */
  declaring(path: string, name: string): readonly string[]
  below(directory: string): readonly string[]
  /** What an application has in front of the controllers of a file. */
  globalPrefix(path: string): string
  /** The text that a name of a file has. */
  constant(path: string, names: string): string | undefined
}

/** More paths than this to one router are no news for anybody. */
const PREFIXES_MAX = 12
const FOLLOWED_MAX = 4
/** Names of what is exported as, or makes, a router; others of a file that has one are something else. */
const OF_ROUTERS =
  /rout|app|api|plugin|controller|blueprint|bp$|urls|patterns|views|endpoint|server|handler|^(?:default|\*)$/i

interface Place {
  readonly path: string
  readonly router: number
}

/** A route with all that is in front of it. */
export interface MountedEndpoint extends Endpoint, Pick<Route, 'endLine' | 'isDecorator' | 'controller'> {}

/** The routes of a code base, with what stands in front of them where their routers are mounted. */
export class RouteTable {
  readonly #files: RouteFiles
  readonly #targets = new Map<Mount, readonly Place[]>()
  readonly #prefixes = new Map<string, readonly string[]>()

  constructor(files: RouteFiles) {
    this.#files = files
  }

  /** The routes that a file declares, each as often as it is mounted, in the order of the file. */
  endpoints(path: string): readonly MountedEndpoint[] {
    const { routes = [] } = this.#files.routing(path) ?? {}
    const found = routes.flatMap(({ router, path: own, ...route }) => {
      const prefixes = router === undefined ? [''] : this.#prefixesOf({ path, router }, [])
      const text = withValues(own, (names) => this.#files.constant(path, names))
      return [...new Set(prefixes)].map((prefix) => ({ ...route, route: withSlash(joined(prefix, text)) }))
    })
    return found.sort((left, right) => left.line - right.line)
  }

  /** The files whose routers a file mounts, and those that these mount. */
  mountedBy(path: string): ReadonlySet<string> {
    const found = new Set<string>()
    const waiting = [path]
    for (let at = waiting.pop(); at !== undefined; at = waiting.pop()) {
      for (const mount of this.#files.routing(at)?.mounts ?? []) {
        for (const target of this.#targetsOf(at, mount)) {
          if (target.path === path || found.has(target.path)) continue
          found.add(target.path)
          waiting.push(target.path)
        }
      }
    }
    return found
  }

  #prefixesOf(place: Place, around: readonly string[]): readonly string[] {
    const key = `${place.router} ${place.path}`
    const known = this.#prefixes.get(key)
    if (known !== undefined) return known
    if (around.includes(key)) return []
    const found = this.#findPrefixes(place, [...around, key])
    if (around.length === 0) this.#prefixes.set(key, found)
    return found
  }

  #findPrefixes(place: Place, around: readonly string[]): readonly string[] {
    const router = this.#files.routing(place.path)?.routers[place.router]
    if (router === undefined) return ['']
    if (router.imported !== undefined) {
      const places = this.#resolve(place.path, { words: router.imported })
      const found = places.flatMap((one) => this.#prefixesOf(one, around))
      return found.length === 0 ? [''] : found.slice(0, PREFIXES_MAX)
    }
    const own = this.#withConstants(place.path, router.prefix)
    if (router.isController === true) return [joined(withSlash(this.#files.globalPrefix(place.path)), own)]
    const found: string[] = []
    for (const from of this.#mountersOf(place)) {
      for (const mount of this.#files.routing(from)?.mounts ?? []) {
        if (!this.#targetsOf(from, mount).some((one) => isSame(one, place))) continue
        const prefix = joined(this.#directoryPrefix(mount, from, place.path), mount.isInstead === true ? '' : own)
        const outer = mount.router === undefined ? [''] : this.#prefixesOf({ path: from, router: mount.router }, around)
        found.push(...outer.map((one) => joined(one, prefix)))
      }
    }
    return found.length === 0 ? [own] : [...new Set(found)].slice(0, PREFIXES_MAX)
  }

  #mountersOf({ path }: Place): readonly string[] {
    return [...new Set([path, ...this.#files.mounters(path)])]
  }

  /** With the directories between, where all below one is mounted. */
  #directoryPrefix({ prefix, target }: Mount, from: string, path: string): string {
    const text = this.#withConstants(from, prefix)
    if (!isDirectory(target)) return text
    const ownPrefix = this.#files.routing(path)?.ownPrefix
    if (ownPrefix !== undefined || target.isFlat === true) return joined(text, ownPrefix ?? '')
    const rest = path.slice(directoryOfMount(from, target).length + 1)
    const directories = rest.slice(0, Math.max(0, rest.lastIndexOf('/')))
    return joined(text, directories.replaceAll(/(?<=^|\/)_+(?=\w)/g, ':'))
  }

  #withConstants(path: string, text: string): string {
    return withValues(text, (names) => this.#files.constant(path, names))
  }

  #targetsOf(path: string, mount: Mount): readonly Place[] {
    const { target } = mount
    if (typeof target === 'number') return [{ path, router: target }]
    const known = this.#targets.get(mount)
    if (known !== undefined) return known
    const found = isDirectory(target)
      ? this.#files.below(directoryOfMount(path, target)).flatMap((file) => this.#freeRouters(file))
      : this.#resolve(path, target)
    this.#targets.set(mount, found)
    return found
  }

  /** The routers that a name of a file, or a module, stands for. */
  #resolve(path: string, { words, specifier }: Reference): readonly Place[] {
    if (specifier !== undefined) {
      const fact: ImportFact = { kind: 'require', specifier, line: 1, names: [], isTypeOnly: false }
      const files = /\.(?:py|rb)$/.test(path) ? this.#files.named(specifier) : this.#files.resolve(path, fact)
      return files.flatMap((file) => this.#follow(file, words[0], 0))
    }
    const [first = ''] = words
    const fact = this.#files.imports(path).find((one) => bindsName(one, first))
    if (fact === undefined) {
      const name = words.at(-1) ?? ''
      return this.#files.declaring(path, name).flatMap((file) => this.#routersNamed(file, name))
    }
    const { imported = '*' } = fact.names.find(({ local }) => local === first) ?? {}
    const files = this.#files.resolve(path, fact)
    // `from app import users`: the module, where there is one of that name.
    const modules = files.filter((file) => imported !== '*' && stemOf(file) === imported)
    const rest = words.length > 1 ? words.at(-1) : undefined
    if (modules.length > 0 && path.endsWith('.py')) return modules.flatMap((file) => this.#follow(file, rest, 0))
    return files.flatMap((file) =>
      this.#follow(file, imported === '*' || imported === 'default' ? (rest ?? imported) : imported, 0),
    )
  }

  /** The routers of a file that one of its names stands for, or those of where it has that name from. */
  #follow(path: string, name: string | undefined, depth: number): readonly Place[] {
    const named = name === undefined ? [] : this.#routersNamed(path, name)
    if (named.length > 0 || depth > FOLLOWED_MAX) return named
    for (const fact of name === undefined ? [] : this.#files.imports(path)) {
      const next = nameBehind(fact, name ?? '')
      const files = next === undefined ? [] : this.#files.resolve(path, fact)
      const found = files.flatMap((file) => {
        const isModule = file.endsWith('.py') && stemOf(file) === next
        return this.#follow(file, isModule ? undefined : next, depth + 1)
      })
      if (found.length > 0) return found
    }
    return name === undefined || OF_ROUTERS.test(name) ? this.#freeRouters(path) : []
  }

  /** Those of a name, or that a function or class of the name makes or is handed. */
  #routersNamed(path: string, name: string): readonly Place[] {
    const { routers = [] } = this.#files.routing(path) ?? {}
    const isNamed = (router: Router): boolean =>
      router.imported === undefined && (router.name === name || router.owner === name)
    const named = routers.flatMap((router, index) => (isNamed(router) ? [{ path, router: index }] : []))
    const free = new Set(this.#freeRouters(path).map(({ router }) => router))
    const isFree = named.filter(({ router }) => free.has(router))
    return isFree.length > 0 ? isFree : named
  }

  /** Those that their own file does not mount. */
  #freeRouters(path: string): readonly Place[] {
    const { routers = [], mounts = [] } = this.#files.routing(path) ?? {}
    const mounted = new Set(mounts.map(({ target }) => target))
    return routers.flatMap((router, index) =>
      router.imported !== undefined || mounted.has(index) ? [] : [{ path, router: index }],
    )
  }
}

function isSame(left: Place, right: Place): boolean {
  return left.path === right.path && left.router === right.router
}

/** Relative to the file that mounts it. */
function directoryOfMount(path: string, { directory }: Directory): string {
  const parts = path.split('/').slice(0, -1)
  for (const part of directory.split('/')) {
    if (part === '..') parts.pop()
    else if (part !== '.' && part !== '') parts.push(part)
  }
  return parts.join('/')
}

/** What a name is in the module that an import of its file leads to; undefined where it is not from there. */
function nameBehind({ kind, names, specifier }: ImportFact, name: string): string | undefined {
  const bound = names.find(({ local }) => local === name)
  if (bound !== undefined) return bound.imported === '*' ? 'default' : bound.imported
  if (kind === 're-export' && names.some(({ imported }) => imported === '*')) return name
  return names.length === 0 && isNamedAs(specifier, name) ? 'default' : undefined
}

/** `require('./users.route')` as a part of an object: by the name of its file. */
function isNamedAs(specifier: string, name: string): boolean {
  const file = stemOf(specifier)
    .toLowerCase()
    .replaceAll(/[^a-z0-9]/g, '')
  const plain = name.toLowerCase()
  return file !== '' && (file.startsWith(plain) || plain.startsWith(file))
}

/** The routes that a file declares, as far as it tells by itself. */
export function endpointsIn(file: FileRouting | undefined): readonly Endpoint[] {
  if (file === undefined) return []
  const nothing = (): readonly string[] => []
  const alone: RouteFiles = {
    routing: () => file.routing,
    imports: () => file.imports,
    resolve: nothing,
    named: nothing,
    mounters: nothing,
    declaring: nothing,
    below: nothing,
    constant: () => undefined,
    globalPrefix: () => '',
  }
  return new RouteTable(alone).endpoints('')
}
