import type { ts as TypeScript } from '@ts-morph/common'
import type { Mentioned } from './compiler.ts'
import type { TreeSystem } from './tree-system.ts'

interface Looking {
  readonly ts: typeof TypeScript
  readonly program: TypeScript.Program
  readonly system: TreeSystem
  readonly source: TypeScript.SourceFile
}

const mentionedMax = 200

/** What the statement around a place names, the nearest to the place first. */
export function mentionedDeclarations(looking: Looking, position: number): readonly Mentioned[] {
  const { ts, program, source } = looking
  const checker = program.getTypeChecker()
  const found = new Map<string, { readonly one: Mentioned; readonly distance: number }>()
  const visit = (node: TypeScript.Node): void => {
    if (found.size > mentionedMax) return
    if (ts.isIdentifier(node) || ts.isStringLiteral(node)) {
      const distance = Math.abs(node.getStart(source) - position)
      for (const symbol of symbolsOf(looking, checker, node))
        for (const one of declarationsOf(looking, symbol)) {
          const key = `${one.path} ${one.name}`
          if ((found.get(key)?.distance ?? Number.POSITIVE_INFINITY) > distance) found.set(key, { one, distance })
        }
    }
    ts.forEachChild(node, visit)
  }
  const statement = statementAt(looking, position)
  if (statement !== undefined) visit(statement)
  return [...found.values()].sort((left, right) => left.distance - right.distance).map(({ one }) => one)
}

/** The innermost statement around a position: of the name of a member it is the class. */
function statementAt({ ts, source }: Looking, position: number): TypeScript.Node | undefined {
  let found: TypeScript.Node | undefined
  const visit = (node: TypeScript.Node): void => {
    if (position < node.getStart(source) || position >= node.end) return
    if (ts.isStatement(node)) found = node
    ts.forEachChild(node, visit)
  }
  ts.forEachChild(source, visit)
  return found
}

/** What a name stands for, what its type is, and what that is made of. */
function symbolsOf(
  { ts }: Looking,
  checker: TypeScript.TypeChecker,
  node: TypeScript.Node,
): readonly TypeScript.Symbol[] {
  const symbol = checker.getSymbolAtLocation(node)
  const meant =
    symbol !== undefined && (symbol.flags & ts.SymbolFlags.Alias) !== 0 ? checker.getAliasedSymbol(symbol) : symbol
  const type = checker.getTypeAtLocation(node)
  const own = [type, ...(type.isUnion() ? type.types : [])].flatMap((one) => [one.aliasSymbol, one.symbol])
  return [meant, ...own].filter((one) => one !== undefined)
}

function declarationsOf({ source, system }: Looking, symbol: TypeScript.Symbol): readonly Mentioned[] {
  return (symbol.declarations ?? []).flatMap((declaration) => {
    const file = declaration.getSourceFile()
    if (file === source || system.idOf(file.fileName) === undefined) return []
    return [{ name: nameOf(symbol), path: system.relative(file.fileName) }]
  })
}

/** Empty for what has none in the source: TypeScript calls it `__type` or `export=`. */
function nameOf({ name }: TypeScript.Symbol): string {
  return /^(?!__)[\w$]+$/.test(name) ? name : ''
}
