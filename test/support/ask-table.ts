import path from 'node:path'
import { PassThrough } from 'node:stream'
import { text as collect } from 'node:stream/consumers'
import type { Ran } from './rig.ts'

const packages = path.resolve(import.meta.dirname, '../../packages')

/** What is read here of a tool's table of commands. */
export interface Table {
  readonly name: string
  readonly defaultCommand: string
  readonly commands: readonly {
    readonly name: string
    readonly flags: Readonly<Record<string, { readonly kind: string }>>
  }[]
}

interface Frame {
  readonly runTool: (table: Table, argv: readonly string[], io: object) => Promise<number>
}

/** The command table of a tool, from its sources. */
export async function readTable(name: string): Promise<Table> {
  const exports = (await import(path.join(packages, name, 'src/cli.ts'))) as Record<string, unknown>
  const table = Object.values(exports).find((value) => isTable(value) && value.name === name)
  if (!isTable(table)) throw new Error(`packages/${name}/src/cli.ts exports no table of ${name}`)
  return table
}

/** Asks a tool in this process, as its binary would: for what its table alone decides. */
export async function askTable(table: Table, argv: readonly string[], cwd: string): Promise<Ran> {
  const { runTool } = (await import(path.join(packages, 'core/src/cli/frame.ts'))) as Frame
  const [stdout, stderr] = [new PassThrough(), new PassThrough()]
  const [answer, conversation] = [collect(stdout), collect(stderr)]
  const { signal } = new AbortController()
  const io = { stdin: new PassThrough(), stdout, stderr, cwd, env: {}, now: Date.now, signal }
  const exitCode = await runTool(table, argv, io)
  stdout.end()
  stderr.end()
  return { exitCode, signal: undefined, stdout: await answer, stderr: await conversation }
}

function isTable(value: unknown): value is Table {
  return typeof value === 'object' && value !== null && 'commands' in value && 'defaultCommand' in value
}
