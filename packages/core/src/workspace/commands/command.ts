import { compareText } from '../source/order.ts'
import type { CommandRole, WorkspaceCommand } from '../types.ts'

type Optional = 'environment' | 'programSource' | 'writes' | 'coversMembers' | 'alsoRuns' | 'cwd'

export type CommandFacts = Omit<WorkspaceCommand, 'id' | Optional> & Partial<Pick<WorkspaceCommand, Optional>>

/** A command with what is usual: run in its package, found on PATH, writing nothing. */
export function command(facts: CommandFacts): WorkspaceCommand {
  return {
    id: `${facts.role}:${facts.packageDirectory}:${facts.label}`,
    cwd: facts.packageDirectory,
    environment: {},
    programSource: 'path',
    writes: false,
    coversMembers: false,
    alsoRuns: [],
    ...facts,
  }
}

const roles: readonly CommandRole[] = ['format', 'lint', 'typecheck', 'build', 'test', 'e2e']

/** By directory, then role, then label; two of the same id are told apart by their ecosystem. */
export function ordered(commands: readonly WorkspaceCommand[]): WorkspaceCommand[] {
  const sorted = [...commands].sort(
    (left, right) =>
      compareText(left.packageDirectory, right.packageDirectory) ||
      roles.indexOf(left.role) - roles.indexOf(right.role) ||
      compareText(left.label, right.label) ||
      compareText(left.ecosystem, right.ecosystem),
  )
  const seen = new Set<string>()
  return sorted.map((found) => {
    const id = seen.has(found.id) ? `${found.id}:${found.ecosystem}` : found.id
    seen.add(id)
    return { ...found, id }
  })
}

const BODY_CHARACTERS_MAX = 100

/** A script's body on one line, short enough for a sentence. */
export function excerpt(body: string): string {
  const line = body.replaceAll(/\s+/g, ' ').trim()
  return line.length > BODY_CHARACTERS_MAX ? `${line.slice(0, BODY_CHARACTERS_MAX - 1)}…` : line
}
