import { C } from '../lex/tokens.ts'
import { hasScript } from '../languages.ts'
import { directoryOf, joinPath } from '../resolve/paths.ts'
import type { Declared } from './declared.ts'
import type { ReadFiles } from './read-files.ts'
import type { View, Views } from './views.ts'

/** Whose members are what is declared for all files. */
const OBJECTS: ReadonlySet<string> = new Set(['window', 'globalThis', 'self', 'global'])
const DECLARATION_FILE = /\.d\.[cm]?ts$/
/** A directory with one of these is a program of its own. */
const MANIFESTS: readonly string[] = ['tsconfig.json', 'package.json']

/** What TypeScript declares for all files of a program: in `declare global`, and in declaration files that are no modules. */
export class ScriptGlobals {
  readonly #map: ReadFiles
  readonly #views: Views
  readonly #programs = new Map<string, string>()
  #known: ReadonlyMap<string, readonly Declared[]> | undefined

  constructor(map: ReadFiles, views: Views) {
    this.#map = map
    this.#views = views
  }

  /** What a name that a file does not bind means there. */
  named({ file }: View, name: string): readonly Declared[] {
    if (!hasScript(file.language)) return []
    this.#known ??= this.#find()
    const found = this.#known.get(name) ?? []
    return found.filter((one) => isIn(file.path, this.#programOf(directoryOf(this.#map.pathOf(one.file)))))
  }

  /** Whether the name at a token is `window`, `globalThis` and the like. */
  isObject({ file, tokens, names }: View, at: number): boolean {
    const isAlone = hasScript(file.language) && OBJECTS.has(tokens.word(at)) && !tokens.isDot(at - 1)
    return isAlone && names.placeOf(at).kind === 'free'
  }

  #find(): ReadonlyMap<string, readonly Declared[]> {
    const found = new Map<string, Declared[]>()
    const add = (file: number, isWanted: (nameStart: number) => boolean): void => {
      for (const [symbol, { name, parent, nameStart }] of this.#views.symbolsOf(file).entries()) {
        if (parent !== -1 || !isWanted(nameStart)) continue
        const known = found.get(name)
        if (known === undefined) found.set(name, [{ file, symbol }])
        else known.push({ file, symbol })
      }
    }
    for (let file = 0; file < this.#map.fileCount; file++) if (this.#isGlobal(file)) add(file, () => true)
    const declaring = new Set(this.#map.uses('declare').map(({ file }) => file.number))
    for (const { file } of this.#map.uses('global')) {
      if (!declaring.has(file.number) || !hasScript(file.language)) continue
      const ranges = this.#globalBlocks(file.number)
      add(file.number, (nameStart) => ranges.some(([from, to]) => from < nameStart && nameStart < to))
    }
    return found
  }

  #isGlobal(file: number): boolean {
    if (!DECLARATION_FILE.test(this.#map.pathOf(file)) || this.#map.imports(file).length > 0) return false
    return !this.#views.symbolsOf(file).some(({ isExported, parent }) => isExported && parent === -1)
  }

  /** `declare global { … }` */
  #globalBlocks(file: number): readonly (readonly [from: number, to: number])[] {
    const tokens = this.#views.of(file)?.tokens
    return (tokens?.placesOf('global') ?? []).flatMap((at) =>
      tokens !== undefined && tokens.word(at - 1) === 'declare' && tokens.kind(at + 1) === C.openBrace
        ? [[tokens.start(at + 1), tokens.start(tokens.pair(at + 1))] as const]
        : [],
    )
  }

  /** The directory of the program that a directory belongs to. */
  #programOf(directory: string): string {
    const known = this.#programs.get(directory)
    if (known !== undefined) return known
    const hasManifest = MANIFESTS.some((name) => this.#map.findFile(joinPath(directory, name) ?? name) !== undefined)
    const found = hasManifest || directory === '' ? directory : this.#programOf(directoryOf(directory))
    this.#programs.set(directory, found)
    return found
  }
}

function isIn(path: string, directory: string): boolean {
  return directory === '' || path.startsWith(`${directory}/`)
}
