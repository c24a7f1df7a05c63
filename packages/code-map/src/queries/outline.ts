import { ToolError } from '@groundcrew/core/cli'
import type { CodeFile, CodeMap, CodeSymbol } from '../code-map.ts'
import type { SymbolKind } from '../facts.ts'
import { FILE_CLASSES } from '../languages.ts'

export interface OutlineSymbol {
  readonly line: number
  readonly endLine: number
  readonly kind: SymbolKind
  readonly qualifiedName: string
  readonly depth: number
  readonly signature: string
  readonly isExported: boolean
}

export interface FileOutline {
  readonly path: string
  readonly language: CodeFile['language']
  readonly class: CodeFile['class']
  readonly lines: number
  readonly problemLine: number | undefined
  readonly symbols: readonly OutlineSymbol[]
}

export interface Outline {
  readonly target: string
  readonly filesTotal: number
  readonly symbolsTotal: number
  readonly files: readonly FileOutline[]
  readonly leftOut: number
}

const TOP_KINDS: readonly SymbolKind[] = ['field', 'property', 'enum-member']

/** The symbols of a file, or of every file below a directory (there only those at the top level), at most `limit`. */
export function outline(map: CodeMap, target: string, limit: number): Outline {
  const numbers = sourceFirst(map, filesAt(map, target))
  const isSingle = numbers.length === 1
  const files: FileOutline[] = []
  let symbolsTotal = 0
  let left = limit
  for (const number of numbers) {
    const symbols = map
      .symbols(number)
      .filter((symbol) => isSingle || (symbol.parent === -1 && !TOP_KINDS.includes(symbol.kind)))
    symbolsTotal += symbols.length
    if (left <= 0 || (symbols.length === 0 && !isSingle)) continue
    const shown = symbols.slice(0, left)
    left -= shown.length
    files.push(outlineOf(map, number, shown))
  }
  return { target, filesTotal: numbers.length, symbolsTotal, files, leftOut: symbolsTotal - (limit - left) }
}

/** What there is to read before what tests it. */
export function sourceFirst(map: CodeMap, numbers: readonly number[]): readonly number[] {
  const rank = (number: number): number => FILE_CLASSES.indexOf(map.file(number).class)
  return [...numbers].sort((left, right) => rank(left) - rank(right) || left - right)
}

function outlineOf(map: CodeMap, number: number, symbols: readonly CodeSymbol[]): FileOutline {
  const open = map.read(number)
  const file = map.file(number)
  const depths = new Map<string, number>()
  return {
    path: file.path,
    language: file.language,
    class: file.class,
    lines: file.lines,
    problemLine: file.problemLine,
    symbols: symbols.map((symbol) => {
      const depth =
        symbol.parent === -1 ? 0 : (depths.get(symbol.qualifiedName.slice(0, -symbol.name.length - 1)) ?? 0) + 1
      depths.set(symbol.qualifiedName, depth)
      const { line, endLine, kind, qualifiedName, isExported } = symbol
      return {
        line,
        endLine,
        kind,
        qualifiedName,
        depth,
        isExported,
        signature: open?.signature(symbol) ?? symbol.name,
      }
    }),
  }
}

/** The numbers of a file or of all files below a directory. Throws a ToolError where there is none. */
export function filesAt(map: CodeMap, target: string): readonly number[] {
  const plain = target === '.' ? '' : target.replace(/\/+$/, '')
  const exact = map.findFile(plain)
  if (exact !== undefined) return [exact]
  const found: number[] = []
  for (let number = 0; number < map.fileCount; number++) {
    if (plain === '' || map.pathOf(number).startsWith(`${plain}/`)) found.push(number)
  }
  if (found.length === 0) {
    throw new ToolError('NO_SUCH_FILE', `${target} is no file or directory of the index (${map.fileCount} files)`, {
      hint: `git -C ${map.root} status --ignored shows files that are ignored`,
      exitCode: 2,
    })
  }
  return found
}
