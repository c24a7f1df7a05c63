import { readFileSync } from 'node:fs'
import path from 'node:path'
import { ToolError, type Io } from '@groundcrew/core/cli'
import { openHistory } from '@groundcrew/core/history'
import { findRepository, resolveCommit, stateDirectory } from '@groundcrew/core/repo'
import { count } from '@groundcrew/core/text'
import { parseJunit, type JunitCase } from '@groundcrew/core/failures'
import { junitTests } from '../read/junit-tests.ts'

export interface IngestReport {
  readonly files: readonly {
    readonly file: string
    readonly tests: number
    readonly failed: number
    readonly flaky: number
  }[]
}

/**
 * Enters reports in the history: all of them, or none when one cannot be read.
 *
 * @throws ToolError UNREADABLE, NOT_JUNIT, UNKNOWN_REF.
 */
export async function ingestReports(io: Io, files: readonly string[], ref: string | undefined): Promise<IngestReport> {
  const repository = await findRepository(io.cwd, io.env)
  const root = repository?.root ?? io.cwd
  const commit = ref === undefined || repository === undefined ? undefined : await resolveCommit(repository, ref)
  const reports = files.map((file) => ({ file, cases: readReport(io, file) }))
  const history = await openHistory(await stateDirectory(io.cwd, io.env))
  try {
    for (const { file, cases } of reports) {
      await history?.record({
        atMs: io.now(),
        tool: 'ingest',
        runner: 'junit',
        command: [file],
        worktree: '',
        ...(commit === undefined ? {} : { commit }),
        isDirty: false,
        environment: {},
        purpose: 'report',
        durationMs: cases.reduce((sum, { durationMs = 0 }) => sum + durationMs, 0),
        attempts: junitTests(cases, root).flatMap(({ id, attempts }) =>
          attempts.map(({ outcome, message }) => ({
            test: id,
            outcome,
            ...(message === undefined ? {} : { message }),
          })),
        ),
      })
    }
  } finally {
    history?.close()
  }
  return { files: reports.map(({ file, cases }) => ({ file, ...countCases(cases) })) }
}

function readReport(io: Io, file: string): readonly JunitCase[] {
  let text: string
  try {
    text = readFileSync(path.resolve(io.cwd, file), 'utf8')
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    throw new ToolError('UNREADABLE', `${file} cannot be read (${code})`, {
      hint: 'name a JUnit XML file; nothing was taken in',
      exitCode: 2,
    })
  }
  const cases = parseJunit(text)
  if (cases !== undefined) return cases
  throw new ToolError('NOT_JUNIT', `${file} is no whole JUnit report`, {
    hint: 'nothing was taken in; was its writer stopped?',
  })
}

function countCases(cases: readonly JunitCase[]): {
  readonly tests: number
  readonly failed: number
  readonly flaky: number
} {
  const outcomes = cases.map(({ attempts }) => new Set(attempts.map(({ outcome }) => outcome)))
  return {
    tests: cases.length,
    failed: outcomes.filter((outcome) => outcome.has('failed') && !outcome.has('passed')).length,
    flaky: outcomes.filter((outcome) => outcome.has('failed') && outcome.has('passed')).length,
  }
}

export function renderIngest({ files }: IngestReport): string {
  const sum = (key: 'tests' | 'failed' | 'flaky'): number => files.reduce((total, entry) => total + entry[key], 0)
  return [
    `${count(sum('tests'), 'test')} of ${count(files.length, 'report')}: ${sum('failed')} failed, ${sum('flaky')} flaky`,
    ...files.filter(({ tests }) => tests === 0).map(({ file }) => `note: ${file} has no test`),
    'next: flake top',
  ].join('\n')
}
