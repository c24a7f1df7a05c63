import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import path from 'node:path'

export interface TypeScriptInstall {
  readonly directory: string
  readonly version: string
  /** Whose it is: `the repository` or `groundcrew`. */
  readonly owner: string
}

/** The repository's own TypeScript, where it is of this version or newer, otherwise the one that came with this tool. */
export function findTypeScript(root: string, majorMin: number): TypeScriptInstall | undefined {
  const installs = [
    readInstall(path.join(root, 'package.json'), 'the repository'),
    readInstall(process.argv[1] ?? root, 'groundcrew'),
  ]
  return installs.find((install) => install !== undefined && Number.parseInt(install.version, 10) >= majorMin)
}

function readInstall(from: string, owner: string): TypeScriptInstall | undefined {
  try {
    const manifest = createRequire(from).resolve('typescript/package.json')
    const { version } = JSON.parse(readFileSync(manifest, 'utf8')) as { version: string }
    return { directory: path.dirname(manifest), version, owner }
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'MODULE_NOT_FOUND') return undefined
    throw error
  }
}
