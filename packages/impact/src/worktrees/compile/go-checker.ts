import { mkdirSync, writeFileSync } from 'node:fs'
import { join, posix } from 'node:path'
import { captureCommand, findProgram } from '@groundcrew/core/process'
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

const timeoutMs = 120_000
const go = /\.go$/
const mattering = /(?:\.go|(?:^|\/)go\.(?:mod|sum|work))$/

/** Nothing is fetched, and no file of the module is written. */
const offline = { GOPROXY: 'off', GOTOOLCHAIN: 'local', GOSUMDB: 'off' }

/**
 * Compiles the packages of files with their tests, where go reads the files of a tree in place of those of the work tree (`-overlay`).
 * `go vet` would do, but for packages whose directory is not there.
 */
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
    const { over, root } = this.#place
    if ((await findProgram('go', { env: over.git.env })) === undefined) return 'go is not installed'
    const tree = await this.#listModules(commit)
    const { overlay, places } = await this.#writeOverlay(commit)
    const errors: CompileError[] = []
    const sure = new Set<string>()
    for (const [module, directories] of byModule(paths, tree)) {
      const packages = directories.map((directory) => `./${posix.relative(module, directory)}`)
      // oxlint-disable-next-line no-await-in-loop -- each takes all cores
      const { outcome, stderr } = await captureCommand(
        ['go', 'list', `-overlay=${overlay}`, '-export', '-test', '-f=', '--', ...packages],
        { cwd: join(root, module), env: { ...over.git.env, ...offline }, timeoutMs },
      )
      if (outcome.kind !== 'exited') return `go list did not end: ${outcome.kind}`
      errors.push(...readErrors(stderr.toString('utf8'), module, places))
      if (outcome.code === 0) for (const path of paths) if (directories.includes(posix.dirname(path))) sure.add(path)
    }
    return { errors, sure }
  }

  /** The directories with a `go.mod`. */
  async #listModules(commit: string): Promise<ReadonlySet<string>> {
    const output = await readGit(this.#place.over, ['ls-tree', '-r', '-z', '--name-only', '--full-tree', commit])
    const names = output.toString('latin1').split('\0')
    const modules = names.filter((name) => posix.basename(name) === 'go.mod')
    return new Set(modules.map((name) => posix.dirname(decodePath(Buffer.from(name, 'latin1')))))
  }

  /** A file that names, for each file which differs from the work tree, another one; none for those that are gone. */
  async #writeOverlay(commit: string): Promise<Overlay> {
    const { over, batch, root, mine } = this.#place
    const directory = join(this.#place.directory, `overlay-${this.#overlays++}`)
    mkdirSync(directory)
    const output = await readGit(over, ['diff-tree', '-r', '-z', '--no-renames', mine, commit])
    const changed = readRaw(output).filter(({ path }) => mattering.test(path))
    const contents = await batch.read(changed.flatMap(({ id }) => (id === undefined ? [] : [id])))
    const replace: Record<string, string> = {}
    const places = new Map<string, string>()
    for (const [index, { path, id }] of changed.entries()) {
      const content = id === undefined ? undefined : contents.get(id)
      const file = join(directory, `${index}${posix.extname(path)}`)
      if (content !== undefined) writeFileSync(file, content)
      replace[join(root, path)] = content === undefined ? '' : file
      places.set(file, path)
    }
    const overlay = join(directory, 'overlay.json')
    writeFileSync(overlay, JSON.stringify({ Replace: replace }))
    return { overlay, places }
  }
}

interface Overlay {
  readonly overlay: string
  /** By the file that is read in its place, the path. */
  readonly places: ReadonlyMap<string, string>
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

/** `a/b.go:1:2: what`, with more of it below a tab; the file may be the one that is read in its place. */
function readErrors(output: string, module: string, places: Overlay['places']): readonly CompileError[] {
  const found: CompileError[] = []
  for (const line of output.replaceAll(/\n\t\s*/g, '; ').split('\n')) {
    const [, file, number, message = ''] = /^(?:\.\/)?(\S[^:]*\.go):(\d+):(?:\d+:)? (.*)$/.exec(line) ?? []
    if (file === undefined) continue
    const mentioned = [...new Set(message.match(/[A-Za-z_]\w*/g))].map((name) => ({ name }))
    found.push({ path: places.get(file) ?? posix.join(module, file), line: Number(number), message, mentioned })
  }
  return found
}
