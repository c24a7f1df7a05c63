import { join, relative } from 'node:path'
import { openCodeMap, soleDefinition } from '@groundcrew/code-map'
import { usageError, type Io } from '@groundcrew/core/cli'
import type { Repository } from '@groundcrew/core/repo'
import { isRevision } from './change/is-revision.ts'
import type { NamedPart } from './change/named-changes.ts'

/**
 * The declaration that a name means by itself, or else names that are like it.
 *
 * @throws a usage error where several declarations have it, or a commit is called so too.
 */
export async function partNamedAlone(
  io: Io,
  { repository, root, name }: { readonly repository: Repository; readonly root: string; readonly name: string },
): Promise<NamedPart | { readonly similar: readonly string[] }> {
  const fromHere = (path: string): string => relative(io.cwd, join(root, path))
  const meant = soleDefinition(await openCodeMap('impact', io), name, fromHere)
  if (meant.kind === 'none') return { similar: meant.similar }
  const { path, qualifiedName } = meant.definition
  if (await isRevision(repository, name))
    throw usageError(
      `${name} is a commit, and declared in ${fromHere(path)}`,
      `say which: impact --since ${name}, or impact ${fromHere(path)}#${qualifiedName}`,
    )
  return { path, symbol: qualifiedName }
}
