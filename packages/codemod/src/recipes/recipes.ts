import { readFileSync } from 'node:fs'
import { usageError } from '@groundcrew/core/cli'
import { count } from '@groundcrew/core/text'
import { findCandidates, type Candidate } from '../plan/candidates.ts'
import { makePlan, type EditedFile, type TextEdit } from '../plan/make-plan.ts'
import type { PlanDraft } from '../plan/plan-store.ts'
import type { Place } from '../plan/place.ts'
import type { Check, RefusedFile, Remainder } from '../plan/types.ts'
import { checkSyntax } from '../replace/check-syntax.ts'
import { literalsOf } from '../rewrite/replacement.ts'
import { isScript } from '../move/script-edits.ts'
import { findScriptReferences } from '../move/script-references.ts'
import { findWords } from '../review/find-words.ts'
import { RemainderCounter } from '../review/remainder-counter.ts'
import { tableEdits, tableLiterals } from './api-table.ts'
import { apiName } from './name-table.ts'
import type { ApiRule, RecipeRequest } from './request.ts'
import { mayHaveText } from '../plan/text-file.ts'

export interface Recipe {
  readonly usage: string
  readonly summary: string
}

export const recipes: readonly Recipe[] = [
  { usage: 'import OLD NEW [PATH...]', summary: 'another module, or its subpath, in every form of import' },
  { usage: 'api-table FILE [PATH...]', summary: 'calls by a table of old and new code, in YAML or JSON' },
  {
    usage: 'default-to-named FILE [NAME]',
    summary: 'a named export in the place of the default one, and its importers',
  },
  {
    usage: 'require-to-import [PATH...]',
    summary: 'ES modules in the place of CommonJS: imports, exports, `__dirname`',
  },
]

/** Plans a change that is wanted often. */
export async function planRecipe(
  { place, createdAt }: { readonly place: Place; readonly createdAt: string },
  request: RecipeRequest,
): Promise<PlanDraft> {
  const { options } = request
  if (options.recipe === 'default-to-named') {
    const { planDefaultToNamed } = await import('./default-to-named.ts')
    return planDefaultToNamed({ place, createdAt }, { ...request, options })
  }
  if (options.recipe === 'require-to-import') {
    const { planRequireToImport } = await import('./commonjs/require-to-import.ts')
    return planRequireToImport({ place, createdAt }, { ...request, options })
  }
  const words = options.recipe === 'import' ? [options.oldModule] : tableLiterals(options.rules)
  const { files, filesSearched } = await findCandidates(place, {
    paths: options.paths,
    mayMatch: (bytes) => words.length === 0 || words.some((word) => mayHaveText(bytes, word)),
  })
  const scripts = files.filter((file) => isScript(file.path))
  const edited: EditedFile[] = []
  const refused: RefusedFile[] = []
  const counter = new RemainderCounter()
  let again = 0
  for (const file of scripts) {
    const found =
      options.recipe === 'import'
        ? importEdits(file, options.oldModule, options.newModule)
        : await tableEdits(file, options.rules, counter)
    if ('reason' in found) refused.push({ path: file.path, ...found })
    else if (found.edits.length > 0) edited.push({ file, edits: found.edits })
    if ('changesAgain' in found && found.changesAgain) again++
  }
  const remainder =
    options.recipe === 'import'
      ? findWords({ word: options.oldModule, files, edited })
      : [...counter.result, ...tableRemainder(options.rules, files, edited)]
  const syntax = await checkSyntax(edited)
  return makePlan(place, edited, {
    engine: `recipe ${options.recipe}`,
    createdAt,
    request,
    filesSearched,
    remainder,
    refused,
    checks: [...(syntax === undefined ? [] : [syntax]), ...(options.recipe === 'import' ? [] : [againCheck(again)])],
  })
}

/** Where the first name of each old row still stands. */
function tableRemainder(
  rules: readonly ApiRule[],
  files: readonly Candidate[],
  edited: readonly EditedFile[],
): readonly Remainder[] {
  const words = new Set(rules.flatMap(({ old }) => apiName(old)?.name ?? literalsOf(old)[0] ?? []))
  return [...words].flatMap((word) =>
    findWords({ word, files, edited }).map((left) => ({ ...left, reason: `${word}: ${left.reason}` })),
  )
}

function againCheck(files: number): Check {
  if (files === 0) return { name: 'idempotent', result: 'ok' }
  const detail = `a second run would change ${count(files, 'file')} again: apply it once`
  return { name: 'idempotent', result: 'warning', detail }
}

function importEdits(file: Candidate, oldModule: string, newModule: string): { readonly edits: readonly TextEdit[] } {
  const edits = findScriptReferences(file).flatMap(({ start, specifier, use }): TextEdit[] => {
    const isMeant = specifier === oldModule || specifier.startsWith(`${oldModule}/`)
    if (use.kind !== 'module' || !isMeant) return []
    return [{ start, end: start + oldModule.length, new: newModule, kind: use.edit, shape: use.label }]
  })
  return { edits }
}

/** @throws a usage error for a file that is no table. */
export async function readTable(file: string): Promise<readonly ApiRule[]> {
  const { parse } = await import('yaml')
  try {
    const rows: unknown = parse(readFileSync(file, 'utf8'))
    if (!Array.isArray(rows) || rows.length === 0) throw new Error('it is no list')
    return rows.map((row: unknown): ApiRule => {
      const { old, new: fresh, arguments: order } = (row ?? {}) as Record<string, unknown>
      if (typeof old !== 'string' || typeof fresh !== 'string')
        throw new Error(`no old and new in ${JSON.stringify(row)}`)
      if ((apiName(old) === undefined) !== (apiName(fresh) === undefined))
        throw new Error(`module#name on one side alone in ${JSON.stringify(row)}`)
      if (order === undefined) return { old, new: fresh }
      if (apiName(old) === undefined || !isOrder(order))
        throw new Error(`arguments are places from 1, of module#name: ${JSON.stringify(row)}`)
      return { old, new: fresh, arguments: order }
    })
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error)
    throw usageError(`${file}: ${message}`, 'write a list of rows such as { old: f($A, $B), new: "g($B)" }')
  }
}

function isOrder(value: unknown): value is readonly number[] {
  return (
    Array.isArray(value) && value.length > 0 && value.every((place) => Number.isInteger(place) && Number(place) > 0)
  )
}
