/**
 * triage minimize by syntax beside a plain line-wise one (`--plain`: ddmin over lines) on generated programs of JavaScript, Python and JSON in which one
 * thing of many makes a command fail: bytes that are left, and runs.
 * Usage: node bench/triage-minimize.mjs [SEEDS] [JavaScript|Python|JSON]
 */
import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { median, printTable } from './support/measure.mjs'

const seeds = Number(process.argv[2] ?? 3)
const only = process.argv[3]
/** By lines a JSON file is broken by almost every cut, and the search goes on for long. */
const runsMax = '600'
const triage = path.resolve(import.meta.dirname, '../bin/triage')

/** @type {Record<string, { file: string, command: string[], make: (seed: number) => string }>} */
const subjects = {
  JavaScript: { file: 'big.js', command: ['node', 'big.js'], make: makeJavaScript },
  Python: { file: 'big.py', command: ['python3', 'big.py'], make: makePython },
  JSON: { file: 'big.json', command: ['node', 'check.cjs', 'big.json'], make: makeJson },
}
const check = `const data = JSON.parse(require('node:fs').readFileSync(process.argv[2], 'utf8'))
function check(order) { if (order.lines.some((line) => line.price === null)) throw new RangeError('an order line has no price') }
data.orders.forEach(check)
`

const rows = [['', 'before', 'by syntax', 'runs', 'by lines', 'runs', 'bytes, syntax to lines']]
for (const [name, { file, command, make }] of Object.entries(subjects).filter(
  ([subject]) => only === undefined || subject === only,
)) {
  /** @type {{ before: number, syntax: { bytes: number, runs: number }, lines: { bytes: number, runs: number } }[]} */
  const results = []
  for (let seed = 1; seed <= seeds; seed += 1) {
    const directory = mkdtempSync(path.join(tmpdir(), 'bench-triage-'))
    try {
      writeFileSync(path.join(directory, file), make(seed))
      writeFileSync(path.join(directory, 'check.cjs'), check)
      const [syntax, lines] = [[], ['--plain']].map((flags) => {
        const args = ['minimize', file, '--json', '--runs', runsMax, '--out', 'small', ...flags, '--', ...command]
        const { stdout } = spawnSync(triage, args, { cwd: directory, encoding: 'utf8' })
        const { data } = JSON.parse(stdout)
        return { bytes: data.after.bytes, runs: data.runs, before: data.before.bytes }
      })
      if (syntax !== undefined && lines !== undefined) results.push({ before: syntax.before, syntax, lines })
    } finally {
      rmSync(directory, { recursive: true, force: true })
    }
  }
  const middle = (/** @type {(result: (typeof results)[number]) => number} */ pick) => median(results.map(pick))
  rows.push([
    name,
    ...[
      middle((one) => one.before),
      middle((one) => one.syntax.bytes),
      middle((one) => one.syntax.runs),
      middle((one) => one.lines.bytes),
      middle((one) => one.lines.runs),
    ].map(String),
    middle((one) => one.syntax.bytes / one.lines.bytes).toFixed(2),
  ])
}
printTable(rows)

/** @param {number} seed */
function makeJavaScript(seed) {
  const helpers = Array.from(
    { length: 8 },
    (_, index) =>
      `function helper${index}(a, b) {\n  if (a > ${index + seed}) {\n    return [a, b, ${index}].map((x) => x * 2)\n  }\n  return { a, b: b ?? ${index}, sum: a + b }\n}`,
  )
  helpers.splice(
    seed * 5,
    0,
    `function price(order) {\n  const total = order.lines.map((line) => line.price).reduce((a, b) => a + b, 0)\n  helper3(1, 2)\n  if (total > 3) {\n    return order.customer.name\n  }\n  return total\n}`,
  )
  return `${helpers.join('\n')}\nprice({ lines: [{ price: 4, name: 'a' }, { price: 7 }, { price: 1 }], id: 4 })\n`
}

/** @param {number} seed */
function makePython(seed) {
  const helpers = Array.from(
    { length: 8 },
    (_, index) =>
      `def helper${index}(a, b):\n    if a > ${index + seed}:\n        return [x * 2 for x in (a, b, ${index})]\n    return {"a": a, "b": b}\n`,
  )
  helpers.splice(
    seed * 4,
    0,
    `def price(order):\n    total = sum(line["price"] for line in order["lines"])\n    helper3(1, 2)\n    if total > 3:\n        return order["customer"]\n    return total\n`,
  )
  return `${helpers.join('\n')}\nprice({"lines": [{"price": 4}, {"price": 7}], "id": 4})\n`
}

/** @param {number} seed */
function makeJson(seed) {
  const orders = Array.from({ length: 20 }, (_, id) => ({
    id,
    customer: { name: `n${id}` },
    lines: [{ price: id }, { price: id === seed * 6 ? null : 2, tags: ['a', 'b'] }],
  }))
  return JSON.stringify({ orders, meta: { version: seed } }, undefined, 1)
}
