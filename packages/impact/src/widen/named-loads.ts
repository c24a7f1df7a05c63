import { posix } from 'node:path'
import type { CodeFile } from '@groundcrew/code-map'
import type { Graph } from '../graph/graph.ts'
import { NAMED_FACT } from '../graph/link-table.ts'
import { append } from '../graph/append.ts'
import { directoryOf, stemOf } from '../paths.ts'
import type { ImplicitLink } from './widening.ts'

const LOADS = /(?<![.\w:@])(require|require_relative|load)(?:\s*\(|[^\S\n]+)([^\n;]*["'][^\n;]*)/g
const PIECE = /(["'])((?:\\.|(?!\1)[^\\])*)\1|([+,])|([^"'+,]+)/y
const OWN_DIRECTORY = /^(?:__dir__|File\.dirname\(__FILE__\))$/
const JOINING = /^File\.(?:join|expand_path)\(/
/** What stands for a part that the program puts in. */
const PART = '*'
/** Directories, then a name that has one such part. */
const PATTERN = /^((?:[\w.-]+\/)+)([\w-]*)\*([\w-]*)(?:\.rb)?$/
const placesMax = 100

interface NamedLoad {
  readonly loader: CodeFile
  readonly line: number
  /** From the loader's directory; else from one of the load path. */
  readonly isRelative: boolean
  readonly directory: string
  readonly prefix: string
  readonly suffix: string
}

/**
 * Ruby that requires a file of a directory by a name that it is given (`require "app/plugins/#{name}"`): who names the file as a symbol or a text
 * (`plugin :cache`) loads it.
 */
export function addNamedLoads(graph: Graph): readonly ImplicitLink[] {
  const loads = namedLoads(graph)
  if (loads.length === 0) return []
  const words = new WordsOfTexts(graph)
  return loads.flatMap((load) => filesOf(graph, load).flatMap((to) => linkNaming(graph, words, { load, to }) ?? []))
}

function namedLoads({ map }: Graph): readonly NamedLoad[] {
  const files = ['require', 'require_relative', 'load'].flatMap((name) => map.uses(name).map(({ file }) => file))
  const sources = files.filter((file) => isRuby(file) && file.class === 'source')
  const loaders = new Map(sources.map((file) => [file.number, file]))
  return [...loaders.values()].flatMap((loader) => {
    const text = map.read(loader.number)?.source.toString('latin1') ?? ''
    return [...text.matchAll(LOADS)].flatMap(({ 1: word = '', 2: argument = '', index }): readonly NamedLoad[] => {
      const written = patternOf(argument)
      const [, directory = '', prefix = '', suffix = ''] = PATTERN.exec(written.replace(/^(?:\.\/)+/, '')) ?? []
      const line = text.slice(0, index).split('\n').length
      const isRelative = word === 'require_relative' || written.startsWith('./')
      return directory === '' ? [] : [{ loader, line, isRelative, directory, prefix, suffix }]
    })
  })
}

function isRuby({ language, class: fileClass }: CodeFile): boolean {
  return language === 'ruby' && ['source', 'test'].includes(fileClass)
}

/** `"a/#{b}"`, `'a/' + b` and `File.join('a', b)` as `a/*`; what begins in the loader's own directory begins with `./`. */
function patternOf(argument: string): string {
  const text = argument.replace(JOINING, '')
  let pattern = ''
  for (let at = 0; at < text.length;) {
    PIECE.lastIndex = at
    const [piece = text.slice(at), , literal, separator, expression = ''] = PIECE.exec(text) ?? []
    if (literal !== undefined) pattern += withParts(literal)
    else if (separator !== undefined) pattern += separator === ',' ? '/' : ''
    else if (/\w/.test(expression)) pattern += OWN_DIRECTORY.test(expression.trim()) ? '.' : PART
    at += piece.length
  }
  const isOwn = pattern.startsWith('./')
  return (isOwn ? './' : '') + posix.normalize(pattern)
}

function withParts(literal: string): string {
  return literal.replace(/^#\{(?:__dir__|File\.dirname\(__FILE__\))\}/, '.').replaceAll(/#\{[^}]*\}/g, PART)
}

function filesOf({ map }: Graph, { loader, isRelative, directory, prefix, suffix }: NamedLoad): readonly number[] {
  const place = isRelative ? posix.join(directoryOf(loader.path), directory) : directory
  const found: number[] = []
  for (let number = 0; number < map.fileCount; number++) {
    const path = map.pathOf(number)
    if (!path.endsWith('.rb') || number === loader.number) continue
    const around = `${directoryOf(path)}/`
    const isThere = around === place || (!isRelative && around.endsWith(`/${place}`))
    const stem = stemOf(path)
    const isNamed = stem.length > prefix.length + suffix.length && stem.startsWith(prefix) && stem.endsWith(suffix)
    if (isThere && isNamed) found.push(number)
  }
  return found
}

function linkNaming(
  graph: Graph,
  words: WordsOfTexts,
  { load, to }: { readonly load: NamedLoad; readonly to: number },
): ImplicitLink | undefined {
  const { loader, line, prefix, suffix } = load
  const stem = stemOf(graph.map.pathOf(to))
  const name = stem.slice(prefix.length, stem.length - suffix.length)
  const places = words.placesOf(name).filter(({ file }) => file !== to && file !== loader.number)
  for (const { file, line } of places.slice(0, placesMax))
    graph.addLink(to, { from: file, fact: { ...NAMED_FACT, line }, isLoaded: false })
  const text = `reached, and loaded by ${loader.path}:${line} under the name of ${name}`
  return places.length === 0 ? undefined : { rule: 'directory', to, text }
}

interface TextPlace {
  readonly file: number
  readonly line: number
}

/** A symbol, a key, a text that is one word, or one of a list of words. */
const WORDS =
  /(?<![:\w]):"?([A-Za-z_][\w-]*)|(["'])([A-Za-z_][\w-]*)\2|(?<![\w:.])([A-Za-z_]\w*):(?!:)|%[wiWI][[({<|]([^\])}>|]*)/g

/** Where Ruby has words as symbols and texts. */
class WordsOfTexts {
  readonly #places = new Map<string, TextPlace[]>()

  constructor({ map }: Graph) {
    for (let number = 0; number < map.fileCount; number++) {
      const path = map.pathOf(number)
      if (!/\.(?:rb|ru|rake)$/.test(path) || !isRuby(map.file(number))) continue
      for (const [index, line] of (map.read(number)?.source.toString('latin1') ?? '').split('\n').entries())
        if (!/^\s*#/.test(line)) this.#learn(line, { file: number, line: index + 1 })
    }
  }

  #learn(text: string, place: TextPlace): void {
    for (const [, symbol, , literal, key, list] of text.matchAll(WORDS))
      for (const word of list?.split(/\s+/) ?? [symbol ?? literal ?? key ?? '']) append(this.#places, word, place)
  }

  placesOf(word: string): readonly TextPlace[] {
    return this.#places.get(word) ?? []
  }
}
