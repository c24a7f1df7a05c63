import type { CodeMap } from '../code-map.ts'
import type { WordIndex } from '../word-index.ts'

/** BM25's usual constants. */
const SATURATION = 1.2
const LENGTH_WEIGHT = 0.75
/** How much a term in the path or among the declared names counts, beside one in the text. */
const PATH_WEIGHT = 10
const DEFINITION_WEIGHT = 6
/** Tests, and what nobody wrote by hand, are rarely what is asked for. */
const CLASS_WEIGHT = {
  source: 1,
  document: 0.6,
  test: 0.4,
  generated: 0.3,
  vendored: 0.2,
  minified: 0.1,
  binary: 0,
} as const
const TERMS_MAX = 60

const STOP_WORDS: ReadonlySet<string> = new Set(
  (
    'a an and are as at be but by can do does for from has have how if in into is it its not of on or so that the their then there these this to was we ' +
    'what when where which who why will with fix fixes fixed add adds added use uses used make makes remove removed update updated should now'
  ).split(' '),
)

export interface RelevantFile {
  readonly file: number
  readonly score: number
}

/** The words of a question, a diff or a description as search terms: identifiers split, common words left out. */
export function termsOf(text: string): readonly string[] {
  const terms = new Set<string>()
  for (const word of text.match(/[\p{L}_$][\p{L}\p{N}_$]*/gu) ?? []) {
    for (const part of splitName(word)) if (part.length > 1 && !STOP_WORDS.has(part)) terms.add(stem(part))
  }
  return [...terms].slice(0, TERMS_MAX)
}

/** `parseHTTPRequest_v2` as `parse`, `http`, `request`, `v2`. */
export function splitName(name: string): readonly string[] {
  return name
    .replaceAll(/([a-z\d])([A-Z])/g, '$1 $2')
    .replaceAll(/([A-Z]+)([A-Z][a-z])/g, '$1 $2')
    .toLowerCase()
    .split(/[^\p{L}\p{N}]+/u)
    .filter((part) => part !== '')
}

/** Plurals and verb endings off, so that `symbols` finds `symbol`. */
function stem(word: string): string {
  if (word.length > 5 && word.endsWith('ing')) return word.slice(0, -3)
  if (word.length > 4 && word.endsWith('ies')) return `${word.slice(0, -3)}y`
  if (word.length > 4 && word.endsWith('ed')) return word.slice(0, -2)
  return word.length > 3 && word.endsWith('s') && !word.endsWith('ss') ? word.slice(0, -1) : word
}

/** Files by how well they answer the terms (BM25F over text, declared names and path), the best first. */
export async function relevantFiles(map: CodeMap, terms: readonly string[]): Promise<readonly RelevantFile[]> {
  const scores = new Map<number, number>()
  const frequencies = terms.map(() => new Map<number, number>())
  collect(await map.words(), { terms, frequencies })
  for (let file = 0; file < map.fileCount; file++) {
    const parts = splitName(map.pathOf(file)).map(stem)
    for (const [index, term] of terms.entries()) {
      const hits = parts.filter((part) => part === term).length
      if (hits > 0) add(frequencies[index], file, hits * PATH_WEIGHT)
    }
  }
  const averageLines = Math.max(
    1,
    [...map.files()].reduce((sum, file) => sum + file.lines, 0) / Math.max(1, map.fileCount),
  )
  for (const frequency of frequencies) {
    const rarity = Math.log(1 + (map.fileCount - frequency.size + 0.5) / (frequency.size + 0.5))
    for (const [file, amount] of frequency) {
      const length = 1 - LENGTH_WEIGHT + LENGTH_WEIGHT * (map.file(file).lines / averageLines)
      add(scores, file, (rarity * amount * (SATURATION + 1)) / (amount + SATURATION * length))
    }
  }
  return [...scores]
    .map(([file, score]) => ({ file, score: score * CLASS_WEIGHT[map.file(file).class] }))
    .sort((left, right) => right.score - left.score || left.file - right.file)
}

function add(into: Map<number, number> | undefined, file: number, amount: number): void {
  into?.set(file, (into.get(file) ?? 0) + amount)
}

/** How often each file has each term, as a whole part of a name. */
function collect(
  words: WordIndex,
  { terms, frequencies }: { readonly terms: readonly string[]; readonly frequencies: readonly Map<number, number>[] },
): void {
  const wanted = new Map(terms.map((term, index) => [term, index]))
  const quick = new RegExp(
    terms
      .map((term) => term.replaceAll(/[^\p{L}\p{N}]/gu, ''))
      .filter((term) => term !== '')
      .join('|') || '(?!)',
    'iu',
  )
  words.eachWord(
    (word) => quick.test(word),
    (word, uses) => {
      for (const part of new Set([...splitName(word).map(stem), stem(word.toLowerCase())])) {
        const index = wanted.get(part)
        if (index === undefined) continue
        for (const { file, uses: count, isDeclared } of uses) {
          add(frequencies[index], file.number, Math.max(1, count) + (isDeclared ? DEFINITION_WEIGHT : 0))
        }
      }
    },
  )
}
