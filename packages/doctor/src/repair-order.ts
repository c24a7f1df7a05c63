import type { Check } from './report.ts'

/** What must be there before the next can be judged or had: a runtime before its package manager, that before the packages. */
const stages = [
  'git',
  'disk',
  'runtime',
  'manager',
  'tool',
  'toolchain',
  'install',
  'dependencies',
  'env',
  'service',
  'port',
  'program',
  'version',
  'compose',
  'check',
  'workspace',
] as const

type Stage = (typeof stages)[number]

const runtimes: ReadonlySet<string> = new Set(
  'bun deno dotnet elixir go java node php python ruby rust'.split(' ').map((name) => `tool.${name}`),
)

const managers: ReadonlySet<string> = new Set(
  'bundler cargo composer gradle maven npm pdm pip pipenv pnpm poetry uv yarn'.split(' ').map((name) => `tool.${name}`),
)

/** The checks in the order in which their faults are best put right; those of one stage stay as they come. */
export function inRepairOrder(checks: readonly Check[]): readonly Check[] {
  return stages.flatMap((stage) => checks.filter(({ id }) => stageOf(id) === stage))
}

function stageOf(id: string): Stage {
  if (runtimes.has(id)) return 'runtime'
  if (managers.has(id)) return 'manager'
  const family = familyOf(id)
  return stages.find((stage) => stage === family) ?? 'workspace'
}

/** The part of an id before the first dot. */
export function familyOf(id: string): string {
  return id.split('.', 1)[0] ?? id
}
