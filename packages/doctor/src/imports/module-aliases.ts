import { readFile } from 'node:fs/promises'
import path from 'node:path'
import type { CheckContext } from '../context.ts'

const configurations =
  /(?:^|\/)(?:[tj]sconfig[^/]*\.json|\.babelrc[^/]*|\.swcrc|deno\.jsonc?|import[-_]?map[^/]*\.json|[\w.-]*\.config(?:\.[\w-]+)?\.[cm]?[jt]s|(?:webpack|karma|rollup|vite)[^/]*\.[cm]?[jt]s)$/
const filesMax = 300

/** Names of imports that are no packages of npm: paths of a compiler or bundler, virtual modules, folders that are looked up from a base. */
export class ModuleAliases {
  readonly #root: string
  readonly #files: readonly string[]
  readonly #known = new Map<string, boolean>()
  #texts: Promise<Texts> | undefined

  constructor({ root }: CheckContext, files: readonly string[]) {
    this.#root = root
    this.#files = files
  }

  async have(name: string, directory: string): Promise<boolean> {
    const key = `${directory} ${name}`
    const known = this.#known.get(key)
    if (known !== undefined) return known
    const has = this.#isFolder(name, directory) || (await this.#isConfigured(name, directory))
    this.#known.set(key, has)
    return has
  }

  /** `components/button` from a base directory: the package, or one folder in it. */
  #isFolder(name: string, directory: string): boolean {
    const base = directory === '.' ? '' : `${directory}/`.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`)
    const word = name.replaceAll('.', String.raw`\.`)
    const place = new RegExp(`^${base}(?!node_modules/)(?:[^/]+/){0,2}${word}(?:/|\\.[cm]?[jt]sx?$|\\.(?:vue|json)$)`)
    return this.#files.some((file) => file.includes(name) && place.test(file))
  }

  async #isConfigured(name: string, directory: string): Promise<boolean> {
    this.#texts ??= this.#readTexts()
    const { settings, declarations } = await this.#texts
    const word = name.replaceAll('.', String.raw`\.`)
    const scope = /^@[^/]+/.exec(name)?.[0]
    const words = scope === undefined ? word : `(?:${word}|${scope})`
    const key = new RegExp(
      String.raw`(?:["']\^?${words}(?:\$|/\*\*?|/|\*|/\(\.\*\)\$?)?["']|\b${words})\s*:|find:\s*["'/]\^?${words}`,
    )
    if (settings.some((text) => key.test(text))) return true
    if (declarations.some((text) => new RegExp(String.raw`declare module ["']${words}`).test(text))) return true
    const manifest = await this.#read(path.posix.join(directory, 'package.json'))
    return new RegExp(String.raw`["']\^?${words}(?:["']|/)`).test(manifest)
  }

  async #readTexts(): Promise<Texts> {
    const read = async (wanted: RegExp): Promise<readonly string[]> =>
      Promise.all(
        this.#files
          .filter((file) => wanted.test(file))
          .slice(0, filesMax)
          .map(async (file) => this.#read(file)),
      )
    const [settings, declarations] = await Promise.all([read(configurations), read(/\.d\.[cm]?ts$/)])
    return { settings, declarations }
  }

  async #read(file: string): Promise<string> {
    return readFile(path.join(this.#root, file), 'utf8').catch(() => '')
  }
}

interface Texts {
  readonly settings: readonly string[]
  /** Of types. */
  readonly declarations: readonly string[]
}
