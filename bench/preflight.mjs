/**
 * preflight's own cost on steps that do nothing, beside turbo and lefthook on the same steps: twenty packages, each with the script
 * `lint: true`. Nothing cached, all cached, and one changed file that is staged.
 * Targets: without the time in which a step runs <= 0.4 s; all cached <= empty Node + 150 ms.
 * Usage: node bench/preflight.mjs [ROUNDS]   (installs turbo and lefthook from the npm registry into a temporary directory)
 */
import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { interleave, median, printTable } from './support/measure.mjs'

const rounds = Number(process.argv[2] ?? 7)
const bin = path.resolve(import.meta.dirname, '../bin')
const names = Array.from({ length: 20 }, (_, index) => `p${index}`)
let changes = 0
const directory = mkdtempSync(path.join(tmpdir(), 'bench-preflight-'))
const peers = path.join(directory, 'peers')
const repository = path.join(directory, 'repository')
try {
  makeRepository()
  mkdirSync(peers)
  run(['npm', 'init', '-y'], peers)
  run(['npm', 'install', '--no-audit', '--no-fund', 'turbo@2.11.11', 'lefthook@2.2.2'], peers)
  const peerBin = path.join(peers, 'node_modules/.bin')
  const env = {
    ...process.env,
    TURBO_TELEMETRY_DISABLED: '1',
    LEFTHOOK: '1',
    PATH: `${peerBin}:${process.env['PATH']}`,
  }
  const preflight = path.join(bin, 'preflight')
  const groups = {
    'nothing cached': [
      { name: 'empty node', argv: ['node', '-e', '0'] },
      { name: 'npm run lint --workspaces', argv: ['npm', 'run', 'lint', '--workspaces'] },
      { name: 'preflight --fresh', argv: [preflight, '--fresh'] },
      { name: 'turbo run lint --force', argv: ['turbo', 'run', 'lint', '--force', '--no-daemon'] },
      { name: 'lefthook run lint', argv: ['lefthook', 'run', 'lint', '--force'] },
    ],
    'all cached': [
      { name: 'empty node', argv: ['node', '-e', '0'] },
      { name: 'preflight', argv: [preflight] },
      { name: 'turbo run cached', argv: ['turbo', 'run', 'cached', '--no-daemon'] },
    ],
    'one changed file, staged, never seen before': [
      { name: 'empty node', argv: ['node', '-e', '0'] },
      { name: 'preflight --staged', argv: [preflight, '--staged'], before: () => stage(env) },
      { name: 'lefthook run one', argv: ['lefthook', 'run', 'one'], before: () => stage(env) },
    ],
  }
  for (const [title, subjects] of Object.entries(groups)) {
    const times = interleave(
      subjects.map((subject) => ({ ...subject, cwd: repository, env })),
      rounds,
    )
    const floor = median(times.get('empty node') ?? [])
    const rows = subjects.map(({ name }) => {
      const ms = median(times.get(name) ?? [])
      return [name, `${ms.toFixed(0)} ms`, `node + ${(ms - floor).toFixed(0)} ms`]
    })
    printTable([[title, 'median wall', ''], ...rows])
    console.log()
  }
  console.log(
    `preflight --fresh outside its steps (doctor counts as a step): ${ownTime(env).toFixed(0)} ms (target <= 400 ms)`,
  )
} finally {
  rmSync(directory, { recursive: true, force: true })
}

function makeRepository() {
  mkdirSync(repository)
  const write = (/** @type {string} */ file, /** @type {unknown} */ content) => {
    mkdirSync(path.dirname(path.join(repository, file)), { recursive: true })
    writeFileSync(path.join(repository, file), typeof content === 'string' ? content : JSON.stringify(content))
  }
  write('package.json', {
    name: 'root',
    private: true,
    packageManager: 'npm@10.0.0',
    workspaces: names.map((name) => `packages/${name}`),
  })
  for (const name of names) {
    write(`packages/${name}/package.json`, { name, version: '1.0.0', scripts: { lint: 'true', cached: 'true' } })
  }
  write('turbo.json', { tasks: { lint: { cache: false }, cached: {} } })
  const commands = names.map((name) => `    ${name}:\n      root: packages/${name}\n      run: npm run lint\n`)
  write('lefthook.yml', `lint:\n  parallel: true\n  commands:\n${commands.join('')}one:\n  commands:\n${commands[0]}`)
  write('.gitignore', 'node_modules\n.turbo\n')
  run(['git', 'init', '-q'], repository)
  run(['npm', 'install', '--no-audit', '--no-fund'], repository)
  run(['git', 'add', '-A'], repository)
  run(['git', '-c', 'user.name=a', '-c', 'user.email=a@example.org', 'commit', '-qm', 'first'], repository)
}

/**
 * Changes a file of one package, and stages it.
 *
 * @param {NodeJS.ProcessEnv} env
 */
function stage(env) {
  changes += 1
  writeFileSync(path.join(repository, 'packages/p0/index.js'), `${changes}\n`)
  run(['git', 'add', 'packages/p0/index.js'], repository, env)
}

/**
 * Median over runs of: wall time - the time in which at least one step runs.
 *
 * @param {NodeJS.ProcessEnv} env
 */
function ownTime(env) {
  const own = []
  for (let round = 0; round < rounds; round++) {
    const start = process.hrtime.bigint()
    const stdout = run([path.join(bin, 'preflight'), '--fresh', '--json'], repository, env)
    const wallMs = Number(process.hrtime.bigint() - start) / 1e6
    const { steps } = JSON.parse(stdout).data
    own.push(wallMs - busyMs(steps))
  }
  return median(own)
}

/**
 * Length of the union of the steps' intervals.
 *
 * @param {readonly { startMs: number, durationMs: number }[]} steps
 */
function busyMs(steps) {
  let busy = 0
  let end = 0
  for (const { startMs, durationMs } of [...steps].sort((a, b) => a.startMs - b.startMs)) {
    busy += Math.max(0, startMs + durationMs - Math.max(end, startMs))
    end = Math.max(end, startMs + durationMs)
  }
  return busy
}

/**
 * @param {readonly string[]} argv
 * @param {string} cwd
 * @param {NodeJS.ProcessEnv} [env]
 */
function run(argv, cwd, env = process.env) {
  const [program = '', ...args] = argv
  const { status, stdout, stderr, error } = spawnSync(program, args, {
    cwd,
    env,
    encoding: 'utf8',
    maxBuffer: 1024 ** 3,
  })
  if (error !== undefined) throw error
  if (status !== 0) throw new Error(`${argv.join(' ')} ended with ${status}: ${stderr}`)
  return stdout
}
