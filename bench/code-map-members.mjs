/**
 * Whether `code-map refs Class.member` tells the members of one class from those of others in Java, by the judgement of javac. Asked for are members whose name
 * several classes have: of the lines that are called resolved, how many name a member of that class, or of one above or below it (precision), and of the lines
 * that name one of that very class, how many are called resolved (recall).
 * Measured with 80 members, and before objects were looked at: jsoup precision 0.97 (0.46) and recall 0.99 (0.99), gson and its tests 0.95 (0.20) and 1.00 (0.99),
 * commons-lang 0.79 (0.28) and 1.00 (0.99), where names such as `apply` and `get` are asked of what the library of Java gives.
 * With VERBOSE=1 each line is printed that is not told as javac tells it.
 * Usage: node bench/code-map-members.mjs MEMBERS ROOT DIRECTORY …
 */
import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import path from 'node:path'

const [count = '80', root = '.', ...directories] = process.argv.slice(2)
const tool = path.resolve(import.meta.dirname, '../bin/code-map')
const oracle = path.join(import.meta.dirname, 'support/JavaMembers.java')
const outputBytesMax = 1024 ** 3

/**
 * @param {string} program
 * @param {readonly string[]} args
 */
function run(program, args) {
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

/**
 * @param {Map<string, Set<string>>} sets
 * @param {string} key
 * @param {string} value
 */
function add(sets, key, value) {
  sets.set(key, (sets.get(key) ?? new Set()).add(value))
}

for (const line of run('java', [oracle, root, ...directories]).split('\n')) {
  const [kind, first = '', second = '', third = '', fourth = ''] = line.split('\t')
  if (kind === 'member') add(owners, second, first)
  else if (kind === 'above') add(above, first, second)
  else if (kind === 'use') {
    files.add(first)
    add(uses, `${first}:${second} ${fourth}`, third)
  }
}

const used = new Set(
  [...uses].flatMap(([place, classes]) => [...classes].map((one) => `${one}.${place.split(' ')[1]}`)),
)
const asked = [...owners]
  .flatMap(([member, classes]) => (classes.size < 2 ? [] : [...classes].map((owner) => ({ owner, member }))))
  .filter(({ owner, member }) => owner !== '' && used.has(`${owner}.${member}`))
  .sort((left, right) => (`${left.member} ${left.owner}` < `${right.member} ${right.owner}` ? -1 : 1))
const step = Math.max(1, Math.floor(asked.length / Number(count)))
const found = { right: 0, wrong: 0, wanted: 0, missed: 0 }
for (const one of asked.filter((_, index) => index % step === 0).slice(0, Number(count))) compare(one)
const share = (/** @type {number} */ part, /** @type {number} */ whole) => (part / Math.max(1, whole)).toFixed(4)
console.log(
  `precision ${share(found.right, found.right + found.wrong)}, recall ${share(found.wanted - found.missed, found.wanted)}`,
)

/** @param {{ readonly owner: string, readonly member: string }} question */
function compare({ owner, member }) {
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
    const told = [...(uses.get(place) ?? [])]
    const isRight = told.some(isKin)
    found[isRight ? 'right' : 'wrong']++
    if (!isRight) tell(`WRONG ${owner}.${member}`, place, told)
  }
  for (const place of named) {
    if (uses.get(place)?.has(owner) !== true) continue
    found.wanted++
    if (resolved.has(place)) continue
    found.missed++
    tell(`MISS ${owner}.${member}`, place, [...(uses.get(place) ?? [])])
  }
}

/**
 * With VERBOSE=1: one that is not told as javac tells it, and what javac says.
 *
 * @param {string} what
 * @param {string} place
 * @param {readonly string[]} named
 */
function tell(what, place, named) {
  if (process.env['VERBOSE'] !== '1') return
  const [, file = '', line = ''] = /^(.*):(\d+) /.exec(place) ?? []
  const text = readFileSync(path.join(root, file), 'utf8').split('\n')[Number(line) - 1] ?? ''
  console.log(`${what} ${file}:${line} [${named.join(' ')}] ${text.trim()}`)
}
