import { readFile } from 'node:fs/promises'
import { existsSync } from 'node:fs'
import { isAbsolute, relative, resolve } from 'node:path'
import { isNameAlone } from '@groundcrew/code-map'
import { readStdin, usageError, type Io } from '@groundcrew/core/cli'
import { shellWord } from '@groundcrew/core/text'
import { requireRepository, type Repository } from '@groundcrew/core/repo'
import type { ChangeRequest } from './change/find-changes.ts'
import type { NamedPart } from './change/named-changes.ts'

/** The flags that say which change is meant. */
export interface ChangeFlags {
  readonly since: string | undefined
  readonly ref: string | undefined
  readonly staged: boolean
  readonly files: readonly string[]
  readonly symbol: readonly string[]
  readonly stdin0: boolean
  readonly patch: string | undefined
  readonly task: string | undefined
}

export interface ReadRequest {
  readonly request: ChangeRequest
  /** The flags again, for the next command. */
  readonly call: string
}

/** From flags and arguments to the change that is meant; exactly one kind may be given. */
export async function readRequest(io: Io, flags: ChangeFlags, args: readonly string[]): Promise<ReadRequest> {
  const range = args.length === 1 && isRange(io, args[0] ?? '') ? args[0] : undefined
  const since = flags.since ?? flags.ref ?? range
  const words = [
    ...flags.files.map((text): Word => ({ text, kind: 'file' })),
    ...flags.symbol.map((text): Word => ({ text, kind: 'symbol' })),
    ...(range === undefined ? args : []).map((text): Word => ({ text, kind: 'any' })),
  ]
  const named = words.map(({ text }) => text)
  refuseSeveral(flags, { since, named })
  if (since !== undefined) return { request: { kind: 'since', text: since }, call: `impact --since ${since}` }
  if (flags.staged) return { request: { kind: 'staged' }, call: 'impact --staged' }
  if (flags.patch !== undefined) return { request: await readPatch(io, flags.patch), call: 'impact' }
  if (flags.task !== undefined) return await readTaskRequest(io, flags.task)
  if (flags.stdin0) {
    const names = await readNames(io)
    const parts = await namedParts(
      io,
      names.map((text) => ({ text, kind: 'file' })),
    )
    return {
      request: { kind: 'named', parts, text: 'if the files from stdin changed', mayBeGone: true },
      call: 'impact',
    }
  }
  if (named.length === 0) return { request: { kind: 'branch' }, call: 'impact' }
  const text = named.length === 1 ? `if ${named[0] ?? ''} changed` : `if these ${named.length} changed`
  const call = `impact ${named.map((name) => shellWord(name)).join(' ')}`
  return { request: { kind: 'named', parts: await namedParts(io, words), text, mayBeGone: false }, call }
}

function refuseSeveral(
  flags: ChangeFlags,
  { since, named }: { readonly since: string | undefined; readonly named: readonly string[] },
): void {
  const given = [
    ...(since === undefined ? [] : ['--since']),
    ...(flags.staged ? ['--staged'] : []),
    ...(named.length === 0 ? [] : ['--files']),
    ...(flags.stdin0 ? ['--stdin0'] : []),
    ...(flags.patch === undefined ? [] : ['--patch']),
    ...(flags.task === undefined ? [] : ['--task']),
  ]
  if (given.length > 1) throw usageError(`${given.join(' and ')} exclude each other`, 'say once which change is meant')
}

/** `A..B` and `A...B`, unless there is a file of that name. */
function isRange(io: Io, word: string): boolean {
  return word.includes('..') && !word.startsWith('../') && !word.includes('/../') && !existsSync(resolve(io.cwd, word))
}

async function readPatch(io: Io, place: string): Promise<ChangeRequest> {
  if (place === '-') {
    const patch = await readStdin(io)
    if (patch === undefined)
      throw usageError('--patch - reads stdin, which is a terminal', 'git diff | impact --patch -')
    return { kind: 'patch', patch }
  }
  try {
    return { kind: 'patch', patch: await readFile(resolve(io.cwd, place)) }
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error
    throw usageError(`--patch ${place}: no such file`, 'name a patch, or - for stdin')
  }
}

async function readTaskRequest(io: Io, id: string): Promise<ReadRequest> {
  const [{ readTask }, { listFiles }] = await Promise.all([
    import('./task/read-task.ts'),
    import('@groundcrew/core/repo'),
  ])
  const parts = await readTask(io, id, async () => (await listFiles(io.cwd)).files)
  return {
    request: { kind: 'named', parts, text: `what task ${id} names`, mayBeGone: true },
    call: `impact --task ${id}`,
  }
}

async function readNames(io: Io): Promise<readonly string[]> {
  const input = await readStdin(io)
  if (input === undefined)
    throw usageError('--stdin0 reads stdin, which is a terminal', 'git diff -z --name-only | impact --stdin0')
  return input
    .toString('utf8')
    .split('\0')
    .filter((name) => name !== '')
}

/** A name alone is that of a symbol, or where there may be a file of that name, too, of the file. */
interface Word {
  readonly text: string
  readonly kind: 'file' | 'symbol' | 'any'
}

/** `FILE`, `FILE#NAME` or `NAME`, from the current directory to the root. */
async function namedParts(io: Io, words: readonly Word[]): Promise<readonly NamedPart[]> {
  const repository = await requireRepository(io.cwd, io.env)
  const { root } = repository
  if (root === undefined) throw usageError('there is no work tree to look for files in', 'go to a work tree')
  const parts: NamedPart[] = []
  for (const word of words) parts.push(await namedPartOf(io, { repository, root, word }))
  return parts
}

async function namedPartOf(
  io: Io,
  { repository, root, word }: { readonly repository: Repository; readonly root: string; readonly word: Word },
): Promise<NamedPart> {
  const { text, kind } = word
  const isFile = kind !== 'symbol' && existsSync(resolve(io.cwd, text))
  if (kind === 'file' || isFile || !isNameAlone(text)) return pathPart(io, root, text)
  const { partNamedAlone } = await import('./name-alone.ts')
  const part = await partNamedAlone(io, { repository, root, name: text })
  return 'path' in part ? part : { ...pathPart(io, root, text), ...part }
}

function pathPart(io: Io, root: string, word: string): NamedPart {
  const at = existsSync(resolve(io.cwd, word)) ? -1 : symbolStart(io, word)
  const path = relative(root, resolve(io.cwd, at === -1 ? word : word.slice(0, at)))
  if (path.startsWith('..') || isAbsolute(path))
    throw usageError(`${word} is outside of the repository`, 'name a file below its root')
  return at === -1 ? { path } : { path, symbol: word.slice(at + 1) }
}

/** Where `#NAME` begins behind a path; names of private members have such a sign too, and so may paths. -1 where there is none. */
function symbolStart(io: Io, word: string): number {
  const signs = [...word.matchAll(/#/g)].map(({ index }) => index)
  return signs.find((at) => existsSync(resolve(io.cwd, word.slice(0, at)))) ?? word.lastIndexOf('#')
}

/** What `--why` names, from the current directory to the root. */
export async function namedPart(io: Io, word: string): Promise<NamedPart> {
  const [part] = await namedParts(io, [{ text: word, kind: 'any' }])
  if (part === undefined) throw new Error('one word gives one part')
  return part
}
