import { command, defineTool } from '@groundcrew/core/cli'
import { renderReport } from './render.ts'

const check = command({
  name: 'check',
  summary: 'compare what the repository asks for with what this machine and this checkout have',
  flags: {
    only: {
      kind: 'list',
      value: 'CHECK',
      separator: ',',
      description: 'make only these checks: an id (tool.node) or a family (tool, install, git, disk, workspace)',
    },
    budget: {
      kind: 'duration',
      value: 'TIME',
      min: 1,
      default: 5000,
      description: 'the longest it may take (default: 5s)',
    },
    verbose: { kind: 'boolean', short: 'v', description: 'show the checks that are well, too' },
  },
  examples: [
    'doctor                     what is wrong with this environment, and the command that fixes it',
    'doctor --only tool,install tools and installed dependencies',
    'doctor --json              every check, for a program',
  ],
  async run({ flags }, io) {
    const [{ doctor }, { stopAllRunning }] = await Promise.all([
      import('./doctor.ts'),
      import('@groundcrew/core/process'),
    ])
    const { cwd, env, signal, now } = io
    try {
      return await doctor({ cwd, env, signal, now, budgetMs: flags.budget, only: flags.only })
    } finally {
      // A git that was too slow for the budget.
      await stopAllRunning()
    }
  },
  render: (report, style, flags) => renderReport(report, { style, isVerbose: flags.verbose }),
  exitCode({ state }) {
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
