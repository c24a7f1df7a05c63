import type { Repository } from '@groundcrew/core/repo'
import { grepLines } from './grep-lines.ts'

/** A document that names something that changed. */
export interface DocMention {
  readonly path: string
  readonly line: number
  readonly name: string
}

const namesMax = 40
const nameLengthMin = 4
const DOCUMENTS = ['*.md', '*.mdx', '*.rst', '*.adoc', '*.txt']

/** Each name once a document, at the first line. Short names are no evidence; a plain word is some only where it stands as code. */
export async function findDocs(repository: Repository, names: readonly string[]): Promise<readonly DocMention[]> {
  const wanted = [...new Set(names)]
    .filter((name) => name.length >= nameLengthMin && /^[\w$]+$/.test(name))
    .slice(0, namesMax)
  if (wanted.length === 0 || repository.root === undefined) return []
  const pathspecs = DOCUMENTS.map((glob) => `:(top,glob)**/${glob}`)
  const lines = await grepLines(repository, wanted, { options: ['-w', '-F'], pathspecs })
  const mentions = wanted.map((name) => ({ name, pattern: mentionOf(name) }))
  const seen = new Set<string>()
  const found: DocMention[] = []
  for (const { path, line, text } of lines) {
    if (/(?:^|\/)(?:CHANGELOG|HISTORY|node_modules)\b/i.test(path)) continue
    for (const { name, pattern } of mentions) {
      if (seen.has(`${path}\0${name}`) || !pattern.test(text)) continue
      seen.add(`${path}\0${name}`)
      found.push({ path, line, name })
    }
  }
  return found
}

/** `parseDuration` is a name anywhere; `count` only in back quotes, before a parenthesis, or after a dot, `::` or `#`. */
function mentionOf(name: string): RegExp {
  const word = name.replaceAll('$', String.raw`\$`)
  const isPlainWord = /^[A-Z]?[a-z]+$/.test(name)
  return isPlainWord
    ? new RegExp(
        String.raw`\`[^\`]*(?<![\w$])${word}(?![\w$])[^\`]*\`|(?<![\w$])${word}\(|\w(?:\.|::|#)${word}(?![\w$])`,
      )
    : new RegExp(String.raw`(?<![\w$])${word}(?![\w$])`)
}
