import { posix } from 'node:path'
import type { OpenFile } from '@groundcrew/code-map'
import type { FileChange } from '../change/types.ts'
import { followExport } from './bindings.ts'
import type { ProvidedChange } from './provided-changes.ts'
import { firstChangedLine, originalPath, type Side } from './side.ts'

/** Names that a module of Python imported, so that others could have them from it, and neither imports nor declares any more. */
export async function goneImports(
  side: Side,
  file: FileChange,
  { before, after }: { readonly before: OpenFile; readonly after: OpenFile | undefined },
): Promise<readonly ProvidedChange[]> {
  if (before.file.language !== 'python' || after === undefined || file.status === 'deleted') return []
  if (after.symbols.some(({ parent, name }) => parent === -1 && name === '__getattr__')) return []
  const now = importedNames(after)
  const gone = [...importedNames(before)].filter((name) => name !== '*' && !now.has(name))
  if (now.has('*') || gone.length === 0) return []
  const paths = await side.after.paths()
  const line = firstChangedLine(file)
  const found: ProvidedChange[] = []
  for (const name of gone) {
    // oxlint-disable-next-line no-await-in-loop -- few imports go at a time
    if ((await followExport(side.after, { path: file.path, name })).length > 0) continue
    const directory = posix.dirname(file.path)
    const modules = [posix.join(directory, `${name}.py`), posix.join(directory, name, '__init__.py')]
    const module = posix.basename(file.path) === '__init__.py' ? modules.find((path) => paths.has(path)) : undefined
    found.push({
      wanted: { path: originalPath(file), name, isHandedOn: true },
      place: { path: file.path, line },
      name,
      kind: 'handed-on',
      module,
    })
  }
  return found
}

function importedNames(open: OpenFile): ReadonlySet<string> {
  return new Set(open.extraction.imports.flatMap(({ names }) => names.map(({ local }) => local)))
}

/** More modules than this are not looked through. */
const modulesMax = 300

/** Whether a file loads a module, by way of what both sides import now. */
export async function loads(
  { provider, consumer }: { readonly provider: Side; readonly consumer: Side },
  from: string,
  module: string,
): Promise<boolean> {
  const changed = new Set(provider.files.map(({ path }) => path))
  const seen = new Set([from])
  for (const path of seen) {
    if (path === module) return true
    if (seen.size > modulesMax) return true
    const tree = changed.has(path) ? provider.after : consumer.after
    // oxlint-disable-next-line no-await-in-loop -- a walk
    const open = await tree.open(path)
    for (const fact of open?.extraction.imports ?? []) {
      // oxlint-disable-next-line no-await-in-loop -- as above
      const targets = open === undefined ? [] : await tree.resolve(open, fact)
      for (const target of targets) {
        seen.add(target)
        if (posix.basename(target) !== '__init__.py') continue
        for (const { imported } of fact.names) seen.add(posix.join(posix.dirname(target), `${imported}.py`))
      }
    }
  }
  return false
}
