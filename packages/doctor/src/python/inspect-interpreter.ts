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
 * One call for everything. The directory that Python puts first on its path is taken off while the standard library is loaded: a
 * json.py of the repository must not be run; it is put back to look modules up, which imports none.
 */
const inspectionProgram = `
import sys
path = sys.path[:]
sys.path = [entry for entry in path if entry != ""]
import importlib.metadata, importlib.util, json, os, platform
found = {}
for distribution in importlib.metadata.distributions():
    try:
        name = distribution.metadata["Name"]
        if name and name not in found:
            found[name] = distribution.version or ""
    except Exception:
        pass
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
}

/** Asks an interpreter (3.8 or later) what is installed for it. */
export async function inspectInterpreter(
  interpreter: string,
  { cwd, modules, prober }: InspectOptions,
): Promise<Inspection> {
  const answer = await prober.ask([interpreter, '-c', inspectionProgram, ...modules], {
    cwd,
    outputBytesMax,
  })
  if (answer.kind === 'missing') return { kind: 'untold', reason: `${interpreter} is gone` }
  if (answer.kind === 'failed') return { kind: 'untold', reason: `${interpreter} ${answer.reason}` }
  const facts = parse(answer.stdout)
  if (facts !== undefined) return { kind: 'told', facts }
  const line = answer.stderr.trim().split('\n').at(-1) ?? ''
  return { kind: 'untold', reason: `${interpreter} did not list its packages: exit ${answer.code} ${line}`.trimEnd() }
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
