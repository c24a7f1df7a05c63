import { readFile } from 'node:fs/promises'
import { resolve } from 'node:path'
import { ToolError } from '@groundcrew/core/cli'
import { parseJson } from '../parse-json.ts'
import { declarationsOf } from './executed-declarations.ts'
import { pathBelow, toCoverage } from './read-v8.ts'
import type { TestCoverage } from './coverage-store.ts'

/** By path of the test what it executed. */
export type CoverageByTest = ReadonlyMap<string, TestCoverage>

interface Question {
  readonly file: string
  readonly root: string
  /** Where the report was made: its paths are relative to this directory, or absolute. */
  readonly from: string
  /** The test that the whole report is of, where the report does not say. */
  readonly test: string | undefined
}

/**
 * Reads a coverage report: istanbul's JSON, lcov, or the JSON of coverage.py. Which test it is of the caller says, or lcov's `TN:` lines, or
 * coverage.py's contexts (`coverage json --show-contexts` of a run with `--cov-context=test` or dynamic contexts).
 *
 * @throws ToolError NO_COVERAGE (exit code 2) where it is none of these, or says of no test.
 */
export async function readCoverageReport(question: Question): Promise<CoverageByTest> {
  const { file, root, from, test } = question
  const text = await readReport(file)
  const found = text.trimStart().startsWith('{')
    ? await readJson(parseJson(text) ?? {}, { root, from, test })
    : readLcov(text, { root, from, test })
  if ([...found.values()].some((executed) => Object.keys(executed).length > 0)) return found
  throw new ToolError('NO_COVERAGE', `${file} does not say which test executed what of this repository`, {
    exitCode: 2,
    hint: 'it has to be a report of istanbul, lcov or coverage.py; name the test that it is of: --test PATH',
  })
}

async function readReport(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error
    throw new ToolError('NO_COVERAGE', `there is no ${file}`, { exitCode: 2, hint: 'name a coverage report' })
  }
}

type Where = Omit<Question, 'file'>

interface IstanbulFile {
  readonly fnMap?: Readonly<Record<string, { readonly name?: string }>>
  readonly f?: Readonly<Record<string, number>>
  readonly s?: Readonly<Record<string, number>>
}

interface PythonFile {
  readonly executed_lines?: readonly number[]
  readonly contexts?: Readonly<Record<string, readonly string[]>>
}

async function readJson(parsed: unknown, where: Where): Promise<CoverageByTest> {
  const { files } = parsed as { readonly files?: Readonly<Record<string, PythonFile>> }
  if (files !== undefined) return await readPython(files, where)
  const executed = new Map<string, Set<string>>()
  for (const [key, { fnMap = {}, f = {}, s = {} }] of Object.entries(
    parsed as Readonly<Record<string, IstanbulFile>>,
  )) {
    const path = pathBelow(where.root, resolve(where.from, key))
    // Reports have files too that were never loaded.
    if (path === undefined || ![...Object.values(f), ...Object.values(s)].some((count) => count > 0)) continue
    const ran = Object.keys(fnMap).filter((id) => (f[id] ?? 0) > 0)
    executed.set(
      path,
      new Set(ran.map((id) => fnMap[id]?.name ?? '').filter((name) => name !== '' && !name.startsWith('('))),
    )
  }
  return where.test === undefined ? new Map() : new Map([[where.test, toCoverage(executed)]])
}

async function readPython(
  files: Readonly<Record<string, PythonFile>>,
  { root, from, test }: Where,
): Promise<CoverageByTest> {
  const byTest = new Map<string, Map<string, Set<string>>>()
  for (const [name, { executed_lines: lines = [], contexts = {} }] of Object.entries(files)) {
    const path = pathBelow(root, resolve(from, name))
    if (path === undefined || lines.length === 0) continue
    const linesOf = new Map<string, number[]>(test === undefined ? [] : [[test, [...lines]]])
    for (const [line, tests] of test === undefined ? Object.entries(contexts) : []) {
      // `tests/test_a.py::test_x|run`; the empty context is the import.
      for (const context of new Set(tests.map((one) => one.split('::')[0] ?? '').filter((one) => one.endsWith('.py'))))
        linesOf.set(context, [...(linesOf.get(context) ?? []), Number(line)])
    }
    const declared = await declarationsOf(resolve(root, path), path)
    for (const [one, executed] of linesOf) {
      const known = byTest.get(one) ?? new Map<string, Set<string>>()
      known.set(
        path,
        new Set(
          declared
            .filter((unit) => executed.some((line) => line > unit.line && line <= unit.endLine))
            .map(({ qualifiedName }) => qualifiedName),
        ),
      )
      byTest.set(one, known)
    }
  }
  return new Map([...byTest].map(([one, executed]) => [one, toCoverage(executed)]))
}

/** Records of `SF:` file to `end_of_record`, each after the `TN:` of its test; `FNDA:count,name` are functions. */
function readLcov(text: string, { root, from, test }: Where): CoverageByTest {
  const byTest = new Map<string, Map<string, Set<string>>>()
  let named: string | undefined
  for (const record of text.split(/^end_of_record$/m)) {
    named = /^TN:(.+)$/m.exec(record)?.[1] ?? named
    const one = test ?? named
    const file = /^SF:(.+)$/m.exec(record)?.[1]
    const path = file === undefined ? undefined : pathBelow(root, resolve(from, file.trim()))
    if (one === undefined || path === undefined || !/^(?:DA:\d+,|FNDA:)0*[1-9]/m.test(record)) continue
    const names = namesOf(byTest, { test: one.trim(), path })
    for (const [, count = '', ran = ''] of record.matchAll(/^FNDA:(\d+),(.+)$/gm))
      if (Number(count) > 0) names.add(ran.trim())
  }
  return new Map([...byTest].map(([one, executed]) => [one, toCoverage(executed)]))
}

function namesOf(
  byTest: Map<string, Map<string, Set<string>>>,
  { test, path }: { readonly test: string; readonly path: string },
): Set<string> {
  const files = byTest.get(test) ?? new Map<string, Set<string>>()
  const names = files.get(path) ?? new Set<string>()
  files.set(path, names)
  byTest.set(test, files)
  return names
}
