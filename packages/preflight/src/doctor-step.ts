import type { Io } from '@groundcrew/core/cli'
import { captureCommand, describeOutcome, siblingPath } from '@groundcrew/core/process'
import type { DoctorFinding, StepReport } from './report.ts'

/** doctor bounds itself; past this it is taken to hang. */
const doctorTimeoutMs = 30_000

/**
 * Asks the sibling `doctor` what the environment of the repository around `io.cwd` lacks; to be called as the first thing of a
 * run. A doctor that crashes or hangs is reported as `unknown` and holds nothing up.
 */
export async function runDoctor(io: Io, signal: AbortSignal): Promise<StepReport> {
  const startedAt = io.now()
  const result = await captureCommand([process.execPath, siblingPath('doctor'), '--json', '--budget', '5s'], {
    cwd: io.cwd,
    env: io.env,
    timeoutMs: doctorTimeoutMs,
    signal,
  })
  const base = {
    id: 'doctor',
    role: 'doctor',
    command: 'doctor',
    cwd: '.',
    startMs: 0,
    durationMs: io.now() - startedAt,
    rerun: 'doctor',
  } as const
  const findings = readFindings(result.stdout)
  if (findings === undefined) {
    const reason = `doctor gave no report (${describeOutcome(result.outcome)})`
    return { ...base, state: 'unknown', reason }
  }
  const isBad = findings.some((finding) => finding.state === 'fail')
  if (!isBad) return { ...base, state: 'passed', findings }
  return { ...base, state: 'failed', reason: 'the environment lacks what the repository needs', findings }
}

interface DoctorEnvelope {
  readonly data?: { readonly checks?: readonly DoctorFinding[]; readonly toFix?: readonly string[] }
}

/** The checks that did not pass, first those that fail in the order in which to fix them; undefined when the output is no report. */
function readFindings(stdout: Buffer): readonly DoctorFinding[] | undefined {
  const data = parseEnvelope(stdout)?.data
  if (data?.checks === undefined) return undefined
  const bad = data.checks.filter(({ state }) => state === 'fail' || state === 'warn' || state === 'unknown')
  const toFix = (data.toFix ?? []).flatMap((id) => bad.filter((check) => check.id === id))
  return [...toFix, ...bad.filter((check) => !toFix.includes(check))]
}

function parseEnvelope(stdout: Buffer): DoctorEnvelope | undefined {
  try {
    return JSON.parse(stdout.toString('utf8')) as DoctorEnvelope
  } catch (error) {
    if (error instanceof SyntaxError) return undefined
    throw error
  }
}
