import type { CodeFile, CodeMap } from '@groundcrew/code-map'
import { directoryOf } from '../../paths.ts'
import { globToRegExp } from './glob.ts'
import { NOT_READ, PYTEST_SECTION, wordsAt } from './runner-configs.ts'

const CONFIG =
  /(?:^|\/)(?:pytest\.ini|pyproject\.toml|tox\.ini|setup\.cfg|noxfile\.py|Makefile|\.github\/workflows\/[^/]+\.ya?ml)$/
const MODULES = /--doctest-modules\b/
const GLOB = /--doctest-glob[= ]["']?([^\s"',\]]+)/g
const ANY_TEXT = '*.rst'

/** Where examples in documentation are run as tests. */
interface DoctestPlace {
  /** Held against `/` and the path from the root. */
  readonly include: readonly RegExp[]
}

/** The modules and documents of which pytest runs the examples (`>>> f(1)`), where a configuration, a task or a workflow says so. */
export function findDoctests(map: CodeMap): readonly CodeFile[] {
  const places: DoctestPlace[] = []
  for (let number = 0; number < map.fileCount; number++) {
    const path = map.pathOf(number)
    if (!CONFIG.test(path) || NOT_READ.test(path)) continue
    const text = map.read(number)?.source.toString() ?? ''
    if (text.includes('--doctest')) places.push(placeOf(path, text))
  }
  const found: CodeFile[] = []
  if (places.length === 0) return found
  for (let number = 0; number < map.fileCount; number++) {
    const path = `/${map.pathOf(number)}`
    const isMeant = places.some(({ include }) => include.some((pattern) => pattern.test(path)))
    if (isMeant && map.read(number)?.source.includes('>>> ') === true) found.push(map.file(number))
  }
  return found
}

/** What pytest's own section says is so for its `testpaths` alone. */
function placeOf(path: string, text: string): DoctestPlace {
  const start = PYTEST_SECTION.exec(text)
  const section = start === null ? '' : (text.slice(start.index + start[0].length).split(/^\[/m)[0] ?? '')
  const isOwn = section.includes('--doctest') && !text.replace(section, '').includes('--doctest')
  const directory = directoryOf(path).replace(/(?:^|\/)\.github\/workflows$/, '')
  const directories = (isOwn ? wordsAt(section, 'testpaths') : undefined) ?? ['']
  const globs = [...text.matchAll(GLOB)].map(([, glob = '']) => glob.replace(/^.*\//, ''))
  // Documents are taken by their names, wherever one of them is asked for.
  const names = [...(MODULES.test(text) ? ['*.py'] : []), ...(globs.length > 0 ? [...globs, ANY_TEXT] : [])]
  const patterns = directories.flatMap((one) => {
    const place = [directory, one.replace(/^\.?\/|\/$|^\.$/g, '')].filter((part) => part !== '').join('/')
    const root = place === '' ? '/' : `/${place}/`
    return [...names.map((name) => `${root}**/${name}`), ...(/\.\w+$/.test(place) ? [`/${place}`] : [])]
  })
  return { include: patterns.flatMap((glob) => globToRegExp(glob) ?? []) }
}
