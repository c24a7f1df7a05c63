import type { Dependency, DependencyKind } from '../types.ts'
import { booleanOf, entriesOf, entryAt, stringsOf, textOf, type SourceEntry, type TableNode } from '../source/node.ts'
import { isDevName, parsePep508 } from './pep-508.ts'

/** PEP 621 and 735, Poetry, and the older development lists of uv and PDM. */
export function pyprojectDependencies(file: string, document: TableNode): Dependency[] {
  const poetry = entryAt(document, 'tool', 'poetry')?.value
  return [
    ...listed(file, entryAt(document, 'project', 'dependencies'), 'runtime'),
    ...groups(file, entryAt(document, 'project', 'optional-dependencies'), 'optional'),
    ...groups(file, entryAt(document, 'dependency-groups'), 'dev'),
    ...listed(file, entryAt(document, 'tool', 'uv', 'dev-dependencies'), 'dev'),
    ...groups(file, entryAt(document, 'tool', 'pdm', 'dev-dependencies'), 'dev'),
    ...poetryTable(file, entryAt(poetry, 'dependencies'), 'runtime'),
    ...poetryTable(file, entryAt(poetry, 'dev-dependencies'), 'dev'),
    ...entriesOf(entryAt(poetry, 'group')?.value).flatMap((group) =>
      poetryTable(file, entryAt(group.value, 'dependencies'), 'dev'),
    ),
  ]
}

export function pyprojectName(document: TableNode): SourceEntry | undefined {
  return entryAt(document, 'project', 'name') ?? entryAt(document, 'tool', 'poetry', 'name')
}

function listed(file: string, entry: SourceEntry | undefined, kind: DependencyKind): Dependency[] {
  return stringsOf(entry?.value).flatMap(({ text, line }) => parsePep508(text, { kind, file, line }) ?? [])
}

/** An extra for development (`dev`, `test`) is a development list like any other. */
function groups(file: string, entry: SourceEntry | undefined, kind: DependencyKind): Dependency[] {
  return entriesOf(entry?.value).flatMap((group) => listed(file, group, isDevName(group.key) ? 'dev' : kind))
}

function poetryTable(file: string, entry: SourceEntry | undefined, kind: DependencyKind): Dependency[] {
  return entriesOf(entry?.value).flatMap(({ key, line, value }) => {
    if (key.toLowerCase() === 'python') return []
    const range = textOf(value) ?? textOf(entryAt(value, 'version')?.value) ?? ''
    const isOptional = booleanOf(entryAt(value, 'optional')?.value) === true
    return [
      { name: key, range: range === '*' ? '' : range, kind: isOptional ? 'optional' : kind, evidence: { file, line } },
    ]
  })
}
