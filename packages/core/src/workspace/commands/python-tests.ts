import { baseName, joinPath, parentOf, relativeTo } from '../source/paths.ts'
import { isExamplePlace, isFixturePlace } from '../source/places.ts'
import type { Evidence, Package, WorkspaceCommand } from '../types.ts'
import { command } from './command.ts'
import { configEvidence, declaredTool, startModule, type PythonContext } from './python-tools.ts'

/** Test files that are opened to see which runner they are written for. */
const TEST_FILES_OPENED_MAX = 50

const testName = /^(?:test_.*|.*_test|tests?)\.py$/

/** pytest where anything speaks for it, Django's runner for its projects, else unittest where test files import it. */
export function testCommands(context: PythonContext, packages: readonly Package[]): WorkspaceCommand[] {
  const tests = ownTests(context, packages)
  const [firstTest] = tests
  if (firstTest === undefined) return []
  const pytest = pytestEvidence(context, tests)
  if (pytest !== undefined) return [testCommand(context, { runner: 'pytest', args: [], ...pytest })]
  const { sources, owner } = context
  const manage = sources.index.first(owner.directory, ['manage.py'])
  if (manage !== undefined && (sources.text(manage) ?? '').includes('django')) {
    return [djangoCommand(context, manage)]
  }
  const unittest = firstLine(context, tests, /^\s*(?:import unittest|from unittest\b.*import)/)
  if (unittest !== undefined) {
    const why = `${unittest.file} uses unittest, and nothing speaks for pytest`
    return [
      testCommand(context, { runner: 'unittest', args: discoverArguments(context, tests), why, evidence: unittest }),
    ]
  }
  const function_ = firstLine(context, tests, /^(?:async )?def test_/)
  if (function_ === undefined) return []
  const why = `${function_.file} has test functions, which pytest collects`
  return [testCommand(context, { runner: 'pytest', args: [], why, evidence: function_ })]
}

/** The test files of the package that do not belong to a package inside it. */
function ownTests({ sources, owner }: PythonContext, packages: readonly Package[]): string[] {
  const inner = packages
    .filter(({ ecosystem, directory }) => ecosystem === 'python' && directory !== owner.directory)
    .map(({ directory }) => `${directory}/`)
    .filter((directory) => owner.directory === '.' || directory.startsWith(`${owner.directory}/`))
  return sources.index.under(owner.directory).filter((file) => {
    if (!testName.test(baseName(file)) || isFixturePlace(parentOf(file)) || isExamplePlace(parentOf(parentOf(file))))
      return false
    return !inner.some((directory) => file.startsWith(directory))
  })
}

interface Found {
  readonly why: string
  readonly evidence: Evidence
}

function pytestEvidence(context: PythonContext, tests: readonly string[]): Found | undefined {
  const config = configEvidence(context, {
    files: ['pytest.ini', '.pytest.ini', 'pytest.toml'],
    table: 'pytest',
    sections: [
      ['setup.cfg', 'tool:pytest'],
      ['tox.ini', 'pytest'],
    ],
  })
  if (config !== undefined) return { why: `${config.file} configures pytest`, evidence: config }
  const declared = declaredTool(context, 'pytest')
  if (declared !== undefined) return { why: `${declared.evidence.file} asks for pytest`, evidence: declared.evidence }
  const { sources, owner } = context
  const conftest = sources.index
    .named('conftest.py')
    .find((file) => file.startsWith(owner.directory === '.' ? '' : `${owner.directory}/`))
  if (conftest !== undefined) return { why: `${conftest} is pytest's`, evidence: { file: conftest, line: 1 } }
  const imported = firstLine(context, tests, /^\s*(?:import pytest\b|from pytest\b)/)
  return imported === undefined ? undefined : { why: `${imported.file} uses pytest`, evidence: imported }
}

function firstLine({ sources }: PythonContext, files: readonly string[], pattern: RegExp): Evidence | undefined {
  for (const file of files.slice(0, TEST_FILES_OPENED_MAX)) {
    const at = sources.lines(file).findIndex((line) => pattern.test(line))
    if (at >= 0) return { file, line: at + 1 }
  }
  return undefined
}

interface Runner extends Found {
  readonly runner: 'pytest' | 'unittest'
  readonly args: readonly string[]
}

function testCommand(context: PythonContext, { runner, args, why, evidence }: Runner): WorkspaceCommand {
  const { argv, ...start } = startModule(context, runner, args)
  return command({
    role: 'test',
    packageDirectory: context.owner.directory,
    ecosystem: 'python',
    label: runner,
    invocation: { kind: 'argv', argv },
    why,
    evidence,
    ...start,
    runner,
  })
}

function djangoCommand({ owner, environment }: PythonContext, manage: string): WorkspaceCommand {
  const { interpreter, program, programSource } = environment
  return command({
    role: 'test',
    packageDirectory: owner.directory,
    ecosystem: 'python',
    label: 'django',
    invocation: { kind: 'argv', argv: [...interpreter, 'manage.py', 'test'] },
    why: `${manage} starts Django, whose own runner finds the tests`,
    evidence: { file: manage, line: 1 },
    program,
    programSource,
    module: 'django',
    runner: 'django',
  })
}

/** Discovery does not enter folders without `__init__.py`; where all tests are in one such folder it has to start there. */
function discoverArguments({ sources, owner }: PythonContext, tests: readonly string[]): string[] {
  const folders = new Set(tests.map((file) => relativeTo(owner.directory, parentOf(file)).split('/')[0] ?? '.'))
  const [folder] = folders
  if (folders.size !== 1 || folder === undefined || folder === '.') return ['discover']
  const isPackage = sources.index.has(joinPath(joinPath(owner.directory, folder), '__init__.py'))
  return isPackage ? ['discover'] : ['discover', '-s', folder]
}
