import { existsSync, realpathSync } from 'node:fs'
import path from 'node:path'
import { ToolError } from '@groundcrew/core/cli'

let program: Promise<string> | undefined

/** The ripgrep that comes with csearch, or else the one on PATH. */
export function ripgrepPath(): Promise<string> {
  program ??= locate()
  return program
}

async function locate(): Promise<string> {
  const installed = installedProgram()
  if (installed !== undefined) return installed
  try {
    const { rgPath } = await import('@vscode/ripgrep')
    return rgPath
  } catch {
    const { findProgram } = await import('@groundcrew/core/process')
    const found = await findProgram('rg')
    if (found !== undefined) return found
    throw new ToolError('NO_RIPGREP', `no ripgrep for ${process.platform}-${process.arch}`, {
      hint: 'install ripgrep so that rg is on PATH',
    })
  }
}

/**
 * Where `@vscode/ripgrep` has its program, for a bundle, which alone has `__dirname`: to load that package only for it to look there takes a fifth
 * of a start (5 of 25 ms).
 */
function installedProgram(): string | undefined {
  if (typeof __dirname === 'undefined') return undefined
  for (let directory = __dirname; ; directory = path.dirname(directory)) {
    const named = path.join(directory, 'node_modules', '@vscode', 'ripgrep')
    if (existsSync(named)) {
      const beside = path.join(realpathSync(named), '..', `ripgrep-${process.platform}-${process.arch}`, 'bin', 'rg')
      return existsSync(beside) ? beside : undefined
    }
    if (path.dirname(directory) === directory) return undefined
  }
}
