import { existsSync, readFileSync, realpathSync } from 'node:fs'
import path from 'node:path'
import { findProgram, type FindOptions } from '@groundcrew/core/process'

/** npm or pnpm on PATH, and the Node that runs it. */
export interface Installed {
  /** The file that Node runs. */
  readonly file: string
  /** Of its package. */
  readonly directory: string
  readonly version: string
  readonly node: string
  /** Where that Node is installed. */
  readonly prefix: string
  /** What it calls itself; npm adds whether it starts the script of a member of a workspace. */
  readonly agent: string
  /** What it calls `run`. */
  readonly command: string
  /** What it adds to PATH. */
  readonly paths: readonly string[]
}

/** undefined where what is on PATH is something else by that name: a shim that first chooses a version, or one program of its own. */
export async function findInstalled(name: 'npm' | 'pnpm', place: FindOptions): Promise<Installed | undefined> {
  const [found, nodeFound] = await Promise.all([findProgram(name, place), findProgram('node', place)])
  if (found === undefined || nodeFound === undefined) return undefined
  const [file, node] = [realpathSync(found), realpathSync(nodeFound)]
  // Another Node than ours, or a shim that chooses one, would have to be asked for its version.
  if (node !== process.execPath) return undefined
  const directory = path.dirname(path.dirname(file))
  const version = readVersion(directory, name)
  if (version === undefined) return undefined
  const isNpm = name === 'npm'
  const machine = `node/${process.version} ${process.platform} ${process.arch}`
  const paths = [isNpm ? 'node_modules/@npmcli/run-script/lib/node-gyp-bin' : 'dist/node-gyp-bin'].map((entry) =>
    path.join(directory, entry),
  )
  return {
    file,
    directory,
    version,
    node,
    prefix: path.dirname(path.dirname(node)),
    agent: isNpm ? `npm/${version} ${machine}` : `pnpm/${version} npm/? ${machine}`,
    command: isNpm && Number(version.split('.')[0]) >= 11 ? 'run' : 'run-script',
    paths: paths.filter((entry) => existsSync(entry)),
  }
}

/** Of the package of that name in the directory. */
function readVersion(directory: string, name: string): string | undefined {
  try {
    const manifest = JSON.parse(readFileSync(path.join(directory, 'package.json'), 'utf8')) as {
      readonly name?: unknown
      readonly version?: unknown
    }
    return manifest.name === name && typeof manifest.version === 'string' ? manifest.version : undefined
  } catch {
    return undefined
  }
}
