import { posix } from 'node:path'
import type { PairFinding } from './findings.ts'
import type { Side } from './side.ts'

/** What pytest takes for a file of tests, by its name alone. */
export const TEST_FILE = /^(?:test_\w+|\w+_test)\.py$/
const SETTINGS = ['pytest.ini', 'pyproject.toml', 'setup.cfg', 'tox.ini']

/** Files of tests of one name that both sides add, in directories that are no packages: pytest loads one of them and refuses the other. */
export async function findTestNames(mine: Side, theirs: Side): Promise<readonly PairFinding[]> {
  const own = await addedTests(mine)
  const found: PairFinding[] = []
  if (own.length === 0 || (await isByPath(mine)) || (await isByPath(theirs))) return found
  for (const their of await addedTests(theirs)) {
    const same = own.find((path) => path !== their && posix.basename(path) === posix.basename(their))
    if (same === undefined) continue
    const name = posix.basename(their)
    found.push({
      severity: 'break',
      kind: 'duplicate-name',
      mine: { path: same, line: 1 },
      theirs: { path: their, line: 1 },
      text: `both add tests ${name} in directories without __init__.py: pytest takes them for one module`,
      symbol: name,
    })
  }
  return found
}

async function addedTests({ files, after }: Side): Promise<readonly string[]> {
  const paths = await after.paths()
  const added = files.filter(({ path, status }) => status === 'added' && TEST_FILE.test(posix.basename(path)))
  const found: string[] = []
  for (const { path } of added) {
    const isInPackage = paths.has(posix.join(posix.dirname(path), '__init__.py'))
    // oxlint-disable-next-line no-await-in-loop -- they are loaded
    const open = isInPackage ? undefined : await after.open(path)
    // Without a function that is a test it is not certain that pytest runs it.
    if (
      open?.symbols.some(
        ({ kind, name, parent }) => kind === 'function' && parent === -1 && name.startsWith('test'),
      ) === true
    )
      found.push(path)
  }
  return found
}

/** `--import-mode=importlib`, under which names do not meet. */
async function isByPath({ after }: Side): Promise<boolean> {
  const texts = [...(await after.readAll(SETTINGS)).values()].map((text) => text.toString('utf8'))
  return texts.some((text) => /\bimport[-_]mode\b\W*importlib/.test(text))
}
