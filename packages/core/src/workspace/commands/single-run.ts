import type { SimpleCommand } from './simple-command.ts'

/** How a script that may watch for changes is made to run once. */
export type SingleRun =
  | { readonly kind: 'once' }
  /** It runs once where `CI` is set. */
  | { readonly kind: 'ci'; readonly program: string }
  /** Running this in its place does the same, once. */
  | { readonly kind: 'rewritten'; readonly program: string; readonly args: readonly string[] }
  | { readonly kind: 'watches'; readonly program: string }

export function singleRun(commands: readonly SimpleCommand[]): SingleRun {
  const watching = commands.map(watchOf).filter((watch) => watch.kind !== 'once')
  const [first] = watching
  if (first === undefined) return { kind: 'once' }
  // A part of a longer script cannot be replaced: only all of it can.
  const forever = watching.find(({ kind }) => kind === 'watches' || (kind === 'rewritten' && commands.length > 1))
  return forever === undefined ? first : { kind: 'watches', program: forever.program }
}

const endless: ReadonlySet<string> = new Set([
  'nodemon',
  'tsc-watch',
  'onchange',
  'chokidar',
  'webpack-dev-server',
  'browser-sync',
])

function watchOf({ program, args }: SimpleCommand): SingleRun {
  if (isEndless(program, args)) return { kind: 'watches', program }
  if (program === 'vitest') return vitestWatch(args)
  const missing = missingFlag(program, args)
  if (missing !== undefined) return { kind: 'rewritten', program, args: [...args, missing] }
  const rest = args.filter((argument) => !isWatchFlag(program, argument))
  if (rest.length < args.length) return { kind: 'rewritten', program, args: rest }
  const isReactTest = /^(?:react-scripts|craco|react-app-rewired)$/.test(program) && args[0] === 'test'
  return isReactTest && !args.includes('--watchAll=false') ? { kind: 'ci', program } : { kind: 'once' }
}

/** Programs that only watch, and those that wait for a person. */
function isEndless(program: string, args: readonly string[]): boolean {
  if (program === 'tsx') return args[0] === 'watch'
  if (program === 'cypress' || program === 'playwright') {
    return args.some((argument) => argument === 'open' || argument === '--ui' || argument === '--debug')
  }
  return endless.has(program)
}

/** The flag without which a program watches. */
function missingFlag(program: string, args: readonly string[]): string | undefined {
  if (program === 'karma') return args.includes('--single-run') ? undefined : '--single-run'
  const isNgTest = program === 'ng' && args[0] === 'test'
  return isNgTest && !args.some((argument) => /^--(?:no-)?watch(?:=|$)/.test(argument)) ? '--watch=false' : undefined
}

/** vitest watches unless it is told to run, or `CI` is set, or asked for the watcher by name. */
function vitestWatch(args: readonly string[]): SingleRun {
  const program = 'vitest'
  if (args.some((argument) => /^(?:run|bench|list|related|--run|--watch=false|--no-watch)$/.test(argument)))
    return { kind: 'once' }
  const rest = args.filter((argument) => !/^(?:--watch|-w|--ui|--open)$/.test(argument))
  const isNamed = rest[0] === 'watch' || rest[0] === 'dev'
  if (rest.length === args.length && !isNamed) return { kind: 'ci', program }
  return { kind: 'rewritten', program, args: ['run', ...(isNamed ? rest.slice(1) : rest)] }
}

/** `-w` means watching only to some programs; npm and pnpm have a `-w` of their own. */
const shortWatchers: ReadonlySet<string> = new Set([
  'tsc',
  'vue-tsc',
  'mocha',
  'ava',
  'rollup',
  'vite',
  'webpack',
  'tsup',
  'swc',
  'babel',
])

function isWatchFlag(program: string, argument: string): boolean {
  if (argument === '-w') return shortWatchers.has(program)
  return /^--watch(?:-all|All)?(?:=true)?$/.test(argument)
}
