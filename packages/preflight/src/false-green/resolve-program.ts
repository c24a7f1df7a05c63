import path from 'node:path'
import { entriesOf, parseJson, stringOf, type SourceNode } from '@groundcrew/core/workspace'
import type { ProgramFiles } from './type-program.ts'

/** The text of a file by its path relative to the root; undefined where there is none. */
export type ReadFile = (file: string) => Promise<string | undefined>

export interface ResolvedProgram extends ProgramFiles {
  /** The file itself and those that it extends, directly or not, as far as they are in the repository or installed. */
  readonly chain: readonly string[]
}

/** More are no settings that anybody wrote. */
const extendsMax = 20

/**
 * The files of a tsconfig with what it extends: a list of its own replaces that of a base, and each is relative to the file that it stands in.
 * (https://www.typescriptlang.org/tsconfig/#extends)
 */
export async function resolveProgram(config: string, read: ReadFile): Promise<ResolvedProgram> {
  const chain: string[] = []
  const own = path.posix.dirname(config)
  const visit = async (file: string): Promise<Partial<ProgramFiles>> => {
    if (chain.includes(file) || chain.length >= extendsMax) return {}
    const text = await read(file)
    if (text === undefined) return {}
    chain.push(file)
    const entries = entriesOf((await parseJson(text.replace(/^\uFEFF/, ''), 'jsonc')).node)
    const valueOf = (name: string): SourceNode | undefined => entries.find(({ key }) => key === name)?.value
    let program: Partial<ProgramFiles> = {}
    for (const base of stringsOf(valueOf('extends')) ?? []) {
      program = { ...program, ...(await visit(await findBase(base, path.posix.dirname(file), read))) }
    }
    for (const name of ['files', 'include', 'exclude'] as const) {
      const list = stringsOf(valueOf(name))
      if (list === undefined) continue
      program = { ...program, [name]: list.map((pattern) => fromRoot(pattern, path.posix.dirname(file), own)) }
    }
    return program
  }
  const { files, include, exclude } = await visit(config)
  return { directory: own, files, include, exclude, chain }
}

/** `./base` and `./base.json`; else of an installed package, in the nearest `node_modules` above. */
async function findBase(name: string, directory: string, read: ReadFile): Promise<string> {
  const withEnd = (file: string): readonly string[] =>
    file.endsWith('.json') ? [file] : [`${file}.json`, `${file}/tsconfig.json`]
  if (/^\.{1,2}(?:\/|$)/.test(name)) return withEnd(path.posix.join(directory, name))[0] ?? name
  for (let above = directory; ; above = path.posix.dirname(above)) {
    for (const file of withEnd(path.posix.join(above, 'node_modules', name))) {
      if ((await read(file)) !== undefined) return file
    }
    if (above === '.') return name
  }
}

function fromRoot(pattern: string, directory: string, own: string): string {
  const template = '${configDir}'
  if (pattern.startsWith(template)) return path.posix.join(own, pattern.slice(template.length))
  return path.posix.join(directory, pattern)
}

function stringsOf(node: SourceNode | undefined): readonly string[] | undefined {
  if (node?.kind === 'list') return node.items.flatMap((item) => stringOf(item) ?? [])
  const text = stringOf(node)
  return text === undefined ? undefined : [text]
}
