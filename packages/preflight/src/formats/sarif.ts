import type { Location } from '@groundcrew/core/failures'
import type { PreflightReport } from '../report.ts'
import { listFindings, type Finding } from './findings.ts'

/** SARIF 2.1.0, as code scanning services read it: one result for each finding; paths relative to the repository's root. */
export function renderSarif(report: PreflightReport, version: string): string {
  const findings = listFindings(report)
  const rules = [...new Set(findings.map(({ rule }) => rule))].sort()
  const run = {
    tool: { driver: { name: 'preflight', version, rules: rules.map((id) => ({ id })) } },
    invocations: [{ executionSuccessful: report.verdict !== 'unknown' }],
    columnKind: 'utf16CodeUnits',
    results: findings.map((finding) => toResult(finding, rules)),
  }
  const schema = 'https://json.schemastore.org/sarif-2.1.0.json'
  return `${JSON.stringify({ $schema: schema, version: '2.1.0', runs: [run] }, undefined, 2)}\n`
}

function toResult({ rule, level, message, location, step }: Finding, rules: readonly string[]): unknown {
  return {
    ruleId: rule,
    ruleIndex: rules.indexOf(rule),
    level,
    message: { text: message },
    ...(location === undefined ? {} : { locations: [{ physicalLocation: toPlace(location) }] }),
    properties: { step: step.id, rerun: step.rerun },
  }
}

function toPlace({ file, line, column }: Location): unknown {
  return {
    artifactLocation: {
      uri: file
        .split('/')
        .map((part) => encodeURIComponent(part))
        .join('/'),
    },
    ...(line === undefined
      ? {}
      : { region: { startLine: line, ...(column === undefined ? {} : { startColumn: column }) } }),
  }
}
