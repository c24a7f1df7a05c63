/**
 * The task database beside its peers, where they are installed: taskwarrior (`task`, Debian), Backlog.md (`backlog`, npm), and the first tm,
 * in Python, where TM_PY names its script. One `add` and one `list` with 10 and with 10,000 tasks, eight processes that add at once, and
 * eight that start one task at once. Ratios are tm's time by the peer's: above 1 the peer is faster.
 * Measured on two busy cores (load 10, Node 20, where an empty script takes most of tm's time), the ratios of `add` and `list`: taskwarrior 2.6.2
 * 13 and 13 with 10 tasks, 3 and 0.7 with 10,000; the first tm 1.8 and 1.6, and 2.9 and 1.0; Backlog.md 1.52 0.25 and 0.27, and 0.03 and 0.04. Of
 * eight that start one task at once one is told yes by tm and by taskwarrior, five by Backlog.md, all eight by the first tm.
 * Usage: node bench/tm-peers.mjs [ROUNDS]
 */
import { execFileSync, spawn, spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { interleave, median, medianRatio, printTable } from './support/measure.mjs'

/**
 * @typedef {object} Store a program with tasks in a place of their own
 * @property {string} name
 * @property {{ cwd?: string, env?: NodeJS.ProcessEnv }} place
 * @property {readonly string[]} add
 * @property {readonly string[]} list
 * @property {readonly string[]} [start] takes the task 1
 * @property {() => number} count how many tasks there are
 */

const rounds = Number(process.argv[2] ?? 7)
const atOnce = 8
const programs = { taskwarrior: 'task', backlog: 'backlog' }
/** The first tm gets copies of a task that it has made itself: to make 10,000 of them it would take ten minutes. */
const copyTask = `
import sqlite3, sys
db = sqlite3.connect(sys.argv[1])
names = ", ".join(row[1] for row in db.execute("PRAGMA table_info(tasks)") if row[1] != "id")
for _ in range(int(sys.argv[2])): db.execute(f"INSERT INTO tasks ({names}) SELECT {names} FROM tasks WHERE id = 1")
db.commit()
`

const directory = mkdtempSync(path.join(tmpdir(), 'bench-tm-peers-'))
const tm = path.resolve(import.meta.dirname, '../bin/tm')

try {
  const makers = [makeTm, ...availablePeers()]
  for (const count of [10, 10_000])
    measureOne(
      count,
      makers.map((make) => make(`${make.name}-${count}`, count)),
    )
  await measureTogether(makers.map((make) => make(`${make.name}-together`, 1)))
} finally {
  rmSync(directory, { recursive: true, force: true })
}

function availablePeers() {
  const python = process.env['TM_PY']
  const peers = [
    {
      make: makeTaskwarrior,
      isHere: isInstalled(programs.taskwarrior),
      missing: 'taskwarrior: apt-get install taskwarrior',
    },
    {
      make: makeBacklog,
      isHere: isInstalled(programs.backlog),
      missing: 'Backlog.md: npm install --global backlog.md',
    },
    { make: makeFirst, isHere: python !== undefined, missing: 'the first tm: TM_PY names its script' },
  ]
  for (const { isHere, missing } of peers) if (!isHere) console.log(`not measured: ${missing}`)
  return peers.filter(({ isHere }) => isHere).map(({ make }) => make)
}

/** @param {number} count @param {readonly Store[]} stores */
function measureOne(count, stores) {
  const verbs = /** @type {const} */ (['add', 'list'])
  const subjects = stores.flatMap(({ name, place, ...argv }) =>
    verbs.map((verb) => ({ name: `${name} ${verb}`, argv: argv[verb], ...place })),
  )
  const times = interleave(subjects, rounds)
  const rows = subjects.map(({ name }) => {
    const own = times.get(name) ?? []
    const verb = name.slice(name.lastIndexOf(' ') + 1)
    const ratio = name.startsWith('tm ') ? '' : medianRatio(times.get(`tm ${verb}`) ?? [], own).toFixed(2)
    return [name, `${median(own).toFixed(0)} ms`, ratio]
  })
  printTable([[`with ${count} tasks`, 'median', 'tm / peer'], ...rows])
}

/** @param {readonly Store[]} stores */
async function measureTogether(stores) {
  const rows = []
  for (const { name, place, add, start, count } of stores) {
    const before = count()
    const addedMs = performance.now()
    const added = await allAtOnce(add, place)
    const tookMs = performance.now() - addedMs
    const started = start === undefined ? undefined : await allAtOnce(start, place)
    rows.push([
      name,
      `${added} said yes, ${count() - before} kept, ${tookMs.toFixed(0)} ms`,
      started === undefined ? '' : `${started} of ${atOnce} were told that it is theirs`,
    ])
  }
  printTable([[`${atOnce} at once`, 'adding one each', 'starting the same task'], ...rows])
}

/** How many of the processes ended well. @param {readonly string[]} argv @param {Store['place']} place */
async function allAtOnce([program = '', ...args], place) {
  const codes = await Promise.all(
    Array.from(
      { length: atOnce },
      (_, index) =>
        new Promise((resolve) => {
          const env = { ...(place.env ?? process.env), TM_SESSION: `agent${index}` }
          spawn(program, args, { ...place, env, stdio: 'ignore' }).on('close', resolve)
        }),
    ),
  )
  return codes.filter((code) => code === 0).length
}

/** @param {string} name @param {number} count @returns {Store} */
function makeTm(name, count) {
  const cwd = path.join(directory, name)
  mkdirSync(cwd)
  const env = { ...process.env, TM_DB: path.join(cwd, 'tasks.db'), TM_PID: String(process.pid) }
  const input = Array.from({ length: count }, (_, index) => JSON.stringify({ verb: 'add', title: `t${index}` }))
  execFileSync(tm, ['batch'], { cwd, env, input: input.join('\n') })
  return {
    name: 'tm',
    place: { cwd, env },
    add: [tm, 'add', 'x'],
    list: [tm, 'list'],
    start: [tm, 'start', '1'],
    count: () => JSON.parse(String(execFileSync(tm, ['list', '--json'], { cwd, env }))).data.total,
  }
}

/** @param {string} name @param {number} count @returns {Store} */
function makeTaskwarrior(name, count) {
  const home = path.join(directory, name)
  mkdirSync(home)
  writeFileSync(path.join(home, 'rc'), `data.location=${home}\nconfirmation=no\n`)
  const env = { ...process.env, TASKRC: path.join(home, 'rc'), TASKDATA: home }
  const tasks = Array.from({ length: count }, (_, index) => ({ description: `t${index}`, status: 'pending' }))
  execFileSync(programs.taskwarrior, ['import', '-'], {
    env,
    input: JSON.stringify(tasks),
    stdio: ['pipe', 'ignore', 'ignore'],
  })
  return {
    name: 'taskwarrior',
    place: { env },
    add: [programs.taskwarrior, 'add', 'x'],
    list: [programs.taskwarrior, 'limit:50', 'list'],
    start: [programs.taskwarrior, '1', 'start'],
    count: () =>
      Number(String(execFileSync(programs.taskwarrior, ['count'], { env, stdio: ['ignore', 'pipe', 'ignore'] }))),
  }
}

/** Its own format, copied from one task that it has made itself: to make 10,000 of them it would take hours. @param {string} name @param {number} count @returns {Store} */
function makeBacklog(name, count) {
  const cwd = path.join(directory, name)
  mkdirSync(cwd)
  execFileSync('git', ['init', '--quiet'], { cwd })
  execFileSync(programs.backlog, ['init', 'bench', '--defaults'], { cwd, stdio: 'ignore' })
  execFileSync(programs.backlog, ['task', 'create', 't1'], { cwd, stdio: 'ignore' })
  const tasks = path.join(cwd, 'backlog/tasks')
  const [first = ''] = readdirSync(tasks)
  const text = readFileSync(path.join(tasks, first), 'utf8')
  for (let index = 2; index <= count; index += 1) {
    writeFileSync(
      path.join(tasks, `task-${index} - t${index}.md`),
      text.replace('id: TASK-1\n', `id: TASK-${index}\n`).replace('title: t1\n', `title: t${index}\n`),
    )
  }
  return {
    name: 'Backlog.md',
    place: { cwd },
    add: [programs.backlog, 'task', 'create', 'x'],
    list: [programs.backlog, 'task', 'list', '--plain'],
    start: [programs.backlog, 'task', 'edit', '1', '--status', 'In Progress'],
    count: () => readdirSync(tasks).length,
  }
}

/** @param {string} name @param {number} count @returns {Store} */
function makeFirst(name, count) {
  const script = process.env['TM_PY'] ?? ''
  const db = path.join(directory, `${name}.db`)
  const env = { ...process.env, TM_DB: db }
  const run = (/** @type {readonly string[]} */ ...args) => execFileSync('python3', [script, ...args], { env })
  run('init')
  run('add', 't0')
  execFileSync('python3', ['-c', copyTask, db, String(count - 1)])
  return {
    name: 'the first tm',
    place: { env },
    add: ['python3', script, 'add', 'x'],
    list: ['python3', script, 'list'],
    start: ['python3', script, 'start', '1'],
    count: () => String(run('list')).trimEnd().split('\n').length - 1,
  }
}

/** @param {string} program */
function isInstalled(program) {
  return spawnSync('sh', ['-c', 'command -v "$1"', 'sh', program]).status === 0
}
