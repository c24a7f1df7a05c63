import type { LockAnswer, Lockfile, LockQuestion } from './lockfile.ts'

type Ranges = Readonly<Record<string, string>>

interface BunWorkspace {
  readonly name?: string
  readonly dependencies?: Ranges
  readonly devDependencies?: Ranges
  readonly optionalDependencies?: Ranges
}

interface BunDocument {
  /** By directory, '' for the root. */
  readonly workspaces?: Readonly<Record<string, BunWorkspace>>
  readonly packages?: Readonly<Record<string, readonly unknown[]>>
}

/** bun.lock, the text form: JSON with commas at the end. bun leaves no record of what it installed. */
export function readBunLock(text: string): Lockfile | undefined {
  const document = parse(text)
  if (document?.workspaces === undefined) return undefined
  return { answer: (question) => answer(document, question), differences: [] }
}

function parse(text: string): BunDocument | undefined {
  try {
    const value: unknown = JSON.parse(text.replaceAll(/("(?:[^"\\]|\\.)*")|,(?=\s*[}\]])/g, '$1'))
    return typeof value === 'object' && value !== null ? value : undefined
  } catch {
    return undefined
  }
}

function answer({ workspaces, packages }: BunDocument, { name, range, directory }: LockQuestion): LockAnswer {
  const workspace = workspaces?.[directory === '.' ? '' : directory] ?? {}
  const was = rangeOf(workspace, name)
  if (was !== range) return { kind: 'outdated', was }
  const entry = packages?.[`${workspace.name ?? ''}/${name}`] ?? packages?.[name]
  const place = entry?.[0]
  const version = typeof place === 'string' ? place.slice(place.lastIndexOf('@') + 1) : ''
  return /^\d[^:/]*$/.test(version) ? { kind: 'locked', version } : { kind: 'untold' }
}

function rangeOf(
  { dependencies, devDependencies, optionalDependencies }: BunWorkspace,
  name: string,
): string | undefined {
  return { ...optionalDependencies, ...devDependencies, ...dependencies }[name]
}
