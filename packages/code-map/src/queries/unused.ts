import type { CodeFile, CodeMap, CodeSymbol } from '../code-map.ts'
import type { SymbolKind } from '../facts.ts'
import { isCode } from './references.ts'

export interface UnusedSymbol {
  readonly path: string
  readonly line: number
  readonly kind: SymbolKind
  readonly qualifiedName: string
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
/** Names that frameworks and run-times call. */
const CALLED_FROM_OUTSIDE = /^(?:main|init|setup|teardown|default|__\w+__|Test\w*|Benchmark\w*|Example\w*)$/

/** Top-level symbols of source files whose name no code uses, not even their own file. A name used anywhere keeps all of its declarations. */
export async function unused(
  map: CodeMap,
  options: { readonly pathPrefix: string | undefined; readonly limit: number },
): Promise<Unused> {
  const words = await map.words()
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
      if (isUsed(map, symbol)) continue
      const { line, kind, qualifiedName } = symbol
      const mentions = words.filesNaming(symbol.name).filter((number) => number !== file.number).length
      found.push({ path: file.path, line, kind, qualifiedName, mentions })
    }
  }
  return { checked, total: found.length, shown: found.slice(0, options.limit) }
}

function isCandidate(symbol: CodeSymbol): boolean {
  return symbol.parent === -1 && KINDS.includes(symbol.kind) && !CALLED_FROM_OUTSIDE.test(symbol.name)
}

/** `declare module 'name'` describes a module for the compiler; nobody uses it by that name. */
function isAmbientModule({ language }: CodeFile, { kind }: CodeSymbol): boolean {
  return kind === 'module' && (language === 'typescript' || language === 'tsx')
}

function isUsed(map: CodeMap, { name }: CodeSymbol): boolean {
  return map.uses(name).some(({ file, uses, isDeclared }) => {
    const own = isDeclared ? map.symbols(file.number).filter((symbol) => symbol.name === name).length : 0
    return isCode(file) && uses > own
  })
}
