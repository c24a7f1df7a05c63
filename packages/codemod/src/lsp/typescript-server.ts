import { existsSync } from 'node:fs'
import { createRequire } from 'node:module'
import path from 'node:path'
import { pathToFileURL } from 'node:url'
import { ToolError } from '@groundcrew/core/cli'
import { LanguageClient } from './client.ts'
import { findTypeScript, type TypeScriptInstall } from './find-typescript.ts'

/** The first version that is a language server itself. */
const majorMin = 7

export interface TypeScriptServer {
  readonly client: LanguageClient
  /** `TypeScript 7.0.2 of the repository`. */
  readonly engine: string
  /** Lets it begin, once it is known what is wanted: it answers from here on. */
  readonly begin: (options: ServerOptions) => Promise<void>
}

export interface ServerOptions {
  /** A rename stops at exports, which get an alias, and a shorthand gets both names. */
  readonly usesAliases: boolean
}

/**
 * Starts the repository's own TypeScript where that is a language server, and the one that came with this tool otherwise.
 *
 * @throws ToolError NO_TYPESCRIPT where there is none for this platform.
 */
export function startTypeScript(root: string): TypeScriptServer {
  const installed = findTypeScript(root, majorMin)
  if (installed === undefined) throw noTypeScript()
  const program = executableOf(installed)
  const engine = `TypeScript ${installed.version} of ${installed.owner}`
  // Else it asks the npm registry for the types of what is not installed, and keeps them in the user's cache.
  const preferences = { useAliasesForRenames: false, disableAutomaticTypeAcquisition: true }
  const command = { program, args: ['--lsp', '--stdio'], cwd: root, name: engine }
  const client = new LanguageClient(command, () => ({ ...preferences, preferences }))
  const uri = pathToFileURL(root).href
  const started = client.request('initialize', {
    processId: process.pid,
    rootUri: uri,
    workspaceFolders: [{ uri, name: 'root' }],
    capabilities: {
      workspace: { configuration: true, workspaceEdit: { documentChanges: true } },
    },
  })
  // Who needs no server in the end does not wait for it either.
  started.catch(() => undefined)
  const begin = async ({ usesAliases }: ServerOptions): Promise<void> => {
    await started
    // It asks for the settings as soon as it may begin.
    preferences.useAliasesForRenames = usesAliases
    client.notify('initialized', {})
  }
  return { client, engine, begin }
}

/** The program itself rather than its launcher, which would be a second process. */
function executableOf({ directory }: TypeScriptInstall): string {
  const name = `@typescript/typescript-${process.platform}-${process.arch}/package.json`
  try {
    const manifest = createRequire(path.join(directory, 'package.json')).resolve(name)
    const program = path.join(path.dirname(manifest), 'lib', process.platform === 'win32' ? 'tsc.exe' : 'tsc')
    if (existsSync(program)) return program
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'MODULE_NOT_FOUND') throw error
  }
  throw noTypeScript()
}

function noTypeScript(): ToolError {
  return new ToolError('NO_TYPESCRIPT', `no TypeScript ${majorMin} for ${process.platform}-${process.arch}`, {
    hint: `install typescript@${majorMin} in the repository`,
  })
}
