import type { CodeFile } from '@groundcrew/code-map'
import { count } from '@groundcrew/core/text'
import type { EndpointChange } from '../affected/endpoints.ts'
import { isCosmetic } from '../change/is-cosmetic.ts'
import type { Changes } from '../change/types.ts'
import type { Graph } from '../graph/graph.ts'
import type { Propagation } from '../graph/propagate.ts'
import { camelCase, snakeCase } from '../letter-case.ts'
import { stemOf } from '../paths.ts'
import type { Widening } from '../widen/widening.ts'
import { Factories } from './factories.ts'
import type { Nearby } from './nearby-tests.ts'
import { DjangoNames, RailsNames, type RouteNames, type RoutesQuestion } from './route-names.ts'

/** A framework that finds what handles a request by itself: nothing that a test imports leads there. */
interface Framework {
  readonly rule: 'Rails' | 'Django'
  readonly language: CodeFile['language']
  /** The file by which an application is known; its first group is the directory, with `/` at its end. */
  readonly root: RegExp
  /** Below the application: what it serves requests with. */
  readonly served: RegExp
  /** Of these what any request may run or render. */
  readonly shared: RegExp
  /** The same, where it is changed itself. */
  readonly settings: RegExp
  readonly models: RegExp
  /** What handles requests: where no route of it is known, any request may run it. */
  readonly handlers: RegExp
  readonly templates: RegExp
  /** A test with this makes requests. */
  readonly requests: RegExp
  readonly routeNames: new (question: RoutesQuestion) => RouteNames
}

const FRAMEWORKS: readonly Framework[] = [
  {
    rule: 'Rails',
    language: 'ruby',
    root: /^(.*?)config\/routes\.rb$/,
    served: /^(?:app|lib|config)\//,
    shared: /^app\/(?:views|helpers|components|decorators|presenters|serializers|assets|javascript)\//,
    settings: /^config\//,
    models: /^app\/models\//,
    handlers: /^app\/(?:controllers|channels|mailboxes)\//,
    templates: /^app\/(?:views|components)\//,
    requests:
      /(?<![\w.:])(?:get|post|put|patch|delete|head|visit|process)\b[\s(]+(?:['":@]|[a-z]\w*_(?:path|url)\b)|:(?:request|feature|system)\b|IntegrationTest|SystemTestCase|ActionController::TestCase/,
    routeNames: RailsNames,
  },
  {
    rule: 'Django',
    language: 'python',
    root: /^(.*?)manage\.py$/,
    served: /./,
    shared:
      /(?:^|\/)(?:templates|templatetags|static)\/|(?:^|\/)(?:middlewares?|context_processors|signals)(?:\/.*)?\.py$/,
    settings: /(?:^|\/)(?:settings|apps)(?:\/.*)?\.py$/,
    models: /(?:^|\/)models(?:\/.*)?\.py$/,
    handlers: /(?:^|\/)(?:views?|viewsets?|api|admin|forms|serializers)(?:\/.*)?\.py$/,
    templates: /(?:^|\/)templates\//,
    requests:
      /client\.(?:get|post|put|patch|delete|head|options|generic)\(|\b(?:APIClient|LiveServerTestCase|RequestsClient)\b/,
    routeNames: DjangoNames,
  },
]

const LIBRARY = /^lib\//
/** Modules of Python that only tests import. */
const OF_TESTS = /^(?:django\.test|rest_framework\.test|unittest|pytest)\b/

interface Question {
  readonly graph: Graph
  readonly changes: Changes
  readonly propagation: Propagation
  /** Tests that nothing leads to yet. */
  readonly tests: readonly CodeFile[]
  readonly isRecorded: (path: string) => boolean
  readonly endpoints: readonly EndpointChange[]
}

/**
 * In Rails and Django a request is handled by what the routes name, and renders templates, which use what they are given; a factory makes a model.
 * A test that makes requests counts for what they may run, by their paths where it has them as text, and one that asks a factory for the models
 * that this makes.
 */
export function findRequestingTests(question: Question): Nearby {
  const reasons = new Map<string, string>()
  const widenings: Widening[] = []
  const paths = [...question.graph.map.files()].map(({ path }) => path)
  for (const framework of FRAMEWORKS) {
    for (const root of new Set(paths.flatMap((path) => framework.root.exec(path)?.[1] ?? []))) {
      const found = new Application(question, framework, root).tests()
      for (const [path, reason] of found) reasons.set(path, reason)
      const text = `${count(found.size, 'test')} may run it over requests or factories, without a name of it`
      if (found.size > 0) widenings.push({ rule: framework.rule, path: root === '' ? '.' : root.slice(0, -1), text })
    }
  }
  return { reasons, widenings }
}

class Application {
  readonly #question: Question
  readonly #framework: Framework
  readonly #root: string
  /** What changed and what a change reaches, relative to the application. */
  readonly #touched: readonly string[]
  readonly #changed: readonly string[]
  readonly #helpers = new Map<number, boolean>()
  #names: RouteNames | undefined

  constructor(question: Question, framework: Framework, root: string) {
    this.#question = question
    this.#framework = framework
    this.#root = root
    this.#changed = this.#served(changedPaths(question.changes))
    this.#touched = [...new Set([...this.#changed, ...this.#served(this.#reachedPaths())])]
  }

  /** By path: why it may run what is touched. */
  tests(): ReadonlyMap<string, string> {
    const { graph, tests, isRecorded, endpoints } = this.#question
    const { language, models } = this.#framework
    const found = new Map<string, string>()
    if (this.#touched.length === 0) return found
    const isAny = this.#isShared() || (endpoints.length === 0 && this.#isHandled())
    const routes = isAny ? undefined : endpoints.map(({ endpoint }) => patternOf(endpoint.replace(/^\S+ /, '')))
    const touchedModels = language === 'ruby' ? this.#touched.filter((path) => models.test(path)) : []
    const factories = new Factories(graph, [...graph.map.files()], touchedModels)
    for (const test of tests) {
      if (test.language !== language || !test.path.startsWith(this.#root) || isRecorded(test.path)) continue
      const text = this.#textOf(test)
      const reason = this.#requestIn(text, routes) ?? factoryIn(text, factories)
      if (reason !== undefined) found.set(test.path, reason)
    }
    return found
  }

  /** With that of what it imports of other tests: a base class or a helper may make the requests. Ruby's tests all load the same helpers. */
  #textOf({ number, language }: CodeFile): string {
    const { graph } = this.#question
    const loaded = language === 'ruby' ? [] : graph.loadsOf(number)
    const helpers = loaded.filter((file) => file !== number && this.#isHelper(file))
    return [...new Set([number, ...helpers])].map((file) => graph.map.read(file)?.source.toString() ?? '').join('\n')
  }

  #reachedPaths(): readonly string[] {
    const { graph, propagation } = this.#question
    return propagation.reached
      .filter(({ file, isTypeOnly, relation }) => !isTypeOnly && relation !== 'loads' && !this.#isTest(file))
      .map(({ file }) => graph.pathOf(file))
  }

  #served(paths: readonly string[]): readonly string[] {
    const own = paths.filter((path) => path.startsWith(this.#root)).map((path) => path.slice(this.#root.length))
    return own.filter((path) => this.#framework.served.test(path))
  }

  /** Also a module that is called otherwise and imports what tests are made of. */
  #isHelper(file: number): boolean {
    const known = this.#helpers.get(file)
    if (known !== undefined) return known
    const { graph } = this.#question
    const imports = graph.isGone(file) ? [] : graph.links.factsOf(file)
    const isHelper = this.#isTest(file) || imports.some(({ specifier }) => OF_TESTS.test(specifier))
    this.#helpers.set(file, isHelper)
    return isHelper
  }

  #isTest(file: number): boolean {
    const { graph } = this.#question
    return !graph.isGone(file) && graph.map.file(file).class === 'test'
  }

  /** Whether any request may run what is touched: all share it, or templates name it. */
  #isShared(): boolean {
    const { shared, settings } = this.#framework
    if (this.#touched.some((path) => shared.test(path)) || this.#changed.some((path) => settings.test(path)))
      return true
    const names = this.#touchedNames()
    return (
      names.size > 0 &&
      this.#templates().some((text) =>
        (text.match(/\w+[?!]?/g) ?? []).some((word) => names.has(word) || names.has(word.replace(/[?!]$/, ''))),
      )
    )
  }

  /** A controller that no route is known of. */
  #isHandled(): boolean {
    return this.#touched.some((path) => this.#framework.handlers.test(path))
  }

  /**
   * What templates may name: of the models that are touched the classes and the members that are reached, of Rails' library
   * members that alone are called so.
   */
  #touchedNames(): ReadonlySet<string> {
    const { graph, propagation } = this.#question
    const { models, language } = this.#framework
    const isAlone = (name: string): boolean =>
      graph.map.uses(name).filter(({ file, isDeclared }) => isDeclared && file.language === language).length === 1
    const members = propagation.reached.flatMap(({ file, name: qualified }) => {
      const path = graph.pathOf(file)
      const own = path.startsWith(this.#root) ? path.slice(this.#root.length) : ''
      const name = qualified.replace(/^.*[.#]/, '')
      if (own === '' || name === '') return []
      return models.test(own) || (LIBRARY.test(own) && language === 'ruby' && isAlone(name)) ? [name] : []
    })
    const classes = this.#touched.filter((path) => models.test(path)).map((path) => camelCase(stemOf(path)))
    return new Set([...members, ...classes].filter((name) => name.length > 2))
  }

  #templates(): readonly string[] {
    const { map } = this.#question.graph
    return [...map.files()].flatMap(({ path, number }) => {
      const isTemplate = path.startsWith(this.#root) && this.#framework.templates.test(path.slice(this.#root.length))
      return isTemplate ? (map.read(number)?.source.toString() ?? []) : []
    })
  }

  get #routeNames(): RouteNames {
    const { graph, endpoints } = this.#question
    this.#names ??= new this.#framework.routeNames({ graph, endpoints, root: this.#root })
    return this.#names
  }

  /** Why a test may run what is behind some routes; where none are given, behind any. */
  #requestIn(text: string, routes: readonly RegExp[] | undefined): string | undefined {
    const [request] = this.#framework.requests.exec(text) ?? []
    if (request === undefined || routes?.length === 0) return undefined
    if (routes === undefined) return `makes requests: ${request.trim()}`
    const controllers = this.#framework.language === 'ruby' ? controllersIn(text) : []
    if (controllers.length > 0) return this.#actionIn(controllers)
    const paths = [...text.matchAll(/(["'])(\/[^"'\n]*)\1/g)].map(([, , path = '']) => plainPath(path))
    const path = paths.find((one) => routes.some((route) => route.test(one)))
    if (path !== undefined) return `requests ${path}`
    const names = this.#routeNames.namesIn(text)
    const named = names.find((name) => name === undefined || this.#routeNames.mayMean(name))
    if (named !== undefined || names.includes(undefined)) return `makes requests by name: ${named ?? request.trim()}`
    if (ACTION.test(text)) return `requests actions: ${request.trim()}`
    return paths.length + names.length === 0 ? `makes requests: ${request.trim()}` : undefined
  }

  #actionIn(controllers: readonly string[]): string | undefined {
    const touched = this.#touched.map((path) => stemOf(path))
    const tested = controllers.find((name) => touched.includes(name))
    return tested === undefined ? undefined : `requests actions of ${tested}`
  }
}

/** `get :index` */
const ACTION = /(?<![\w.:])(?:get|post|put|patch|delete|head|process)\b[\s(]+:\w/
/** `get '/cart'`, `get cart_path` */
const REQUEST_OF_PATH = /(?<![\w.:])(?:get|post|put|patch|delete|head|visit)\b[\s(]+(?:["']\/|[a-z]\w*_(?:path|url)\b)/
const CONTROLLER = /\b(?:class|describe|tests)\b\s*\(?\s*(?:\w+::)*(\w+Controller)/g

/** The controllers whose actions a test requests, where it requests nothing else: then paths in it are what it expects. */
function controllersIn(text: string): readonly string[] {
  if (!ACTION.test(text) || REQUEST_OF_PATH.test(text)) return []
  return [...text.matchAll(CONTROLLER)].map(([, name = '']) => snakeCase(name))
}

/** Those that differ in more than comments. */
function changedPaths({ files }: Changes): readonly string[] {
  return files.filter((file) => !isCosmetic(file)).map(({ path }) => path)
}

function factoryIn(text: string, factories: Factories): string | undefined {
  const name = factories.askedIn(text)
  return name === undefined ? undefined : `asks the factory of ${name}`
}

/** Without a query, and with a value where one is put in. */
function plainPath(path: string): string {
  return path.replace(/[?#](?!\{).*$/, '').replaceAll(/#?\{[^}]*\}|%[sd]|%\(\w+\)s/g, '1')
}

function patternOf(route: string): RegExp {
  const parts = route
    .replaceAll(/[()]/g, '')
    .split('/')
    .map((part) => (/[:*<]/.test(part) ? '[^/]*' : part.replaceAll(/[.*+?^$[\]{}|\\]/g, String.raw`\$&`)))
  return new RegExp(`^${parts.join('/').replace(/\/$/, '')}(?:\\.\\w+)?/?$`)
}
