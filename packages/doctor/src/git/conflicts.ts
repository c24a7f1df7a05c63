import { open } from 'node:fs/promises'
import path from 'node:path'
import type { Evidence } from '@groundcrew/core/workspace'

/** Files whose first conflict marker is looked up; of the others the first line is named. */
const searchedMax = 20
const readBytesMax = 1024 * 1024

/** The unmerged files, each with the line of its first conflict marker. */
export async function locateConflicts(unmerged: readonly string[], root: string): Promise<readonly Evidence[]> {
  return Promise.all(
    unmerged.map(async (file, index) => ({
      file,
      line: index < searchedMax ? await lineOfMarker(path.join(root, file)) : 1,
    })),
  )
}

async function lineOfMarker(file: string): Promise<number> {
  const handle = await open(file).catch(() => undefined)
  if (handle === undefined) return 1
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(readBytesMax), 0, readBytesMax, 0)
    const lines = buffer.toString('utf8', 0, bytesRead).split('\n')
    return (
      Math.max(
        0,
        lines.findIndex((line) => line.startsWith('<<<<<<<')),
      ) + 1
    )
  } catch {
    // A directory stands where the file was.
    return 1
  } finally {
    await handle.close()
  }
}
