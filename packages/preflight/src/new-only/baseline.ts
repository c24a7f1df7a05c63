import { readFileSync, renameSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { ToolError } from '@groundcrew/core/cli'
import type { Finding } from './finding.ts'

export const baselineFile = 'preflight-baseline.json'
const format = 1

/** The old debt of a repository: of each step what it found when the baseline was recorded. */
export type Baseline = ReadonlyMap<string, readonly Finding[]>

/** Undefined where there is none. Throws BAD_BASELINE for a file of another shape. */
export function readBaseline(root: string): Baseline | undefined {
  const text = readText(path.join(root, baselineFile))
  if (text === undefined) return undefined
  try {
    const { version, steps } = JSON.parse(text) as {
      readonly version?: unknown
      readonly steps?: Record<string, unknown>
    }
    const entries = Object.entries(steps ?? {})
    if (version === format && entries.every(([, findings]) => isFindings(findings))) {
      return new Map(entries as [string, readonly Finding[]][])
    }
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error
  }
  throw new ToolError('BAD_BASELINE', `${baselineFile} is no baseline of preflight`, {
    hint: 'preflight baseline records it anew',
    exitCode: 2,
  })
}

/** One finding a line, so that a change of the debt reads well in a diff. Whole or not at all. */
export function writeBaseline(root: string, baseline: Baseline): void {
  const steps = [...baseline].map(([step, findings]) => {
    const lines = [...findings].sort(byPlace).map((finding) => `\n    ${JSON.stringify(finding)}`)
    return `\n  ${JSON.stringify(step)}: [${lines.join(',')}\n  ]`
  })
  const file = path.join(root, baselineFile)
  const part = `${file}.${process.pid}.part`
  writeFileSync(part, `{ "version": ${format}, "steps": {${steps.join(',')}\n} }\n`)
  renameSync(part, file)
}

function byPlace(left: Finding, right: Finding): number {
  const [first, second] = [left, right].map(({ file, rule, message, code }) => [file, rule, message, code].join('\0'))
  return (first ?? '') < (second ?? '') ? -1 : 1
}

function isFindings(value: unknown): boolean {
  const fields = ['file', 'rule', 'message', 'code'] as const
  return (
    Array.isArray(value) &&
    value.every((item: unknown) => {
      const record = (typeof item === 'object' && item !== null ? item : {}) as Record<string, unknown>
      return fields.every((field) => typeof record[field] === 'string')
    })
  )
}

function readText(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined
    throw error
  }
}
