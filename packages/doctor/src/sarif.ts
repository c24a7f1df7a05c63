import { version } from '@groundcrew/core/cli'
import type { CheckState, DoctorReport } from './report.ts'

const levels: Readonly<Record<CheckState, string>> = {
  fail: 'error',
  unknown: 'warning',
  warn: 'warning',
  ok: 'none',
  skip: 'none',
}

/** What is not well as a SARIF 2.1.0 log, for programs that show results beside the code. */
export function renderSarif({ checks }: DoctorReport): string {
  const bad = checks.filter(({ state }) => state === 'fail' || state === 'warn' || state === 'unknown')
  const log = {
    $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
    version: '2.1.0',
    runs: [
      {
        tool: { driver: { name: 'doctor', version, rules: bad.map(({ id }) => ({ id })) } },
        results: bad.map(({ id, state, message, fix, evidence }) => ({
          ruleId: id,
          level: levels[state],
          message: { text: fix === undefined ? message : `${message} (fix: ${fix})` },
          locations: evidence.map(({ file, line }) => ({
            physicalLocation: { artifactLocation: { uri: encodeURI(file) }, region: { startLine: line } },
          })),
        })),
      },
    ],
  }
  return JSON.stringify(log)
}
