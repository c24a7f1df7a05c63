/**
 * Whether `code-map def` shows the one definition of a name first, and how many tokens the answer takes, beside `rg -n -w`. The
 * names and their places are ctags', so the answer is checked by another program. Targets: first for 98 % of the names, 120 tokens on average.
 * Measured, 40 names each: prometheus 100 % and 51 tokens (rg -w: 40 %, 184), sympy 100 % and 47 (78 %, 356), rails 100 % and 65 (78 %, 81), rich 100 % and 42 (78 %, 245),
 * lobsters 100 % and 45 (50 %, 345); 60 names each: kubernetes 100 % and 59 (28 %, 149), django 98 % and 47 (65 %, 413).
 * Usage: node bench/code-map-definitions.mjs NAMES DIRECTORY...   (needs universal-ctags on PATH)
 */
import { execFileSync, spawnSync } from 'node:child_process'
import path from 'node:path'
import { rgPath } from '@vscode/ripgrep'
import { median, printTable } from './support/measure.mjs'

const BYTES_PER_TOKEN = 4
const FIRST_SHARE_MIN = 0.98
const TOKENS_MEAN_MAX = 120
/** What ctags calls what has no name. */
const MADE_UP = /^(?:Anonymous[A-Z][a-z]+|__anon)[0-9a-f]+$/
const [count = '60', ...directories] = process.argv.slice(2)
const tool = path.resolve(import.meta.dirname, '../bin/code-map')
const rows = [['code base', 'names', 'rank 1', 'tokens mean / median', 'rg -w mean / median', 'rg rank 1', 'target']]
for (const directory of directories) rows.push(measure(path.resolve(directory)))
printTable(rows)

/** @param {string} cwd */
function measure(cwd) {
  const names = uniqueNames(cwd)
  const step = Math.max(1, Math.floor(names.length / Number(count)))
  const chosen = names.filter((_, index) => index % step === 0).slice(0, Number(count))
  const results = chosen.map(({ name, place }) => {
    const def = run(cwd, [tool, 'def', name])
    const text = run(cwd, [rgPath, '-n', '-w', '-F', '-e', name, '.']).replaceAll(/^\.\//gm, '')
    return {
      isFirst: def.split('\n')[1]?.startsWith(`${place}:`) === true,
      tokens: Buffer.byteLength(def) / BYTES_PER_TOKEN,
      textIsFirst: text.startsWith(`${place}:`),
      textTokens: Buffer.byteLength(text) / BYTES_PER_TOKEN,
    }
  })
  for (const [index, { isFirst }] of results.entries()) {
    if (!isFirst) console.error(`not first: ${chosen[index]?.name} ${chosen[index]?.place}`)
  }
  const share = (/** @type {readonly boolean[]} */ values) =>
    `${((100 * values.filter(Boolean).length) / Math.max(1, values.length)).toFixed(1)} %`
  const size = (/** @type {readonly number[]} */ values) =>
    `${Math.round(mean(values))} / ${Math.round(median(values))}`
  return [
    path.basename(cwd),
    String(results.length),
    share(results.map(({ isFirst }) => isFirst)),
    size(results.map(({ tokens }) => tokens)),
    size(results.map(({ textTokens }) => textTokens)),
    share(results.map(({ textIsFirst }) => textIsFirst)),
    results.filter(({ isFirst }) => isFirst).length >= results.length * FIRST_SHARE_MIN &&
    mean(results.map(({ tokens }) => tokens)) <= TOKENS_MEAN_MAX
      ? 'met'
      : 'not met',
  ]
}

/** @param {readonly number[]} values */
function mean(values) {
  return values.reduce((sum, value) => sum + value, 0) / Math.max(1, values.length)
}

/**
 * Functions, classes and the like that ctags finds exactly once, by name.
 *
 * @param {string} cwd
 */
function uniqueNames(cwd) {
  const argv = ['-x', '--_xformat=%N\t%K\t%F\t%n', '-R', '.']
  /** @type {Map<string, string | undefined>} */
  const places = new Map()
  for (const line of execFileSync('ctags', argv, {
    cwd,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore'],
    maxBuffer: 1024 ** 3,
  }).split('\n')) {
    const [name = '', kind = '', file = '', number] = line.split('\t')
    const isWanted = /^(?:function|func|class|method|singletonMethod|interface|struct|type|module)$/.test(kind)
    if (!/^[A-Za-z_]\w{3,}$/.test(name) || MADE_UP.test(name)) continue
    const place = isWanted ? `${file.replace(/^\.\//, '')}:${number}` : undefined
    places.set(name, places.has(name) ? undefined : place)
  }
  return [...places].flatMap(([name, place]) => (place === undefined ? [] : [{ name, place }]))
}

/**
 * @param {string} cwd
 * @param {readonly string[]} argv
 */
function run(cwd, [program = '', ...args]) {
  return spawnSync(program, args, { cwd, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'], maxBuffer: 1024 ** 3 })
    .stdout
}
