/**
 * The task database against its targets: what each verb takes beyond an empty Node script, what the store does inside a process and
 * between many, and how soon a follower hears. On a busy machine the medians are those of the machine; the quietest round is
 * shown beside them. `tm-peers.mjs` measures it beside other programs.
 * Usage: node bench/tm.mjs [ROUNDS]
 */
import { execFileSync, spawn } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { once } from 'node:events'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { cpuTime, interleave, median, printTable } from './support/measure.mjs'
import { bundleTaskStore } from './support/task-store.mjs'

const rounds = Number(process.argv[2] ?? 15)
const directory = mkdtempSync(path.join(tmpdir(), 'bench-tm-'))
const tm = path.resolve(import.meta.dirname, '../bin/tm')
const worker = path.resolve(import.meta.dirname, 'tm-worker.mjs')

try {
  const store = await bundleTaskStore(directory)
  writeFileSync(path.join(directory, 'empty.js'), '')
  measureVerbs()
  measureGuard()
  await measureInside(store)
  await measureTogether(store)
  await measureFollower(store)
} finally {
  rmSync(directory, { recursive: true, force: true })
}

/** @param {string} name @param {number} count */
function seeded(name, count) {
  const db = path.join(directory, `${name}.db`)
  execFileSync(tm, ['seed', '--shape', 'dag', '--count', String(count), '--db', db])
  return db
}

function measureVerbs() {
  const small = seeded('small', 10)
  const large = seeded('large', 10_000)
  /** @type {readonly (readonly [name: string, args: readonly string[], db: string])[]} */
  const calls = [
    ['(nothing)', [], small],
    ['add', ['add', 'a task'], small],
    ['list of 10', ['list'], small],
    ['show', ['show', '3'], small],
    ['update', ['update', '3', '-p', '1'], small],
    ['note', ['note', '3', 'a note'], small],
    ['resource', ['resource', '3', 'touch:src/x.ts'], small],
    ['depend', ['depend', '3', '--on', '1'], small],
    ['claim', ['claim', '1'], small],
    ['release', ['release'], small],
    ['inbox', ['inbox'], small],
    ['reserve', ['reserve', 'src/a.ts'], small],
    ['guard', ['guard', 'src/x.ts'], small],
    ['log', ['log'], small],
    ['graph', ['graph'], small],
    ['where', ['where'], small],
    ['doctor', ['doctor'], small],
    ['list of 10,000', ['list'], large],
    ['ready of 10,000', ['ready'], large],
    ['add to 10,000', ['add', 'a task'], large],
  ]
  const times = interleave(
    [
      { name: 'empty Node', argv: ['node', path.join(directory, 'empty.js')] },
      ...calls.map(([name, args, db]) => ({
        name: `tm ${name}`,
        argv: [tm, ...args, '--db', db],
        cwd: directory,
      })),
    ],
    rounds,
    cpuTime,
  )
  const base = times.get('empty Node') ?? []
  const rows = [...times].map(([name, own]) => {
    const extraMs = median(own.map((value, index) => value - (base[index] ?? 0)))
    const quietestMs = Math.min(...own) - Math.min(...base)
    const target = name.startsWith('tm ') ? ['<= 25 ms', verdict(extraMs <= 25, quietestMs <= 25)] : []
    return [
      name,
      `${median(own).toFixed(1)} ms`,
      `+${extraMs.toFixed(1)} ms`,
      `+${quietestMs.toFixed(1)} ms`,
      ...target,
    ]
  })
  printTable([['call, CPU time', 'median', 'over empty Node', 'quietest', 'target', ''], ...rows])
}

/** @param {boolean} isMet @param {boolean} [isMetAtBest] in the quietest round */
function verdict(isMet, isMetAtBest = isMet) {
  return isMet ? 'met' : isMetAtBest ? 'met in the quietest round' : 'not met'
}

/** A hook of an agent at work: it holds a task, has changed files, and has staged some. */
function measureGuard() {
  const cwd = path.join(directory, 'guarded')
  const git = (/** @type {readonly string[]} */ ...args) =>
    execFileSync('git', ['-c', 'user.name=A', '-c', 'user.email=a@example.org', ...args], { cwd })
  mkdirSync(cwd)
  git('init', '--quiet')
  for (let index = 0; index < 200; index += 1)
    writeFileSync(path.join(cwd, `${index}.ts`), `export const a = ${index}\n`)
  git('add', '.')
  git('commit', '--quiet', '--message', 'files')
  const env = { ...process.env, TM_SESSION: 'bench', TM_PID: String(process.pid) }
  execFileSync(tm, ['add', 'a task'], { cwd, env })
  execFileSync(tm, ['claim', '1'], { cwd, env })
  for (let index = 0; index < 20; index += 1) writeFileSync(path.join(cwd, `${index}.ts`), 'changed\n')
  git('add', '0.ts', '1.ts')
  const times = interleave(
    [
      { name: 'empty Node', argv: ['node', path.join(directory, 'empty.js')] },
      { name: 'tm guard FILE', argv: [tm, 'guard', '3.ts'], cwd, env },
      { name: 'tm guard, staged files', argv: [tm, 'guard'], cwd, env },
    ],
    rounds,
  )
  const rows = [...times].map(([name, own]) => {
    const target = name === 'empty Node' ? [] : ['< 150 ms', verdict(median(own) < 150, Math.min(...own) < 150)]
    return [name, `${median(own).toFixed(1)} ms`, `${Math.min(...own).toFixed(1)} ms`, ...target]
  })
  printTable([['hook with a claim and changes, wall time', 'median', 'quietest', 'target', ''], ...rows])
}

/** @param {string} store */
async function measureInside(store) {
  const { openTasks, identifyActor } = createRequire(import.meta.url)(store)
  const tasks = await openTasks({
    file: path.join(directory, 'inside.db'),
    actor: identifyActor({ env: process.env }),
    paths: { cwd: '/', root: '/' },
  })
  const entries = Array.from({ length: 10_000 }, (_, index) => ({
    verb: 'add',
    request: {
      title: `task ${index}`,
      priority: index % 5,
      depends: index < 300 ? [] : [1 + ((index * 7919) % index), 1 + ((index * 104_729) % index)],
    },
  }))
  const batchMs = await timed(() => tasks.batch(entries))
  const readyMs = []
  for (let round = 0; round < 21; round += 1) readyMs.push(await timed(() => tasks.ask('ready', { limit: 10 })))
  tasks.close()
  const addsPerSecond = Math.round(10_000_000 / batchMs)
  const [readyMedianMs, readyMinMs] = [median(readyMs), Math.min(...readyMs)]
  printTable([
    ['inside one process', 'measured', 'target', ''],
    [
      'batch of 10,000 adds, 19,400 dependencies',
      `${addsPerSecond} adds/s`,
      '>= 10000 adds/s',
      verdict(addsPerSecond >= 10_000),
    ],
    [
      'ready of 10,000 tasks (quietest)',
      `${readyMedianMs.toFixed(1)} ms (${readyMinMs.toFixed(1)} ms)`,
      '<= 10 ms',
      verdict(readyMedianMs <= 10, readyMinMs <= 10),
    ],
  ])
}

/** @param {() => Promise<unknown>} work */
async function timed(work) {
  const start = performance.now()
  await work()
  return performance.now() - start
}

/** @param {string} store */
async function measureTogether(store) {
  const db = path.join(directory, 'together.db')
  const adders = await Promise.all(
    Array.from({ length: 8 }, (_, index) => runWorker([store, db, `adder${index}`, 'add'])),
  )
  execFileSync(tm, ['batch', '--db', db], {
    input: Array.from({ length: 200 }, (_, index) => JSON.stringify({ verb: 'add', title: `more ${index}` })).join(
      '\n',
    ),
  })
  // All of them are there before the first one claims: the start of Node is not what is measured.
  const workers = Array.from({ length: 16 }, (_, index) => spawnWorker([store, db, `claimer${index}`, 'claim', '20']))
  await Promise.all(workers.map(({ child }) => once(child.stdout, 'data')))
  for (const { child } of workers) child.stdin.end()
  const claimers = await Promise.all(workers.map(({ result }) => result))
  const won = claimers.flatMap((one) => one.won)
  const worst = Math.max(...claimers.map(({ tookMs }) => percentile(tookMs, 0.99)))
  printTable([
    ['many processes', 'measured', 'target', ''],
    [
      '8 adding 100 each, worst p99',
      `${Math.max(...adders.map(({ tookMs }) => percentile(tookMs, 0.99))).toFixed(1)} ms`,
      '',
    ],
    [
      '16 claiming 1,000 tasks: taken, different',
      `${won.length}, ${new Set(won).size}`,
      '1000, 1000',
      verdict(won.length === 1000 && new Set(won).size === 1000),
    ],
    ['worst process p99 at 20 ms of think time', `${worst.toFixed(1)} ms`, '< 250 ms', verdict(worst < 250)],
    [
      'fewest and most per process',
      `${Math.min(...claimers.map((one) => one.won.length))}, ${Math.max(...claimers.map((one) => one.won.length))}`,
      '',
    ],
  ])
}

/** @param {string} store */
async function measureFollower(store) {
  const db = seeded('follow', 1)
  const follower = spawnWorker([store, db, 'follower', 'follow'])
  await once(follower.child.stdout, 'data')
  await runWorker([store, db, 'writer', 'write'])
  const { tookMs } = await follower.result
  const idle = spawn(tm, ['watch', '--follow', '--db', db], { stdio: ['ignore', 'pipe', 'inherit'] })
  await new Promise((resolve) => setTimeout(resolve, 2000))
  const before = cpuMs(idle.pid)
  await new Promise((resolve) => setTimeout(resolve, 10_000))
  const used = cpuMs(idle.pid) - before
  idle.kill('SIGTERM')
  const p99 = percentile(tookMs, 0.99)
  printTable([
    ['following', 'measured', 'target', ''],
    ['delay of an event, median', `${percentile(tookMs, 0.5).toFixed(2)} ms`],
    ['delay of an event, p99', `${p99.toFixed(2)} ms`, '< 20 ms', verdict(p99 < 20)],
    ['idle follower, of a core', `${(used / 100).toFixed(2)} %`, '< 0.5 %', verdict(used / 100 < 0.5)],
  ])
}

/** User and system time of a process from /proc, in milliseconds; the clock of proc(5) ticks a hundred times a second. @param {number | undefined} pid */
function cpuMs(pid) {
  const stat = execFileSync('cat', [`/proc/${pid}/stat`]).toString()
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
  return (Number(fields[11]) + Number(fields[12])) * 10
}

/** @param {readonly string[]} args */
function spawnWorker(args) {
  const child = spawn('node', [worker, ...args], { stdio: ['pipe', 'pipe', 'inherit'] })
  /** @type {Promise<{ won: number[], tookMs: number[] }>} */
  const result = new Promise((resolve, reject) => {
    let out = ''
    child.stdout.on('data', (chunk) => (out += String(chunk)))
    child.on('close', (code) =>
      code === 0 ? resolve(JSON.parse(out)) : reject(new Error(`${args.join(' ')} ended with ${code}`)),
    )
  })
  return { child, result }
}

/** @param {readonly string[]} args */
function runWorker(args) {
  return spawnWorker(args).result
}

/** @param {readonly number[]} values @param {number} part */
function percentile(values, part) {
  const sorted = [...values].sort((a, b) => a - b)
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))] ?? Number.NaN
}
