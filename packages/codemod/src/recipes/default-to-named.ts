import type { SgNode } from '@ast-grep/napi'
import { ToolError, usageError } from '@groundcrew/core/cli'
import { listFiles } from '@groundcrew/core/repo'
import { oldLayout, type Layout } from '../move/layout.ts'
import { asMoves } from '../move/symbol/symbol-move.ts'
import { needlesOf, otherNames } from '../move/needles.ts'
import { isScript } from '../move/script-edits.ts'
import { findScriptReferences } from '../move/script-references.ts'
import { showPlace } from '../move/symbol/cannot-move.ts'
import { isEntry } from '../move/symbol/is-entry.ts'
import { viewModule, type ModuleStatement, type ModuleView } from '../move/symbol/module-view.ts'
import { removalOf } from '../move/symbol/moved-code.ts'
import { Scopes } from '../move/symbol/scopes.ts'
import { fileFromRoot, findCandidates, literalPath } from '../plan/candidates.ts'
import { makePlan, type EditedFile, type TextEdit } from '../plan/make-plan.ts'
import type { PlanDraft } from '../plan/plan-store.ts'
import type { Place } from '../plan/place.ts'
import { checkSyntax } from '../replace/check-syntax.ts'
import { RemainderCounter } from '../review/remainder-counter.ts'
import { kindOf, spanOf, Syntax } from '../rewrite/syntax.ts'
import type { DefaultRecipe, RecipeRequest } from './request.ts'
import { mayHaveText } from '../plan/text-file.ts'

interface Context {
  readonly place: Place
  readonly createdAt: string
}

interface World {
  readonly source: ModuleView
  readonly importers: readonly ModuleView[]
  readonly layout: Layout
  readonly filesSearched: number
}

/** Plans a named export in the place of the default one, for the file and for all who import it. Who cannot be changed keeps the default. */
export async function planDefaultToNamed(
  { place, createdAt }: Context,
  request: RecipeRequest & { readonly options: DefaultRecipe },
): Promise<PlanDraft> {
  const { options } = request
  const world = await readWorld(place, fileFromRoot(place, options.file))
  const { source, importers, layout } = world
  const found = findDefault(source, options.name)
  const counter = new RemainderCounter()
  const edited: EditedFile[] = importers.map((view) => ({
    file: view.file,
    edits: editImporter({ view, world, name: found.name, counter }),
  }))
  const isKept = counter.result.length > 0 || isEntry(layout, source.file.path)
  const { text } = source
  const kept: readonly TextEdit[] = isKept
    ? [
        {
          start: text.length,
          end: text.length,
          new: `${text.endsWith('\n') ? '' : '\n'}export { ${found.name} as default }${/;\r?$/m.test(text) ? ';' : ''}\n`,
          kind: 're-export',
          shape: 'the default export stays too',
        },
      ]
    : []
  edited.push({ file: source.file, edits: [...found.edits, ...kept] })
  const syntax = await checkSyntax(edited.filter(({ edits }) => edits.length > 0))
  return makePlan(place, edited, {
    engine: 'recipe default-to-named',
    createdAt,
    request: { ...request, options: { ...options, file: source.file.path } },
    filesSearched: world.filesSearched,
    remainder: counter.result,
    refused: [],
    checks: [
      isKept
        ? {
            name: 'complete',
            result: 'warning',
            detail: `${source.file.path} keeps a default export for what is left alone, or for those outside who import it by the name of its package`,
          }
        : { name: 'complete', result: 'ok', detail: 'nobody needs the default export any more' },
      ...(syntax === undefined ? [] : [syntax]),
    ],
  })
}

async function readWorld(place: Place, file: string): Promise<World> {
  const { files: listed } = await listFiles(place.root)
  const layout = oldLayout(place, listed)
  const leaving = asMoves(file, file)
  const needles = [...needlesOf(leaving), ...otherNames(leaving, listed, layout)]
  const all = await findCandidates(place, {
    paths: [],
    mayMatch: (bytes) => needles.some((needle) => mayHaveText(bytes, needle)),
  })
  const own = await findCandidates(place, { paths: [literalPath(file)], mayMatch: () => true })
  const [candidate] = own.files
  if (candidate === undefined || !isScript(file)) {
    throw new ToolError('REFUSED', `${file} is no script that may be changed`, {
      exitCode: 1,
      hint: 'name a source file of TypeScript or JavaScript',
    })
  }
  const syntax = await Syntax.load()
  const importers = all.files
    .filter((other) => other.path !== file && isScript(other.path))
    .map((other) => viewModule(syntax, other))
  return { source: viewModule(syntax, candidate), importers, layout, filesSearched: all.filesSearched }
}

interface Found {
  readonly name: string
  readonly edits: readonly TextEdit[]
}

/** The default export, and what makes a named one of it. */
function findDefault(view: ModuleView, wanted: string | undefined): Found {
  const listed = view.links.find(
    (link) => link.module === undefined && link.names.some(({ local }) => local === 'default'),
  )
  const statement = view.statements.find(
    (node) => kindOf(node) === 'export_statement' && node.children().some((child) => kindOf(child) === 'default'),
  )
  if (listed !== undefined) return fromList(view, listed)
  if (statement === undefined)
    throw usageError(`${view.file.path} has no default export`, 'name the file that declares it')
  const value = statement.field('value') ?? statement.field('declaration')
  const name = value?.field('name')?.text()
  const head = headOf(statement)
  if (
    name !== undefined &&
    /declaration|^(?:class|function_expression|generator_function)/.test(kindOf(value ?? statement))
  ) {
    return { name, edits: [edit(head, 'export ')] }
  }
  if (value !== null && kindOf(value) === 'identifier') return fromName(view, statement, value.text())
  const fresh = requireName(view, wanted)
  // What has no name gets one.
  const keyword = /^(?:async\s+)?function\s*\*?|^(?:abstract\s+)?class\b/.exec(value?.text() ?? '')
  if (keyword === null) return { name: fresh, edits: [edit(head, `export const ${fresh} = `)] }
  const at = head.end + keyword[0].length
  const separator = /\s$/.test(keyword[0]) ? '' : ' '
  return { name: fresh, edits: [edit(head, 'export '), edit({ start: at, end: at }, `${separator}${fresh}`)] }
}

function edit(span: { readonly start: number; readonly end: number }, text: string): TextEdit {
  return { start: span.start, end: span.end, new: text, kind: 'declaration', shape: 'a named export' }
}

/** `export default `, up to what is exported. */
function headOf(statement: SgNode): { readonly start: number; readonly end: number } {
  const children = statement.children()
  const word = children.find((child) => kindOf(child) === 'export') ?? statement
  const at = children.findIndex((child) => kindOf(child) === 'default')
  return { start: spanOf(word).start, end: spanOf(children[at + 1] ?? statement).start }
}

function fromList(view: ModuleView, link: ModuleStatement): Found {
  const own = link.names.find(({ local }) => local === 'default')
  const name = own?.name ?? ''
  const isThere = isNamed(view, name)
  if (own === undefined || isThere) {
    throw new ToolError('NAMED_ALREADY', `${view.file.path} exports ${name} by its name too`, {
      exitCode: 1,
      hint: 'take the default export away by hand',
    })
  }
  return { name, edits: [edit(own, name)] }
}

function fromName(view: ModuleView, statement: SgNode, name: string): Found {
  const [declaration] = view.declarations.get(name) ?? []
  if (declaration === undefined) {
    throw new ToolError(
      'CANNOT_CHANGE',
      `${showPlace(view, spanOf(statement).start)}: ${name} is not declared in ${view.file.path}`,
      { exitCode: 1, hint: 'change the file that declares it' },
    )
  }
  const gone: TextEdit = {
    ...removalOf(view.text, spanOf(statement)),
    new: '',
    kind: 'declaration',
    shape: 'no default export',
  }
  if (isNamed(view, name)) return { name, edits: [gone] }
  const { start } = spanOf(declaration)
  return { name, edits: [edit({ start, end: start }, 'export '), gone] }
}

function isNamed(view: ModuleView, name: string): boolean {
  const isInList = view.links.some(
    ({ module, names }) => module === undefined && names.some(({ local }) => local === name),
  )
  return isInList || view.declarations.get(name)?.some((node) => kindOf(node) === 'export_statement') === true
}

function requireName(view: ModuleView, wanted: string | undefined): string {
  if (wanted === undefined)
    throw usageError(
      `the default export of ${view.file.path} has no name`,
      `codemod recipes default-to-named ${view.file.path} NAME`,
    )
  if (!/^[\p{L}_$][\p{L}\p{N}_$]*$/u.test(wanted)) throw usageError(`${wanted} is no name`, 'letters, digits, _ and $')
  if (view.declarations.has(wanted))
    throw new ToolError('NAME_TAKEN', `${view.file.path} declares ${wanted} already`, {
      exitCode: 1,
      hint: 'choose another name',
    })
  return wanted
}

interface ImporterCall {
  readonly view: ModuleView
  readonly world: World
  readonly name: string
  readonly counter: RemainderCounter
}

function editImporter({ view, world, name, counter }: ImporterCall): readonly TextEdit[] {
  const leads = (module: string): boolean => world.layout.resolve(view.file.path, module) === world.source.file.path
  const edits: TextEdit[] = []
  for (const link of view.links) {
    if (link.module === undefined || !leads(link.module)) continue
    edits.push(...editLink(view, link, { name, counter }))
  }
  for (const { start, specifier, use } of findScriptReferences(view.file)) {
    if (use.kind !== 'module' || use.edit !== 'import' || !leads(specifier) || use.label === '`import` for its effects')
      continue
    if (view.links.some(({ moduleSpan }) => moduleSpan?.start === start)) continue
    const member = defaultOf(view, start)
    if (member === undefined) counter.add('what it takes of the module cannot be told', showPlace(view, start))
    else if (member !== 'other')
      edits.push({ ...spanOf(member), new: name, kind: 'reference', shape: '`default` of `import()`' })
  }
  return edits
}

function editLink(
  view: ModuleView,
  link: ModuleStatement,
  { name, counter }: Pick<ImporterCall, 'name' | 'counter'>,
): readonly TextEdit[] {
  const kind = link.kind === 'import' ? 'import' : 're-export'
  const edits: TextEdit[] = link.names
    .filter((own) => own.name === 'default')
    .map((own) => {
      const text = own.local === name ? name : `${name} as ${own.local}`
      return {
        start: own.start,
        end: own.end,
        new: (own.isType ? 'type ' : '') + text,
        kind,
        shape: `\`default\` as \`${name}\``,
      }
    })
  const { defaultName, star } = link
  if (link.kind === 'import' && star !== undefined && star !== '*') edits.push(...editMembers(view, star, name))
  if (defaultName === undefined) return edits
  if (star !== undefined) {
    counter.add('a default name beside a namespace', showPlace(view, link.start))
    return edits
  }
  const start = view.text.indexOf(defaultName, link.start + 'import'.length + (link.isType ? ' type'.length : 0))
  const specifier = defaultName === name ? name : `${name} as ${defaultName}`
  const [first] = link.names
  const shape = defaultName === name ? 'default name in braces' : 'default name in braces, with `as`'
  if (link.clause === undefined)
    return [...edits, { start, end: start + defaultName.length, new: `{ ${specifier} }`, kind, shape }]
  return [
    ...edits,
    {
      start,
      end: first?.start ?? link.clause.end - 1,
      new: `{ ${specifier}${first === undefined ? ' ' : ', '}`,
      kind,
      shape,
    },
  ]
}

/** `space.default`. */
function editMembers(view: ModuleView, star: string, name: string): readonly TextEdit[] {
  return new Scopes().moduleUses(view.root, [star]).flatMap((use): TextEdit[] => {
    const member = use.parent()?.field('property') ?? use.parent()?.field('name')
    if (member === null || member === undefined || member.text() !== 'default') return []
    return [{ ...spanOf(member), new: name, kind: 'reference', shape: '`.default`' }]
  })
}

/** The word `default` by which a dynamic import is asked for it; `other` where it is asked for something else. */
function defaultOf({ root }: ModuleView, offset: number): SgNode | 'other' | undefined {
  const literal = root.findAll({ rule: { kind: 'string' } }).find((node) => spanOf(node).start === offset - 1)
  const call = literal?.ancestors().find((node) => kindOf(node) === 'call_expression')
  const parent = call?.ancestors().find((node) => !/^(?:await_expression|parenthesized_expression)$/.test(kindOf(node)))
  if (parent === undefined) return undefined
  if (kindOf(parent) === 'expression_statement') return 'other'
  if (kindOf(parent) === 'member_expression') {
    const property = parent.field('property')
    if (property?.text() === 'default') return property
    return property?.text() === 'then' ? undefined : 'other'
  }
  const pattern = kindOf(parent) === 'variable_declarator' ? parent.field('name') : null
  if (pattern === null || kindOf(pattern) !== 'object_pattern') return undefined
  const keys = pattern
    .children()
    .flatMap((child) => (kindOf(child) === 'pair_pattern' ? (child.field('key') ?? []) : []))
  return keys.find((key) => key.text() === 'default') ?? 'other'
}
