/**
 * Bundles a tool into `dist/<tool>.cjs`, and what it loads with `import()` into `dist/<tool>/*.cjs`: Node reads and parses
 * the whole of a file before its first line runs, so what a start does not need stays out of the file it reads.
 *
 * esbuild splits ES modules alone, and Node starts CommonJS faster. So esbuild bundles to ES modules and then turns each
 * into CommonJS; `pack.mjs` makes few files of the many.
 */
import { cpSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { withCodeCache } from './code-cache.mjs'
import { platform } from './launch.cjs'
import { writeLicenses } from './licenses.mjs'
import { packOutputs } from './pack.mjs'
import { Unprepared } from './unprepared.mjs'

/** @typedef {import('esbuild').Metafile} Metafile */
/** @typedef {import('./code-cache.mjs').Output} Output */

/** A running tool may still load a chunk of the bundle it was started from. */
const oldChunkMsMax = 3_600_000
/**
 * Installed because a part of them cannot be bundled: the addon. Their JavaScript is: Node looks for every single file of a
 * package. `bindings` is what would look for the addon, which `core/tasks` names itself.
 */
const bundledDependencies = new Set(['better-sqlite3'])
/** Inputs of every bundle besides the sources: dependencies and their versions, subpath exports, this file. */
const sharedInputs = [
  'package.json',
  'pnpm-lock.yaml',
  'scripts/bundle.mjs',
  'scripts/code-cache.mjs',
  'scripts/kept-code.cjs',
  'scripts/load.cjs',
  'scripts/pack.mjs',
  'tsconfig.base.json',
  'tsconfig.json',
]

/** The tools of the repository, sorted: every package with a `src/bin.ts`. @param {string} root */
export function listTools(root) {
  const names = readdirSync(join(root, 'packages'))
  return names.filter((name) => statSync(entryPoint(root, name), { throwIfNoEntry: false }) !== undefined).toSorted()
}

/**
 * @param {string} root
 * @param {readonly string[]} tools
 * @throws {Unprepared} with esbuild's errors
 */
export async function bundleTools(root, tools) {
  const esbuild = await import('esbuild')
  try {
    await Promise.all(tools.map((tool) => bundleTool(esbuild, root, tool)))
  } catch (error) {
    const { errors } = /** @type {import('esbuild').BuildFailure} */ (error)
    if (!Array.isArray(errors)) throw error
    const details = await esbuild.formatMessages(errors, { kind: 'error', color: false })
    const lines = details.flatMap((text) => text.trimEnd().split('\n'))
    throw new Unprepared(
      'BUILD_FAILED',
      'cannot build from the sources as they are',
      'mend the error above, then run the same command again',
      lines,
    )
  } finally {
    await esbuild.stop()
  }
}

/**
 * The files that vouch for others come last: chunks, the bundle that loads them, the list of inputs.
 *
 * @param {typeof import('esbuild')} esbuild
 * @param {string} root
 * @param {string} tool
 */
async function bundleTool(esbuild, root, tool) {
  const startedMs = Date.now()
  const { outputFiles, metafile } = await esbuild.build({ ...buildOptions(root, tool), write: false, metafile: true })
  const pieces = await Promise.all(
    outputFiles.map(async ({ path, text }) => ({
      path: path.slice(join(root, 'dist').length + 1),
      code: withExports(await toCommonJs(esbuild, text), metafile, path.slice(root.length + 1)),
    })),
  )
  const assets = [...copyAssets(root, tool), ...(await bundlePages(esbuild, root, tool))]
  const outputs = packOutputs(tool, pieces, metafile.outputs).flatMap((output) => withCodeCache(tool, output))
  for (const output of outputs) writeWhole(root, output)
  writeLicenses(root, Object.keys(metafile.inputs))
  writeWhole(root, {
    path: `${tool}.inputs.json`,
    code: JSON.stringify(listInputs(root, [...Object.keys(metafile.inputs), ...assets], startedMs)),
  })
  removeOldChunks(join(root, 'dist', tool), new Set(outputs.map(({ path }) => basename(path))))
}

/**
 * @param {string} root
 * @param {string} tool
 * @returns {import('esbuild').BuildOptions}
 */
function buildOptions(root, tool) {
  const { version, dependencies = {} } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'))
  return {
    absWorkingDir: root,
    entryPoints: { [tool]: entryPoint(root, tool) },
    outdir: 'dist',
    chunkNames: `${tool}/[name]-[hash]`,
    outExtension: { '.js': '.cjs' },
    bundle: true,
    splitting: true,
    format: 'esm',
    platform: 'node',
    target: 'node20',
    // Not `main` first: the UMD builds of some packages load their parts with a `require` that no bundler can follow.
    mainFields: ['module', 'main'],
    external: [...Object.keys(dependencies).filter((name) => !bundledDependencies.has(name)), 'bindings'],
    define: { GROUNDCREW_VERSION: JSON.stringify(version) },
    legalComments: 'none',
    logLevel: 'silent',
  }
}

/**
 * @param {typeof import('esbuild')} esbuild
 * @param {string} text
 */
async function toCommonJs(esbuild, text) {
  const supported = { 'dynamic-import': false }
  const { code } = await esbuild.transform(text, { format: 'cjs', platform: 'node', target: 'node20', supported })
  return code
}

/**
 * The code with what makes its exports those that its importers expect.
 *
 * @param {string} code
 * @param {Metafile} metafile
 * @param {string} path
 */
function withExports(code, metafile, path) {
  return code + interopOf(metafile, path) + (isOwn(metafile, path) && code.includes(exportsMark) ? plainExports : '')
}

const exportsMark = 'module.exports = __toCommonJS('
/**
 * esbuild exports getters, two for each name, which importers ask at every use: that took a third of the time of a build of the code index. Ours
 * never change once a file has run (the linter sees to it), so from then on they are values.
 */
const plainExports = 'module.exports = { ...module.exports, __esModule: true };\n'

/** Whether a chunk is made of our sources alone. @param {Metafile} metafile @param {string} path */
function isOwn(metafile, path) {
  return Object.keys(metafile.outputs[path]?.inputs ?? {}).every((input) => input.startsWith('packages/'))
}

/**
 * esbuild gives a chunk made of a CommonJS package a default export alone; Node gives `import()` of it the names too.
 *
 * @param {Metafile} metafile
 * @param {string} path of the chunk
 */
function interopOf(metafile, path) {
  const output = metafile.outputs[path]
  const source = output?.entryPoint === undefined ? undefined : metafile.inputs[output.entryPoint]
  if (source?.format !== 'cjs' || output?.exports.join() !== 'default') return ''
  return 'module.exports = { ...module.exports.default, default: module.exports.default, __esModule: true };\n'
}

/**
 * A file that changed while esbuild was reading gets a time that it never has: the next start builds again.
 *
 * @param {string} root
 * @param {readonly string[]} inputs
 * @param {number} startedMs
 */
function listInputs(root, inputs, startedMs) {
  const sources = inputs.filter((path) => !path.includes('node_modules/') && !path.includes(':'))
  const manifests = sources.map((path) => /^packages\/[^/]+\//.exec(path)?.[0]).filter((path) => path !== undefined)
  const paths = new Set([...sharedInputs, ...manifests.map((path) => `${path}package.json`), ...sources])
  const files = [...paths].toSorted().map((path) => {
    const { size, mtimeMs } = statSync(join(root, path))
    return [path, size, mtimeMs < startedMs ? mtimeMs : 0]
  })
  return { platform: platform(), files }
}

/**
 * @param {string} root
 * @param {Output} output
 */
function writeWhole(root, { path, code }) {
  const target = join(root, 'dist', path)
  const draft = `${target}.${process.pid}.tmp`
  mkdirSync(dirname(target), { recursive: true })
  writeFileSync(draft, code)
  renameSync(draft, target)
}

/**
 * Files that a tool needs as files, such as what it loads into other programs: `packages/<tool>/assets` becomes
 * `dist/<tool>-assets`.
 *
 * @param {string} root
 * @param {string} tool
 * @returns {readonly string[]} the files, relative to the root
 */
function copyAssets(root, tool) {
  const source = join(root, 'packages', tool, 'assets')
  if (statSync(source, { throwIfNoEntry: false }) === undefined) return []
  cpSync(source, join(root, 'dist', `${tool}-assets`), { recursive: true })
  const entries = readdirSync(source, { recursive: true, withFileTypes: true })
  const folder = `${root}/`.length
  return entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name).slice(folder))
}

/**
 * Code that runs in a browser: each `packages/<tool>/browser/NAME.ts` becomes one script, `dist/<tool>-assets/NAME.js`.
 *
 * @param {typeof import('esbuild')} esbuild
 * @param {string} root
 * @param {string} tool
 * @returns {Promise<readonly string[]>} what they were made of
 */
async function bundlePages(esbuild, root, tool) {
  const source = join('packages', tool, 'browser')
  if (statSync(join(root, source), { throwIfNoEntry: false }) === undefined) return []
  const entryPoints = readdirSync(join(root, source)).map((name) => join(source, name))
  const { metafile } = await esbuild.build({
    absWorkingDir: root,
    entryPoints,
    outdir: join('dist', `${tool}-assets`),
    bundle: true,
    minify: true,
    format: 'iife',
    platform: 'browser',
    target: 'es2022',
    legalComments: 'none',
    logLevel: 'silent',
    metafile: true,
  })
  writeLicenses(root, Object.keys(metafile.inputs))
  return Object.keys(metafile.inputs)
}

/**
 * @param {string} directory
 * @param {ReadonlySet<string>} current
 */
function removeOldChunks(directory, current) {
  const found = statSync(directory, { throwIfNoEntry: false }) === undefined ? [] : readdirSync(directory)
  for (const name of found) {
    const path = join(directory, name)
    if (!current.has(name) && Date.now() - statSync(path).mtimeMs > oldChunkMsMax) rmSync(path)
  }
}

/**
 * @param {string} root
 * @param {string} tool
 */
function entryPoint(root, tool) {
  return join(root, 'packages', tool, 'src', 'bin.ts')
}
