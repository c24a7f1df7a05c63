import type { SgNode } from '@ast-grep/napi'
import { ToolError } from '@groundcrew/core/cli'
import { kindOf, spanOf } from '../../rewrite/syntax.ts'
import { cannotMove, showPlace } from './cannot-move.ts'
import type { WantedLink } from './link-editor.ts'
import type { ModuleStatement, Specifier } from './module-view.ts'
import { between, fromTarget, type SymbolMove } from './symbol-move.ts'

/** What the moved code needs where it goes. */
export interface Needs {
  readonly links: readonly WantedLink[]
  /** Names of the source's own, which it has to export. */
  readonly helpers: readonly string[]
  /** What the source imports and nothing that stays there uses. */
  readonly unused: readonly UnusedImport[]
}

export interface UnusedImport {
  readonly link: ModuleStatement
  /** Undefined: the default name or the namespace. */
  readonly name: Specifier | undefined
}

interface ImportedName {
  readonly link: ModuleStatement
  readonly name: Specifier | undefined
}

/**
 * Follows every name that the moved code uses and does not declare.
 *
 * @throws CANNOT_MOVE where a name would mean something else in the target, or nothing.
 */
export function findNeeds(move: SymbolMove): Needs {
  const { source, names, scopes, pieces } = move
  const used = new Map(pieces.flatMap(({ node }) => [...scopes.freeNames(node)]))
  const links: WantedLink[] = []
  const helpers: string[] = []
  const unused: UnusedImport[] = []
  for (const [name, node] of used) {
    if (names.has(name)) continue
    const imported = importOf(source.links, name)
    if (imported !== undefined) {
      const link = followImport(move, { name, node, imported })
      if (link !== undefined) links.push(link)
      if (!isUsedOutside(move, name)) unused.push(imported)
    } else if (source.declarations.has(name)) {
      requireUnassigned(move, name)
      helpers.push(name)
      links.push(requireFree(move, name, helperLink(move, name)))
    } else requireGlobal(move, name)
  }
  const order = ({ module, names: own }: WantedLink): number => {
    const at = source.links.findIndex((link) => link.module !== undefined && fromTarget(move, link.module) === module)
    return at === -1 ? source.links.length + [...source.declarations.keys()].indexOf(own[0]?.name ?? '') : at
  }
  return { links: links.sort((left, right) => order(left) - order(right)), helpers, unused }
}

interface UsedImport {
  readonly name: string
  readonly node: SgNode
  readonly imported: ImportedName
}

/** Undefined where it comes from the target itself. */
function followImport(move: SymbolMove, { name, node, imported }: UsedImport): WantedLink | undefined {
  if (!leadsToTarget(move, imported)) return requireFree(move, name, importedLink(move, imported))
  if (imported.name?.name === name) return undefined
  throw cannotMove(move.source, node, {
    what: `${name} has another name in ${move.target.file.path}, where it comes from`,
    hint: 'give it one name first',
  })
}

function importOf(links: readonly ModuleStatement[], local: string): ImportedName | undefined {
  for (const link of links) {
    if (link.kind !== 'import') continue
    const name = link.names.find((own) => own.local === local)
    if (name !== undefined || link.defaultName === local || link.star === local) return { link, name }
  }
  return undefined
}

function leadsToTarget({ before, source, target }: SymbolMove, { link }: ImportedName): boolean {
  return before.resolve(source.file.path, link.module ?? '') === target.file.path
}

function importedLink(move: SymbolMove, { link, name }: ImportedName): WantedLink {
  const module = fromTarget(move, link.module ?? '')
  const { file } = move.source
  if (module === undefined) {
    throw new ToolError(
      'CANNOT_MOVE',
      `${showPlace(move.source, link.start)}: nothing in ${move.target.file.path} leads to '${link.module}'`,
      {
        exitCode: 1,
        hint: 'choose a target in the same package',
      },
    )
  }
  const target = move.before.resolve(file.path, link.module ?? '')
  const common = { kind: 'import', module, target, isType: link.isType } as const
  if (name !== undefined) return { ...common, names: [name] }
  return link.star === undefined
    ? { ...common, names: [], defaultName: link.defaultName }
    : { ...common, names: [], star: link.star }
}

function helperLink(move: SymbolMove, name: string): WantedLink {
  const { source, target } = move
  const module = between(move, target.file.path, source.file.path)
  const isType = isTypeOnly(source.declarations.get(name) ?? [])
  return { kind: 'import', module, target: source.file.path, isType, names: [{ name, local: name, isType: false }] }
}

/** Whether statements declare nothing that is there at run time. */
export function isTypeOnly(
  statements: readonly { kind(): unknown; children(): readonly { kind(): unknown }[] }[],
): boolean {
  return statements.every((statement) =>
    [statement, ...statement.children()].some((node) =>
      /^(?:interface|type_alias)_declaration$/.test(String(node.kind())),
    ),
  )
}

/** @throws CANNOT_MOVE where the target has another meaning for a name that the moved code brings along. */
function requireFree(move: SymbolMove, name: string, link: WantedLink): WantedLink {
  const { target, before } = move
  const known = importOf(target.links, name)
  const wanted = link.names[0]?.name
  const isSame =
    known !== undefined &&
    (link.target === undefined
      ? known.link.module === link.module
      : before.resolve(target.file.path, known.link.module ?? '') === link.target) &&
    known.name?.name === wanted &&
    (known.link.star ?? '') === (link.star ?? '')
  if (isSame || (known === undefined && !target.declarations.has(name))) return link
  throw taken(move, name)
}

function taken({ target, source }: SymbolMove, name: string): ToolError {
  return new ToolError(
    'NAME_TAKEN',
    `${name} means something else in ${target.file.path} than in ${source.file.path}; no plan was made`,
    {
      exitCode: 1,
      hint: 'rename one of them first: codemod rename',
    },
  )
}

/** A name of no module, such as `window`, must not be one of the target's. */
function requireGlobal(move: SymbolMove, name: string): void {
  if (move.target.declarations.has(name) || importOf(move.target.links, name) !== undefined) throw taken(move, name)
}

/** An import cannot be assigned to. */
function requireUnassigned(move: SymbolMove, name: string): void {
  for (const { node } of move.pieces) {
    const assigned = move.scopes.moduleUses(node, [name]).find((use) => {
      const parent = use.parent()
      if (parent === null) return false
      const isLeft =
        parent.field('left')?.id() === use.id() && /^(?:augmented_)?assignment_expression$/.test(kindOf(parent))
      return isLeft || kindOf(parent) === 'update_expression'
    })
    if (assigned !== undefined) {
      throw cannotMove(move.source, assigned, {
        what: `the moved code assigns to ${name}, which an import cannot do`,
        hint: `move ${name} too: ${move.source.file.path}#${[...move.names, name].join(',')}`,
      })
    }
  }
}

/** The uses of a name outside of the moved code. */
export function usesOutside(
  { source, scopes, pieces }: SymbolMove,
  name: string,
): ReturnType<SymbolMove['scopes']['moduleUses']> {
  return scopes.moduleUses(source.root, [name]).filter((use) => {
    const { start } = spanOf(use)
    return !pieces.some((piece) => piece.start <= start && start < piece.end)
  })
}

function isUsedOutside(move: SymbolMove, name: string): boolean {
  return usesOutside(move, name).length > 0
}
