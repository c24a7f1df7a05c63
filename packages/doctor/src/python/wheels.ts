import { readdirSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import path from 'node:path'
import { intersects } from 'semver'
import { count } from '@groundcrew/core/text'
import type { Dependency, PackageManager } from '@groundcrew/core/workspace'
import { packagesOf } from '@groundcrew/core/workspace'
import type { CheckContext } from '../context.ts'
import { ok, skip, warn } from '../finding.ts'
import { joinSome } from '../install/join-some.ts'
import type { Finding } from '../report.ts'
import { filesBehind } from '../tools/files-behind.ts'
import { normaliseName } from './inspect-interpreter.ts'
import { findInterpreter, type Interpreter } from './interpreter.ts'
import { lacksWheel, readLockedWheels } from './locked-wheels.ts'
import { compareReleases, parsePythonVersion } from './version.ts'

/**
 * The first version of a distribution with a wheel for each minor version of Python 3, for distributions that take a compiler without one. A rule of
 * thumb: the table was written without the package index at hand and may be off by a release, so it only ever warns. `pip download --no-deps
 * --only-binary=:all: NAME==VERSION` settles a case. What is not here is not judged.
 */
const firstWheels: Readonly<Record<string, Readonly<Record<number, string>>>> = {
  aiohttp: { 12: '3.9.0', 13: '3.10.11' },
  asyncpg: { 12: '0.29.0', 13: '0.30.0' },
  cffi: { 12: '1.16.0', 13: '1.17.0' },
  frozenlist: { 12: '1.4.1', 13: '1.5.0' },
  greenlet: { 12: '3.0.0', 13: '3.1.0' },
  grpcio: { 12: '1.59.0', 13: '1.66.2' },
  levenshtein: { 12: '0.23.0', 13: '0.26.0' },
  lxml: { 12: '4.9.4', 13: '5.3.0' },
  matplotlib: { 12: '3.8.0', 13: '3.9.2' },
  numpy: { 12: '1.26.0', 13: '2.1.0' },
  orjson: { 12: '3.9.8', 13: '3.10.7' },
  pandas: { 12: '2.1.1', 13: '2.2.3' },
  pillow: { 12: '10.1.0', 13: '11.0.0' },
  'psycopg2-binary': { 12: '2.9.9', 13: '2.9.10' },
  'pydantic-core': { 12: '2.10.0', 13: '2.20.0' },
  pyyaml: { 12: '6.0.1', 13: '6.0.2' },
  'scikit-learn': { 12: '1.3.2', 13: '1.5.2' },
  scipy: { 12: '1.11.2', 13: '1.14.1' },
  tiktoken: { 12: '0.5.2', 13: '0.8.0' },
  yarl: { 12: '1.9.3', 13: '1.13.0' },
}

/** What pulls a compiled distribution of its own version in: pydantic 2 pins its core. */
const carriers: Readonly<Record<string, Readonly<Record<number, string>>>> = {
  pydantic: { 12: '2.4.0', 13: '2.8.0' },
  'python-levenshtein': { 12: '0.23.0', 13: '0.26.0' },
}

/**
 * Distributions without a wheel for the Python that will run: pip would compile them, or fail to. A lockfile knows; the pins of a requirements
 * file are judged by the table above, and those that it does not have are not.
 */
export async function judgeWheels(manager: PackageManager, context: CheckContext): Promise<Finding> {
  const interpreter = await findInterpreter(context, manager.directory)
  if (interpreter === undefined) return skip('no Python was found')
  const probe = await context.prober.ask([interpreter.path, '--version'], {
    cwd: context.root,
    dependsOn: await filesBehind(interpreter.path),
  })
  const minor = probe.kind === 'answered' ? /Python 3\.(\d+)/.exec(probe.stdout)?.[1] : undefined
  if (minor === undefined) return skip('the version of Python is not told')
  const refused = context.workspace.requirements.find(
    ({ tool, kind, constraint }) =>
      tool === 'python' && kind === 'supported' && constraint !== undefined && !intersects(constraint, `~3.${minor}`),
  )
  if (refused !== undefined) {
    return skip(`the repository asks for Python ${refused.range}, and 3.${minor} is there`, {
      evidence: [refused.evidence],
    })
  }
  const locked = await judgeLocked(manager, context, Number(minor))
  if (locked !== undefined) return locked
  const pins = packagesOf(manager, context.workspace)
    .flatMap(({ dependencies }) => dependencies)
    .filter(({ range }) => exactPin.test(range.trim()))
  const lacking = pins.flatMap((dependency) => oldPin(dependency, Number(minor)))
  const old = lacking.filter(({ dependency, version }) => !isInstalled(dependency.name, version, interpreter, context))
  const [first] = old
  if (first === undefined) {
    const isKnown = pins.some(({ name }) => tableOf(name) !== undefined)
    const evidence = [manager.evidence]
    if (pins.length > 0 && !isKnown) {
      return skip(`whether the ${count(pins.length, 'pin')} have wheels for Python 3.${minor} is not known`, {
        evidence,
      })
    }
    return ok(`no pin is known to lack wheels for Python 3.${minor}`, { evidence })
  }
  const shown = old.map(({ dependency, version, wheel }) => `${dependency.name} ${version} (from ${wheel} on)`)
  const message = `Python 3.${minor} is newer than the wheels of ${joinSome(shown)}: pip would compile ${old.length === 1 ? 'it' : 'them'}`
  return warn(message, {
    evidence: old.map(({ dependency }) => dependency.evidence).slice(0, evidenceMax),
    fix: `ask the user for Python 3.${olderMinor(old, Number(minor))}, or to raise the pins`,
    facts: { pins: old.map(({ dependency, version }) => `${dependency.name}==${version}`) },
  })
}

const lockfilesWithWheels = ['uv.lock', 'poetry.lock', 'pdm.lock', 'pylock.toml']

/** `undefined` without a lockfile that names wheels. */
async function judgeLocked(
  { directory }: PackageManager,
  { root }: CheckContext,
  minor: number,
): Promise<Finding | undefined> {
  for (const name of lockfilesWithWheels) {
    const file = path.posix.join(directory, name)
    const text = await readFile(path.join(root, file), 'utf8').catch(() => undefined)
    if (text === undefined) continue
    const machine = { minor, platform: process.platform, architecture: process.arch }
    const distributions = readLockedWheels(text, file)
    const lacking = distributions.filter((distribution) => lacksWheel(distribution, machine))
    if (lacking.length === 0) {
      const evidence = [{ file, line: 1 }]
      return ok(`${count(distributions.length, 'locked distribution')} with a wheel for Python 3.${minor}`, {
        evidence,
      })
    }
    const shown = joinSome(lacking.map((distribution) => `${distribution.name} ${distribution.version}`))
    return warn(
      `no wheel for Python 3.${minor} in ${file} for ${shown}: ${lacking.length === 1 ? 'it' : 'they'} would be compiled`,
      {
        evidence: lacking.map(({ evidence }) => evidence).slice(0, evidenceMax),
        fix: `ask the user for another Python, or to lock newer versions`,
        facts: { pins: lacking.map((distribution) => `${distribution.name}==${distribution.version}`) },
      },
    )
  }
  return undefined
}

/** pip leaves a directory for each distribution; one that is there needs no wheel any more. */
function isInstalled(name: string, version: string, { environment }: Interpreter, { root }: CheckContext): boolean {
  if (environment === undefined) return false
  const wanted = normaliseName(`${name}-${version}`)
  const library = path.resolve(root, environment, 'lib')
  return namesIn(library).some((python) =>
    namesIn(path.join(library, python, 'site-packages')).some(
      (entry) => entry.endsWith('.dist-info') && normaliseName(entry.slice(0, -'.dist-info'.length)) === wanted,
    ),
  )
}

function namesIn(directory: string): readonly string[] {
  try {
    return readdirSync(directory)
  } catch {
    return []
  }
}

const exactPin = /^==\s*([^,*;]+)$/

const evidenceMax = 5

interface OldPin {
  readonly dependency: Dependency
  readonly version: string
  readonly wheel: string
}

function oldPin(dependency: Dependency, minor: number): readonly OldPin[] {
  const name = normaliseName(dependency.name)
  const wheels = tableOf(name)
  const version = exactPin.exec(dependency.range.trim())?.[1]?.trim()
  const pinned = parsePythonVersion(version ?? '')
  if (wheels === undefined || version === undefined || pinned === undefined) return []
  // What has a wheel for an older Python has none for a newer one.
  const known = Object.keys(wheels)
    .map(Number)
    .filter((entry) => entry <= minor)
  const wheel = wheels[Math.max(...known)]
  const first = parsePythonVersion(wheel ?? '')
  if (wheel === undefined || first === undefined) return []
  // The first major version of pydantic has no compiled core.
  if (name === 'pydantic' && (pinned.release[0] ?? 0) < 2) return []
  return compareReleases(pinned.release, first.release) < 0 ? [{ dependency, version, wheel }] : []
}

function tableOf(name: string): Readonly<Record<number, string>> | undefined {
  return firstWheels[normaliseName(name)] ?? carriers[normaliseName(name)]
}

/** The newest Python for which all of them have wheels, as far as the table goes. */
function olderMinor(old: readonly OldPin[], minor: number): number {
  for (let candidate = minor - 1; candidate > 11; candidate -= 1) {
    if (old.every(({ dependency }) => oldPin(dependency, candidate).length === 0)) return candidate
  }
  return 11
}
