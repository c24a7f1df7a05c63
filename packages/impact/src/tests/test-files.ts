import type { CodeFile } from '@groundcrew/code-map'

const BY_NAME: readonly RegExp[] = [
  /(?:[._-](?:test|spec|cy|e2e)|\.tests)\.[cm]?[jt]sx?$/,
  /(?:^|\/)(?:test_[^/]*|[^/]*_test)\.py$/,
  /_test\.go$/,
  /_(?:spec|test)\.rb$/,
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
export function findTests(files: Iterable<CodeFile>): readonly CodeFile[] {
  const all = [...files].filter(({ path, language }) => isCodeLanguage(language) && !NOT_RUN.test(path))
  const named = all.filter(({ path }) => isTestPath(path))
  if (named.some(({ language }) => isScriptLanguage(language))) return named
  const byPlace = all.filter(
    ({ path, language }) => isScriptLanguage(language) && IN_TEST_DIRECTORY.test(path) && !HELPERS.test(path),
  )
  return [...named, ...byPlace].sort((left, right) => left.number - right.number)
}

function isScriptLanguage(language: string): boolean {
  return ['typescript', 'tsx', 'javascript'].includes(language)
}

function isCodeLanguage(language: string): boolean {
  return isScriptLanguage(language) || ['python', 'go', 'ruby'].includes(language)
}
