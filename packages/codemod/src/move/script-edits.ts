import path from 'node:path'
import { languageOfPath } from '@groundcrew/code-map'
import type { Candidate } from '../plan/candidates.ts'
import type { TextEdit } from '../plan/make-plan.ts'
import { lineColumns } from '../plan/text-file.ts'
import type { RemainderCounter } from '../review/remainder-counter.ts'
import type { Layout } from './layout.ts'
import type { Moves } from './moved-paths.ts'
import { findScriptReferences, type ScriptReference } from './script-references.ts'
import { newSpecifier, relativePath, writeLike } from './specifier.ts'

/** What is counted over all scripts. */
export interface ScriptTally {
  readonly counter: RemainderCounter
  imports: number
  /** Places of imports that nothing can be written for. */
  readonly lost: string[]
}

export interface Layouts {
  readonly moves: Moves
  readonly before: Layout
  readonly after: Layout
}

export interface ScriptCall {
  readonly isThere: (path: string) => boolean
  readonly tally: ScriptTally
}

const scriptLanguages: readonly (string | undefined)[] = ['typescript', 'tsx', 'javascript', 'vue', 'svelte']

export function isScript(file: string): boolean {
  return scriptLanguages.includes(languageOfPath(file))
}

/** What a script has to write otherwise after a move. What may have to change, and cannot be told, is counted. */
export function editScript(file: Candidate, layouts: Layouts, { isThere, tally }: ScriptCall): readonly TextEdit[] {
  const { text } = file.decoded
  const placeOf = lineColumns(text)
  const edits: TextEdit[] = []
  for (const reference of findScriptReferences(file)) {
    const show = (): string => {
      const { line, column } = placeOf(reference.start)
      return `${file.path}:${line}:${column}`
    }
    const { start, end, specifier, use } = reference
    if (use.kind === 'unknown') {
      if (mayMean(file, specifier, { layouts, isThere })) tally.counter.add('a relative path in other code', show())
      continue
    }
    const fresh =
      use.kind === 'module' ? moduleOf(file, reference, layouts) : pathOf(file, specifier, { layouts, isThere })
    if (use.kind === 'module') tally.imports++
    if (fresh.kind === 'lost') tally.lost.push(`${show()} '${specifier}'`)
    if (fresh.kind === 'unresolved') tally.counter.add('an import that could not be resolved', show())
    if (fresh.kind !== 'changes') continue
    edits.push({ start, end, new: fresh.specifier, kind: use.edit, shape: use.label })
  }
  if (isElsewhere(file.path, layouts.moves)) {
    for (const match of text.matchAll(/\b(?:__dirname|__filename|import\.meta\.(?:url|dirname|filename|glob))\b/g)) {
      const { line, column } = lineColumns(text)(match.index)
      if (!isCovered(text, match.index))
        tally.counter.add('a path from where the file is', `${file.path}:${line}:${column}`)
    }
  }
  return edits
}

type Fresh = ReturnType<typeof newSpecifier> | { readonly kind: 'unresolved' }

function moduleOf(file: Candidate, { specifier }: ScriptReference, layouts: Layouts): Fresh {
  const fresh = newSpecifier({ specifier, from: file.path, ...layouts })
  if (fresh.kind === 'lost' && layouts.before.isGuess(file.path, specifier)) return { kind: 'unresolved' }
  const isPackage = /^(?:[@#~]\/?)?[\w$]/.test(specifier)
  if (fresh.kind !== 'stays' || !isPackage || layouts.before.resolve(file.path, specifier) !== undefined) return fresh
  return endsLikeMoved(specifier, layouts.moves) ? { kind: 'unresolved' } : fresh
}

/** `@/old/a` where nothing tells what `@` is, and `old/a.ts` moves. */
function endsLikeMoved(specifier: string, { files }: Moves): boolean {
  const tail = specifier.split('/').slice(1).join('/')
  if (!specifier.includes('/') || tail === '') return false
  return [...files.keys()].some((file) => {
    const bare = file.replace(/(?:\/index)?(?:\.d)?\.[a-z]+$/, '')
    return file.endsWith(`/${tail}`) || bare === tail || bare.endsWith(`/${tail}`)
  })
}

interface PathCall {
  readonly layouts: Layouts
  readonly isThere: (path: string) => boolean
}

/** A path that is taken as it is, without a module's rules. */
function pathOf({ path: file }: Candidate, specifier: string, { layouts, isThere }: PathCall): Fresh {
  const place = placeOf(file, specifier)
  if (!isThere(place)) return { kind: 'stays' }
  const fresh = relativePath(layouts.moves.newPath(file), layouts.moves.newPath(place))
  if (fresh === relativePath(file, place)) return { kind: 'stays' }
  return { kind: 'changes', specifier: writeLike(fresh, specifier) }
}

/** Whether a relative path, whatever it is for, may lead elsewhere after the move. */
function mayMean({ path: file }: Candidate, specifier: string, { layouts, isThere }: PathCall): boolean {
  const { moves, before } = layouts
  const fixed = specifier.replace(/[*?{[].*$/s, '')
  const isGlob = fixed !== specifier
  const place = placeOf(file, isGlob ? fixed.replace(/[^/]*$/, '') : specifier)
  const target = isThere(place) ? place : before.resolve(file, specifier)
  if (target === undefined) return false
  if (isElsewhere(file, moves)) return moves.newPath(target) === target
  return moves.newPath(target) !== target || (isGlob && `${moves.source}/`.startsWith(`${place}/`))
}

function placeOf(file: string, specifier: string): string {
  return path.posix.join(path.posix.dirname(file), specifier).replace(/\/$/, '')
}

function isElsewhere(file: string, moves: Moves): boolean {
  return path.posix.dirname(moves.newPath(file)) !== path.posix.dirname(file)
}

/** `new URL('./a', import.meta.url)` is one of the references. */
function isCovered(text: string, offset: number): boolean {
  return /\bnew\s+URL\s*\(\s*(['"`])[^'"`\n]*\1\s*,\s*$/.test(text.slice(Math.max(0, offset - 400), offset))
}
