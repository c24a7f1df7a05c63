import { closeSync, openSync, readSync } from 'node:fs'
import { join } from 'node:path'
import { encodePath } from '../../text/index.ts'
import { isFixturePlace } from '../source/places.ts'
import { parentOf } from '../source/paths.ts'
import type { Sources } from '../source/sources.ts'
import type { LargeFileRule } from '../types.ts'

/** The patterns that .gitattributes give to git LFS. */
export function readLargeFileRules(sources: Sources): LargeFileRule[] {
  return sources.index
    .named('.gitattributes')
    .filter((file) => !isFixturePlace(parentOf(file)))
    .flatMap((file) =>
      sources.lines(file).flatMap((line, index) => {
        const match = /^\s*([^#\s]\S*)\s.*\bfilter=lfs\b/.exec(line)
        return match?.[1] === undefined ? [] : [{ pattern: match[1], evidence: { file, line: index + 1 } }]
      }),
    )
}

const POINTER_START = 'version https://git-lfs.github.com/spec/'

/** Those of the files that are still the pointer which git LFS puts in the place of the content. */
export function findPointers(root: string, files: readonly string[]): string[] {
  return files.filter((file) => readStart(join(root, file)) === POINTER_START)
}

function readStart(file: string): string {
  const buffer = Buffer.alloc(POINTER_START.length)
  let descriptor: number
  try {
    descriptor = openSync(encodePath(file), 'r')
  } catch {
    return ''
  }
  try {
    return buffer.toString('latin1', 0, readSync(descriptor, buffer, 0, buffer.length, 0))
  } catch {
    // A directory.
    return ''
  } finally {
    closeSync(descriptor)
  }
}
