import { doctor, type DoctorOptions } from '../doctor.ts'
import type { Check } from '../report.ts'
import { ownClues } from './clues.ts'
import { directClues } from './direct-clues.ts'

/** A fault that explains why a command failed. */
export interface Explanation {
  readonly id: string
  readonly message: string
  readonly fix?: string
  readonly isEnvironment: boolean
  /** The line of the output that led to it. */
  readonly line: string
}

export interface ExplainReport {
  readonly explanations: readonly Explanation[]
}

const explanationsMax = 3
/** From the end: what stopped the command stands there. */
const charactersMax = 400_000

/**
 * Whether a known fault of the environment explains what a failing command printed. A line alone explains nothing: the fault that it
 * points to has to be there on this machine. Without one the report is empty.
 */
export async function explain(output: string, options: DoctorOptions): Promise<ExplainReport> {
  const text = output.slice(-charactersMax)
  const direct = await directClues(text, options)
  const clues = ownClues(text)
  if (clues.length === 0) return { explanations: direct.slice(0, explanationsMax) }
  const { checks } = await doctor({ ...options, only: [...new Set(clues.flatMap(({ families }) => families))] })
  const bad = checks.filter(({ state }) => state === 'fail' || state === 'warn')
  const found = clues.flatMap(({ line, explains }) =>
    bad.filter((check) => explains(check)).map((check) => explanationOf(check, line)),
  )
  // An install does not bring what nothing asks for.
  const isUndeclared = direct.some(({ id }) => id === 'dependencies.undeclared')
  const told = found.filter(({ id }) => !(isUndeclared && id.startsWith('install.npm')))
  const unique = [...direct, ...told].filter(
    (entry, index, all) => all.findIndex(({ id }) => id === entry.id) === index,
  )
  return { explanations: unique.slice(0, explanationsMax) }
}

function explanationOf({ id, message, fix, isEnvironment }: Check, line: string): Explanation {
  return { id, message, ...(fix === undefined ? {} : { fix }), isEnvironment, line }
}
