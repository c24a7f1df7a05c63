import type { CodeFile, CodeMap } from '@groundcrew/code-map'
import type { Script, TestInvocation, TestRunner } from '@groundcrew/core/workspace'
import { isScript } from '../../change/token-words.ts'
import { parseJson } from '../../parse-json.ts'
import { isFileFormat, takesFile, TEST_FORMATS, type FileFormat, type TestFormat } from '../format-tests.ts'
import { importedRunner } from './imported-runner.ts'
import { readPages } from './page-files.ts'
import { readRunnerConfigs, type RunnerConfig } from './runner-configs.ts'
import { configOfSome, configuredAs, isOfSome } from './taken-by-runners.ts'

/** How a test is run. */
export interface Runner {
  readonly format: FileFormat
  /** Where it is run, from the root; empty is the root. */
  readonly directory: string
  /** The script of the package that calls it. */
  readonly invocation: TestInvocation | undefined
  /** What `.mocharc` says, where mocha itself must not read it: it would add the `spec` of it to the files. */
  readonly config: RunnerConfig | undefined
  /** What vitest or jest has to be told of, since that which they find by themselves leaves the test out. */
  readonly ofSome: RunnerConfig | undefined
}

/** What a directory says of runners. */
interface Level {
  readonly directory: string
  readonly configs: readonly RunnerConfig[]
  readonly invocations: readonly TestInvocation[]
  /** Packages, and the runners of other languages whose projects begin here. */
  readonly dependencies: ReadonlySet<string>
}

const OF_SCRIPTS: readonly TestFormat[] = ['vitest', 'jest', 'mocha', 'ava', 'tap', 'jasmine', 'node', 'playwright']

type ReadLineInvocations = (lines: string, scripts: readonly Script[]) => readonly TestInvocation[]

/** Which runner runs a test, and where: what the test imports, what its package configures, calls or depends on, or the language. */
export class Runners {
  readonly #map: CodeMap
  readonly #configs: readonly RunnerConfig[]
  readonly #readInvocations: ReadLineInvocations
  readonly #levels = new Map<string, Level>()
  #pageFiles: ReadonlySet<number> | undefined

  static async read(map: CodeMap): Promise<Runners> {
    const { readLineInvocations } = await import('@groundcrew/core/workspace')
    return new Runners(map, readLineInvocations)
  }

  private constructor(map: CodeMap, readInvocations: ReadLineInvocations) {
    this.#map = map
    this.#configs = readRunnerConfigs(map)
    this.#readInvocations = readInvocations
  }

  /** Undefined: no runner is known that takes it. `format` is the caller's word for it, against the package's. */
  runnerOf(file: CodeFile, format?: TestFormat): Runner | undefined {
    const levels = this.#levelsOf(file.path)
    const own = this.#formatOf(file, levels)
    const chosen = format ?? own?.format
    if (chosen === undefined || !isFileFormat(chosen) || !takesFile(chosen, file.path)) return undefined
    // Against what is only a guess the caller is right.
    if (format !== undefined && own !== undefined && own.isSaid && own.format !== format) return undefined
    const level = placeOf(levels, chosen)
    const ofSome = configOfSome(
      file.path,
      this.#configs.filter(({ runner }) => runner === chosen),
    )
    const invocation = invocationOf(level, chosen, ofSome)
    const config = level?.configs.find(({ runner }) => runner === chosen)
    return { format: chosen, directory: level?.directory ?? '', invocation, config, ofSome }
  }

  #formatOf(
    file: CodeFile,
    levels: readonly Level[],
  ): { readonly format: TestFormat; readonly isSaid: boolean } | undefined {
    if (!isScript(file.language)) {
      const format = (['pytest', 'go', 'rspec', 'minitest', 'bats'] as const).find((one) => takesFile(one, file.path))
      return format === undefined ? undefined : { format, isSaid: true }
    }
    const imported = importedRunner(this.#map, file)
    if (imported !== undefined) return { format: imported, isSaid: true }
    for (const level of levels) {
      const format = said(level, file.path)
      if (format !== undefined) return { format, isSaid: true }
    }
    const dependency = levels.flatMap(({ dependencies }) => OF_SCRIPTS.filter((one) => dependencies.has(one))).at(0)
    // Karma runs what it loads into its page, and by no list of files.
    if (dependency === undefined && this.#onPages().has(file.number)) return undefined
    return { format: dependency ?? 'node', isSaid: dependency !== undefined }
  }

  #onPages(): ReadonlySet<number> {
    this.#pageFiles ??= new Set(readPages(this.#map).flatMap(({ files }) => files))
    return this.#pageFiles
  }

  /** From the test's directory to the root. */
  #levelsOf(path: string): readonly Level[] {
    const levels: Level[] = []
    for (let at = path.lastIndexOf('/'); at > 0; at = path.lastIndexOf('/', at - 1))
      levels.push(this.#level(path.slice(0, at)))
    return [...levels, this.#level('')]
  }

  #level(directory: string): Level {
    const known = this.#levels.get(directory)
    if (known !== undefined) return known
    const manifest = this.#manifest(directory)
    const { scripts = {}, devDependencies = {}, dependencies = {} } = manifest ?? {}
    const level: Level = {
      directory,
      configs: this.#configs.filter((config) => config.directory === directory),
      invocations: this.#invocations(scripts),
      dependencies: new Set([...Object.keys(devDependencies), ...Object.keys(dependencies), ...this.#marks(directory)]),
    }
    this.#levels.set(directory, level)
    return level
  }

  /** Runners of other languages, told by the files that mark their projects. */
  #marks(directory: string): readonly string[] {
    const has = (name: string): boolean =>
      this.#map.findFile(directory === '' ? name : `${directory}/${name}`) !== undefined
    return MARKS.filter(([, names]) => names.some(has)).map(([format]) => format)
  }

  #manifest(directory: string): Manifest | undefined {
    const number = this.#map.findFile(directory === '' ? 'package.json' : `${directory}/package.json`)
    if (number === undefined) return undefined
    const parsed = parseJson(this.#map.read(number)?.source.toString() ?? '')
    return typeof parsed === 'object' && parsed !== null ? parsed : undefined
  }

  #invocations(scripts: Readonly<Record<string, unknown>>): readonly TestInvocation[] {
    const all: readonly Script[] = Object.entries(scripts).flatMap(([name, body]) =>
      typeof body === 'string' ? [{ name, body, evidence: { file: 'package.json', line: 1 } }] : [],
    )
    return all
      .filter(({ name }) => /^(?:test|unit|e2e|integration)(?:[:-]|$)/.test(name))
      .sort((left, right) => left.name.length - right.name.length)
      .flatMap(({ body }) => this.#readInvocations(body, all))
  }
}

interface Manifest {
  readonly scripts?: Readonly<Record<string, unknown>>
  readonly dependencies?: Readonly<Record<string, unknown>>
  readonly devDependencies?: Readonly<Record<string, unknown>>
}

const MARKS: readonly (readonly [TestFormat, readonly string[]])[] = [
  ['go', ['go.mod']],
  ['pytest', ['pytest.ini', 'pyproject.toml', 'setup.cfg', 'setup.py', 'tox.ini']],
  ['rspec', ['.rspec', 'Gemfile']],
  ['minitest', ['Gemfile', 'Rakefile']],
]

/** What a directory says of a test in it: the runner that names it, else the first that does not leave it out. */
function said({ configs, invocations }: Level, path: string): TestFormat | undefined {
  const scripts = configs.filter(({ runner }) => OF_SCRIPTS.includes(runner))
  const says = (runner: TestFormat): ReturnType<typeof configuredAs> =>
    configuredAs(path, { configs: scripts, isOf: (config) => config.runner === runner })
  const runners = [
    ...new Set([
      ...scripts.map(({ runner }) => runner),
      ...invocations.flatMap(({ runner }) => formatOfRunner(runner) ?? []),
    ]),
  ].filter((runner) => OF_SCRIPTS.includes(runner))
  return (
    runners.find((runner) => says(runner) === 'taken') ??
    runners.find((runner) => runner !== 'playwright' && says(runner) !== 'left')
  )
}

/** The nearest directory that has something of the runner, or one above it that speaks for several projects. */
function placeOf(levels: readonly Level[], format: TestFormat): Level | undefined {
  const configured = levels.filter(
    ({ configs, invocations }) =>
      configs.some((config) => config.runner === format && !isOfSome(config)) ||
      invocations.some(({ runner }) => formatOfRunner(runner) === format),
  )
  return (
    configured.findLast(({ configs }) => configs.some(({ runner, hasProjects }) => runner === format && hasProjects)) ??
    configured[0] ??
    levels.find(({ dependencies }) => dependencies.has(format))
  )
}

/** The script that names the configuration, where there is one. */
function invocationOf(
  level: Level | undefined,
  format: TestFormat,
  config: RunnerConfig | undefined,
): TestInvocation | undefined {
  const invocations = level?.invocations.filter(({ runner }) => formatOfRunner(runner) === format) ?? []
  const name = config === undefined ? undefined : baseName(config.path)
  const told = invocations.find(({ args }) => name !== undefined && args.some((word) => word.endsWith(name)))
  return told ?? invocations[0]
}

export function baseName(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1)
}

function formatOfRunner(runner: TestRunner): TestFormat | undefined {
  return runner === 'node:test' ? 'node' : TEST_FORMATS.find((format) => format === runner)
}
