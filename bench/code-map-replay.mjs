/**
 * How well `code-map map --for` finds the files of a task: the tree is frozen N commits ago, the messages of later commits are the
 * questions, and the source files that each of them changed are the answers. Beside it plain BM25 over the same files' text. Target: 1.15 times
 * its mean reciprocal rank. Measured on five repositories whose histories set no weight, 60 questions each: graphql-js 1.36, marshmallow 1.73,
 * gin 1.46, sinatra 1.67, redux-toolkit 2.36 times BM25; on two more, 40 questions each: rich 1.58, fd 1.36.
 * Usage: node bench/code-map-replay.mjs [--back 500] [--questions 100] CLONE...   (each a clone with its history)
 */
import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { parseArgs } from 'node:util'
import { printTable } from './support/measure.mjs'

const SOURCE = /\.(?:[cm]?[jt]sx?|vue|svelte|py|go|rb|rs|java|c|cc|cpp|h|cs|php)$/
const TEST =
  /(?:^|\/)(?:tests?|specs?|__tests__|testdata|fixtures|e2e)\/|[._-](?:test|spec)\.[a-z]+$|_test\.[a-z]+$|test_[^/]*$/
const ANSWERS_MAX = 5
const RATIO_MIN = 1.15
const OUTPUT_BYTES_MAX = 1024 ** 3

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { back: { type: 'string', default: '500' }, questions: { type: 'string', default: '100' } },
})
const tool = path.resolve(import.meta.dirname, '../bin/code-map')
/** @param {string} clone */
function replay(clone) {
  const home = mkdtempSync(path.join(tmpdir(), 'replay-'))
  const tree = path.join(home, 'tree')
  try {
    git(home, 'clone', '--quiet', '--shared', '--no-checkout', clone, tree)
    const frozen = git(tree, 'rev-list', '--first-parent', '--skip', values.back, '--max-count', '1', 'HEAD').trim()
    const questions = questionsOf(tree, frozen).slice(0, Number(values.questions))
    git(tree, 'checkout', '--quiet', '--detach', frozen)
    const index = new Bm25(tree)
    const ranks = questions.map(({ text, answers }) => ({
      plain: rankIn(index.rank(text), answers),
      map: rankIn(mapOf(tree, text), answers),
    }))
    const plain = ranks.map((rank) => rank.plain)
    const map = ranks.map((rank) => rank.map)
    return [
      clone.split(path.sep).slice(-2).join('/'),
      String(questions.length),
      mrr(plain).toFixed(3),
      mrr(map).toFixed(3),
      (mrr(map) / mrr(plain)).toFixed(2),
      `${hits(plain, 1)}/${hits(plain, 10)}`,
      `${hits(map, 1)}/${hits(map, 10)}`,
      mrr(map) >= mrr(plain) * RATIO_MIN ? 'met' : 'not met',
    ]
  } finally {
    rmSync(home, { recursive: true, force: true })
  }
}

/**
 * Later commits, oldest first, that changed one to five source files which were there at the freeze.
 *
 * @param {string} tree
 * @param {string} frozen
 */
function questionsOf(tree, frozen) {
  const known = new Set(git(tree, 'ls-tree', '-r', '--name-only', '-z', frozen).split('\0'))
  const log = git(
    tree,
    'log',
    '--first-parent',
    '--reverse',
    '--name-only',
    '-z',
    '--format=%x01%B%x02',
    `${frozen}..HEAD`,
  )
  return log
    .split('\u0001')
    .slice(1)
    .map((entry) => {
      const [message = '', names = ''] = entry.split('\u0002')
      const changed = names
        .split('\0')
        .map((name) => name.trim())
        .filter((name) => SOURCE.test(name) && !TEST.test(name))
      const text = message.replaceAll(/^[\w-]+-by:.*$/gim, '').trim()
      return { text, changed, answers: changed.filter((name) => known.has(name)) }
    })
    .filter(({ text, changed, answers }) => text !== '' && answers.length > 0 && changed.length <= ANSWERS_MAX)
}

/**
 * @param {string} cwd
 * @param {string} text
 * @returns {readonly string[]} paths, the best first
 */
function mapOf(cwd, text) {
  const argv = ['map', '--json', '--budget', '20000', '--for', text]
  const answer = JSON.parse(execFileSync(tool, argv, { cwd, encoding: 'utf8', maxBuffer: OUTPUT_BYTES_MAX }))
  return answer.data.entries.map((/** @type {{ path: string }} */ entry) => entry.path)
}

/** Plain BM25 over the parts of all names and words of a file. */
class Bm25 {
  /** @param {string} tree */
  constructor(tree) {
    this.files = git(tree, 'ls-files', '-z')
      .split('\0')
      .filter((name) => name !== '')
    /** @type {Map<string, Map<number, number>>} */
    this.postings = new Map()
    this.lengths = this.files.map((name, file) => {
      const words = wordsOf(read(path.join(tree, name)))
      for (const word of words) {
        const counts = this.postings.get(word) ?? new Map()
        this.postings.set(word, counts.set(file, (counts.get(file) ?? 0) + 1))
      }
      return words.length
    })
    this.average = this.lengths.reduce((sum, length) => sum + length, 0) / Math.max(1, this.files.length)
  }

  /** @param {string} text */
  rank(text) {
    const scores = new Map()
    for (const word of new Set(wordsOf(text))) {
      const counts = this.postings.get(word) ?? new Map()
      const rarity = Math.log(1 + (this.files.length - counts.size + 0.5) / (counts.size + 0.5))
      for (const [file, count] of counts) {
        const length = 1 - 0.75 + 0.75 * ((this.lengths[file] ?? 0) / this.average)
        scores.set(file, (scores.get(file) ?? 0) + (rarity * count * 2.2) / (count + 1.2 * length))
      }
    }
    return [...scores].sort((left, right) => right[1] - left[1]).map(([file]) => this.files[file] ?? '')
  }
}

/** @param {string} text */
function wordsOf(text) {
  const split = text.replaceAll(/([a-z\d])([A-Z])/g, '$1 $2').replaceAll(/([A-Z]+)([A-Z][a-z])/g, '$1 $2')
  return split.toLowerCase().match(/[a-z\d]{2,}/g) ?? []
}

/** @param {string} file */
function read(file) {
  try {
    const bytes = readFileSync(file)
    return bytes.subarray(0, 8192).includes(0) ? '' : bytes.toString()
  } catch {
    // A link to nowhere, a submodule.
    return ''
  }
}

/**
 * @param {readonly string[]} found
 * @param {readonly string[]} answers
 */
function rankIn(found, answers) {
  const at = found.findIndex((name) => answers.includes(name))
  return at === -1 ? Number.POSITIVE_INFINITY : at + 1
}

/** @param {readonly number[]} ranks */
function mrr(ranks) {
  return ranks.reduce((sum, rank) => sum + 1 / rank, 0) / Math.max(1, ranks.length)
}

/**
 * @param {readonly number[]} ranks
 * @param {number} within
 */
function hits(ranks, within) {
  return `${Math.round((100 * ranks.filter((rank) => rank <= within).length) / Math.max(1, ranks.length))} %`
}

/**
 * @param {string} cwd
 * @param {readonly string[]} args
 */
function git(cwd, ...args) {
  return execFileSync('git', args, { cwd, encoding: 'utf8', maxBuffer: OUTPUT_BYTES_MAX })
}

const rows = [['clone', 'questions', 'BM25 MRR', 'map MRR', 'ratio', 'BM25 hit@1/10', 'map hit@1/10', 'target']]
for (const clone of positionals) rows.push(replay(path.resolve(clone)))
printTable(rows)
