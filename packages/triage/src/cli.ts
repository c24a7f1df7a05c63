import { command, defineTool, usageError, type CommandInput, type Io } from '@groundcrew/core/cli'
import { isGivenStdin } from '@groundcrew/core/process'
import { count, escapeLine } from '@groundcrew/core/text'
import { renderReport } from './render.ts'
import { renderExplanation, renderList, renderTasks } from './report/render-commands.ts'
import type { Standing } from './memory/standing.ts'
import type { TriageReport } from './report/report.ts'
import type { GroupList } from './commands/list.ts'

const timeDefaultMs = 30 * 60_000
const memoryFlag = { kind: 'boolean', default: true, description: 'remember nothing of it' } as const
const readFlags = {
  memory: memoryFlag,
  time: { kind: 'duration', value: 'TIME', min: 1, default: timeDefaultMs, description: 'for COMMAND (default: 30m)' },
  rerun: {
    kind: 'boolean',
    default: true,
    description: 'do not run COMMAND again, here and on the base, to tell whose fault it is',
  },
  base: {
    kind: 'string',
    value: 'REV',
    description: 'what COMMAND is run on again; default: where this line of work began',
  },
} as const

const minimizeDefaultMs = 60_000
const listLimit = 20
const idArgument = {
  name: 'ID',
  description: 'of a cause (c1-…) or of a test (t1-…), or its beginning',
  isRequired: true,
} as const

async function readOrRun({ args, rest, flags }: CommandInput<typeof readFlags>, io: Io): Promise<Answer> {
  const isRemembered = flags.memory
  if (rest.length > 0) {
    if (args.length > 0)
      throw usageError('logs are read or a command is run, not both', 'triage LOG..., or triage -- COMMAND')
    const { triageCommand } = await import('./commands/run.ts')
    const [program = '', ...others] = rest
    return {
      report: await triageCommand(io, {
        command: [program, ...others],
        timeoutMs: flags.time,
        isRemembered,
        isRerun: flags.rerun,
        base: flags.base,
      }),
    }
  }
  const logs = args.length === 0 && isGivenStdin(io.stdin) ? ['-'] : args
  if (logs.length === 0) {
    const { listGroups } = await import('./commands/list.ts')
    return { list: await listGroups(io, { standings: [], limit: listLimit }) }
  }
  const { triage } = await import('./triage.ts')
  return { report: await triage(io, { logs, isRemembered }) }
}

type Answer = { readonly report: TriageReport } | { readonly list: GroupList }

const read = command({
  name: 'read',
  summary: 'the failures of logs, of reports (JUnit, SARIF, JSON), or of a command',
  args: [{ name: 'LOG', description: 'a file, or - for stdin', isVariadic: true }],
  rest: { name: 'COMMAND...', description: 'run it, and read what it prints' },
  flags: readFlags,
  examples: ['triage build.log', 'npm test 2>&1 | triage -', 'triage -- npx vitest run'],
  run: readOrRun,
  render: (answer) => ('list' in answer ? renderList(answer.list) : renderReport(answer.report)),
  toJson: (answer) => ('list' in answer ? answer.list : answer.report),
  exitCode: (answer) => ('report' in answer && answer.report.run?.isGreen === false ? 1 : 0),
})

const explain = command({
  name: 'explain',
  aliases: ['show'],
  summary: 'why failures are one: what the id of a cause is made of, and what is known of it',
  args: [idArgument],
  flags: {},
  examples: ['triage explain c1-3f'],
  async run({ args }, io) {
    const { explain: explainGroup } = await import('./commands/explain.ts')
    return explainGroup(io, args[0] ?? '')
  },
  render: (answer) => renderExplanation(answer),
})

const list = command({
  name: 'list',
  summary: 'the failures that are remembered, the last seen first',
  flags: {
    standing: {
      kind: 'list',
      value: 'STANDING',
      choices: ['new', 'seen', 'known', 'regressed', 'done'],
      separator: ',',
      description: 'only these',
    },
    limit: {
      kind: 'integer',
      value: 'N',
      min: 1,
      max: 10_000,
      default: listLimit,
      description: 'at most so many (default: 20)',
    },
  },
  examples: ['triage list --standing regressed,seen'],
  async run({ flags }, io) {
    const { listGroups } = await import('./commands/list.ts')
    return listGroups(io, { standings: flags.standing as readonly Standing[], limit: flags.limit })
  },
  render: (answer) => renderList(answer),
})

const toTasks = command({
  name: 'to-tasks',
  summary: 'one task for each cause: opens it, or brings the one that is there up to date',
  args: [{ name: 'ID', description: 'of a cause; default: all that are open', isVariadic: true }],
  flags: {
    priority: { kind: 'integer', value: 'N', min: 0, max: 9, description: 'of the tasks that are opened' },
    limit: {
      kind: 'integer',
      value: 'N',
      min: 1,
      default: listLimit,
      description: `open at most N tasks, for what fails the most (default: ${listLimit})`,
    },
    plan: { kind: 'boolean', description: 'only say what would be done' },
  },
  examples: ['triage to-tasks', 'triage to-tasks c1-3f --priority 2'],
  async run({ args, flags }, io) {
    const { toTasks: writeTasks } = await import('./commands/to-tasks.ts')
    return writeTasks(io, { ids: args, priority: flags.priority, openedMax: flags.limit, isPlan: flags.plan })
  },
  render: (answer) => renderTasks(answer),
})

const suspects = command({
  name: 'suspects',
  summary: 'the commits that may have made a failure, by what they touched of its stack, and who owns that',
  args: [idArgument],
  flags: {
    good: {
      kind: 'string',
      value: 'REV',
      description: 'look after this commit; default: the last at which the command passed',
    },
  },
  examples: ['triage suspects c1-3f', 'triage suspects c1-3f --good v1.2'],
  async run({ args, flags }, io) {
    const { suspects: findSuspects } = await import('./suspects/suspects.ts')
    return findSuspects(io, { id: args[0] ?? '', good: flags.good })
  },
  async render(report) {
    const { renderSuspects } = await import('./suspects/render.ts')
    return renderSuspects(report)
  },
})

const bisect = command({
  name: 'bisect',
  summary: 'the commit after which a command fails, also when it errs at times and not every commit can be built',
  rest: {
    name: 'COMMAND...',
    description: 'exit 0 is good, 125 to 127 cannot be told, any other is bad',
    isRequired: true,
  },
  flags: {
    good: {
      kind: 'string',
      value: 'REV',
      description: 'a commit at which it passes; default: the last one at which triage saw it pass',
    },
    bad: { kind: 'string', value: 'REV', default: 'HEAD', description: 'a commit at which it fails (default: HEAD)' },
    build: {
      kind: 'string',
      value: 'LINE',
      description: 'a shell line that makes a commit ready; where it fails the commit is passed over',
    },
    cause: { kind: 'string', value: 'ID', description: 'only failures of this cause or test count' },
    with: { kind: 'list', value: 'FILE', description: 'of the work tree: every commit gets it, such as a new test' },
    time: {
      kind: 'duration',
      value: 'TIME',
      min: 1,
      default: timeDefaultMs,
      description: 'for one run (default: 30m)',
    },
    runs: {
      kind: 'integer',
      value: 'N',
      min: 4,
      max: 100_000,
      default: 1000,
      description: 'in all, at most (default: 1000)',
    },
    jobs: {
      kind: 'integer',
      value: 'N',
      min: 1,
      max: 64,
      short: 'j',
      description: 'runs at one time; default: the cores that are free',
    },
  },
  examples: ['triage bisect --good v1.2 -- npm test', "triage bisect --good HEAD~50 --build 'make' -- ./check.sh"],
  async run({ flags, rest }, io) {
    const { bisectCommand } = await import('./commands/bisect.ts')
    return bisectCommand(io, {
      command: rest,
      good: flags.good,
      bad: flags.bad,
      build: flags.build,
      cause: flags.cause,
      files: flags.with,
      timeoutMs: flags.time,
      runsMax: flags.runs,
      jobs: flags.jobs,
    })
  },
  async render(report) {
    const { renderBisect } = await import('./bisect/render.ts')
    return renderBisect(report)
  },
  exitCode: (report) => (report.isSure ? 0 : 3),
})

const minimize = command({
  name: 'minimize',
  summary: 'makes an input, or a selection of tests, smaller while a command fails on it for the same cause',
  args: [{ name: 'FILE', description: 'the input; it is not touched', isRequired: true }],
  rest: { name: 'COMMAND...', description: 'with FILE, or {} in its place', isRequired: true },
  flags: {
    list: {
      kind: 'boolean',
      description: 'FILE has an item a line, such as names of tests; {} stands for those that are left',
    },
    plain: { kind: 'boolean', description: 'by lines alone, also where the syntax is known' },
    cause: { kind: 'string', value: 'ID', description: 'the cause to keep; default: the first one' },
    out: {
      kind: 'string',
      short: 'o',
      value: 'FILE',
      description: 'where the result goes; default: below the state directory',
    },
    runs: {
      kind: 'integer',
      value: 'N',
      min: 3,
      max: 1_000_000,
      default: 5000,
      description: 'at most (default: 5000)',
    },
    time: {
      kind: 'duration',
      value: 'TIME',
      min: 1,
      default: minimizeDefaultMs,
      description: 'for one run (default: 60s)',
    },
  },
  examples: [
    'triage minimize big.ts -- npx tsc --noEmit big.ts',
    'triage minimize tests.txt --list -- npx vitest run {}',
  ],
  async run({ args, flags, rest }, io) {
    const [program, ...others] = rest
    if (program === undefined) throw usageError('minimize needs a command', 'triage minimize FILE -- COMMAND')
    const { minimize: makeSmaller } = await import('./minimize/minimize.ts')
    return makeSmaller(io, {
      file: args[0] ?? '',
      command: [program, ...others],
      isList: flags.list,
      isPlain: flags.plain,
      cause: flags.cause,
      out: flags.out,
      runsMax: flags.runs,
      timeoutMs: flags.time,
    })
  },
  async render(report) {
    const { renderMinimize } = await import('./minimize/render.ts')
    return renderMinimize(report)
  },
})

const newPage = command({
  name: 'new',
  summary: 'writes .triage/NAME/README.md with the failures, the environment, the commits and the owners filled in',
  args: [
    { name: 'NAME', description: 'of the directory', isRequired: true },
    { name: 'ID', description: 'of a cause; default: all that are open', isVariadic: true },
  ],
  flags: {},
  examples: ['triage new checkout-timeouts', 'triage new price-crash c1-3f'],
  async run({ args }, io) {
    const { newPage: writePage } = await import('./page/new-page.ts')
    const [name = '', ...ids] = args
    return writePage(io, { name, ids })
  },
  render: ({ file, groups }) =>
    `triage: wrote ${escapeLine(file)} with ${count(groups.length, 'failure')}\nnext: read ${escapeLine(file)}, and write down what you find`,
})

export const triageTool = defineTool({
  name: 'triage',
  summary: 'what failed, since when, whose it is, and the task that fixes it',
  defaultCommand: 'read',
  commands: [read, explain, list, toTasks, suspects, bisect, minimize, newPage],
})
