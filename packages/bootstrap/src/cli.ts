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

export const bootstrapTool = defineTool({
  name: 'bootstrap',
  summary: 'bring a checkout from clone to work, and let agents hear the tools',
  defaultCommand: 'run',
  commands: [run],
})
