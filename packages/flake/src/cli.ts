import { command, defineTool, usageError, type CommandInput, type Io } from '@groundcrew/core/cli'
import { renderReport } from './render.ts'
import type { PublishOptions } from './report/publish.ts'
import { phases } from './search/phases.ts'

const commandRest = { name: 'COMMAND...', description: "the test command; default: the package's own" } as const

const timeDefaultMs = 120_000
const timeFlag = {
  kind: 'duration',
  value: 'TIME',
  min: 1,
  default: timeDefaultMs,
  description: 'for all runs together (default: 2m)',
} as const

const publishFlags = {
  junit: { kind: 'string', value: 'FILE', description: 'write JUnit XML with flakyFailure and rerunFailure' },
  html: { kind: 'string', value: 'FILE', description: 'write a page with every test in every run' },
  github: { kind: 'boolean', description: 'annotations of GitHub Actions on stderr' },
} as const

const runsDefault = 60
const runFlags = {
  time: timeFlag,
  runs: {
    kind: 'integer',
    value: 'N',
    min: 1,
    max: 10_000,
    default: runsDefault,
    description: 'runs of the whole suite at most',
  },
  test: { kind: 'list', value: 'TEST', description: 'look only at tests with this in their ids; may be repeated' },
  changed: {
    kind: 'string',
    value: 'REF',
    description: 'tests in files that changed since REF run ten times as often as the others',
  },
  only: { kind: 'boolean', description: 'with --changed: look only at those' },
  shard: { kind: 'string', value: 'I/N', description: 'look only at this part of the tests, such as 1/4' },
  results: { kind: 'string', value: 'FILE', description: 'write what flake merge needs of a shard' },
  phase: {
    kind: 'list',
    value: 'PHASE',
    choices: phases,
    separator: ',',
    description: `only these: ${phases.join(', ')}`,
  },
  'junit-from': {
    kind: 'string',
    value: 'FILE',
    description: 'the JUnit report that COMMAND writes, where its runner is not steered',
  },
  ...publishFlags,
} as const

const testArgument = { name: 'TEST', description: 'its id, or a part that no other has', isRequired: true } as const
const limitFlag = {
  kind: 'integer',
  value: 'N',
  min: 1,
  max: 1000,
  default: 20,
  description: 'lines shown (default: 20)',
} as const

async function runSuite({ flags, rest }: CommandInput<typeof runFlags>, io: Io) {
  if (flags.only && flags.changed === undefined)
    throw usageError('--only needs --changed', 'flake --changed main --only')
  const [{ flake }, { parseShard }] = await Promise.all([import('./flake.ts'), import('./shards/shards.ts')])
  return flake(io, {
    command: rest,
    timeMs: flags.time,
    runsMax: flags.runs,
    ...(flags.phase.length === 0 ? {} : { phases: flags.phase as readonly (typeof phases)[number][] }),
    ...(flags.test.length === 0 ? {} : { tests: flags.test }),
    ...(flags.changed === undefined ? {} : { changed: flags.changed, isOnlyChanged: flags.only }),
    ...(flags.shard === undefined ? {} : { shard: parseShard(flags.shard) }),
    ...(flags.results === undefined ? {} : { results: flags.results }),
    ...(flags['junit-from'] === undefined ? {} : { report: flags['junit-from'] }),
    ...readPublish(flags),
  })
}

function readPublish({ junit, html, github }: CommandInput<typeof publishFlags>['flags']): PublishOptions {
  return {
    ...(junit === undefined ? {} : { junit }),
    ...(html === undefined ? {} : { html }),
    isGithub: github,
  }
}

const run = command({
  name: 'run',
  summary: 'run a suite in many ways; say of every test that failed what it is',
  rest: commandRest,
  flags: runFlags,
  examples: [
    'flake run',
    'flake --time 10m -- npx vitest run test/queue',
    'flake run --phase reverse,shuffle -- pytest',
  ],
  run: runSuite,
  render: renderReport,
  exitCode: ({ verdicts, troubles }) => (verdicts.length + troubles.length === 0 ? 0 : 1),
})

/** What a call without a command does: with something to run it runs, with nothing at all it says what is known. */
const show = command({
  name: 'show',
  summary: 'what is known here; with flags or a COMMAND, the same as run',
  rest: commandRest,
  flags: runFlags,
  examples: ['flake', 'flake -- npm test'],
  async run(input, io) {
    const { time, runs, test, phase, changed, shard } = input.flags
    const isCalled =
      changed !== undefined ||
      shard !== undefined ||
      input.rest.length + test.length + phase.length > 0 ||
      time !== timeDefaultMs ||
      runs !== runsDefault
    if (isCalled) return runSuite(input, io)
    const { topTests } = await import('./commands/history.ts')
    return topTests(io, limitFlag.default)
  },
  render: async (answer, style) =>
    'verdicts' in answer ? renderReport(answer, style) : (await import('./commands/history.ts')).renderTop(answer),
  exitCode: (answer) => ('verdicts' in answer && answer.verdicts.length + answer.troubles.length > 0 ? 1 : 0),
})

const mine = command({
  name: 'mine',
  summary: 'did my change make this fail? The same tests here and at the commit before it',
  args: [{ name: 'TEST', description: 'ids or parts of them; default: what fails now', isVariadic: true }],
  rest: commandRest,
  flags: {
    base: {
      kind: 'string',
      value: 'REF',
      description: 'the commit before the change (default: where this branch began)',
    },
    time: timeFlag,
  },
  examples: ['flake mine', "flake mine 'parses dates' --base main -- npx vitest run"],
  async run({ flags, args, rest }, io) {
    const { whoseFailure } = await import('./commands/mine.ts')
    const { base, time } = flags
    return whoseFailure(io, { tests: args, timeMs: time, command: rest, ...(base === undefined ? {} : { base }) })
  },
  render: async (report) => (await import('./commands/mine.ts')).renderMine(report),
  exitCode: ({ tests }) => {
    if (tests.some(({ ownership }) => ownership.kind === 'unclear')) return 3
    return tests.some(({ ownership }) => ownership.kind === 'yours') ? 1 : 0
  },
})

const repro = command({
  name: 'repro',
  summary: 'run the shortest plan that is known to fail a test',
  args: [testArgument],
  rest: commandRest,
  flags: {
    runs: {
      kind: 'integer',
      short: 'n',
      value: 'N',
      min: 1,
      max: 10_000,
      default: 5,
      description: 'how often (default: 5)',
    },
    time: timeFlag,
  },
  examples: ["flake repro 'reads the queue'", "flake repro -n 50 'reads the queue'"],
  async run({ flags, args: [test = ''], rest }, io) {
    const { reproduce } = await import('./commands/repro.ts')
    return reproduce(io, { test, runs: flags.runs, timeMs: flags.time, command: rest })
  },
  render: async (report) => (await import('./commands/repro.ts')).renderRepro(report),
  exitCode: ({ rate }) => (rate.failures > 0 ? 1 : 0),
})

const bisectCommand = command({
  name: 'bisect',
  summary: 'which tests before it make a test fail, or pass',
  args: [testArgument],
  rest: commandRest,
  flags: {
    all: { kind: 'boolean', description: 'go on until every set that is enough by itself is found' },
    time: { ...timeFlag, default: 10 * 60_000, description: 'for all runs together (default: 10m)' },
  },
  examples: ["flake bisect 'reads the queue'", "flake bisect --all 'reads the queue' -- npx vitest run"],
  async run({ flags, args: [test = ''], rest }, io) {
    const { bisect } = await import('./commands/bisect.ts')
    return bisect(io, { test, isAll: flags.all, timeMs: flags.time, command: rest })
  },
  render: async (report) => (await import('./commands/bisect.ts')).renderBisect(report),
  exitCode: ({ outcome }) => (outcome.kind === 'found' ? 1 : outcome.kind === 'stopped' ? 3 : 0),
})

const whyCommand = command({
  name: 'why',
  summary: 'what the tests before it changed of what a test sees',
  args: [testArgument],
  rest: commandRest,
  flags: { time: { ...timeFlag, default: 10 * 60_000, description: 'for all runs together (default: 10m)' } },
  examples: ["flake why 'reads the queue'"],
  async run({ flags, args: [test = ''], rest }, io) {
    const { why } = await import('./commands/why.ts')
    return why(io, { test, timeMs: flags.time, command: rest })
  },
  render: async (report) => (await import('./commands/why.ts')).renderWhy(report),
})

const history = command({
  name: 'history',
  summary: 'what one test did, run by run',
  args: [testArgument],
  flags: { limit: limitFlag },
  examples: ["flake history 'reads the queue'"],
  async run({ flags, args: [test = ''] }, io) {
    const { testHistory } = await import('./commands/history.ts')
    return testHistory(io, test, flags.limit)
  },
  render: async (found) => (await import('./commands/history.ts')).renderTestHistory(found),
})

const top = command({
  name: 'top',
  summary: 'the least reliable tests of the history',
  flags: { limit: limitFlag },
  examples: ['flake top --limit 5'],
  async run({ flags }, io) {
    const { topTests } = await import('./commands/history.ts')
    return topTests(io, flags.limit)
  },
  render: async (report) => (await import('./commands/history.ts')).renderTop(report),
})

const gateCommand = command({
  name: 'gate',
  summary: 'for CI: run once, what fails again; fail for what is broken and for new flakes',
  rest: commandRest,
  flags: {
    reruns: {
      kind: 'integer',
      value: 'N',
      min: 1,
      max: 100,
      default: 5,
      description: 'of what failed, the last of them of the whole suite (default: 5)',
    },
    time: { ...timeFlag, default: 30 * 60_000, description: 'for all runs together (default: 30m)' },
    shard: { ...runFlags.shard, description: 'run only this part of the tests, such as 1/4' },
    'junit-from': runFlags['junit-from'],
    junit: runFlags.junit,
    github: runFlags.github,
  },
  examples: ['flake gate --junit out.xml --github -- npm test'],
  async run({ flags, rest }, io) {
    const [{ gate }, { parseShard }] = await Promise.all([import('./commands/gate.ts'), import('./shards/shards.ts')])
    const { reruns, time, shard, junit, github } = flags
    return gate(io, {
      command: rest,
      reruns,
      timeMs: time,
      isGithub: github,
      ...(shard === undefined ? {} : { shard: parseShard(shard) }),
      ...(flags['junit-from'] === undefined ? {} : { report: flags['junit-from'] }),
      ...(junit === undefined ? {} : { junit }),
    })
  },
  render: async (report) => (await import('./commands/gate.ts')).renderGate(report),
  exitCode: ({ problems, gated }) => (problems.length > 0 || gated.some(({ isFatal }) => isFatal) ? 1 : 0),
})

const merge = command({
  name: 'merge',
  summary: 'join what the shards of a suite found into one report and the history',
  args: [{ name: 'FILE', description: 'of --results, or directories of them', isRequired: true, isVariadic: true }],
  flags: publishFlags,
  examples: ['flake merge shards/', 'flake merge shard-1.json shard-2.json --junit all.xml'],
  async run({ flags, args }, io) {
    const { mergeShards } = await import('./commands/merge.ts')
    return mergeShards(io, args, readPublish(flags))
  },
  render: renderReport,
  exitCode: ({ verdicts, troubles, shards }) => {
    if (shards !== undefined && shards.missing.length + shards.unseen.length > 0) return 3
    return verdicts.length + troubles.length === 0 ? 0 : 1
  },
})

const quarantine = command({
  name: 'quarantine',
  summary: 'let a flaky test fail for a while: until a day, with a task; without TEST, the list',
  args: [{ name: 'TEST', description: testArgument.description }],
  flags: {
    until: { kind: 'string', value: 'DATE', description: 'the last day, such as 2026-01-31' },
    task: { kind: 'integer', value: 'ID', min: 1, description: 'of the task database (default: a new one)' },
    'rate-max': {
      kind: 'integer',
      value: 'PERCENT',
      min: 1,
      max: 100,
      default: 50,
      description: 'a higher rate of failures fails the build (default: 50)',
    },
    reason: { kind: 'string', value: 'TEXT', description: 'why (default: the verdict)' },
    remove: { kind: 'boolean', description: 'bring the test back' },
  },
  examples: ["flake quarantine 'reads the queue' --until 2026-01-31", "flake quarantine --remove 'reads the queue'"],
  async run({ flags, args: [test] }, io) {
    const commands = await import('./commands/quarantine.ts')
    if (test === undefined) return commands.listQuarantine(io)
    if (flags.remove) return commands.removeFromQuarantine(io, test)
    const { until, task, reason } = flags
    return commands.addToQuarantine(io, { test, until, task, reason, rateMax: flags['rate-max'] / 100 })
  },
  render: async (report) => (await import('./commands/quarantine.ts')).renderQuarantine(report),
})

const ingest = command({
  name: 'ingest',
  summary: 'take JUnit reports that were made elsewhere into the history',
  args: [{ name: 'FILE', description: 'JUnit XML', isRequired: true, isVariadic: true }],
  flags: { commit: { kind: 'string', value: 'REF', description: 'the commit they were made at (default: unknown)' } },
  examples: ['flake ingest reports/*.xml --commit HEAD'],
  async run({ flags, args }, io) {
    const { ingestReports } = await import('./commands/ingest.ts')
    return ingestReports(io, args, flags.commit)
  },
  render: async (report) => (await import('./commands/ingest.ts')).renderIngest(report),
})

export const flakeTool = defineTool({
  name: 'flake',
  summary: 'is this failure mine, or does the test lie?',
  defaultCommand: 'show',
  commands: [show, run, mine, repro, bisectCommand, whyCommand, gateCommand, quarantine, history, top, ingest, merge],
})
