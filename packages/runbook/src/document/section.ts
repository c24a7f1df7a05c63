import type { RootContent } from 'mdast'
import type { FactsOf } from '../model/git-facts.ts'
import type { Snapshot } from '../model/snapshot.ts'
import type { Descriptions } from './commands.ts'

/** A piece of the document below a heading of its own. */
export interface Section {
  /** What it is found by again when its title has changed: a fixed word, or the task's number. */
  readonly key: string
  readonly title: string
  readonly depth: 2 | 3
  readonly nodes: readonly RootContent[]
}

/** The key of a section, read from its heading. */
export function keyOfTitle(title: string): string {
  const [, kind, task] = /^(Step|Undo)(?: step)?(?: \d+| everything): (#\d+)/.exec(title) ?? []
  return kind === undefined ? title : `${kind}: ${task}`
}

/** What the sections are made from. */
export interface SectionInput {
  readonly snapshot: Snapshot
  readonly factsOf: FactsOf
  readonly descriptions: Descriptions
}
