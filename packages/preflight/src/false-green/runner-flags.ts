import type { SimpleCommand } from '@groundcrew/core/workspace'
import type { Matcher, MatcherKind } from './matchers.ts'

/** What takes tests out of a run, or keeps it to some. */
export interface TestScope {
  /** A file is in where each of these lists has a pattern for it. */
  readonly includes: readonly (readonly Matcher[])[]
  readonly excludes: readonly Matcher[]
  /** What no file name tells: `-k 'not slow'`. */
  readonly filters: readonly string[]
}

interface RunnerFlags {
  readonly excludes: RegExp
  readonly excludeKind: MatcherKind
  readonly includes?: RegExp
  readonly filters: RegExp
  /** Filters that take no value. */
  readonly switches?: RegExp
  readonly positional: MatcherKind | 'filter'
  /** Other flags whose value is the next word. */
  readonly valued?: RegExp
}

const never = /^(?!)/
const runners: Readonly<Record<string, RunnerFlags>> = {
  vitest: {
    excludes: /^--exclude$/,
    excludeKind: 'glob',
    filters: /^(?:-t|--testNamePattern|--project|--shard)$/,
    positional: 'substring',
    valued: /^(?:-c|--config|-r|--root|--dir|--reporter|--pool|--environment|--maxWorkers|--outputFile)$/,
  },
  jest: {
    excludes: /^--testPathIgnorePatterns?$/,
    excludeKind: 'regex',
    includes: /^--testPathPatterns?$/,
    filters: /^(?:-t|--testNamePattern|--shard|--changedSince|--selectProjects|--ignoreProjects)$/,
    switches: /^(?:-o|--onlyChanged|--lastCommit)$/,
    positional: 'regex',
    valued: /^(?:-c|--config|--rootDir|--roots|--env|--reporters|--maxWorkers|-w)$/,
  },
  mocha: {
    excludes: /^--(?:ignore|exclude)$/,
    excludeKind: 'glob',
    filters: /^(?:-g|--grep|-f|--fgrep)$/,
    switches: /^(?:-i|--invert)$/,
    positional: 'glob',
    valued: /^(?:-r|--require|-R|--reporter|-t|--timeout|--config|-u|--ui|--extension|--loader|--import)$/,
  },
  ava: { excludes: never, excludeKind: 'glob', filters: /^(?:-m|--match)$/, positional: 'glob', valued: /^--config$/ },
  pytest: {
    excludes: /^--(?:ignore|ignore-glob|deselect)$/,
    excludeKind: 'glob',
    filters: /^(?:-k|-m)$/,
    positional: 'glob',
    valued: /^(?:-c|-p|-n|-o|-W|-r|--rootdir|--cov|--maxfail|--tb|--numprocesses|--junitxml)$/,
  },
  rspec: {
    excludes: /^--exclude-pattern$/,
    excludeKind: 'glob',
    includes: /^(?:-P|--pattern)$/,
    filters: /^(?:-t|--tag|-e|--example)$/,
    positional: 'glob',
    valued: /^(?:-r|--require|-I|-f|--format|-o|--out|--seed|--order)$/,
  },
  'node --test': {
    excludes: never,
    excludeKind: 'glob',
    filters: /^--test-(?:name|skip)-pattern$/,
    switches: /^--test-only$/,
    positional: 'glob',
    valued: /^(?:-r|--require|--import|--loader|--test-reporter|--test-reporter-destination|--env-file)$/,
  },
  'go test': {
    excludes: never,
    excludeKind: 'glob',
    filters: /^-{1,2}(?:run|skip)$/,
    switches: /^-{1,2}short$/,
    positional: 'glob',
    valued: /^-{1,2}(?:tags|timeout|count|coverprofile|covermode|coverpkg|bench|p|parallel|cpu|o|mod|ldflags|vet)$/,
  },
  'cargo test': {
    excludes: never,
    excludeKind: 'glob',
    filters: /^(?:--skip|--exclude|--test|-p|--package|--bin|--example)$/,
    switches: /^(?:--lib|--bins|--doc)$/,
    positional: 'filter',
    valued: /^(?:--features|-F|--target|--manifest-path|--profile|-j|--jobs|--color|--test-threads)$/,
  },
}

interface ScopeLists {
  readonly includes: Matcher[]
  readonly places: Matcher[]
  readonly excludes: Matcher[]
  readonly filters: string[]
}

/** What the call of a test runner takes out of it, or keeps it to; undefined for a command that runs no tests. */
export function scopeOfCall({ program, args }: SimpleCommand): TestScope | undefined {
  const [runner, flags, words] = readRunner(program, args)
  if (flags === undefined) return undefined
  const lists: ScopeLists = { includes: [], places: [], excludes: [], filters: [] }
  for (let at = 0; at < words.length; at += 1) {
    const word = words[at] ?? ''
    if (!word.startsWith('-')) {
      addPlace(word, { kind: flags.positional, runner, lists })
      continue
    }
    const [, flag = word, inline] = /^(-[^=]*)=(.*)$/s.exec(word) ?? []
    addFlag({ flag, value: inline ?? words[at + 1] ?? '' }, flags, lists)
    if (inline === undefined && takesValue(flag, flags)) at += 1
  }
  const { includes, places, excludes, filters } = lists
  return { includes: [includes, places].filter((list) => list.length > 0), excludes, filters }
}

function takesValue(flag: string, { excludes, includes = never, filters, valued = never }: RunnerFlags): boolean {
  return [excludes, includes, filters, valued].some((one) => one.test(flag))
}

function addFlag(
  { flag, value }: { readonly flag: string; readonly value: string },
  { excludes, excludeKind: kind, includes = never, filters, switches = never }: RunnerFlags,
  lists: ScopeLists,
): void {
  if (filters.test(flag) || (excludes.test(flag) && value.includes('::'))) lists.filters.push(`${flag} ${value}`)
  else if (excludes.test(flag)) lists.excludes.push({ kind, pattern: value })
  else if (includes.test(flag)) lists.includes.push({ kind, pattern: value })
  else if (switches.test(flag)) lists.filters.push(flag)
}

interface PlaceContext {
  readonly kind: RunnerFlags['positional']
  readonly runner: string
  readonly lists: ScopeLists
}

function addPlace(word: string, { kind, runner, lists: { filters, excludes, places } }: PlaceContext): void {
  if (/[$`]/.test(word)) return
  if (kind === 'filter' || word.includes('::')) filters.push(word)
  else if (word.startsWith('!')) excludes.push({ kind, pattern: word.slice(1) })
  else places.push({ kind, pattern: runner === 'go test' ? goDirectory(word) : word })
}

/** `./...` is everything, `./a/...` all below, `./a` the files of one directory. */
function goDirectory(word: string): string {
  const below = /^(.*?)\/?\.\.\.$/.exec(word)?.[1]
  if (below !== undefined) return below.replace(/^\.$/, '')
  return `${word.replace(/^\.$/, '').replace(/\/$/, '')}${word === '.' ? '' : '/'}*.go`
}

function readRunner(
  program: string,
  args: readonly string[],
): readonly [string, RunnerFlags | undefined, readonly string[]] {
  const [verb] = args
  if (program === 'node' || program === 'tsx') {
    const isTest = args.some((word) => /^--test$/.test(word))
    return ['node --test', isTest ? runners['node --test'] : undefined, args]
  }
  const name = program === 'go' || program === 'cargo' ? `${program} ${verb ?? ''}` : program
  const isVerb = name !== program || (program === 'vitest' && /^(?:run|related|watch|dev)$/.test(verb ?? ''))
  return [name, Object.hasOwn(runners, name) ? runners[name] : undefined, isVerb ? args.slice(1) : args]
}
