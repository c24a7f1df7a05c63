/**
 * The groups of triage on the captured logs of the tests, and on the same logs as other machines would print them after edits (line numbers,
 * directories, times, addresses, process ids, ports): which failures keep their group, and which pairs with different causes share one. Beside it what
 * a message by itself is good for.
 * Targets: kept >= 98 %, merged <= 1 %.
 * Usage: node bench/triage.mjs [SEEDS] [--examples]
 */
import { readdirSync, readFileSync, rmSync } from 'node:fs'
import { createRequire } from 'node:module'
import path from 'node:path'
import { build } from 'esbuild'
import { printTable } from './support/measure.mjs'

const [seeds = '10'] = process.argv.slice(2).filter((word) => !word.startsWith('--'))
const bundle = path.resolve(import.meta.dirname, `../dist/triage-bench-${process.pid}.cjs`)
await build({
  entryPoints: [path.resolve(import.meta.dirname, '../packages/triage/src/measure/measure.ts')],
  outfile: bundle,
  bundle: true,
  platform: 'node',
  format: 'cjs',
  logLevel: 'error',
})
try {
  const { groupings, scoreGrouping } = createRequire(import.meta.url)(bundle)
  const directory = path.resolve(import.meta.dirname, '../test/fixtures/failures')
  const logs = new Map(readdirSync(directory).map((name) => [name, readFileSync(path.join(directory, name), 'utf8')]))
  const numbers = Array.from({ length: Number(seeds) }, (_, index) => index + 1)
  const percent = (/** @type {number} */ part, /** @type {number} */ whole) => `${((100 * part) / whole).toFixed(2)} %`
  const rows = []
  for (const grouping of groupings) {
    const { name, kept, failures, merged, pairs, together, examples } = scoreGrouping(logs, grouping, numbers)
    rows.push([
      name,
      percent(kept, failures),
      `${kept}/${failures}`,
      percent(merged, pairs),
      `${merged}/${pairs}`,
      percent(merged, together),
      `${merged}/${together}`,
    ])
    if (process.argv.includes('--examples')) console.log([name, ...examples].join('\n  '))
  }
  printTable([['grouping', 'kept', '', 'of different pairs', 'merged', 'of pairs together', 'wrong'], ...rows])
} finally {
  rmSync(bundle, { force: true })
}
