import type { Evidence, Requirement } from '../types.ts'
import { parentOf } from '../source/paths.ts'
import { pinnedConstraint } from './pins.ts'

type RequirementFacts = Pick<Requirement, 'tool' | 'range' | 'source'> & {
  readonly evidence: Evidence
  /** Default: the folder of the file. */
  readonly directory?: string
}

/** What a manifest says the code works with. */
export function supports(facts: RequirementFacts, constraint: string | undefined): Requirement {
  return build(facts, 'supported', constraint)
}

/** What a version manager is told to select. */
export function pins(facts: RequirementFacts): Requirement {
  return build(facts, 'pinned', pinnedConstraint(facts.tool, facts.range))
}

function build(facts: RequirementFacts, kind: Requirement['kind'], constraint: string | undefined): Requirement {
  const { tool, range, source, evidence, directory = parentOf(evidence.file) } = facts
  return { tool, range, ...(constraint === undefined ? {} : { constraint }), kind, source, directory, evidence }
}
