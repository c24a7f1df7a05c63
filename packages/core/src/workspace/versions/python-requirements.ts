import type { Package, Requirement } from '../types.ts'
import { entryAt, textOf } from '../source/node.ts'
import { joinPath } from '../source/paths.ts'
import type { Sources } from '../source/sources.ts'
import { readSetupPy } from '../manifests/setup-files.ts'
import { pythonConstraint } from './ranges.ts'
import { pins, supports } from './requirement.ts'

/** The Python versions that pyproject.toml, setup.cfg, setup.py and Pipfile name. */
export async function readPythonRequirements(sources: Sources, { directory }: Package): Promise<Requirement[]> {
  return [
    ...(await fromPyproject(sources, joinPath(directory, 'pyproject.toml'))),
    ...fromSetupFiles(sources, directory),
    ...(await fromPipfile(sources, joinPath(directory, 'Pipfile'))),
  ]
}

async function fromPyproject(sources: Sources, file: string): Promise<Requirement[]> {
  const document = await sources.toml(file)
  const found: Requirement[] = []
  const declared = entryAt(document, 'project', 'requires-python')
  const poetry = entryAt(document, 'tool', 'poetry', 'dependencies', 'python')
  for (const [entry, source] of [
    [declared, 'requires-python'],
    [poetry, 'poetry'],
  ] as const) {
    const range = textOf(entry?.value) ?? textOf(entryAt(entry?.value, 'version')?.value)
    if (entry === undefined || range === undefined) continue
    found.push(
      supports({ tool: 'python', range, source, evidence: { file, line: entry.line } }, pythonConstraint(range)),
    )
  }
  return found
}

function fromSetupFiles(sources: Sources, directory: string): Requirement[] {
  const cfg = joinPath(directory, 'setup.cfg')
  const value = sources.ini(cfg).get('options')?.keys.get('python_requires')?.values[0]
  const setup = joinPath(directory, 'setup.py')
  const requires = readSetupPy(setup, sources.text(setup) ?? '').requiresPython
  const found = [
    value === undefined ? undefined : { range: value.text, evidence: { file: cfg, line: value.line } },
    requires === undefined ? undefined : { range: requires.text, evidence: requires.evidence },
  ]
  return found
    .filter((fact) => fact !== undefined)
    .map(({ range, evidence }) =>
      supports({ tool: 'python', range, source: 'requires-python', evidence }, pythonConstraint(range)),
    )
}

async function fromPipfile(sources: Sources, file: string): Promise<Requirement[]> {
  const document = await sources.toml(file)
  const entry = entryAt(document, 'requires', 'python_full_version') ?? entryAt(document, 'requires', 'python_version')
  const range = textOf(entry?.value)
  if (entry === undefined || range === undefined) return []
  return [pins({ tool: 'python', range, source: 'Pipfile', evidence: { file, line: entry.line } })]
}
