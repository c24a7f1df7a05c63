import { appendFileSync, mkdirSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { note, ToolError, version, type Io } from '@groundcrew/core/cli'
import type { PreflightReport } from '../report.ts'
import { renderAnnotations, renderSummary } from './github.ts'
import { renderHtml } from './html.ts'
import { renderJunit } from './junit.ts'
import { renderSarif } from './sarif.ts'

export interface ReportFiles {
  readonly junit: string | undefined
  readonly sarif: string | undefined
  readonly html: string | undefined
}

/** The files that are asked for, as absolute paths. */
export function pathsOf(io: Io, { junit, sarif, html }: ReportFiles): readonly string[] {
  return [junit, sarif, html].flatMap((file) => (file === undefined ? [] : [path.resolve(io.cwd, file)]))
}

/**
 * Makes sure, before anything runs, that the files can be written. They are relative to `io.cwd`.
 *
 * @throws ToolError CANNOT_WRITE.
 */
export function prepareReports(io: Io, files: ReportFiles): void {
  for (const whole of pathsOf(io, files)) {
    const file = path.relative(io.cwd, whole)
    try {
      mkdirSync(path.dirname(whole), { recursive: true })
      if (statSync(whole, { throwIfNoEntry: false })?.isDirectory() === true) throw new Error('it is a directory')
      writeFileSync(partOf(whole), '')
      rmSync(partOf(whole))
    } catch (error) {
      throw new ToolError('CANNOT_WRITE', `${file} cannot be written: ${(error as Error).message}`, {
        hint: 'name a file in a directory that can be written',
        exitCode: 2,
      })
    }
  }
}

/** Writes the report in other formats, and where GitHub runs this tells it the findings and the summary. */
export function writeReports(io: Io, report: PreflightReport, files: ReportFiles): void {
  const wanted: readonly (readonly [string | undefined, () => string])[] = [
    [files.junit, () => renderJunit(report)],
    [files.sarif, () => renderSarif(report, version)],
    [files.html, () => renderHtml(report)],
  ]
  for (const [file, render] of wanted) if (file !== undefined) write(path.resolve(io.cwd, file), render())
  if (io.env['GITHUB_ACTIONS'] !== 'true') return
  for (const line of renderAnnotations(report)) note(io, line)
  const summary = io.env['GITHUB_STEP_SUMMARY']
  if (summary !== undefined && summary !== '') appendFileSync(summary, renderSummary(report))
}

function write(file: string, text: string): void {
  writeFileSync(partOf(file), text)
  renameSync(partOf(file), file)
}

function partOf(file: string): string {
  return `${file}.part`
}
