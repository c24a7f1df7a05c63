import { runGit, type Repository } from '@groundcrew/core/repo'

/** A document that names something that changed. */
export interface DocMention {
  readonly path: string
  readonly line: number
  readonly name: string
}

const namesMax = 40
const nameLengthMin = 4
const DOCUMENTS = ['*.md', '*.mdx', '*.rst', '*.adoc', '*.txt']

/** Each name once a document, at the first line. Short names are no evidence. */
export async function findDocs(repository: Repository, names: readonly string[]): Promise<readonly DocMention[]> {
  const wanted = [...new Set(names)]
    .filter((name) => name.length >= nameLengthMin && /^[\w$]+$/.test(name))
    .slice(0, namesMax)
  if (wanted.length === 0 || repository.root === undefined) return []
  const patterns = wanted.flatMap((name) => ['-e', name])
  const pathspecs = DOCUMENTS.map((glob) => `:(top,glob)**/${glob}`)
  const options = ['-n', '-z', '-o', '-w', '-F', '-I', '--untracked', '--full-name']
  const { stdout } = await runGit(repository, ['grep', ...options, ...patterns, '--', ...pathspecs])
  const seen = new Set<string>()
  const found: DocMention[] = []
  for (const [, path = '', line = '', name = ''] of stdout
    .toString('utf8')
    .matchAll(/([^\0\n]+)\0(\d+)\0([^\n]*)\n/g)) {
    if (seen.has(`${path}\0${name}`) || /(?:^|\/)(?:CHANGELOG|HISTORY|node_modules)\b/i.test(path)) continue
    seen.add(`${path}\0${name}`)
    found.push({ path, line: Number(line), name })
  }
  return found
}
