import type { CodeFile } from '../code-map.ts'
import { directoryOf } from '../resolve/paths.ts'
import type { Declared } from './declared.ts'
import { goReceiver } from './go-receiver.ts'
import type { ReadFiles } from './read-files.ts'
import type { Views } from './views.ts'

/** What the files of a package in Go see of one another. */
export class GoPackages {
  readonly #map: ReadFiles
  readonly #views: Views
  #packages: Map<string, number[]> | undefined

  constructor(map: ReadFiles, views: Views) {
    this.#map = map
    this.#views = views
  }

  /** Go's other files of a package see its names. */
  inPackage(file: CodeFile, name: string): readonly Declared[] {
    return this.#filesBeside(file.path).flatMap((number) =>
      this.#views
        .symbolsOf(number)
        .flatMap((symbol, index) =>
          symbol.name === name && symbol.parent === -1 && symbol.kind !== 'method'
            ? [{ file: number, symbol: index }]
            : [],
        ),
    )
  }

  #filesBeside(path: string): readonly number[] {
    if (this.#packages === undefined) {
      this.#packages = new Map()
      for (let number = 0; number < this.#map.fileCount; number++) {
        const other = this.#map.pathOf(number)
        if (!other.endsWith('.go')) continue
        const list = this.#packages.get(directoryOf(other))
        if (list === undefined) this.#packages.set(directoryOf(other), [number])
        else list.push(number)
      }
    }
    return this.#packages.get(directoryOf(path)) ?? []
  }

  /** The methods of a type. */
  methods(file: CodeFile, type: string, name: string): readonly Declared[] {
    return this.#filesBeside(file.path).flatMap((number) =>
      this.#views.symbolsOf(number).flatMap((symbol, index) => {
        if (symbol.kind !== 'method' || symbol.name !== name || symbol.parent !== -1) return []
        const source = this.#views.of(number)?.tokens.open.source
        return source !== undefined && goReceiver(source, symbol) === type ? [{ file: number, symbol: index }] : []
      }),
    )
  }
}
