import type { ImportFact } from '../facts.ts'
import { directoryOf, joinPath } from './paths.ts'
import type { Files, Resolution } from './resolver.ts'

/** Directories from which absolute imports start: those that hold a top-level package or module, the root first. */
export function pythonRoots(files: Files): readonly string[] {
  const roots = new Set([''])
  for (const path of files.paths) {
    if (!path.endsWith('/__init__.py')) continue
    const directory = directoryOf(path)
    const parent = directoryOf(directory)
    if (!files.has(parent === '' ? '__init__.py' : `${parent}/__init__.py`)) roots.add(parent)
  }
  for (const root of configuredRoots(files)) roots.add(root)
  return [...roots].sort((left, right) => left.length - right.length || (left < right ? -1 : 1))
}

const CONFIGURATION = /(?:^|\/)(?:pyproject\.toml|pytest\.ini|tox\.ini|setup\.cfg|setup\.py|mypy\.ini)$/
const ROOTS = /\b(?:pythonpath|python_paths|where|mypy_path)\s*=\s*(\[[^\]]*\]|[^\n]+)/g

/** What pytest, setuptools and mypy are told. */
function configuredRoots(files: Files): readonly string[] {
  return files.paths.flatMap((path) => {
    if (!CONFIGURATION.test(path)) return []
    const values = [...(files.text(path) ?? '').matchAll(ROOTS)].map(([, value = '']) => value)
    const words = values.flatMap((value) => value.split(/[\s,[\]"':]+/)).filter((word) => word !== '')
    return words.flatMap((word) => joinPath(directoryOf(path), word) ?? [])
  })
}

/** The module that an import names, and, for `from package import module`, that module too. */
export function resolvePython(
  files: Files,
  roots: readonly string[],
  { from, fact }: { readonly from: string; readonly fact: ImportFact },
): Resolution {
  const { specifier } = fact
  const dots = /^\.*/.exec(specifier)?.[0].length ?? 0
  if (dots > 0) {
    const base = joinPath(directoryOf(from), '../'.repeat(dots - 1))
    if (base === undefined) return { kind: 'missing' }
    const paths = modulePaths(files, base, { parts: specifier.slice(dots).split('.'), fact })
    return paths.length > 0 ? { kind: 'files', paths } : { kind: 'missing' }
  }
  for (const root of [...roots, ...scriptRoot(files, from), ...rootsAround(from)]) {
    const paths = modulePaths(files, root, { parts: specifier.split('.'), fact })
    if (paths.length > 0) return { kind: 'files', paths }
  }
  return { kind: 'external' }
}

/** Packages without `__init__.py` start anywhere: the directories above the importer, and their `src`. A lone word would be a library's. */
function rootsAround(from: string): readonly string[] {
  const roots: string[] = []
  for (let directory = directoryOf(from); directory !== ''; directory = directoryOf(directory)) {
    const above = directoryOf(directory)
    roots.push(above, joinPath(above, 'src') ?? '')
  }
  return roots
}

/** A script finds modules beside it. A module of a package does not: there `import types` is not its neighbour `types.py`. */
function scriptRoot(files: Files, from: string): readonly string[] {
  const directory = directoryOf(from)
  const isPackage = ['__init__.py', '__init__.pyi'].some((name) => files.has(joinPath(directory, name) ?? name))
  return isPackage ? [] : [directory]
}

function modulePaths(
  files: Files,
  base: string,
  { parts, fact }: { readonly parts: readonly string[]; readonly fact: ImportFact },
): readonly string[] {
  const target = joinPath(base, parts.join('/')) ?? ''
  const own = moduleFile(files, target)
  const members = fact.names.map(({ imported }) =>
    imported === '*' ? undefined : moduleFile(files, joinPath(target, imported) ?? ''),
  )
  return [...new Set([own, ...members].filter((path) => path !== undefined))]
}

function moduleFile(files: Files, target: string): string | undefined {
  const names =
    target === ''
      ? ['__init__.py']
      : [`${target}.py`, `${target}/__init__.py`, `${target}.pyi`, `${target}/__init__.pyi`]
  return names.find((path) => files.has(path))
}
