import { createHash } from 'node:crypto'
import { readFileSync, statSync } from 'node:fs'
import path from 'node:path'
import { readStdin, ToolError, usageError, type Io } from '@groundcrew/core/cli'
import { parseJunit } from '@groundcrew/core/failures'
import type { FailureContext, SourceMaps } from '@groundcrew/core/failures'
import { readJunitReport } from './junit.ts'
import { readLog, type LogReading } from './read-log.ts'
import { readSarif } from './sarif.ts'

/** A larger log is read from its end, where the summaries are; the answer says so. */
const logBytesMax = 64 * 1024 * 1024

export interface LogSource {
  /** As the user named it; `stdin`; or the command line. */
  readonly name: string
  readonly text: string
  /** Digest of the whole text. */
  readonly digest: string
  readonly notes: readonly string[]
}

export interface SourceReading extends LogReading {
  readonly format: 'log' | 'junit' | 'sarif'
}

/** The logs and reports that a call names; `-` is stdin. @throws ToolError NO_SUCH_FILE, NOT_A_FILE */
export async function readSources(io: Io, names: readonly string[]): Promise<readonly LogSource[]> {
  const sources: LogSource[] = []
  for (const name of names) sources.push(name === '-' ? await sourceOfStdin(io) : sourceOfFile(io, name))
  return sources
}

async function sourceOfStdin(io: Io): Promise<LogSource> {
  const bytes = await readStdin(io)
  if (bytes === undefined) throw usageError('- reads stdin, and stdin is a terminal', 'COMMAND 2>&1 | triage -')
  return toSource('stdin', bytes)
}

function sourceOfFile(io: Io, name: string): LogSource {
  const file = path.resolve(io.cwd, name)
  const stats = statSync(file, { throwIfNoEntry: false })
  const hint = 'triage LOG, triage - for stdin, triage -- COMMAND'
  if (stats === undefined) throw new ToolError('NO_SUCH_FILE', `${name} does not exist`, { exitCode: 2, hint })
  if (!stats.isFile() && !stats.isFIFO()) throw new ToolError('NOT_A_FILE', `${name} is no file`, { exitCode: 2, hint })
  return toSource(name, readFileSync(file))
}

function toSource(name: string, bytes: Buffer): LogSource {
  const isLong = bytes.length > logBytesMax
  const read = isLong ? bytes.subarray(bytes.length - logBytesMax) : bytes
  return {
    name,
    text: read.toString('utf8'),
    digest: createHash('sha256').update(bytes).digest('hex').slice(0, 16),
    notes: isLong ? [`${name} has ${bytes.length} bytes: only the last ${logBytesMax} were read`] : [],
  }
}

/** Reads a source as what it is: a SARIF or JUnit report, or a log, in which the JSON reports of test runners may stand. */
export function readSource(source: LogSource, context: FailureContext, maps: SourceMaps): SourceReading {
  const place = { name: source.name, context, maps }
  const start = source.text.slice(0, 4000).trimStart()
  if (start.startsWith('{')) {
    const sarif = readSarif(source.text, place)
    if (sarif !== undefined) return { ...sarif, format: 'sarif' }
  }
  const cases = start.startsWith('<') ? parseJunit(source.text) : undefined
  if (cases !== undefined) return { ...readJunitReport(cases, place), format: 'junit' }
  return { ...readLog(source.text, place), format: 'log' }
}
