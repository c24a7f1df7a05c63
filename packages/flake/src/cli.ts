import { command, defineTool } from '@groundcrew/core/cli'
import { renderReport } from './render.ts'
import { phases } from './search/search.ts'

const run = command({
  name: 'run',
  summary: 'run a suite in many ways; say of every test that failed what it is',
  rest: { name: 'COMMAND...', description: "the test command; default: the package's own" },
  flags: {
    time: {
      kind: 'duration',
      value: 'TIME',
      min: 1,
      default: 120_000,
      description: 'for all runs together (default: 2m)',
    },
    runs: {
      kind: 'integer',
      value: 'N',
      min: 1,
      max: 10_000,
      default: 60,
      description: 'runs of the whole suite at most (default: 60)',
    },
    test: { kind: 'list', value: 'TEST', description: 'look at this test only; may be repeated' },
    phase: {
      kind: 'list',
      value: 'PHASE',
      choices: phases,
      separator: ',',
      description: `only these: ${phases.join(', ')}`,
    },
  },
  examples: [
    'flake run',
    'flake --time 10m -- npx vitest run test/queue',
    'flake run --phase reverse,shuffle -- pytest',
  ],
  async run({ flags, rest }, io) {
    const { flake } = await import('./flake.ts')
    return flake(io, {
      command: rest,
      timeMs: flags.time,
      runsMax: flags.runs,
      ...(flags.phase.length === 0 ? {} : { phases: flags.phase as readonly (typeof phases)[number][] }),
      ...(flags.test.length === 0 ? {} : { tests: flags.test }),
    })
  },
  render: renderReport,
  exitCode: ({ verdicts }) => (verdicts.length === 0 ? 0 : 1),
})

export const flakeTool = defineTool({
  name: 'flake',
  summary: 'is this failure mine, or does the test lie?',
  defaultCommand: 'run',
  commands: [run],
})
