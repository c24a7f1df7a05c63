import { readFindings, type Location } from '@groundcrew/core/failures'
import type { Failure } from '../failure.ts'
import { templateOf } from '../fingerprint/template.ts'
import { safe } from './frames.ts'
import type { LogPlace, LogReading } from './read-log.ts'

const messageCharactersMax = 300

/** The parts of SARIF 2.1.0 that say what is wrong and where; everything may be absent. */
interface Sarif {
  readonly runs?: readonly {
    readonly tool?: { readonly driver?: { readonly name?: unknown } }
    readonly results?: readonly SarifResult[]
  }[]
}

interface SarifResult {
  readonly ruleId?: unknown
  readonly level?: unknown
  readonly kind?: unknown
  readonly message?: { readonly text?: unknown }
  readonly suppressions?: readonly unknown[]
  readonly locations?: readonly {
    readonly physicalLocation?: {
      readonly artifactLocation?: { readonly uri?: unknown }
      readonly region?: { readonly startLine?: unknown; readonly startColumn?: unknown }
    }
  }[]
}

/** The errors of a SARIF report, its warnings where there are none; undefined for what is no SARIF. */
export function readSarif(text: string, place: LogPlace): LogReading | undefined {
  const report = parse(text)
  if (report === undefined) return undefined
  const results = (report.runs ?? []).flatMap(({ tool, results: all = [] }) =>
    all
      .filter((result) => (result.kind ?? 'fail') === 'fail' && (result.suppressions ?? []).length === 0)
      .map((result) => ({ tool: textOf(tool?.driver?.name) || 'sarif', result })),
  )
  const levelOf = ({ level }: SarifResult): string => textOf(level) || 'warning'
  const errors = results.filter(({ result }) => levelOf(result) === 'error')
  const used = errors.length > 0 ? errors : results.filter(({ result }) => levelOf(result) === 'warning')
  return { failures: used.map(({ tool, result }, index) => toFailure(tool, result, index, place)), tail: [] }
}

function parse(text: string): Sarif | undefined {
  try {
    const value: unknown = JSON.parse(text)
    const { runs, version } = (value ?? {}) as { readonly runs?: unknown; readonly version?: unknown }
    return Array.isArray(runs) && typeof version === 'string' ? (value as Sarif) : undefined
  } catch {
    // No JSON, or a report that was cut off: it is read as a log.
    return undefined
  }
}

function toFailure(tool: string, result: SarifResult, index: number, { name, context }: LogPlace): Failure {
  const message = safe(textOf(result.message?.text), messageCharactersMax)
  const code = safe(textOf(result.ruleId), messageCharactersMax)
  const location = locationOf(result, context)
  return {
    tool: safe(tool.toLowerCase(), messageCharactersMax),
    kind: 'diagnostic',
    phase: 'run',
    message: [code, message].filter(Boolean).join(': '),
    ...(code === '' ? {} : { code }),
    ...(location === undefined ? {} : { location }),
    source: { log: name, line: index + 1 },
    isConsequence: false,
    context: templateOf(message),
  }
}

function locationOf({ locations = [] }: SarifResult, context: LogPlace['context']): Location | undefined {
  const { artifactLocation, region } = locations[0]?.physicalLocation ?? {}
  const uri = textOf(artifactLocation?.uri)
  if (uri === '') return undefined
  const [line, column] = [region?.startLine, region?.startColumn].map((value) =>
    typeof value === 'number' ? value : undefined,
  )
  const found = readFindings('', context).locate({ path: decode(uri), line, column }, context.root)
  return found === undefined ? undefined : { ...found, file: safe(found.file, messageCharactersMax) }
}

function decode(uri: string): string {
  try {
    return decodeURI(uri)
  } catch {
    return uri
  }
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : ''
}
