import { parentOf } from '../source/paths.ts'
import { isExamplePlace, isFixturePlace } from '../source/places.ts'
import type { Sources } from '../source/sources.ts'
import type { Evidence, NativeBuild, Package, Workspace } from '../types.ts'

/** What is compiled when the packages of the repository are installed or built, one for each package and kind. */
export function readNativeBuilds(sources: Sources, { packages }: Workspace): readonly NativeBuild[] {
  return packages
    .filter(({ directory, membership }) => membership !== 'detached' && !isFixturePlace(directory))
    .flatMap((owner) => readers[owner.ecosystem]?.(owner, sources) ?? [])
}

type Reader = (owner: Package, sources: Sources) => readonly NativeBuild[]

const readers: Partial<Record<Package['ecosystem'], Reader>> = {
  npm: readNpm,
  python: readPython,
  cargo: readCargo,
  go: readGo,
  ruby: readRuby,
}

function readNpm(owner: Package, { index }: Sources): readonly NativeBuild[] {
  const file = index.first(owner.directory, ['binding.gyp'])
  if (file !== undefined) return [build('node-gyp', owner, { what: 'binding.gyp', evidence: { file, line: 1 } })]
  const cmake = owner.dependencies.find(({ name }) => name === 'cmake-js')
  return cmake === undefined ? [] : [build('cmake', owner, { what: 'cmake-js', evidence: cmake.evidence })]
}

const rustBackend = /^\s*build-backend\s*=\s*["'](?:maturin|setuptools_rust)/
const compiledBackend = /^\s*build-backend\s*=\s*["'](?:mesonpy|scikit_build_core|skbuild)/

function readPython(owner: Package, sources: Sources): readonly NativeBuild[] {
  for (const file of sources.index.present(owner.directory, ['pyproject.toml', 'setup.py'])) {
    for (const [at, line] of sources.lines(file).entries()) {
      const place = { what: file, evidence: { file, line: at + 1 } }
      if (rustBackend.test(line)) return [build('rust', owner, place)]
      if (compiledBackend.test(line)) return [build('compiler', owner, place)]
      // An extension that may be left out is made where it can be made.
      const isExtension = file.endsWith('setup.py') && /\bext_modules\s*=(?!\s*\[\s*\])/.test(line)
      if (isExtension && !/optional|SKIP|NO_EXT|try:/i.test(sources.text(file) ?? '')) {
        return [build('compiler', owner, place)]
      }
    }
  }
  return []
}

/** rustc hands the linking to a C compiler. */
function readCargo(owner: Package): readonly NativeBuild[] {
  if (owner.membership === 'member') return []
  return [build('linker', owner, { what: owner.manifest.file, evidence: owner.manifest })]
}

/** Modules of Go that are C inside. */
const cgoModules =
  /^github\.com\/(?:mattn\/go-sqlite3|confluentinc\/confluent-kafka-go|h2non\/bimg|miekg\/pkcs11)(?:\/|$)/

function readGo(owner: Package): readonly NativeBuild[] {
  const module = owner.dependencies.find(({ name, kind }) => kind === 'runtime' && cgoModules.test(name))
  return module === undefined ? [] : [build('cgo', owner, { what: module.name, evidence: module.evidence })]
}

function readRuby(owner: Package, { index }: Sources): readonly NativeBuild[] {
  const file = index
    .under(owner.directory)
    .find((path) => path.endsWith('/extconf.rb') && path.includes('ext/') && !isExamplePlace(parentOf(path)))
  return file === undefined ? [] : [build('extconf', owner, { what: file, evidence: { file, line: 1 } })]
}

function build(
  kind: NativeBuild['kind'],
  { directory, ecosystem }: Package,
  place: { readonly what: string; readonly evidence: Evidence },
): NativeBuild {
  return { kind, directory, ecosystem, ...place }
}
