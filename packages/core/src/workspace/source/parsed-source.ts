import type { SourceNode } from './node.ts'

export interface SourceFault {
  readonly kind: 'syntax' | 'duplicate-key' | 'unsupported'
  readonly line: number
  readonly message: string
}

export interface ParsedSource {
  /** Absent when nothing could be recovered. */
  readonly node: SourceNode | undefined
  readonly faults: readonly SourceFault[]
}
