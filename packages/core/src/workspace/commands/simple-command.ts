import { baseName } from '../source/paths.ts'
import { splitShellLine, type Words } from '../source/words.ts'

/** A program with its arguments, freed of what only starts it (`cross-env`, `npx`, `c8`, …). */
export interface SimpleCommand {
  readonly program: string
  readonly args: readonly string[]
  /** What is set in front of it, where the value is literal. */
  readonly environment: Readonly<Record<string, string>>
}

export function simpleCommands(line: string): SimpleCommand[] {
  return splitShellLine(line).flatMap((words) => unwrap(words) ?? [])
}

/** Layers of starters around one program. */
const WRAPPERS_MAX = 8

function unwrap(words: Words): SimpleCommand | undefined {
  const environment = new Map<string, string>()
  let rest = words
  for (let layer = 0; layer < WRAPPERS_MAX; layer += 1) {
    const start = rest.findIndex((word) => !assignment.test(word))
    for (const word of start < 0 ? [] : rest.slice(0, start)) {
      const [, name = '', value = ''] = assignment.exec(word) ?? []
      if (!value.includes('$')) environment.set(name, value)
    }
    const [first, ...args] = start < 0 ? [] : rest.slice(start)
    if (first === undefined) return undefined
    const program = programName(first)
    const inner = innerCommand(program, args)
    if (inner === undefined || inner.length === 0)
      return { program, args, environment: Object.fromEntries(environment) }
    rest = inner
  }
  return undefined
}

const assignment = /^([A-Za-z_]\w*)=(.*)$/s

/** `./node_modules/.bin/jest` and `node_modules/jest/bin/jest.js` are both jest. */
function programName(word: string): string {
  return baseName(word.replaceAll('\\', '/')).replace(/\.(?:[cm]?js|cmd|exe)$/, '')
}

const starters: ReadonlySet<string> = new Set([
  'cross-env',
  'cross-env-shell',
  'env',
  'env-cmd',
  'npx',
  'pnpx',
  'bunx',
  'c8',
  'nyc',
  'time',
  'exec',
  'command',
  'nice',
])

const runnersOfOthers: Readonly<Record<string, readonly string[]>> = {
  npm: ['exec'],
  pnpm: ['exec', 'dlx'],
  yarn: ['exec', 'dlx'],
  bun: ['x'],
  poetry: ['run'],
  uv: ['run'],
  pipenv: ['run'],
  pdm: ['run'],
  bundle: ['exec'],
  dotenvx: ['run'],
}

/** The words after the starter; `undefined` when the program stands for itself. */
function innerCommand(program: string, args: readonly string[]): readonly string[] | undefined {
  if (program === 'dotenv') return afterDashes(args)
  if (starters.has(program)) return withoutFlags(args)
  if (/^python[\d.]*$/.test(program) && args[0] === '-m') return args.slice(1)
  if (program === 'node') {
    const script = args.findIndex((argument) => !argument.startsWith('-'))
    return args[script]?.includes('node_modules/') === true ? args.slice(script) : undefined
  }
  const [verb = '', ...rest] = args
  return runnersOfOthers[program]?.includes(verb) === true ? withoutFlags(rest) : undefined
}

function afterDashes(args: readonly string[]): readonly string[] {
  const dashes = args.indexOf('--')
  return dashes < 0 ? withoutFlags(args) : args.slice(dashes + 1)
}

/** Flags of starters that take the next word as their value. */
const valuedFlags: ReadonlySet<string> = new Set([
  '-p',
  '--package',
  '-f',
  '--file',
  '-r',
  '--reporter',
  '--with',
  '--extra',
  '--group',
])

function withoutFlags(args: readonly string[]): readonly string[] {
  let at = 0
  while (args[at]?.startsWith('-') === true) {
    if (args[at] === '--') return args.slice(at + 1)
    at += valuedFlags.has(args[at] ?? '') ? 2 : 1
  }
  return args.slice(at)
}
