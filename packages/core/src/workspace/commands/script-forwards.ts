import type { SimpleCommand } from './simple-command.ts'

/** A call of another package's script: `cd web && npm test`, `pnpm --filter web test`. */
export interface ScriptForward {
  readonly target: { readonly kind: 'name' | 'directory'; readonly value: string }
  readonly script: string
}

/** The calls that a script consists of; `undefined` when it does anything else. */
export function readForwards(commands: readonly SimpleCommand[]): ScriptForward[] | undefined {
  const forwards: ScriptForward[] = []
  let directory: string | undefined
  for (const command of commands) {
    if (command.program === 'cd') {
      directory = command.args[0]
      continue
    }
    const forward = readForward(command, directory)
    if (forward === undefined) return undefined
    forwards.push(forward)
  }
  return forwards.length === 0 ? undefined : forwards
}

/** Flags of each manager that lead to another package. */
const directoryFlags = /^(?:--prefix|-C|--dir|--cwd)$/
const nameFlags = /^(?:-w|--workspace|--filter|-F)$/

function readForward({ program, args }: SimpleCommand, directory: string | undefined): ScriptForward | undefined {
  if (!/^(?:npm|pnpm|yarn|bun)$/.test(program)) return undefined
  const { words, target: flagged } = readFlags(args)
  const isYarnWorkspace = program === 'yarn' && words[0] === 'workspace'
  const [verb, next] = isYarnWorkspace ? words.slice(2) : words
  const script = verb === 'run' || verb === 'run-script' ? next : verb
  const target = (isYarnWorkspace ? targetOf('name', words[1]) : flagged) ?? targetOf('directory', directory)
  return target === undefined || script === undefined ? undefined : { target, script }
}

function targetOf(
  kind: ScriptForward['target']['kind'],
  value: string | undefined,
): ScriptForward['target'] | undefined {
  return value === undefined ? undefined : { kind, value }
}

/** The words that are no flags, and the package that a flag leads to. */
function readFlags(args: readonly string[]): {
  readonly words: readonly string[]
  readonly target: ScriptForward['target'] | undefined
} {
  const words: string[] = []
  let target: ScriptForward['target'] | undefined
  const rest = args.flatMap((argument) => (argument.startsWith('--') ? argument.split(/=(.*)/s, 2) : [argument]))
  for (let at = 0; at < rest.length; at += 1) {
    const argument = rest[at] ?? ''
    const kind = directoryFlags.test(argument) ? 'directory' : nameFlags.test(argument) ? 'name' : undefined
    if (kind !== undefined) {
      at += 1
      target = targetOf(kind, rest[at])
    } else if (!argument.startsWith('-')) words.push(argument)
  }
  return { words, target }
}
