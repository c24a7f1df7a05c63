import type { CodeFile, CodeMap } from '@groundcrew/code-map'

const BY_NAME: readonly RegExp[] = [
  /(?:[._-](?:test|spec|cy|e2e|test-d|spec-d)|\.tests)\.[cm]?[jt]sx?$/,
  /(?:^|\/)(?:test_[^/]*|[^/]*_test|tests)\.py$/,
  /_test\.go$/,
  /_(?:spec|test)\.rb$|(?:^|\/)tests?\/(?:[^/]+\/)*test_[^/]*\.rb$/,
]
const IN_TESTS = /(?:^|\/)__tests__\/.*\.[cm]?[jt]sx?$/
const IN_TEST_DIRECTORY = /(?:^|\/)tests?\/(?:.*\/)?[^/]+\.[cm]?[jt]sx?$/
const NOT_RUN = /(?:^|\/)(?:fixtures?|__fixtures__|testdata|node_modules|__mocks__|__snapshots__)\//
/** Beside tests, without a test's name. */
const HELPERS = /(?:^|\/)(?:helpers?|support|utils?)(?:\/|\.)/

/** Whether a test runner would take the file for a test by its name. */
export function isTestPath(path: string): boolean {
  if (NOT_RUN.test(path)) return false
  return BY_NAME.some((pattern) => pattern.test(path)) || (IN_TESTS.test(path) && !HELPERS.test(path))
}

/**
 * The files that a runner runs. Where no script has a test's name, as in projects of mocha or node:test, the scripts of their test
 * directories.
 */
export function findTests(map: CodeMap): readonly CodeFile[] {
  const named = filesWhere(map, isTestPath).filter(({ language }) => isCodeLanguage(language))
  if (named.some(({ language }) => isScriptLanguage(language))) return named
  const byPlace = filesWhere(map, (path) => IN_TEST_DIRECTORY.test(path) && !HELPERS.test(path) && !NOT_RUN.test(path))
  const scripts = byPlace.filter(({ language }) => isScriptLanguage(language))
  return [...named, ...scripts].sort((left, right) => left.number - right.number)
}

/** By path first: what else is known of a file costs more. */
function filesWhere(map: CodeMap, isWanted: (path: string) => boolean): readonly CodeFile[] {
  const found: CodeFile[] = []
  for (let number = 0; number < map.fileCount; number++) if (isWanted(map.pathOf(number))) found.push(map.file(number))
  return found
}

function isScriptLanguage(language: string): boolean {
  return ['typescript', 'tsx', 'javascript'].includes(language)
}

function isCodeLanguage(language: string): boolean {
  return isScriptLanguage(language) || ['python', 'go', 'ruby'].includes(language)
}
