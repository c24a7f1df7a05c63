import { CSHARP_LIBRARY } from './library-csharp.ts'
import { JAVA_LIBRARY } from './library-java.ts'
import type { TypedLanguage } from './shapes.ts'
import { TypedFile } from './typed-file.ts'

const TEXTS: Readonly<Record<TypedLanguage, string>> = { java: JAVA_LIBRARY, csharp: CSHARP_LIBRARY }
const read = new Map<TypedLanguage, TypedFile>()

/** What the library of a language declares of that which code is often made of. */
export function libraryOf(language: TypedLanguage): TypedFile {
  const known = read.get(language) ?? new TypedFile(TEXTS[language], language, -1)
  read.set(language, known)
  return known
}
