import { readFile, realpath } from 'node:fs/promises'
import path from 'node:path'
import { coerce } from 'semver'
import { truncateLine } from '@groundcrew/core/text'
import type { PackageManager } from '@groundcrew/core/workspace'
import type { Prober } from '../probe.ts'
import type { ToolDefinition } from './definitions.ts'
import { filesBehind } from './files-behind.ts'

export type VersionAnswer =
  | { readonly kind: 'version'; readonly version: string }
  /** The program is there and refuses to run: a version manager's shim without a version behind it. */
  | { readonly kind: 'broken'; readonly reason: string }
  | { readonly kind: 'untold'; readonly reason: string }

export interface VersionQuestion {
  readonly definition: ToolDefinition
  /** Absolute path of the program. */
  readonly program: string
  /** Where version managers look up what to select. */
  readonly cwd: string
  readonly prober: Prober
}

const lineLengthMax = 160
/** Directories above a program in which its package.json may lie: `lib/node_modules/npm/bin/npm-cli.js`. */
const packageDepthMax = 4

/** The version of the program that would run in `cwd`, as `1.2.3`. */
export async function readVersion(question: VersionQuestion): Promise<VersionAnswer> {
  const { definition, program } = question
  if (definition.npmPackages.length > 0) {
    const found = await readPackageVersion(program, definition.npmPackages)
    if (found !== undefined) return { kind: 'version', version: found }
  }
  return askVersion(question)
}

/** Whatever yarn is on PATH hands over to the release that the repository carries for a directory. */
export function carriedYarn(managers: readonly PackageManager[], directory: string): VersionAnswer | undefined {
  const around = managers.filter(({ name, directory: place }) => name === 'yarn' && isAround(place, directory))
  const nearest = [...around].sort((left, right) => right.directory.length - left.directory.length)[0]
  const version = normalise(/yarn-(\d+\.\d+\.\d+)/.exec(nearest?.release ?? '')?.[1])
  return version === undefined ? undefined : { kind: 'version', version }
}

function isAround(place: string, directory: string): boolean {
  return place === '.' || directory === place || directory.startsWith(`${place}/`)
}

async function askVersion({ definition, program, cwd, prober }: VersionQuestion): Promise<VersionAnswer> {
  // Starting Node to ask it what we are run by would take longer than everything else.
  if (definition.name === 'node' && (await isOurNode(program)))
    return { kind: 'version', version: process.versions.node }
  const call = [path.basename(program), ...definition.versionArguments].join(' ')
  // YARN_IGNORE_PATH: else yarn starts the release that the repository carries.
  const answer = await prober.ask([program, ...definition.versionArguments], {
    cwd,
    env: { YARN_IGNORE_PATH: '1' },
    dependsOn: definition.selectsByDirectory ? undefined : await filesBehind(program),
  })
  switch (answer.kind) {
    case 'missing':
      return { kind: 'untold', reason: `${program} is gone` }
    case 'failed':
      return { kind: 'untold', reason: `\`${call}\` ${answer.reason}` }
    case 'answered': {
      const output = `${answer.stdout}\n${answer.stderr}`
      if (answer.code !== 0) return refusal(call, answer.code, output)
      const version = normalise(definition.versionPattern.exec(output)?.[1])
      if (version !== undefined) return { kind: 'version', version }
      return { kind: 'untold', reason: `\`${call}\` printed no version: ${firstLine(output)}` }
    }
  }
}

async function isOurNode(program: string): Promise<boolean> {
  const [theirs, ours] = await Promise.all(
    [program, process.execPath].map(async (file) => realpath(file).catch(() => undefined)),
  )
  return theirs !== undefined && theirs === ours
}

/** What the shims of pyenv, rbenv, nodenv, asdf, mise, rustup, volta and corepack say when they have nothing to run. */
const shimComplaint =
  /is not installed|not installed|command not found|no version is set|no preset version|network access disabled|no default toolchain/i

function refusal(call: string, code: number, output: string): VersionAnswer {
  const complaint = output.split('\n').find((line) => shimComplaint.test(line))
  if (complaint !== undefined) {
    return { kind: 'broken', reason: `\`${call}\` says: ${truncateLine(complaint.trim(), lineLengthMax)}` }
  }
  return { kind: 'untold', reason: `\`${call}\` exits ${code}: ${firstLine(output)}` }
}

function firstLine(output: string): string {
  const line = output.split('\n').find((candidate) => candidate.trim() !== '') ?? 'nothing'
  return truncateLine(line.trim(), lineLengthMax)
}

/** Three numbers; what marks a release candidate is dropped. */
export function normalise(text: string | undefined): string | undefined {
  const version = coerce(text?.replace('_', '.'))
  return version === null ? undefined : version.version
}

/** The version of the npm package that holds a program, when it is one of `names`. */
export async function readPackageVersion(program: string, names?: readonly string[]): Promise<string | undefined> {
  let directory = path.dirname(await realpath(program).catch(() => program))
  for (let depth = 0; depth < packageDepthMax; depth += 1) {
    const manifest = await readManifest(path.join(directory, 'package.json'))
    if (manifest?.name !== undefined) {
      return names === undefined || names.includes(manifest.name) ? manifest.version : undefined
    }
    directory = path.dirname(directory)
  }
  return undefined
}

interface Manifest {
  readonly name?: string
  readonly version?: string
}

async function readManifest(file: string): Promise<Manifest | undefined> {
  try {
    const value: unknown = JSON.parse(await readFile(file, 'utf8'))
    return typeof value === 'object' && value !== null ? value : undefined
  } catch {
    // Absent, or not one of npm's.
    return undefined
  }
}
