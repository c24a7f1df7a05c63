import { posix } from 'node:path'
import type { CodeMap } from '@groundcrew/code-map'
import { directoryOf, isBelow } from '../paths.ts'
import { append } from './append.ts'
import { isCode } from './named-files.ts'

const ROOT = /^(?:.*\/)?(?:fixtures?|__fixtures__|testdata)(?=\/)/
/** A directory with more is named for something else than to run what is there. */
const filesMax = 60

/** Programs among fixtures: a test names them by the directory that they are in, or from the directory of fixtures beside it or above it. */
export class Fixtures {
  /** By directory below one of fixtures: that itself is named to find others in it. */
  readonly #files = new Map<string, string[]>()
  /** The nearest of a test comes first. */
  readonly #roots: readonly string[]
  readonly #isCode: (path: string) => boolean

  constructor(map: CodeMap) {
    const roots = new Set<string>()
    for (let number = 0; number < map.fileCount; number++) {
      const path = map.pathOf(number)
      const [root] = ROOT.exec(path) ?? []
      if (root === undefined || !isCode(map, path)) continue
      roots.add(root)
      for (let at = directoryOf(path); at.length > root.length; at = directoryOf(at)) append(this.#files, at, path)
    }
    this.#roots = [...roots].sort((left, right) => right.length - left.length || (left < right ? -1 : 1))
    this.#isCode = (path) => isCode(map, path)
  }

  /** The code that a text of a test names. */
  named(test: string, text: string): readonly string[] {
    if (this.#roots.length === 0) return []
    for (let directory = posix.dirname(test); ; directory = posix.dirname(directory)) {
      const found = this.#inDirectory(posix.join(directory, text))
      if (found !== undefined) return found
      if (directory === '.') break
    }
    const places = this.#roots.filter((root) => isBelow(test, directoryOf(root))).map((root) => posix.join(root, text))
    const file = places.find((place) => this.#isCode(place))
    if (file !== undefined) return [file]
    return places.map((place) => this.#inDirectory(place)).find((found) => found !== undefined) ?? []
  }

  #inDirectory(place: string): readonly string[] | undefined {
    const found = this.#files.get(place.replace(/\/$/, ''))
    return found !== undefined && found.length > filesMax ? [] : found
  }
}
