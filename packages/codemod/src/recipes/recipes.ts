import { readFileSync } from 'node:fs'
import { usageError } from '@groundcrew/core/cli'
import { findCandidates, type Candidate } from '../plan/candidates.ts'
import { makePlan, type EditedFile, type TextEdit } from '../plan/make-plan.ts'
import type { PlanDraft } from '../plan/plan-store.ts'
import type { Place } from '../plan/place.ts'
import type { RefusedFile } from '../plan/types.ts'
import { checkSyntax } from '../replace/check-syntax.ts'
import { isScript } from '../move/script-edits.ts'
import { findScriptReferences } from '../move/script-references.ts'
import { findWords } from '../review/find-words.ts'
import { tableEdits, tableLiterals } from './api-table.ts'
import type { ApiRule, RecipeRequest } from './request.ts'

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
    mayMatch: (bytes) => words.length === 0 || words.some((word) => bytes.includes(word)),
  })
  const scripts = files.filter((file) => isScript(file.path))
  const edited: EditedFile[] = []
  const refused: RefusedFile[] = []
  for (const file of scripts) {
    const found =
      options.recipe === 'import'
        ? importEdits(file, options.oldModule, options.newModule)
        : await tableEdits(file, options.rules)
    if ('reason' in found) refused.push({ path: file.path, ...found })
    else if (found.edits.length > 0) edited.push({ file, edits: found.edits })
  }
  const remainder = options.recipe === 'import' ? findWords({ word: options.oldModule, files, edited }) : []
  const syntax = await checkSyntax(edited)
  return makePlan(place, edited, {
    engine: `recipe ${options.recipe}`,
    createdAt,
    request,
    filesSearched,
    remainder,
    refused,
    checks: syntax === undefined ? [] : [syntax],
  })
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
      const { old, new: fresh } = (row ?? {}) as Record<string, unknown>
      if (typeof old !== 'string' || typeof fresh !== 'string')
        throw new Error(`no old and new in ${JSON.stringify(row)}`)
      return { old, new: fresh }
    })
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error)
    throw usageError(`${file}: ${message}`, 'write a list of rows such as { old: f($A, $B), new: "g($B)" }')
  }
}
