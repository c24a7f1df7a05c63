import type { CodeFile } from '@groundcrew/code-map'
import type { Graph } from '../graph/graph.ts'
import { snakeCase } from '../letter-case.ts'
import { stemOf } from '../paths.ts'

const CALLS =
  /\b(?:create|build|build_stubbed|attributes_for|build_list|create_list|build_pair|create_pair|insert|insert_list)\b[ (]+:(\w+)/g
const DECLARED = /^\s*factory[ (]+:(\w+)/gm
const FILES = /(?:^|\/)(?:factories|blueprints)(?:\/.*)?\.rb$/

/** The factories of Ruby that make a model of one of some files, and those that make one of these. */
export class Factories {
  readonly #names: ReadonlySet<string>

  /** `models`: paths of their files. */
  constructor(graph: Graph, files: readonly CodeFile[], models: readonly string[]) {
    const found = new Set(models.map(stemOf))
    const blocks = models.length === 0 ? [] : readBlocks(graph, files)
    for (let before = -1; before < found.size;) {
      before = found.size
      for (const [name, words] of blocks) if (words.some((word) => found.has(word))) found.add(name)
    }
    this.#names = found
  }

  /** The first of them that a text asks. */
  askedIn(text: string): string | undefined {
    return [...text.matchAll(CALLS)].find(([, name = '']) => this.#names.has(name))?.[1]
  }
}

/** By factory: the words in it. */
function readBlocks(
  graph: Graph,
  files: readonly CodeFile[],
): readonly (readonly [name: string, words: readonly string[]])[] {
  return files.flatMap(({ path, number }) => {
    if (!FILES.test(path)) return []
    const text = graph.map.read(number)?.source.toString() ?? ''
    const starts = [...text.matchAll(DECLARED)]
    return starts.map(({ index, 1: name = '' }, at) => {
      const block = text.slice(index, starts[at + 1]?.index)
      return [name, (block.match(/\w+/g) ?? []).map(snakeCase)] as const
    })
  })
}
