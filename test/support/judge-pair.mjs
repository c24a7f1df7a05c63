/** What the radar says of a pair of branches, and what git and the language make of the merge afterwards. */
import { execFileSync, spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, readdirSync, realpathSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { makePair } from './branch-pairs.mjs'

const root = path.resolve(import.meta.dirname, '../..')
const impact = path.join(root, 'bin/impact')
const compiler = path.join(root, 'node_modules/.bin/tsc')
const readers = path.join(root, 'bench/support/radar')

/** The same on every machine. */
const env = {
  PATH: process.env['PATH'],
  HOME: process.env['HOME'],
  GIT_CONFIG_GLOBAL: '/dev/null',
  GIT_CONFIG_NOSYSTEM: '1',
  GIT_AUTHOR_NAME: 'Author',
  GIT_AUTHOR_EMAIL: 'author@example.com',
  GIT_COMMITTER_NAME: 'Author',
  GIT_COMMITTER_EMAIL: 'author@example.com',
  GOFLAGS: '-mod=mod',
  GOPROXY: 'off',
  PYTHONDONTWRITEBYTECODE: '1',
}

/** @typedef {'script' | 'javascript' | 'python' | 'go' | 'ruby' | 'data'} Family */
/** @typedef {Record<string, string>} Files */
/** @typedef {{ family: Family, name: string, base: Files, mine: Files, theirs: Files, isMineCommitted: boolean, isTheirsCommitted: boolean, installed?: Files, isRefused?: boolean }} Pair `installed`: packages that are there when the language is asked, and not when the radar is; `isRefused`: a checker that is not at hand refuses the merge */

/**
 * @typedef {object} Judgement
 * @property {readonly string[]} predictedConflicts paths
 * @property {readonly string[]} realConflicts paths
 * @property {readonly string[]} breaks what the radar says is broken though git merges it
 * @property {readonly string[]} risks what it says somebody has to look at
 * @property {readonly string[]} errors what the language says of the merge; empty where git could not merge
 * @property {readonly string[]} ownErrors what it says of a side by itself: the pair is no good then
 * @property {number} radarMs how long the radar took
 */

/** A pair of TypeScript projects by its number. @param {number} seed @returns {Judgement & { name: string }} */
export function judgePair(seed) {
  const { name, ...files } = makePair(seed)
  const how = { isMineCommitted: seed % 2 === 0, isTheirsCommitted: seed % 3 === 0 }
  return { name, ...judge({ family: 'script', name, ...files, ...how }) }
}

/** @param {Pair} pair @returns {Judgement} */
export function judge(pair) {
  const parent = realpathSync(mkdtempSync(path.join(tmpdir(), 'groundcrew-pair-')))
  const directory = path.join(parent, 'mine')
  const other = path.join(parent, 'theirs')
  try {
    mkdirSync(directory)
    git(directory, 'init', '--quiet', '--initial-branch=main')
    replaceFiles(directory, pair.base)
    commit(directory)
    git(directory, 'checkout', '--quiet', '-b', 'mine')
    git(directory, 'worktree', 'add', '--quiet', '-b', 'theirs', other)
    replaceFiles(directory, pair.mine)
    replaceFiles(other, pair.theirs)
    const check = (/** @type {string} */ where) => withInstalled(where, pair.installed ?? {}, checks[pair.family])
    const ownErrors = [...check(directory), ...check(other)]
    // Work counts whether it is committed or not.
    if (pair.isMineCommitted) commit(directory)
    if (pair.isTheirsCommitted) commit(other)
    const started = performance.now()
    const findings = askRadar(directory)
    const radarMs = performance.now() - started
    const realConflicts = merge(directory, other)
    return {
      predictedConflicts: pathsOf(findings),
      realConflicts,
      breaks: textsOf(findings, 'break'),
      risks: textsOf(findings, 'risk'),
      errors: realConflicts.length > 0 ? [] : pair.isRefused ? ['refused'] : check(directory),
      ownErrors,
      radarMs,
    }
  } finally {
    rmSync(parent, { recursive: true, force: true })
  }
}

/** @type {Record<Family, (directory: string) => readonly string[]>} */
const checks = {
  script: (directory) => {
    const { stdout } = spawnSync(compiler, compilerArguments(directory), { cwd: directory, encoding: 'utf8' })
    return stdout.split('\n').filter((line) => /error TS/.test(line))
  },
  javascript: (directory) => failure(directory, ['node', path.join(readers, 'import-all.mjs')]),
  python: (directory) => failure(directory, ['python3', path.join(readers, 'import_all.py')]),
  go: (directory) => failure(directory, ['go', 'vet', './...']),
  ruby: (directory) => failure(directory, ['ruby', path.join(readers, 'import_all.rb')]),
  data: (directory) => failure(directory, ['python3', path.join(readers, 'check_data.py')]),
}

/** Of a project without a configuration, each of its files is told. @param {string} directory @returns {readonly string[]} */
function compilerArguments(directory) {
  if (existsSync(path.join(directory, 'tsconfig.json'))) return ['-p', directory]
  const files = readdirSync(directory, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.ts'))
  const target = ['--target', 'es2022', '--module', 'esnext', '--moduleResolution', 'bundler']
  return ['--strict', '--noEmit', '--skipLibCheck', ...target, ...files.sort()]
}

/**
 * @param {string} directory
 * @param {Files} files
 * @param {(directory: string) => readonly string[]} check
 */
function withInstalled(directory, files, check) {
  writeFiles(directory, files)
  try {
    return check(directory)
  } finally {
    for (const name of Object.keys(files)) rmSync(path.join(directory, name))
  }
}

/** The first lines of what a command says when it fails. @param {string} directory @param {readonly [string, ...string[]]} command */
function failure(directory, [program, ...args]) {
  const { status, stderr, stdout } = spawnSync(program, args, { cwd: directory, env, encoding: 'utf8' })
  return status === 0 ? [] : [`${stderr}${stdout}`.trim().split('\n').slice(-3).join(' ')]
}

/** @typedef {{ severity: string, kind: string, text: string, path?: string, mine: { path: string }, theirs: { path: string } }} Finding */

/** @param {string} directory @returns {readonly Finding[]} */
function askRadar(directory) {
  const output = execFileSync(impact, ['--worktrees', '--json'], { cwd: directory, env, encoding: 'utf8' })
  return JSON.parse(output).data.findings
}

/** @param {readonly Finding[]} findings */
function pathsOf(findings) {
  const paths = findings.filter(({ severity }) => severity === 'conflict').map((finding) => finding.path ?? '')
  return [...new Set(paths)].sort()
}

/** @param {readonly Finding[]} findings @param {string} wanted */
function textsOf(findings, wanted) {
  return findings.filter(({ severity }) => severity === wanted).map(({ kind, text }) => `${kind}: ${text}`)
}

/** The paths in conflict. @param {string} directory @param {string} other */
function merge(directory, other) {
  commit(directory)
  commit(other)
  const merged = spawnSync('git', ['merge', '--quiet', '--no-edit', 'theirs'], { cwd: directory, env })
  if (merged.status === 0) return []
  const listed = git(directory, 'diff', '--name-only', '--diff-filter=U', '-z')
  return [...new Set(listed.split('\0').filter(Boolean))].sort()
}

/** @param {string} directory @param {Record<string, string>} files */
function replaceFiles(directory, files) {
  for (const name of readdirSync(directory))
    if (name !== '.git') rmSync(path.join(directory, name), { recursive: true })
  writeFiles(directory, files)
}

/** @param {string} directory @param {Files} files */
function writeFiles(directory, files) {
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(path.dirname(path.join(directory, name)), { recursive: true })
    writeFileSync(path.join(directory, name), text)
  }
}

/** @param {string} directory */
function commit(directory) {
  git(directory, 'add', '--all')
  git(directory, 'commit', '--quiet', '--allow-empty', '--message=change')
}

/** @param {string} directory @param {...string} args */
function git(directory, ...args) {
  // A commit would start git's own housekeeping, to find that there is nothing to do.
  const settings = ['-c', 'maintenance.auto=false']
  return execFileSync('git', [...settings, ...args], {
    cwd: directory,
    env,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'pipe'],
  })
}
