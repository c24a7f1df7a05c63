import type { CodeFile, CodeMap } from '@groundcrew/code-map'
import { count } from '@groundcrew/core/text'
import { isCosmetic } from '../change/is-cosmetic.ts'
import type { Changes } from '../change/types.ts'
import type { Reach } from '../graph/reach.ts'
import { testSeed } from '../graph/seeds.ts'
import type { Widened } from './widening.ts'
import { directoryOf } from '../paths.ts'

/** What compiles code into a module of Node, Python or Ruby, by the names of their usual builds. */
const BUILDS: readonly (readonly [name: string, says: RegExp, of: RegExp])[] = [
  ['Cargo.toml', /\bpyo3\b/, /\.py$/],
  ['Cargo.toml', /\b(?:napi|neon|wasm-bindgen)\b/, /\.[cm]?[jt]sx?$/],
  ['Cargo.toml', /\b(?:magnus|rb-sys)\b/, /\.rb$/],
  ['binding.gyp', /./, /\.[cm]?[jt]sx?$/],
  ['extconf.rb', /./, /\.rb$/],
  ['setup.py', /\bext_modules\b|\bExtension\(/, /\.py$/],
  ['meson.build', /\bextension_module\(/, /\.py$/],
  ['pyproject.toml', /\b(?:scikit-build-core|ext-modules)\b/, /\.py$/],
]
const COMPILED = /\.(?:rs|c|cc|cpp|cxx|h|hh|hpp|java|pyx|pxd)$/

/** Compiled code that a script loads as a module: no import says so, and every test of that language counts. */
export function widenNative(map: CodeMap, { files }: Changes, tests: readonly CodeFile[]): Widened {
  const seeds: Reach[] = []
  const widenings: Widened['widenings'][number][] = []
  for (const file of files) {
    const { path } = file
    const loads = COMPILED.test(path) && !isCosmetic(file) ? languagesOf(map, path) : []
    const found = tests.filter((test) => loads.some((pattern) => pattern.test(test.path)))
    if (found.length === 0) continue
    const note = `compiled module with ${path}`
    seeds.push(...found.map(({ number }) => testSeed(number, note)))
    const text = `is compiled into a module: reaches every test that may load it: ${count(found.length, 'test')}`
    widenings.push({ rule: 'native extension', path, text })
  }
  return { seeds, widenings }
}

/** By the builds of the nearest directory above a file that has any. */
function languagesOf(map: CodeMap, path: string): readonly RegExp[] {
  for (let directory = directoryOf(path); ; directory = directoryOf(directory)) {
    const found = BUILDS.flatMap(([name, says, of]) => {
      const number = map.findFile(directory === '' ? name : `${directory}/${name}`)
      return number !== undefined && says.test(map.read(number)?.source.toString() ?? '') ? [of] : []
    })
    if (found.length > 0 || directory === '') return found
  }
}
