import { command, defineTool } from '@groundcrew/core/cli'
import { renderReport } from './render.ts'

const show = command({
  name: 'show',
  summary: 'what a change touches: symbols, files, tests, packages, owners, and why',
  flags: {},
  examples: ['impact'],
  async run(_input, io) {
    const { impact } = await import('./impact.ts')
    return impact({ cwd: io.cwd, env: io.env, request: { kind: 'branch' } })
  },
  render: (report) => renderReport(report),
})

export const impactTool = defineTool({
  name: 'impact',
  summary: 'what a change touches: symbols, files, tests, packages, owners, and why',
  defaultCommand: 'show',
  commands: [show],
})
