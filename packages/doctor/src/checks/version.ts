import { intersects, minVersion } from 'semver'
import type { MentionedVersion, Requirement } from '@groundcrew/core/workspace'
import type { CheckContext, PlannedCheck } from '../context.ts'
import { warn } from '../finding.ts'
import type { Finding } from '../report.ts'

/** Languages in which another minor version is another language. */
const minorTools = new Set(['python', 'ruby', 'php', 'go'])

/** The versions of one tool wherever the repository names them: where the image or CI has another one than the code asks for. */
export function versionChecks({ workspace }: CheckContext): readonly PlannedCheck[] {
  const tools = [...new Set(workspace.mentionedVersions.map(({ tool }) => tool))].sort()
  return tools.flatMap((tool) => {
    const asked = workspace.requirements.filter((entry) => entry.tool === tool && entry.directory === '.')
    const mentioned = workspace.mentionedVersions.filter((entry) => entry.tool === tool)
    const finding = findConflict(asked, mentioned)
    return finding === undefined ? [] : [{ id: `version.${tool}`, make: async () => finding }]
  })
}

function findConflict(asked: readonly Requirement[], mentioned: readonly MentionedVersion[]): Finding | undefined {
  for (const requirement of asked) {
    const others = mentioned.filter((mention) => mention.directory === requirement.directory)
    const image = others.find((mention) => mention.source === 'Dockerfile' && contradicts(requirement, mention))
    if (image !== undefined) return conflict(requirement, image)
    const runners = others.filter(({ source, constraint }) => source === 'workflow' && constraint !== undefined)
    // A matrix tries several versions, and may try those that are not supported yet.
    const [first] = runners
    if (first !== undefined && runners.every((mention) => contradicts(requirement, mention)))
      return conflict(requirement, first)
  }
  return undefined
}

function contradicts({ constraint, kind, tool }: Requirement, mention: MentionedVersion): boolean {
  if (constraint === undefined || mention.constraint === undefined) return false
  if (intersects(constraint, mention.constraint)) return false
  if (kind === 'supported') return true
  return lineOf(constraint, tool) !== lineOf(mention.constraint, tool)
}

/** The release line: a pin of another patch contradicts nothing. */
function lineOf(constraint: string, tool: string): string {
  const lowest = minVersion(constraint)
  if (lowest === null) return ''
  return minorTools.has(tool) ? `${lowest.major}.${lowest.minor}` : String(lowest.major)
}

function conflict({ tool, range, source, kind, evidence }: Requirement, mention: MentionedVersion): Finding {
  const asks = kind === 'pinned' ? `${source} selects ${range}` : `${source} asks for ${range}`
  return warn(`${mention.label} has ${tool} ${mention.range}, and ${asks}`, {
    evidence: [mention.evidence, evidence],
    isEnvironment: false,
  })
}
