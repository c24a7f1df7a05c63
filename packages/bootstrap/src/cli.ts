import { command, defineTool } from '@groundcrew/core/cli'

const run = command({
  name: 'run',
  summary: 'do what is missing between a fresh clone and a checkout in which preflight runs',
  flags: {
    plan: { kind: 'boolean', description: 'show what would be done, and why; do nothing' },
    offline: { kind: 'boolean', description: 'use what is in the caches; ask nothing of the network' },
    only: { kind: 'list', value: 'PART', separator: ',', description: 'only these parts' },
    skip: { kind: 'list', value: 'PART', separator: ',', description: 'not these parts' },
    hooks: { kind: 'boolean', description: "install the repository's own git hooks, too" },
    verify: { kind: 'boolean', default: true, description: 'do not run doctor and quick preflight steps at the end' },
    timeout: {
      kind: 'duration',
      value: 'TIME',
      min: 1,
      default: 900_000,
      description: 'the longest one command may take (default: 15m)',
    },
  },
  examples: [
    'bootstrap --plan               what is missing, and what would be run',
    'bootstrap                      bring this checkout up; a second run does nothing',
    'bootstrap --only dependencies  install packages, exactly as the lockfiles say',
  ],
  async run({ flags }, io) {
    const { bootstrap, planOnly } = await import('./bootstrap.ts')
    const options = {
      selection: { only: flags.only, skip: flags.skip, hooks: flags.hooks },
      isOffline: flags.offline,
      timeoutMs: flags.timeout,
      isVerified: flags.verify,
    }
    return flags.plan ? planOnly(io, options) : bootstrap(io, options)
  },
  async render(report, style) {
    const { renderReport } = await import('./render.ts')
    return renderReport(report, style)
  },
  exitCode({ kind, actions }) {
    if (kind === 'plan') return actions.length > 0 ? 1 : 0
    return actions.some(({ state }) => state === 'failed' || state === 'skipped') ? 1 : 0
  },
})

const agents = command({
  name: 'agents',
  summary: 'let git and agent hosts run the tools at the right moments: install, status, test, uninstall',
  args: [{ name: 'VERB', description: 'install (default), status, test or uninstall' }],
  flags: {
    host: {
      kind: 'list',
      value: 'HOST',
      separator: ',',
      choices: ['claude', 'codex', 'cursor', 'gemini', 'copilot', 'auto'],
      description: 'for which agents (default: auto, those that are used here)',
    },
    plan: { kind: 'boolean', description: 'show what would be written; write nothing' },
    level: {
      kind: 'string',
      value: 'LEVEL',
      choices: ['advise', 'gate'],
      description: 'advise says what is wrong; gate also holds back a commit, a push and a "done" (default: advise)',
    },
  },
  examples: [
    'bootstrap agents --plan --host claude,codex',
    'bootstrap agents --level gate',
    'bootstrap agents test      do the hooks say what each host understands?',
    'bootstrap agents uninstall every file as it was',
  ],
  async run({ flags, args: [verb = 'install'] }, io) {
    const { runAgentsVerb } = await import('./agents/verbs.ts')
    return runAgentsVerb(io, verb, { hosts: flags.host, level: flags.level, isPlan: flags.plan })
  },
  async render(report, style) {
    const { renderAgents } = await import('./agents/render-agents.ts')
    return renderAgents(report, style)
  },
  exitCode(report) {
    if (report.kind === 'test') {
      const isWell = report.cases.every(({ isRight }) => isRight)
      return isWell && report.foreign.every(({ fault }) => fault === undefined) ? 0 : 1
    }
    const isOff = report.files.some(({ state }) => state !== 'same')
    return (report.kind === 'plan' || report.kind === 'status') && isOff ? 1 : 0
  },
})

const hook = command({
  name: 'hook',
  summary: 'what installed hooks call: answers git or an agent host in its own dialect',
  args: [
    { name: 'HOST', description: 'git, or an agent host', isRequired: true },
    { name: 'EVENT', description: 'the moment', isRequired: true },
    { name: 'ARGUMENT', description: 'what git adds', isVariadic: true },
  ],
  flags: {},
  async run({ args: [host = '', event = ''] }, io) {
    const { runHook } = await import('./agents/hook/run-hook.ts')
    const result = await runHook(io, [host, event])
    io.stderr.write(result.stderr)
    return result
  },
  render: ({ stdout }) => stdout.trimEnd(),
  exitCode: ({ exitCode }) => ({ passedOn: exitCode }),
})

export const bootstrapTool = defineTool({
  name: 'bootstrap',
  summary: 'bring a checkout from clone to work, and let agents hear the tools',
  defaultCommand: 'run',
  commands: [run, agents, hook],
})
