import type { SelectedTest } from './select-tests.ts'

/** Ways to write the selected tests as a command line of a runner. */
export const TEST_FORMATS = ['vitest', 'jest', 'mocha', 'node', 'pytest', 'go', 'rspec'] as const
export type TestFormat = (typeof TEST_FORMATS)[number]

const PROGRAMS: Readonly<Record<TestFormat, readonly string[]>> = {
  vitest: ['npx', 'vitest', 'run'],
  jest: ['npx', 'jest', '--runTestsByPath'],
  mocha: ['npx', 'mocha'],
  node: ['node', '--test'],
  pytest: ['python3', '-m', 'pytest'],
  go: ['go', 'test'],
  rspec: ['bundle', 'exec', 'rspec'],
}

const OF_RUNNER: Readonly<Record<TestFormat, RegExp>> = {
  vitest: /\.[cm]?[jt]sx?$/,
  jest: /\.[cm]?[jt]sx?$/,
  mocha: /\.[cm]?[jt]sx?$/,
  node: /\.[cm]?[jt]sx?$/,
  pytest: /\.py$/,
  go: /\.go$/,
  rspec: /\.rb$/,
}

/** The command that runs those of the tests that the runner takes; undefined where there are none. Go runs packages, not files. */
export function testCommand(format: TestFormat, tests: readonly SelectedTest[]): readonly string[] | undefined {
  const paths = tests.map(({ path }) => path).filter((path) => isOf(format, path))
  if (paths.length === 0) return undefined
  const targets =
    format === 'go'
      ? [...new Set(paths.map((path) => `./${path.slice(0, Math.max(0, path.lastIndexOf('/')))}`))]
      : paths
  return [...PROGRAMS[format], ...targets.map((target) => (target.startsWith('-') ? `./${target}` : target))]
}

/** How many of the tests the runner does not take. */
export function countOthers(format: TestFormat, tests: readonly SelectedTest[]): number {
  return tests.filter(({ path }) => !isOf(format, path)).length
}

function isOf(format: TestFormat, path: string): boolean {
  return OF_RUNNER[format].test(path)
}
