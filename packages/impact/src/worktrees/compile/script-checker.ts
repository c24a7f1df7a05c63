import { posix } from 'node:path'
import type { ts as TypeScript } from '@ts-morph/common'
import type { CompileError, CompileReport, Compiler } from './compiler.ts'
import { filesInContact } from './contact.ts'
import { ConfigFinder, type ScriptConfig } from './script-config.ts'
import { mentionedDeclarations } from './mentioned-declarations.ts'
import { openTreeSystem, type TreeSystem } from './tree-system.ts'
import { textsMax, type TextReader } from './tree-texts.ts'

const script = /\.[cm]?[jt]sx?$/
const javaScript = /\.[cm]?jsx?$/
const ambientMax = 500
const messageCharactersMax = 160
/** Types that compute may take any time. */
const timeoutMsDefault = 60_000

/** The first of TypeScript's versions that is strict unless told otherwise. */
const strictFrom = 6

/** Checks the types of files of a tree, without a file of it on disk. What two trees have in common is parsed once. */
export class ScriptChecker implements Compiler {
  readonly #texts: TextReader
  readonly #root: string
  readonly #timeoutMs: number
  readonly #sources = new Map<string, TypeScript.SourceFile | undefined>()
  #loading: Promise<Library> | undefined

  /** `root`: where the tree's `node_modules` are. `timeoutMs`: of one check. */
  constructor(texts: TextReader, root: string, timeoutMs = timeoutMsDefault) {
    this.#texts = texts
    this.#root = root
    this.#timeoutMs = timeoutMs
  }

  checks(path: string): boolean {
    return script.test(path)
  }

  matters(path: string): boolean {
    return script.test(path) || path.endsWith('.json')
  }

  readonly inContact = filesInContact

  async check(commit: string, paths: readonly string[]): Promise<CompileReport | string> {
    const [{ ts, libraries, libraryDirectory }, texts] = await Promise.all([this.#library(), this.#texts.read(commit)])
    if (texts === undefined) return `the repository has more than ${textsMax} sources`
    const system = openTreeSystem(ts, this.#root, { ...texts, libraries })
    const existing = paths.filter((path) => texts.files.has(path))
    const ambient = [...texts.files.keys()].filter((path) => /\.d\.[cm]?ts$/.test(path)).slice(0, ambientMax)
    const errors: CompileError[] = []
    const sure = new Set<string>()
    const deadline = deadlineIn(ts, this.#timeoutMs)
    for (const group of this.#groups(ts, system, existing)) {
      const program = this.#program(ts, system, { group, ambient, libraryDirectory })
      for (const path of group.paths) {
        const found = errorsOf({ ts, system, program, deadline }, path)
        if (found === undefined) return `TypeScript takes more than ${this.#timeoutMs / 1000} s`
        errors.push(...found)
        const isFound = !found.some(({ message }) => UNRESOLVED.test(message))
        if (isFound && !javaScript.test(path)) sure.add(path)
      }
    }
    return { errors, sure }
  }

  #library(): Promise<Library> {
    this.#loading ??= import('@ts-morph/common').then(({ ts, getLibFiles, libFolderInMemoryPath }) => ({
      ts,
      libraries: new Map(getLibFiles().map(({ fileName, text }) => [`${libFolderInMemoryPath}/${fileName}`, text])),
      libraryDirectory: libFolderInMemoryPath,
    }))
    return this.#loading
  }

  /** Files of one configuration, TypeScript apart from JavaScript. */
  #groups(ts: typeof TypeScript, system: TreeSystem, paths: readonly string[]): readonly Group[] {
    const finder = new ConfigFinder(ts, system)
    const defaults = defaultsOf(ts, this.#root)
    const found = new Map<string, { config: ScriptConfig; paths: string[]; isScript: boolean }>()
    for (const path of paths) {
      const config = finder.find(path)
      const isScript = javaScript.test(path)
      const key = `${config.path} ${isScript}`
      const known = found.get(key)
      if (known === undefined) found.set(key, { config, paths: [path], isScript })
      else known.paths.push(path)
    }
    return [...found.values()].map(({ config, isScript, ...group }) => ({
      ...group,
      options: {
        ...defaults,
        ...config.options,
        ...(isScript && { allowJs: true, checkJs: true, strict: false }),
        noEmit: true,
        skipLibCheck: true,
        // Files of other projects are read as they are.
        composite: false,
        incremental: false,
      },
      configDirectory: posix.dirname(config.path),
    }))
  }

  #program(
    ts: typeof TypeScript,
    system: TreeSystem,
    { group, ambient, libraryDirectory }: Making,
  ): TypeScript.Program {
    const { options, paths, configDirectory } = group
    const around = ambient.filter((path) => configDirectory === '.' || path.startsWith(`${configDirectory}/`))
    const host = {
      ...this.#host(ts, system, options),
      getDefaultLibLocation: () => libraryDirectory,
      getDefaultLibFileName: (how: TypeScript.CompilerOptions) =>
        posix.join(libraryDirectory, ts.getDefaultLibFileName(how)),
    }
    const roots = [...paths, ...around].map(system.absolute)
    return ts.createProgram([...roots, ...augmentedModules({ ts, options, host }, roots)], options, host)
  }

  #host(ts: typeof TypeScript, system: TreeSystem, options: TypeScript.CompilerOptions): TypeScript.CompilerHost {
    const base = ts.createCompilerHost(options)
    return {
      ...base,
      ...system.host,
      getCurrentDirectory: () => this.#root,
      getSourceFile: (file, how) => {
        const key = `${file} ${system.idOf(file) ?? ''} ${typeof how === 'object' ? how.impliedNodeFormat : ''}`
        if (this.#sources.has(key)) return this.#sources.get(key)
        const text = system.host.readFile(file)
        const source = text === undefined ? undefined : ts.createSourceFile(file, text, how)
        this.#sources.set(key, source)
        return source
      },
    }
  }
}

interface Resolving {
  readonly ts: typeof TypeScript
  readonly options: TypeScript.CompilerOptions
  readonly host: TypeScript.CompilerHost
}

const augmentation = /\bdeclare\s+module\s*['"](\.[^'"]*)['"]/g

/** The modules that files add to with `declare module`: TypeScript does not load those by itself. */
function augmentedModules({ ts, options, host }: Resolving, files: readonly string[]): readonly string[] {
  return files.flatMap((file) =>
    [...(host.readFile(file) ?? '').matchAll(augmentation)].flatMap(([, name = '']) => {
      const { resolvedModule } = ts.resolveModuleName(name, file, options, host)
      return resolvedModule === undefined ? [] : [resolvedModule.resolvedFileName]
    }),
  )
}

/** Those of the version that is installed, where they are others. */
function defaultsOf(ts: typeof TypeScript, root: string): TypeScript.CompilerOptions {
  const text = ts.sys.readFile(posix.join(root, 'node_modules/typescript/package.json'))
  const [, major = `${strictFrom}`] = /"version": *"(\d+)/.exec(text ?? '') ?? []
  return Number(major) < strictFrom ? { strict: false, types: ['*'], noUncheckedSideEffectImports: false } : {}
}

interface Library {
  readonly ts: typeof TypeScript
  /** Of the language: they come with the package, and not as files. */
  readonly libraries: ReadonlyMap<string, string>
  readonly libraryDirectory: string
}

interface Making {
  readonly group: Group
  readonly ambient: readonly string[]
  readonly libraryDirectory: string
}

interface Group {
  readonly options: TypeScript.CompilerOptions
  readonly paths: readonly string[]
  readonly configDirectory: string
}

/** No such module, no types for it, no such file. */
const UNRESOLVED = /\(TS(?:2307|2792|7016|6053)\)$/

interface Checking {
  readonly ts: typeof TypeScript
  readonly system: TreeSystem
  readonly program: TypeScript.Program
  readonly deadline: TypeScript.CancellationToken
}

function deadlineIn(ts: typeof TypeScript, durationMs: number): TypeScript.CancellationToken {
  const end = performance.now() + durationMs
  const isCancellationRequested = (): boolean => performance.now() > end
  return {
    isCancellationRequested,
    throwIfCancellationRequested: () => {
      // oxlint-disable-next-line only-throw-error -- TypeScript's own, which it knows
      if (isCancellationRequested()) throw new ts.OperationCanceledException()
    },
  }
}

/** undefined after the deadline. */
function errorsOf({ ts, system, program, deadline }: Checking, path: string): readonly CompileError[] | undefined {
  const source = program.getSourceFile(system.absolute(path))
  if (source === undefined) return []
  const found = diagnosticsOf({ ts, program, deadline }, source)
  return found
    ?.filter(({ category }) => category === ts.DiagnosticCategory.Error)
    .map(({ start = 0, code, messageText }) => ({
      path,
      line: source.getLineAndCharacterOfPosition(start).line + 1,
      message: `${plain(typeof messageText === 'string' ? messageText : messageText.messageText)} (TS${code})`,
      mentioned: mentionedDeclarations({ ts, program, system, source }, start),
    }))
}

function diagnosticsOf(
  { ts, program, deadline }: Omit<Checking, 'system'>,
  source: TypeScript.SourceFile,
): readonly TypeScript.Diagnostic[] | undefined {
  try {
    return [...program.getSyntacticDiagnostics(source), ...program.getSemanticDiagnostics(source, deadline)]
  } catch (error) {
    if (error instanceof ts.OperationCanceledException) return undefined
    throw error
  }
}

function plain(message: string): string {
  const short = message.length > messageCharactersMax ? `${message.slice(0, messageCharactersMax)}…` : message
  return short.replace(/\.$/, '')
}
