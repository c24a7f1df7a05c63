/**
 * preflight's own cost on steps that do nothing, beside turbo and lefthook on the same steps: five packages, each with the
 * script `lint: true`, run as `npm run lint`, nothing cached. Target: wall time of preflight without the time in which a
 * step runs <= 0.4 s.
 * Usage: node bench/preflight.mjs [ROUNDS]   (installs turbo and lefthook from the npm registry into a temporary directory)
 */
import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { interleave, median, printTable } from './support/measure.mjs'

const rounds = Number(process.argv[2] ?? 7)
const bin = path.resolve(import.meta.dirname, '../bin')
const names = ['a', 'b', 'c', 'd', 'e']
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
  const subjects = [
    { name: 'empty node', argv: ['node', '-e', '0'], cwd: repository, env },
    { name: 'npm run lint --workspaces', argv: ['npm', 'run', 'lint', '--workspaces'], cwd: repository, env },
    { name: 'preflight', argv: [path.join(bin, 'preflight')], cwd: repository, env },
    { name: 'preflight --skip doctor', argv: [path.join(bin, 'preflight'), '--skip', 'doctor'], cwd: repository, env },
    { name: 'turbo run lint --force', argv: ['turbo', 'run', 'lint', '--force', '--no-daemon'], cwd: repository, env },
    { name: 'lefthook run lint', argv: ['lefthook', 'run', 'lint', '--force'], cwd: repository, env },
  ]
  const times = interleave(subjects, rounds)
  const rows = subjects.map(({ name }) => [name, `${median(times.get(name) ?? []).toFixed(0)} ms`])
  printTable([['five steps of npm run lint', 'median wall'], ...rows])
  console.log(
    `\npreflight outside its steps (doctor counts as a step): ${ownTime(env).toFixed(0)} ms (target <= 400 ms)`,
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
    write(`packages/${name}/package.json`, { name, version: '1.0.0', scripts: { lint: 'true' } })
  }
  write('turbo.json', { tasks: { lint: { cache: false } } })
  const commands = names.map((name) => `    ${name}:\n      root: packages/${name}\n      run: npm run lint\n`)
  write('lefthook.yml', `lint:\n  parallel: true\n  commands:\n${commands.join('')}`)
  write('.gitignore', 'node_modules\n.turbo\n')
  run(['git', 'init', '-q'], repository)
  run(['npm', 'install', '--no-audit', '--no-fund'], repository)
  run(['git', 'add', '-A'], repository)
  run(['git', '-c', 'user.name=a', '-c', 'user.email=a@example.org', 'commit', '-qm', 'first'], repository)
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
    const stdout = run([path.join(bin, 'preflight'), '--json'], repository, env)
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
