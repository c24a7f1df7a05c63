import { existsSync } from 'node:fs'
import path from 'node:path'
import type { Environment } from '@groundcrew/core/cli'
import { findPlace } from '../index/place.ts'

/** Whether the clone around a directory has an index of its code: then it is brought up to date in a moment. */
export function hasCodeIndex(directory: string, env: Environment): boolean {
  return existsSync(path.join(findPlace(directory, env).indexDirectory, 'segments'))
}
