import { readFile } from 'node:fs/promises'
import { openSource } from '@groundcrew/code-map'
import { readUnits } from '../change/units.ts'

/** The declarations of a file as it is now; none where it is gone. */
export async function declarationsOf(
  file: string,
  path: string,
): Promise<readonly { readonly qualifiedName: string; readonly line: number; readonly endLine: number }[]> {
  const source = await readIfThere(file)
  return source === undefined
    ? []
    : readUnits(openSource(path, source)).filter(({ kind }) => kind !== 'top-level' && kind !== 'imports')
}

export async function readIfThere(file: string): Promise<Buffer | undefined> {
  try {
    return await readFile(file)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined
    throw error
  }
}
