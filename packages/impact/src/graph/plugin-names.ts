import { C, T, type OpenFile } from '@groundcrew/code-map'
import { isScript } from '../change/token-words.ts'
import { idsOf, textAt } from './token-text.ts'

/** Keys under which ESLint, Babel and others are told what to load, by a part of the package's name. */
const KEYS: readonly string[] = ['plugins', 'presets', 'extends']
const QUOTED_KEY = /^['"`](?:plugins|presets|extends|import(?:-x)?\/resolver)['"`]$/
const NAME = /^(?:plugin:)?(@[\w.-]+(?:\/[\w.-]+)?|[\w.-]+)(?:\/[\w./-]*)?$/
const PREFIXES: readonly string[] = [
  'eslint-plugin',
  'eslint-config',
  'eslint-import-resolver',
  'babel-plugin',
  'babel-preset',
  'stylelint-config',
  'prettier-plugin',
]

/** The names of plugins in the configurations that a script holds: `plugins: ['a']`, `'import/resolver': { a: {} }`. */
export function readPluginNames(open: OpenFile): readonly (readonly [name: string, line: number])[] {
  const { kind, id, count, line } = open.extraction.tokens
  const found: (readonly [string, number])[] = []
  if (!isScript(open.file.language)) return found
  const keys = idsOf(open, KEYS)
  const add = (at: number): void => {
    const text = textAt(open, at)
    const name = NAME.exec(kind[at] === T.string ? text.slice(1, -1) : text)?.[1]
    if (name !== undefined) found.push([name, line[at] as number])
  }
  for (let at = 0; at + 2 < count; at++) {
    if (kind[at + 1] !== C.colon || !(keys.has(id[at] as number) || isQuotedKey(open, at))) continue
    if (kind[at + 2] === T.string) add(at + 2)
    else for (const one of namesFrom(open, at + 2)) add(one)
  }
  return found
}

function isQuotedKey(open: OpenFile, at: number): boolean {
  const { kind, start, end } = open.extraction.tokens
  return kind[at] === T.string && (end[at] as number) - (start[at] as number) < 24 && QUOTED_KEY.test(textAt(open, at))
}

/** The texts of a list outside of objects in it, or the keys of an object. */
function namesFrom(open: OpenFile, first: number): readonly number[] {
  const { kind, count } = open.extraction.tokens
  const found: number[] = []
  const isList = kind[first] === C.openBracket
  if (!isList && kind[first] !== C.openBrace) return found
  let lists = 0
  let objects = 0
  for (let at = first; at < count; at++) {
    if (kind[at] === C.openBracket) lists++
    else if (kind[at] === C.closeBracket) lists--
    else if (kind[at] === C.openBrace) objects++
    else if (kind[at] === C.closeBrace) objects--
    else if (isList ? kind[at] === T.string && objects === 0 : objects === 1 && kind[at + 1] === C.colon) found.push(at)
    if (lists === 0 && objects === 0) break
  }
  return found
}

/** The packages that a name may stand for, as the tools read it. */
export function packagesOfPlugin(name: string): readonly string[] {
  if (!name.startsWith('@')) return [name, ...PREFIXES.map((prefix) => `${prefix}-${name}`)]
  const [scope, rest] = name.split('/')
  const shortened = PREFIXES.map((prefix) => `${scope}/${prefix}${rest === undefined ? '' : `-${rest}`}`)
  return rest === undefined ? shortened : [name, ...shortened]
}
