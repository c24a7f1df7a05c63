import type { SgNode } from '@ast-grep/napi'
import type { TextEdit } from '../../plan/make-plan.ts'
import { kindOf, spanOf } from '../../rewrite/syntax.ts'
import { findScriptReferences } from '../script-references.ts'
import { showPlace } from './cannot-move.ts'
import type { LinkEditor } from './link-editor.ts'
import type { ModuleStatement, ModuleView, Specifier } from './module-view.ts'
import { toTarget, type SymbolMove } from './symbol-move.ts'

/** What a file that imports or re-exports from the source has to write otherwise. */
export function editImporter(move: SymbolMove, view: ModuleView, editor: LinkEditor): readonly TextEdit[] {
  const own = view.links.filter(({ module }) => module !== undefined && leadsToSource(move, view, module))
  const edits = own.flatMap((link) => editLink(move, { view, link, editor }))
  return [...edits, ...editOther(move, view)]
}

function leadsToSource({ before, source }: SymbolMove, { file }: ModuleView, module: string): boolean {
  return before.resolve(file.path, module) === source.file.path
}

interface LinkCall {
  readonly view: ModuleView
  readonly link: ModuleStatement
  readonly editor: LinkEditor
}

function editLink(move: SymbolMove, call: LinkCall): readonly TextEdit[] {
  const { view, link, editor } = call
  const { names, exported, viaSource } = move
  const moved = link.names.filter(({ name }) => names.has(name) && exported.has(name))
  const module = toTarget(move, view.file.path, link.module ?? '')
  if (link.star === '*') return editStarExport(move, call, module)
  if (link.star !== undefined) return editNamespace(move, call, module)
  if (moved.length === 0) return []
  if (module === undefined) {
    viaSource.add(showPlace(view, link.start))
    return []
  }
  const target = move.target.file.path
  const isWhole = moved.length === link.names.length && link.defaultName === undefined
  if (isWhole && !editor.hasHost({ kind: link.kind, target, isType: link.isType })) {
    editor.redirect(link, module)
    return []
  }
  editor.drop(moved)
  editor.want({ kind: link.kind, module, target, isType: link.isType, names: moved })
  return []
}

/** `export *` goes on to give the names out. */
function editStarExport(
  move: SymbolMove,
  { view, link, editor }: LinkCall,
  module: string | undefined,
): readonly TextEdit[] {
  const { exported, names, typeNames, target, viaSource, before } = move
  const given = [...names].filter((name) => exported.has(name))
  const leadsThere = (other: string | undefined): boolean =>
    other !== undefined && before.resolve(view.file.path, other) === target.file.path
  const isGiven = view.links.some(
    ({ kind, star, module: other }) => kind === 'export' && star === '*' && leadsThere(other),
  )
  if (given.length === 0 || isGiven || view.file.path === target.file.path) return []
  if (module === undefined) {
    viaSource.add(showPlace(view, link.start))
    return []
  }
  for (const name of given) {
    const isType = link.isType || typeNames.has(name)
    editor.want({ kind: 'export', module, target: target.file.path, isType, names: [plainName(name)] })
  }
  return []
}

/** `space.name` becomes `name`, where nothing else has that name. */
function editNamespace(
  move: SymbolMove,
  { view, link, editor }: LinkCall,
  module: string | undefined,
): readonly TextEdit[] {
  const { names, exported, scopes, viaSource, target, typeNames } = move
  if (link.kind === 'export') {
    viaSource.add(showPlace(view, link.start))
    return []
  }
  const uses = scopes.moduleUses(view.root, [link.star ?? ''])
  const members = uses.map((use) => ({ use, member: memberOf(use) }))
  const moved = members.filter(
    ({ member }) => member !== undefined && names.has(member.name) && exported.has(member.name),
  )
  const edits: TextEdit[] = []
  for (const { use, member } of members) {
    if (member === undefined) viaSource.add(showPlace(view, spanOf(use).start))
    if (member === undefined || !moved.some((entry) => entry.use === use)) continue
    if (module === undefined || !isFree(move, view, use, member.name)) {
      viaSource.add(showPlace(view, spanOf(use).start))
      continue
    }
    const isType = link.isType || typeNames.has(member.name)
    editor.want({ kind: 'import', module, target: target.file.path, isType, names: [plainName(member.name)] })
    const span = spanOf(member.node)
    edits.push({ ...span, new: member.name, kind: 'reference', shape: `\`${link.star}.${member.name}\`` })
  }
  if (edits.length === members.length && edits.length > 0) editor.remove(link)
  return edits
}

function plainName(name: string): Pick<Specifier, 'name' | 'local' | 'isType'> {
  return { name, local: name, isType: false }
}

/** Whether a name means nothing yet, in a file and at a place in it. */
function isFree({ scopes }: SymbolMove, view: ModuleView, at: SgNode, name: string): boolean {
  const isImported = view.links.some(
    (link) =>
      link.kind === 'import' &&
      (link.defaultName === name || link.star === name || link.names.some(({ local }) => local === name)),
  )
  return (
    !isImported &&
    !view.declarations.has(name) &&
    !scopes.isBoundAt(at, name) &&
    scopes.moduleUses(view.root, [name]).length === 0
  )
}

/** The member that a namespace is asked for, with the node that is both. */
function memberOf(use: SgNode): { readonly name: string; readonly node: SgNode } | undefined {
  const parent = use.parent()
  if (parent === null) return undefined
  const kind = kindOf(parent)
  const [object, member] =
    kind === 'member_expression'
      ? ['object', 'property']
      : kind === 'nested_type_identifier'
        ? ['module', 'name']
        : ['', '']
  if (object === '' || parent.field(object)?.id() !== use.id()) return undefined
  const name = parent.field(member ?? '')
  return name === null ? undefined : { name: name.text(), node: parent }
}

/** Imports that are no statements: `import()`, `require`, types, mocks. */
function editOther(move: SymbolMove, view: ModuleView): readonly TextEdit[] {
  const { file, root, links } = view
  const edits: TextEdit[] = []
  for (const { start, end, specifier, use } of findScriptReferences(file)) {
    const isLink = links.some(({ moduleSpan }) => moduleSpan?.start === start)
    if (use.kind !== 'module' || isLink || !leadsToSource(move, view, specifier)) continue
    const place = showPlace(view, start)
    if (use.label === 'mocked module') move.counter.add('a mock of the module that it leaves', place)
    else if (use.label === '`declare module`') move.counter.add('an addition to the module that it leaves', place)
    else if (use.edit === 'import' && use.label !== '`import` for its effects') {
      const module = toTarget(move, file.path, specifier)
      const asked = namesAsked(root, start)
      const isWhole = asked !== undefined && asked.length > 0 && asked.every((name) => move.names.has(name))
      if (isWhole && module !== undefined) edits.push({ start, end, new: module, kind: use.edit, shape: use.label })
      else if (asked === undefined || asked.some((name) => move.names.has(name))) move.viaSource.add(place)
    }
  }
  return edits
}

/** What is asked of `import('module')` or `require('module')`; undefined where that cannot be told. */
function namesAsked(root: SgNode, offset: number): readonly string[] | undefined {
  const literal = root.findAll({ rule: { kind: 'string' } }).find((node) => spanOf(node).start === offset - 1)
  const call = literal?.ancestors().find((node) => kindOf(node) === 'call_expression')
  const parent = call?.ancestors().find((node) => !/^(?:await_expression|parenthesized_expression)$/.test(kindOf(node)))
  if (parent === undefined) return undefined
  const kind = kindOf(parent)
  if (kind === 'member_expression') return [parent.field('property')?.text() ?? '']
  if (kind === 'expression_statement') return []
  return kind === 'variable_declarator' ? patternKeys(parent.field('name')) : undefined
}

function patternKeys(pattern: SgNode | null): readonly string[] | undefined {
  if (pattern === null || kindOf(pattern) !== 'object_pattern') return undefined
  const keys = pattern.children().filter((child) => child.isNamed())
  const names = keys.map((child) => (kindOf(child) === 'pair_pattern' ? child.field('key') : child)?.text() ?? '')
  return names.every((name) => /^[\w$]+$/.test(name)) ? names : undefined
}
