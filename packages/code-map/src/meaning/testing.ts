import { references } from '../queries/references.ts'
import { TestRepository } from '../testing.ts'

/** The uses that mean a declaration, as `path:line:column`. */
export async function meantBy(files: Readonly<Record<string, string>>, query: string): Promise<readonly string[]> {
  using repo = new TestRepository(files)
  const { shown } = references(await repo.open(), query, { limit: 1000 })
  return shown
    .filter(({ label, role }) => label === 'resolved' && role !== 'definition')
    .map(({ path, line, column }) => `${path}:${line}:${column}`)
    .sort()
}
