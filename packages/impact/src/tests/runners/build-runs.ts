import { existsSync } from 'node:fs'
import { join } from 'node:path'
import {
  listedFiles,
  readRustCrates,
  rustTargetOf,
  type CodeFile,
  type CodeMap,
  type Files,
  type RustTarget,
} from '@groundcrew/code-map'
import type { Command } from '@groundcrew/core/process'
import type { BuildFormat, TestFormat } from '../format-tests.ts'
import type { PlannedRun } from '../plan-runs.ts'
import { directoryOf, isBelow, stemOf } from '../../paths.ts'

/** Tests that one command runs. */
interface Group {
  readonly format: BuildFormat
  /** Where it is run, from the root. */
  readonly directory: string
  /** By module, project or target, what of it is run. */
  readonly parts: Map<string, string[]>
  tests: number
}

/** What a test is to the tool that builds and runs it. */
interface Place extends Pick<Group, 'format' | 'directory'> {
  /** Tests of different groups take a command each. */
  readonly group: string
  readonly part: string
  readonly names: readonly string[]
}

/**
 * The commands of tools that run tests by the names of classes, modules or targets: Maven, Gradle, PHPUnit, Pest, dotnet and cargo. The nearest
 * file of a build above a test says which.
 */
export class BuildRuns {
  readonly #map: CodeMap
  readonly #format: TestFormat | undefined
  readonly #groups = new Map<string, Group>()
  readonly #files: Files
  #targetOf: ((path: string) => RustTarget | undefined) | undefined

  constructor(map: CodeMap, format: TestFormat | undefined) {
    this.#map = map
    this.#format = format
    const paths = Array.from({ length: map.fileCount }, (_, number) => map.pathOf(number))
    this.#files = listedFiles(paths, (path) => this.#text(path))
  }

  static takes({ language }: CodeFile): boolean {
    return ['java', 'php', 'csharp', 'rust'].includes(language)
  }

  /** False where nothing is known that runs it, or it is not what was asked for. */
  add(path: string): boolean {
    const place = this.#placeOf(path)
    if (place === undefined || (this.#format !== undefined && this.#format !== place.format)) return false
    const { format, directory, part, names } = place
    const key = `${format} ${directory} ${place.group}`
    const group = this.#groups.get(key) ?? { format, directory, parts: new Map<string, string[]>(), tests: 0 }
    this.#groups.set(key, group)
    group.tests++
    group.parts.set(part, [...(group.parts.get(part) ?? []), ...names])
    return true
  }

  runs(): readonly PlannedRun[] {
    return [...this.#groups.values()].map(({ format, directory, parts, tests }) => ({
      format,
      directory,
      tests,
      command: this.#command(format, directory, parts),
    }))
  }

  #placeOf(path: string): Place | undefined {
    if (path.endsWith('.rs')) return this.#placeOfRust(path)
    if (path.endsWith('.cs')) return this.#placeOfCsharp(path)
    return path.endsWith('.php') ? this.#placeOfPhp(path) : this.#placeOfJava(path)
  }

  #placeOfJava(path: string): Place | undefined {
    const build = this.#above(path, ['pom.xml', 'build.gradle', 'build.gradle.kts'])[0]
    if (build === undefined) return undefined
    const module = directoryOf(build)
    const name = stemOf(path)
    if (build.endsWith('pom.xml')) {
      const directory = this.#reactorOf(module)
      return { format: 'mvn', directory, group: '', part: below(module, directory), names: [name] }
    }
    const settings = this.#above(path, ['settings.gradle', 'settings.gradle.kts'])[0]
    const directory = settings === undefined ? module : directoryOf(settings)
    const set = /(?:^|\/)src\/(\w+)\/java\//.exec(path)?.[1] ?? 'test'
    const project = below(module, directory)
    const task = `${project === '' ? '' : `:${project.replaceAll('/', ':')}:`}${set}`
    const around = /^\s*package\s+([\w.]+)/m.exec(this.#text(path) ?? '')?.[1]
    return {
      format: 'gradle',
      directory,
      group: '',
      part: task,
      names: [around === undefined ? name : `${around}.${name}`],
    }
  }

  /** The directory of the outermost pom.xml that has a module among its own. */
  #reactorOf(module: string): string {
    let found = module
    for (let at = module; at !== '';) {
      at = directoryOf(at)
      const text = this.#text(at === '' ? 'pom.xml' : `${at}/pom.xml`)
      if (text === undefined) continue
      if (
        [...text.matchAll(/<module>\s*([^<]+?)\s*<\/module>/g)].some(([, name = '']) => isModule(found, join(at, name)))
      )
        found = at
    }
    return found
  }

  #placeOfPhp(path: string): Place | undefined {
    const configs = ['phpunit.xml', 'phpunit.xml.dist', 'phpunit.dist.xml']
    const config = this.#above(path, [...configs, 'composer.json'])[0]
    if (config === undefined) return undefined
    const manifest = this.#above(path, ['composer.json'])[0]
    const isPest = /"pestphp\/pest"/.test(this.#text(manifest ?? '') ?? '')
    const format = isPest ? 'pest' : 'phpunit'
    return { format, directory: directoryOf(config), group: '', part: '', names: [path] }
  }

  #placeOfCsharp(path: string): Place | undefined {
    for (let directory = directoryOf(path); ; directory = directoryOf(directory)) {
      const project = this.#files.inDirectory(directory).find((file) => file.endsWith('.csproj'))
      const number = this.#map.findFile(path)
      if (project !== undefined && number !== undefined) {
        const classes = this.#map.symbols(number).filter(({ kind }) => kind === 'class')
        const names = classes.length === 0 ? [stemOf(path)] : classes.map(({ name }) => name)
        return { format: 'dotnet', directory: '', group: project, part: project, names: [...new Set(names)] }
      }
      if (directory === '') return undefined
    }
  }

  #placeOfRust(path: string): Place | undefined {
    if (this.#targetOf === undefined) {
      const crates = readRustCrates(this.#files)
      this.#targetOf = (file) => rustTargetOf(this.#files, crates, file)
    }
    const target = this.#targetOf(path)
    if (target === undefined) return undefined
    const { package: name, kind, filter } = target
    const part = kind === 'lib' ? '--lib' : `--${kind} ${target.name}`
    // The workspace is that of the outermost manifest.
    const directory = directoryOf(this.#above(path, ['Cargo.toml']).at(-1) ?? '')
    return { format: 'cargo', directory, group: `${name} ${part}`, part: `${name} ${part}`, names: [filter] }
  }

  #command(format: BuildFormat, directory: string, parts: Group['parts']): Command {
    const names = [...parts.values()].flat()
    const [part = ''] = parts.keys()
    switch (format) {
      case 'mvn':
        return [
          this.#wrapper(directory, 'mvnw', 'mvn'),
          ...mavenArguments([...parts.keys()]),
          `-Dtest=${names.join(',')}`,
          'test',
        ]
      case 'gradle': {
        const tasks = [...parts].flatMap(([task, classes]) => [task, ...classes.flatMap((name) => ['--tests', name])])
        return [this.#wrapper(directory, 'gradlew', 'gradle'), ...tasks]
      }
      case 'phpunit':
      case 'pest': {
        const own = `vendor/bin/${format}`
        const program = existsSync(join(this.#map.root, directory, own)) ? own : format
        const [only = '', another] = names
        // Older versions take one path.
        if (another === undefined) return [program, below(only, directory)]
        return [program, '--filter', String.raw`/(?:^|\\)(?:${names.map(stemOf).join('|')})::/`]
      }
      case 'dotnet':
        return ['dotnet', 'test', part, '--filter', names.map((name) => `FullyQualifiedName~${name}`).join('|')]
      case 'cargo': {
        const [name = '', ...target] = part.split(' ')
        // What is in the file where a target begins may have any name.
        const filters = names.includes('') ? [] : names
        return ['cargo', 'test', '-p', name, ...target, ...(filters.length > 1 ? ['--', ...filters] : filters)]
      }
    }
  }

  #wrapper(directory: string, own: string, program: string): string {
    return this.#files.has(directory === '' ? own : `${directory}/${own}`) ? `./${own}` : program
  }

  /** The files of some names in the directories above a path, the nearest first. */
  #above(path: string, names: readonly string[]): readonly string[] {
    const found: string[] = []
    for (let directory = directoryOf(path); ; directory = directoryOf(directory)) {
      const own = names.map((name) => (directory === '' ? name : `${directory}/${name}`))
      const there = own.find((file) => this.#files.has(file))
      if (there !== undefined) found.push(there)
      if (directory === '') return found
    }
  }

  #text(path: string): string | undefined {
    const number = this.#map.findFile(path)
    return number === undefined ? undefined : this.#map.read(number)?.source.toString()
  }
}

/** Modules, with those that they need: what changed is built too, and has none of the tests. */
function mavenArguments(modules: readonly string[]): readonly string[] {
  if (modules.length === 1 && modules[0] === '') return []
  const named = modules.map((module) => (module === '' ? '.' : module))
  return ['-pl', named.join(','), '-am', '-Dsurefire.failIfNoSpecifiedTests=false']
}

function below(path: string, directory: string): string {
  return directory === '' ? path : path.slice(directory.length + 1)
}

/** Whether a directory is that of a module, or below it. */
function isModule(path: string, module: string): boolean {
  return path === module || isBelow(path, module)
}
