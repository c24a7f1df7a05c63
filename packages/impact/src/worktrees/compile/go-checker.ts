import { join, posix } from 'node:path'
import { compileGo, writeGoOverlay, type GoError, type GoOverlay } from '@groundcrew/code-map'
import { findProgram } from '@groundcrew/core/process'
import { readGit, type Repository } from '@groundcrew/core/repo'
import { decodePath } from '@groundcrew/core/text'
import type { Side } from '../side.ts'
import type { ObjectBatch } from '../object-batch.ts'
import type { CompileError, CompileReport, Compiler } from './compiler.ts'

export interface GoPlace {
  readonly over: Repository
  readonly batch: ObjectBatch
  /** The work tree that the go command reads what is the same from. */
  readonly root: string
  /** The commit of that work tree. */
  readonly mine: string
  /** Where the files that differ are written. */
  readonly directory: string
}

const go = /\.go$/
const mattering = /(?:\.go|(?:^|\/)go\.(?:mod|sum|work))$/

/** Compiles the packages of files with their tests, where go reads the files of a tree in place of those of the work tree. */
export class GoChecker implements Compiler {
  readonly #place: GoPlace
  #overlays = 0
  /** One at a time: each takes all cores. */
  #last: Promise<unknown> = Promise.resolve()

  constructor(place: GoPlace) {
    this.#place = place
  }

  checks(path: string): boolean {
    return go.test(path)
  }

  matters(path: string): boolean {
    return mattering.test(path)
  }

  /** Go finds out by itself, and fast. */
  inContact({ files }: Side): Promise<ReadonlySet<string>> {
    return Promise.resolve(new Set(files.map(({ path }) => path)))
  }

  async check(commit: string, paths: readonly string[]): Promise<CompileReport | string> {
    const mine = this.#last.then(async () => await this.#check(commit, paths))
    this.#last = mine.catch(() => undefined)
    return await mine
  }

  async #check(commit: string, paths: readonly string[]): Promise<CompileReport | string> {
    const { env } = this.#place.over.git
    if ((await findProgram('go', { env })) === undefined) return 'go is not installed'
    const tree = await this.#listModules(commit)
    const overlay = await this.#writeOverlay(commit)
    const errors: CompileError[] = []
    const sure = new Set<string>()
    let failure: string | undefined
    for (const [module, directories] of byModule(paths, tree)) {
      const patterns = directories.map((directory) => `./${posix.relative(module, directory)}`)
      // oxlint-disable-next-line no-await-in-loop -- each takes all cores
      const answer = await compileGo(overlay, { module, patterns }, { env })
      if (answer.kind === 'failed') failure = answer.reason
      else if (answer.errors.length > 0) errors.push(...answer.errors.map(withMentioned))
      else for (const path of paths) if (directories.includes(posix.dirname(path))) sure.add(path)
    }
    return failure === undefined || errors.length > 0 || sure.size > 0 ? { errors, sure } : failure
  }

  /** The directories with a `go.mod`. */
  async #listModules(commit: string): Promise<ReadonlySet<string>> {
    const output = await readGit(this.#place.over, ['ls-tree', '-r', '-z', '--name-only', '--full-tree', commit])
    const names = output.toString('latin1').split('\0')
    const modules = names.filter((name) => posix.basename(name) === 'go.mod')
    return new Set(modules.map((name) => posix.dirname(decodePath(Buffer.from(name, 'latin1')))))
  }

  /** Of the files that differ from the work tree. */
  async #writeOverlay(commit: string): Promise<GoOverlay> {
    const { over, batch, root, mine } = this.#place
    const output = await readGit(over, ['diff-tree', '-r', '-z', '--no-renames', mine, commit])
    const changed = readRaw(output).filter(({ path }) => mattering.test(path))
    const found = await batch.read(changed.flatMap(({ id }) => (id === undefined ? [] : [id])))
    const contents = new Map(changed.map(({ path, id }) => [path, id === undefined ? undefined : found.get(id)]))
    return writeGoOverlay(join(this.#place.directory, `overlay-${this.#overlays++}`), root, contents)
  }
}

interface RawChange {
  readonly path: string
  /** Of the new content; undefined where it is gone. */
  readonly id: string | undefined
}

/** `:MODE MODE ID ID STATUS`, a NUL, the path, a NUL. See git-diff-tree(1). */
function readRaw(output: Buffer): readonly RawChange[] {
  const parts = output.toString('latin1').split('\0')
  const found: RawChange[] = []
  for (let at = 0; at + 1 < parts.length; at += 2) {
    const [, , , id = '', status] = (parts[at] ?? '').split(' ')
    found.push({ path: decodePath(Buffer.from(parts[at + 1] ?? '', 'latin1')), id: status === 'D' ? undefined : id })
  }
  return found
}

/** By module the directories of the files in it; files outside of any module are left out. */
function byModule(paths: readonly string[], modules: ReadonlySet<string>): ReadonlyMap<string, readonly string[]> {
  const found = new Map<string, string[]>()
  for (const directory of new Set(paths.map((path) => posix.dirname(path)))) {
    let module = directory
    while (module !== '.' && !modules.has(module)) module = posix.dirname(module)
    if (!modules.has(module)) continue
    const known = found.get(module)
    if (known === undefined) found.set(module, [directory])
    else known.push(directory)
  }
  return found
}

function withMentioned({ path, line, message }: GoError): CompileError {
  const mentioned = [...new Set(message.match(/[A-Za-z_]\w*/g))].map((name) => ({ name }))
  return { path, line, message, mentioned }
}
