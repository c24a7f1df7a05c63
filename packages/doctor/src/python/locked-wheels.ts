import type { Evidence } from '@groundcrew/core/workspace'

/** A distribution of a lockfile, with the file names of its wheels. */
export interface LockedDistribution {
  readonly name: string
  readonly version: string
  readonly wheels: readonly string[]
  readonly evidence: Evidence
}

export interface Machine {
  /** Of Python 3. */
  readonly minor: number
  readonly platform: NodeJS.Platform
  readonly architecture: string
}

interface Growing {
  name: string
  version: string
  readonly wheels: string[]
  line: number
}

/**
 * What uv.lock, poetry.lock, pdm.lock and pylock.toml (PEP 751) say of their wheels. Read by lines, because they may have tens of
 * thousands: all of them begin a distribution with `[[package]]` or `[[packages]]`, and name each wheel on a line of its own.
 */
export function readLockedWheels(text: string, file: string): readonly LockedDistribution[] {
  const found: Growing[] = []
  let current: Growing | undefined
  for (const [index, line] of text.split('\n').entries()) {
    if (/^\[\[packages?\]\]/.test(line)) {
      current = { name: '', version: '', wheels: [], line: index + 1 }
      found.push(current)
      continue
    }
    // poetry before 1.3 keeps the files of all distributions at the end: `name = [`.
    const listed = /^"?([\w.-]+)"? = \[\s*$/.exec(line)?.[1]
    current = found.find(({ name }) => name === listed) ?? current
    if (current !== undefined) readLine(line, current)
  }
  return found
    .filter(({ name, wheels }) => name !== '' && wheels.length > 0)
    .map(({ name, version, wheels, line }) => ({ name, version, wheels, evidence: { file, line } }))
}

function readLine(line: string, growing: Growing): void {
  const [, key, value] = /^(name|version) = "([^"]*)"/.exec(line) ?? []
  if (key === 'name') growing.name = value ?? ''
  if (key === 'version') growing.version = value ?? ''
  // A wheel in the line of a dependency, or as the source itself, is no list of what there is.
  if (/^\s*\{ name = |^source = /.test(line)) return
  const wheel = /([\w.+!-]+\.whl)(?=["'#?])/.exec(line)?.[1]
  if (wheel !== undefined) growing.wheels.push(wheel)
}

/**
 * There are wheels for this platform, and none of them for this Python: it would be compiled, or is refused. One that has no wheel for the
 * platform at all is for another (pywin32).
 */
export function lacksWheel({ wheels }: LockedDistribution, machine: Machine): boolean {
  const tags = wheels.flatMap((name) => parseTags(name) ?? [])
  if (tags.some(({ platform, python }) => platform === 'any' && fitsPython(python, machine))) return false
  const here = tags.filter(({ platform }) => isPlatform(platform, machine))
  return here.length > 0 && !here.some(({ python }) => fitsPython(python, machine))
}

interface WheelTags {
  readonly python: { readonly interpreters: readonly string[]; readonly abis: readonly string[] }
  readonly platform: string
}

/** `name-1.0-cp38-abi3-manylinux_2_17_x86_64.manylinux2014_x86_64.whl` */
function parseTags(file: string): WheelTags | undefined {
  const parts = file.replace(/\.whl$/, '').split('-')
  const [interpreters, abis, platform] = parts.slice(-3)
  if (parts.length < 5 || interpreters === undefined || abis === undefined || platform === undefined) return undefined
  return { python: { interpreters: interpreters.split('.'), abis: abis.split('.') }, platform }
}

function fitsPython({ interpreters, abis }: WheelTags['python'], { minor }: Machine): boolean {
  return interpreters.some((tag) => {
    if (tag === 'py3' || tag === 'py2.py3') return true
    const [, kind, written] = /^(cp|py)3(\d+)$/.exec(tag) ?? []
    if (written === undefined) return false
    const known = Number(written)
    if (known === minor)
      return kind === 'py' || abis.some((abi) => abi === `cp3${minor}` || abi === 'abi3' || abi === 'none')
    // A stable ABI holds from its version on, and so does a wheel of plain Python.
    return known < minor && (abis.includes('abi3') || (kind === 'py' && abis.includes('none')))
  })
}

const architectures: Readonly<Record<string, RegExp>> = {
  x64: /x86_64|amd64|universal2|intel/,
  arm64: /aarch64|arm64|universal2/,
  ia32: /i686|win32/,
}

const systems: Partial<Record<NodeJS.Platform, RegExp>> = { linux: /linux/, darwin: /macosx/, win32: /win/ }

function isPlatform(tag: string, { platform, architecture }: Machine): boolean {
  const isSystem = systems[platform]?.test(tag) === true && !(platform === 'win32' && tag.includes('macosx'))
  return isSystem && architectures[architecture]?.test(tag) === true
}
