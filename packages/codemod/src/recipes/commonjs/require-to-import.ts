import path from 'node:path'
import type { SgNode } from '@ast-grep/napi'
import { listFiles } from '@groundcrew/core/repo'
import { findScriptReferences } from '../../move/script-references.ts'
import { oldLayout, type Layout } from '../../move/layout.ts'
import { showPlace } from '../../move/symbol/cannot-move.ts'
import { viewModule, type ModuleView } from '../../move/symbol/module-view.ts'
import { findCandidates, pathFilter } from '../../plan/candidates.ts'
import { makePlan, type EditedFile } from '../../plan/make-plan.ts'
import type { PlanDraft } from '../../plan/plan-store.ts'
import type { Place } from '../../plan/place.ts'
import { checkSyntax } from '../../replace/check-syntax.ts'
import { RemainderCounter } from '../../review/remainder-counter.ts'
import { languageOfFile, spanOf, Syntax } from '../../rewrite/syntax.ts'
import type { RecipeRequest, RequireRecipe } from '../request.ts'
import { commonJsChecks } from './checks.ts'
import { readCommonJs, type CommonJs, type Left } from './common-js.ts'
import { convertModule } from './convert-module.ts'
import { planExports, type ExportPlan } from './export-plan.ts'
import { addsTo } from './import-lines.ts'
import { editManifests } from './manifest-type.ts'
import { mayHaveText } from '../../plan/text-file.ts'

/** A script with what becomes of it. */
export interface Converted {
  readonly module: CommonJs
  readonly exports: ExportPlan
  /** ES modules take its default export. */
  readonly keepsDefault: boolean
}

export interface CommonJsWorld {
  readonly place: Place
  readonly layout: Layout
  /** All scripts that have CommonJS or imports, by path. */
  readonly modules: ReadonlyMap<string, CommonJs>
  readonly converted: ReadonlyMap<string, Converted>
}

/** Plans ES modules in the place of CommonJS ones. A file is changed as a whole, or left alone and named. */
export async function planRequireToImport(
  { place, createdAt }: { readonly place: Place; readonly createdAt: string },
  request: RecipeRequest & { readonly options: RequireRecipe },
): Promise<PlanDraft> {
  const { files: listed } = await listFiles(place.root)
  const layout = oldLayout(place, listed)
  const isAsked = await pathFilter(request.options.paths)
  const words = ['require', 'exports', '__dirname', '__filename', 'import']
  const { files, untouchable, filesSearched } = await findCandidates(place, {
    paths: [],
    mayMatch: (bytes) => words.some((word) => mayHaveText(bytes, word)),
  })
  const syntax = await Syntax.load()
  const scripts = files.filter(({ path: file }) => /^(?:typescript|tsx|javascript)$/.test(languageOfFile(file) ?? ''))
  const modules = new Map(scripts.map((file) => [file.path, readCommonJs(viewModule(syntax, file))]))
  const counter = new RemainderCounter()
  const converted = chooseModules({ modules, layout, isAsked, counter })
  const world: CommonJsWorld = { place, layout, modules, converted }
  const edited: EditedFile[] = []
  const late: string[] = []
  for (const entry of converted.values()) {
    const { edits, lateRequires } = convertModule(world, entry)
    edited.push({ file: entry.module.view.file, edits })
    late.push(...lateRequires)
    for (const left of entry.module.left) countLeft(counter, entry.module.view, left)
  }
  countUsers(world, counter)
  const manifests = await editManifests(world, listed)
  const syntaxCheck = await checkSyntax(edited)
  return makePlan(place, [...edited, ...manifests.edited], {
    engine: 'recipe require-to-import',
    createdAt,
    request,
    filesSearched,
    remainder: counter.result,
    refused: untouchable
      .filter(
        ({ path: file, text }) => isAsked(file) && languageOfFile(file) === 'javascript' && /\brequire\s*\(/.test(text),
      )
      .map(({ path: file, reason, text }) => ({
        path: file,
        reason,
        matches: text.split(/\brequire\s*\(/).length - 1,
      })),
    checks: [...commonJsChecks(world, { late, manifests }), ...(syntaxCheck === undefined ? [] : [syntaxCheck])],
  })
}

interface ChoiceCall {
  readonly modules: ReadonlyMap<string, CommonJs>
  readonly layout: Layout
  readonly isAsked: (file: string) => boolean
  readonly counter: RemainderCounter
}

function chooseModules({ modules, layout, isAsked, counter }: ChoiceCall): ReadonlyMap<string, Converted> {
  const addedTo = new Set<string>()
  const wanted = new Set<string>()
  for (const [file, module] of modules) {
    for (const required of module.requires) {
      const target = layout.resolve(file, required.specifier)
      if (target !== undefined && addsTo(module, required)) addedTo.add(target)
    }
    for (const target of defaultTargets(layout, module.view)) wanted.add(target)
  }
  const converted = new Map<string, Converted>()
  for (const [file, module] of modules) {
    const [first] = usesOf(module)
    if (!isAsked(file) || first === undefined) continue
    const reason = fixedReason(file)
    const plan = reason === undefined ? planModule(module, addedTo.has(file)) : { node: first, reason }
    if (plan === undefined) for (const own of module.left) countLeft(counter, module.view, own)
    else if ('reason' in plan) countLeft(counter, module.view, plan)
    else converted.set(file, { module, exports: plan, keepsDefault: wanted.has(file) })
  }
  return converted
}

function usesOf({ requires, exportRefs, directories, left }: CommonJs): readonly SgNode[] {
  return [...requires.map(({ call }) => call), ...exportRefs, ...directories, ...left.map(({ node }) => node)]
}

/** Undefined where nothing of the script can become otherwise. */
function planModule(module: CommonJs, isAddedTo: boolean): ExportPlan | Left | undefined {
  const plan = module.problem ?? planExports(module, isAddedTo)
  const isSame = 'kind' in plan && plan.kind === 'none'
  return isSame && module.requires.length === 0 && module.directories.length === 0 ? undefined : plan
}

/** Files that stay CommonJS whatever is in them. */
function fixedReason(file: string): string | undefined {
  if (/\.c[jt]s$/.test(file)) return 'CommonJS by its extension'
  if (file.endsWith('.d.ts')) return 'a declaration file'
  return /^\.[\w-]+rc\.js$/.test(path.posix.basename(file)) ? 'a configuration that its tool requires' : undefined
}

function countLeft(counter: RemainderCounter, view: ModuleView, { node, reason }: Left): void {
  counter.add(reason, showPlace(view, spanOf(node).start))
}

/** The files of which an ES module takes the default export. */
function defaultTargets(layout: Layout, view: ModuleView): readonly string[] {
  return view.links.flatMap(({ module, defaultName, names, star, kind }) => {
    const isDefault = defaultName !== undefined || names.some(({ name }) => name === 'default')
    const isWhole = kind === 'import' && star !== undefined && view.text.includes(`${star}.default`)
    if (module === undefined || !(isDefault || isWhole)) return []
    return layout.resolve(view.file.path, module) ?? []
  })
}

const plainCall = /^require\s*\(\s*(['"`])[^'"`$]*\1\s*\)$/

/** Those who stay as they are and take something of a module that is another one now. */
function countUsers(world: CommonJsWorld, counter: RemainderCounter): void {
  for (const [file, module] of world.modules) {
    countRequires(world, file, { module, counter })
    for (const link of module.view.links) {
      const target = link.module === undefined ? undefined : world.layout.resolve(file, link.module)
      const isAll = link.star !== undefined && link.kind === 'export'
      const isNamed = isAll || link.names.some(({ name }) => name !== 'default')
      if (target !== undefined && isNamed && world.converted.get(target)?.exports.kind === 'default')
        counter.add('it imports names of what becomes a default export', showPlace(module.view, link.start))
    }
  }
}

interface UserCall {
  readonly module: CommonJs
  readonly counter: RemainderCounter
}

function countRequires(
  { converted, layout }: CommonJsWorld,
  file: string,
  { module: { view, requires, left }, counter }: UserCall,
): void {
  const kept = left.map(({ node }) => node).filter((node) => plainCall.test(node.text()))
  const calls = [...(converted.has(file) ? [] : requires.map(({ call }) => call)), ...kept]
  const ends = new Set(calls.map((node) => spanOf(node).end))
  for (const { start, end, specifier } of findScriptReferences(view.file)) {
    const target = layout.resolve(file, specifier)
    const kind = target === undefined ? undefined : converted.get(target)?.exports.kind
    if (kind === undefined || kind === 'none') continue
    const isRequired = [...ends].some((at) => at > end && view.text.slice(end + 1, at).trim() === ')')
    if (isRequired) counter.add('it requires a module that becomes an ES module', showPlace(view, start))
  }
}
