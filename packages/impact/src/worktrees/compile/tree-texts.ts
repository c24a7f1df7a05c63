import { readGit, type Repository } from '@groundcrew/core/repo'
import { decodePath } from '@groundcrew/core/text'
import type { ObjectBatch } from '../object-batch.ts'

/** A file of a tree: the same id is the same content. */
interface Entry {
  readonly id: string
  readonly text: string
}

/** What TypeScript may want to read of a tree: by path, from the root of the repository. */
export interface TreeTexts {
  readonly files: ReadonlyMap<string, Entry>
  readonly directories: ReadonlySet<string>
}

/** With more of them in a tree its types are not checked. */
export const textsMax = 10_000

const readable = /\.(?:[cm]?[jt]sx?|json)$/
const unread = /(?:^|\/)(?:node_modules\/|(?:package-lock|npm-shrinkwrap)\.json$)/

/** Reads the sources of trees; what two trees have in common is read once. */
export class TextReader {
  readonly #over: Repository
  readonly #batch: ObjectBatch
  readonly #texts = new Map<string, string>()

  constructor(over: Repository, batch: ObjectBatch) {
    this.#over = over
    this.#batch = batch
  }

  /** undefined where there are more than `textsMax`. @throws ToolError those of `runGit`. */
  async read(commit: string): Promise<TreeTexts | undefined> {
    const ids = await this.#list(commit)
    if (ids.size > textsMax) return undefined
    const missing = [...new Set(ids.values())].filter((id) => !this.#texts.has(id))
    const found = missing.length === 0 ? new Map<string, Buffer>() : await this.#batch.read(missing)
    for (const id of missing) this.#texts.set(id, found.get(id)?.toString('utf8') ?? '')
    const files = new Map([...ids].map(([path, id]) => [path, { id, text: this.#texts.get(id) ?? '' }] as const))
    return { files, directories: directoriesOf(files.keys()) }
  }

  async #list(commit: string): Promise<ReadonlyMap<string, string>> {
    const output = await readGit(this.#over, ['ls-tree', '-r', '-z', '--full-tree', commit])
    const found = new Map<string, string>()
    for (const entry of output.toString('latin1').split('\0')) {
      const [, id, name] = /^100\d+ blob (\w+)\t([^]*)$/.exec(entry) ?? []
      if (id === undefined || name === undefined || !readable.test(name) || unread.test(name)) continue
      found.set(decodePath(Buffer.from(name, 'latin1')), id)
    }
    return found
  }
}

/** Of the paths, with `` for the root. */
function directoriesOf(paths: Iterable<string>): ReadonlySet<string> {
  const found = new Set<string>([''])
  for (const path of paths) {
    for (let slash = path.lastIndexOf('/'); slash > 0; slash = path.lastIndexOf('/', slash - 1)) {
      const directory = path.slice(0, slash)
      if (found.has(directory)) break
      found.add(directory)
    }
  }
  return found
}
