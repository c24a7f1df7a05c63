import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import path from 'node:path'

const tool = path.resolve(import.meta.dirname, '../../bin/code-map')
const outputBytesMax = 1024 ** 3

/**
 * @param {string} program
 * @param {readonly string[]} args
 */
export function run(program, args) {
  const { status, stdout, stderr } = spawnSync(program, args, { encoding: 'utf8', maxBuffer: outputBytesMax })
  if (status !== 0) throw new Error(`${program} ended with ${status}: ${stderr}`)
  return stdout
}

/** By line and member the classes that declare what is named there. @type {Map<string, Set<string>>} */
const uses = new Map()
/** By member the classes that have it. @type {Map<string, Set<string>>} */
const owners = new Map()
/** @type {Map<string, Set<string>>} */
const above = new Map()
/** @type {Set<string>} */
const files = new Set()
const found = { right: 0, wrong: 0, wanted: 0, missed: 0 }

/**
 * @param {Map<string, Set<string>>} sets
 * @param {string} key
 * @param {string} value
 */
function add(sets, key, value) {
  sets.set(key, (sets.get(key) ?? new Set()).add(value))
}

/**
 * Asks for members whose name several classes have, and prints how many answers are right by the judgement of a compiler.
 *
 * @param {string} judgement lines of `use FILE LINE CLASS MEMBER`, `member CLASS MEMBER` and `above CLASS CLASS`, with tabs between
 * @param {{ readonly root: string, readonly count: number, readonly knowsAll: boolean }} options `knowsAll`: what the judge does not name is wrong
 */
export function measureMembers(judgement, { root, count, knowsAll }) {
  read(judgement)
  const used = new Set(
    [...uses].flatMap(([place, classes]) => [...classes].map((one) => `${one}.${place.split(' ')[1]}`)),
  )
  const asked = [...owners]
    .flatMap(([member, classes]) => (classes.size < 2 ? [] : [...classes].map((owner) => ({ owner, member }))))
    .filter(({ owner, member }) => owner !== '' && used.has(`${owner}.${member}`))
    .sort((left, right) => (`${left.member} ${left.owner}` < `${right.member} ${right.owner}` ? -1 : 1))
  const step = Math.max(1, Math.floor(asked.length / count))
  for (const one of asked.filter((_, index) => index % step === 0).slice(0, count)) compare(one, { root, knowsAll })
  const share = (/** @type {number} */ part, /** @type {number} */ whole) => (part / Math.max(1, whole)).toFixed(4)
  console.log(
    `precision ${share(found.right, found.right + found.wrong)}, recall ${share(found.wanted - found.missed, found.wanted)}`,
  )
}

/** @param {string} judgement */
function read(judgement) {
  for (const line of judgement.split('\n')) {
    const [kind, first = '', second = '', third = '', fourth = ''] = line.split('\t')
    if (kind === 'member') add(owners, second, first)
    else if (kind === 'above') add(above, first, second)
    else if (kind === 'use') {
      files.add(first)
      add(uses, `${first}:${second} ${fourth}`, third)
    }
  }
}

/**
 * @param {{ readonly owner: string, readonly member: string }} question
 * @param {{ readonly root: string, readonly knowsAll: boolean }} options
 */
function compare({ owner, member }, { root, knowsAll }) {
  const answer = run(tool, ['refs', `${owner}.${member}`, '--json', '--limit', '1000000', '-C', root])
  /** @type {readonly { path: string, line: number, label: string, role: string }[]} */
  const shown = JSON.parse(answer).data.shown
  const places = shown.filter(({ path: file, role }) => files.has(file) && role !== 'definition' && role !== 'import')
  const named = new Set(places.map(({ path: file, line }) => `${file}:${line} ${member}`))
  const resolved = new Set(
    places.filter(({ label }) => label === 'resolved').map(({ path: file, line }) => `${file}:${line} ${member}`),
  )
  const isKin = (/** @type {string} */ other) =>
    other === owner || above.get(owner)?.has(other) === true || above.get(other)?.has(owner) === true
  for (const place of resolved) {
    if (!knowsAll && !uses.has(place)) continue
    const told = [...(uses.get(place) ?? [])]
    const isRight = told.some(isKin)
    found[isRight ? 'right' : 'wrong']++
    if (!isRight) tell(root, `WRONG ${owner}.${member}`, place, told)
  }
  for (const place of named) {
    if (uses.get(place)?.has(owner) !== true) continue
    found.wanted++
    if (resolved.has(place)) continue
    found.missed++
    tell(root, `MISS ${owner}.${member}`, place, [...(uses.get(place) ?? [])])
  }
}

/**
 * With VERBOSE=1: one that is not told as javac tells it, and what javac says.
 *
 * @param {string} root
 * @param {string} what
 * @param {string} place
 * @param {readonly string[]} named
 */
function tell(root, what, place, named) {
  if (process.env['VERBOSE'] !== '1') return
  const [, file = '', line = ''] = /^(.*):(\d+) /.exec(place) ?? []
  const text = readFileSync(path.join(root, file), 'utf8').split('\n')[Number(line) - 1] ?? ''
  console.log(`${what} ${file}:${line} [${named.join(' ')}] ${text.trim()}`)
}
