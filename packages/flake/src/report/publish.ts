import { writeFileSync } from 'node:fs'
import path from 'node:path'
import { note, type Io } from '@groundcrew/core/cli'
import { formatCommand } from '@groundcrew/core/process'
import { escapeLine } from '@groundcrew/core/text'
import { explain } from '../render.ts'
import type { Attempt } from '../model/run-record.ts'
import { renderAnnotation } from './annotations.ts'
import { renderHtml } from './html.ts'
import { renderJunit } from './junit.ts'
import type { FlakeReport } from './report.ts'
import { testFile } from '../model/test-file.ts'

export interface PublishOptions {
  readonly junit?: string
  readonly html?: string
  readonly isGithub?: boolean
}

/** Writes a report in the forms that were asked for. In JUnit what is broken is a failure, and every other verdict a flake. */
export function publish(
  io: Io,
  report: FlakeReport,
  attemptsOf: ReadonlyMap<string, readonly Attempt[]>,
  { junit, html, isGithub = false }: PublishOptions,
): void {
  const { verdicts } = report
  const kinds = new Map(verdicts.map(({ test, verdict }) => [test, verdict.kind]))
  if (junit !== undefined) {
    const tests = [...attemptsOf].map(([test, attempts]) => {
      const kind = kinds.get(test)
      return { test, attempts, isFailed: kind === 'broken', ...(kind === undefined ? {} : { note: kind }) }
    })
    writeFileSync(path.resolve(io.cwd, junit), renderJunit(formatCommand(report.suite.command), tests))
  }
  const explanations = new Map(verdicts.map(({ test, verdict, seen }) => [test, explain(verdict, seen)]))
  if (html !== undefined) writeFileSync(path.resolve(io.cwd, html), renderHtml(report, explanations))
  for (const { test, verdict } of isGithub ? verdicts : []) {
    const file = testFile(test)
    const level = verdict.kind === 'broken' ? 'error' : 'warning'
    const message = explanations.get(test) ?? ''
    note(io, renderAnnotation({ level, file, title: `${verdict.kind}: ${escapeLine(test)}`, message }))
  }
}
