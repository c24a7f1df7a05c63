import { outerParts } from './union-parts.ts'

/**
 * A type hint of Python in one of the ways in which it can be written: `Optional[List["Order"]]` is `list[Order]|None`. What is in quotes, what has
 * the name of its module, and what `typing` calls otherwise than Python itself are the same.
 */
export function plainHint(hint: string): string {
  const text = hint.replaceAll(/['"\s]/g, '').replaceAll(/\b(?:typing|typing_extensions|t|collections\.abc)\./g, '')
  return withUnions(text).replaceAll(/\b(?:List|Dict|Set|FrozenSet|Tuple|Type)(?=\[|\b)/g, (name) => name.toLowerCase())
}

/** `Optional[a]` and `Union[a,b]` as `a|None` and `a|b`, from the inside out. */
function withUnions(text: string): string {
  const inner = text.replaceAll(/\b(?:Optional|Union)\[((?:[^[\]]|\[[^[\]]*\])*)\]/g, (whole, parts: string) =>
    whole.startsWith('Optional') ? `${parts}|None` : outerParts(parts, ',').join('|'),
  )
  return inner === text ? text : withUnions(inner)
}
