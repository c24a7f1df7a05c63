import { createRequire } from 'node:module'
import { readFileSync } from 'node:fs'
import path from 'node:path'

export interface FoundPackage {
  readonly file: string
  readonly version: string
}

/** A package as the first of the places has it that has it at all. */
export function resolvePackage(name: string, places: readonly string[]): FoundPackage | undefined {
  for (const place of places) {
    try {
      const file = createRequire(place).resolve(name)
      return { file, version: versionOf(name, file) }
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'MODULE_NOT_FOUND') throw error
    }
  }
  return undefined
}

function versionOf(name: string, file: string): string {
  for (let directory = path.dirname(file); directory !== path.dirname(directory); directory = path.dirname(directory)) {
    try {
      const manifest = JSON.parse(readFileSync(path.join(directory, 'package.json'), 'utf8')) as Record<string, unknown>
      if (manifest['name'] === name) return String(manifest['version'])
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error
    }
  }
  return 'unknown'
}
