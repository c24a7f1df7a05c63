import type { CodeMap } from '@groundcrew/code-map'
import { formatCommand, type Command } from '@groundcrew/core/process'
import { LOADED, testCommand, type RunnerCall, type TestFormat } from './format-tests.ts'
import { BuildRuns } from './runners/build-runs.ts'
import { baseName, Runners, type Runner } from './runners/find-runners.ts'
import { keptFlags } from './runners/kept-flags.ts'
import { mochaFlags } from './runners/mocha-flags.ts'
import type { SelectedTest } from './select-tests.ts'

/** A command that runs some of the tests. */
export interface PlannedRun {
  readonly format: TestFormat
  /** Where it is run, from the root; empty is the root. */
  readonly directory: string
  readonly command: Command
  readonly tests: number
}

export interface RunPlan {
  /** In the order of the tests that come first in each. */
  readonly runs: readonly PlannedRun[]
  /** The tests that no runner takes, or that the runner which was asked for does not. */
  readonly left: readonly string[]
  readonly notes: readonly string[]
}

/** What runs the tests: one command for each runner and place. `format` leaves out the tests of other runners. */
export async function planRuns(
  map: CodeMap,
  { tests, format }: { readonly tests: readonly SelectedTest[]; readonly format: TestFormat | undefined },
): Promise<RunPlan> {
  const runners = await Runners.read(map)
  const groups = new Map<string, { readonly runner: Runner; readonly paths: string[] }>()
  const left: string[] = []
  const builds = new BuildRuns(map, format)
  for (const { path } of tests) {
    const number = map.findFile(path)
    if (number !== undefined && BuildRuns.takes(map.file(number))) {
      if (!builds.add(path)) left.push(path)
      continue
    }
    const runner = number === undefined ? undefined : runners.runnerOf(map.file(number), format)
    if (runner === undefined) {
      left.push(path)
      continue
    }
    const key = `${runner.format} ${runner.directory} ${runner.ofSome?.path ?? ''}`
    const known = groups.get(key)
    if (known === undefined) groups.set(key, { runner, paths: [path] })
    else known.paths.push(path)
  }
  const notes: string[] = []
  const runs = [...groups.values()].map(({ runner, paths }): PlannedRun => {
    const { call, note } = callOf(map, runner)
    if (note !== undefined) notes.push(note)
    const { format: own, directory } = runner
    const below = paths.map((path) => (directory === '' ? path : path.slice(directory.length + 1)))
    const [program = '', ...args] = testCommand(own, below, call)
    return { format: own, directory, command: [program, ...args], tests: paths.length }
  })
  return { runs: [...runs, ...builds.runs()], left, notes }
}

function callOf(
  map: CodeMap,
  { format, directory, invocation, config, ofSome }: Runner,
): { readonly call: RunnerCall; readonly note: string | undefined } {
  const { program = '', args = [], environment = {} } = invocation ?? {}
  const own = programOf(map, { format, directory, program })
  const flags = flagsOf(keptFlags(format, args), { directory, ofSome })
  const ofConfig = format === 'mocha' && config !== undefined ? mochaFlags(map, config) : undefined
  return { call: { environment, program: own, flags: [...(ofConfig?.flags ?? []), ...flags] }, note: ofConfig?.note }
}

/** In place of the runner's own command, where the project has another one. */
function programOf(
  map: CodeMap,
  { format, directory, program }: Pick<Runner, 'format' | 'directory'> & { readonly program: string },
): readonly string[] | undefined {
  const find = (name: string): number | undefined => map.findFile(directory === '' ? name : `${directory}/${name}`)
  const has = (name: string): boolean => find(name) !== undefined
  if (/^(?:react-scripts|craco|react-app-rewired)$/.test(program))
    return ['npx', program, 'test', '--watchAll=false', '--runTestsByPath']
  if (program === 'tsx') return ['npx', 'tsx', '--test']
  const manifest = find('package.json')
  const dependsOnBats = manifest !== undefined && map.read(manifest)?.source.includes('"bats"') === true
  if (format === 'bats' && dependsOnBats) return ['npx', 'bats']
  if (format !== 'minitest') return undefined
  if (has('bin/rails')) return ['bin/rails', 'test']
  return has('Gemfile') ? ['bundle', 'exec', 'ruby', ...LOADED] : undefined
}

/** With the configuration that the runner has to be told of. */
function flagsOf(
  kept: readonly string[],
  { directory, ofSome }: Pick<Runner, 'directory' | 'ofSome'>,
): readonly string[] {
  if (ofSome === undefined || kept.some((word) => word.endsWith(baseName(ofSome.path)))) return kept
  const path = ofSome.path.slice(directory === '' ? 0 : directory.length + 1)
  return ['--config', path, ...withoutConfig(kept)]
}

function withoutConfig(flags: readonly string[]): readonly string[] {
  const isConfig = (word: string | undefined): boolean => word !== undefined && /^(?:-c|--config)(?:=|$)/.test(word)
  const isItsValue = (at: number): boolean => isConfig(flags[at - 1]) && flags[at - 1]?.includes('=') === false
  return flags.filter((word, at) => !isConfig(word) && !isItsValue(at))
}

/** As a line for a shell at the root. */
export function runLine({ directory, command }: PlannedRun): string {
  const line = formatCommand(command)
  return directory === '' ? line : `(cd ${formatCommand([directory])} && ${line})`
}
