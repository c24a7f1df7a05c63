import { joinPath } from '../source/paths.ts'
import type { Sources } from '../source/sources.ts'
import type { CommandRole, Evidence, Package, WorkspaceCommand } from '../types.ts'
import { command } from './command.ts'

/** For a crate, or once for a workspace: cargo reaches the members itself. */
export function cargoCommands(sources: Sources, owner: Package): WorkspaceCommand[] {
  if (owner.membership === 'member') return []
  const isWorkspace = owner.membership === 'root'
  // A check must not rewrite the lockfile that is tracked.
  const locked = sources.index.has(joinPath(owner.directory, 'Cargo.lock')) ? ['--locked'] : []
  const scope = [...(isWorkspace ? ['--workspace'] : []), ...locked]
  const strict = deniedWarnings(sources)
  const steps: readonly CargoStep[] = [
    { role: 'format', label: 'fmt', program: 'cargo-fmt', args: [...(isWorkspace ? ['--all'] : []), '--check'] },
    {
      role: 'lint',
      label: 'clippy',
      program: 'cargo-clippy',
      args: [...scope, '--all-targets', ...(strict === undefined ? [] : ['--', '-D', 'warnings'])],
      ...(strict === undefined ? {} : { strict }),
    },
    { role: 'typecheck', label: 'check', program: 'cargo', args: [...scope, '--all-targets'] },
    { role: 'test', label: 'test', program: 'cargo', args: scope },
  ]
  return steps.map((step) => cargoCommand(owner, step))
}

interface CargoStep {
  readonly role: CommandRole
  readonly label: string
  readonly program: string
  readonly args: readonly string[]
  readonly strict?: Evidence
}

function cargoCommand(owner: Package, { role, label, program, args, strict }: CargoStep): WorkspaceCommand {
  const kind = owner.membership === 'root' ? 'a Cargo workspace' : 'a crate'
  const denied = strict === undefined ? '' : `; ${strict.file} denies warnings`
  return command({
    role,
    packageDirectory: owner.directory,
    ecosystem: 'cargo',
    label: `cargo-${label}`,
    invocation: { kind: 'argv', argv: ['cargo', label, ...args] },
    why: `${owner.manifest.file} is ${kind}${denied}`,
    evidence: strict ?? owner.manifest,
    program,
    ...(role === 'test' ? { runner: 'cargo' } : {}),
    coversMembers: owner.membership === 'root',
  })
}

/** Warnings are errors for us where they are for the repository's own CI. */
function deniedWarnings(sources: Sources): Evidence | undefined {
  for (const file of sources.index.under('.github/workflows')) {
    const at = sources.lines(file).findIndex((line) => /\bclippy\b.*\s-D\s*(?:warnings|clippy::all)\b/.test(line))
    if (at >= 0) return { file, line: at + 1 }
  }
  return undefined
}
