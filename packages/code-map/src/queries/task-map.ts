import { countTokens } from '@groundcrew/core/text'
import type { CodeMap, CodeSymbol } from '../code-map.ts'
import type { SymbolKind } from '../facts.ts'
import { FileLinks } from './file-links.ts'
import { ImportGraph } from './import-graph.ts'
import type { MapSubject } from './map-subject.ts'
import { relevantFiles, splitName, termsOf } from './relevance.ts'
import type { FileChange } from './unified-diff.ts'

const SEEDS_MAX = 12
const NEIGHBOURS_PER_SEED_MAX = 4
const SYMBOLS_PER_FILE_MAX = 12
const SIGNATURE_LENGTH_MAX = 110
/** More than all terms together can give. */
const CHANGED_WEIGHT = 1000

export interface MapEntry {
  readonly path: string
  readonly why: 'changed' | 'match' | 'imported' | 'importer' | 'central'
  readonly symbols: readonly { readonly line: number; readonly signature: string }[]
}

export interface TaskMap {
  readonly terms: readonly string[]
  /** Of a diff: its files, and those of them that the index does not have. */
  readonly diff?: { readonly files: number; readonly notIndexed: readonly string[] }
  readonly filesIndexed: number
  readonly entries: readonly MapEntry[]
  /** Entries and symbols that did not fit. */
  readonly filesLeftOut: number
  readonly symbolsLeftOut: number
  readonly budgetTokens: number
  /** What the entries take of it. */
  readonly tokens: number
}

/**
 * What to read for a task: the files that its words lead to, what these import and who imports them, with signatures. Without a
 * text the files on which most of the code base stands. Never more than `budgetTokens`.
 */
export async function taskMap(map: CodeMap, options: MapSubject & { readonly budgetTokens: number }): Promise<TaskMap> {
  const terms = options.text === undefined ? [] : termsOf(options.text)
  const graph = new ImportGraph(map)
  const { changes } = options
  const candidates = await candidatesFor(map, graph, options)
  const entries: MapEntry[] = []
  let tokens = 0
  const tokensMax = options.budgetTokens - headTokens(terms, map, candidates)
  let filesLeftOut = 0
  let symbolsLeftOut = 0
  for (const { file, why, lines } of candidates) {
    const full = { path: map.pathOf(file), why, symbols: signatures(map, file, { terms, lines }) }
    const fitting = fit(full, tokensMax - tokens)
    if (fitting === undefined) {
      filesLeftOut++
      continue
    }
    symbolsLeftOut += full.symbols.length - fitting.symbols.length
    tokens += sizeOf(fitting)
    entries.push(fitting)
  }
  return {
    terms,
    ...(changes !== undefined && {
      diff: {
        files: changes.length,
        notIndexed: changes.map(({ path }) => path).filter((path) => map.findFile(path) === undefined),
      },
    }),
    filesIndexed: map.fileCount,
    entries,
    filesLeftOut,
    symbolsLeftOut,
    budgetTokens: options.budgetTokens,
    tokens,
  }
}

/** The numbers and words of the first and the last line of the answer. */
const HEAD_TOKENS = 50
/** So many of the terms stand in the first line. */
export const TERMS_SHOWN_MAX = 8

/** What the first and the last line take. */
function headTokens(terms: readonly string[], map: CodeMap, [first]: readonly Candidate[]): number {
  const path = first === undefined ? '' : map.pathOf(first.file)
  return HEAD_TOKENS + countTokens(terms.slice(0, TERMS_SHOWN_MAX).join(' ')) + countTokens(path)
}

interface Candidate {
  readonly file: number
  readonly why: MapEntry['why']
  readonly lines?: FileChange['lines']
}

async function candidatesFor(
  map: CodeMap,
  graph: ImportGraph,
  { text, changes }: MapSubject,
): Promise<readonly Candidate[]> {
  if (changes !== undefined) return changedAndNeighbours(map, graph, changes)
  return text === undefined ? centralFiles(map, graph) : seedsAndNeighbours(map, graph, termsOf(text))
}

/** The changed files, then all that import them, then what they import. */
function changedAndNeighbours(map: CodeMap, graph: ImportGraph, changes: readonly FileChange[]): readonly Candidate[] {
  const found = new Map<number, Candidate>()
  const add = (candidate: Candidate): void => {
    if (!found.has(candidate.file)) found.set(candidate.file, candidate)
  }
  for (const { path, lines } of changes) {
    const file = map.findFile(path)
    if (file !== undefined) add({ file, why: 'changed', lines })
  }
  const changed = [...found.keys()]
  for (const file of changed) for (const { from } of graph.importersOf(file)) add({ file: from, why: 'importer' })
  for (const file of changed) for (const { to } of graph.importsOf(file)) add({ file: to, why: 'imported' })
  return [...found.values()]
}

async function seedsAndNeighbours(
  map: CodeMap,
  graph: ImportGraph,
  terms: readonly string[],
): Promise<readonly Candidate[]> {
  const ranked = await relevantFiles(map, terms)
  const seeds = ranked.slice(0, SEEDS_MAX)
  const scores = new Map(ranked.map(({ file, score }) => [file, score]))
  const found = new Map<number, MapEntry['why']>(seeds.map(({ file }) => [file, 'match']))
  const byScore = (left: number, right: number): number =>
    (scores.get(right) ?? 0) - (scores.get(left) ?? 0) || left - right
  for (const { file } of seeds.slice(0, SEEDS_MAX / 2)) {
    const imported = [...new Set(graph.importsOf(file).map((edge) => edge.to))]
      .sort(byScore)
      .slice(0, NEIGHBOURS_PER_SEED_MAX)
    const importers = [...new Set(graph.importersOf(file).map((edge) => edge.from))]
      .sort(byScore)
      .slice(0, NEIGHBOURS_PER_SEED_MAX)
    for (const next of imported) if (!found.has(next)) found.set(next, 'imported')
    for (const next of importers) if (!found.has(next)) found.set(next, 'importer')
  }
  return [...found].map(([file, why]) => ({ file, why }))
}

/** Source files by PageRank. */
function centralFiles(map: CodeMap, graph: ImportGraph): readonly Candidate[] {
  const links = new FileLinks(graph)
  const rank = links.pageRank()
  return Array.from(rank, (score, file) => ({ file, score }))
    .filter(({ file }) => map.file(file).class === 'source' && links.usersOf(file).size > 0)
    .sort((left, right) => right.score - left.score || left.file - right.file)
    .slice(0, 40)
    .map(({ file }) => ({ file, why: 'central' as const }))
}

const SHOWN_KINDS: readonly SymbolKind[] = [
  'class',
  'interface',
  'struct',
  'enum',
  'type',
  'function',
  'method',
  'module',
  'constant',
]

/** The changed symbols of a file, then those that speak of the terms or are exported, in the order of the file. */
function signatures(
  map: CodeMap,
  file: number,
  { terms, lines = [] }: { readonly terms: readonly string[]; readonly lines?: FileChange['lines'] | undefined },
): MapEntry['symbols'] {
  const open = map.read(file)
  if (open === undefined) return []
  const isChanged = ({ line, endLine }: CodeSymbol): boolean =>
    lines.some(({ first, last }) => first <= endLine && last >= line)
  const weigh = (symbol: CodeSymbol): number => {
    const parts = splitName(symbol.name)
    const hits = terms.filter((term) => parts.some((part) => part.startsWith(term))).length
    return (
      (isChanged(symbol) ? CHANGED_WEIGHT : 0) + hits * 4 + (symbol.isExported ? 2 : 0) + (symbol.parent === -1 ? 1 : 0)
    )
  }
  const chosen = open.symbols
    .filter((symbol) => SHOWN_KINDS.includes(symbol.kind))
    .map((symbol) => ({ symbol, weight: weigh(symbol) }))
    .filter(({ weight }) => weight > 1)
    .sort((left, right) => right.weight - left.weight || left.symbol.line - right.symbol.line)
    .slice(0, SYMBOLS_PER_FILE_MAX)
    .sort(
      (left, right) =>
        Number(isChanged(right.symbol)) - Number(isChanged(left.symbol)) || left.symbol.line - right.symbol.line,
    )
  return chosen.map(({ symbol }) => {
    const signature = open.signature(symbol)
    return {
      line: symbol.line,
      signature:
        signature.length > SIGNATURE_LENGTH_MAX ? `${signature.slice(0, SIGNATURE_LENGTH_MAX - 1)}…` : signature,
    }
  })
}

function sizeOf(entry: MapEntry): number {
  return countTokens(`${renderMapEntry(entry)}\n`)
}

/** As much of an entry as fits; undefined where not even its path does. */
function fit(entry: MapEntry, tokensMax: number): MapEntry | undefined {
  for (let count = entry.symbols.length; count >= 0; count--) {
    const smaller = { ...entry, symbols: entry.symbols.slice(0, count) }
    if (sizeOf(smaller) <= tokensMax) return smaller
  }
  return undefined
}

/** An entry as the answer shows it; here because the budget is counted in it. */
export function renderMapEntry({ path, why, symbols }: MapEntry): string {
  return [`${path}  (${why})`, ...symbols.map(({ line, signature }) => `  ${line}: ${signature}`)].join('\n')
}
