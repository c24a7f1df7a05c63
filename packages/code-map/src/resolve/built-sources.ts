import { entryFiles, firstEntry } from './module-files.ts'
import { conditionTargets, mainTargets, type Manifest } from './manifest.ts'
import { baseOf, directoryOf, joinPath } from './paths.ts'
import type { Files } from './resolver.ts'

/** Where builds write, and below that a directory for each form of modules. */
const BUILT = /^(?:dist|distribution|build|lib|out|es|esm|cjs)\/(?=.)/
const FORM = /^(?:es|esm|cjs|umd|node|browser|development|production)\/(?=.)/

interface PackagePlace {
  readonly directory: string
  readonly value: Manifest
}

/** The source of what a build of a package writes where nothing is yet: the same path below `src`, or where the package begins. */
export function builtFrom(
  files: Files,
  around: PackagePlace,
  { target, isTyped }: { readonly target: string; readonly isTyped: boolean },
): readonly string[] {
  const { directory, value: manifest } = around
  const built = directory === '' ? target : target.slice(directory.length + 1)
  const same = firstEntry(files, directory, { choices: sourceChoices(built), isTyped })
  if (same.length > 0) return same
  const targets = scriptSources(manifest, built)
  const bundled = entryFiles(files, directory, { targets, isTyped })
  if (bundled.length > 0 || !isEntry(manifest, built)) return bundled
  return entriesOf(files, around, { built, isTyped })
}

/** Where the source of what a package is built to begins: usual places, or those that a bundler is told. */
export function entriesOf(
  files: Files,
  { directory, value: manifest }: PackagePlace,
  { built, isTyped }: { readonly built: string; readonly isTyped: boolean },
): readonly string[] {
  const choices = entryGuesses(manifest).map((guess) => [guess])
  const usual = firstEntry(files, directory, { choices, isTyped })
  return usual.length > 0 ? usual : bundlerEntries(files, directory, built)
}

/** The same path below where sources are, or in the package itself. */
export function sourceChoices(built: string): readonly (readonly string[])[] {
  const path = built.replace(BUILT, '')
  if (path === built) return []
  const below = (one: string): readonly string[] => [`src/${one}`, `lib/${one}`, `source/${one}`, one]
  return [...new Set([path, path.replace(FORM, '')])].flatMap((one) => below(one).map((choice) => [choice]))
}

const TAKES_NO_SOURCE = /^(?:node|tsx|ts-node|-c|--config)$/

/** What the commands that name a built file read: `esbuild --bundle --outfile=index.js lib/main.js`. */
function scriptSources({ scripts = {} }: Manifest, built: string): readonly string[] {
  const commands = Object.values(scripts).flatMap((body) => (typeof body === 'string' ? body.split(/&&|[|;]+/) : []))
  for (const command of commands) {
    const words = command.split(/[\s'"]+/).map((word) => word.replace(/^-[\w-]*=/, '').replace(/^\.\//, ''))
    const isBuilt = (word: string): boolean => word === built || word.replace(/\.[cm]?js$/, '') === built
    if (!words.some(isBuilt)) continue
    return words.filter(
      (word, at) => !isBuilt(word) && /\.[cm]?[jt]sx?$/.test(word) && !TAKES_NO_SOURCE.test(words[at - 1] ?? ''),
    )
  }
  return []
}

/** Whether a manifest names a built file as what the package is, or it is named after the package: `dist/name.cjs.prod.js`. */
function isEntry(manifest: Manifest, built: string): boolean {
  const targets = [...mainTargets(manifest, '.'), ...conditionTargets(manifest.exports)]
  const isNamed = targets.some(
    (target) => joinPath('', target)?.replace(/\.[cm]?js$/, '') === built.replace(/\.[cm]?js$/, ''),
  )
  return isNamed || baseOf(built).split('.')[0] === baseOf(manifest.name ?? '')
}

/** Where the source of a built package usually begins. */
function entryGuesses({ name = '' }: Manifest): readonly string[] {
  const own = baseOf(name)
  return [...sourceGuesses('.'), ...(own === '' ? [] : [`src/${own}`, `lib/${own}`])]
}

/** Where the source of what a package gives usually is. */
export function sourceGuesses(subpath: string): readonly string[] {
  return subpath === '.' ? ['src/index', 'index', 'lib/index', 'src/main'] : [`src/${subpath}`, subpath]
}

const BUNDLER =
  /^(?:rollup|rolldown|vite|tsup|tsdown|webpack|rspack|rslib|esbuild|build|bundle)(?:[.-][\w-]+)*\.[cm]?[jt]s$/
/** A path in quotes, with what stands before it. */
const QUOTED_PATH =
  /(\bfrom\s*|\b(?:require|import)\s*\(?\s*)?(?:['"]?([\w./-]+)['"]?\s*:\s*)?['"`]([\w@./-]+\.[cm]?[jt]sx?)['"`]/g

/** Where a bundler begins, by its configuration: the entry that has the name of what is built, else all. It is read as text. */
function bundlerEntries(files: Files, directory: string, built: string): readonly string[] {
  const stem = stemOf(built)
  const found: { readonly path: string; readonly isNamed: boolean }[] = []
  for (const path of files.inDirectory(directory)) {
    if (!BUNDLER.test(baseOf(path))) continue
    for (const [, imported, key = '', value = ''] of (files.text(path) ?? '').matchAll(QUOTED_PATH)) {
      const entry = imported === undefined ? joinPath(directoryOf(path), value) : undefined
      if (entry === undefined || BUNDLER.test(baseOf(entry)) || !files.has(entry)) continue
      found.push({ path: entry, isNamed: [key, value].some((name) => stemOf(name) === stem) })
    }
  }
  const named = found.filter(({ isNamed }) => isNamed)
  return [...new Set((named.length === 0 ? found : named).map(({ path }) => path))]
}

function stemOf(path: string): string {
  return baseOf(path).split('.')[0] ?? ''
}
