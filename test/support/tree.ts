import { lstatSync, readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import type { Rig } from './rig.ts'

export type Tree = Readonly<Record<string, string>>

/** All files with their permissions and bytes, and the directories that are empty. */
export function treeOf(rig: Rig, directory = ''): Tree {
  const found: Record<string, string> = {}
  const entries = readdirSync(rig.path(directory), { withFileTypes: true })
  if (entries.length === 0) found[`${directory}/`] = 'empty'
  for (const entry of entries) {
    const name = path.join(directory, entry.name)
    if (name === '.git') continue
    if (entry.isSymbolicLink()) found[name] = 'a symlink'
    else if (entry.isDirectory()) Object.assign(found, treeOf(rig, name))
    else {
      const mode = (lstatSync(rig.path(name)).mode & 0o777).toString(8)
      found[name] = `${mode} ${readFileSync(rig.path(name), 'latin1')}`
    }
  }
  return found
}
