import { existsSync } from 'node:fs'
import path from 'node:path'

/** The folder of the files that are loaded into test runners. It lies beside the bundle, or beside the sources. */
export function assetsDirectory(): string {
  const candidates = ['flake-assets', '../flake-assets', '../assets', '../../assets']
  const found = candidates
    .map((name) => path.resolve(__dirname, name))
    .find((directory) => existsSync(path.join(directory, 'flake-records.cjs')))
  if (found === undefined) throw new Error(`the files for the runners are missing beside ${__dirname}`)
  return found
}
