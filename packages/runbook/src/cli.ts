import { command, defineTool, usageError } from '@groundcrew/core/cli'
import { FORMATS } from './formats/formats.ts'
import type { Scope } from './model/scope.ts'
import { renderCheck } from './render/check.ts'
import { renderGenerated } from './render.ts'
import { renderRun } from './render/run.ts'
import { renderList, renderShow } from './render/see.ts'

const DB = {
  db: {
    kind: 'string',
    value: 'FILE',
    description: 'the task database (default: TM_DB, or the one of the repository)',
  },
} as const

const FORMAT = {
  format: {
    kind: 'string',
    value: 'FORMAT',
    choices: FORMATS,
    description: 'md, html (one self-contained page) or json',
  },
} as const

const FILE = { name: 'FILE', description: 'a runbook, or any Markdown file', isRequired: true } as const
const FILES = { name: 'FILE', description: 'default: those in docs/runbooks', isVariadic: true } as const

const list = command({
  name: 'list',
  summary: 'the runbooks there are, and how their last run ended',
  args: [FILES],
  flags: {},
  examples: ['runbook generate --task 12', 'runbook check', 'runbook run docs/runbooks/task-12.md --dry-run'],
  async run({ args }, io) {
    const { list: run } = await import('./list.ts')
    return run(io, { files: args })
  },
  render: renderList,
})

const generate = command({
  name: 'generate',
  summary: 'write the runbook of a task, of all below it, or of the whole plan',
  flags: {
    task: { kind: 'string', short: 't', value: 'ID', description: 'of this task and its subtasks' },
    tree: { kind: 'boolean', description: 'and of everything below those' },
    all: { kind: 'boolean', description: 'of the whole plan' },
    out: { kind: 'string', short: 'o', value: 'FILE', description: 'default: docs/runbooks/task-ID.md; - prints it' },
    force: { kind: 'boolean', description: 'write over a file that was changed by hand' },
    ...FORMAT,
    ...DB,
  },
  examples: ['runbook generate --task 12 --tree', 'runbook generate --task 12 --format html --out plan.html'],
  async run({ flags }, io) {
    const [{ generate: run }, { asFormat }] = await Promise.all([
      import('./generate.ts'),
      import('./formats/formats.ts'),
    ])
    const { out, force, db } = flags
    return run(io, { scope: scopeOf(flags), out, format: asFormat(flags.format ?? 'md'), force, db })
  },
  render: renderGenerated,
  toJson: ({ text, file, ...report }) => (file === undefined ? { ...report, text } : { ...report, file }),
  isUnbounded: true,
})

interface ScopeFlags {
  readonly task: string | undefined
  readonly tree: boolean
  readonly all: boolean
}

function scopeOf({ task, tree, all }: ScopeFlags): Scope {
  if (all) {
    if (task !== undefined || tree) throw usageError('--all goes without --task and --tree')
    return { kind: 'all' }
  }
  if (task === undefined) throw usageError('which task? --task ID, or --all', 'tm list shows the tasks and their ids')
  return { kind: tree ? 'tree' : 'task', task }
}

const check = command({
  name: 'check',
  summary: 'what in a runbook is no longer so',
  args: [FILES],
  flags: DB,
  async run({ args, flags }, io) {
    const { check: run } = await import('./check.ts')
    return run(io, { files: args, db: flags.db })
  },
  render: renderCheck,
  exitCode: ({ files }) => (files.every(({ state }) => state === 'current') ? 0 : 1),
})

const show = command({
  name: 'show',
  summary: 'the steps of a file, one of them in full, or the file in another form',
  args: [FILE],
  flags: { step: { kind: 'string', value: 'NAME', description: 'this step in full' }, ...FORMAT },
  async run({ args, flags: { step, format } }, io) {
    const [{ show: run }, { asFormat }] = await Promise.all([import('./show.ts'), import('./formats/formats.ts')])
    return run(io, { file: args[0] ?? '', step, format: format === undefined ? undefined : asFormat(format) })
  },
  render: renderShow,
  isUnbounded: true,
})

const run = command({
  name: 'run',
  summary: 'carry out the steps in order; stops at the first that fails',
  args: [FILE],
  flags: {
    step: { kind: 'string', value: 'NAME', description: 'only this step' },
    from: { kind: 'string', value: 'NAME', description: 'this step and those after it' },
    'dry-run': { kind: 'boolean', short: 'n', description: 'say what would run' },
    allow: { kind: 'list', value: 'NAME', separator: ',', description: 'this destructive step may run' },
    resume: { kind: 'boolean', description: 'go on where the last run stopped' },
    fresh: { kind: 'boolean', description: 'start over although the last run did not come to its end' },
    ...DB,
  },
  examples: ['runbook run docs/runbooks/task-12.md --dry-run', 'runbook run README.md --step build'],
  async run({ args, flags }, io) {
    const { run: carryOut } = await import('./run/run.ts')
    const { step, from, allow, resume, fresh, db } = flags
    return carryOut(io, { file: args[0] ?? '', step, from, allow, resume, fresh, db, dryRun: flags['dry-run'] })
  },
  render: renderRun,
  exitCode: ({ steps, run: number }) => {
    if (number === undefined) return 0
    if (steps.some(({ isTrouble }) => isTrouble === true)) return 3
    return steps.every(({ state }) => state === 'passed' || state === 'passed over') ? 0 : 1
  },
})

export const runbookTool = defineTool({
  name: 'runbook',
  summary: 'turns tasks into a procedure that people follow and machines check and run',
  defaultCommand: 'list',
  otherNames: {
    write: 'generate',
    create: 'generate',
    new: 'generate',
    exec: 'run',
    execute: 'run',
    verify: 'check',
    diff: 'check',
    status: 'list',
  },
  commands: [list, generate, check, show, run],
})
