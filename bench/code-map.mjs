/**
 * code-map beside its peers, interleaved, on repositories of the caller's choice: a cold build beside `ctags -R`, one changed file, and questions
 * beside an empty Node. Losing rows are in the table too. Targets: a build 1.2 times ctags (1.5 where most of the code is TypeScript or JavaScript,
 * for ctags finds two thirds of it), a question no more than an empty Node and 15 ms, both by processor time; a changed file 200 ms. Each question
 * looks at every file first, as `git diff-files` does: what that alone takes in Node and in git is in the table.
 * Usage: node bench/code-map.mjs ROUNDS NAME DIRECTORY...   (NAME: an identifier to ask for; needs universal-ctags on PATH)
 */
import { execFileSync, spawnSync } from 'node:child_process'
import { appendFileSync, lstatSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { median, printTable } from './support/measure.mjs'
import { publish } from './support/published.mjs'

const [rounds = '5', name = 'main', ...directories] = process.argv.slice(2)
const BUILD_RATIO_MAX = 1.2
const SCRIPT_BUILD_RATIO_MAX = 1.5
const QUESTION_MS_MAX = 15
const CHANGE_MS_MAX = 200
const LOOK = `const { lstatSync, readFileSync } = require('node:fs')
for (const file of readFileSync(process.argv[1], 'utf8').split('\\0')) lstatSync(file, { throwIfNoEntry: false })`
execFileSync(path.resolve(import.meta.dirname, '../bin/code-map'), ['--version'])
const codeMap = ['node', publish().toolPath('code-map')]

for (const cwd of directories) {
  const tags = path.join(tmpdir(), `bench-tags-${process.pid}`)
  const questions = ['def', 'find', 'refs'].map((verb) => ({ what: `${verb} ${name}`, argv: [...codeMap, verb, name] }))
  const empty = { what: 'empty node', argv: ['node', '-e', '0'] }
  const ctags = { what: 'ctags -R', argv: ['ctags', '-R', '-f', tags, '.'] }
  const build = { what: 'build --force', argv: [...codeMap, 'build', '--force'] }
  const argv = questions[0]?.argv ?? []
  const changes = [
    { what: 'one changed file', argv, before: changed(cwd, appendFileSync) },
    { what: 'one file saved by renaming', argv, before: changed(cwd, replace) },
    { what: 'after git status', argv, before: looked(cwd) },
  ]
  const looks = [
    { what: 'node lstat alone', argv: ['node', '-e', LOOK, '--', ...writePaths(cwd)] },
    { what: 'git diff-files', argv: ['git', 'diff-files', '--quiet', '--ignore-submodules'] },
  ]
  const subjects = [empty, ctags, build, ...changes, ...looks, ...questions]
  const runs = measure(cwd, subjects)
  const of = (/** @type {{ what: string }} */ { what }) => runs.get(what) ?? { wallMs: Number.NaN, cpuMs: Number.NaN }
  const buildRatio = of(build).cpuMs / of(ctags).cpuMs
  const buildWallRatio = of(build).wallMs / of(ctags).wallMs
  const buildRatioMax = isMostlyScript(cwd) ? SCRIPT_BUILD_RATIO_MAX : BUILD_RATIO_MAX
  const isMet = (/** @type {boolean} */ value) => (value ? 'met' : 'not met')
  const verdicts = new Map([
    [
      build.what,
      `${buildRatio.toFixed(2)} x ctags (wall ${buildWallRatio.toFixed(2)} x), at most ${buildRatioMax}: ${isMet(buildRatio <= buildRatioMax)}`,
    ],
    ...changes.map(
      (change) =>
        /** @type {const} */ ([
          change.what,
          `at most ${CHANGE_MS_MAX} ms wall: ${isMet(of(change).wallMs <= CHANGE_MS_MAX)}`,
        ]),
    ),
    ...questions.map(({ what }) => {
      const more = (runs.get(what)?.cpuMs ?? Number.NaN) - of(empty).cpuMs
      return /** @type {const} */ ([
        what,
        `node + ${more.toFixed(0)} ms, at most ${QUESTION_MS_MAX}: ${isMet(more <= QUESTION_MS_MAX)}`,
      ])
    }),
  ])
  const ms = (/** @type {number} */ value) => `${value.toFixed(0)} ms`
  printTable([
    [path.basename(cwd), 'wall', 'cpu', 'target (cpu)'],
    ...subjects.map((subject) => [
      subject.what,
      ms(of(subject).wallMs),
      ms(of(subject).cpuMs),
      verdicts.get(subject.what) ?? '',
    ]),
  ])
  rmSync(tags, { force: true })
}

/**
 * Medians of interleaved runs, after one uncounted round.
 *
 * @param {string} cwd
 * @param {readonly { what: string, argv: readonly string[], before?: () => () => void }[]} subjects
 */
function measure(cwd, subjects) {
  /** @type {Map<string, { wallMs: number, cpuMs: number }[]>} */
  const times = new Map(subjects.map(({ what }) => [what, []]))
  for (let round = -1; round < Number(rounds); round++) {
    for (const { what, argv, before } of subjects) {
      const after = before?.()
      const run = runOnce(cwd, argv)
      after?.()
      if (round >= 0) times.get(what)?.push(run)
    }
  }
  return new Map(
    [...times].map(([what, all]) => [
      what,
      { wallMs: median(all.map(({ wallMs }) => wallMs)), cpuMs: median(all.map(({ cpuMs }) => cpuMs)) },
    ]),
  )
}

/**
 * @param {string} cwd
 * @param {readonly string[]} argv
 */
function runOnce(cwd, argv) {
  const script = 'TIMEFORMAT="%R %U %S"; time "$@" >/dev/null 2>/dev/null'
  const { stderr } = spawnSync('bash', ['-c', script, 'bash', ...argv], { cwd, encoding: 'utf8' })
  const [wall = 0, user = 0, system = 0] = stderr.trim().split('\n').at(-1)?.split(' ').map(Number) ?? []
  return { wallMs: wall * 1000, cpuMs: (user + system) * 1000 }
}

/**
 * Adds an empty line to the first tracked source file, and gives how to take it back.
 *
 * @param {string} cwd
 * @param {(file: string, text: string) => void} append
 */
function changed(cwd, append) {
  const target = path.join(cwd, listed(cwd).find((name) => isSource(path.join(cwd, name))) ?? '')
  return () => {
    const bytes = readFileSync(target)
    append(target, '\n')
    return () => writeFileSync(target, bytes)
  }
}

/** @param {string} file */
function isSource(file) {
  return /\.(?:ts|py|go|rb)$/.test(file) && lstatSync(file).isFile()
}

/**
 * As editors and agents save a file.
 *
 * @param {string} file
 * @param {string} text
 */
function replace(file, text) {
  writeFileSync(`${file}.tmp`, `${readFileSync(file, 'utf8')}${text}`)
  renameSync(`${file}.tmp`, file)
}

/** Git's index is written anew, with the same files. @param {string} cwd */
function looked(cwd) {
  return () => {
    execFileSync('git', ['update-index', '--force-write-index'], { cwd })
    return () => {}
  }
}

/** A file with the names of all files and directories. @param {string} cwd */
function writePaths(cwd) {
  const files = listed(cwd).filter((name) => name !== '')
  const list = path.join(tmpdir(), `bench-paths-${process.pid}`)
  writeFileSync(list, [...new Set([...files.map((name) => path.dirname(name)), ...files])].join('\0'))
  process.once('exit', () => rmSync(list, { force: true }))
  return [list]
}

/** @param {string} cwd */
function isMostlyScript(cwd) {
  const names = listed(cwd).filter((name) => /\.(?:[cm]?[jt]sx?|py|go|rb)$/.test(name))
  return names.filter((name) => /[jt]sx?$/.test(name)).length * 2 > names.length
}

/** @param {string} cwd */
function listed(cwd) {
  return execFileSync('git', ['ls-files', '-z'], { cwd, encoding: 'utf8', maxBuffer: 1024 ** 3 }).split('\0')
}
