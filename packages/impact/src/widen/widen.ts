import { isUseLanguage, type CodeFile } from '@groundcrew/code-map'
import { runGit, type Repository } from '@groundcrew/core/repo'
import { count } from '@groundcrew/core/text'
import { readTreeFiles } from '../change/tree-files.ts'
import type { Changes, FileChange } from '../change/types.ts'
import type { Graph } from '../graph/graph.ts'
import type { Reach } from '../graph/reach.ts'
import { isFallback, testSeed, wholeFile } from '../graph/seeds.ts'
import { builtLanguage, widenBuild, widenUnnamed } from './build-files.ts'
import { widenBuilt } from './built-files.ts'
import { widenComputed } from './computed-imports.ts'
import { configuredBy, isConfiguration } from './configuration.ts'
import { isCode, parseGrep, readerSeed, type GrepHit } from './grep-code.ts'
import { changedPackages, LOCKFILES } from './lockfiles.ts'
import { widenNative } from './native-extensions.ts'
import { snapshotOwners } from './snapshots.ts'
import { changedCatalog, changedDependencies } from './manifests.ts'
import { widenSubmodule } from './submodules.ts'
import type { Widened, Widening } from './widening.ts'
import { directoryOf, isBelow } from '../paths.ts'

export interface Question {
  readonly repository: Repository
  readonly graph: Graph
  readonly changes: Changes
  readonly tests: readonly CodeFile[]
}

/** What Java's builds put beside the classes belongs to all of its module. */
const FIXTURES = /^(.*?)(?:^|\/)(?:testdata|[fF]ixtures?|__fixtures__|golden|src\/\w+\/resources)\//

/** What changed files reach besides their importers: each rule errs on the side of more, and is listed. */
export async function widen(question: Question): Promise<Widened> {
  const { changes } = question
  const parts = await Promise.all(changes.files.map(async (file) => await widenFile(question, file)))
  const tooMany = changes.files.filter(({ wholeBecause }) => wholeBecause === 'too-many-files')
  const named = await widenByName(
    question,
    changes.files.filter((file) => isAsset(question, file)),
  )
  const [computed, embedded] = await Promise.all([widenComputed(question), widenEmbedded(question)])
  const built = widenBuilt(question.graph, changes)
  const native = widenNative(question.graph.map, changes, question.tests)
  const all = [
    ...parts,
    named,
    computed,
    embedded,
    built,
    native,
    ...(tooMany.length === 0 ? [] : [fileLevel(tooMany)]),
  ]
  return { seeds: all.flatMap(({ seeds }) => seeds), widenings: all.flatMap(({ widenings }) => widenings) }
}

const NOTHING: Widened = { seeds: [], widenings: [] }

/** One line for all of them. */
function fileLevel(files: readonly FileChange[]): Widened {
  const text = `${count(files.length, 'file')} of code changed: whole files are followed, not declarations`
  return { seeds: [], widenings: [{ rule: 'whole file', path: '.', text }] }
}

async function widenFile(question: Question, file: FileChange): Promise<Widened> {
  const { path, wholeBecause } = file
  if (wholeBecause === 'submodule') return await widenSubmodule(question, file)
  if (LOCKFILES.test(path)) return await widenLockfile(question, file)
  if (/(?:^|\/)package\.json$/.test(path)) return await widenManifest(question, file)
  if (/(?:^|\/)pnpm-workspace\.yaml$/.test(path)) return await widenCatalog(question, file)
  const built = builtLanguage(path)
  if (built !== undefined) return widenBuild(question, file, built)
  if (isConfiguration(path)) return everyTest(question, { path, rule: 'configuration', what: 'configuration' })
  const shown = snapshotOwners(path)
  if (shown.length > 0) return widenTo(question, { path, rule: 'snapshot', to: shown })
  const mock = /^(.*\/)?__mocks__\/(.+)$/.exec(path)
  if (mock !== null)
    return widenMock(question, { path, beside: `${mock[1] ?? ''}${mock[2] ?? ''}`, name: mock[2] ?? '' })
  if (wholeBecause === undefined || wholeBecause === 'too-many-files' || !isFallback(wholeBecause))
    return widenUnnamed(question, file)
  const text = `${wholeBecause}: counts as changed in every part`
  return { seeds: [], widenings: [{ rule: 'whole file', path, text }] }
}

/** Of a module beside its directory, or of a package. */
function widenMock(
  question: Question,
  { path, beside, name }: { readonly path: string; readonly beside: string; readonly name: string },
): Widened {
  const { graph } = question
  if (graph.map.findFile(beside) !== undefined) return widenTo(question, { path, rule: 'mock', to: [beside] })
  const module = name.replace(/\.[cm]?[jt]sx?$/, '').replace(/\/index$/, '')
  const importers = graph.links.outside.filter(({ fact }) => fact.specifier === module)
  const files = [...new Set(importers.map(({ from }) => from))]
  if (files.length === 0) return NOTHING
  const seeds = files.flatMap((file) => wholeFile(graph, graph.map.pathOf(file), `mock ${path}`).map(asRule))
  const text = `stands for the package ${module}: reaches ${count(files.length, 'file')} that import it`
  return { seeds, widenings: [{ rule: 'mock', path, text }] }
}

function widenTo(
  { graph }: Question,
  { path, rule, to }: { readonly path: string; readonly rule: Widening['rule']; readonly to: readonly string[] },
): Widened {
  const found = to.filter((target) => graph.map.findFile(target) !== undefined)
  if (found.length === 0) return NOTHING
  const seeds = found.flatMap((target) => wholeFile(graph, target, `${rule} ${path}`).map(asRule))
  return { seeds, widenings: [{ rule, path, text: `reaches all that uses ${found.join(', ')}` }] }
}

function asRule(seed: Reach): Reach {
  return { ...seed, relation: 'rule' }
}

function everyTest(
  { tests }: Question,
  { path, rule, what }: { readonly path: string; readonly rule: Widening['rule']; readonly what: string },
): Widened {
  const directory = configuredBy(path)
  const below = tests.filter((test) => isBelow(test.path, directory))
  const seeds = below.map(({ number }): Reach => testSeed(number, `${what} ${path}`))
  const place = directory === '' ? 'every test' : `every test below ${directory}`
  return { seeds, widenings: [{ rule, path, text: `reaches ${place}: ${below.length}` }] }
}

async function sides({ repository, changes }: Question, path: string): Promise<readonly [string, string]> {
  const { baseCommit, next } = changes
  const base = baseCommit === undefined ? next : ({ kind: 'commit', commit: baseCommit } as const)
  const [before, after] = await Promise.all([
    readTreeFiles(repository, base, [path]),
    readTreeFiles(repository, next, [path]),
  ])
  return [before.get(path)?.toString() ?? '', after.get(path)?.toString() ?? '']
}

async function widenLockfile(question: Question, { path, status }: FileChange): Promise<Widened> {
  const what = 'lockfile'
  if (status === 'named') return everyTest(question, { path, rule: 'lockfile', what })
  const [before, after] = await sides(question, path)
  const packages = changedPackages(path, before, after)
  if (packages === undefined) return everyTest(question, { path, rule: 'lockfile', what })
  return importersOfPackages(question, { path, rule: 'lockfile', packages })
}

async function widenManifest(question: Question, { path, status }: FileChange): Promise<Widened> {
  const what = 'configuration'
  if (status === 'named') return everyTest(question, { path, rule: 'configuration', what })
  const [before, after] = await sides(question, path)
  const changed = changedDependencies(before, after)
  if (changed === undefined) return everyTest(question, { path, rule: 'configuration', what })
  if (changed.length === 0)
    return { seeds: [], widenings: [{ rule: 'no rule', path, text: 'only fields that run nothing changed' }] }
  return importersOfPackages(question, { path, rule: 'dependency', packages: changed })
}

async function widenCatalog(question: Question, { path, status }: FileChange): Promise<Widened> {
  const changed = status === 'modified' ? changedCatalog(...(await sides(question, path))) : undefined
  if (changed === undefined) return everyTest(question, { path, rule: 'configuration', what: 'configuration' })
  return importersOfPackages(question, { path, rule: 'dependency', packages: changed })
}

const LISTED_MAX = 4
/** What runs tests is imported by none of them where the runner gives its functions as globals. */
const RUNNERS =
  /^(?:vitest|jest|mocha|ava|tap|pytest|rspec|minitest|typescript|ts-jest|@swc\/jest|tsx|ts-node|@babel\/core|jsdom|happy-dom)$/

function importersOfPackages(
  question: Question,
  {
    path,
    rule,
    packages,
  }: { readonly path: string; readonly rule: Widening['rule']; readonly packages: readonly string[] },
): Widened {
  const { graph } = question
  const runner = packages.find((name) => RUNNERS.test(name))
  if (runner !== undefined) return everyTest(question, { path, rule, what: `${runner} changed in` })
  const names = new Set(packages.map((name) => name.toLowerCase().replaceAll('-', '_')))
  const importers = graph.links.outside.filter(({ from, fact }) =>
    packageNames(graph.map.file(from).language, fact.specifier).some((name) =>
      names.has(name.toLowerCase().replaceAll('-', '_')),
    ),
  )
  const files = [...new Set(importers.map(({ from }) => from))]
  const seeds = files.flatMap((file) =>
    wholeFile(graph, graph.map.pathOf(file), `imports a package that ${path} changed`).map(asRule),
  )
  const listed =
    packages.slice(0, LISTED_MAX).join(', ') + (packages.length > LISTED_MAX ? `, … ${packages.length} in all` : '')
  const what =
    packages.length === 0 ? 'no package changed' : `${listed}: reaches ${files.length} files that import them`
  return { seeds, widenings: [{ rule, path, text: what }] }
}

/** The names a specifier may have in a lockfile. */
function packageNames(language: string, specifier: string): readonly string[] {
  if (language === 'go') return specifier.split('/').map((_, index, parts) => parts.slice(0, index + 1).join('/'))
  if (language === 'python') return [specifier.split('.')[0] ?? '']
  if (language === 'ruby') return [specifier, specifier.split('/')[0] ?? '']
  return [
    specifier
      .split('/')
      .slice(0, specifier.startsWith('@') ? 2 : 1)
      .join('/'),
  ]
}

/** A file that is no code and that nothing imports: data, a template, a fixture. */
function isAsset({ graph }: Question, { path, wholeBecause, language, class: fileClass }: FileChange): boolean {
  const isParsed = (wholeBecause !== 'language' && wholeBecause !== 'binary') || isUseLanguage(language)
  // Go leaves such a directory out: its tests read what is there.
  if (isParsed && !(language === 'go' && /(?:^|\/)testdata\//.test(path))) return false
  if (/\.(?:md|mdx|markdown|txt|rst|adoc)$/i.test(path) && fileClass === 'document') return false
  return (
    !LOCKFILES.test(path) &&
    !isConfiguration(path) &&
    builtLanguage(path) === undefined &&
    !path.endsWith('package.json') &&
    !graph.hasImporters(graph.fileNumber(path))
  )
}

const namesMax = 200

/** Code that has the file's name in it, such as in a call that reads it. */
async function widenByName({ repository, graph, tests }: Question, files: readonly FileChange[]): Promise<Widened> {
  const wanted = files.slice(0, namesMax)
  if (wanted.length === 0 || repository.root === undefined) return NOTHING
  const names = wanted.map(({ path }) => path.slice(path.lastIndexOf('/') + 1))
  const patterns = [...new Set(names)].flatMap((name) => ['-e', name])
  const listed = await runGit(repository, [
    'grep',
    '-n',
    '-z',
    '-F',
    '-I',
    '--untracked',
    '--full-name',
    ...patterns,
    '--',
    ':/',
  ])
  const hits = parseGrep(listed.stdout.toString('utf8'))
  const renderersOf = (path: string): readonly GrepHit[] =>
    graph.templates.isTemplate(path)
      ? graph.templates.renderingOf(path).map(({ file, line }) => ({ path: graph.pathOf(file), line, text: '' }))
      : []
  const seeds: Reach[] = []
  const widenings: Widening[] = []
  for (const [index, { path }] of wanted.entries()) {
    const readers = [
      ...hits.filter(
        ({ path: from, text }) => from !== path && text.includes(names[index] ?? '') && isCode(graph, from),
      ),
      ...renderersOf(path),
    ]
    for (const reader of readers) seeds.push(...readerSeed(graph, reader, path))
    const fixture = FIXTURES.exec(path)
    if (readers.length > 0) {
      const from = [...new Set(readers.map((reader) => reader.path))]
      widenings.push({ rule: 'named in code', path, text: `named in ${from.slice(0, LISTED_MAX).join(', ')}` })
    } else if (fixture !== null) {
      const directory = fixture[1] ?? ''
      const below = tests.filter((test) => isBelow(test.path, directory))
      seeds.push(...below.map(({ number }) => testSeed(number, `fixture ${path}`)))
      widenings.push({
        rule: 'fixture',
        path,
        text: `reaches the ${below.length} tests below ${directory === '' ? 'the root' : directory}`,
      })
    }
  }
  return { seeds, widenings }
}

/** Files of a Go package's directory that `//go:embed` takes into a variable. */
async function widenEmbedded({ repository, graph, changes }: Question): Promise<Widened> {
  const assets = changes.files.filter(({ path, language }) => language !== 'go' && path.includes('/'))
  if (assets.length === 0 || graph.map.findFile('go.mod') === undefined || repository.root === undefined) return NOTHING
  const options = ['-n', '-z', '-I', '--untracked', '--full-name', '-e', '^//go:embed ', '--', ':/*.go']
  const hits = parseGrep((await runGit(repository, ['grep', ...options])).stdout.toString('utf8'))
  const parts = hits.flatMap(({ path: from, line, text }): readonly Widened[] => {
    const patterns = text.replace('//go:embed ', '').trim().split(/\s+/)
    const embeds = (path: string): boolean => patterns.some((pattern) => isEmbedded(path, directoryOf(from), pattern))
    return assets
      .filter(({ path }) => embeds(path))
      .map(({ path }) => ({
        seeds: readerSeed(graph, { path: from, line: line + 1, text }, path),
        widenings: [{ rule: 'embedded', path, text: `embedded at ${from}:${line}` }],
      }))
  })
  return { seeds: parts.flatMap(({ seeds }) => seeds), widenings: parts.flatMap(({ widenings }) => widenings) }
}

/** A directory is embedded with all that is below it. See https://pkg.go.dev/embed */
function isEmbedded(path: string, directory: string, pattern: string): boolean {
  const plain = pattern.replaceAll(/^["`]|["`]$/g, '').replace(/^all:/, '')
  const below =
    directory === '' ? path : path.startsWith(`${directory}/`) ? path.slice(directory.length + 1) : undefined
  if (below === undefined) return false
  const wanted = plain.split('/').map((part) => matcherOf(part))
  const parts = below.split('/')
  return plain === '.' || (parts.length >= wanted.length && wanted.every((part, at) => part.test(parts[at] ?? '')))
}

function matcherOf(part: string): RegExp {
  const escaped = part.replaceAll(/[\\^$.+()|{}]/g, String.raw`\$&`)
  return new RegExp(`^${escaped.replaceAll('*', '.*').replaceAll('?', '.')}$`)
}
