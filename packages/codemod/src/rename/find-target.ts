import path from 'node:path'
import { CodeMap, isNameAlone, openOptions, soleDefinition } from '@groundcrew/code-map'
import { usageError, type Io } from '@groundcrew/core/cli'
import type { Place } from '../plan/place.ts'
import { parseTarget, type Target } from './target.ts'

/**
 * What a symbol of the command line is: as `parseTarget`, or by its name alone where one declaration has it.
 *
 * @throws a usage error where none or several have it.
 */
export async function findTarget(
  { place, io }: { readonly place: Place; readonly io: Io },
  text: string,
): Promise<Target> {
  if (!isNameAlone(text)) return parseTarget(text)
  const map = await CodeMap.open({ ...openOptions('codemod', io), cwd: place.root })
  const meant = soleDefinition(map, text, (file) => fromHere(place, file))
  if (meant.kind === 'one')
    return { kind: 'name', file: fromHere(place, meant.definition.path), name: meant.definition.qualifiedName }
  throw usageError(
    `nothing is declared as ${text}`,
    meant.similar.length === 0
      ? 'write FILE#NAME, FILE#CLASS.MEMBER or FILE:LINE:COLUMN'
      : `like it: ${meant.similar.join(', ')}`,
  )
}

/** As the user would write it. */
function fromHere({ root, cwd }: Place, file: string): string {
  return path.relative(cwd, path.join(root, file))
}
