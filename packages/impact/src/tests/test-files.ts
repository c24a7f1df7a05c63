import type { CodeFile, CodeMap, Language } from '@groundcrew/code-map'
import { isScript } from '../change/token-words.ts'
import { findClassTests, isClassTestPath } from './class-tests.ts'
import { importedRunner } from './runners/imported-runner.ts'
import { readRunnerConfigs } from './runners/runner-configs.ts'
import { configuredAs } from './runners/taken-by-runners.ts'

const BY_NAME: readonly RegExp[] = [
  /(?:[._-](?:test|spec|cy|e2e|test-d|spec-d)|\.tests)\.[cm]?[jt]sx?$/,
  /(?:^|\/)(?:test_[^/]*|[^/]*_test|tests)\.py$/,
  /_test\.go$/,
  /(?:^|\/)tests\/[^/]+\.rs$/,
  /_(?:spec|test)\.rb$|(?:^|\/)tests?\/(?:[^/]+\/)*test_[^/]*\.rb$/,
]
const IN_TESTS = /(?:^|\/)__(?:\w+_)?tests?(?:__)?\/.*\.[cm]?[jt]sx?$/
const IN_TEST_DIRECTORY = /(?:^|\/)tests?\/(?:.*\/)?[^/]+\.[cm]?[jt]sx?$/
/** At the root of a package or beside its source: ava and node:test take it. */
const TEST_ITSELF = /(?:^|\/)test\.[cm]?[jt]sx?$/
const NOT_RUN = /(?:^|\/)(?:fixtures?|__fixtures__|testdata|node_modules|__mocks__|__snapshots__)\//
/** Beside tests, without a test's name: most, and tests are those that call a runner. */
const HELPERS = /(?:^|[/-])(?:helpers?|support|utils?|setup)(?:\/|\.)/

const CALLS_RUNNER = /^[ \t]*(?:test|it|describe|suite)(?:\.\w+)*[(`]/m

/** Whether a test runner would take the file for a test by its name. */
export function isTestPath(path: string): boolean {
  if (NOT_RUN.test(path)) return false
  const isNamed = BY_NAME.some((pattern) => pattern.test(path)) || isClassTestPath(path)
  return isNamed || (IN_TESTS.test(path) && !HELPERS.test(path))
}

/**
 * The files that a runner runs: those that its configuration names. Where it names none, by their names; and where no script of a package has a
 * test's name, as in those of mocha, ava or node:test, the scripts of its test directories and those that are called `test`.
 */
export function findTests(map: CodeMap): readonly CodeFile[] {
  const configs = readRunnerConfigs(map)
  const usual = [...findUsualTests(map), ...findClassTests(map)]
  if (configs.length === 0) return usual
  const configured = (file: CodeFile): ReturnType<typeof configuredAs> =>
    configuredAs(file.path, { configs, isOf: ({ runner }) => (runner === 'pytest') === (file.language === 'python') })
  // A test of a runner that these do not speak of.
  const isOfOther = (file: CodeFile): boolean => {
    const runner = isScriptFile(file) ? importedRunner(map, file) : undefined
    return runner !== undefined && !configs.some((config) => config.runner === runner)
  }
  const run = usual.filter((file) => configured(file) !== 'left' || isOfOther(file))
  const known = new Set(usual.map(({ number }) => number))
  const isNew = (path: string): boolean => !NOT_RUN.test(path) && /\.(?:[cm]?[jt]sx?|py)$/.test(path)
  const named = configs.every(({ include }) => include === undefined)
    ? []
    : filesWhere(map, isNew).filter((file) => !known.has(file.number) && configured(file) === 'taken')
  return [...run, ...named].sort((left, right) => left.number - right.number)
}

function findUsualTests(map: CodeMap): readonly CodeFile[] {
  const named = filesWhere(map, isTestPath).filter(({ language }) => isCodeLanguage(language))
  const packageOf = packagesOf(map)
  const haveNamed = new Set(named.filter(isScriptFile).map(({ path }) => packageOf(path)))
  const isPlaced = (path: string): boolean =>
    IN_TESTS.test(path) || ((IN_TEST_DIRECTORY.test(path) || TEST_ITSELF.test(path)) && !haveNamed.has(packageOf(path)))
  const placed = filesWhere(map, (path) => isPlaced(path) && !isTestPath(path) && !NOT_RUN.test(path))
  const run = placed.filter((file) => isScriptFile(file) && (!HELPERS.test(file.path) || callsRunner(map, file)))
  return [...named, ...run]
}

function callsRunner(map: CodeMap, { number }: CodeFile): boolean {
  return CALLS_RUNNER.test(map.read(number)?.source.toString() ?? '')
}

/** The directory of the manifest above a file; empty where there is none. */
export function packagesOf(map: CodeMap): (path: string) => string {
  const directories = new Set<string>()
  for (let number = 0; number < map.fileCount; number++) {
    const path = map.pathOf(number)
    if (path.endsWith('/package.json') && !NOT_RUN.test(path)) directories.add(path.slice(0, -'/package.json'.length))
  }
  return (path) => {
    for (let at = path.lastIndexOf('/'); at > 0; at = path.lastIndexOf('/', at - 1))
      if (directories.has(path.slice(0, at))) return path.slice(0, at)
    return ''
  }
}

/** By path first: what else is known of a file costs more. */
function filesWhere(map: CodeMap, isWanted: (path: string) => boolean): readonly CodeFile[] {
  const found: CodeFile[] = []
  for (let number = 0; number < map.fileCount; number++) if (isWanted(map.pathOf(number))) found.push(map.file(number))
  return found
}

function isScriptFile({ language }: CodeFile): boolean {
  return isScript(language)
}

function isCodeLanguage(language: Language): boolean {
  return isScript(language) || ['python', 'go', 'ruby'].includes(language)
}
