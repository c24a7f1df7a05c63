import { resolve } from 'node:path'
import { command, createProgress, defineTool, streamCommand, usageError, type Io } from '@groundcrew/core/cli'
import type { CodeMap, OpenOptions } from './code-map.ts'
import type { OutputFile } from './export-file.ts'
import { openOptions } from './open-options.ts'
import * as render from './render.ts'

const LIMIT = 20

const query = { name: 'NAME', description: 'a name, or Outer.name', isRequired: true } as const
const target = { name: 'PATH', description: 'a file or a directory of the repository', isRequired: true } as const
const limit = {
  kind: 'integer',
  value: 'N',
  min: 1,
  default: LIMIT,
  description: `at most N (default: ${LIMIT})`,
} as const
const filters = {
  kind: { kind: 'list', value: 'KIND', separator: ',', description: 'only these kinds: class, function, method, …' },
  lang: { kind: 'list', value: 'LANG', separator: ',', description: 'only these languages: typescript, python, …' },
  'path-prefix': { kind: 'string', value: 'PATH', description: 'only paths that begin so' },
  limit,
} as const

interface FilterFlags {
  readonly kind: readonly string[]
  readonly lang: readonly string[]
  readonly 'path-prefix': string | undefined
  readonly limit: number
}

function filterOf(flags: FilterFlags) {
  return { kinds: flags.kind, languages: flags.lang, pathPrefix: flags['path-prefix'], limit: flags.limit }
}

type Question<T> = (map: CodeMap) => T | Promise<T>

/** Opens the index, up to date, and answers the question from it and from the code. */
async function ask<T>(io: Io, question: Question<T>): Promise<T> {
  const { CodeMap } = await import('./code-map.ts')
  return CodeMap.ask(...openingFor(io, question))
}

/** As `ask`, for a question that the index answers without the code: it starts faster. */
async function askIndex<T>(io: Io, question: Question<T>): Promise<T> {
  const { CodeMap } = await import('./code-map.ts')
  return CodeMap.askIndex(...openingFor(io, question))
}

function openingFor<T>(io: Io, question: Question<T>): [OpenOptions, Question<T>] {
  const progress = createProgress(io)
  const onProgress = (done: number, total: number): void => progress.update(`reading files: ${done} of ${total}`)
  const options = { ...openOptions('code-map', io), onProgress }
  const asked: Question<T> = (map) => {
    progress.clear()
    return question(map)
  }
  return [options, asked]
}

/** A path as the user gave it, from where the user stands, as the index has it. */
async function pathFromRoot(map: CodeMap, io: Io, given: string | undefined): Promise<string> {
  const path = await import('node:path')
  const { realpathSync } = await import('node:fs')
  const relative = path.relative(map.root, path.resolve(realpathSync(io.cwd), given ?? '.'))
  if (relative.startsWith('..'))
    throw usageError(`${given ?? '.'} is outside ${map.root}`, 'name a path of this repository')
  return relative === '' ? '.' : relative
}

function only(args: readonly string[], what: string): string {
  const [value] = args
  if (value === undefined || value === '') throw usageError(`no ${what} given`, `code-map --help`)
  return value
}

const build = command({
  name: 'build',
  summary: 'bring the index up to date (every other command does it by itself)',
  flags: { force: { kind: 'boolean', description: 'forget what is known and read every file again' } },
  async run({ flags }, io) {
    if (flags.force) {
      const { discardIndex } = await import('./index/refresh.ts')
      const { findPlace } = await import('./index/place.ts')
      discardIndex(findPlace(io.cwd, io.env))
    }
    const { stats } = await import('./queries/stats.ts')
    return askIndex(io, (map) => stats(map))
  },
  render: render.renderStats,
})

const find = command({
  name: 'find',
  summary: 'symbols whose name contains a text, or matches /REGEX/',
  args: [{ name: 'TEXT', description: 'a part of a name in any case, or /regex/', isRequired: true }],
  flags: filters,
  async run({ args, flags }, io) {
    const { findSymbols } = await import('./queries/definitions.ts')
    const wanted = only(args, 'text')
    checkExpression(wanted)
    return askIndex(io, (map) => findSymbols(map, wanted, filterOf(flags)))
  },
  render: render.renderFound,
})

function checkExpression(text: string): void {
  const expression = /^\/(.+)\/(i?)$/.exec(text)
  if (expression === null) return
  try {
    void new RegExp(expression[1] ?? '', expression[2] ?? '')
  } catch (error) {
    throw usageError(
      `${text} is no regular expression: ${(error as Error).message}`,
      'write a text without slashes to look for its characters',
    )
  }
}

/** A command that asks something about a name. */
function nameCommand<T>(spec: {
  readonly name: string
  readonly summary: string
  readonly ask: typeof ask
  readonly answer: (map: CodeMap, name: string, filter: ReturnType<typeof filterOf>) => Promise<T>
  readonly render: (report: T) => string
}) {
  return command({
    ...spec,
    args: [query],
    flags: filters,
    run: ({ args, flags }, io) => spec.ask(io, (map) => spec.answer(map, only(args, 'name'), filterOf(flags))),
  })
}

const def = nameCommand({
  name: 'def',
  summary: 'where a name is declared, with its signature',
  ask: askIndex,
  async answer(map, name, filter) {
    const { definitions } = await import('./queries/definitions.ts')
    return definitions(map, name, filter)
  },
  render: render.renderDefinitions,
})

const refs = nameCommand({
  name: 'refs',
  summary: 'every use of a name in code: those that mean it, then those that only share the name',
  ask,
  async answer(map, name, filter) {
    const { references } = await import('./queries/references.ts')
    return references(map, name, filter)
  },
  render: render.renderReferences,
})

const callers = nameCommand({
  name: 'callers',
  summary: 'the calls of a function, and the functions they are in',
  ask,
  async answer(map, name, filter) {
    const { references } = await import('./queries/references.ts')
    return references(map, name, { ...filter, roles: ['call'] })
  },
  render: render.renderReferences,
})

const callees = command({
  name: 'callees',
  summary: 'what a function calls',
  args: [query],
  flags: { limit },
  async run({ args, flags }, io) {
    const queries = await import('./queries/callees.ts')
    return ask(io, (map) => queries.callees(map, only(args, 'name'), flags.limit))
  },
  render: render.renderCallees,
})

const outline = command({
  name: 'outline',
  summary: 'the symbols of a file, or the top-level ones of a directory',
  args: [{ ...target, isRequired: false }],
  flags: { limit: { ...limit, default: 60, description: 'at most N symbols (default: 60)' } },
  async run({ args, flags }, io) {
    const queries = await import('./queries/outline.ts')
    return askIndex(io, async (map) => queries.outline(map, await pathFromRoot(map, io, args[0]), flags.limit))
  },
  render: render.renderOutline,
})

const imports = command({
  name: 'imports',
  summary: 'what a file or a directory imports, and from which files',
  args: [target],
  flags: { limit },
  async run({ args, flags }, io) {
    const queries = await import('./queries/imports.ts')
    const path = only(args, 'path')
    return askIndex(io, async (map) => queries.imports(map, await pathFromRoot(map, io, path), flags.limit))
  },
  render: render.renderImports,
})

const importers = command({
  name: 'importers',
  summary: 'who imports a file; with --from, over which files',
  args: [target],
  flags: {
    from: { kind: 'string', value: 'FILE', description: 'show the chain of imports from FILE' },
    all: { kind: 'boolean', description: 'also those that import it over other files' },
    limit,
  },
  async run({ args, flags }, io) {
    const queries = await import('./queries/imports.ts')
    const path = only(args, 'path')
    return askIndex(io, async (map) => {
      const from = flags.from === undefined ? undefined : await pathFromRoot(map, io, flags.from)
      return queries.importers(map, await pathFromRoot(map, io, path), {
        limit: flags.limit,
        from,
        isTransitive: flags.all,
      })
    })
  },
  render: render.renderImporters,
})

const cycles = command({
  name: 'cycles',
  summary: 'circles of imports',
  flags: { limit },
  async run({ flags }, io) {
    const queries = await import('./queries/imports.ts')
    return askIndex(io, (map) => queries.cycles(map, flags.limit))
  },
  render: render.renderCycles,
})

const unused = command({
  name: 'unused',
  summary: 'top-level symbols whose name no code uses',
  flags: { 'path-prefix': filters['path-prefix'], limit },
  async run({ flags }, io) {
    const queries = await import('./queries/unused.ts')
    return askIndex(io, (map) => queries.unused(map, { pathPrefix: flags['path-prefix'], limit: flags.limit }))
  },
  render: render.renderUnused,
})

const overview = command({
  name: 'overview',
  summary: 'what this repository is: stack, parts, entry points, central files, how to build and test',
  flags: {},
  examples: [
    'code-map                              what is this repository?',
    'code-map def Kubelet.syncPod          where is it declared?',
    'code-map refs parseCall               who uses it?',
    'code-map outline src/server.ts        what is in this file?',
    'code-map map --for "retry on 503"     what to read for a task',
  ],
  async run(_input, io) {
    const queries = await import('./queries/overview.ts')
    return askIndex(io, (map) => queries.overview(map))
  },
  render: render.renderOverview,
})

const map = command({
  name: 'map',
  summary: 'what to read for a task, within a budget of tokens',
  flags: {
    for: {
      kind: 'string',
      value: 'TEXT',
      description: 'words, a task (#12), a commit or range; - reads a diff or words',
    },
    budget: {
      kind: 'integer',
      value: 'TOKENS',
      min: 100,
      default: 1000,
      description: 'never more than this (default: 1000)',
    },
  },
  async run({ flags }, io) {
    const { taskMap } = await import('./queries/task-map.ts')
    const { readSubject } = await import('./queries/map-subject.ts')
    const subject = await readSubject(io, flags.for)
    return askIndex(io, (map) => taskMap(map, { ...subject, budgetTokens: flags.budget }))
  },
  render: render.renderMap,
  isUnbounded: true,
})

const stats = command({
  name: 'stats',
  summary: 'what the index has, what it takes, and which files it could not read',
  flags: {},
  async run(_input, io) {
    const queries = await import('./queries/stats.ts')
    return askIndex(io, (map) => queries.stats(map))
  },
  render: render.renderStats,
})

const output = { kind: 'string', value: 'FILE', short: 'o', description: 'write to FILE instead of stdout' } as const

const exportCommand = streamCommand({
  name: 'export',
  summary: 'the index for other programs, as a stream',
  flags: {
    format: {
      kind: 'string',
      value: 'FORMAT',
      choices: ['ctags', 'json', 'scip', 'mermaid', 'dot'],
      default: 'ctags',
      description: 'ctags (default), json, scip (needs --output), mermaid or dot',
    },
    output,
  },
  async *stream({ flags }, io) {
    const { exportLines, writeScip } = await import('./export-file.ts')
    const { format, output: file } = flags
    if (format !== 'scip') yield* await ask(io, (map) => exportLines(map, format as 'ctags', fileOf(io, file)))
    else yield { line: await ask(io, (map) => writeScip(map, fileOf(io, file))) }
  },
  render: ({ line }) => line,
})

const graph = streamCommand({
  name: 'graph',
  summary: 'which files import which, as a page to look at',
  flags: {
    format: {
      kind: 'string',
      value: 'FORMAT',
      choices: ['html', 'mermaid', 'dot'],
      default: 'html',
      description: 'html (default: one page that loads nothing), mermaid or dot',
    },
    output,
  },
  async *stream({ flags }, io) {
    const { exportLines } = await import('./export-file.ts')
    yield* await askIndex(io, (map) => exportLines(map, flags.format as 'html', fileOf(io, flags.output)))
  },
  render: ({ line }) => line,
})

/** Where the user wants the output. */
function fileOf(io: Io, given: string | undefined): OutputFile | undefined {
  return given === undefined ? undefined : { path: resolve(io.cwd, given), shownAs: given }
}

export const codeMapTool = defineTool({
  name: 'code-map',
  summary: 'the files, symbols, imports and references of a code base, always up to date',
  defaultCommand: 'overview',
  commands: [
    overview,
    build,
    find,
    def,
    refs,
    callers,
    callees,
    outline,
    imports,
    importers,
    cycles,
    unused,
    map,
    stats,
    exportCommand,
    graph,
  ],
})
