import { compareText } from '../source/order.ts'
import type { Sources } from '../source/sources.ts'
import type { Ecosystem, Package, Requirement } from '../types.ts'
import {
  readGoRequirements,
  readGradleRequirements,
  readMavenRequirements,
  readRustRequirements,
} from './compiled-requirements.ts'
import { readNodeRequirements } from './node-requirements.ts'
import { readPythonRequirements } from './python-requirements.ts'
import { readPhpRequirements, readRubyRequirements } from './script-requirements.ts'
import { readVersionFiles } from './version-files.ts'

type Reader = (sources: Sources, owner: Package) => Requirement[] | Promise<Requirement[]>

const readers: Partial<Record<Ecosystem, Reader>> = {
  npm: readNodeRequirements,
  python: readPythonRequirements,
  go: readGoRequirements,
  cargo: readRustRequirements,
  ruby: readRubyRequirements,
  php: readPhpRequirements,
  maven: readMavenRequirements,
  gradle: readGradleRequirements,
}

/** What the repository asks of the tools of the machine. Detached packages ask nothing. */
export async function readRequirements(sources: Sources, packages: readonly Package[]): Promise<Requirement[]> {
  const asking = packages.filter(({ membership }) => membership !== 'detached')
  const found = await Promise.all([
    readVersionFiles(sources),
    ...asking.map(async (owner) => readers[owner.ecosystem]?.(sources, owner) ?? []),
  ])
  return withoutRepeats(found.flat(), packages).sort(
    (left, right) =>
      compareText(left.evidence.file, right.evidence.file) ||
      left.evidence.line - right.evidence.line ||
      compareText(left.tool, right.tool),
  )
}

/** A member that asks for the very same as the root of its workspace adds nothing. */
function withoutRepeats(requirements: readonly Requirement[], packages: readonly Package[]): Requirement[] {
  const roots = new Map(packages.map(({ directory, workspaceRoot }) => [directory, workspaceRoot]))
  const keyOf = (directory: string, { tool, range, source }: Requirement): string =>
    JSON.stringify([directory, tool, range, source])
  const keys = new Set(requirements.map((requirement) => keyOf(requirement.directory, requirement)))
  return requirements.filter((requirement) => {
    const root = roots.get(requirement.directory)
    return root === undefined || !keys.has(keyOf(root, requirement))
  })
}
