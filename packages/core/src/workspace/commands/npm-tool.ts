import type { CommandRole, Evidence, TestRunner } from '../types.ts'

/** How a tool that the package has is run when no script does it. */
export interface NpmTool {
  readonly role: CommandRole
  readonly program: string
  readonly args: readonly string[]
  readonly why: string
  readonly evidence: Evidence
  readonly runner?: TestRunner
  readonly coversMembers?: boolean
}
