/** What the radar says of a generated pair of branches, and what git and the compiler make of it afterwards. */
import { execFileSync, spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readdirSync, realpathSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { makePair } from './branch-pairs.mjs'

const root = path.resolve(import.meta.dirname, '../..')
const impact = path.join(root, 'bin/impact')
const compiler = path.join(root, 'node_modules/.bin/tsc')

/** The same on every machine. */
const env = {
  PATH: process.env['PATH'],
  HOME: '/nonexistent',
  GIT_CONFIG_GLOBAL: '/dev/null',
  GIT_CONFIG_NOSYSTEM: '1',
  GIT_AUTHOR_NAME: 'Author',
  GIT_AUTHOR_EMAIL: 'author@example.com',
  GIT_COMMITTER_NAME: 'Author',
  GIT_COMMITTER_EMAIL: 'author@example.com',
}

/**
 * @typedef {object} Judgement
 * @property {string} name what was done
 * @property {readonly string[]} predictedConflicts paths
 * @property {readonly string[]} realConflicts paths
 * @property {readonly string[]} breaks what the radar says is broken though git merges it
 * @property {readonly string[]} errors what the compiler says of the merge; empty where git could not merge
 * @property {readonly string[]} ownErrors what the compiler says of a side by itself: the pair is no good then
 */

/** @param {number} seed @returns {Judgement} */
export function judgePair(seed) {
  const { name, base, mine, theirs } = makePair(seed)
  const parent = realpathSync(mkdtempSync(path.join(tmpdir(), 'groundcrew-pair-')))
  const directory = path.join(parent, 'mine')
  const other = path.join(parent, 'theirs')
  try {
    mkdirSync(directory)
    git(directory, 'init', '--quiet', '--initial-branch=main')
    replaceFiles(directory, base)
    commit(directory)
    git(directory, 'checkout', '--quiet', '-b', 'mine')
    git(directory, 'worktree', 'add', '--quiet', '-b', 'theirs', other)
    replaceFiles(directory, mine)
    replaceFiles(other, theirs)
    const ownErrors = [...compile(directory), ...compile(other)]
    // Work counts whether it is committed or not.
    if (seed % 2 === 0) commit(directory)
    if (seed % 3 === 0) commit(other)
    const findings = askRadar(directory)
    const realConflicts = merge(directory, other)
    return {
      name,
      predictedConflicts: pathsOf(findings, 'conflict'),
      realConflicts,
      breaks: findings.filter(({ severity }) => severity === 'break').map(({ kind, text }) => `${kind}: ${text}`),
      errors: realConflicts.length > 0 ? [] : compile(directory),
      ownErrors,
    }
  } finally {
    rmSync(parent, { recursive: true, force: true })
  }
}

/** @typedef {{ severity: string, kind: string, text: string, path?: string }} Finding */

/** @param {string} directory @returns {readonly Finding[]} */
function askRadar(directory) {
  const output = execFileSync(impact, ['--worktrees', '--json'], { cwd: directory, env, encoding: 'utf8' })
  return JSON.parse(output).data.findings
}

/** @param {readonly Finding[]} findings @param {string} severity */
function pathsOf(findings, severity) {
  const paths = findings.filter((finding) => finding.severity === severity).map((finding) => finding.path ?? '')
  return [...new Set(paths)].sort()
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

/** @param {string} directory @returns {readonly string[]} */
function compile(directory) {
  const { stdout } = spawnSync(compiler, ['-p', directory], { cwd: directory, encoding: 'utf8' })
  return stdout.split('\n').filter((line) => /error TS/.test(line))
}

/** @param {string} directory @param {Record<string, string>} files */
function replaceFiles(directory, files) {
  for (const name of readdirSync(directory))
    if (name !== '.git') rmSync(path.join(directory, name), { recursive: true })
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
  return execFileSync('git', args, { cwd: directory, env, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] })
}
