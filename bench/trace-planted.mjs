/**
 * Planted bottlenecks: is the guilty function among the first three rows, and how long is the answer? Beside trace: flamebearer and
 * what `node --cpu-prof` leaves behind, where they can run.
 * Usage: node bench/trace-planted.mjs [FLAMEBEARER], the path of an installed flamebearer package
 */
import { spawnSync } from 'node:child_process'
import { mkdtempSync, mkdirSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { printTable } from './support/measure.mjs'

const flamebearer = process.argv[2]
const trace = path.resolve(import.meta.dirname, '../bin/trace')
const directory = mkdtempSync(path.join(tmpdir(), 'bench-trace-planted-'))
/** One token is about four characters of such text. */
const charactersPerToken = 4

const groupBy = `Map.groupBy ??= (items, keyOf) => {
  const groups = new Map()
  for (const item of items) groups.set(keyOf(item), [...(groups.get(keyOf(item)) ?? []), item])
  return groups
}
`
const noise = `function noise() { let text = ''; for (let i = 0; i < 2e5; i++) text += i.toString(36); return text.length }
noise()
`
const guilty = 'function guilty() { let sum = 0; for (let i = 0; i < 6e8; i++) sum = (sum * 31 + i) | 0; return sum }\n'
const map = Buffer.from(
  JSON.stringify({ version: 3, file: 'typed.js', sources: ['typed.ts'], names: [], mappings: ';;AASA;AACA' }),
).toString('base64')

/**
 * `place` is where the answer has to point.
 *
 * @type {Readonly<Record<string, { readonly files: Readonly<Record<string, string>>, readonly command: string[], readonly place: string }>>}
 */
const cases = {
  JavaScript: { files: { 'a.js': `${noise}${guilty}guilty()\n` }, command: ['node', 'a.js'], place: 'a.js:3' },
  'TypeScript, by source map': {
    files: {
      'typed.js': `${noise}${guilty}guilty()\n//# sourceMappingURL=data:application/json;base64,${map}\n`,
    },
    command: ['node', 'typed.js'],
    place: 'typed.ts:10',
  },
  Python: {
    files: {
      'a.py': `def noise(): return sum(i for i in range(300000))
def guilty():
    total = 0
    for i in range(9000000): total += i * i
    return total
noise(); guilty()
`,
    },
    command: ['python3', 'a.py'],
    place: 'a.py:2',
  },
  'a child process': {
    files: {
      'main.js': `${noise}require('node:child_process').execFileSync('sh', ['-c', 'node hot.js'])\n`,
      'hot.js': `${guilty}guilty()\n`,
    },
    command: ['node', 'main.js'],
    place: 'hot.js:1',
  },
  'a worker': {
    files: {
      'main.js': `${noise}new (require('node:worker_threads').Worker)('./hot.js')\n`,
      'hot.js': `${guilty}guilty()\n`,
    },
    command: ['node', 'main.js'],
    place: 'hot.js:1',
  },
  'synchronous file calls': {
    files: {
      'a.js': `${noise}const fs = require('node:fs')
function guilty() { for (let i = 0; i < 40000; i++) { fs.writeFileSync('x', 'text'); fs.readFileSync('x') } }
guilty()
`,
    },
    command: ['node', 'a.js'],
    place: 'a.js:4',
  },
  'garbage collection': {
    files: {
      'a.js': `${noise}const kept = []
function guilty() { for (let i = 0; i < 4e6; i++) { kept.push({ i, list: [i] }); if (kept.length > 1e6) kept.length = 0 } }
guilty()
`,
    },
    command: ['node', 'a.js'],
    place: 'a.js:4',
  },
  'an async server': {
    files: {
      'a.js': `const http = require('node:http')
function guilty() { let sum = 0; for (let i = 0; i < 4e7; i++) sum = (sum * 31 + i) | 0; return sum }
async function handle(request, response) { await null; response.end(String(guilty())) }
const server = http.createServer(handle).listen(0, async () => {
  for (let i = 0; i < 15; i++) await (await fetch('http://localhost:' + server.address().port)).text()
  server.close()
})
`,
    },
    command: ['node', 'a.js'],
    place: 'a.js:2',
  },
}

try {
  const rows = [['bottleneck', 'trace: row', 'tokens', 'flamebearer: row', 'tokens', '--cpu-prof: bytes of JSON']]
  let found = 0
  for (const [name, { files, command, place }] of Object.entries(cases)) {
    const cwd = path.join(directory, name.replaceAll(/\W+/g, '-'))
    mkdirSync(cwd)
    for (const [file, text] of Object.entries(files)) writeFileSync(path.join(cwd, file), text)
    const ours = runTrace(cwd, command, place)
    const theirs = command[0] === 'node' ? runPeers(cwd, command, place) : ['-', '-', '-']
    if (ours.row <= 3) found += 1
    rows.push([
      name,
      ours.row === Number.POSITIVE_INFINITY ? 'not found' : String(ours.row),
      String(ours.tokens),
      ...theirs,
    ])
  }
  printTable(rows)
  console.log(`${found} of ${rows.length - 1} among the first three rows`)
} finally {
  rmSync(directory, { recursive: true, force: true })
}

/**
 * @param {string} cwd
 * @param {readonly string[]} command
 * @param {string} place
 */
function runTrace(cwd, command, place) {
  const { stderr } = spawnSync(trace, ['--', ...command], { cwd, encoding: 'utf8', env: environment() })
  const lines = stderr.split('\n')
  const start = lines.findIndex((line) => line.startsWith('self '))
  const row = lines.slice(start + 1).findIndex((line) => line.trimEnd().endsWith(` ${place}`))
  return { row: start === -1 || row === -1 ? Number.POSITIVE_INFINITY : row + 1, tokens: countTokens(stderr) }
}

/**
 * flamebearer reads what `node --cpu-prof` wrote. On Node 20 it misses one function of the language, which is given to it.
 *
 * @param {string} cwd
 * @param {readonly string[]} command
 * @param {string} place
 */
function runPeers(cwd, [program = '', ...args], place) {
  spawnSync(program, ['--cpu-prof', '--cpu-prof-dir=profiles', ...args], { cwd, env: environment() })
  const profiles = readdirSync(path.join(cwd, 'profiles')).map((name) => path.join(cwd, 'profiles', name))
  const bytes = profiles.reduce((sum, file) => sum + statSync(file).size, 0)
  if (flamebearer === undefined) return ['not given', '-', String(bytes)]
  writeFileSync(path.join(cwd, 'group-by.cjs'), groupBy)
  const script = path.join(flamebearer, 'bin/flamebearer')
  const { stdout, status } = spawnSync('node', ['--require', path.join(cwd, 'group-by.cjs'), script, ...profiles], {
    cwd,
    encoding: 'utf8',
    env: environment(),
  })
  if (status !== 0) return ['failed', '-', String(bytes)]
  const rows = stdout.split('\n').filter((line) => /^\s*[\d.]+ ms\s+[\d.]+%/.test(line))
  const row = rows.findIndex((line) => line.includes(place))
  return [row === -1 ? 'not found' : String(row + 1), String(countTokens(stdout)), String(bytes)]
}

/** @param {string} text */
function countTokens(text) {
  return Math.round(text.length / charactersPerToken)
}

function environment() {
  return { PATH: process.env['PATH'], HOME: directory, XDG_STATE_HOME: directory }
}
