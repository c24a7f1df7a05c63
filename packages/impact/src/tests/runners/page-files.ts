import { posix } from 'node:path'
import type { CodeMap } from '@groundcrew/code-map'
import { isScript } from '../../change/token-words.ts'
import { directoryOf } from '../../paths.ts'
import { globToRegExp } from './glob.ts'
import { readLiterals } from './read-literals.ts'
import { NOT_READ } from './runner-configs.ts'

/** The scripts that karma loads into one page. */
export interface Page {
  /** The file that lists them. */
  readonly config: number
  readonly files: readonly number[]
}

const CONFIG = /(?:^|\/)karma[\w.-]*\.conf(?:ig)?(?:[.-][\w-]+)*\.[cm]?[jt]s$/

/** What karma's configurations list as `files`, where that is text. */
export function readPages(map: CodeMap): readonly Page[] {
  const pages: Page[] = []
  for (let config = 0; config < map.fileCount; config++) {
    const path = map.pathOf(config)
    if (!CONFIG.test(path) || NOT_READ.test(path)) continue
    const patterns = patternsIn(directoryOf(path), map.read(config)?.source.toString() ?? '')
    if (patterns.length === 0) continue
    const files: number[] = []
    for (let number = 0; number < map.fileCount; number++)
      if (number !== config && isLoaded(map, number, patterns)) files.push(number)
    pages.push({ config, files })
  }
  return pages
}

/** Held against paths from the root. */
function patternsIn(directory: string, text: string): readonly RegExp[] {
  const literals = readLiterals(text)
  const [base = ''] = literals.find(({ keys }) => keys.at(-1) === 'basePath')?.values ?? []
  const listed = literals.filter(
    ({ keys }) => keys.at(-1) === 'files' || (keys.at(-1) === 'pattern' && keys.at(-2) === 'files'),
  )
  return listed
    .flatMap(({ values }) => values)
    .flatMap((pattern) => globToRegExp(posix.join(directory, base, pattern)) ?? [])
}

function isLoaded(map: CodeMap, number: number, patterns: readonly RegExp[]): boolean {
  const path = map.pathOf(number)
  if (!patterns.some((pattern) => pattern.test(path))) return false
  const { language, class: kind } = map.file(number)
  return isScript(language) && kind !== 'vendored'
}
