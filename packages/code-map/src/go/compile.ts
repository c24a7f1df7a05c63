import { mkdirSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { captureCommand, type Environment } from '@groundcrew/core/process'

/** Files that go reads in place of those of a work tree. */
export interface GoOverlay {
  /** Of the work tree. */
  readonly root: string
  /** What `-overlay` takes. */
  readonly file: string
  /** By the file that is read in its place, the path from the root. */
  readonly paths: ReadonlyMap<string, string>
}

/** Writes what go reads into a directory that is made: by path from the root, the content; undefined for a file that is gone. */
export function writeGoOverlay(
  directory: string,
  root: string,
  contents: ReadonlyMap<string, Uint8Array | undefined>,
): GoOverlay {
  mkdirSync(directory, { recursive: true })
  const replaced: Record<string, string> = {}
  const paths = new Map<string, string>()
  for (const [at, [name, content]] of [...contents].entries()) {
    const file = path.join(directory, `${at}${path.posix.extname(name)}`)
    if (content !== undefined) writeFileSync(file, content)
    replaced[path.join(root, name)] = content === undefined ? '' : file
    paths.set(file, name)
  }
  const file = path.join(directory, 'overlay.json')
  writeFileSync(file, JSON.stringify({ Replace: replaced }))
  return { root, file, paths }
}

export interface GoPackages {
  /** Directory of the `go.mod`, from the root. */
  readonly module: string
  /** As go names them, such as `./...`. */
  readonly patterns: readonly string[]
}

export interface GoError {
  /** From the root. */
  readonly path: string
  readonly line: number
  /** From 1, in bytes; undefined where go gives none. */
  readonly column: number | undefined
  readonly message: string
}

export type GoAnswer =
  /** All errors, and no other: without any, everything compiles. */
  | { readonly kind: 'compiled'; readonly errors: readonly GoError[] }
  /** It failed at something that is at no place in the code, or did not end. */
  | { readonly kind: 'failed'; readonly reason: string }

/** Compiling anew what many packages build on takes so long. */
const timeoutMs = 120_000

/** Nothing is fetched, and nothing is asked of anybody. */
const offline = { GOPROXY: 'off', GOTOOLCHAIN: 'local', GOSUMDB: 'off' }

/**
 * Compiles packages and their tests, and links none, with the go command on PATH. Of the repository nothing is run, and nothing is written
 * but go's own cache. `go vet` would do, but for packages whose directory is not there, and it reads no overlay.
 */
export async function compileGo(
  overlay: GoOverlay,
  { module, patterns }: GoPackages,
  { env, signal }: { readonly env: Environment; readonly signal?: AbortSignal },
): Promise<GoAnswer> {
  // `-e`: go ends with the tenth error otherwise.
  const flags = ['-export', '-test', '-gcflags=-e', `-overlay=${overlay.file}`, '-f=']
  const { outcome, stderr } = await captureCommand(['go', 'list', ...flags, '--', ...patterns], {
    cwd: path.join(overlay.root, module),
    env: { ...env, ...offline },
    timeoutMs,
    ...(signal !== undefined && { signal }),
  })
  if (outcome.kind !== 'exited') return { kind: 'failed', reason: `go list did not end: ${outcome.kind}` }
  if (outcome.code === 0) return { kind: 'compiled', errors: [] }
  const output = stderr.toString('utf8')
  const errors = readErrors(output, { ...overlay, module })
  if (errors.length > 0) return { kind: 'compiled', errors }
  const [first = `go list ended with ${outcome.code}`] = output
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('#'))
  return { kind: 'failed', reason: first }
}

/** `a/b.go:1:2: what`, with more of it below a tab; the file may be the one that is read in its place. */
function readErrors(
  output: string,
  { root, paths, module }: GoOverlay & { readonly module: string },
): readonly GoError[] {
  const lines = output.replaceAll(/\n\t\s*/g, '; ').matchAll(/^(?:vet: )?(\S.*?\.go):(\d+):(?:(\d+):)? (.*)$/gm)
  return [...lines].map(([, named = '', line, column, message = '']) => {
    const file = path.resolve(root, module, named)
    return {
      path: paths.get(file) ?? path.relative(root, file),
      line: Number(line),
      column: column === undefined ? undefined : Number(column),
      message,
    }
  })
}
