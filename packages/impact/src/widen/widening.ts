import { count } from '@groundcrew/core/text'
import type { Reach } from '../graph/reach.ts'

/** A rule that reaches further than names and imports. */
export interface Widening {
  readonly rule:
    | 'configuration'
    | 'lockfile'
    | 'dependency'
    | 'named in code'
    | 'fixture'
    | 'snapshot'
    | 'mock'
    | 'computed import'
    | 'whole file'
    | 'whole class'
    | 'submodule'
    | 'setup file'
    | 'conftest.py'
    | 'doctest'
    | 'plugin'
    | 'template tags'
    | 'signal'
    | 'shared examples'
    | 'directory'
    | 'embedded'
    | 'new code'
    | 'type test'
    | 'built file'
    | 'native extension'
    | 'starts programs'
    | 'Rails'
    | 'Django'
    | 'application'
    | 'without imports'
    | 'unnamed'
    | 'no rule'
  readonly path: string
  /** For a reader: what follows from it. */
  readonly text: string
}

export interface Widened {
  readonly seeds: readonly Reach[]
  readonly widenings: readonly Widening[]
}

/** A link that no import statement makes. */
export interface ImplicitLink {
  readonly rule:
    | 'setup file'
    | 'dependency'
    | 'mock'
    | 'conftest.py'
    | 'doctest'
    | 'plugin'
    | 'template tags'
    | 'signal'
    | 'shared examples'
    | 'directory'
  /** The file that is loaded. */
  readonly to: number
  /** For a reader: by what, where the change reaches it. */
  readonly text: string
}

/** What is said of a file that runners load by themselves. */
export function loadedBy(tests: number): string {
  return `reached, and loaded by ${count(tests, 'test')} without an import`
}
