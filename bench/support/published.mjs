/** The published package as an installation has it: what a checkout adds to a start (a look at the sources, caches of the build) is no part of it. */
import { cpSync, mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'

const root = path.resolve(import.meta.dirname, '../..')

/** Lays the package out in a temporary directory, which goes with this process, and keeps what V8 compiles there too. Build the tools before. */
export function publish() {
  const directory = mkdtempSync(path.join(tmpdir(), 'bench-published-'))
  process.on('exit', () => rmSync(directory, { recursive: true, force: true }))
  for (const name of ['bin', 'package.json', 'scripts/launch.cjs', 'scripts/load.cjs', 'scripts/kept-code.cjs'])
    cpSync(path.join(root, name), path.join(directory, name), { recursive: true })
  mkdirSync(path.join(directory, 'dist'))
  for (const name of readdirSync(path.join(root, 'dist')).filter((entry) => !entry.endsWith('.json'))) {
    const filter = (/** @type {string} */ file) => !file.endsWith('.cache')
    cpSync(path.join(root, 'dist', name), path.join(directory, 'dist', name), { recursive: true, filter })
  }
  symlinkSync(path.join(root, 'node_modules'), path.join(directory, 'node_modules'))
  process.env['XDG_CACHE_HOME'] = path.join(directory, 'cache')
  return { toolPath: (/** @type {string} */ tool) => path.join(directory, 'bin', tool) }
}
