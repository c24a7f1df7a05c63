import { link, open, rename, rm, unlink } from 'node:fs/promises'
import path from 'node:path'
import { encodePath } from '@groundcrew/core/text'
import type { ChangeRecord } from './changes.ts'
import type { Owner } from './work-tree.ts'

/** A draft that a former life left behind is overwritten; a symlink in its place is not followed. */
export async function writeDraft(
  draft: string,
  { content, mode, owner }: { readonly content: Buffer; readonly mode: number; readonly owner: Owner | undefined },
): Promise<void> {
  await rm(encodePath(draft), { force: true })
  const handle = await open(encodePath(draft), 'wx', 0o600)
  try {
    await handle.writeFile(content)
    if (owner !== undefined && (owner.uid !== process.getuid?.() || owner.gid !== process.getgid?.())) {
      await handle.chown(owner.uid, owner.gid)
    }
    await handle.chmod(mode)
    await handle.sync()
  } finally {
    await handle.close()
  }
}

/** Puts a draft in the place of a file, or makes the file where there must be none. */
export async function placeDraft(root: string, record: ChangeRecord): Promise<void> {
  const [draft, target] = [path.join(root, record.draft), path.join(root, record.path)]
  if (record.after === undefined) return unlink(encodePath(target))
  if (record.before !== undefined) return rename(encodePath(draft), encodePath(target))
  await link(encodePath(draft), encodePath(target))
  await unlink(encodePath(draft))
}
