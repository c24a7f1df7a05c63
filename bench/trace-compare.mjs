/**
 * Whether a comparison tells chance from change: pairs of the same program, of which at least 95 in 100 have to be "no change", and pairs
 * in which one function got PERCENT more to do, which has to be named. One call does one of the two, such that each is short; without RUNS,
 * `bench` itself decides how many are needed.
 *
 * Seen on two cores that were busy with other work (load 3 to 18): five series of 24 recorded pairs, of which 8 or 10 were drawn 200 times.
 * +10 % in a function of 47 % was named in 87 % of draws of 8 and 100 % of 10 while the load was below 4, in 62 % and 78 % above; of three series of equal
 * programs 0 to 2 % of the draws named anything. On the same cores with nothing else to do, without RUNS: +10 % named 6 of 6 with 8 runs of each,
 * equal programs "no change" 30 of 30.
 *
 * With `apart` the two are recorded one after the other and compared by `diff`, as profiles of two days are. Seen in 27 recordings of five runs of each of four programs
 * within an hour, on two cores with 5 to 22 things to do, each compared with each other (351 pairs a program): equal programs named anything in 1.4 to
 * 1.7 % of five runs, 1.7 to 4.8 % of three; before recordings were taken for less alike than runs, in 21 to 50 %.
 * Again, after the rule for recordings made apart: +10 % named 6 of 6 (once another function, too) with 9 runs of each, equal programs "no change" 16 of 16 with 12 runs of each.
 *
 * Kinds of change besides PERCENT, all of them recorded apart, as two commits are: `shifted` (40 lines further down), `moved` (into another file) and `renamed` are no
 * change; `inlined` (the work went into its caller) shows one function that went and one that grew, and no change of the whole.
 *
 * Seen at a load of 8 to 12 on two cores, with 8 runs of each: of equal programs in JavaScript "no change" 98 of 100, in Python and TypeScript 30 of 30 each; +10 % with 16 runs named 2 and 3 of 3 in JavaScript and TypeScript and 0 of 3 in Python, whose
 * stacks are read every 10 ms only; +5 % 0 of 3. Shifted, moved and renamed
 * are no change in JavaScript and Python.
 *
 * Usage: node bench/trace-compare.mjs [equal | PERCENT | shifted | moved | renamed | inlined] [PAIRS] [RUNS | live | apart] [js | ts | python | native]
 */
import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { buildSync } from 'esbuild'

const [, , kind = 'equal', pairsWanted = '10', how = 'live', language = 'js'] = process.argv
const pairs = Number(pairsWanted)
const percent = Number(kind)
const isPlanted = !Number.isNaN(percent)
/** A tenth of a function has to be many samples; what is equal is so at any size. */
const size = isPlanted ? 4 : 1
const isApart = how === 'apart' || !(isPlanted || kind === 'equal')
const trace = path.resolve(import.meta.dirname, '../bin/trace')
const directory = mkdtempSync(path.join(tmpdir(), 'bench-trace-compare-'))

/**
 * How a program of four functions is written; `render` has 30 to 50 % of the time.
 *
 * @typedef {object} Writing
 * @property {string} extension
 * @property {Readonly<Record<'parse' | 'hash' | 'render' | 'text', readonly [count: number, body: string]>>} bodies of functions of `n`
 * @property {(name: string, body: string) => string} define
 * @property {(calls: readonly string[]) => string} main
 * @property {(name: string) => readonly [before: string, after: string]} share what exports a function and what imports it from `lib`
 * @property {(file: string) => readonly string[]} command
 */
/** @type {Writing['bodies']} */
const scriptBodies = {
  parse: [6e6, 'let s = 0; for (let i = 0; i < n; i++) s = (s + i * i) | 0; return s'],
  hash: [6e6, 'let h = 7; for (let i = 0; i < n; i++) h = ((h ^ i) * 16777619) | 0; return h'],
  render: [1.2e7, 'let s = 1; for (let i = 1; i < n; i++) s = (s * 31 + i) | 0; return s'],
  text: [4e5, 'let t = 0; for (let i = 0; i < n; i++) t += String(i).length; return t'],
}
/** @type {Readonly<Record<string, Writing>>} */
const writings = {
  js: {
    extension: 'js',
    bodies: scriptBodies,
    define: (name, body) => `function ${name}(n) { ${body} }\n`,
    main: (calls) => `if (${calls.join(' + ')} === 0.5) throw new Error()\n`,
    share: (name) => [`module.exports = { ${name} }\n`, `const { ${name} } = require('./lib.js')\n`],
    command: (file) => ['node', file],
  },
  ts: {
    extension: 'ts',
    bodies: scriptBodies,
    define: (name, body) => `function ${name}(n: number): number {\n  ${body}\n}\n`,
    main: (calls) => `if (${calls.join(' + ')} === 0.5) throw new Error()\n`,
    share: (name) => [`export { ${name} }\n`, `import { ${name} } from './lib.ts'\n`],
    command: (file) => ['node', compileTypeScript(file)],
  },
  python: {
    extension: 'py',
    bodies: {
      parse: [4e5, 's = 0\n  for i in range(n): s = (s + i * i) & 0xffff\n  return s'],
      hash: [4e5, 'h = 7\n  for i in range(n): h = ((h ^ i) * 31) & 0xffff\n  return h'],
      render: [8e5, 's = 1\n  for i in range(n): s = (s * 31 + i) & 0xffff\n  return s'],
      text: [3e5, 't = 0\n  for i in range(n): t += len(str(i))\n  return t'],
    },
    define: (name, body) => `def ${name}(n):\n  ${body}\n`,
    main: (calls) => `${calls.join('; ')}\n`,
    share: (name) => ['', `from lib import ${name}\n`],
    command: (file) => ['python3', file],
  },
  native: {
    extension: 'c',
    bodies: {
      parse: [1e8, 'int s = 0; for (int i = 0; i < n; i++) { s = s * 3 + i; keep = s; } return s;'],
      hash: [1e8, 'int h = 7; for (int i = 0; i < n; i++) { h = (h ^ i) * 31; keep = h; } return h;'],
      render: [2e8, 'int s = 1; for (int i = 1; i < n; i++) { s = s * 31 + i; keep = s; } return s;'],
      text: [3e7, 'int t = 0; for (int i = 1; i < n; i++) { t += 1000000 / i; keep = t; } return t;'],
    },
    define: (name, body) => `__attribute__((noinline)) int ${name}(int n) { static volatile int keep; ${body} }\n`,
    main: (calls) => `int main() { return (${calls.join(' + ')}) & 0; }\n`,
    share: (name) => ['', `int ${name}(int);\n`],
    command: compileC,
  },
}
const writing = writings[language]
if (writing === undefined) throw new Error(`no program is written in ${language}`)

try {
  const counts = { noChange: 0, named: 0, wholeChanged: 0, othersNamed: 0, runs: 0 }
  for (let pair = 0; pair < pairs; pair++) {
    const { verdict, changes, runs } = isApart ? compareApart(writing) : compareLive(writing)
    counts.noChange += Number(verdict === 'no-change')
    counts.wholeChanged += Number(verdict === 'slower' || verdict === 'faster')
    const isExpected = (/** @type {Change} */ { name, differenceMs: { mean } }) =>
      isPlanted ? name === 'render' && mean > 0 : ['render', 'draw', 'work'].includes(name)
    counts.named += Number(changes.some(isExpected))
    counts.othersNamed += Number(changes.some((change) => !isExpected(change)))
    counts.runs += runs[0]
    if (!isPlanted && verdict !== 'no-change') console.log(`${verdict}: ${describe(changes)}`)
    console.error(`${pair + 1} pairs: ${JSON.stringify(counts)}`)
  }
  const { noChange, named, wholeChanged, othersNamed, runs } = counts
  const what = isPlanted ? `+${percent} % in one function` : kind
  console.log(
    `${language}, ${what}, ${isApart ? 'apart' : 'live'}: of ${pairs} pairs "no change" ${noChange}, the function named ${named}, the whole called another ${wholeChanged}, another function named ${othersNamed}; ${(runs / pairs).toFixed(1)} runs of each`,
  )
} finally {
  rmSync(directory, { recursive: true, force: true })
}

/**
 * @typedef {object} Change
 * @property {string} name
 * @property {{ readonly mean: number }} differenceMs
 *
 * @typedef {object} Comparison
 * @property {string} verdict
 * @property {readonly [before: number, after: number]} runs
 * @property {readonly Change[]} changes
 */

/**
 * @param {Writing} writing
 * @returns {Comparison}
 */
function compareLive(writing) {
  const counted = how === 'live' ? [] : ['-n', how]
  const before = write(writing, 'a', { isChanged: false })
  const after = write(writing, 'b', { isChanged: true })
  const { comparison, failures } = ask(['bench', ...counted, '--json', '--', ...before, '--vs', ...after])
  if (failures.length > 0) throw new Error(`a program failed: ${failures}`)
  return comparison
}

/**
 * The same file at two times.
 *
 * @param {Writing} writing
 * @returns {Comparison}
 */
function compareApart(writing) {
  const [before, after] = [false, true].map((isChanged) => {
    const command = write(writing, 'main', { isChanged })
    const { summary } = ask(['-n', '5', '--json', '--', ...command])
    if (summary.exitCodes.some(Boolean)) throw new Error(`a program failed: ${summary.exitCodes}`)
    return summary.id
  })
  return ask(['diff', before, after, '--json'])
}

/**
 * Returns the command that runs it.
 *
 * @param {Writing} writing
 * @param {string} base
 * @param {{ readonly isChanged: boolean }} side
 */
function write({ extension, bodies, define, main, share, command }, base, { isChanged }) {
  const is = (/** @type {string} */ wanted) => isChanged && kind === wanted
  const name = is('renamed') ? 'draw' : 'render'
  const render = define(name, bodies.render[1])
  const work = define('work', is('inlined') ? bodies.render[1] : `return ${name}(n);`)
  const others = [define('parse', bodies.parse[1]), define('hash', bodies.hash[1]), define('text', bodies.text[1])]
  const [exported, imported] = share('render')
  const calls = Object.entries(bodies).map(([callee, [count]]) => {
    const more = callee === 'render' && isChanged && isPlanted ? 1 + percent / 100 : 1
    return `${callee === 'render' ? 'work' : callee}(${Math.round(count * size * more)})`
  })
  const own = is('moved') ? imported : is('inlined') ? '' : render
  const file = path.join(directory, `${base}.${extension}`)
  writeFileSync(path.join(directory, `lib.${extension}`), render + exported)
  writeFileSync(file, ['\n'.repeat(is('shifted') ? 40 : 0), own, work, ...others, main(calls)].join(''))
  return command(file)
}

/**
 * With an inline source map, and what it imports in it.
 *
 * @param {string} file
 */
function compileTypeScript(file) {
  const outfile = file.replace(/ts$/, 'cjs')
  buildSync({ entryPoints: [file], outfile, bundle: true, platform: 'node', sourcemap: 'inline', logLevel: 'error' })
  return outfile
}

/** @param {string} file */
function compileC(file) {
  const program = file.replace(/\.c$/, '')
  const { status, stderr } = spawnSync('gcc', ['-O1', '-g', '-fno-omit-frame-pointer', '-o', program, file], {
    encoding: 'utf8',
  })
  if (status !== 0) throw new Error(stderr)
  return [program]
}

/** @param {readonly Change[]} changes */
function describe(changes) {
  return changes.map(({ name, differenceMs }) => `${name} ${differenceMs.mean.toFixed(1)} ms`).join(', ')
}

/** @param {string[]} args */
function ask(args) {
  const { stdout, stderr } = spawnSync(trace, args, {
    cwd: directory,
    encoding: 'utf8',
    env: { PATH: process.env['PATH'], HOME: directory, XDG_STATE_HOME: directory },
  })
  if (stdout === '') throw new Error(stderr)
  return JSON.parse(stdout).data
}
