import type { CodeSymbol, OpenFile } from '@groundcrew/code-map'
import { readBindings } from './bindings.ts'
import type { SourceTree } from './source-tree.ts'

/** Bases that give their heirs none of the members that are looked for. */
const EMPTY_BASES =
  /^(?:object|ABC|Protocol|Generic|NamedTuple|TypedDict|BaseModel|Enum|IntEnum|StrEnum|Flag|IntFlag|Exception|Struct|StandardError)$/
/** Those of the library of Python, with the beginnings of what they give. */
const KNOWN_BASES: readonly (readonly [base: RegExp, members: RegExp])[] = [
  [
    /^(?:IsolatedAsyncio)?TestCase$/,
    /^(?:assert|setUp|tearDown|add|fail|skip|sub|run|id$|do|debug$|count|default|enter|_)/,
  ],
  [/^(?:\w+Error|\w+Warning|StopIteration)$/, /^(?:args$|with_traceback$|add_note$|_|errno$|strerror$|filename)/],
]

/** More classes than this are nobody's ancestors. */
const classesMax = 50

interface ClassPlace {
  readonly open: OpenFile
  /** As it is written where it is inherited from. */
  readonly name: string
}

/** Whether a class has a member by way of what it inherits from or mixes in: `unknown` where a base is declared nowhere here. */
export async function inheritsMember(
  tree: SourceTree,
  place: ClassPlace,
  member: string,
): Promise<'yes' | 'no' | 'unknown'> {
  const queue: ClassPlace[] = [place]
  let isUnknown = false
  for (let at = 0; at < Math.min(queue.length, classesMax); at++) {
    const { open, name } = queue[at] as ClassPlace
    const symbol = classIn(open, name)
    if (symbol !== undefined) {
      if (open.symbols.some(({ parent, name: own }) => open.symbols[parent] === symbol && own === member)) return 'yes'
      queue.push(...basesOf(open, symbol).map((base) => ({ open, name: base })))
      continue
    }
    // oxlint-disable-next-line no-await-in-loop -- a walk
    const imported = await importedClasses(tree, open, name)
    queue.push(...imported)
    isUnknown ||= imported.length === 0 && mayHave(lastName(name), member)
  }
  return isUnknown ? 'unknown' : 'no'
}

/** Of a class that is declared nowhere here. */
function mayHave(base: string, member: string): boolean {
  if (EMPTY_BASES.test(base)) return false
  const known = KNOWN_BASES.find(([name]) => name.test(base))
  return known === undefined || known[1].test(member)
}

function classIn({ symbols }: OpenFile, name: string): CodeSymbol | undefined {
  const classes = symbols.filter(({ kind }) => kind === 'class')
  return (
    classes.find(({ qualifiedName }) => qualifiedName === name) ?? classes.find((one) => one.name === lastName(name))
  )
}

async function importedClasses(tree: SourceTree, open: OpenFile, name: string): Promise<readonly ClassPlace[]> {
  const first = name.split('.')[0] ?? name
  const bound = open.extraction.imports.flatMap(({ names }) =>
    names.flatMap(({ local, imported }) => (local === first ? [imported] : [])),
  )
  const bindings = await readBindings(tree, open, new Set(bound))
  const found: ClassPlace[] = []
  for (const { local, path, name: declared } of bindings) {
    if (local !== first) continue
    // oxlint-disable-next-line no-await-in-loop -- rarely more than one
    const file = await tree.open(path)
    const inFile = declared === '*' ? lastName(name) : declared
    if (file !== undefined && classIn(file, inFile) !== undefined) found.push({ open: file, name: inFile })
  }
  return found
}

/** The names of what a class inherits from, as they are written, without arguments. */
export function basesOf(open: OpenFile, symbol: CodeSymbol): readonly string[] {
  const head = open.source.toString('utf8', symbol.nameStart, symbol.signatureEnd)
  if (open.file.language === 'ruby') {
    const body = open.source.toString('utf8', symbol.nameStart, symbol.end)
    const lists = [...body.matchAll(/^\s*(?:include|prepend|extend)[ (]\s*([\w:]+(?:\s*,\s*[\w:]+)*)/gm)]
    const mixed = lists.flatMap(([, list = '']) => list.split(',').map((name) => name.trim()))
    const base = /^[\w:]+\s*<\s*([\w:]+)/.exec(head)?.[1]
    return [...(base === undefined ? [] : [base]), ...mixed]
  }
  const [, extended] = /\bextends\s+([\w$.]+)/.exec(withoutTypeLists(head)) ?? []
  if (open.file.language !== 'python') return extended === undefined ? [] : [extended]
  const list = /\(([^]*)\)\s*:?\s*$/.exec(head)?.[1] ?? ''
  return list
    .replaceAll(/\[[^\]]*\]/g, '')
    .split(',')
    .map((base) => base.trim())
    .filter((base) => base !== '' && !base.includes('='))
}

/** A type parameter may extend something too. */
function withoutTypeLists(head: string): string {
  const inner = head.replaceAll(/<[^<>]*>/g, '')
  return inner === head ? head : withoutTypeLists(inner)
}

/** `Name` of `module.Name` and `Module::Name`. */
export function lastName(name: string): string {
  return name.split(/[.:]+/).at(-1) ?? name
}
