import { rmdirSync } from 'node:fs'
import path from 'node:path'
import { encodePath } from '@groundcrew/core/text'

/** Removes the directories of files that are gone, and those around them, as far as nothing is in them. */
export function removeEmptyDirectories(root: string, files: readonly { readonly path: string }[]): void {
  for (const directory of new Set(files.map((file) => path.dirname(file.path)))) {
    for (let name = directory; name !== '.' && remove(path.join(root, name)); name = path.dirname(name));
  }
}

function remove(directory: string): boolean {
  try {
    rmdirSync(encodePath(directory))
    return true
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    // One that is gone leaves the question of the one around it.
    if (code === 'ENOENT') return true
    if (code === 'ENOTEMPTY' || code === 'EEXIST' || code === 'EACCES' || code === 'EPERM' || code === 'EBUSY')
      return false
    throw error
  }
}
