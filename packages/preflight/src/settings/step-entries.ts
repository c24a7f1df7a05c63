import { parseDuration } from '@groundcrew/core/text'
import { entriesOf, stringOf, type CommandRole, type SourceEntry, type SourceNode } from '@groundcrew/core/workspace'
import { badSettings, didYouMean, readNames } from './shape.ts'

/** A step as it stands in `groundcrew.json`. */
export interface FrozenStep {
  readonly id: string
  readonly role: CommandRole
  /** A shell line. */
  readonly run: string
  /** Where it runs, relative to the root. */
  readonly directory: string
  readonly environment: Readonly<Record<string, string>>
  readonly after: readonly string[]
  readonly needs: readonly string[]
  /** Files and directories that the step changes, relative to the root. */
  readonly writes: readonly string[]
  /** Run in a copy of what is checked, since it changes files. */
  readonly inCopy: boolean
  readonly timeoutMs: number | undefined
  readonly line: number
}

const roles: readonly CommandRole[] = ['format', 'lint', 'typecheck', 'build', 'test', 'e2e']
export const stepFields = [
  'run',
  'role',
  'directory',
  'environment',
  'after',
  'needs',
  'writes',
  'copy',
  'timeout',
] as const

/** The steps in the order of the file. Throws BAD_SETTINGS with the line of what is wrong. */
export function readStepEntries(node: SourceNode): readonly FrozenStep[] {
  if (node.kind !== 'table') throw badSettings(node.line, 'preflight.steps is no object')
  if (node.entries.size === 0) throw badSettings(node.line, 'preflight.steps holds no step')
  const steps = entriesOf(node).map(readStep)
  checkRelations(steps)
  return steps
}

function readStep({ key: id, line, value }: SourceEntry): FrozenStep {
  const at = `preflight.steps.${id}`
  if (value.kind !== 'table') throw badSettings(line, `${at} is no object`)
  const wrong = entriesOf(value).find(({ key }) => !stepFields.some((field) => field === key))
  if (wrong !== undefined)
    throw badSettings(wrong.line, `${at}.${wrong.key} is no field`, didYouMean(wrong.key, stepFields))
  const field = (name: (typeof stepFields)[number]): SourceNode | undefined => value.entries.get(name)?.value
  const names = (name: 'after' | 'needs' | 'writes'): readonly string[] => {
    const list = field(name)
    return list === undefined ? [] : readNames(list, `${at}.${name} is not a list of strings`)
  }
  const run = readText(field('run'), `${at}.run`)
  if (run === undefined || run.trim() === '')
    throw badSettings(field('run')?.line ?? line, `${at}.run names no command`)
  return {
    id,
    role: readRole(field('role'), { id, line }),
    run,
    directory: readPath(field('directory'), `${at}.directory`) ?? '.',
    environment: readEnvironment(field('environment'), `${at}.environment`),
    after: names('after'),
    needs: names('needs'),
    writes: names('writes'),
    inCopy: readFlag(field('copy'), `${at}.copy`),
    timeoutMs: readTimeout(field('timeout'), `${at}.timeout`),
    line,
  }
}

function readText(node: SourceNode | undefined, at: string): string | undefined {
  if (node === undefined) return undefined
  const text = stringOf(node)
  if (text === undefined) throw badSettings(node.line, `${at} is not a string`)
  return text
}

/** Where it is not given the id begins with it: `test:packages/api`. */
function readRole(node: SourceNode | undefined, { id, line }: Pick<FrozenStep, 'id' | 'line'>): CommandRole {
  const name = readText(node, `preflight.steps.${id}.role`) ?? id.split(':')[0] ?? ''
  const role = roles.find((candidate) => candidate === name)
  if (role !== undefined) return role
  if (node !== undefined) throw badSettings(node.line, `'${name}' is no role`, didYouMean(name, roles))
  throw badSettings(line, `preflight.steps.${id} has no role`, `"role": one of ${roles.join(', ')}`)
}

function readPath(node: SourceNode | undefined, at: string): string | undefined {
  const text = readText(node, at)
  if (text === undefined || node === undefined) return undefined
  const plain = text.replace(/^\.\//, '').replace(/\/+$/, '')
  if (text.startsWith('/') || plain.split('/').includes('..')) {
    throw badSettings(node.line, `${at} leads out of the repository: ${text}`, 'name a directory relative to the root')
  }
  return plain === '' ? '.' : plain
}

function readEnvironment(node: SourceNode | undefined, at: string): Readonly<Record<string, string>> {
  if (node === undefined) return {}
  if (node.kind !== 'table') throw badSettings(node.line, `${at} is no object`)
  return Object.fromEntries(entriesOf(node).map(({ key, value }) => [key, readText(value, `${at}.${key}`) ?? '']))
}

function readTimeout(node: SourceNode | undefined, at: string): number | undefined {
  const text = readText(node, at)
  if (text === undefined || node === undefined) return undefined
  const timeoutMs = parseDuration(text)
  if (timeoutMs === undefined || timeoutMs <= 0)
    throw badSettings(node.line, `${at} is no time: ${text}`, 'such as "90s" or "30m"')
  return timeoutMs
}

function readFlag(node: SourceNode | undefined, at: string): boolean {
  if (node === undefined) return false
  if (node.kind === 'scalar' && typeof node.value === 'boolean') return node.value
  throw badSettings(node.line, `${at} is neither true nor false`)
}

function checkRelations(steps: readonly FrozenStep[]): void {
  const ids = steps.map(({ id }) => id)
  const byId = new Map(steps.map((step) => [step.id, step]))
  const waits = (step: FrozenStep): readonly string[] => [...step.after, ...step.needs]
  for (const step of steps) {
    const missing = waits(step).find((id) => !byId.has(id))
    if (missing === undefined) continue
    throw badSettings(
      step.line,
      `preflight.steps.${step.id} waits for '${missing}', which is no step`,
      didYouMean(missing, ids),
    )
  }
  const done = new Set<string>()
  for (;;) {
    const free = steps.filter(({ id }) => !done.has(id)).find((step) => waits(step).every((id) => done.has(id)))
    if (free === undefined) break
    done.add(free.id)
  }
  const stuck = steps.find(({ id }) => !done.has(id))
  if (stuck !== undefined)
    throw badSettings(stuck.line, `preflight.steps.${stuck.id} waits for itself, over ${waits(stuck).join(', ')}`)
}
