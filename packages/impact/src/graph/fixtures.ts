import { posix } from 'node:path'
import type { CodeMap } from '@groundcrew/code-map'
import { directoryOf } from '../paths.ts'
import { append } from './append.ts'
import { isCode } from './named-files.ts'

const BELOW = /(?:^|\/)(?:fixtures?|__fixtures__|testdata)\//
/** A directory with more is named for something else than to run what is there. */
const filesMax = 60

/** Programs in directories of fixtures: a test names the directory, and what it starts there runs them. */
export class Fixtures {
  readonly #files = new Map<string, string[]>()

  constructor(map: CodeMap) {
    for (let number = 0; number < map.fileCount; number++) {
      const path = map.pathOf(number)
      if (!BELOW.test(path) || !isCode(map, path)) continue
      for (let at = directoryOf(path); BELOW.test(`${at}/`); at = directoryOf(at)) append(this.#files, at, path)
    }
  }

  /** The code in the directory that a text names, from the test's own directory or one above it. */
  named(test: string, text: string): readonly string[] {
    if (this.#files.size === 0) return []
    for (let directory = posix.dirname(test); ; directory = posix.dirname(directory)) {
      const found = this.#files.get(posix.join(directory, text).replace(/\/$/, ''))
      if (found !== undefined) return found.length > filesMax ? [] : found
      if (directory === '.') return []
    }
  }
}
