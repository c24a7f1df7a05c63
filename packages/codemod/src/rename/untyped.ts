import { existsSync } from 'node:fs'
import path from 'node:path'
import { count } from '@groundcrew/core/text'
import type { Candidate } from '../plan/candidates.ts'
import type { EditedFile } from '../plan/make-plan.ts'
import type { Check, Remainder } from '../plan/types.ts'
import { wordsInCode } from '../review/find-words.ts'
import { InstalledPackages } from './installed-packages.ts'

/** Files with the packages that they import and that are not installed. */
export type Untyped = ReadonlyMap<string, readonly string[]>

/** What a place in such a file is called. */
export const untold = 'another symbol, or one whose type is not installed'
export const nothingMissing: Untyped = new Map()

const packagesShown = 3

export interface UntypedCall {
  readonly scripts: readonly Candidate[]
  readonly edited: readonly EditedFile[]
  /** Packages whose types are known though they are not installed. */
  readonly known: ReadonlySet<string>
}

/** The files that have places left alone of which nobody can tell what they are. */
export function findUntyped(root: string, word: string, { scripts, edited, known }: UntypedCall): Untyped {
  // Yarn keeps packages elsewhere.
  if (existsSync(path.join(root, '.pnp.cjs'))) return nothingMissing
  const edits = new Map(edited.map((entry) => [entry.file.path, entry.edits.length]))
  const packages = new InstalledPackages(root)
  return new Map(
    scripts
      .filter((script) => wordsInCode(script, word).length > (edits.get(script.path) ?? 0))
      .map((script): [string, readonly string[]] => [
        script.path,
        packages.missingOf(script).filter((name) => !known.has(name)),
      ])
      .filter(([, missing]) => missing.length > 0),
  )
}

export function typesCheck(remainder: readonly Remainder[], untyped: Untyped): readonly Check[] {
  const places = remainder.find(({ reason }) => reason === untold)?.count ?? 0
  if (places === 0) return []
  const names = [...new Set([...untyped.values()].flat())].toSorted()
  const more = names.length > packagesShown ? ` and ${names.length - packagesShown} more` : ''
  const shown = `${names.slice(0, packagesShown).join(', ')}${more}`
  const detail = `${shown} not installed: ${count(places, 'place')} left alone may be references; install, then plan again`
  return [{ name: 'types', result: 'warning', detail }]
}
