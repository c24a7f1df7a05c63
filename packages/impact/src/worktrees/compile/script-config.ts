import { posix } from 'node:path'
import type { ts as TypeScript } from '@ts-morph/common'
import type { TreeSystem } from './tree-system.ts'

/** How TypeScript compiles some files. */
export interface ScriptConfig {
  /** Of the `tsconfig.json`, from the root; `` where there is none. */
  readonly path: string
  readonly options: TypeScript.CompilerOptions
}

const depthMax = 5

/** Finds the `tsconfig.json` that has a file: the nearest one above it, or one that this refers to. */
export class ConfigFinder {
  readonly #ts: typeof TypeScript
  readonly #system: TreeSystem
  readonly #parsed = new Map<string, TypeScript.ParsedCommandLine | undefined>()

  constructor(ts: typeof TypeScript, system: TreeSystem) {
    this.#ts = ts
    this.#system = system
  }

  /** For a path from the root. */
  find(path: string): ScriptConfig {
    let nearest: ScriptConfig | undefined
    for (let directory = posix.dirname(path); ; directory = posix.dirname(directory)) {
      const place = posix.join(directory, 'tsconfig.json')
      const owner = this.#ownerOf(path, place, 0)
      if (owner !== undefined) return owner
      const parsed = this.#parse(place)
      if (parsed !== undefined) nearest ??= { path: place, options: parsed.options }
      if (directory === '.') return nearest ?? { path: '', options: {} }
    }
  }

  #ownerOf(path: string, place: string, depth: number): ScriptConfig | undefined {
    const parsed = depth > depthMax ? undefined : this.#parse(place)
    if (parsed === undefined) return undefined
    if (owns(parsed, posix.relative(posix.dirname(place), path))) return { path: place, options: parsed.options }
    for (const { path: absolute } of parsed.projectReferences ?? []) {
      const named = this.#system.relative(absolute)
      const file = named.endsWith('.json') ? named : posix.join(named, 'tsconfig.json')
      const owner = this.#ownerOf(path, file, depth + 1)
      if (owner !== undefined) return owner
    }
    return undefined
  }

  #parse(place: string): TypeScript.ParsedCommandLine | undefined {
    if (this.#parsed.has(place)) return this.#parsed.get(place)
    const file = this.#system.absolute(place)
    const parsed = this.#system.host.fileExists(file) ? this.#read(file) : undefined
    this.#parsed.set(place, parsed)
    return parsed
  }

  #read(file: string): TypeScript.ParsedCommandLine {
    const { host } = this.#system
    const readFile = (path: string): string | undefined => host.readFile(path)
    const { config } = this.#ts.readConfigFile(file, readFile) as { readonly config?: unknown }
    // Which files it has is asked one by one.
    const parsing = { ...host, readFile, readDirectory: () => [], useCaseSensitiveFileNames: true }
    return this.#ts.parseJsonConfigFileContent(config ?? {}, parsing, posix.dirname(file), {}, file)
  }
}

/** Whether a configuration has a file, of which the path from its directory is given. */
function owns({ raw }: TypeScript.ParsedCommandLine, path: string): boolean {
  if (path.startsWith('../')) return false
  const { files, include, exclude = [] } = readLists(raw)
  if (files?.some((one) => posix.normalize(one) === path) === true) return true
  const isIncluded = (include ?? (files === undefined ? ['**/*'] : [])).some((pattern) => matches(pattern, path))
  return isIncluded && !exclude.some((pattern) => matches(pattern, path))
}

interface Lists {
  readonly files?: readonly string[]
  readonly include?: readonly string[]
  readonly exclude?: readonly string[]
}

function readLists(raw: unknown): Lists {
  const lists: Record<string, readonly string[]> = {}
  for (const [key, value] of Object.entries(raw ?? {}))
    if (Array.isArray(value)) lists[key] = value.filter((one) => typeof one === 'string')
  return lists
}

/** As `include` of a `tsconfig.json` reads a pattern: a directory stands for what is in it. */
function matches(pattern: string, path: string): boolean {
  const plain = posix.normalize(pattern.replace(/\$\{configDir\}\//, ''))
  const source = plain
    .replaceAll(/[.+^${}()|[\]\\]/g, String.raw`\$&`)
    .replaceAll(/\*\*\/|\*|\?/g, (glob) => (glob === '**/' ? '(?:.+/)?' : glob === '*' ? '[^/]*' : '[^/]'))
  return new RegExp(`^${source === '\\.' ? '' : source}(?:$|/|(?<=^)[^/])`).test(path)
}
