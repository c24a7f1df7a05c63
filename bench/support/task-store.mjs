import { symlinkSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { build } from 'esbuild'

const root = resolve(import.meta.dirname, '../..')

/**
 * The task store as one CommonJS file, for measurements inside a process: `require(file)` gives what core/tasks exports.
 *
 * @param {string} directory
 */
export async function bundleTaskStore(directory) {
  const outfile = join(directory, 'store.cjs')
  await build({
    entryPoints: [join(root, 'packages/core/src/tasks/index.ts')],
    outfile,
    bundle: true,
    platform: 'node',
    format: 'cjs',
    external: ['better-sqlite3'],
    logLevel: 'error',
  })
  symlinkSync(join(root, 'node_modules'), join(directory, 'node_modules'))
  return outfile
}
