import type { WorkspaceProblem, WorkspaceProblemKind } from '../types.ts'
import { byEvidence } from './order.ts'

/** Problems that are told of one file; the rest is counted. */
const PROBLEMS_PER_FILE_MAX = 20

interface FileProblems {
  readonly told: Map<string, WorkspaceProblem>
  more: number
}

/** Collects what could not be read, each thing once. */
export class ProblemLog {
  readonly #files = new Map<string, FileProblems>()

  /** `message` says what is wrong; the place is put in front of it. */
  add(kind: WorkspaceProblemKind, place: { readonly file: string; readonly line: number }, message: string): void {
    const { file, line } = place
    const problems = this.#files.get(file) ?? { told: new Map<string, WorkspaceProblem>(), more: 0 }
    this.#files.set(file, problems)
    const text = `${file}:${line}: ${message}`
    if (problems.told.has(text)) return
    if (problems.told.size >= PROBLEMS_PER_FILE_MAX) problems.more += 1
    else problems.told.set(text, { kind, message: text, evidence: { file, line } })
  }

  sorted(): readonly WorkspaceProblem[] {
    return [...this.#files.values()].flatMap(withRest).sort(byEvidence)
  }
}

function withRest({ told, more }: FileProblems): WorkspaceProblem[] {
  const problems = [...told.values()].sort(byEvidence)
  const last = problems.at(-1)
  if (more === 0 || last === undefined) return problems
  const { file, line } = last.evidence
  return [...problems, { ...last, message: `${file}:${line}: ${more} more problems of this file are left out` }]
}
