import { posix } from 'node:path'
import { C, type CodeSymbol, type ImportFact, type OpenFile } from '@groundcrew/code-map'
import type { SourceTree } from './source-tree.ts'
import { textAt } from '../graph/token-text.ts'
import { closingOf } from './token-groups.ts'

/** A declaration by its place: `*` is a whole module. */
export interface Target {
  readonly path: string
  readonly name: string
}

/** A name in a file that stands for a declaration of another one. */
export interface Binding extends Target {
  readonly local: string
  readonly line: number
}

/** Re-exports are followed this far. */
const depthMax = 12

/** What the imports of a file that bind one of `names` stand for; a whole module is followed by nobody, and is given as `*`. */
export async function readBindings(
  tree: SourceTree,
  open: OpenFile,
  names: ReadonlySet<string>,
): Promise<readonly Binding[]> {
  const found: Binding[] = []
  for (const fact of open.extraction.imports) {
    // A default import may have any name.
    const wanted = fact.names.filter(
      ({ imported }) => names.has(imported) || imported === '*' || imported === 'default',
    )
    if (wanted.length === 0 && open.file.language !== 'python') continue
    // oxlint-disable-next-line no-await-in-loop -- one import after another: most need no reading
    const paths = await tree.resolve(open, fact)
    if (open.file.language === 'python') found.push(...(await boundModules(tree, fact, paths)))
    for (const { imported, local } of wanted) {
      for (const path of paths) {
        const targets =
          imported === '*'
            ? [{ path, name: '*' }]
            : // oxlint-disable-next-line no-await-in-loop -- as above
              await followExport(tree, { path, name: imported })
        found.push(...targets.map((target) => ({ ...target, local, line: fact.line })))
      }
    }
  }
  return found
}

/** `from package import module` binds a whole file. */
export async function boundModules(
  tree: SourceTree,
  { names, line }: ImportFact,
  packages: readonly string[],
): Promise<readonly Binding[]> {
  const paths = await tree.paths()
  const directories = packages.filter((path) => /(?:^|\/)__init__\.pyi?$/.test(path)).map((path) => posix.dirname(path))
  return names.flatMap(({ imported, local }) =>
    directories
      .flatMap((directory) => [posix.join(directory, `${imported}.py`), posix.join(directory, imported, '__init__.py')])
      .filter((path) => imported !== '*' && paths.has(path))
      .map((path) => ({ path, name: '*', local, line })),
  )
}

/** The declarations that a module's export stands for, through re-exports; none where it exports no such name. */
export async function followExport(tree: SourceTree, target: Target, depth = 0): Promise<readonly Target[]> {
  const open = depth > depthMax ? undefined : await tree.open(target.path)
  if (open === undefined) return []
  const declared = exportedSymbol(open, target.name)
  if (declared !== undefined) return [{ path: target.path, name: declared.name }]
  const local = localOfExportList(open, target.name)
  if (local !== undefined) {
    if (open.symbols.some((symbol) => symbol.parent === -1 && symbol.name === local))
      return [{ path: target.path, name: local }]
    const fact = importOf(open, local)
    return fact === undefined ? [] : await followAll(tree, { open, ...fact, depth })
  }
  const found: Target[] = []
  for (const fact of open.extraction.imports) {
    const forwarded = forwardedName(open, fact, target.name)
    // oxlint-disable-next-line no-await-in-loop -- the first that has it ends the search
    if (forwarded !== undefined) found.push(...(await followAll(tree, { open, fact, name: forwarded, depth })))
    if (found.length > 0) return found
  }
  return found
}

interface Step {
  readonly open: OpenFile
  readonly fact: ImportFact
  readonly name: string
  readonly depth: number
}

async function followAll(tree: SourceTree, { open, fact, name, depth }: Step): Promise<readonly Target[]> {
  const found: Target[] = []
  for (const path of await tree.resolve(open, fact)) {
    // oxlint-disable-next-line no-await-in-loop -- rarely more than one
    found.push(...(await followExport(tree, { path, name }, depth + 1)))
  }
  return found
}

/** Under which name an import hands `name` on: re-exports do, and in Python every import. */
function forwardedName({ file }: OpenFile, { kind, names }: ImportFact, name: string): string | undefined {
  if (kind !== 're-export' && file.language !== 'python') return undefined
  const named = names.find(({ local }) => local === name)
  if (named !== undefined) return named.imported
  const isStar = names.some(({ imported, local }) => imported === '*' && local === '*')
  return isStar && name !== 'default' ? name : undefined
}

function exportedSymbol(open: OpenFile, name: string): CodeSymbol | undefined {
  const outer = open.symbols.filter((symbol) => symbol.parent === -1)
  if (name === 'default') {
    return outer.find(({ start, nameStart }) =>
      /\bexport\s+default\b/.test(open.source.toString('latin1', start, nameStart)),
    )
  }
  // In Python `__all__` is for `import *` alone.
  return outer.find((symbol) => symbol.name === name && (symbol.isExported || open.file.language === 'python'))
}

/** In `export { local as name }` without a module, the local name. */
function localOfExportList(open: OpenFile, name: string): string | undefined {
  for (const [local, exported] of readExportLists(open)) if (exported === name) return local
  return undefined
}

function readExportLists(open: OpenFile): readonly (readonly [local: string, exported: string])[] {
  const { tokens } = open.extraction
  const found: (readonly [string, string])[] = []
  for (let at = 0; at + 1 < tokens.count; at++) {
    if (tokens.kind[at + 1] !== C.openBrace || textAt(open, at) !== 'export') continue
    const end = closingOf(open, at + 1)
    if (textAt(open, end + 1) === 'from') continue
    const words = Array.from({ length: end - at - 2 }, (_, index) => textAt(open, at + 2 + index))
    for (const entry of words.join(' ').split(',')) {
      const [local = '', as = '', exported = ''] = entry
        .trim()
        .replace(/^type /, '')
        .split(' ')
      if (local !== '') found.push([local, as === 'as' ? exported : local])
    }
  }
  return found
}

function importOf(open: OpenFile, local: string): { readonly fact: ImportFact; readonly name: string } | undefined {
  for (const fact of open.extraction.imports) {
    const named = fact.kind === 're-export' ? undefined : fact.names.find((name) => name.local === local)
    if (named !== undefined) return { fact, name: named.imported }
  }
  return undefined
}
