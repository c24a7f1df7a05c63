import type { Evidence } from '../types.ts'

/** By code unit: the same on every machine, whatever its locale. */
export function compareText(left: string, right: string): number {
  if (left === right) return 0
  return left < right ? -1 : 1
}

export function byEvidence(left: { readonly evidence: Evidence }, right: { readonly evidence: Evidence }): number {
  return compareText(left.evidence.file, right.evidence.file) || left.evidence.line - right.evidence.line
}
