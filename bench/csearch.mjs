/**
 * csearch beside the ripgrep that comes with it, interleaved: selective and broad patterns and misses, with the text index and without. Losing rows
 * are in the table too. With `cold`, for root on Linux, once more with caches that are dropped before each run, of the whole machine.
 * Targets: a selective literal takes 1.25 times ripgrep's time in 40 MB, 1.1 in 200 MB, 0.8 in 1 GB; a broad pattern 60 ms more than ripgrep.
 * Broad patterns on Kubernetes (209 MB), quiet, wall, ripgrep and csearch: import (22,176 lines) 265, 488 ms · -C2 import 250, 470 · -o the 282, 585 ·
 * the (444,802 lines) 284, 758 · e (3,587,867 lines, 400 MB) 483, 2,341 ms in 281 MB of memory: 60 ms are not met.
 * With the text index, quiet, times ripgrep's wall time: Linux (1,298 MB) selective 0.66, broad (EXPORT_SYMBOL_GPL) 0.79, miss 0.63: met; Kubernetes selective 1.23, broad 1.87,
 * miss 1.01; Django, which it does not index by itself, 2.08, 2.35, 2.30 (an empty Node takes 0.7 of ripgrep's time there).
 * Usage: node bench/csearch.mjs ROUNDS DIRECTORY SELECTIVE BROAD [cold]
 * such as: node bench/csearch.mjs 9 ~/kubernetes SyncPodSync import
 */
import { execFileSync, spawnSync } from 'node:child_process'
import { existsSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { median, medianRatio, printTable } from './support/measure.mjs'
import { publish } from './support/published.mjs'

const [rounds = '5', directory = '.', selective = 'main', broad = 'import', cold] = process.argv.slice(2)
const cwd = path.resolve(directory)
const { rgPath } = await import('@vscode/ripgrep')
const DROP_CACHES = '/proc/sys/vm/drop_caches'
const BROAD_MS_MAX = 60

execFileSync(path.resolve(import.meta.dirname, '../bin/csearch'), ['--version'])
const csearch = ['node', publish().toolPath('csearch')]
console.log(execFileSync(rgPath, ['--version'], { encoding: 'utf8' }).split('\n')[0])
const built = execFileSync('node', [...csearch.slice(1), 'index', '--build', '--json'], { cwd, encoding: 'utf8' })
const { textBytes, files } = JSON.parse(built).data.textIndex
console.log(`${files} files, ${(textBytes / 1e6).toFixed(0)} MB of text`)

const miss = `absent${selective.length}Zq9`
const rows = [
  ['selective', selective],
  ['broad', broad],
  ['regex', `\\w+${selective}`],
  ['any case', `(?i)${selective}`],
  ['miss', miss],
]
for (const temperature of ['warm', 'cold']) {
  if (temperature === 'cold' && !(cold === 'cold' && process.getuid?.() === 0 && existsSync(DROP_CACHES))) continue
  const table = [
    [temperature, 'empty node', 'rg', 'csearch', 'ratio', '--no-index', 'ratio', 'cpu rg', 'cpu csearch', 'target'],
  ]
  for (const [what = '', pattern = ''] of rows) {
    // A miss is probed for what is hidden, which rg does not do: -q leaves that out.
    const quiet = what === 'miss' ? ['-q'] : []
    const subjects = [
      ['node', '-e', '0'],
      [rgPath, '-n', ...quiet, '-e', pattern, './'],
      [...csearch, ...quiet, '-e', pattern],
      [...csearch, '--no-index', ...quiet, '-e', pattern],
    ]
    const times = subjects.map(() => /** @type {number[]} */ ([]))
    const cpu = subjects.map(() => /** @type {number[]} */ ([]))
    for (let round = -1; round < (temperature === 'cold' ? Math.min(3, Number(rounds)) : Number(rounds)); round++) {
      for (const [index, argv] of subjects.entries()) {
        if (temperature === 'cold') dropCaches()
        const { wallMs, cpuMs } = run(argv)
        if (round < 0) continue
        times[index]?.push(wallMs)
        cpu[index]?.push(cpuMs)
      }
    }
    const [node = [], rg = [], indexed = [], plain = []] = times
    const ms = (/** @type {number[]} */ values) => median(values).toFixed(0)
    table.push([
      `${what} ${pattern}`,
      ...[node, rg, indexed].map(ms),
      medianRatio(indexed, rg).toFixed(2),
      ms(plain),
      medianRatio(plain, rg).toFixed(2),
      ...[cpu[1] ?? [], cpu[2] ?? []].map(ms),
      temperature === 'warm' ? target(what, indexed, rg) : '',
    ])
  }
  printTable(table)
}

/**
 * @param {string} what
 * @param {readonly number[]} own
 * @param {readonly number[]} peer
 */
function target(what, own, peer) {
  if (what === 'broad') return median(own) <= median(peer) + BROAD_MS_MAX ? 'met' : 'not met'
  if (what !== 'selective') return ''
  const ratioMax = textBytes > 800e6 ? 0.8 : textBytes > 150e6 ? 1.1 : 1.25
  return medianRatio(own, peer) <= ratioMax ? 'met' : 'not met'
}

/** Runs a command to its end: wall and processor milliseconds, its children's included. @param {readonly string[]} argv */
function run(argv) {
  const script = 'TIMEFORMAT="%R %U %S"; time "$@" >/dev/null 2>/dev/null'
  const { stderr } = spawnSync('bash', ['-c', script, 'bash', ...argv], { cwd, encoding: 'utf8', maxBuffer: 1024 ** 3 })
  const [wall = 0, user = 0, system = 0] = stderr.trim().split('\n').at(-1)?.split(' ').map(Number) ?? []
  return { wallMs: wall * 1000, cpuMs: (user + system) * 1000 }
}

function dropCaches() {
  spawnSync('sync')
  writeFileSync(DROP_CACHES, '3')
}
