/**
 * Real renames of a public history, made again by codemod on the commit before: files that are byte for byte what the authors committed, places of the
 * new name that are missing or extra, and what the compiler says anew in every project.
 * Usage: node bench/codemod-renames.mjs DIRECTORY   (a clone of vuejs/core with its history)
 */
import { execFileSync, spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { printTable } from './support/measure.mjs'

const clone = path.resolve(process.argv[2] ?? '.')
const codemod = path.resolve(import.meta.dirname, '../bin/codemod')
const compiler = path.join(
  path.dirname(createRequire(path.resolve(import.meta.dirname, '../package.json')).resolve('typescript/package.json')),
  'bin/tsc',
)

const renames = [
  [
    '952886e29',
    'packages/runtime-core/src/compat/renderHelpers.ts#legacyresolveScopedSlots',
    'legacyResolveScopedSlots',
  ],
  ['3138f4b42', 'packages/runtime-core/src/devtools.ts#createDevtoolsHook', 'createDevtoolsComponentHook'],
  ['a95e612b2', 'packages/shared/src/globalsWhitelist.ts#isGloballyWhitelisted', 'isGloballyAllowed'],
  ['b51b79f5c', 'packages/compiler-core/src/options.ts#CodegenOptions.optimizeBindings', 'optimizeImports'],
  ['ebc587376', 'packages/runtime-core/src/apiAsyncComponent.ts#createAsyncComponent', 'defineAsyncComponent'],
]

const rows = renames.map(([commit = '', symbol = '', fresh = '']) => tryRename(commit, symbol, fresh))
printTable([
  ['commit', 'new name', 'edits', 'identical files', 'missing', 'of them no code', 'extra', 'new diagnostics'],
  ...rows,
])

/** @param {string} commit @param {string} symbol @param {string} fresh */
function tryRename(commit, symbol, fresh) {
  const work = mkdtempSync(path.join(tmpdir(), 'bench-renames-'))
  try {
    git(clone, 'worktree', 'add', '--quiet', '--force', '--detach', work, `${commit}^`)
    const planned = spawnSync(codemod, ['rename', symbol, fresh, '--json'], { cwd: work, maxBuffer: 1024 ** 3 })
    const { ok, data, error } = JSON.parse(planned.stdout.toString())
    if (ok !== true) return [commit, fresh, error.message]
    const before = diagnostics(work)
    execFileSync(codemod, ['apply', data.plan.id], { cwd: work })
    const after = diagnostics(work)
    const added = after.filter((message) => !before.includes(message)).length
    const edits = data.plan.files.reduce(
      (/** @type {number} */ sum, /** @type {{ edits: unknown[] }} */ file) => sum + file.edits.length,
      0,
    )
    return [commit, fresh, String(edits), ...compare({ work, commit, fresh, plan: data.plan }), String(added)]
  } finally {
    spawnSync('git', ['worktree', 'remove', '--force', work], { cwd: clone })
    rmSync(work, { recursive: true, force: true })
  }
}

/**
 * Counts the new name in the files that either of the two changed.
 * @param {{ work: string, commit: string, fresh: string, plan: { files: readonly { path: string }[] } }} result
 */
function compare({ work, commit, fresh, plan }) {
  const theirs = git(clone, 'diff', '--name-only', '--no-renames', '--diff-filter=AM', `${commit}^`, commit)
    .split('\n')
    .filter(Boolean)
  const files = new Set([...theirs, ...plan.files.map((file) => file.path)])
  let [identical, missing, noCode, extra] = [0, 0, 0, 0]
  for (const file of files) {
    const expected = spawnSync('git', ['show', `${commit}:${file}`], {
      cwd: clone,
      maxBuffer: 1024 ** 3,
    }).stdout.toString()
    const own = read(path.join(work, file))
    if (expected === own) identical++
    const difference = countWords(expected, fresh) - countWords(own, fresh)
    if (difference > 0) missing += difference
    else extra -= difference
    if (difference > 0)
      noCode += Math.min(difference, countOutsideCode(expected, file, fresh) - countOutsideCode(own, file, fresh))
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
