import type { RunbookFile } from './markdown/runbook-file.ts'
import type { BuiltDocument } from './document/document.ts'
import { buildDocument } from './document/document.ts'
import { readGitFacts } from './model/git-facts.ts'
import type { Scope } from './model/scope.ts'
import { readSnapshot, type Snapshot } from './model/snapshot.ts'
import { readTasks, type Place } from './place.ts'

export interface Made {
  readonly snapshot: Snapshot
  readonly document: BuiltDocument
}

/** What the document of this scope would be now, with what is kept of an older one. */
export async function makeDocument(place: Place, scope: Scope, older: RunbookFile | undefined): Promise<Made> {
  const snapshot = await readTasks(place, (store) => readSnapshot(store, scope))
  const { root, steps } = snapshot
  const factsOf = await readGitFacts(place.repository, [...(root === undefined ? [] : [root]), ...steps])
  return { snapshot, document: buildDocument({ snapshot, factsOf, kept: older?.kept ?? [] }) }
}
