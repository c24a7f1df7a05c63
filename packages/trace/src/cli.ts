import { rmSync } from 'node:fs'
import path from 'node:path'
import { command, defineTool, usageError, type Io } from '@groundcrew/core/cli'
import { renderAttached, renderDump } from './attach/render-attached.ts'
import { formatBytes } from '@groundcrew/core/text'
import { renderAnswer, renderList } from './render.ts'
import { renderShown } from './render-shown.ts'
import { renderComparison } from './compare/render-comparison.ts'
import type { RunOutcome } from './model/trace.ts'
import { renderNext, renderSummary } from './report/render-summary.ts'
import { languages, type CommandWords } from './run/words.ts'
import { exitCodeOf } from './run/wrapped-command.ts'

const intervalFlag = {
  kind: 'integer',
  value: 'US',
  min: 50,
  max: 100_000,
  default: 1000,
  description: 'microseconds between samples (default: 1000)',
} as const

const recordFlags = {
  runs: {
    kind: 'integer',
    short: 'n',
    value: 'N',
    min: 1,
    max: 1000,
    default: 1,
    description: 'run it N times; shares get an interval',
  },
  interval: intervalFlag,
  all: { kind: 'boolean', description: 'sample every process, however many short ones there are' },
  heap: { kind: 'boolean', description: 'sample allocations too' },
  'heap-growth': { kind: 'boolean', description: 'sample what is allocated after the start and kept until the end' },
} as const

const run = command({
  name: 'run',
  summary: 'profile a command and everything it starts',
  rest: { name: 'COMMAND...', description: 'what to run, with its arguments' },
  flags: {
    ...recordFlags,
    expr: {
      kind: 'string',
      value: 'EXPR',
      description: 'instead of a command, evaluate an expression and print its value',
    },
    lang: {
      kind: 'string',
      value: 'LANGUAGE',
      choices: languages,
      default: 'js',
      description: 'of the expression: js (default), ts or python',
    },
    call: { kind: 'string', value: 'FILE#FUNCTION', description: 'instead of a command, call a function of a module' },
    args: { kind: 'string', value: 'JSON', description: 'its arguments, a list' },
  },
  examples: [
    'trace -- node server.js           one ranked answer on stderr, the profile saved',
    'trace -n 5 -- npm test            five runs, every share with its interval',
    'trace run --call src/parse.js#parse --args \'["a b"]\'',
  ],
  async run({ flags, rest, isJson }, io) {
    const { readWhat } = await import('./run/what.ts')
    const what = await readWhat(io, { ...flags, rest })
    if (what === undefined) {
      const { listTraces } = await import('./list.ts')
      return { kind: 'list', ...(await listTraces(io)) } as const
    }
    const isOwnFirst = flags.expr !== undefined || flags.call !== undefined
    return record(io, what, { ...flags, isJson, isOwnFirst })
  },
  render: (answer, style) => renderAnswer(answer, style),
  textStream: (answer) => (answer.kind === 'list' ? 'stdout' : 'stderr'),
  exitCode: (answer) => (answer.kind === 'list' ? 0 : { passedOn: exitCodeOf(answer.outcome) }),
})

const test = command({
  name: 'test',
  summary: "profile one test with the repository's own runner",
  args: [{ name: 'TEST', description: 'FILE, FILE::NAME or FILE > SUITE > NAME', isRequired: true }],
  flags: recordFlags,
  examples: [
    "trace test 'test/parse.test.ts > parser > reads numbers'",
    'trace test tests/test_parse.py::test_numbers',
  ],
  async run({ flags, args: [id = ''], isJson }, io) {
    const { testCommand } = await import('./run/test-command.ts')
    const { command: words, cwd, goProfile } = await testCommand(io, id)
    try {
      return await record({ ...io, cwd }, words, { ...flags, isJson, isOwnFirst: true, goProfile })
    } finally {
      if (goProfile !== undefined) rmSync(path.dirname(goProfile), { recursive: true, force: true })
    }
  },
  render: (answer, style) => renderAnswer(answer, style),
  textStream: () => 'stderr',
  exitCode: (answer) => ({ passedOn: exitCodeOf(answer.outcome) }),
})

interface RecordFlags {
  readonly runs: number
  readonly interval: number
  readonly all: boolean
  readonly heap: boolean
  readonly 'heap-growth': boolean
  readonly isJson: boolean
  readonly isOwnFirst: boolean
  readonly goProfile?: string | undefined
}

async function record(io: Io, words: CommandWords, flags: RecordFlags) {
  const { runs, interval, all, heap, 'heap-growth': growth, isJson, isOwnFirst, goProfile } = flags
  if (heap && growth) throw usageError('--heap and --heap-growth exclude one another', 'give one of them')
  const { traceCommand } = await import('./trace.ts')
  const { trace, summary } = await traceCommand(io, {
    command: words,
    repeats: runs,
    intervalUs: interval,
    heap: heap ? 'allocated' : growth ? 'kept' : undefined,
    // Of several runs the functions are compared, and memory is asked for by everybody.
    costShareMax: all || heap || growth || runs > 1 ? undefined : costShareMax,
    isStdoutTaken: isJson,
    isOwnFirst,
    goProfile,
  })
  return { kind: 'summary', summary, outcome: trace.runs.at(-1)?.outcome ?? { kind: 'observed' } } as const
}

const pidArgument = { name: 'PID', description: 'a running process', isRequired: true } as const

const attachCommand = command({
  name: 'attach',
  summary: 'profile a process that runs already, also one that hangs',
  args: [pidArgument],
  flags: {
    duration: {
      kind: 'duration',
      short: 'd',
      value: 'TIME',
      default: 1000,
      description: 'how long to look (default: 1s)',
    },
    'heap-growth': { kind: 'boolean', description: 'also name what is allocated meanwhile and kept' },
  },
  examples: ['trace attach 4711 -d 2s', 'trace attach 4711 -d 30s --heap-growth'],
  async run({ flags, args: [pid = ''] }, io) {
    const { attach } = await import('./attach/attach.ts')
    return attach(io, {
      pid: parsePid(pid),
      durationMs: flags.duration,
      isSaved: true,
      isHeapWanted: flags['heap-growth'],
    })
  },
  render: renderAttached,
})

const dump = command({
  name: 'dump',
  summary: 'what a process is doing at this moment: stack, threads, what it waits for',
  args: [pidArgument],
  flags: {},
  examples: ['trace dump 4711'],
  async run({ args: [pid = ''] }, io) {
    const { attach } = await import('./attach/attach.ts')
    return attach(io, { pid: parsePid(pid), durationMs: dumpMs, isSaved: false, isHeapWanted: false })
  },
  render: (attached) => renderDump(attached),
})

const profileArgument = {
  name: 'PROFILE',
  description: 'the id of a saved profile, or a file',
  isRequired: true,
} as const

const show = command({
  name: 'show',
  summary: 'a saved profile again, or one function, line or package of it',
  args: [profileArgument],
  flags: {
    fn: { kind: 'string', value: 'NAME', description: 'who calls this function and what it calls' },
    line: { kind: 'string', value: 'FILE:LINE', description: 'the same for the function around a line' },
    pkg: {
      kind: 'string',
      value: 'NAME',
      description: "the same for a dependency, or for 'own code', 'runtime', 'native'",
    },
    limit: {
      kind: 'integer',
      value: 'N',
      min: 1,
      max: 1000,
      default: 10,
      description: 'rows of each table (default: 10)',
    },
  },
  examples: ['trace show t3', 'trace show t3 --fn parse', 'trace show CPU.20260101.cpuprofile --line src/a.ts:12'],
  async run({ flags, args: [reference = ''] }, io) {
    const { showProfile } = await import('./show.ts')
    const { fn, line, pkg, limit } = flags
    return showProfile(io, reference, { fn, line, pkg, rowsMax: limit })
  },
  render: (shown, style) => renderShown(shown, style),
})

const list = command({
  name: 'list',
  summary: 'the saved profiles of this repository, the newest first',
  flags: {
    limit: { kind: 'integer', value: 'N', min: 1, max: 1000, default: 20, description: 'profiles shown (default: 20)' },
  },
  examples: ['trace list'],
  async run({ flags }, io) {
    const { listTraces } = await import('./list.ts')
    return listTraces(io, flags.limit)
  },
  render: (found) => renderList(found),
})

const exportCommand = command({
  name: 'export',
  summary: 'write a profile as a picture, or for another tool',
  args: [profileArgument],
  flags: {
    format: {
      kind: 'string',
      short: 'f',
      value: 'FORMAT',
      choices: ['html', 'svg', 'cpuprofile', 'speedscope', 'chrome', 'pprof', 'folded'],
      default: 'html',
      description: 'html (default), svg, cpuprofile, speedscope, chrome, pprof or folded',
    },
    output: {
      kind: 'string',
      short: 'o',
      value: 'FILE',
      description: 'where to write it (default: beside the saved profiles)',
    },
  },
  examples: ['trace export t3', 'trace export t3 -f speedscope -o t3.speedscope.json'],
  async run({ flags, args: [reference = ''] }, io) {
    const { exportProfile } = await import('./export/export.ts')
    return exportProfile(io, reference, { format: flags.format, output: flags.output })
  },
  render: ({ path, bytes }) => `${path}\n${formatBytes(bytes)} written`,
})

const repeatFlags = {
  runs: { kind: 'integer', short: 'n', value: 'N', min: 1, max: 1000, default: 5, description: 'runs (default: 5)' },
  interval: intervalFlag,
} as const

const commandRest = { name: 'COMMAND...', description: 'what to run, with its arguments', isRequired: true } as const

const diff = command({
  name: 'diff',
  summary: 'what changed from one profile to another, beyond chance',
  args: [
    { name: 'BEFORE', description: 'the id of a saved profile, or a file', isRequired: true },
    { name: 'AFTER', description: 'the same', isRequired: true },
  ],
  flags: {
    html: { kind: 'string', value: 'FILE', description: 'write the differential flame graph there' },
  },
  examples: ['trace diff t3 t5', 'trace diff t3 t5 --html difference.html'],
  async run({ flags, args: [before = '', after = ''] }, io) {
    const { diffProfiles } = await import('./compare/diff.ts')
    return diffProfiles(io, { before, after, html: flags.html })
  },
  render: (comparison, style) => renderComparison(comparison, style),
})

const benchCommand = command({
  name: 'bench',
  summary: 'run two commands in turn and say which functions make the difference',
  rest: { name: 'COMMAND_A --vs COMMAND_B', description: 'the two commands', isRequired: true },
  flags: {
    interval: intervalFlag,
    runs: {
      kind: 'integer',
      short: 'n',
      value: 'N',
      min: 1,
      max: 1000,
      description: 'runs of each (default: 8, and up to 24 while no difference is found)',
    },
  },
  examples: ['trace bench -- node old.js --vs node new.js', 'trace bench -n 10 -- node old.js --vs node new.js'],
  async run({ flags, rest }, io) {
    const { bench } = await import('./compare/bench.ts')
    return bench(io, rest, { runs: flags.runs, intervalUs: flags.interval })
  },
  render({ comparison, failures }, style) {
    const lines =
      failures.length === 0 ? [] : [`note: ${failures.length} runs failed (exit ${[...new Set(failures)].join(', ')})`]
    return [renderComparison(comparison, style), ...lines].join('\n')
  },
})

const budgetCommand = command({
  name: 'budget',
  summary: 'fail when a command takes more time or memory than allowed',
  rest: commandRest,
  flags: {
    'max-wall': { kind: 'duration', value: 'TIME', description: 'the longest it may take, such as 2s' },
    'max-cpu': { kind: 'duration', value: 'TIME', description: 'the CPU time of all its processes' },
    'max-rss': { kind: 'string', value: 'BYTES', description: 'the memory of any of its processes, such as 300MB' },
    ...repeatFlags,
    runs: { ...repeatFlags.runs, default: 1, description: 'runs, of which the mean counts (default: 1)' },
  },
  examples: ['trace budget --max-wall 2s --max-rss 300MB -- node build.js'],
  async run({ flags, rest, isJson }, io) {
    const { budget, parseBytes } = await import('./compare/budget.ts')
    const rss = flags['max-rss']
    const limits = {
      wallMsMax: flags['max-wall'],
      cpuMsMax: flags['max-cpu'],
      rssBytesMax: rss === undefined ? undefined : parseBytes('max-rss', rss),
    }
    if (Object.values(limits).every((limit) => limit === undefined)) {
      throw usageError('budget needs a limit', 'give --max-wall, --max-cpu or --max-rss')
    }
    return budget(io, { ...readRuns(flags), command: readCommand(rest), isStdoutTaken: isJson }, limits)
  },
  render({ breaches, summary }, style) {
    const verdict = breaches.length === 0 ? 'within the budget' : `over the budget: ${breaches.join('; ')}`
    return `${verdict}\n${renderSummary(summary, style)}\n${renderNext(summary)}`
  },
  textStream: () => 'stderr',
  exitCode: ({ breaches, outcome }) => failureOf(outcome) ?? (breaches.length > 0 ? 1 : 0),
})

const gateCommand = command({
  name: 'gate',
  summary: 'fail when a command became slower than at another commit',
  rest: commandRest,
  flags: {
    'max-regress': {
      kind: 'string',
      value: 'PERCENT',
      default: '5%',
      description: 'how much slower is let pass (default: 5%)',
    },
    against: {
      kind: 'string',
      value: 'PROFILE',
      description: 'compare with this one (default: the last of another commit)',
    },
    ...repeatFlags,
    runs: { ...repeatFlags.runs, min: 3 },
  },
  examples: ['trace gate --max-regress 5% -- node build.js', 'trace gate --against t3 -- node build.js'],
  async run({ flags, rest, isJson }, io) {
    const { gate } = await import('./compare/gate.ts')
    const { parsePercent } = await import('./compare/budget.ts')
    return gate(io, {
      ...readRuns(flags),
      command: readCommand(rest),
      isStdoutTaken: isJson,
      maxRegress: parsePercent('max-regress', flags['max-regress']),
      against: flags.against,
    })
  },
  render({ comparison, isRegression, maxRegress }, style) {
    const verdict = isRegression ? 'regression' : 'passed'
    return `${verdict}: at most ${maxRegress * 100}% slower is allowed\n${renderComparison(comparison, style)}`
  },
  textStream: () => 'stderr',
  exitCode: ({ isRegression, outcome }) => failureOf(outcome) ?? (isRegression ? 1 : 0),
})

/** A command that failed was not measured: its own exit code says more. */
function failureOf(outcome: RunOutcome): { readonly passedOn: number } | undefined {
  const code = exitCodeOf(outcome)
  return code === 0 ? undefined : { passedOn: code }
}

function readCommand([program, ...args]: readonly string[]): readonly [string, ...string[]] {
  if (program === undefined || program === '') throw usageError('the command is an empty word', 'trace -- COMMAND')
  return [program, ...args]
}

function readRuns(flags: { readonly runs: number; readonly interval: number }): {
  readonly repeats: number
  readonly intervalUs: number
} {
  return { repeats: flags.runs, intervalUs: flags.interval }
}

/** Long enough for a hundred samples. */
const dumpMs = 100

function parsePid(text: string): number {
  if (!/^[1-9]\d{0,8}$/.test(text)) throw usageError(`'${text}' is no process id`, 'ps -ef')
  return Number(text)
}

/** What the samplers of short processes may cost, as a share of all CPU time. */
const costShareMax = 0.02

export const traceTool = defineTool({
  name: 'trace',
  summary: 'where the time and memory of a command went',
  defaultCommand: 'run',
  commands: [run, test, attachCommand, dump, show, list, exportCommand, diff, benchCommand, budgetCommand, gateCommand],
})
