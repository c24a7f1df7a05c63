/**
 * Planted bottlenecks: is the guilty function in the verdict or among the first three rows (of those that computed, or of those that stood still), and how long is
 * the answer? Beside trace: flamebearer and what `node --cpu-prof` leaves behind, where they can run. py-spy is no package of Debian, and has no place here.
 * Seen at a load of 8 to 12 on two cores: 37 or 38 of 38, with a median of 170 tokens (104 to 362); flamebearer 2.1 19 of the 27 that it can read, 140 tokens (105 to 412).
 * Usage: node bench/trace-planted.mjs [FLAMEBEARER [PATTERN]], the path of an installed flamebearer package, and which of the cases
 */
import { spawnSync } from 'node:child_process'
import { mkdtempSync, mkdirSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { buildSync } from 'esbuild'
import { printTable } from './support/measure.mjs'

const flamebearer = process.argv[2]
const pattern = new RegExp(process.argv[3] ?? '')
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
const pythonNoise = `def noise(): return sum(i for i in range(300000))
noise()
`
const guilty = 'function guilty() { let sum = 0; for (let i = 0; i < 6e8; i++) sum = (sum * 31 + i) | 0; return sum }\n'
const map = Buffer.from(
  JSON.stringify({ version: 3, file: 'typed.js', sources: ['typed.ts'], names: [], mappings: ';;AASA;AACA' }),
).toString('base64')

/**
 * `place` is where the answer has to point. Who waits stands in a line of its own.
 *
 * @typedef {object} Case
 * @property {Readonly<Record<string, string>>} files
 * @property {readonly string[]} command
 * @property {string} place
 * @property {boolean} [waits]
 */

/** @type {Readonly<Record<string, Case>>} */
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
  'regular expression that backtracks': inJavaScript(
    `function guilty() { let n = 0; for (let i = 0; i < 8; i++) n += /^(a+)+$/.test('a'.repeat(24) + '!' + i) ? 1 : 0; return n }\nguilty()`,
  ),
  'JSON.parse of a large text': inJavaScript(
    `const guilty = (text) => { for (let i = 0; i < 25; i++) JSON.parse(text) }
guilty(JSON.stringify(Array.from({ length: 60000 }, (_, id) => ({ id, name: 'n' + id, tags: ['a', 'b'] }))))`,
  ),
  'comparator of a sort': inJavaScript(
    `function guilty(a, b) { return a.key.toLowerCase().localeCompare(b.key.toLowerCase()) }
const list = Array.from({ length: 60000 }, (_, i) => ({ key: 'k' + ((i * 7919) % 60000) }))
for (let i = 0; i < 4; i++) [...list].sort(guilty)`,
  ),
  'string that grows and is read': inJavaScript(
    `function guilty(n) { let s = ''; for (let i = 0; i < n; i++) { s += 'x' + i; if (s.charCodeAt(i) === 1) return s } return s }\nguilty(30000)`,
  ),
  'one small read after the other': inJavaScript(
    `async function guilty(id) { return JSON.parse(await require('node:fs').promises.readFile('rows/' + id, 'utf8')) }
async function main() { for (let i = 0; i < 9000; i++) await guilty(i % 3) }\nmain()`,
    { 'rows/0': '{}', 'rows/1': '{}', 'rows/2': '{}' },
  ),
  'polling without a pause': inJavaScript(
    `function guilty() { if (!done) setImmediate(guilty) }\nlet done = false\nsetTimeout(() => { done = true }, 1500)\nguilty()`,
  ),
  'deep recursion': inJavaScript(`function guilty(n) { return n < 2 ? n : guilty(n - 1) + guilty(n - 2) }\nguilty(39)`),
  'a getter that computes': inJavaScript(
    `class Cart { items = Array.from({ length: 2000 }, (_, i) => i); get total() { let sum = 0; for (const item of this.items) sum += Math.sin(item); return sum } }
const cart = new Cart()\nlet sum = 0\nfor (let i = 0; i < 8000; i++) if (cart.total > -9) sum += cart.total`,
  ),
  'a dependency': inJavaScript(
    `const { hash } = require('slow')\nfunction run() { let n = 0; for (let i = 0; i < 3000; i++) n += hash('some text that is long ' + i); return n }\nrun()`,
    {
      'node_modules/slow/index.js':
        'exports.hash = function guilty(s) { let h = 0; for (let r = 0; r < 900; r++) for (let i = 0; i < s.length; i++) h = (h * 31 + s.charCodeAt(i)) | 0; return h }\n',
    },
    'node_modules/slow/index.js:1',
  ),
  'a bundle with its map': {
    files: { 'bundle.js': bundle(`${noise}\n\n${guilty}guilty()\n`) },
    command: ['node', 'bundle.js'],
    place: 'src/main.ts:5',
  },
  'commands in a loop': {
    ...inJavaScript(
      `function guilty() { for (let i = 0; i < 150; i++) require('node:child_process').execFileSync('true') }\nguilty()`,
    ),
    waits: true,
  },
  'commands in a loop of Python': {
    files: {
      'a.py': `import subprocess\n\ndef guilty():\n    for i in range(200): subprocess.run(['true'])\nguilty()\n`,
    },
    command: ['python3', 'a.py'],
    place: 'a.py:3',
    waits: true,
  },
  'a lock of Python': {
    files: {
      'a.py': `import threading, time
lock = threading.Lock()
def holder():
    with lock: time.sleep(1.2)
def guilty():
    with lock: return 1
threading.Thread(target=holder).start()
time.sleep(0.05)
guilty()
`,
    },
    command: ['python3', 'a.py'],
    place: 'a.py:5',
    waits: true,
  },
  'regular expression of Python': {
    files: {
      'a.py': `import re\ndef guilty():\n    return re.match(r'^(a+)+$', 'a' * 24 + '!')\nguilty()\n`,
    },
    command: ['python3', 'a.py'],
    place: 'a.py:2',
  },
  'Intl made anew for each row': inJavaScript(
    `function guilty(at) { return new Intl.DateTimeFormat('de-DE', { dateStyle: 'full' }).format(at) }\nfor (let i = 0; i < 6000; i++) guilty(i * 1e9)`,
  ),
  'an object spread in a reduce': inJavaScript(
    `const guilty = (all, i) => ({ ...all, ['k' + i]: i })\nfor (let r = 0; r < 3; r++) Array.from({ length: 2500 }, (_, i) => i).reduce(guilty, {})`,
  ),
  'a deep copy': inJavaScript(
    `function guilty(value) { return structuredClone(value) }
const state = Array.from({ length: 3000 }, (_, id) => ({ id, tags: ['a', 'b'], at: { x: id, y: [id] } }))
for (let i = 0; i < 60; i++) guilty(state)`,
  ),
  'a synchronous hash of passwords': inJavaScript(
    `const crypto = require('node:crypto')\nfunction guilty(word) { return crypto.pbkdf2Sync(word, 'salt', 60000, 64, 'sha512') }\nfor (let i = 0; i < 20; i++) guilty('w' + i)`,
    {},
    'a.js:4',
  ),
  'an async generator': inJavaScript(
    `async function* guilty(n) { for (let i = 0; i < n; i++) yield i }\nasync function main() { let sum = 0; for await (const i of guilty(1500000)) sum += i; return sum }\nmain()`,
  ),
  'a callback of Promise.all': inJavaScript(
    `async function guilty(i) { let s = 0; for (let k = 0; k < 3e6; k++) s = (s * 31 + k + i) | 0; return s }\nasync function main() { await Promise.all(Array.from({ length: 200 }, (_, i) => guilty(i))) }\nmain()`,
  ),
  'a proxy': inJavaScript(
    `const guilty = { get(target, name) { let n = 0; for (const c of String(name)) n += c.charCodeAt(0); return target[name] + n } }
const seen = new Proxy({ some: 1 }, guilty)
let sum = 0
for (let i = 0; i < 4e6; i++) sum += seen.some`,
  ),
  'an ES module, imported late': {
    files: { 'a.mjs': `const { guilty } = await import('./b.mjs')\nguilty()\n`, 'b.mjs': `export ${guilty}` },
    command: ['node', 'a.mjs'],
    place: 'b.mjs:1',
  },
  'the last of some short commands': {
    files: { 'a.js': '', 'b.js': `${noise}${guilty.replace('6e8', '1.5e8')}guilty()\n` },
    command: ['sh', '-c', 'node a.js; node a.js; node a.js; node b.js'],
    place: 'b.js:3',
  },
  'a loop that a time limit ends': {
    files: {
      'a.js': `try { require('node:child_process').execFileSync('node', ['b.js'], { timeout: 2500 }) } catch {}\n`,
      'b.js': `${noise}function guilty() { for (let i = 0; ; i++) if (i < 0) return i }\nguilty()\n`,
    },
    command: ['node', 'a.js'],
    place: 'b.js:3',
  },
  'a list that is searched in Python': inPython(
    `def guilty(seen, item):\n    return item in seen\nseen = list(range(4000))\nfor i in range(40000): guilty(seen, i)\n`,
  ),
  'a deep copy in Python': inPython(
    `import copy\ndef guilty(value):\n    return copy.deepcopy(value)\nfor i in range(40): guilty([{'a': [i, j]} for j in range(2000)])\n`,
    'a.py:4',
  ),
  'a process of multiprocessing': inPython(
    `import multiprocessing\ndef guilty(n):\n    s = 0\n    for i in range(n): s += i * i\n    return s\nif __name__ == '__main__':\n    with multiprocessing.Pool(2) as pool: pool.map(guilty, [4000000] * 3)\n`,
    'a.py:4',
  ),
  'a call that blocks asyncio': inPython(
    `import asyncio, hashlib\nasync def guilty(n):\n    return hashlib.pbkdf2_hmac('sha512', b'w', b's', n)\nasync def main():\n    await asyncio.gather(*[guilty(100000) for _ in range(8)])\nasyncio.run(main())\n`,
    'a.py:4',
  ),
  'a thread of Python': inPython(
    `import threading\ndef guilty():\n    s = 0\n    for i in range(9000000): s += i\nt = threading.Thread(target=guilty)\nt.start()\nt.join()\n`,
    'a.py:4',
  ),
  'machine code': {
    files: {
      'a.c': `#include <stdio.h>
static volatile int keep;
__attribute__((noinline)) int noise(int n) { for (int i = 0; i < n; i++) keep = i; return keep; }
__attribute__((noinline)) int guilty(int n) { int s = 0; for (int i = 1; i < n; i++) { s = s * 31 + i; keep = s; } return s; }
int main() { return (noise(100000000) + guilty(900000000)) & 0; }
`,
    },
    command: ['sh', '-c', 'gcc -g -O1 -fno-omit-frame-pointer -o a.out a.c && ./a.out'],
    place: 'guilty',
  },
}

try {
  const rows = [['bottleneck', 'trace: row', 'tokens', 'flamebearer: row', 'tokens', '--cpu-prof: bytes of JSON']]
  let found = 0
  for (const [name, { files, command, place, waits = false }] of Object.entries(cases)) {
    if (!pattern.test(name)) continue
    const cwd = path.join(directory, name.replaceAll(/\W+/g, '-'))
    mkdirSync(cwd)
    for (const [file, text] of Object.entries(files)) {
      mkdirSync(path.dirname(path.join(cwd, file)), { recursive: true })
      writeFileSync(path.join(cwd, file), text)
    }
    const ours = runTrace(cwd, command, { place, waits })
    const theirs = command[0] === 'node' ? runPeers(cwd, command, place) : ['-', '-', '-']
    if (ours.row <= 3) found += 1
    rows.push([
      name,
      ours.row === Number.POSITIVE_INFINITY ? 'not found' : String(ours.row),
      String(ours.tokens),
      ...theirs,
    ])
    console.error(rows.at(-1)?.join('  '))
  }
  printTable(rows)
  console.log(`${found} of ${rows.length - 1} among the first three rows`)
} finally {
  rmSync(directory, { recursive: true, force: true })
}

/**
 * After the noise, which is two lines.
 *
 * @param {string} code begins with the guilty function
 * @param {Readonly<Record<string, string>>} [files]
 * @returns {Case}
 */
function inJavaScript(code, files = {}, place = 'a.js:3') {
  return { files: { ...files, 'a.js': `${noise}${code}\n` }, command: ['node', 'a.js'], place }
}

/**
 * After the noise, which is two lines.
 *
 * @param {string} code begins with the guilty function
 * @returns {Case}
 */
function inPython(code, place = 'a.py:3') {
  return { files: { 'a.py': `${pythonNoise}${code}` }, command: ['python3', 'a.py'], place }
}

/** @param {string} code */
function bundle(code) {
  const { outputFiles } = buildSync({
    stdin: { contents: code, sourcefile: 'src/main.ts', loader: 'ts' },
    bundle: true,
    minify: true,
    keepNames: true,
    sourcemap: 'inline',
    platform: 'node',
    write: false,
  })
  return outputFiles[0]?.text ?? ''
}

/**
 * @param {string} cwd
 * @param {readonly string[]} command
 * @param {{ readonly place: string, readonly waits: boolean }} wanted
 */
function runTrace(cwd, command, { place, waits }) {
  const { stderr } = spawnSync(trace, ['--', ...command], { cwd, encoding: 'utf8', env: environment() })
  const lines = stderr.split('\n')
  const start = lines.findIndex((line) => line.startsWith('self '))
  const still = lines.find((line) => line.startsWith('stood still in: '))?.split(' · ') ?? []
  const rows = waits ? still : start === -1 ? [] : lines.slice(start + 1)
  const row = rows.findIndex((line) => `${line} `.includes(` ${place} `))
  const isInVerdict = lines.some((line) => line.startsWith('verdict: ') && line.endsWith(` ${place}`))
  if (isInVerdict) return { row: 1, tokens: countTokens(stderr) }
  return { row: row === -1 ? Number.POSITIVE_INFINITY : row + 1, tokens: countTokens(stderr) }
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
