/**
 * preflight's own cost on steps that do nothing, beside turbo, nx, lefthook and pre-commit on the same steps: twenty packages, each with the script
 * `lint: true`. Nothing cached, all cached, and one changed file that is staged.
 * Targets: without the time in which a step runs <= 0.4 s; all cached <= empty Node + 150 ms.
 *
 * Measured on two cores with nothing else to do (median of 5, user + system time; an empty Node 120 to 127 ms; turbo 2.11, nx 24.0, lefthook 2.2, pre-commit 3.0):
 *
 *     nothing cached                node + 0.6 s    turbo node + 7.7 s, lefthook node + 9.6 s, npm run lint --workspaces node + 0.3 s (one npm for all)
 *     all cached                    node + 168 ms   turbo node + 41, nx node + 1238, nx with its daemon node + 732
 *     one changed file, staged      node + 238 ms   npm run lint by itself node + 303, lefthook node + 482, pre-commit node + 471
 *
 * preflight starts scripts without npm, which turbo, nx and the hooks here start for each; and what doctor said of the machine holds for ten minutes.
 *
 * Usage: node bench/preflight.mjs [ROUNDS] [PEERS] [cpu]
 * turbo, nx and lefthook are installed from the npm registry into a temporary directory, or are already in the directory PEERS; pre-commit is on PATH.
 * With `cpu` user and system time is measured in place of the clock.
 */
import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { cpuTime, interleave, median, printTable } from './support/measure.mjs'

const rounds = Number(process.argv[2] ?? 7)
const isCpu = process.argv[4] === 'cpu'
const bin = path.resolve(import.meta.dirname, '../bin')
const names = Array.from({ length: 20 }, (_, index) => `p${index}`)
let changes = 0
const directory = mkdtempSync(path.join(tmpdir(), 'bench-preflight-'))
const peers = process.argv[3] ?? path.join(directory, 'peers')
try {
  if (process.argv[3] === undefined) install()
  const env = {
    ...process.env,
    TURBO_TELEMETRY_DISABLED: '1',
    NX_NO_CLOUD: 'true',
    NX_DAEMON: 'false',
    XDG_STATE_HOME: path.join(directory, 'state'),
    PRE_COMMIT_HOME: path.join(directory, 'pre-commit'),
    PATH: `${path.join(peers, 'node_modules/.bin')}:${process.env['PATH']}`,
  }
  const preflight = path.join(bin, 'preflight')
  const plain = makeRepository('plain', {})
  const turbo = makeRepository('turbo', { 'turbo.json': { tasks: { lint: {} } } })
  const nx = makeRepository('nx', { 'nx.json': { targetDefaults: { lint: { cache: true } } } })
  const commands = names.map(
    (name) => `    ${name}:\n      root: packages/${name}\n      glob: "**/*"\n      run: npm run lint\n`,
  )
  const lefthook = makeRepository('lefthook', {
    'lefthook.yml': `pre-commit:\n  parallel: true\n  commands:\n${commands.join('')}`,
  })
  const hooks = names.map(
    (name) =>
      `      - {id: ${name}, name: ${name}, language: system, entry: npm run lint -w packages/${name}, files: '^packages/${name}/', pass_filenames: false}\n`,
  )
  const preCommit = makeRepository('pre-commit', {
    '.pre-commit-config.yaml': `repos:\n  - repo: local\n    hooks:\n${hooks.join('')}`,
  })
  const node = { name: 'empty node', argv: ['node', '-e', '0'], cwd: plain }
  const groups = {
    'nothing cached': [
      node,
      { name: 'npm run lint --workspaces', argv: ['npm', 'run', 'lint', '--workspaces'], cwd: plain },
      { name: 'preflight --fresh', argv: [preflight, '--fresh'], cwd: plain },
      { name: 'turbo run lint --force', argv: ['turbo', 'run', 'lint', '--force'], cwd: turbo },
      {
        name: 'lefthook run pre-commit --force',
        argv: ['lefthook', 'run', 'pre-commit', '--force', '--all-files'],
        cwd: lefthook,
      },
    ],
    'all cached': [
      node,
      { name: 'preflight', argv: [preflight], cwd: plain },
      { name: 'turbo run lint', argv: ['turbo', 'run', 'lint'], cwd: turbo },
      { name: 'nx run-many -t lint', argv: ['nx', 'run-many', '-t', 'lint'], cwd: nx },
      {
        name: 'nx run-many -t lint, daemon',
        argv: ['nx', 'run-many', '-t', 'lint'],
        cwd: nx,
        env: { ...env, NX_DAEMON: 'true' },
      },
    ],
    'one changed file, staged, never seen before': [
      node,
      { name: 'npm run lint', argv: ['npm', 'run', 'lint'], cwd: path.join(plain, 'packages/p0') },
      { name: 'preflight --staged', argv: [preflight, '--staged'], cwd: plain, before: () => stage(plain) },
      {
        name: 'lefthook run pre-commit',
        argv: ['lefthook', 'run', 'pre-commit'],
        cwd: lefthook,
        before: () => stage(lefthook),
      },
      { name: 'pre-commit run', argv: ['pre-commit', 'run'], cwd: preCommit, before: () => stage(preCommit) },
    ],
  }
  for (const [title, subjects] of Object.entries(groups)) {
    const times = interleave(
      subjects.map((subject) => ({ env, ...subject })),
      rounds,
      isCpu ? cpuTime : undefined,
    )
    const floor = median(times.get('empty node') ?? [])
    const rows = subjects.map(({ name }) => {
      const ms = median(times.get(name) ?? [])
      return [name, `${ms.toFixed(0)} ms`, `node + ${(ms - floor).toFixed(0)} ms`]
    })
    printTable([[title, isCpu ? 'median user + system' : 'median wall', ''], ...rows])
    console.log()
  }
  console.log(
    `preflight --fresh outside its steps (doctor counts as a step): ${ownTime(plain, env).toFixed(0)} ms (target <= 400 ms)`,
  )
  run(['nx', 'daemon', '--stop'], nx, env)
} finally {
  rmSync(directory, { recursive: true, force: true })
}

function install() {
  mkdirSync(peers)
  run(['npm', 'init', '-y'], peers)
  run(['npm', 'install', '--no-audit', '--no-fund', 'turbo@2.11.11', 'nx@24.0.6', 'lefthook@2.2.2'], peers)
}

/**
 * A workspace of twenty packages, with the settings of one of the peers.
 *
 * @param {string} name
 * @param {Readonly<Record<string, unknown>>} settings
 */
function makeRepository(name, settings) {
  const repository = path.join(directory, name)
  mkdirSync(repository)
  const write = (/** @type {string} */ file, /** @type {unknown} */ content) => {
    mkdirSync(path.dirname(path.join(repository, file)), { recursive: true })
    writeFileSync(path.join(repository, file), typeof content === 'string' ? content : JSON.stringify(content))
  }
  write('package.json', {
    name: 'root',
    private: true,
    packageManager: 'npm@10.0.0',
    workspaces: names.map((member) => `packages/${member}`),
  })
  for (const member of names) {
    write(`packages/${member}/package.json`, { name: member, version: '1.0.0', scripts: { lint: 'true' } })
    write(`packages/${member}/index.js`, '0\n')
  }
  for (const [file, content] of Object.entries(settings)) write(file, content)
  write('.gitignore', 'node_modules\n.turbo\n.nx\n')
  run(['git', 'init', '-q'], repository)
  if (name === 'nx' || name === 'turbo') {
    run(['npm', 'install', '--no-audit', '--no-fund', '--package-lock-only'], repository)
    symlinkSync(path.join(peers, 'node_modules'), path.join(repository, 'node_modules'))
  } else run(['npm', 'install', '--no-audit', '--no-fund'], repository)
  run(['git', 'add', '-A'], repository)
  run(['git', '-c', 'user.name=a', '-c', 'user.email=a@example.org', 'commit', '-qm', 'first'], repository)
  return repository
}

/**
 * Changes a file of one package, and stages it.
 *
 * @param {string} repository
 */
function stage(repository) {
  changes += 1
  writeFileSync(path.join(repository, 'packages/p0/index.js'), `${changes}\n`)
  run(['git', 'add', 'packages/p0/index.js'], repository)
}

/**
 * Median over runs of: wall time - the time in which at least one step runs.
 *
 * @param {string} repository
 * @param {NodeJS.ProcessEnv} env
 */
function ownTime(repository, env) {
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
