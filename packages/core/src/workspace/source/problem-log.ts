import type { WorkspaceProblem, WorkspaceProblemKind } from '../types.ts'
import { byEvidence } from './order.ts'

/** Collects what could not be read, each thing once. */
export class ProblemLog {
  readonly #problems = new Map<string, WorkspaceProblem>()

  /** `message` says what is wrong; the place is put in front of it. */
  add(kind: WorkspaceProblemKind, place: { readonly file: string; readonly line: number }, message: string): void {
    const { file, line } = place
    const text = `${file}:${line}: ${message}`
    if (!this.#problems.has(text)) this.#problems.set(text, { kind, message: text, evidence: { file, line } })
  }

  sorted(): readonly WorkspaceProblem[] {
    return [...this.#problems.values()].sort(byEvidence)
  }
}
