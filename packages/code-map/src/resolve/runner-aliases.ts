import { baseOf, directoryOf, joinPath } from './paths.ts'
import type { Files } from './resolver.ts'

/** What the configuration of a test runner or a bundler says about modules, for the files below it. */
export interface RunnerAliases {
  readonly rules: readonly AliasRule[]
  /** Directories in which modules are looked for by their whole specifier. */
  readonly roots: readonly string[]
}

interface AliasRule {
  readonly pattern: RegExp
  /** With `$1` for what the pattern caught. */
  readonly targets: readonly string[]
}

const CONFIG =
  /^(?:(?:jest|vite|vitest|electron\.vite|webpack|rspack|rsbuild|rollup|babel|astro|next|craco|metro)(?:[.-][\w-]+)*\.(?:[cm]?[jt]s|json)|\.babelrc(?:\.[cm]?js|\.json)?)$/
const IMPORTED_MAX = 8

/** By directory, of jest, vite, vitest, webpack, rspack, babel and SvelteKit. The files are read as text: what they compute is not known. */
export function readRunnerAliases(files: Files): ReadonlyMap<string, RunnerAliases> {
  const found = new Map<string, RunnerAliases>()
  for (const path of files.paths) {
    const base = baseOf(path)
    if (path.includes('node_modules/')) continue
    const read =
      base === 'svelte.config.js' ? svelteAliases(path) : isConfig(base) ? readConfig(files, path) : undefined
    if (read === undefined || (read.rules.length === 0 && read.roots.length === 0)) continue
    const known = found.get(directoryOf(path))
    found.set(directoryOf(path), {
      rules: [...(known?.rules ?? []), ...read.rules],
      roots: [...(known?.roots ?? []), ...read.roots],
    })
  }
  return found
}

function isConfig(base: string): boolean {
  return base === 'package.json' || CONFIG.test(base)
}

/** The paths, without extensions, that a specifier may stand for, of the nearest configuration first. */
export function runnerTargets(
  aliases: ReadonlyMap<string, RunnerAliases>,
  { from, specifier }: { readonly from: string; readonly specifier: string },
): readonly string[] {
  if (aliases.size === 0) return []
  const found: string[] = []
  for (let directory = directoryOf(from); ; directory = directoryOf(directory)) {
    const { rules = [], roots = [] } = aliases.get(directory) ?? {}
    for (const { pattern, targets } of rules) {
      const match = pattern.exec(specifier)
      if (match !== null) found.push(...targets.flatMap((target) => filledIn(target, match) ?? []))
    }
    if (!specifier.startsWith('.')) found.push(...roots.flatMap((root) => joinPath(root, specifier) ?? []))
    if (directory === '') return found
  }
}

function filledIn(target: string, match: RegExpExecArray): string | undefined {
  return joinPath(
    '',
    target.replaceAll(/\$(\d)/g, (_, at) => match[Number(at)] ?? ''),
  )
}

function svelteAliases(path: string): RunnerAliases {
  const lib = joinPath(directoryOf(path), 'src/lib') ?? ''
  return { rules: [{ pattern: /^\$lib(?:\/(.*))?$/, targets: [`${lib}/$1`] }], roots: [] }
}

function readConfig(files: Files, path: string): RunnerAliases {
  const text = files.text(path) ?? ''
  const directory = directoryOf(path)
  if (baseOf(path) === 'package.json') {
    return /"(?:moduleNameMapper|modulePaths|moduleDirectories|module-resolver)"\s*:/.test(text)
      ? parseConfig({ text, directory, imported: [] })
      : { rules: [], roots: [] }
  }
  if (!/\b(?:alias|moduleNameMapper|modulePaths|moduleDirectories|modules)\b/.test(text))
    return { rules: [], roots: [] }
  return parseConfig({ text: withoutComments(text), directory, imported: importedTexts(files, { directory, text }) })
}

interface ConfigText {
  readonly text: string
  readonly directory: string
  /** Of the files that it imports by a relative path. */
  readonly imported: readonly string[]
}

function importedTexts(
  files: Files,
  { directory, text }: { readonly directory: string; readonly text: string },
): readonly string[] {
  const specifiers = [...text.matchAll(/(?:\bfrom|\brequire\()\s*['"](\.[^'"]+)['"]/g)].map(([, one = '']) => one)
  return specifiers.slice(0, IMPORTED_MAX).flatMap((specifier) => {
    const target = joinPath(directory, specifier) ?? ''
    const plain = target.replace(/\.[cm]?js$/, '')
    const names = [target, ...['.ts', '.js', '.mts', '.mjs', '.cjs', '.json'].map((extension) => plain + extension)]
    const found = names.find((name) => files.has(name))
    return found === undefined ? [] : [withoutComments(files.text(found) ?? '')]
  })
}

function withoutComments(text: string): string {
  return text.replaceAll(
    /("(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'|`(?:[^`\\]|\\.)*`)|(?<=[\s,;{([]|^)\/\/[^\n]*|(?<=[\s,;{([]|^)\/\*[\s\S]*?\*\//g,
    (_, string: string | undefined) => string ?? '',
  )
}

function parseConfig(config: ConfigText): RunnerAliases {
  const rootDir = /\brootDir['"]?\s*:\s*['"`]([^'"`]*)['"`]/.exec(config.text)?.[1]
  const directory = joinPath(config.directory, (rootDir ?? '').replace(/^<rootDir>\/?/, '')) ?? config.directory
  const jest = valuesOf(config, 'moduleNameMapper').flatMap((value) => readMapper(value, directory))
  const bundler = valuesOf(config, 'alias').flatMap((value) => readAlias(value, config.directory))
  const roots = ['modulePaths', 'moduleDirectories', 'modules']
    .flatMap((key) => valuesOf(config, key))
    .filter((value) => value.startsWith('['))
    .flatMap((value) => splitList(value).map((item) => pathOf(item, directory)))
    .filter((root) => root !== undefined && !/(?:^|\/)node_modules$/.test(root))
  return { rules: [...jest, ...bundler], roots: roots.filter((root) => root !== undefined) }
}

/** The values of a key, as they are written; of a variable, what is assigned to it here or in a file that is imported. */
function valuesOf({ text, imported }: ConfigText, key: string): readonly string[] {
  const found: string[] = []
  for (const match of text.matchAll(new RegExp(String.raw`(?<![\w.$])['"]?${key}['"]?\s*(:|,|\}|=(?!=))`, 'g'))) {
    const isShort = match[1] === ',' || match[1] === '}'
    const value = isShort ? key : valueAt(text, match.index + match[0].length)
    if (!/^[\w$]+(?:\.[\w$]+)*$/.test(value)) found.push(value)
    else found.push(...assigned([text, ...imported], value.split('.').at(-1) ?? ''))
  }
  return found
}

function assigned(texts: readonly string[], name: string): readonly string[] {
  const found = texts.flatMap((text) =>
    [...text.matchAll(new RegExp(String.raw`(?<![\w$.])${name}\b[^=;{}()\n]*=\s*(?=[[{])`, 'g'))].map((match) =>
      valueAt(text, match.index + match[0].length),
    ),
  )
  if (found.length > 0) return found
  const defaults = texts.slice(1).flatMap((text) => {
    const at = /\b(?:export\s+default|module\.exports\s*=)\s*(?=[[{])/.exec(text)
    return at === null ? [] : [valueAt(text, at.index + at[0].length)]
  })
  return defaults
}

/** An expression from here up to the comma or bracket that ends it. */
function valueAt(text: string, from: number): string {
  let depth = 0
  for (let at = from; at < text.length; at++) {
    const character = text[at] ?? ''
    if ('\'"`'.includes(character)) at = afterString(text, at) - 1
    else if (character === '/' && isRegexStart(text, at)) at = afterRegex(text, at) - 1
    else if ('([{'.includes(character)) depth++
    else if (')]}'.includes(character)) {
      depth--
      if (depth < 0) return text.slice(from, at).trim()
      if (depth === 0 && '[{'.includes(text.slice(from).trimStart()[0] ?? '')) return text.slice(from, at + 1).trim()
    } else if (depth === 0 && (character === ',' || character === ';')) return text.slice(from, at).trim()
  }
  return text.slice(from).trim()
}

function afterString(text: string, from: number): number {
  const quote = text[from]
  for (let at = from + 1; at < text.length; at++) {
    if (text[at] === '\\') at++
    else if (text[at] === quote) return at + 1
  }
  return text.length
}

function isRegexStart(text: string, at: number): boolean {
  return /(?:^|[:,([=])\s*$/.test(text.slice(Math.max(0, at - 40), at))
}

function afterRegex(text: string, from: number): number {
  let isInClass = false
  for (let at = from + 1; at < text.length; at++) {
    const character = text[at]
    if (character === '\\') at++
    else if (character === '[') isInClass = true
    else if (character === ']') isInClass = false
    else if (character === '\n' || (character === '/' && !isInClass)) return at + 1
  }
  return text.length
}

/** The items of `[a, b]`, or the entries of `{ a: b }`. */
function splitList(value: string): readonly string[] {
  const items: string[] = []
  for (let at = 1; at < value.length - 1;) {
    const item = valueAt(value, at)
    const end = value.indexOf(item, at) + item.length
    if (item !== '') items.push(item)
    at = end + Math.max(1, value.slice(end).search(/\S/) + 1)
  }
  return items
}

interface Entry {
  readonly key: string
  readonly value: string
}

function entriesOf(value: string): readonly Entry[] {
  return splitList(value).flatMap((item) => {
    const match = /^(?:\[?\s*('(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*"|`[^`]*`)\s*\]?|([\w$]+))\s*:\s*/.exec(item)
    if (match === null) return []
    const key = match[1] === undefined ? (match[2] ?? '') : unquote(match[1])
    return [{ key, value: item.slice(match[0].length) }]
  })
}

function unquote(text: string): string {
  return text.slice(1, -1).replaceAll(/\\(.)/g, '$1')
}

/** jest: the key is a regular expression; the target may be a list. */
function readMapper(value: string, directory: string): readonly AliasRule[] {
  if (!value.startsWith('{')) return []
  return entriesOf(value).flatMap(({ key, value: target }) => {
    const targets = (target.startsWith('[') ? splitList(target) : [target]).flatMap(
      (one) => pathOf(one, directory) ?? [],
    )
    return ruleOf(() => new RegExp(key), targets)
  })
}

/** vite, rollup, webpack and babel: the key is the beginning of the specifier up to a slash; `{ find, replacement }` may have any beginning. */
function readAlias(value: string, directory: string): readonly AliasRule[] {
  if (value.startsWith('[')) {
    return splitList(value).flatMap((item) => {
      const entries = new Map(item.startsWith('{') ? entriesOf(item).map((entry) => [entry.key, entry.value]) : [])
      const target = pathOf(entries.get('replacement') ?? '', directory)
      return target === undefined ? [] : aliasRule(entries.get('find') ?? '', target)
    })
  }
  if (!value.startsWith('{')) return []
  return entriesOf(value).flatMap(({ key, value: given }) => {
    const target = pathOf(given, directory)
    return target === undefined ? [] : aliasRule(JSON.stringify(key), target)
  })
}

function aliasRule(find: string, target: string): readonly AliasRule[] {
  const regex = /^\/(.*)\/[a-z]*$/s.exec(find)?.[1]
  if (regex !== undefined) {
    // What the pattern does not take stays behind the replacement.
    const rest = regex.endsWith('$') ? '' : '(?<rest>.*)'
    const groups = new RegExp(`${regex}|`).exec('')?.length ?? 1
    return ruleOf(() => new RegExp(regex + rest), [rest === '' ? target : `${target}$${groups}`])
  }
  if (!/^(['"`])[^]*\1$/.test(find)) return []
  const key = unquote(find)
  if (/^\^|\$$/.test(key) && !key.startsWith('$')) {
    if (/^[^^]*\$$/.test(key)) return ruleOf(() => new RegExp(`^${escaped(key.slice(0, -1))}$`), [target])
    return ruleOf(() => new RegExp(key), [target.replaceAll('\\', '$')])
  }
  const isOpen = key.endsWith('/')
  return ruleOf(
    () => new RegExp(isOpen ? `^${escaped(key)}(.*)$` : `^${escaped(key)}(/.*)?$`),
    [isOpen ? `${target}/$1` : `${target}$1`],
  )
}

function ruleOf(make: () => RegExp, targets: readonly string[]): readonly AliasRule[] {
  if (targets.length === 0) return []
  try {
    return [{ pattern: make(), targets }]
  } catch (error) {
    if (error instanceof SyntaxError) return []
    throw error
  }
}

function escaped(text: string): string {
  return text.replaceAll(/[\\^$.*+?()[\]{}|]/g, String.raw`\$&`)
}

/** The path that an expression names: its strings, joined, below the configuration's directory; undefined where it has none. */
function pathOf(expression: string, directory: string): string | undefined {
  const strings = [...expression.matchAll(/'((?:[^'\\]|\\.)*)'|"((?:[^"\\]|\\.)*)"|`((?:[^`\\]|\\.)*)`/g)].map(
    ([, single, double, template]) =>
      (single ?? double ?? template ?? '').replaceAll(/\\(.)/g, '$1').replaceAll(/\$\{[^}]*\}/g, ''),
  )
  const parts = strings
    .map((part) => part.replace(/^(?:<rootDir>)?\/?/, '').replace(/^\.\/$/, ''))
    .filter((part) => part !== '')
  if (strings.length === 0) return undefined
  const path = joinPath(directory, parts.join('/'))
  // What a pattern leaves of the specifier follows at once.
  return path !== undefined && strings.at(-1)?.endsWith('/') === true ? `${path}/` : path
}
