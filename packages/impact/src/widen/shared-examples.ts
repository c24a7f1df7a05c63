import type { CodeFile } from '@groundcrew/code-map'
import { append } from '../graph/append.ts'
import type { Graph } from '../graph/graph.ts'
import { NAMED_FACT } from '../graph/link-table.ts'
import type { ImplicitLink } from './widening.ts'

const DECLARING = ['shared_examples', 'shared_examples_for', 'shared_context']
const USING = ['it_behaves_like', 'it_should_behave_like', 'include_examples', 'include_context']
const NAMED = new RegExp(
  String.raw`\b(${[...DECLARING, ...USING].join('|')})[ (]\s*(?:(["'])(.*?)\2|:(\w+)|([A-Z][\w:]*))([^\n]*)`,
  'g',
)
/** By such a word a group of examples has a shared context without asking for it. */
const METADATA = /(?<![:\w]):(\w+)|(?<![:\w])(\w+):/g

interface Place {
  readonly file: number
  readonly line: number
}

/** Adds the files that ask for what RSpec shares by a name: `it_behaves_like 'a list'` for `shared_examples 'a list'`. */
export function addSharedExamples(graph: Graph): readonly ImplicitLink[] {
  const { map } = graph
  const filesWith = (names: readonly string[]): ReadonlySet<number> =>
    new Set(names.flatMap((name) => map.uses(name).filter(({ file }) => isRuby(file))).map(({ file }) => file.number))
  const declaring = filesWith(DECLARING)
  if (declaring.size === 0) return []
  const places = new Map<string, Place[]>()
  const users = [...filesWith(USING)].flatMap((file) => namesIn(graph, file).filter(({ isUse }) => isUse))
  for (const user of users) append(places, user.name, user)
  const added: ImplicitLink[] = []
  for (const to of declaring) {
    for (const { name, metadata } of namesIn(graph, to).filter(({ isUse }) => !isUse)) {
      const byMetadata = metadata.flatMap((word) => groupsWith(graph, word))
      const asking = [...(places.get(name) ?? []), ...byMetadata].filter(({ file }) => file !== to)
      for (const { file, line } of asking)
        graph.addLink(to, { from: file, fact: { ...NAMED_FACT, line }, isLoaded: false })
      if (asking.length > 0) added.push({ rule: 'shared examples', to, text: `reached, and asked for as ${name}` })
    }
  }
  return added
}

function isRuby({ language, class: fileClass }: CodeFile): boolean {
  return language === 'ruby' && ['source', 'test'].includes(fileClass)
}

interface Named extends Place {
  readonly isUse: boolean
  readonly name: string
  readonly metadata: readonly string[]
}

function namesIn({ map }: Graph, file: number): readonly Named[] {
  const text = map.read(file)?.source.toString() ?? ''
  return [...text.matchAll(NAMED)].map(({ index, 1: word = '', 3: quoted, 4: symbol, 5: constant, 6: rest = '' }) => ({
    file,
    line: text.slice(0, index).split('\n').length,
    isUse: USING.includes(word),
    name: quoted ?? symbol ?? constant ?? '',
    metadata: word === 'shared_context' ? [...rest.matchAll(METADATA)].map(([, one, other]) => one ?? other ?? '') : [],
  }))
}

function groupsWith({ map }: Graph, word: string): readonly Place[] {
  return map.uses(word).flatMap(({ file }) => (isRuby(file) ? [{ file: file.number, line: 1 }] : []))
}
