const PARTS = /[A-Z]+(?![a-z])|[A-Z]?[a-z]+|\d+/g

/** The words of a name in small letters, without the s of a plural. */
export function partsOf(name: string): readonly string[] {
  return (name.match(PARTS) ?? []).map((part) => part.toLowerCase().replace(/(?<=..[^s])s$/, ''))
}
