import path from 'node:path'
import { CodeMap, definitions, openOptions } from '@groundcrew/code-map'
import { usageError, type Io } from '@groundcrew/core/cli'
import type { Place } from '../plan/place.ts'
import { parseTarget, type Target } from './target.ts'

/** `name` or `Class.member`, without the file that declares it. */
const NAME_ALONE = /^[\p{L}_$][\p{L}\p{N}_$]*(?:\.[\p{L}_$][\p{L}\p{N}_$]*)*$/u
const namesShown = 5

/**
 * What a symbol of the command line is: as `parseTarget`, or by its name alone where one declaration has it.
 *
 * @throws a usage error where none or several have it.
 */
export async function findTarget(
  { place, io }: { readonly place: Place; readonly io: Io },
  text: string,
): Promise<Target> {
  if (!NAME_ALONE.test(text)) return parseTarget(text)
  const map = await CodeMap.open({ ...openOptions('codemod', io), cwd: place.root })
  const { total, shown, similar } = definitions(map, text, { limit: Number.MAX_SAFE_INTEGER })
  const found = new Map(shown.map((one) => [`${fromHere(place, one.path)}#${one.qualifiedName}`, one]))
  const [[name = '', definition] = []] = found
  if (definition !== undefined && found.size === 1)
    return { kind: 'name', file: fromHere(place, definition.path), name: definition.qualifiedName }
  if (total === 0)
    throw usageError(
      `nothing is declared as ${text}`,
      similar.length === 0
        ? 'write FILE#NAME, FILE#CLASS.MEMBER or FILE:LINE:COLUMN'
        : `like it: ${similar.join(', ')}`,
    )
  const names = [...found.keys()]
  const more = names.length > namesShown ? ', …' : ''
  throw usageError(
    `${text} is declared ${found.size} times: ${names.slice(0, namesShown).join(', ')}${more}`,
    `name one: ${name}`,
  )
}

/** As the user would write it. */
function fromHere({ root, cwd }: Place, file: string): string {
  return path.relative(cwd, path.join(root, file))
}
