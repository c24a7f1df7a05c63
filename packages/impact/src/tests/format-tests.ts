/** Ways to write the selected tests as a command line of a runner. */
export const TEST_FORMATS = [
  'vitest',
  'jest',
  'mocha',
  'ava',
  'tap',
  'jasmine',
  'node',
  'playwright',
  'pytest',
  'go',
  'rspec',
  'minitest',
  'bats',
  'cargo',
  'mvn',
  'gradle',
  'phpunit',
  'pest',
  'dotnet',
] as const
export type TestFormat = (typeof TEST_FORMATS)[number]

/** Those whose commands name classes, modules or targets and no files: see build-runs.ts. */
export const BUILD_FORMATS = ['cargo', 'mvn', 'gradle', 'phpunit', 'pest', 'dotnet'] as const
export type BuildFormat = (typeof BUILD_FORMATS)[number]
export type FileFormat = Exclude<TestFormat, BuildFormat>

/** Ruby takes one file: it loads the others. */
export const LOADED = ['-Ilib', '-Itest', '-e', 'ARGV.each { |file| require File.expand_path(file) }'] as const

const PROGRAMS: Readonly<Record<FileFormat, readonly string[]>> = {
  vitest: ['npx', 'vitest', 'run'],
  jest: ['npx', 'jest', '--runTestsByPath'],
  mocha: ['npx', 'mocha'],
  ava: ['npx', 'ava'],
  tap: ['npx', 'tap'],
  jasmine: ['npx', 'jasmine'],
  node: ['node', '--test'],
  playwright: ['npx', 'playwright', 'test'],
  pytest: ['python3', '-m', 'pytest'],
  go: ['go', 'test'],
  rspec: ['bundle', 'exec', 'rspec'],
  minitest: ['ruby', ...LOADED],
  bats: ['bats'],
}

const SCRIPT = /\.[cm]?[jt]sx?$/
const FILES: Readonly<Record<FileFormat, RegExp>> = {
  vitest: SCRIPT,
  jest: SCRIPT,
  mocha: SCRIPT,
  ava: SCRIPT,
  tap: SCRIPT,
  jasmine: SCRIPT,
  node: SCRIPT,
  playwright: SCRIPT,
  pytest: /\.(?:py|rst|txt|md)$/,
  go: /\.go$/,
  rspec: /_spec\.rb$/,
  minitest: /(?:_test|(?:^|\/)(?:test|spec)_[^/]*)\.rb$/,
  bats: /\.bats$/,
}

/** Whether the runner takes a file of this name at all. */
export function takesFile(format: TestFormat, path: string): boolean {
  return isFileFormat(format) && FILES[format].test(path)
}

export function isFileFormat(format: TestFormat): format is FileFormat {
  return !(BUILD_FORMATS as readonly TestFormat[]).includes(format)
}

/** What a project adds to the runner's own command. */
export interface RunnerCall {
  readonly environment: Readonly<Record<string, string>>
  /** `react-scripts test` or `tsx --test`, for example; the runner's own where there is none. */
  readonly program: readonly string[] | undefined
  readonly flags: readonly string[]
}

/** The command that runs the tests, whose paths are from the directory it is run in. Go runs packages, and not files. */
export function testCommand(
  format: FileFormat,
  paths: readonly string[],
  call: RunnerCall = { environment: {}, program: undefined, flags: [] },
): readonly string[] {
  const environment = Object.entries(call.environment).map(([name, value]) => `${name}=${value}`)
  return [
    ...(environment.length > 0 ? ['env', ...environment] : []),
    ...(call.program ?? PROGRAMS[format]),
    ...call.flags,
    ...targetsOf(format, paths),
  ]
}

function targetsOf(format: FileFormat, paths: readonly string[]): readonly string[] {
  switch (format) {
    case 'go':
      return [...new Set(paths.map((path) => `./${path.slice(0, Math.max(0, path.lastIndexOf('/')))}`))]
    case 'playwright':
      // It takes regular expressions, for whole paths.
      return paths.map((path) => `(?:^|/)${path.replaceAll(/[\\^$.*+?()[\]{}|]/g, String.raw`\$&`)}$`)
    case 'ava':
      return paths.map((path) => escapeGlob(dashed(path)))
    default:
      return paths.map(dashed)
  }
}

/** No file name is taken for an option. */
function dashed(path: string): string {
  return path.startsWith('-') ? `./${path}` : path
}

function escapeGlob(path: string): string {
  return path.replaceAll(/[*?[\]{}()!]/g, String.raw`\$&`)
}
