import { lstatSync, readdirSync } from 'node:fs'
import path from 'node:path'
import { dependencyNames } from '../staged/dependencies.ts'

/** A file that a build wrote, relative to the root, with its size in bytes. */
export type Output = readonly [file: string, size: number]

/** A build that leaves more is not worth remembering. */
const outputsMax = 20_000

/**
 * The untracked files below a directory that were written since `sinceMs`: what a build that took place meanwhile has left. undefined where
 * there are too many. Dependencies and hidden directories, which are caches, do not count.
 */
export function listOutputs(root: string, directory: string, since: OutputFilter): readonly Output[] | undefined {
  const found: Output[] = []
  const queue = [directory]
  for (let next = queue.pop(); next !== undefined; next = queue.pop()) {
    for (const entry of readdirSync(path.join(root, next), { withFileTypes: true })) {
      const file = path.posix.join(next, entry.name)
      if (entry.isDirectory()) {
        if (!isPassedOver(entry.name)) queue.push(file)
      } else if (entry.isFile() && !since.isTracked(file)) {
        const { size, mtimeMs } = lstatSync(path.join(root, file))
        if (mtimeMs >= since.sinceMs) found.push([file, size])
        if (found.length > outputsMax) return undefined
      }
    }
  }
  return found.sort(([left], [right]) => (left < right ? -1 : 1))
}

export interface OutputFilter {
  readonly sinceMs: number
  readonly isTracked: (file: string) => boolean
}

function isPassedOver(name: string): boolean {
  return name.startsWith('.') || dependencyNames.some((known) => known === name)
}

/** Whether all are there as they were left. */
export function areOutputsThere(root: string, outputs: readonly Output[]): boolean {
  return outputs.every(([file, size]) => {
    const stats = lstatSync(path.join(root, file), { throwIfNoEntry: false })
    return stats?.isFile() === true && stats.size === size
  })
}
