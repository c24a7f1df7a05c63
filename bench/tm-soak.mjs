/**
 * Kills tm at random moments, over adds, claims and completes with many dependents, and then asks whether anything was left half done.
 * Usage: node bench/tm-soak.mjs [KILLS]
 */
import { execFileSync, spawn } from 'node:child_process'
import { mkdtempSync, rmSync, watch } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'

const kills = Number(process.argv[2] ?? 1000)
const directory = mkdtempSync(path.join(tmpdir(), 'soak-tm-'))
const tm = path.resolve(import.meta.dirname, '../bin/tm')
const env = { ...process.env, TM_DB: path.join(directory, 'tasks.db'), TM_SESSION: 'soak', TM_PID: String(process.pid) }
const waiting = 40

try {
  const plan = [
    { verb: 'add', title: 'hub' },
    ...Array.from({ length: waiting }, (_, index) => ({ verb: 'add', title: `waits ${index}`, depends: [1] })),
  ]
  execFileSync(tm, ['batch'], { env, input: plan.map((entry) => JSON.stringify(entry)).join('\n') })
  const resources = Array.from({ length: 50 }, (_, index) => ['--resource', `modifies:file:src/${index}.ts`]).flat()
  const attempts = [
    ['add', 'killed', ...resources],
    ['claim', '1'],
    ['complete', '1', '-m', 'done'],
    ['reopen', '1'],
  ]
  const wholeMs = await attempt(attempts[0] ?? [], Number.POSITIVE_INFINITY)
  for (let kill = 0; kill < kills; kill += 2) {
    await Promise.all(
      [0, 1].map((offset) =>
        attempt(attempts[(kill + offset) % attempts.length] ?? [], wholeMs * (0.5 + 2.5 * Math.random())),
      ),
    )
  }
  check()
} finally {
  rmSync(directory, { recursive: true, force: true })
}

/**
 * Runs tm and kills it after a time, or, one time in two, in the moments after the database is written to; returns how long it lived.
 * @param {readonly string[]} args @param {number} afterMs
 */
function attempt(args, afterMs) {
  const start = performance.now()
  const child = spawn(tm, args, { cwd: directory, env, stdio: 'ignore' })
  const kill = () => child.kill('SIGKILL')
  const timer = Number.isFinite(afterMs) ? setTimeout(kill, afterMs) : undefined
  const watcher =
    Number.isFinite(afterMs) && Math.random() < 0.5
      ? watch(directory, () => setTimeout(kill, Math.random() * 4))
      : undefined
  return new Promise((resolve) => {
    child.on('close', () => {
      clearTimeout(timer)
      watcher?.close()
      resolve(performance.now() - start)
    })
  })
}

function check() {
  const doctor = JSON.parse(execFileSync(tm, ['doctor', '--json'], { env }).toString())
  const events = execFileSync(tm, ['export'], { env, maxBuffer: 1024 ** 3 })
    .toString()
    .trimEnd()
    .split('\n')
    .slice(1)
    .map((line) => JSON.parse(line))
  const gaps = events.filter(({ seq }, index) => seq !== index + 1).length
  const completes = events.filter(({ type, task }) => type === 'task_completed' && task === 1)
  const partial = completes.filter(({ seq }) =>
    events.slice(seq, seq + waiting).some(({ type }) => type !== 'dependency_satisfied'),
  )
  const adds = events.filter(({ type, data }) => type === 'task_created' && data.title === 'killed')
  const halfAdds = adds.filter(({ data }) => data.resources.length !== 50)
  console.log(
    `${kills} kills; ${events.length} events, ${gaps} gaps; ${adds.length} adds, ${halfAdds.length} partial; ${completes.length} completes, ${partial.length} partial`,
  )
  for (const { name, state, detail } of doctor.data.checks) console.log(`${state}  ${name}: ${detail}`)
  if (!doctor.data.isHealthy || gaps + halfAdds.length + partial.length > 0) process.exitCode = 1
}
