/**
 * Real renames of a public history, made again by codemod on the commit before: files that are byte for byte what the authors committed, places of the
 * new name that are missing or extra, and what the compiler says anew in every project.
 * Without dependencies installed, references that are no members were all found in these repositories and none was extra; members whose types come from packages were told as such.
 * Of 21 commits in four repositories (core, hono, pinia, typeorm) none made a new diagnostic. Where the authors renamed one thing and moved its file alone, every place is theirs (typeorm: 110 of 110 files byte for byte in 0a968ceba).
 * Usage: node bench/codemod-renames.mjs DIRECTORY [--quick]   (a clone with its history: core, hono, trpc, excalidraw, redux-toolkit, vite, pinia, typeorm or query; --quick leaves the compiler out)
 */
import { execFileSync, spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { printTable } from './support/measure.mjs'

const clone = path.resolve(process.argv[2] ?? '.')
const isQuick = process.argv[3] === '--quick'
const codemod = path.resolve(import.meta.dirname, '../bin/codemod')
const compiler = path.join(
  path.dirname(createRequire(path.resolve(import.meta.dirname, '../package.json')).resolve('typescript/package.json')),
  'bin/tsc',
)

/** By repository: the commit, its new name, and the symbols that get it, one after the other; `from > to` is a file that moves. */
/** @type {Readonly<Record<string, readonly (readonly [commit: string, fresh: string, ...symbols: string[]])[]>>} */
const renames = {
  core: [
    [
      '952886e29',
      'legacyResolveScopedSlots',
      'packages/runtime-core/src/compat/renderHelpers.ts#legacyresolveScopedSlots',
    ],
    ['3138f4b42', 'createDevtoolsComponentHook', 'packages/runtime-core/src/devtools.ts#createDevtoolsHook'],
    [
      'a95e612b2',
      'isGloballyAllowed',
      'packages/shared/src/globalsWhitelist.ts#isGloballyWhitelisted',
      'packages/shared/src/globalsWhitelist.ts > packages/shared/src/globalsAllowList.ts',
    ],
    ['b51b79f5c', 'optimizeImports', 'packages/compiler-core/src/options.ts#CodegenOptions.optimizeBindings'],
    ['ebc587376', 'defineAsyncComponent', 'packages/runtime-core/src/apiAsyncComponent.ts#createAsyncComponent'],
  ],
  hono: [
    [
      '8aea6e5a',
      'createMiddleware',
      'src/helper/factory/index.ts#middleware',
      'deno_dist/helper/factory/index.ts#middleware',
    ],
    ['5b29d423', 'TypedResponse', 'src/types.ts#TypeResponse', 'deno_dist/types.ts#TypeResponse'],
  ],
  trpc: [['520c161b2', 'getMessageFromUnknownError', 'packages/server/src/error/utils.ts#getMessageFromUnkownError']],
  excalidraw: [
    ['979312f779', 'actionWrapTextInContainer', 'src/actions/actionBoundText.tsx#actionCreateContainerFromText'],
    ['bc0b6e1888', 'saveToActiveFile', 'src/types.ts#saveScene'],
    ['3b9290831a', 'renderTopRightUI', 'src/types.ts#renderTopRight'],
    ['052b73d95b', 'scrollToContent', 'src/data/types.ts#scrollToCenter'],
  ],
  'redux-toolkit': [
    ['3d8c6653', 'IgnoredPaths', 'packages/toolkit/src/serializableStateInvariantMiddleware.ts#IgnorePaths'],
    ['5d39ecf2', 'clearAllListeners', 'packages/toolkit/src/listenerMiddleware/index.ts#removeAllListeners'],
    [
      'faf5438c',
      'createListenerMiddleware',
      'packages/action-listener-middleware/src/index.ts#createActionListenerMiddleware',
    ],
    ['5fc367cb', 'cancelActiveListeners', 'packages/action-listener-middleware/src/types.ts#cancelPrevious'],
  ],
  vite: [
    ['5551dff351', 'fs', 'packages/vite/src/node/server/index.ts#fsServe'],
    ['a59f2e862a', 'vueTransformAssetUrls', 'src/node/config.ts#transformAssetUrls'],
    ['8965b65ab8', 'fileToRequest', 'src/node/resolver.ts#Resolver.fileToPublic'],
  ],
  pinia: [
    ['0cbe61b4', 'INSPECTOR_ID', 'src/devtools.ts:62:13'],
    ['a9ad160b', 'defineStore', 'src/store.ts#createStore'],
  ],
  typeorm: [
    [
      '340f933f6',
      'SubjectTopologicalSorter',
      'src/persistence/SubjectTopoligicalSorter.ts#SubjectTopoligicalSorter',
      'src/persistence/SubjectTopoligicalSorter.ts > src/persistence/SubjectTopologicalSorter.ts',
    ],
    ['f38045257', 'transformFrom', 'src/util/ApplyValueTransformers.ts#ApplyValueTransformers.innerTransform'],
    [
      'e8dbd0060',
      'transformer',
      'src/decorator/options/ColumnCommonOptions.ts#ColumnCommonOptions.valueTransformer',
      'src/decorator/options/ColumnOptions.ts#ColumnOptions.valueTransformer',
      'src/metadata/ColumnMetadata.ts#ColumnMetadata.valueTransformer',
    ],
    ['1430002e4', 'getTable', 'src/query-runner/QueryRunner.ts#QueryRunner.loadTableSchema'],
    [
      'f0c7c40aa',
      'TransactionManager',
      'src/decorator/transaction/TransactionEntityManager.ts#TransactionEntityManager',
      'src/decorator/transaction/TransactionEntityManager.ts > src/decorator/transaction/TransactionManager.ts',
    ],
    [
      '332439a2c',
      'BaseEntity',
      'src/repository/EntityModel.ts#EntityModel',
      'src/repository/EntityModel.ts > src/repository/BaseEntity.ts',
    ],
    ['2ec59ec7c', 'getOne', 'src/query-builder/QueryBuilder.ts#QueryBuilder.getSingleResult'],
    [
      'f0c57dbd4',
      'Subject',
      'src/persistence/PersistenceSubject.ts#PersistenceSubject',
      'src/persistence/PersistenceSubject.ts > src/persistence/Subject.ts',
      'src/persistence/PersistenceSubjectBuilder.ts > src/persistence/SubjectBuilder.ts',
      'src/persistence/PersistenceSubjectOperationExecutor.ts > src/persistence/SubjectOperationExecutor.ts',
    ],
    [
      '59294ede1',
      'PrimaryGeneratedColumn',
      'src/decorator/columns/GeneratedPrimaryColumn.ts#GeneratedPrimaryColumn',
      'src/decorator/columns/GeneratedPrimaryColumn.ts > src/decorator/columns/PrimaryGeneratedColumn.ts',
    ],
    [
      '0a968ceba',
      'GeneratedPrimaryColumn',
      'src/decorator/columns/GeneratedIdColumn.ts#GeneratedIdColumn',
      'src/decorator/columns/GeneratedIdColumn.ts > src/decorator/columns/GeneratedPrimaryColumn.ts',
    ],
    [
      '97ed8ee6f',
      'PostgresqlDriver',
      'src/driver/PostgresDriver.ts#PostgresDriver',
      'src/driver/PostgresDriver.ts > src/driver/PostgresqlDriver.ts',
    ],
    [
      '66cb50796',
      'EntitySubscriberInterface',
      'src/subscriber/EventSubscriberInterface.ts#EventSubscriberInterface',
      'src/metadata-args/EventSubscriberMetadataArgs.ts > src/metadata-args/EntitySubscriberMetadataArgs.ts',
      'src/subscriber/EventSubscriberInterface.ts > src/subscriber/EntitySubscriberInterface.ts',
    ],
  ],
  query: [
    ['ddf6b8060', 'DevtoolsFeature', 'packages/angular-query-experimental/src/providers.ts#DeveloperToolsFeature'],
    ['3aa068070', 'initialPageParam', 'packages/query-core/src/types.ts:148:3'],
    ['b25412a9e', 'streamFn', 'packages/query-core/src/streamedQuery.ts:5:3'],
    [
      '21502ad8e',
      'AngularQueryDevtools',
      'packages/angular-query-devtools-experimental/src/angular-query-devtools.component.ts#AngularQueryDevtoolsComponent',
    ],
  ],
}
const repository = path.basename(clone)
const wanted = renames[repository] ?? []
if (wanted.length === 0)
  throw new Error(`no renames of ${repository} are known; there are those of ${Object.keys(renames).join(', ')}`)

const rows = wanted.map(([commit, fresh, ...symbols]) => tryRename(commit, fresh, symbols))
printTable([
  ['commit', 'new name', 'edits', 'identical files', 'missing', 'of them no code', 'extra', 'new diagnostics'],
  ...rows,
])

/** @param {string} commit @param {string} fresh @param {readonly string[]} symbols */
function tryRename(commit, fresh, symbols) {
  const work = mkdtempSync(path.join(tmpdir(), 'bench-renames-'))
  try {
    git(clone, 'worktree', 'add', '--quiet', '--force', '--detach', work, `${commit}^`)
    const before = isQuick ? [] : diagnostics(work)
    let edits = 0
    /** @type {Set<string>} */
    const files = new Set()
    for (const symbol of symbols) {
      const [from = '', to] = symbol.split(' > ')
      const args = to === undefined ? ['rename', from, fresh] : ['move', from, to]
      const planned = spawnSync(codemod, [...args, '--json'], { cwd: work, maxBuffer: 1024 ** 3 })
      const { ok, data, error } = JSON.parse(planned.stdout.toString())
      if (ok !== true) return [commit, fresh, error.message]
      execFileSync(codemod, ['apply', data.plan.id], { cwd: work })
      for (const file of data.plan.files) {
        edits += file.edits.length
        files.add(file.movedTo ?? file.path)
      }
    }
    const added = (isQuick ? [] : diagnostics(work)).filter((message) => !before.includes(message))
    for (const message of added) console.error(`new: ${message}`)
    return [commit, fresh, String(edits), ...compare({ work, commit, fresh, files }), String(added.length)]
  } finally {
    spawnSync('git', ['worktree', 'remove', '--force', work], { cwd: clone })
    rmSync(work, { recursive: true, force: true })
  }
}

/**
 * Counts the new name in the files that either of the two changed.
 * @param {{ work: string, commit: string, fresh: string, files: ReadonlySet<string> }} result
 */
function compare({ work, commit, fresh, files: own }) {
  const theirs = git(clone, 'diff', '--name-only', '--no-renames', '--diff-filter=AM', `${commit}^`, commit)
    .split('\n')
    .filter(Boolean)
  const files = new Set([...theirs, ...own])
  let [identical, missing, noCode, extra] = [0, 0, 0, 0]
  for (const file of files) {
    const expected = spawnSync('git', ['show', `${commit}:${file}`], {
      cwd: clone,
      maxBuffer: 1024 ** 3,
    }).stdout.toString()
    const made = read(path.join(work, file))
    if (expected === made) identical++
    const difference = countWords(expected, fresh) - countWords(made, fresh)
    if (expected !== made) console.error(`${file}: ${difference} ${fresh} missing`)
    if (difference > 0) missing += difference
    else extra -= difference
    if (difference > 0)
      noCode += Math.min(difference, countOutsideCode(expected, file, fresh) - countOutsideCode(made, file, fresh))
  }
  return [`${identical} of ${files.size}`, String(missing), String(noCode), String(extra)]
}

/** In comments and strings, and in files that are no code. @param {string} text @param {string} file @param {string} word */
function countOutsideCode(text, file, word) {
  if (!/\.tsx?$/.test(file)) return countWords(text, word)
  const code = text.replaceAll(/\/\*[\s\S]*?\*\/|\/\/.*$|'[^'\n]*'|"[^"\n]*"|`[^`]*`/gm, '')
  return countWords(text, word) - countWords(code, word)
}

/** @param {string} text @param {string} word */
function countWords(text, word) {
  return text.split(new RegExp(`\\b${word}\\b`)).length - 1
}

/** @param {string} file */
function read(file) {
  try {
    return readFileSync(file, 'utf8')
  } catch {
    return ''
  }
}

/** Messages without their places, of all projects. @param {string} work */
function diagnostics(work) {
  const projects = git(work, 'ls-files', '*tsconfig.json').split('\n').filter(Boolean)
  return projects.flatMap((project) => {
    const { stdout } = spawnSync('node', [compiler, '--noEmit', '--pretty', 'false', '-p', project], {
      cwd: work,
      maxBuffer: 1024 ** 3,
    })
    return stdout
      .toString()
      .split('\n')
      .filter((line) => line.includes('error TS'))
      .map((line) => line.replace(/\(\d+,\d+\)/, ''))
  })
}

/** @param {string} directory @param {readonly string[]} args */
function git(directory, ...args) {
  return execFileSync('git', args, { cwd: directory, maxBuffer: 1024 ** 3 }).toString()
}
