import { readFile } from 'node:fs/promises'
import path from 'node:path'
import type { CheckContext } from '../context.ts'
import { upToRoot } from '../python/interpreter.ts'
import type { FoundImport } from './found-import.ts'
import type { Undeclared } from './undeclared.ts'

/** Import paths of Go for which the go.mod above has no module: `go build` refuses them. */
export async function judgeGoImports(
  imports: ReadonlyMap<string, readonly FoundImport[]>,
  { root, workspace }: CheckContext,
): Promise<readonly Undeclared[]> {
  const modules = new Map(
    workspace.packages
      .filter(({ ecosystem, manifest }) => ecosystem === 'go' && manifest.file.endsWith('go.mod'))
      .map((found) => [found.directory, found]),
  )
  const own = [...modules.values()].flatMap(({ name }) => (name === undefined ? [] : [name]))
  const required = new Map<string, readonly string[]>()
  const found = new Map<string, Undeclared>()
  for (const [file, names] of imports) {
    if (!file.endsWith('.go')) continue
    const directory = upToRoot(path.posix.dirname(file)).find((above) => modules.has(above))
    const module = directory === undefined ? undefined : modules.get(directory)
    if (module === undefined || directory === undefined) continue
    const known = required.get(directory) ?? (await modulePaths(path.join(root, module.manifest.file)))
    required.set(directory, known)
    for (const { name, line } of names) {
      const isKnown = [...known, ...own].some((prefix) => name === prefix || name.startsWith(`${prefix}/`))
      if (isKnown || found.has(name)) continue
      found.set(name, { name, evidence: { file, line }, manifest: module.manifest.file, presence: 'absent' })
    }
  }
  return [...found.values()]
}

/** Every module that the file names, indirect and replaced ones too. */
async function modulePaths(file: string): Promise<readonly string[]> {
  const text = await readFile(file, 'utf8').catch(() => '')
  return [...text.matchAll(/^\s*(?:(?:module|require|replace|tool)\s+)?([\w.-]+\.[\w.-]+\/?\S*)/gm)].map(
    ([, name = '']) => name,
  )
}
