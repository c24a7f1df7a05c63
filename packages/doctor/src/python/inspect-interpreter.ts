import { readdir, readFile, stat } from 'node:fs/promises'
import { homedir } from 'node:os'
import path from 'node:path'
import type { Environment } from '@groundcrew/core/cli'
import type { Prober } from '../probe.ts'
import type { MarkerVariables } from './marker.ts'

/** What an interpreter says of itself. */
export interface InterpreterFacts {
  /** `3.11.7` */
  readonly version: string
  /** Installed distributions: normalised name to version. */
  readonly distributions: ReadonlyMap<string, string>
  /** Of the modules that were asked for, those that can be imported. */
  readonly modules: ReadonlySet<string>
  readonly markers: MarkerVariables
}

export type Inspection =
  | { readonly kind: 'told'; readonly facts: InterpreterFacts }
  | { readonly kind: 'untold'; readonly reason: string }

const outputBytesMax = 4 * 1024 * 1024

/**
 * One call for everything, by the names of the directories that installers leave (the metadata themselves take ten times as long to
 * read). The directory that Python puts first on its path is taken off while the standard library is loaded: a
 * json.py of the repository must not be run; it is put back to look modules up, which imports none.
 */
const inspectionProgram = `
import sys
path = sys.path[:]
sys.path = [entry for entry in path if entry != ""]
import importlib.util, json, os, platform
found = {}
def note(name, version):
    if name and name not in found:
        found[name] = version
def note_old(directory, entry):
    stem = entry[:-len(".egg-info")] if entry.endswith(".egg-info") else entry[:-len(".egg")]
    parts = stem.split("-")
    if len(parts) > 1:
        return note(parts[0], parts[1])
    for name in (os.path.join(directory, entry, "PKG-INFO"), os.path.join(directory, entry)):
        if os.path.isfile(name):
            with open(name, encoding="utf-8", errors="replace") as file:
                fields = dict(line.rstrip("\\n").split(": ", 1) for line in file if ": " in line[:20])
            return note(fields.get("Name"), fields.get("Version", ""))
for directory in sys.path:
    try:
        entries = os.listdir(directory)
    except OSError:
        entries = []
    for entry in entries:
        if entry.endswith(".dist-info"):
            name, _, version = entry[:-len(".dist-info")].rpartition("-")
            note(name, version)
        elif entry.endswith((".egg-info", ".egg")):
            note_old(directory, entry)
sys.path = path
def importable(name):
    try:
        return importlib.util.find_spec(name) is not None
    except Exception:
        return False
print(json.dumps({
    "version": platform.python_version(),
    "distributions": found,
    "modules": [name for name in sys.argv[1:] if importable(name)],
    "markers": {
        "python_version": ".".join(platform.python_version_tuple()[:2]),
        "python_full_version": platform.python_version(),
        "os_name": os.name,
        "sys_platform": sys.platform,
        "platform_machine": platform.machine(),
        "platform_system": platform.system(),
        "platform_release": platform.release(),
        "platform_version": platform.version(),
        "platform_python_implementation": platform.python_implementation(),
        "implementation_name": sys.implementation.name,
    },
}))
`

export interface InspectOptions {
  /** Absolute. */
  readonly cwd: string
  /** Top-level modules to look up. */
  readonly modules: readonly string[]
  readonly prober: Prober
  readonly env: Environment
}

/** Asks an interpreter (3.8 or later) what is installed for it. */
export async function inspectInterpreter(interpreter: string, options: InspectOptions): Promise<Inspection> {
  const { cwd, modules, prober } = options
  const answer = await prober.ask([interpreter, '-c', inspectionProgram, ...modules], {
    cwd,
    outputBytesMax,
    dependsOn: await whatDecides(interpreter, options),
  })
  if (answer.kind === 'missing') return { kind: 'untold', reason: `${interpreter} is gone` }
  if (answer.kind === 'failed') return { kind: 'untold', reason: `${interpreter} ${answer.reason}` }
  const facts = parse(answer.stdout)
  if (facts !== undefined) return { kind: 'told', facts }
  const line = answer.stderr.trim().split('\n').at(-1) ?? ''
  return { kind: 'untold', reason: `${interpreter} did not list its packages: exit ${answer.code} ${line}`.trimEnd() }
}

/**
 * What the answer depends on: the interpreter, and the directories in which it looks, which change with each distribution that comes or goes.
 * Known for a virtual environment, and for a version of pyenv, which also looks at what the user has installed for himself.
 */
async function whatDecides(interpreter: string, { cwd, env }: InspectOptions): Promise<readonly string[] | undefined> {
  if (env['PYTHONPATH'] !== undefined) return undefined
  const home = path.dirname(path.dirname(interpreter))
  const pythons = (await readdir(path.join(home, 'lib')).catch(() => [])).filter((name) => name.startsWith('python3'))
  if (pythons.length === 0) return undefined
  const packages = pythons.map((name) => path.join(home, 'lib', name, 'site-packages'))
  const settings = await readFile(path.join(home, 'pyvenv.cfg'), 'utf8').catch(() => undefined)
  const isClosed = settings !== undefined && !/^include-system-site-packages\s*=\s*true/im.test(settings)
  if (isClosed) return [interpreter, cwd, ...packages]
  if (settings !== undefined || !/\/\.pyenv\/versions\/[^/]+$/.test(home)) return undefined
  const own = pythons.map((name) => path.join(env['HOME'] ?? homedir(), '.local/lib', name, 'site-packages'))
  return [interpreter, cwd, ...packages, ...(await Promise.all(own.map(nearestThere)))]
}

/** The directory, or the one above it in which it would be made. */
async function nearestThere(directory: string): Promise<string> {
  const isThere = await stat(directory).then(
    () => true,
    () => false,
  )
  return isThere || directory === path.dirname(directory) ? directory : nearestThere(path.dirname(directory))
}

interface Printed {
  readonly version: string
  readonly distributions: Readonly<Record<string, string>>
  readonly modules: readonly string[]
  readonly markers: MarkerVariables
}

function parse(text: string): InterpreterFacts | undefined {
  try {
    const { version, distributions, modules, markers } = JSON.parse(text) as Printed
    const entries = Object.entries(distributions).map(([name, value]): [string, string] => [normaliseName(name), value])
    return { version, distributions: new Map(entries), modules: new Set(modules), markers }
  } catch {
    // Something else is called python, or a .pth file prints.
    return undefined
  }
}

/** PEP 503: `Foo.Bar_baz` is `foo-bar-baz`. */
export function normaliseName(name: string): string {
  return name.toLowerCase().replaceAll(/[-_.]+/g, '-')
}
