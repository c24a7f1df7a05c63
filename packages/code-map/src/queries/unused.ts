import type { CodeFile, CodeMap, CodeSymbol, OpenFile } from '../code-map.ts'
import { hasScript, isExample } from '../languages.ts'
import type { ImportFact, SymbolKind } from '../facts.ts'
import { isCalledFromOutside } from './called-from-outside.ts'
import { Resolver } from '../resolve/resolver.ts'
import { isCode } from './references.ts'

export interface UnusedSymbol {
  readonly path: string
  readonly line: number
  readonly kind: SymbolKind
  readonly qualifiedName: string
  readonly isExported: boolean
  /** Other files that have the name in a comment or a string. */
  readonly mentions: number
}

export interface Unused {
  readonly checked: number
  readonly total: number
  readonly shown: readonly UnusedSymbol[]
}

const KINDS: readonly SymbolKind[] = [
  'class',
  'interface',
  'struct',
  'enum',
  'type',
  'function',
  'constant',
  'variable',
  'module',
]
/**
 * Top-level symbols of source files whose name no code uses, not even their own file: first those that no other repository can use either. A name used
 * anywhere keeps all of its declarations.
 */
export async function unused(
  map: CodeMap,
  options: { readonly pathPrefix: string | undefined; readonly limit: number },
): Promise<Unused> {
  const words = await map.words()
  const handedOn = filesHandedOn(map)
  const counts = new DeclarationCounts(map)
  const found: UnusedSymbol[] = []
  let checked = 0
  for (const file of map.files()) {
    if (
      file.class !== 'source' ||
      !isCode(file) ||
      (options.pathPrefix !== undefined && !file.path.startsWith(options.pathPrefix))
    )
      continue
    for (const symbol of map.symbols(file.number)) {
      if (!isCandidate(symbol) || isAmbientModule(file, symbol)) continue
      checked++
      if (isUsed(map, counts, symbol) || (file.language === 'ruby' && isAssociated(map, symbol))) continue
      if (isCalledFromOutside(file, symbol, () => map.read(file.number))) continue
      if (symbol.isExported && handedOn.has(file.number)) continue
      const { line, kind, qualifiedName, isExported } = symbol
      const mentions = words.filesNaming(symbol.name).filter((number) => number !== file.number).length
      found.push({ path: file.path, line, kind, qualifiedName, isExported, mentions })
    }
  }
  found.sort(
    (left, right) =>
      Number(left.isExported) - Number(right.isExported) ||
      Number(isExample(left.path)) - Number(isExample(right.path)),
  )
  return { checked, total: found.length, shown: found.slice(0, options.limit) }
}

function isCandidate(symbol: CodeSymbol): boolean {
  return symbol.parent === -1 && KINDS.includes(symbol.kind)
}

/** `declare module 'name'` describes a module for the compiler; nobody uses it by that name. */
function isAmbientModule({ language }: CodeFile, { kind }: CodeSymbol): boolean {
  return kind === 'module' && (language === 'typescript' || language === 'tsx')
}

/** How often files declare a name; those of a file are counted once, for names such as `map` are in many. */
class DeclarationCounts {
  readonly #map: CodeMap
  readonly #byFile = new Map<number, ReadonlyMap<string, number>>()

  constructor(map: CodeMap) {
    this.#map = map
  }

  of(file: number, name: string): number {
    const known = this.#byFile.get(file) ?? this.#count(file)
    this.#byFile.set(file, known)
    return known.get(name) ?? 0
  }

  #count(file: number): ReadonlyMap<string, number> {
    const counts = new Map<string, number>()
    for (const { name } of this.#map.symbols(file)) counts.set(name, (counts.get(name) ?? 0) + 1)
    return counts
  }
}

function isUsed(map: CodeMap, counts: DeclarationCounts, { name }: CodeSymbol): boolean {
  const uses = map.uses(name).filter((use) => use.uses > 0 && isCode(use.file))
  return uses.some(({ isDeclared }) => !isDeclared) || uses.some((use) => use.uses > counts.of(use.file.number, name))
}

/** `has_many :tide_tables` uses TideTable. */
function isAssociated(map: CodeMap, { name }: CodeSymbol): boolean {
  const own = name.replaceAll(/([a-z\d])([A-Z])|([A-Z])(?=[A-Z][a-z])/g, '$1$3_$2').toLowerCase()
  return [own, `${own}s`, `${own}es`, own.replace(/y$/, 'ies')].some((word) =>
    map.uses(word).some(({ file, uses }) => file.language === 'ruby' && uses > 0),
  )
}

/** Files that are imported as a whole by `import()`, or under a name that is used without a member: whoever gets them may use all that they export. */
function filesHandedOn(map: CodeMap): ReadonlySet<number> {
  const resolver = new Resolver(map)
  const found = new Set<number>()
  for (const file of map.files()) {
    if (!hasScript(file.language)) continue
    const source = onceRead(map, file)
    for (const fact of map.imports(file.number)) {
      const resolution = isHandedOn(fact, source) ? resolver.resolve(file, fact) : undefined
      if (resolution?.kind === 'files') for (const path of resolution.paths) found.add(map.findFile(path) ?? -1)
    }
  }
  return found
}

function onceRead(map: CodeMap, { number }: CodeFile): () => OpenFile | undefined {
  let open: OpenFile | undefined
  return () => (open ??= map.read(number))
}

function isHandedOn({ kind, names }: ImportFact, source: () => OpenFile | undefined): boolean {
  const whole = kind === 'import' ? names.find(({ imported }) => imported === '*')?.local : undefined
  return kind === 'dynamic' || (whole !== undefined && isUsedAlone(source(), whole))
}

function isUsedAlone(open: OpenFile | undefined, name: string): boolean {
  const places = open?.occurrences(name).slice(1) ?? []
  return places.some(
    ({ start }) => !/^\??\./.test(open?.source.toString('latin1', start + name.length, start + name.length + 2) ?? ''),
  )
}
