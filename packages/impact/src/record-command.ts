import { command } from '@groundcrew/core/cli'
import { count, escapeLine } from '@groundcrew/core/text'
import type { Recording } from './record/record.ts'

const shownMax = 20

/** Learns which test executes what: such tests are `confirmed` in later answers. */
export const recordCommand = command({
  name: 'record',
  summary: 'learn which test executes what: runs each test by itself, or reads a coverage report',
  flags: {
    all: { kind: 'boolean', description: 'every test; without it those that the current change reaches' },
    from: {
      kind: 'string',
      value: 'FILE',
      description: 'read a report instead: istanbul JSON, lcov, coverage.py JSON',
    },
    test: { kind: 'string', value: 'TEST', description: 'the test that the report is of' },
  },
  args: [{ name: 'TEST', description: 'only these tests', isVariadic: true }],
  rest: { name: 'COMMAND', description: 'runs tests under Node, pytest or go test; each test is added to it' },
  examples: [
    'impact record -- npx vitest run',
    'impact record --all -- python3 -m pytest',
    'impact record --all -- go test ./...',
    'impact record test/cart.test.js -- node --test',
    'impact record --from coverage.json    of pytest --cov --cov-context=test, with coverage json --show-contexts',
  ],
  async run({ flags, args, rest }, io) {
    const { record } = await import('./record/record.ts')
    return await record(io, { command: rest, tests: args, isAll: flags.all, from: flags.from, test: flags.test })
  },
  render: renderRecording,
  exitCode: ({ tests, silent }) => (tests.length > 0 && silent.length === tests.length ? 3 : 0),
})

function renderRecording({ tests, silent, hint }: Recording): string {
  const learned = tests.filter(({ path }) => !silent.includes(path))
  const failed = tests.filter(({ exitCode }) => exitCode !== undefined && exitCode !== 0)
  const lines = [
    ...learned.map(({ path, files }) => `  ${path}  ${count(files, 'file')}`),
    ...silent.map((path) => `  ${path}  left no coverage`),
    ...failed.map(({ path, exitCode }) => `  ${path}  exit ${exitCode ?? ''}`),
  ]
  const rest = lines.length - shownMax
  return [
    `impact: ${learned.length} of ${count(tests.length, 'test')} recorded${failed.length > 0 ? `, ${failed.length} failed` : ''}`,
    ...lines.slice(0, shownMax).map((line) => escapeLine(line)),
    ...(rest > 0 ? [`  … ${rest} more: --json`] : []),
    `next: ${learned.length > 0 ? 'impact --tests' : (hint ?? 'impact --tests')}`,
  ].join('\n')
}
