import path from 'node:path'
import { ToolError, type Io } from '@groundcrew/core/cli'
import { captureCommand } from '@groundcrew/core/process'
import { listFiles } from '@groundcrew/core/repo'
import { findTypeScript } from '../lsp/find-typescript.ts'
import type { Place } from '../plan/place.ts'

/** A compiler may take so long for one project. */
const projectMsMax = 600_000
const outputBytesMax = 64 * 1024 * 1024
const projectsMax = 50

/** What the compiler says of all projects at one moment. */
export interface Diagnostics {
  readonly engine: string
  readonly projects: number
  /** Without places: lines move. As often as it was said. */
  readonly messages: readonly string[]
  readonly output: string
}

/**
 * Type-checks every project of the work tree, each `tsconfig.json`, with the repository's own compiler where it has one. Undefined where there is no
 * project.
 *
 * @throws ToolError NOT_VERIFIED where a compiler cannot be run to its end.
 */
export async function diagnose(io: Io, place: Place): Promise<Diagnostics | undefined> {
  const { files } = await listFiles(place.root)
  const projects = files.filter((file) => path.posix.basename(file) === 'tsconfig.json')
  const install = findTypeScript(place.root, 1)
  if (projects.length === 0 || install === undefined) return undefined
  if (projects.length > projectsMax) {
    throw new ToolError('NOT_VERIFIED', `${projects.length} projects are too many to check`, {
      hint: 'leave out --verify, and run the repository’s own checks',
    })
  }
  const outputs: string[] = []
  for (const project of projects) {
    const compiler = path.join(install.directory, 'bin/tsc')
    const command = [process.execPath, compiler, '--noEmit', '--pretty', 'false', '-p', project] as const
    const { outcome, stdout } = await captureCommand(command, {
      cwd: place.root,
      env: io.env,
      timeoutMs: projectMsMax,
      outputBytesMax,
      signal: io.signal,
    })
    if (outcome.kind !== 'exited') throw notVerified(project)
    outputs.push(`$ tsc --noEmit -p ${project}\n${stdout.toString('utf8')}`)
  }
  const output = outputs.join('\n')
  const engine = `TypeScript ${install.version} of ${install.owner}`
  return { engine, projects: projects.length, messages: readMessages(output), output }
}

/** `src/a.ts(1,2): error TS1: text` without its place. What follows such a line explains it. */
function readMessages(output: string): readonly string[] {
  return output.split('\n').flatMap((line) => {
    const match = /^(?:(.+)\(\d+,\d+\): )?error (TS\d+: .*)$/.exec(line.replace(/\r$/, ''))
    return match === null ? [] : [`${match[1] === undefined ? '' : `${match[1]}: `}${match[2] ?? ''}`]
  })
}

/** What is said now and was not, or not as often, before. */
export function newMessages(before: readonly string[], after: readonly string[]): readonly string[] {
  const known = new Map<string, number>()
  for (const message of before) known.set(message, (known.get(message) ?? 0) + 1)
  return after.filter((message) => {
    const left = known.get(message) ?? 0
    known.set(message, left - 1)
    return left <= 0
  })
}

function notVerified(project: string): ToolError {
  return new ToolError('NOT_VERIFIED', `the compiler did not come to an end for ${project}`, {
    hint: 'run it by hand, or leave out --verify',
  })
}
