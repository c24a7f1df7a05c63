import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { ToolError } from '@groundcrew/core/cli'
import { captureCommand } from '@groundcrew/core/process'
import { runGit, type Repository } from '@groundcrew/core/repo'
import { encodePath } from '@groundcrew/core/text'
import type { Tree } from './types.ts'

const readBytesMax = 1024 * 1024 * 1024
const timeoutMs = 120_000
const newline = 10
const readsAtOnceMax = 32

/** The contents of paths in a tree; a path that is no file there is not in the answer. */
export async function readTreeFiles(
  repository: Repository,
  tree: Tree,
  paths: readonly string[],
): Promise<ReadonlyMap<string, Buffer>> {
  if (paths.length === 0) return new Map()
  if (tree.kind === 'work-tree') return await readWorkTree(repository, paths)
  const prefix = tree.kind === 'index' ? ':' : `${tree.commit}:`
  const found = await readObjects(
    repository,
    paths.map((path) => prefix + path),
  )
  return new Map([...found].map(([name, content]) => [name.slice(prefix.length), content]))
}

async function readWorkTree(repository: Repository, paths: readonly string[]): Promise<ReadonlyMap<string, Buffer>> {
  const { root } = repository
  const found = new Map<string, Buffer>()
  if (root === undefined) return found
  for (let at = 0; at < paths.length; at += readsAtOnceMax) {
    await Promise.all(
      paths.slice(at, at + readsAtOnceMax).map(async (path) => {
        const content = await readIfFile(join(root, path))
        if (content !== undefined) found.set(path, content)
      }),
    )
  }
  return found
}

async function readIfFile(path: string): Promise<Buffer | undefined> {
  try {
    return await readFile(encodePath(path))
  } catch (error) {
    const { code = '' } = error as NodeJS.ErrnoException
    if (['ENOENT', 'EISDIR', 'ENOTDIR', 'ELOOP', 'EACCES'].includes(code)) return undefined
    throw error
  }
}

/**
 * The contents of names such as `HEAD:src/a.ts`; what is no file is not in the answer. One `git cat-file --batch` for all; names with a
 * newline, which its input cannot carry, one by one.
 */
export async function readObjects(
  repository: Repository,
  names: readonly string[],
): Promise<ReadonlyMap<string, Buffer>> {
  const plain = names.filter((name) => !name.includes('\n'))
  const found = new Map<string, Buffer>()
  const input = Buffer.concat(plain.flatMap((name) => [Buffer.from(encodePath(name)), Buffer.from('\n')]))
  const { outcome, stdout, stderr } = await captureCommand(['git', '--no-pager', 'cat-file', '--batch'], {
    ...repository.git,
    timeoutMs,
    outputBytesMax: readBytesMax,
    stdin: { input },
  })
  if (outcome.kind !== 'exited' || outcome.code !== 0) {
    throw new ToolError('GIT_FAILED', `git cat-file: ${stderr.toString().trim().split('\n')[0] ?? outcome.kind}`, {
      hint: 'run `git status` in the repository, it may say more',
    })
  }
  let offset = 0
  for (const name of plain) {
    const object = parseObject(stdout, offset)
    if (object.content !== undefined) found.set(name, object.content)
    offset = object.end
  }
  for (const name of names.filter((one) => one.includes('\n'))) {
    const read = await runGit(repository, ['cat-file', 'blob', name])
    if (read.code === 0) found.set(name, read.stdout)
  }
  return found
}

interface ParsedObject {
  readonly content: Buffer | undefined
  readonly end: number
}

/** `NAME blob SIZE`, a newline, the content and a newline; or one line that says it is missing. See git-cat-file(1). */
function parseObject(output: Buffer, offset: number): ParsedObject {
  const headerEnd = output.indexOf(newline, offset)
  if (headerEnd === -1) return { content: undefined, end: output.length }
  const match = /^[\da-f]+ (\w+) (\d+)$/.exec(output.toString('latin1', offset, headerEnd))
  if (match === null) return { content: undefined, end: headerEnd + 1 }
  const start = headerEnd + 1
  const end = start + Number(match[2])
  return { content: match[1] === 'blob' ? output.subarray(start, end) : undefined, end: end + 1 }
}
