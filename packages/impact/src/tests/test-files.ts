import type { CodeFile, CodeMap, Language } from '@groundcrew/code-map'
import { isScript } from '../change/token-words.ts'
import { findClassTests, isClassTestPath } from './class-tests.ts'
import { findDoctests } from './runners/doctests.ts'
import { importedRunner } from './runners/imported-runner.ts'
import { readPages } from './runners/page-files.ts'
import { readRunnerConfigs } from './runners/runner-configs.ts'
import { readScriptSpecs, type ScriptSpec } from './runners/script-specs.ts'
import { configuredAs } from './runners/taken-by-runners.ts'

const BY_NAME: readonly RegExp[] = [
  /(?:[._-](?:test|spec|cy|e2e|test-d|spec-d)|\.tests)\.[cm]?[jt]sx?$/,
  /(?:^|\/)(?:test_[^/]*|[^/]*_tests?|tests)\.py$/,
  /_test\.go$/,
  /(?:^|\/)tests\/[^/]+\.rs$/,
  /_(?:spec|test)\.rb$|(?:^|\/)tests?\/(?:[^/]+\/)*(?:test|spec)_(?!helper)[^/]*\.rb$/,
  // bats, shunit2 and ShellSpec, sharness.
  /\.bats$|[._-](?:spec|test)\.(?:ba|z|k)?sh$|(?:^|\/)t\/t\d{4}-[^/]*\.sh$/,
]
const IN_TESTS = /(?:^|\/)__(?:\w+_)?tests?(?:__)?\/.*\.[cm]?[jt]sx?$/
const IN_TEST_DIRECTORY = /(?:^|\/)tests?\/(?:.*\/)?[^/]+\.[cm]?[jt]sx?$/
/** At the root of a package or beside its source: ava and node:test take it. */
const TEST_ITSELF = /(?:^|\/)test\.[cm]?[jt]sx?$/
const NOT_RUN = /(?:^|\/)(?:fixtures?|__fixtures__|testdata|node_modules|__mocks__|__snapshots__|tap-snapshots)\//
/** Beside tests, without a test's name: most, and tests are those that call a runner. */
const HELPERS = /(?:^|[/_-])(?:helpers?|support|utils?|setup)(?:\/|\.)/

/** Runners that take files of any name, where a package depends on one. */
const TAKES_ANY_NAME = /"(?:mocha|ava|tap|tape|borp|qunit|uvu|@?(?:hapi\/)?lab|jasmine)"\s*:/

/** ESLint's RuleTester calls one itself. */
const CALLS_RUNNER =
  /^[ \t]*(?:(?:(?:await |(?:lab|tap)\.)?(?:test|it|describe|suite)(?:\.\w+)*|QUnit\.\w+|lab\.experiment)[(`]|\w*[tT]ester\.run\()/m

/** Whether a test runner would take the file for a test by its name. */
export function isTestPath(path: string): boolean {
  if (NOT_RUN.test(path)) return false
  const isNamed = BY_NAME.some((pattern) => pattern.test(path)) || isClassTestPath(path)
  return isNamed || (IN_TESTS.test(path) && !HELPERS.test(path))
}

/**
 * The files that a runner runs: those that its configuration names, or a script gives to it. Where it names none, by their names; and where no script of a package has a
 * test's name, as in those of mocha, ava or node:test, the scripts of its test directories and those that are called `test`.
 */
export async function findTests(map: CodeMap): Promise<readonly CodeFile[]> {
  const tests = await findNamedTests(map)
  const known = new Set(tests.map(({ number }) => number))
  const onPages = readPages(map)
    .flatMap(({ files }) => files.map((number) => map.file(number)))
    .filter((file) => !NOT_RUN.test(file.path) && callsRunner(map, file))
  const others = new Set([...findDoctests(map), ...onPages].filter(({ number }) => !known.has(number)))
  return others.size === 0 ? tests : [...tests, ...others].sort((left, right) => left.number - right.number)
}

async function findNamedTests(map: CodeMap): Promise<readonly CodeFile[]> {
  const configs = readRunnerConfigs(map)
  const specs = await readScriptSpecs(map, configs)
  const usual = [...findUsualTests(map, specs), ...findClassTests(map)]
  if (configs.length === 0 && specs.length === 0) return usual
  const configured = (file: CodeFile): ReturnType<typeof configuredAs> =>
    configuredAs(file.path, { configs, isOf: ({ runner }) => (runner === 'pytest') === (file.language === 'python') })
  // A test of a runner that these do not speak of.
  const isOfOther = (file: CodeFile): boolean => {
    const runner = isScriptFile(file) ? importedRunner(map, file) : undefined
    return runner !== undefined && !configs.some((config) => config.runner === runner)
  }
  const isGiven = (file: CodeFile): boolean => {
    const given = specs.filter(({ include }) => include.test(`/${file.path}`))
    return given.some(({ isWide }) => !isWide) || (given.length > 0 && isPlacedTest(map, file))
  }
  const run = usual.filter((file) => configured(file) !== 'left' || isOfOther(file) || isGiven(file))
  const known = new Set(usual.map(({ number }) => number))
  const isNew = (path: string): boolean => !NOT_RUN.test(path) && /\.(?:[cm]?[jt]sx?|py)$/.test(path)
  const named =
    specs.length === 0 && configs.every(({ include }) => include === undefined)
      ? []
      : filesWhere(map, isNew).filter(
          (file) => !known.has(file.number) && (configured(file) === 'taken' || isGiven(file)),
        )
  return [...run, ...named].sort((left, right) => left.number - right.number)
}

function findUsualTests(map: CodeMap, specs: readonly ScriptSpec[]): readonly CodeFile[] {
  const named = filesWhere(map, isTestPath).filter(({ language }) => isCodeLanguage(language))
  const packageOf = packagesOf(map)
  const haveNamed = new Set(named.filter(isScriptFile).map(({ path }) => packageOf(path)))
  const takesAnyName = anyNameTakers(map, packageOf)
  const isPlaced = (path: string): boolean =>
    IN_TESTS.test(path) ||
    ((IN_TEST_DIRECTORY.test(path) || TEST_ITSELF.test(path)) &&
      (!haveNamed.has(packageOf(path)) || takesAnyName(path)))
  const placed = filesWhere(map, (path) => isPlaced(path) && !isTestPath(path) && !NOT_RUN.test(path))
  // Where scripts say what is run, a place alone says little.
  const told = new Set(specs.map(({ directory }) => directory))
  const isTest = (file: CodeFile): boolean =>
    told.has(packageOf(file.path)) ? callsRunner(map, file) : isPlacedTest(map, file)
  const run = placed.filter((file) => isScriptFile(file) && isTest(file))
  return [...named, ...run]
}

/** Whether the package around a file, or the root, has a runner for which a test's name says nothing of the files without one. */
function anyNameTakers(map: CodeMap, packageOf: (path: string) => string): (path: string) => boolean {
  const known = new Map<string, boolean>()
  const takes = (directory: string): boolean => {
    const manifest = map.findFile(directory === '' ? 'package.json' : `${directory}/package.json`)
    const found =
      known.get(directory) ??
      (manifest !== undefined && TAKES_ANY_NAME.test(map.read(manifest)?.source.toString() ?? ''))
    known.set(directory, found)
    return found
  }
  return (path) => takes(packageOf(path)) || takes('')
}

/** Whether it is a test, and no helper of tests or data such as a migration, which imports nothing. */
function isPlacedTest(map: CodeMap, file: CodeFile): boolean {
  return (
    (!HELPERS.test(file.path) && map.imports(file.number).length > 0) || callsRunner(map, file) || callsTap(map, file)
  )
}

/** Its module is the test, and helpers are given theirs. */
function callsTap(map: CodeMap, file: CodeFile): boolean {
  return (
    importedRunner(map, file) === 'tap' && /^(?:t|tap)\.\w+\(/m.test(map.read(file.number)?.source.toString() ?? '')
  )
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
  return isScript(language) || ['python', 'go', 'ruby', 'bash'].includes(language)
}
