/** The parts of a type between its outermost bars. */
export function unionParts(type: string): readonly string[] {
  return outerParts(type, '|')
}

/** What stands between separators outside all brackets, without what is empty. */
export function outerParts(type: string, separator: '|' | ','): readonly string[] {
  const parts: string[] = []
  let depth = 0
  let start = 0
  for (let index = 0; index < type.length; index++) {
    const character = type.charAt(index)
    if ('([{<'.includes(character)) depth++
    if (')]}'.includes(character) || (character === '>' && type[index - 1] !== '=')) depth--
    if (character === separator && depth === 0) {
      parts.push(type.slice(start, index))
      start = index + 1
    }
  }
  return [...parts, type.slice(start)].map(normalized).filter((part) => part !== '')
}

/** A type as text without what makes no difference: spaces, and which quotes it has. */
export function normalized(type: string): string {
  return type
    .replaceAll(/\s+/g, ' ')
    .replaceAll(/ ?([<>,;:|&(){}[\]]) ?/g, '$1')
    .replaceAll('"', "'")
    .trim()
}
