import { TestRepository } from '../testing.ts'
import { references } from './references.ts'

/** The lines with a resolved use, and those that end in `// yes`. */
export async function compareResolved(files: Readonly<Record<string, string>>, query: string) {
  using repo = new TestRepository(files)
  const { shown } = references(await repo.open(), query, { limit: 1000 })
  const resolved = shown.filter(({ label, role }) => label === 'resolved' && role !== 'definition')
  const marked = Object.entries(files).flatMap(([path, text]) =>
    text.split('\n').flatMap((line, index) => (line.endsWith('// yes') ? [`${path}:${index + 1}`] : [])),
  )
  const found = resolved.map(({ path, line }) => `${path}:${line}`)
  return { found: [...new Set(found)].sort(), marked: marked.sort() }
}
