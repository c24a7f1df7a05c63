import { command, defineTool, usageError } from '@groundcrew/core/cli'
import { renderReport } from './render.ts'
import { openMap } from './open-map.ts'

const show = command({
  name: 'show',
  summary: 'what a change touches: symbols, files, tests, packages, owners, and why',
  flags: {
    symbol: { kind: 'list', value: 'FILE#NAME', description: 'what if this changed?' },
    since: { kind: 'string', value: 'REF', description: 'x' },
  },
  examples: ['impact'],
  async run({ flags }, io) {
    const { impact } = await import('./impact.ts')
    const parts = flags.symbol.map((one) => {
      const at = one.lastIndexOf('#')
      if (at === -1) return { path: one }
      return { path: one.slice(0, at), symbol: one.slice(at + 1) }
    })
    const request =
      parts.length > 0
        ? ({ kind: 'named', parts, text: 'named' } as const)
        : flags.since !== undefined
          ? ({ kind: 'since', text: flags.since } as const)
          : ({ kind: 'branch' } as const)
    return impact({ cwd: io.cwd, env: io.env, request, openMap: () => openMap(io) })
  },
  render: (report) => renderReport(report),
})

export const impactTool = defineTool({
  name: 'impact',
  summary: 'what a change touches: symbols, files, tests, packages, owners, and why',
  defaultCommand: 'show',
  commands: [show],
})
void usageError
