import { command, defineTool } from '@groundcrew/core/cli'

const timeoutFlag = {
  kind: 'duration',
  value: 'TIME',
  min: 1,
  default: 600_000,
  description: 'the longest a step may take (default: 10m)',
} as const

const check = command({
  name: 'check',
  summary: 'run every check the repository has, and say what is wrong',
  flags: {
    only: {
      kind: 'list',
      value: 'STEP',
      separator: ',',
      description: 'run only these steps: an id, or a role such as test',
    },
    skip: { kind: 'list', value: 'STEP', separator: ',', description: 'leave these steps out' },
    staged: {
      kind: 'boolean',
      description: 'check what is staged, in a checkout of its own; the work tree is not touched',
    },
    since: {
      kind: 'string',
      value: 'REF',
      description: 'leave out packages that no change since REF reaches (A..B too)',
    },
    quick: { kind: 'boolean', description: 'of the tests only those that the change reaches, as impact finds them' },
    fresh: { kind: 'boolean', description: 'run also the steps that passed before on the same files' },
    'new-only': {
      kind: 'boolean',
      description: 'judge only diagnostics that the baseline does not have, or without one those on changed lines',
    },
    e2e: { kind: 'list', value: 'NAME', separator: ',', description: 'run these end-to-end tests too' },
    flake: {
      kind: 'duration',
      value: 'TIME',
      min: 1,
      description: 'how long flake looks at new and changed tests (default: 10s; not in a short run)',
    },
    'fewer-tests': {
      kind: 'boolean',
      description: 'fewer tests than in the last green run, or files in a check, are meant',
    },
    list: { kind: 'boolean', description: 'show the plan and why each step is there; run nothing' },
    failed: { kind: 'boolean', description: 'run only what did not pass the last time' },
    budget: {
      kind: 'duration',
      value: 'TIME',
      min: 1,
      description: 'likeliest to fail and cheapest first; start nothing that would end later',
    },
    plan: { kind: 'boolean', description: 'the same as --list' },
    why: {
      kind: 'string',
      value: 'STEP',
      description: 'why the step is there, and what has changed since it last ran',
    },
    'fail-fast': { kind: 'boolean', description: 'stop at the first failing step' },
    junit: { kind: 'string', value: 'FILE', description: 'write the report as JUnit XML too' },
    sarif: { kind: 'string', value: 'FILE', description: 'write the findings as SARIF too' },
    html: { kind: 'string', value: 'FILE', description: 'write the report as one HTML page too' },
    jobs: {
      kind: 'integer',
      short: 'j',
      value: 'N',
      min: 1,
      max: 256,
      description: 'steps at a time (default: one per core)',
    },
    timeout: timeoutFlag,
  },
  examples: [
    'preflight                     check everything, before a commit or a "done"',
    'preflight --staged            what `git commit` would commit, such as from a pre-commit hook',
    'preflight --list              what would run, and why',
    'preflight --only lint,test    some steps',
  ],
  async run({ flags }, io) {
    const { preflight, listPlan, explainStep } = await import('./preflight.ts')
    if (flags.why !== undefined) return explainStep(io, flags.why)
    const files = { junit: flags.junit, sarif: flags.sarif, html: flags.html }
    const { pathsOf, prepareReports, writeReports } = await import('./formats/write-reports.ts')
    const options = {
      selection: { only: flags.only, skip: flags.skip },
      isFailFast: flags['fail-fast'],
      jobs: flags.jobs,
      timeoutMs: flags.timeout,
      isStaged: flags.staged,
      since: flags.since,
      isQuick: flags.quick,
      isFresh: flags.fresh,
      isFailedOnly: flags.failed,
      budgetMs: flags.budget,
      endToEnd: flags.e2e,
      flakeMs: flags.flake,
      isFewerMeant: flags['fewer-tests'],
      isNewOnly: flags['new-only'],
      ownFiles: pathsOf(io, files),
    }
    if (flags.list || flags.plan) return listPlan(io, options)
    prepareReports(io, files)
    const report = await preflight(io, options)
    writeReports(io, report, files)
    return report
  },
  async render(report, style) {
    const { renderAnswer } = await import('./render.ts')
    return renderAnswer(report, style)
  },
  exitCode(report) {
    if (report.kind !== 'run' || report.verdict === 'passed') return 0
    return report.steps.some((step) => step.state === 'unknown' && step.role !== 'doctor') ||
      report.verdict === 'unknown'
      ? 3
      : 1
  },
})

const init = command({
  name: 'init',
  summary: 'write the detected plan into groundcrew.json, so that it is what runs',
  flags: {
    plan: { kind: 'boolean', description: 'show what would be written; write nothing' },
    force: { kind: 'boolean', description: 'also over a plan that the file holds' },
  },
  examples: ['preflight init --plan', 'preflight init'],
  async run({ flags }, io) {
    const { initPlan } = await import('./settings/init.ts')
    return initPlan(io, { isPlan: flags.plan, isForced: flags.force })
  },
  async render(report, style) {
    const { renderAnswer } = await import('./render.ts')
    return renderAnswer(report, style)
  },
})

const baseline = command({
  name: 'baseline',
  summary: 'record what format, lint and type checks find now as old debt, for --new-only',
  flags: { timeout: timeoutFlag },
  examples: ['preflight baseline', 'preflight --new-only'],
  async run({ flags }, io) {
    const { recordBaseline } = await import('./new-only/record-baseline.ts')
    return recordBaseline(io, { timeoutMs: flags.timeout })
  },
  async render(report, style) {
    const { renderAnswer } = await import('./render.ts')
    return renderAnswer(report, style)
  },
})

export const preflightTool = defineTool({
  name: 'preflight',
  summary: 'one command that checks a repository: environment, format, lint, types, build and tests',
  defaultCommand: 'check',
  commands: [check, init, baseline],
})
