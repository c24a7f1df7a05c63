import { readTreeFiles } from '../change/tree-files.ts'
import { CODEOWNERS_PLACES, parseCodeOwners, rulesFor, type Repository } from '@groundcrew/core/repo'
import type { PastCommit } from '../history/read-history.ts'

export interface Owner {
  readonly owner: string
  /** Changed files they own. */
  readonly files: readonly string[]
  /** The rule that says so: `.github/CODEOWNERS:3`. */
  readonly rule: string
}

export interface Owners {
  readonly owners: readonly Owner[]
  /** Changed files that nobody owns, where there is a CODEOWNERS file at all. */
  readonly unowned: readonly string[]
  /** Who changed these files lately, most commits first. */
  readonly authors: readonly { readonly author: string; readonly commits: number }[]
  readonly problems: readonly string[]
}

const authorsMax = 3

/** Who should know of a change to these files. */
export async function findOwners(
  repository: Repository,
  paths: readonly string[],
  history: readonly PastCommit[],
): Promise<Owners> {
  const authors = recentAuthors(paths, history)
  const files = await readTreeFiles(repository, { kind: 'work-tree' }, CODEOWNERS_PLACES)
  const place = CODEOWNERS_PLACES.find((path) => files.has(path))
  if (place === undefined) return { owners: [], unowned: [], authors, problems: [] }
  const parsed = parseCodeOwners(files.get(place)?.toString('utf8') ?? '', place)
  const byOwner = new Map<string, { files: string[]; rule: string }>()
  const unowned: string[] = []
  for (const path of paths) {
    const rules = rulesFor(parsed, path)
    if (rules.every(({ owners }) => owners.length === 0)) unowned.push(path)
    for (const { owners, line } of rules) {
      for (const owner of owners) {
        const known = byOwner.get(owner)
        if (known === undefined) byOwner.set(owner, { files: [path], rule: `${place}:${line}` })
        else if (!known.files.includes(path)) known.files.push(path)
      }
    }
  }
  const owners = [...byOwner].map(([owner, known]): Owner => ({ owner, ...known }))
  owners.sort((left, right) => right.files.length - left.files.length || (left.owner < right.owner ? -1 : 1))
  return {
    owners,
    unowned,
    authors,
    problems: parsed.problems.map(({ line, text }) => `${place}:${line}: ${text}: the line is skipped`),
  }
}

function recentAuthors(paths: readonly string[], history: readonly PastCommit[]): Owners['authors'] {
  const wanted = new Set(paths)
  const counts = new Map<string, number>()
  for (const { author, files } of history) {
    if (files.some((file) => wanted.has(file))) counts.set(author, (counts.get(author) ?? 0) + 1)
  }
  return [...counts]
    .map(([author, commits]) => ({ author, commits }))
    .sort((left, right) => right.commits - left.commits || (left.author < right.author ? -1 : 1))
    .slice(0, authorsMax)
}
