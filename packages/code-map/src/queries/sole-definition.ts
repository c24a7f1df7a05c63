import { usageError } from '@groundcrew/core/cli'
import type { CodeMap } from '../code-map.ts'
import { definitions, type Definition } from './definitions.ts'

/** `name` or `Class.member`, without the file that declares it. */
const NAME_ALONE = /^[\p{L}_$][\p{L}\p{N}_$]*(?:\.[\p{L}_$][\p{L}\p{N}_$]*)*$/u
const namesShown = 5

/** Whether a word of the command line can be a symbol by its name alone. */
export function isNameAlone(word: string): boolean {
  return NAME_ALONE.test(word)
}

export type NameMeant =
  | { readonly kind: 'one'; readonly definition: Definition }
  | { readonly kind: 'none'; readonly similar: readonly string[] }

/**
 * The declaration that alone has a name.
 *
 * @param pathOf a path from the root as the user would write it
 * @throws a usage error that names the declarations, where several have it.
 */
export function soleDefinition(map: CodeMap, name: string, pathOf: (path: string) => string): NameMeant {
  const { shown, similar } = definitions(map, name, { limit: Number.MAX_SAFE_INTEGER })
  const found = new Map(shown.map((one) => [`${pathOf(one.path)}#${one.qualifiedName}`, one]))
  const [[first = '', definition] = []] = found
  if (definition === undefined) return { kind: 'none', similar }
  if (found.size === 1) return { kind: 'one', definition }
  const names = [...found.keys()]
  const more = names.length > namesShown ? ', …' : ''
  throw usageError(
    `${name} is declared ${found.size} times: ${names.slice(0, namesShown).join(', ')}${more}`,
    `name one: ${first}`,
  )
}
