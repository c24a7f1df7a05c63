import path from 'node:path'
import { PassThrough } from 'node:stream'
import { text as collect } from 'node:stream/consumers'
import { runTool } from '../../packages/core/src/cli/frame.ts'
import type { Tool } from '../../packages/core/src/cli/table.ts'
import type { Ran } from './rig.ts'

const packages = path.resolve(import.meta.dirname, '../../packages')

/** The command table of a tool, from its sources. */
export async function readTable(name: string): Promise<Tool> {
  const exports = Object.values((await import(path.join(packages, name, 'src/cli.ts'))) as Record<string, unknown>)
  const table = exports.find((value) => isTool(value) && value.name === name)
  if (!isTool(table)) throw new Error(`packages/${name}/src/cli.ts exports no table of ${name}`)
  return table
}

/** Asks a tool in this process, as its binary would: for what its table alone decides, in a directory that no answer needs. */
export async function askTable(tool: Tool, argv: readonly string[], cwd: string): Promise<Ran> {
  const [stdout, stderr] = [new PassThrough(), new PassThrough()]
  const [answer, conversation] = [collect(stdout), collect(stderr)]
  const { signal } = new AbortController()
  const exitCode = await runTool(tool, argv, {
    stdin: new PassThrough(),
    stdout,
    stderr,
    cwd,
    env: {},
    now: Date.now,
    signal,
  })
  stdout.end()
  stderr.end()
  return { exitCode, signal: undefined, stdout: await answer, stderr: await conversation }
}

function isTool(value: unknown): value is Tool {
  return typeof value === 'object' && value !== null && 'commands' in value && 'defaultCommand' in value
}
