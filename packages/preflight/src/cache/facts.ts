import { createHash } from 'node:crypto'
import { readdirSync, readFileSync, realpathSync, statSync } from 'node:fs'
import path from 'node:path'
import type { Io } from '@groundcrew/core/cli'
import { findProgram } from '@groundcrew/core/process'
import { splitShellLine } from '@groundcrew/core/workspace'
import type { Step } from '../report.ts'
import type { FileGroups } from './file-groups.ts'
import { hashEntries } from './hash-entries.ts'

/** All that the result of a step depends on, one value by name: `file group`, `env NODE_ENV`, `program node`. Values are short or hashes. */
export type StepFacts = ReadonlyMap<string, string>

/** Variables that change what a check says. Others, such as those of a terminal, do not count. */
const variables =
  /^(?:CI|TZ|LANG|LC_[A-Z]+|NODE_.+|npm_config_.+|NPM_CONFIG_.+|PNPM_.+|YARN_.+|JEST_.+|VITEST_.+|PYTHON.+|PYTEST_.+|PIP_.+|UV_.+|VIRTUAL_ENV|GO[A-Z0-9]+|CGO_.+|CARGO_.+|RUST.+|CC|CXX|CFLAGS|CXXFLAGS|LDFLAGS|JAVA_.+|MAVEN_.+|GRADLE_.+|RUBY.+|GEM_.+|BUNDLE_.+|PHP_.+|COMPOSER_.+|DOTNET_.+|MAKEFLAGS|LEFTHOOK.*|SKIP|PRE_COMMIT_.+)$/

/** Programs that others are run by; a change of theirs is a change of what is run. */
const runtimes = ['node', 'python3', 'go', 'cargo', 'rustc', 'ruby', 'java', 'php', 'dotnet'] as const

/** What a package manager writes when it has installed: the content says what is there. */
const installMarkers = [
  'node_modules/.package-lock.json',
  'node_modules/.pnpm/lock.yaml',
  'node_modules/.yarn-state.yml',
  'node_modules/.yarn-integrity',
  '.pnp.cjs',
  '.venv/pyvenv.cfg',
  'venv/pyvenv.cfg',
] as const

export interface FactSources {
  readonly io: Io
  readonly root: string
  readonly steps: readonly Step[]
  readonly groups: FileGroups
  /** For each package directory those of the repository that it depends on, directly or not. */
  readonly upstream: ReadonlyMap<string, readonly string[]>
  /** Names that `.env.example` and the like declare. */
  readonly declaredVariables: readonly string[]
}

export interface FactReader {
  readonly factsOf: (step: Step) => StepFacts
  /** What holds for all steps of the repository, whichever are chosen. */
  readonly shared: StepFacts
}

/** Reads once what all steps share, and gives the facts of one. */
export async function createFactReader(sources: FactSources): Promise<FactReader> {
  const names = [...new Set([...runtimes, ...sources.steps.flatMap(programsOf)])].sort()
  const programs = new Map(
    await Promise.all(names.map(async (name) => [name, await describeProgram(name, sources)] as const)),
  )
  const programFacts = (...wanted: readonly string[]): readonly Fact[] =>
    wanted.map((name): Fact => [`program ${name}`, programs.get(name) ?? 'not found'])
  const shared = [...readVariables(sources), ...programFacts(...runtimes)]
  const places = new Map<string, readonly Fact[]>()
  const placeFacts = (directory: string): readonly Fact[] => {
    const known = places.get(directory) ?? readPlace(sources.root, directory)
    places.set(directory, known)
    return known
  }
  const factsOf = (step: Step): StepFacts =>
    new Map([
      // Every checkout of the repository has the same results.
      ['command', JSON.stringify([step.argv, step.cwd, step.environment]).replaceAll(`${sources.root}/`, './')],
      ...shared,
      ...programFacts(...programsOf(step)),
      ...placeFacts('.'),
      ...(step.cwd === '.' ? [] : placeFacts(step.cwd)),
      ...groupsOf(step, sources).map((owner): Fact => [`files ${owner}`, sources.groups.get(owner)?.id ?? 'none']),
    ])
  const directories = [...new Set(['.', ...sources.upstream.keys()])]
  return { factsOf, shared: new Map([...shared, ...directories.flatMap(placeFacts)]) }
}

/** Those of a shell line too. */
function programsOf({ argv, line }: Step): readonly string[] {
  const words = line === undefined ? [] : splitShellLine(line)
  return [argv[0], ...words.flatMap(([program]) => program ?? [])]
}

type Fact = readonly [name: string, value: string]

/** A step of the root may read everything; one of a package its own files, those of what it depends on, and what belongs to no package. */
function groupsOf({ packageDirectory }: Step, { groups, upstream }: FactSources): readonly string[] {
  if (packageDirectory === '.') return [...groups.keys()].sort()
  return [...new Set(['.', packageDirectory, ...(upstream.get(packageDirectory) ?? [])])].sort()
}

function readVariables({ io, declaredVariables }: FactSources): Fact[] {
  const declared = new Set(declaredVariables)
  return Object.entries(io.env)
    .filter(([name, value]) => value !== undefined && (variables.test(name) || declared.has(name)))
    .map(([name, value = '']): Fact => [`env ${name}`, hashText(value)])
}

/** By the file itself: to ask each for its version would take longer than some checks. What is installed in the repository is in the lockfile. */
async function describeProgram(name: string, { io, root }: FactSources): Promise<string | undefined> {
  const file = await findProgram(name, { env: io.env, cwd: root })
  if (file === undefined) return undefined
  const real = realpathSync(file)
  if (real.startsWith(`${root}/`)) return path.relative(root, real)
  const { size, mtimeMs } = statSync(real)
  return `${real} ${size} ${mtimeMs}`
}

/** What is not tracked and yet decides: the installed dependencies and `.env` files of a directory. */
function readPlace(root: string, directory: string): readonly Fact[] {
  const settings = listNames(path.join(root, directory)).filter((name) => /^\.env(?:\..+)?$/.test(name))
  return [...installMarkers, ...settings].flatMap((name): Fact[] => {
    const file = path.posix.join(directory, name)
    const text = readBytes(path.join(root, file))
    return text === undefined ? [] : [[`untracked ${file}`, hashText(text)]]
  })
}

function listNames(directory: string): readonly string[] {
  try {
    return readdirSync(directory)
  } catch {
    return []
  }
}

function readBytes(file: string): Buffer | undefined {
  try {
    return readFileSync(file)
  } catch {
    return undefined
  }
}

function hashText(text: string | Buffer): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 32)
}

/** What the facts come to: the same key, the same result. */
export function stepKey(facts: StepFacts): string {
  return hashEntries(new Map([...facts, ['format', '1']]))
}
