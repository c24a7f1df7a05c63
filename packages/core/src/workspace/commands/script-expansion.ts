import type { Script } from '../types.ts'
import { matchesGlob } from '../source/glob.ts'
import { simpleCommands, type SimpleCommand } from './simple-command.ts'

/** Simple commands that one script is expanded to. */
const COMMANDS_MAX = 200

/** What a script runs in the end: scripts of the same manifest that it calls are replaced by their commands. */
export function expandScript(scripts: readonly Script[], name: string): readonly SimpleCommand[] {
  return readScript(scripts, name).commands
}

/** The scripts of the same manifest that one calls, directly or through others. */
export function calledScripts(scripts: readonly Script[], name: string): ReadonlySet<string> {
  return readScript(scripts, name).called
}

interface ExpandedScript {
  readonly commands: readonly SimpleCommand[]
  readonly called: ReadonlySet<string>
}

/** By the list of scripts of a manifest, which is made once; several questions are asked about each script. */
const expanded = new WeakMap<readonly Script[], Map<string, ExpandedScript>>()

function readScript(scripts: readonly Script[], name: string): ExpandedScript {
  const known = expanded.get(scripts) ?? new Map<string, ExpandedScript>()
  expanded.set(scripts, known)
  const found = known.get(name)
  if (found !== undefined) return found
  const expansion = new Expansion(scripts)
  const commands = expansion.expand(name)
  expansion.called.delete(name)
  const script = { commands, called: expansion.called }
  known.set(name, script)
  return script
}

class Expansion {
  readonly called = new Set<string>()
  readonly #bodies: ReadonlyMap<string, string>
  readonly #open = new Set<string>()
  #count = 0

  constructor(scripts: readonly Script[]) {
    this.#bodies = new Map(scripts.map(({ name, body }) => [name, body]))
  }

  expand(name: string): SimpleCommand[] {
    const body = this.#bodies.get(name)
    if (body === undefined || this.#open.has(name)) return []
    this.#open.add(name)
    this.called.add(name)
    const commands = simpleCommands(body)
    // After `cd`, the names of scripts are those of another package.
    const left = commands.findIndex(({ program }) => program === 'cd')
    const here = left === -1 ? commands : commands.slice(0, left)
    const expanded = [...here.flatMap((command) => this.#resolve(command)), ...commands.slice(here.length)]
    this.#open.delete(name)
    return expanded
  }

  #resolve(command: SimpleCommand): SimpleCommand[] {
    const called = namedScripts(command, [...this.#bodies.keys()])
    if (called === undefined) {
      this.#count += 1
      return this.#count > COMMANDS_MAX ? [] : [command]
    }
    const expanded = called.flatMap((name) => this.expand(name))
    const last = expanded.at(-1)
    if (last === undefined) return []
    return [...expanded.slice(0, -1), { ...last, args: [...last.args, ...passedArguments(command, called)] }]
  }
}

/** What goes to the last command of a script that is called: what follows `--`, or without one what follows the name. */
function passedArguments({ program, args }: SimpleCommand, called: readonly string[]): readonly string[] {
  const dashes = args.indexOf('--')
  if (dashes >= 0) return args.slice(dashes + 1)
  const [name] = called
  if (program === 'npm' || called.length !== 1 || name === undefined) return []
  return /^(?:pnpm|yarn|bun)$/.test(program) ? args.slice(args.indexOf(name) + 1) : []
}

/** The scripts that a command runs in the same package; `undefined` when it runs none. */
function namedScripts({ program, args }: SimpleCommand, names: readonly string[]): string[] | undefined {
  switch (program) {
    case 'npm':
    case 'pnpm':
    case 'yarn':
    case 'bun':
      return calledByManager(program, args, names)
    case 'run-s':
    case 'run-p':
    case 'npm-run-all':
    case 'npm-run-all2':
      return args.filter((argument) => !argument.startsWith('-')).flatMap((pattern) => namesLike(pattern, names))
    case 'concurrently': {
      const patterns = args.flatMap((argument) => /^(?:npm|pnpm|yarn|bun):(.+)$/.exec(argument)?.[1] ?? [])
      return patterns.length === 0 ? undefined : patterns.flatMap((pattern) => namesLike(pattern, names))
    }
    default:
      return undefined
  }
}

function calledByManager(program: string, args: readonly string[], names: readonly string[]): string[] | undefined {
  // A flag before the name changes where the script runs: another package, or all of them.
  const own = args.slice(0, args.includes('--') ? args.indexOf('--') : args.length)
  if (own.some((argument) => scopeFlags.test(argument))) return undefined
  const [verb, next] = own.filter((argument) => !argument.startsWith('-'))
  if (verb === 'run' || verb === 'run-script') return next !== undefined && names.includes(next) ? [next] : undefined
  if (program === 'bun') return undefined
  const name = program === 'npm' && verb === 't' ? 'test' : verb
  const isShort = program !== 'npm' || name === 'test' || name === 'start'
  return name !== undefined && isShort && names.includes(name) ? [name] : undefined
}

const scopeFlags = /^(?:-r|--recursive|-w|--workspace|--workspaces|-ws|--filter|-F|-C|--dir|--prefix|--cwd)(?:=|$)/

/** npm-run-all's patterns: `lint:*` is one level, `lint:**` all. */
function namesLike(pattern: string, names: readonly string[]): string[] {
  const [plain = ''] = pattern.split(' ')
  if (!plain.includes('*')) return names.includes(plain) ? [plain] : []
  const glob = plain.replaceAll(':', '/')
  return names.filter((name) => matchesGlob(name.replaceAll(':', '/'), glob))
}
