import { readFileSync } from 'node:fs'
import path from 'node:path'
import { ToolError } from '@groundcrew/core/cli'

/** What `groundcrew.json` at the root says of preflight. */
export interface Settings {
  /** Ids or roles of test steps whose exit code counts although nothing tells how many tests ran. */
  readonly trusted: readonly string[]
}

const fileName = 'groundcrew.json'

/** Without the file nothing is set. Throws BAD_SETTINGS for what is no JSON or has another shape. */
export function readSettings(root: string): Settings {
  const text = readText(path.join(root, fileName))
  if (text === undefined) return { trusted: [] }
  const { preflight = {} } = parse(text)
  const { trustExitCode: trusted = [] } = preflight
  if (Array.isArray(trusted) && trusted.every((name) => typeof name === 'string')) return { trusted }
  throw badSettings('preflight.trustExitCode is not a list of steps')
}

interface File {
  readonly preflight?: { readonly trustExitCode?: unknown }
}

function parse(text: string): File {
  try {
    const value: unknown = JSON.parse(text)
    if (typeof value === 'object' && value !== null) return value
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error
    throw badSettings(error.message)
  }
  throw badSettings('it holds no object')
}

function badSettings(what: string): ToolError {
  return new ToolError('BAD_SETTINGS', `${fileName}: ${what}`, {
    exitCode: 2,
    hint: '{ "preflight": { "trustExitCode": ["test"] } }',
  })
}

function readText(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined
    throw error
  }
}
