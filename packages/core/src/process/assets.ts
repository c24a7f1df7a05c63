import { existsSync } from 'node:fs'
import path from 'node:path'

/**
 * The folder of the files that a tool loads into other programs: `TOOL-assets` beside its bundle, or `assets` beside its sources.
 *
 * @param from `__dirname` of the caller, which is the bundle's in a bundle.
 */
export function findAssets(tool: string, from: string): string {
  const candidates = [`${tool}-assets`, `../${tool}-assets`, '../assets', '../../assets']
  const found = candidates.map((name) => path.resolve(from, name)).find((directory) => existsSync(directory))
  if (found === undefined) throw new Error(`the assets of ${tool} are missing beside ${from}`)
  return found
}
