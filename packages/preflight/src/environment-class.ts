import { existsSync } from 'node:fs'
import path from 'node:path'
import type { Cause, CauseKind } from '@groundcrew/core/failures'
import type { Package } from '@groundcrew/core/workspace'
import type { Step } from './report.ts'

export interface EnvironmentPlace {
  readonly root: string
  readonly step: Pick<Step, 'packageDirectory'>
  readonly packages: readonly Pick<Package, 'directory' | 'dependencies'>[]
}

/** Whether the first cause of a failure is the machine's, or what is installed on it, and not the code's. */
export function blamesEnvironment(causes: readonly Cause[], place: EnvironmentPlace): boolean {
  const [first] = causes
  if (first === undefined || first.kind === 'test') return false
  if (environmentKinds.has(first.kind) || isMissingProgram(first)) return true
  const said = [first.message, ...(first.detail ?? [])].join('\n')
  return systemErrors.test(said) || networkErrors.test(said) || lacksDeclared(first, place)
}

const environmentKinds: ReadonlySet<CauseKind> = new Set(['environment', 'install'])
/** What the system refused, whatever the code asked for. */
const systemErrors = /\b(?:EADDRINUSE|ECONNREFUSED|EAI_AGAIN|EMFILE|ENFILE|ENOMEM|ENOSPC|EROFS)\b/
const networkErrors =
  /Could not resolve host|no such host|Temporary failure in name resolution|Name or service not known|Network is unreachable/i

/** A program that is looked for on PATH; one with a slash in its name is a file of the repository. */
function isMissingProgram({ kind, tool, message }: Cause): boolean {
  if (kind !== 'command') return false
  return (
    /^[^\s/]+: command not found$/.test(message) ||
    (tool === 'make' && /^[^\s/]+: No such file or directory$/.test(message))
  )
}

const missingModules = [
  /\bNo module named '?([\w.]+)'?/,
  /\bCannot find (?:module|package) ["']([^"']+)["']/,
  /\bFailed to resolve (?:import|entry for package) ["']([^"']+)["']/,
  /\b(?:Could not|Can't) resolve ["']([^"']+)["']/,
  /\bcannot load such file -- (\S+)/,
]

/** The manifest names a module that is not installed. One that no manifest names is the code's: it uses what it has not asked for. */
function lacksDeclared({ message, location }: Cause, { root, step, packages }: EnvironmentPlace): boolean {
  const name = missingModules.map((pattern) => pattern.exec(message)?.[1]).find((found) => found !== undefined)
  if (name === undefined) return false
  const owners = packages.filter(
    ({ directory }) =>
      directory === '.' || directory === step.packageDirectory || location?.file.startsWith(`${directory}/`) === true,
  )
  const isDeclared = owners.some(({ dependencies }) =>
    dependencies.some((one) => plainName(one.name) === plainName(name)),
  )
  return isDeclared && !owners.some(({ directory }) => existsSync(path.join(root, directory, 'node_modules', name)))
}

/** A Python module has underscores where its distribution has dashes. */
function plainName(name: string): string {
  return name.toLowerCase().replaceAll(/[-_.]+/g, '-')
}
