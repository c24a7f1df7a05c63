import { createHash } from 'node:crypto'
import { chmod, lstat, mkdir, readFile, readlink, rename, rm, rmdir, stat, symlink, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { ToolError } from '@groundcrew/core/cli'

/** What stands at a path before and after an edit. */
export type Content =
  | { readonly kind: 'absent' }
  | { readonly kind: 'file'; readonly text: string; readonly mode: number }
  | { readonly kind: 'link'; readonly target: string }

/** One file as an installation wants it. Texts are bytes in latin1, so that nothing is lost of a file in another encoding. */
export interface FileEdit {
  /** Absolute. */
  readonly path: string
  /** For a reader. */
  readonly what: string
  install(before: Content): Content
  /** What is left when our part is taken out of a file that was changed since; `absent` removes it. */
  uninstall(now: Content): Content
}

export const absent: Content = { kind: 'absent' }

export async function readContent(file: string): Promise<Content> {
  const stats = await lstat(file).catch(() => undefined)
  if (stats === undefined) return absent
  if (stats.isSymbolicLink()) return { kind: 'link', target: await readlink(file) }
  return { kind: 'file', text: await readFile(file, 'latin1').catch(refuse(file, 'read')), mode: stats.mode & 0o777 }
}

/** Through a draft beside it, so that a reader sees the old or the new, and a kill leaves no half. */
export async function writeContent(file: string, content: Content): Promise<void> {
  await replaceContent(file, content).catch(refuse(file, 'written'))
}

async function replaceContent(file: string, content: Content): Promise<void> {
  if (content.kind === 'absent') {
    await rm(file, { force: true })
    return
  }
  await mkdir(path.dirname(file), { recursive: true })
  const draft = `${file}.${process.pid}.groundcrew`
  if (content.kind === 'link') await symlink(content.target, draft)
  else {
    await writeFile(draft, content.text, { encoding: 'latin1' })
    await chmod(draft, content.mode)
  }
  await rename(draft, file)
}

const refusals = ['EACCES', 'EPERM', 'EROFS', 'EISDIR', 'ENOTDIR', 'EEXIST', 'ELOOP', 'ENOSPC', 'EDQUOT']

/** @throws ToolError UNREADABLE, UNWRITABLE: what stands in the way is not ours to move. */
function refuse(file: string, how: 'read' | 'written'): (error: unknown) => never {
  return (error) => {
    const { code = '' } = error as NodeJS.ErrnoException
    if (!refusals.includes(code)) throw error
    throw new ToolError(how === 'read' ? 'UNREADABLE' : 'UNWRITABLE', `${file} cannot be ${how} (${code})`, {
      hint: `see what is at ${file}; no file was changed`,
      cause: error,
    })
  }
}

export function sameContent(left: Content, right: Content): boolean {
  return hashOfContent(left) === hashOfContent(right)
}

export function hashOfContent(content: Content): string {
  return createHash('sha256').update(JSON.stringify(content)).digest('hex').slice(0, 16)
}

/** The directory nearest to the root that would have to be made for a file; undefined when all are there. */
export async function firstMissingDirectory(file: string): Promise<string | undefined> {
  let missing: string | undefined
  for (let directory = path.dirname(file); ; directory = path.dirname(directory)) {
    if ((await stat(directory).catch(() => undefined)) !== undefined) return missing
    missing = directory
  }
}

/** Takes away the directories from that of a file up to `top`, as far as they are empty. */
export async function removeEmptyDirectories(file: string, top: string): Promise<void> {
  for (let directory = path.dirname(file); directory.length >= top.length; directory = path.dirname(directory)) {
    const isGone = await rmdir(directory).then(
      () => true,
      () => false,
    )
    if (!isGone) return
  }
}

/** UTF-8 text in the form in which contents are held. */
export function bytesOf(text: string): string {
  return Buffer.from(text, 'utf8').toString('latin1')
}

export function textOf(bytes: string): string {
  return Buffer.from(bytes, 'latin1').toString('utf8')
}
