import path from 'node:path'
import type { Repository } from '../repository.ts'

/** Inside core a layer imports only those before it. */
const layers = ['text', 'cli', 'process', 'repo', 'workspace', 'failures', 'tasks', 'history']
/** Who may import a package by name. Core is everybody's. */
const importersOf: Readonly<Record<string, readonly string[]>> = { 'code-map': ['csearch', 'impact', 'codemod'] }

interface Import {
  readonly file: string
  readonly line: number
  readonly specifier: string
}

interface LayerPlace {
  readonly layer: string
  readonly isIndex: boolean
}

export function coreLayersPointDown(repository: Repository): readonly string[] {
  return [...strayCoreFiles(repository), ...listImports(repository, 'packages/core/src/').flatMap(layerBreaches)]
}

function strayCoreFiles({ files }: Repository): readonly string[] {
  const stray = files.filter((file) => file.startsWith('packages/core/src/') && !layers.includes(placeOf(file).layer))
  return stray.map((file) => `${file}: in none of the layers ${layers.join(' < ')}`)
}

function layerBreaches({ file, line, specifier }: Import): readonly string[] {
  if (specifier.startsWith('@groundcrew/core')) return [`${file}:${line}: core imports itself by a relative path`]
  if (!specifier.startsWith('.')) return []
  const from = placeOf(file)
  const to = placeOf(path.posix.join(path.posix.dirname(file), specifier))
  if (from.layer === to.layer) return []
  if (layers.indexOf(from.layer) < layers.indexOf(to.layer))
    return [`${file}:${line}: ${from.layer} imports ${to.layer}`]
  return to.isIndex ? [] : [`${file}:${line}: ${specifier} passes the door of ${to.layer}, its index.ts`]
}

function placeOf(file: string): LayerPlace {
  const [, layer = '', rest = ''] = /^packages\/core\/src\/([^/]+)\/(.+)$/.exec(file) ?? []
  return { layer, isIndex: rest === 'index.ts' }
}

export function packagesImportCoreAlone(repository: Repository): readonly string[] {
  return listImports(repository, 'packages/').flatMap(({ file, line, specifier }) => {
    const [, imported] = /^@groundcrew\/([^/]+)/.exec(specifier) ?? []
    const importer = packageOf(file)
    if (imported === undefined || imported === 'core' || importersOf[imported]?.includes(importer) === true) return []
    return [`${file}:${line}: ${importer} may not import ${imported}`]
  })
}

export function noRelativeImportLeavesItsPackage(repository: Repository): readonly string[] {
  return listImports(repository, 'packages/').flatMap(({ file, line, specifier }) => {
    if (!specifier.startsWith('.')) return []
    const target = path.posix.join(path.posix.dirname(file), specifier)
    return target.startsWith(`packages/${packageOf(file)}/`) ? [] : [`${file}:${line}: ${specifier} leaves the package`]
  })
}

/** The code that ships, and the tests, stand without the benchmarks; the code that ships without the tests. */
export function nothingImportsBenchOrTest(repository: Repository): readonly string[] {
  const packages = listImports(repository, 'packages/').map((found) => ({ ...found, forbidden: /^(bench|test)\// }))
  const tests = listImports(repository, 'test/').map((found) => ({ ...found, forbidden: /^bench\// }))
  const scripts = listImports(repository, 'scripts/').map((found) => ({ ...found, forbidden: /^(bench|test)\// }))
  return [...packages, ...tests, ...scripts].flatMap(({ file, line, specifier, forbidden }) => {
    if (!specifier.startsWith('.')) return []
    const target = path.posix.join(path.posix.dirname(file), specifier)
    return forbidden.test(target) ? [`${file}:${line}: imports ${target}`] : []
  })
}

function packageOf(file: string): string {
  return file.split('/')[1] ?? ''
}

function listImports(repository: Repository, folder: string): readonly Import[] {
  const sources = repository.files.filter(
    (file) => file.startsWith(folder) && !file.startsWith('test/fixtures/') && /\.[cm]?[jt]s$/.test(file),
  )
  return sources.flatMap((file) => scanImports(file, repository.read(file)))
}

/** Static, dynamic and type imports, re-exports and `require`. A statement begins its line; our formatter sees to that. */
const importForms = [
  /^import\s*(?:[^'"`;()=]*?\bfrom\s*)?['"]([^'"\n]+)['"]/gm,
  /^export\s+(?:type\s+)?[*{][^'"`;()=]*?\bfrom\s*['"]([^'"\n]+)['"]/gm,
  /\b(?:import|require)\(\s*['"]([^'"\n]+)['"]/g,
]

function scanImports(file: string, source: string): readonly Import[] {
  const matches = importForms.flatMap((form) => [...source.matchAll(form)])
  return matches.map((match) => ({
    file,
    line: source.slice(0, match.index + match[0].length).split('\n').length,
    specifier: match[1] ?? '',
  }))
}
