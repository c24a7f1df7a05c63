import { isInside, parentOf, relativeTo } from './paths.ts'

/** Folders of foreign or made-up code: a manifest in there is data, not a package of the repository. */
const fixtureSegments: ReadonlySet<string> = new Set([
  'node_modules',
  'bower_components',
  'vendor',
  'third_party',
  'third-party',
  'fixtures',
  'fixture',
  '__fixtures__',
  '__mocks__',
  '__snapshots__',
  'testdata',
  'test-data',
  'test_data',
  'site-packages',
  'dist',
  '.venv',
  'venv',
  '.yarn',
  '.git',
])

const testSegments: ReadonlySet<string> = new Set([
  'test',
  'tests',
  '__tests__',
  'spec',
  'specs',
  'e2e',
  'integration-tests',
  'integrationTests',
])
const testDataSegments: ReadonlySet<string> = new Set([
  'data',
  'resources',
  'assets',
  'cases',
  'projects',
  'samples',
  'repos',
])

/** Folders of packages that stand on their own and are not what the repository is about. */
const exampleSegments: ReadonlySet<string> = new Set([
  'example',
  'examples',
  'demo',
  'demos',
  'sample',
  'samples',
  'template',
  'templates',
  '__template__',
  'playground',
  'playgrounds',
  'sandbox',
  'boilerplate',
  'bench',
  'benchmark',
  'benchmarks',
])

export function isFixtureSegment(segment: string): boolean {
  return fixtureSegments.has(segment)
}

/** Is the directory part of a folder of fixtures or of dependencies? */
export function isFixturePlace(directory: string): boolean {
  const segments = directory.split('/')
  return segments.some((segment, at) => {
    if (fixtureSegments.has(segment)) return true
    const before = segments[at - 1]
    return before !== undefined && testSegments.has(before) && testDataSegments.has(segment)
  })
}

/** Is the directory part of a folder of examples or templates, or one of the worlds that tests live in? */
export function isExamplePlace(directory: string): boolean {
  const segments = directory.split('/')
  if (segments.some((segment) => exampleSegments.has(segment) || exampleNames.test(segment))) return true
  return parentOf(directory)
    .split('/')
    .some((segment) => testSegments.has(segment))
}

/** `theme_template`, `{{cookiecutter.slug}}`. */
const exampleNames = /[-_](?:templates?|examples?)$|[{}%$<>]/

/** Is `directory` one of the worlds that the tests of the package in `owner` live in? */
export function isTestWorld(owner: string, directory: string): boolean {
  if (owner === directory || !isInside(owner, directory)) return false
  return relativeTo(owner, directory)
    .split('/')
    .some((segment) => testSegments.has(segment))
}
