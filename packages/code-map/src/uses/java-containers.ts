import type { DeclaredTypes, FactFiles, Given } from './declared-types.ts'

/** What a container that finds classes by itself makes of a file. */
export type Mark = 'managed' | 'scanning'

/** Annotations of Spring, Jakarta, Quarkus and Micronaut by which classes are found, and the repositories of Spring Data. */
const MANAGED =
  /@(?:Component|Service|Repository|Controller|RestController|ControllerAdvice|RestControllerAdvice|Configuration|AutoConfiguration|ConfigurationProperties|Aspect|Entity|MappedSuperclass|Embeddable|Converter|Named|Singleton|ApplicationScoped|RequestScoped|SessionScoped|Dependent|Stateless|Stateful|Path|Provider|Factory|WebServlet|WebFilter|WebListener)\b|\bextends\s+(?:\w*Repository)\s*</
const SCANNING = /@(?:SpringBootApplication|SpringBootConfiguration|ComponentScan|EntityScan|EnableJpaRepositories)\b/
const SPRING_TEST =
  /@(?:SpringBootTest|WebMvcTest|WebFluxTest|Data\w+Test|JsonTest|RestClientTest|JdbcTest|JooqTest|GraphQlTest|AutoConfigure\w+)\b/
const CONTAINER_TEST = /@(?:QuarkusTest|QuarkusIntegrationTest|MicronautTest)\b/
const TEXT = /"([a-z]\w*(?:\.\w+)+)"/g

export function marksOf(text: string): readonly Mark[] {
  const marks: Mark[] = []
  if (MANAGED.test(text)) marks.push('managed')
  if (SCANNING.test(text)) marks.push('scanning')
  return marks
}

/** What a Java file uses without naming it: what it scans for, the application that a test starts, and the classes that a list gives its interface. */
export class JavaContainers {
  readonly #files: FactFiles
  readonly #given: ReadonlyMap<string, Given>
  /** Lists of services, by the name of their interface. */
  readonly #services = new Map<string, string[]>()

  constructor(files: FactFiles, given: ReadonlyMap<string, Given>) {
    this.#files = files
    this.#given = given
    for (const path of files.paths) {
      const name = /(?:^|\/)META-INF\/services\/([^/]+)$/.exec(path)?.[1]
      if (name !== undefined) this.#services.set(name, [...(this.#services.get(name) ?? []), path])
    }
  }

  usedBy(path: string, text: string, declared: DeclaredTypes): readonly string[] {
    return [...this.#provided(path, declared), ...this.#scanned(path, text), ...this.#started(path, text)]
  }

  #provided(path: string, declared: DeclaredTypes): readonly string[] {
    if (this.#services.size === 0) return []
    const names = (this.#given.get(path)?.names ?? []).map(([namespace, name]) => `${namespace}.${name}`)
    const lists = names.flatMap((name) => this.#services.get(name) ?? [])
    const listed = lists.flatMap((list) => (this.#files.text(list) ?? '').match(/^[\w.$]+/gm) ?? [])
    return listed.flatMap((name) => {
      const at = name.lastIndexOf('.')
      return declared.find(name.slice(0, Math.max(0, at)), name.slice(at + 1).replace(/\$.*$/, ''))
    })
  }

  #scanned(path: string, text: string): readonly string[] {
    if (!SCANNING.test(text)) return []
    const roots = [...this.#namespacesOf(path), ...[...text.matchAll(TEXT)].map(([, name = '']) => name)]
    return this.#marked('managed', (namespace) => roots.some((root) => isIn(namespace, root)))
  }

  #started(path: string, text: string): readonly string[] {
    const own = this.#namespacesOf(path)
    if (CONTAINER_TEST.test(text)) {
      const module = moduleOf(path)
      return this.#marked('managed', () => true).filter((other) => moduleOf(other) === module)
    }
    if (!SPRING_TEST.test(text)) return []
    return this.#marked('scanning', (namespace) => own.some((name) => isIn(name, namespace)))
  }

  #marked(mark: Mark, isWanted: (namespace: string) => boolean): readonly string[] {
    return [...this.#given]
      .filter(([, { marks, names }]) => marks.includes(mark) && names.some(([namespace]) => isWanted(namespace)))
      .map(([path]) => path)
  }

  #namespacesOf(path: string): readonly string[] {
    return [...new Set((this.#given.get(path)?.names ?? []).map(([namespace]) => namespace))]
  }
}

function isIn(namespace: string, root: string): boolean {
  return namespace === root || namespace.startsWith(`${root}.`)
}

function moduleOf(path: string): string {
  return path.replace(/(?:^|\/)src\/.*$/, '')
}
