import { mkdir, mkdtemp, realpath, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach } from 'vitest'
import { readWorkspace } from './read-workspace.ts'
import type { Evidence, Workspace, WorkspaceCommand } from './types.ts'

/** From a path relative to the root to the content of the file. */
export type TreeFiles = Readonly<Record<string, string | Buffer>>

const roots: string[] = []

afterEach(async () => {
  await Promise.all(roots.splice(0).map(async (root) => rm(root, { recursive: true, force: true })))
})

/** A directory of its own for one test, gone after it. */
export async function makeTree(files: TreeFiles): Promise<string> {
  const root = await realpath(await mkdtemp(join(tmpdir(), 'workspace test ')))
  roots.push(root)
  for (const [path, content] of Object.entries(files)) {
    await mkdir(dirname(join(root, path)), { recursive: true })
    await writeFile(join(root, path), content)
  }
  return root
}

/** The workspace of a tree in which every file is tracked, `unlisted` ones excepted. */
export async function readTree(files: TreeFiles, unlisted: TreeFiles = {}): Promise<Workspace> {
  const root = await makeTree({ ...files, ...unlisted })
  return readWorkspace(root, { files: Object.keys(files) })
}

export function json(value: unknown): string {
  return `${JSON.stringify(value, undefined, 2)}\n`
}

export function at({ file, line }: Evidence): string {
  return `${file}:${line}`
}

/** `role directory: argv`, for comparing all commands at once. */
export function commandLines(workspace: Workspace): string[] {
  return workspace.commands.map(({ role, packageDirectory, invocation }) => {
    return `${role} ${packageDirectory}: ${invocation.argv.join(' ')}`
  })
}

export function findCommand(workspace: Workspace, id: string): WorkspaceCommand {
  const found = workspace.commands.find((command) => command.id === id)
  if (found === undefined)
    throw new Error(`no command ${id} among ${workspace.commands.map((command) => command.id).join(', ')}`)
  return found
}

/** `kind message` of all problems. */
export function problemLines(workspace: Workspace): string[] {
  return workspace.problems.map(({ kind, message }) => `${kind} ${message}`)
}

/** `tool range => constraint (kind, source) directory file:line` of all requirements. */
export function requirementLines(workspace: Workspace): string[] {
  return workspace.requirements.map(({ tool, range, constraint, kind, source, directory, evidence }) => {
    return `${tool} ${range} => ${constraint ?? 'not understood'} (${kind}, ${source}) ${directory} ${at(evidence)}`
  })
}
