import { languageOfPath, listedFiles, NameTable, Resolver, Tokens, type ImportFact } from '@groundcrew/code-map'
import type { Graph } from '../graph/graph.ts'
import { directoryOf } from '../paths.ts'
import { isDjango, maySayOfRoutes, readRouting } from './read-routing.ts'
import { isPage } from './page-routes.ts'
import { isRailsRoutes } from './rails-routes.ts'
import { bindsName } from './routers.ts'
import type { RouteFiles } from './route-table.ts'
import { readText, withValues } from './text-value.ts'
import type { FileRouting, Routing } from './types.ts'

/** Names of what mounts all files below a directory. */
const LOADERS = ['autoload', 'autoLoad', 'AutoLoad', 'fastifyAutoload', 'fastifyAutoLoad'] as const
/** A name that more files use is no router's. */
const USERS_MAX = 40
/** Files of these classes declare no routes of the application. */
const NOT_SERVED: ReadonlySet<string> = new Set(['test', 'vendored', 'minified'])
const BARRELS_MAX = 3
const BARREL = /(?:^|\/)(?:index\.[cm]?[jt]sx?|__init__\.py)$/

/** The work tree, with some files as they were or will be: `undefined` for one that is not there. */
export class GraphRoutes implements RouteFiles {
  readonly #graph: Graph
  readonly #changed: ReadonlyMap<string, FileRouting | undefined>
  readonly #routings = new Map<string, Routing | undefined>()
  readonly #constants = new Map<string, string | undefined>()
  /** Shared by all files: making them anew for each takes longer than reading. */
  readonly #names = new NameTable()
  readonly #tokens = new Tokens()
  #resolver: Resolver | undefined
  #loaders: readonly string[] | undefined
  #placed: readonly string[] | undefined
  #applications: readonly string[] | undefined

  constructor(graph: Graph, changed: ReadonlyMap<string, FileRouting | undefined>) {
    this.#graph = graph
    this.#changed = changed
  }

  routing(path: string): Routing | undefined {
    if (!this.#routings.has(path)) {
      const routing = this.#changed.has(path) ? this.#changed.get(path)?.routing : this.#read(path)
      this.#routings.set(
        path,
        isPage(path) && routing !== undefined ? this.#withoutOthersPages(path, routing) : routing,
      )
    }
    return this.#routings.get(path)
  }

  /** Pages are routes where a package above has Next.js; others have directories of that name too. */
  #withoutOthersPages(path: string, routing: Routing): Routing {
    for (let directory = directoryOf(path); ; directory = directoryOf(directory)) {
      const number = this.#graph.map.findFile(directory === '' ? 'package.json' : `${directory}/package.json`)
      const text = number === undefined ? undefined : this.#graph.map.read(number)?.source.toString()
      if (text !== undefined && /"next"\s*:/.test(text)) return routing
      if (directory === '') return { ...routing, routes: routing.routes.filter(({ router }) => router !== undefined) }
    }
  }

  #read(path: string): Routing | undefined {
    const number = this.#graph.map.findFile(path)
    if (number === undefined || NOT_SERVED.has(this.#graph.map.file(number).class)) return undefined
    const open = this.#graph.map.read(number)
    if (open === undefined || !maySayOfRoutes(path, open.source)) return undefined
    open.lexWith(this.#names, this.#tokens)
    return readRouting(open, path)
  }

  imports(path: string): readonly ImportFact[] {
    if (this.#changed.has(path)) return this.#changed.get(path)?.imports ?? []
    const number = this.#graph.map.findFile(path)
    return number === undefined ? [] : this.#graph.links.factsOf(number)
  }

  resolve(path: string, fact: ImportFact): readonly string[] {
    const language = languageOfPath(path)
    if (language === undefined) return []
    this.#resolver ??= new Resolver(this.#listed())
    const found = this.#resolver.resolve({ path, language }, fact)
    return found.kind === 'files' ? found.paths : []
  }

  /** All that is in the work tree, and all that changed: what a file that is gone imported may be gone too. */
  #listed() {
    const { map } = this.#graph
    const paths = Array.from({ length: map.fileCount }, (_, number) => map.pathOf(number))
    const gone = [...this.#changed.keys()].filter((path) => map.findFile(path) === undefined)
    return listedFiles([...paths, ...gone], (path) => {
      const number = map.findFile(path)
      return number === undefined ? undefined : map.read(number)?.source.toString()
    })
  }

  named(name: string): readonly string[] {
    if (name.endsWith('.rb')) return [name]
    const file = name.replaceAll('.', '/')
    const isWanted = (path: string): boolean =>
      [`${file}.py`, `${file}/__init__.py`].some((end) => path === end || path.endsWith(`/${end}`))
    return this.#placedFiles.filter(isWanted)
  }

  /** Modules of Django's patterns and files of Rails' routes. */
  get #placedFiles(): readonly string[] {
    this.#placed ??= [...this.#graph.map.files()]
      .map(({ path }) => path)
      .filter((path) => isDjango(path) || isRailsRoutes(path))
    return [
      ...new Set([
        ...this.#placed,
        ...[...this.#changed.keys()].filter((path) => isDjango(path) || isRailsRoutes(path)),
      ]),
    ]
  }

  mounters(path: string): readonly string[] {
    const found = new Set<string>()
    if (isDjango(path) || isRailsRoutes(path)) for (const one of this.#placedFiles) found.add(one)
    this.#addImporters(path, found, 0)
    for (const [one, routing] of this.#changed) if ((routing?.routing.mounts.length ?? 0) > 0) found.add(one)
    for (const one of [...this.#loadersOfDirectories, ...this.#usersOf(path)]) found.add(one)
    return [...found].filter((one) => this.routing(one) !== undefined)
  }

  #addImporters(path: string, found: Set<string>, depth: number): void {
    const number = this.#graph.fileNumber(path)
    const files = new Set(this.#graph.importersOf(number).map(({ from }) => from))
    if (languageOfPath(path) === 'go') for (const file of this.#graph.packageOf(number)) files.add(file)
    for (const file of files) {
      const from = this.#graph.pathOf(file)
      if (found.has(from)) continue
      found.add(from)
      if (depth < BARRELS_MAX && (BARREL.test(from) || this.imports(from).some(({ kind }) => kind === 're-export')))
        this.#addImporters(from, found, depth + 1)
    }
  }

  /** Those that name a function or class of a file that makes routers or is handed one: a method is called without an import. */
  #usersOf(path: string): readonly string[] {
    const names = new Set((this.routing(path)?.routers ?? []).flatMap(({ owner }) => owner ?? []))
    return [...names].flatMap((name) => {
      const users = this.#graph.map.uses(name).filter(({ file }) => file.class !== 'test')
      return users.length > USERS_MAX ? [] : users.map(({ file }) => file.path)
    })
  }

  get #loadersOfDirectories(): readonly string[] {
    this.#loaders ??= LOADERS.flatMap((name) => this.#graph.map.uses(name).map(({ file }) => file.path))
    return this.#loaders
  }

  declaring(path: string, name: string): readonly string[] {
    const { map } = this.#graph
    const declared = map.declarations(
      (one) => one === name,
      ({ class: fileClass, language }) => fileClass !== 'test' && language === languageOfPath(path),
    )
    const files = [...new Set((declared.get(name) ?? []).map(({ file }) => file.path))]
    const beside = files.filter((file) => directoryOf(file) === directoryOf(path))
    return path.endsWith('.go') && beside.length > 0 ? beside : files.length === 1 ? files : []
  }

  below(directory: string): readonly string[] {
    const start = `${directory}/`
    const files = [...this.#graph.map.files()].filter((file) => file.path.startsWith(start) && file.class !== 'test')
    return files.map(({ path }) => path)
  }

  /** That of the application nearest to a file. */
  globalPrefix(path: string): string {
    this.#applications ??= this.#graph.map.uses('setGlobalPrefix').map(({ file }) => file.path)
    const nearness = (application: string): number => {
      let at = 0
      while (at < path.length && application[at] === path[at]) at++
      return at
    }
    const [nearest] = [...this.#applications].sort((left, right) => nearness(right) - nearness(left))
    const prefix = nearest === undefined ? undefined : this.routing(nearest)?.globalPrefix
    return prefix === undefined ? '' : withValues(prefix, (names) => this.constant(nearest ?? '', names))
  }

  /** Where all that has the last of the names is one text; first in the file itself. */
  constant(path: string, names: string): string | undefined {
    const key = `${path} ${names}`
    if (!this.#constants.has(key)) this.#constants.set(key, this.#findConstant(path, names.split('.')))
    return this.#constants.get(key)
  }

  #findConstant(path: string, names: readonly string[]): string | undefined {
    const [first = ''] = names
    const name = names.at(-1) ?? ''
    const fact = this.imports(path).find((one) => bindsName(one, first))
    const places = [path, ...(fact === undefined ? [] : this.resolve(path, fact))]
    for (const place of places) {
      const found = onlyText(
        this.#textOf(place) ?? '',
        fact?.names.find(({ local }) => local === name)?.imported ?? name,
      )
      if (found !== undefined) return found
    }
    const { map } = this.#graph
    const declared = map.declarations(
      (one) => one === name,
      ({ class: fileClass }) => !NOT_SERVED.has(fileClass),
    )
    const files = new Set((declared.get(name) ?? []).map(({ file }) => file.path))
    const texts = new Set([...files].map((file) => onlyText(this.#textOf(file) ?? '', name)))
    return texts.size === 1 ? [...texts][0] : undefined
  }

  #textOf(path: string): string | undefined {
    const number = this.#graph.map.findFile(path)
    return number === undefined ? undefined : this.#graph.map.read(number)?.source.toString()
  }
}

/** The text that a file gives to a name, where it gives it one. */
function onlyText(source: string, name: string): string | undefined {
  const given = new RegExp(
    String.raw`(?<![\w$.])(?:this\.|self\.)?${name.replaceAll('$', String.raw`\$`)}\s*(?::[^=\n'",;{}]{1,40}=|:?=|:)\s*((?:"[^"\n]*"|'[^'\n]*'|\x60[^\x60\n]*\x60))`,
    'g',
  )
  const texts = new Set([...source.matchAll(given)].map(([, value = '']) => readText(value)))
  return texts.size === 1 ? [...texts][0] : undefined
}
