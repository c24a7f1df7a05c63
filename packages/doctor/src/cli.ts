import { command, defineTool } from '@groundcrew/core/cli'

const check = command({
  name: 'check',
  summary: 'compare what the repository asks for with what this machine and this checkout have',
  flags: {
    only: {
      kind: 'list',
      value: 'CHECK',
      separator: ',',
      description: 'make only these checks: an id (tool.node) or a family (tool, install, env, service, …)',
    },
    budget: {
      kind: 'duration',
      value: 'TIME',
      min: 1,
      default: 1000,
      description: 'the longest that is waited for an answer (default: 1s)',
    },
    verbose: { kind: 'boolean', short: 'v', description: 'show the checks that are well, too' },
    brief: { kind: 'boolean', description: 'what fails, in at most 600 bytes; nothing when all is well' },
    stdin: { kind: 'boolean', description: 'does a fault of the environment explain this output of a failed command?' },
    fix: { kind: 'boolean', description: 'run the fixes that change this checkout alone, and check again' },
    offline: { kind: 'boolean', description: 'make no connection, not even to this machine' },
    sarif: { kind: 'boolean', description: 'the findings as a SARIF log' },
    usage: { kind: 'boolean', description: 'what the call log of this clone has' },
  },
  examples: [
    'doctor                     what is wrong with this environment, and the command that fixes it',
    'doctor --only tool,install tools and installed dependencies',
    'doctor --json              every check, for a program',
    'npm test 2>&1 | doctor --stdin',
  ],
  async run({ flags }, io) {
    const [{ answer }, { stopAllRunning }] = await Promise.all([
      import('./answers.ts'),
      import('@groundcrew/core/process'),
    ])
    const { cwd, env, signal, now } = io
    const { fix, stdin, usage, offline, budget, only } = flags
    try {
      return await answer(
        io,
        { fix, stdin, usage },
        { cwd, env, signal, now, budgetMs: budget, only, isOffline: offline },
      )
    } finally {
      // A git that was too slow for the budget.
      await stopAllRunning()
    }
  },
  async render(given, style, { verbose, brief, sarif }) {
    const { renderAnswer } = await import('./answers.ts')
    return renderAnswer(given, { style, isVerbose: verbose, isBrief: brief, isSarif: sarif })
  },
  toJson: ({ report }) => report,
  exitCode(given) {
    if (given.kind === 'explain' || given.kind === 'usage') return 0
    const { state } = given.report
    if (state === 'unknown') return 3
    return state === 'fail' ? 1 : 0
  },
})

export const doctorTool = defineTool({
  name: 'doctor',
  summary: 'what the repository needs of this machine, and what is missing',
  defaultCommand: 'check',
  commands: [check],
})
