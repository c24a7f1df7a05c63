/**
 * What an agent sees of failing checks: hosts keep the first and the last 5,000 characters of a command's output. Sixty captured logs of
 * more than twelve tools fail in twelve runs of five packages, each log in the middle of 3,000 lines of ordinary output; counted is how many
 * of the sixty causes are in the window of one call, and how much is printed. What the cause is has been labelled by hand (window-labels.mjs): seen is
 * what shows its words and, where the log has one, its file and line.
 *
 * Measured (turbo 2.11, nx 24.0, lefthook 2.2):
 *
 *     one call                 causes visible of 60  bytes a run, mean
 *     preflight                60                    2,592
 *     preflight through turbo  60                      886
 *     turbo run --continue      0                  835,056
 *     lefthook                  0                  696,793
 *
 * The labels were there when the extractor was last mended: before, it missed the cause in 8 of the 60 logs. Of 109 other logs, of real programs with faults
 * planted and labelled beforehand, it had the cause among its first three in 93 (88 to the letter: five labels had other words than what the program printed
 * or what it printed first), and in 107 after it was mended on them.
 *
 * nx and npm showed none of the sixty either where the words alone were asked for (695 to 835 kB a run).
 *
 * Usage: node bench/preflight-window.mjs [RUNS] [NAMES] [PEERS]
 * NAMES are some of the subjects, by the beginnings of their names, with commas; where they begin with preflight it is told what is not seen. turbo, nx and lefthook are
 * installed from the npm registry into a temporary directory, or are already in the directory PEERS.
 */
import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { stripVTControlCharacters } from 'node:util'
import { printTable } from './support/measure.mjs'
import { labels } from './support/window-labels.mjs'

const packagesPerRun = 5
const windowCharacters = 5000
const noiseLines = 1500
const runsMax = Number(process.argv[2] ?? 12)
const chosen = process.argv[3]?.split(',')
/** Which causes a subject hides, said only for preflight: of the others it is all. */
const isTelling = process.argv[3]?.startsWith('preflight') === true
const logs = path.resolve(import.meta.dirname, '../test/fixtures/failures')
const directory = mkdtempSync(path.join(tmpdir(), 'bench-window-'))
const repository = path.join(directory, 'repository')
const peers = process.argv[4] ?? path.join(directory, 'peers')
const env = {
  ...process.env,
  PATH: `${path.join(peers, 'node_modules/.bin')}:${process.env['PATH']}`,
  NX_DAEMON: 'false',
  NX_NO_CLOUD: 'true',
  TURBO_TELEMETRY_DISABLED: '1',
  CI: 'true',
  NO_COLOR: '1',
  XDG_STATE_HOME: path.join(directory, 'state'),
}

/** @type {readonly { name: string, argv: readonly string[], files: Readonly<Record<string, string>> }[]} */
const all = [
  { name: 'preflight', argv: [path.resolve(import.meta.dirname, '../bin/preflight'), '--skip', 'doctor'], files: {} },
  {
    name: 'preflight through turbo',
    argv: [path.resolve(import.meta.dirname, '../bin/preflight'), '--skip', 'doctor', '--fresh'],
    files: { 'turbo.json': '{"tasks":{"lint":{"cache":false}}}' },
  },
  {
    name: 'turbo run --continue',
    argv: ['turbo', 'run', 'lint', '--continue', '--no-daemon'],
    files: { 'turbo.json': '{"tasks":{"lint":{"cache":false}}}' },
  },
  { name: 'nx run-many', argv: ['nx', 'run-many', '-t', 'lint', '--skipNxCache'], files: { 'nx.json': '{}' } },
  { name: 'lefthook', argv: ['lefthook', 'run', 'lint', '--force'], files: { 'lefthook.yml': lefthook() } },
  { name: 'npm run --workspaces', argv: ['npm', 'run', 'lint', '--workspaces'], files: {} },
]

const subjects = all.filter(({ name }) => chosen === undefined || chosen.some((start) => name.startsWith(start)))

try {
  if (process.argv[4] === undefined) install()
  const totals = new Map(subjects.map(({ name }) => [name, { visible: 0, bytes: 0, bytesMax: 0 }]))
  let causes = 0
  for (let run = 0; run < runsMax; run++) {
    const group = labels.slice(run * packagesPerRun, (run + 1) * packagesPerRun)
    causes += group.length
    console.error(`run ${run + 1}`)
    makeRepository(group.map(({ log }) => log))
    for (const subject of subjects) {
      const output = printed(subject)
      const seen = flat(window(output))
      const total = totals.get(subject.name)
      if (total === undefined) throw new Error('every subject has a total')
      const missed = group.filter((label) => !isVisible(label, seen))
      total.visible += group.length - missed.length
      if (isTelling && missed.length > 0)
        console.error(`${subject.name} hides ${missed.map(({ log }) => log).join(', ')}`)
      total.bytes += Buffer.byteLength(output)
      total.bytesMax = Math.max(total.bytesMax, Buffer.byteLength(output))
    }
  }
  printTable([
    ['one call', `causes visible of ${causes}`, 'bytes a run, mean', 'most'],
    ...[...totals].map(([name, { visible, bytes, bytesMax }]) => [
      name,
      String(visible),
      Math.round(bytes / runsMax).toLocaleString('en'),
      bytesMax.toLocaleString('en'),
    ]),
  ])
} finally {
  rmSync(directory, { recursive: true, force: true })
}

function install() {
  mkdirSync(peers)
  call(['npm', 'init', '-y'], peers)
  call(['npm', 'install', '--no-audit', '--no-fund', 'turbo@2.11.11', 'nx@24.0.6', 'lefthook@2.2.2'], peers)
}

/** @param {readonly string[]} names */
function makeRepository(names) {
  rmSync(repository, { recursive: true, force: true })
  mkdirSync(repository)
  const write = (/** @type {string} */ file, /** @type {string} */ text) => {
    mkdirSync(path.dirname(path.join(repository, file)), { recursive: true })
    writeFileSync(path.join(repository, file), text)
  }
  const manifest = { name: 'root', private: true, packageManager: 'npm@10.0.0', workspaces: ['packages/*'] }
  write('package.json', JSON.stringify(manifest))
  write('package-lock.json', JSON.stringify({ name: 'root', lockfileVersion: 3, requires: true, packages: {} }))
  write('.gitignore', 'node_modules\n.nx\n.turbo\n')
  for (const [index, name] of names.entries()) {
    const scripts = { lint: 'cat log.txt; exit 1' }
    write(`packages/p${index}/package.json`, JSON.stringify({ name: `p${index}`, version: '1.0.0', scripts }))
    write(
      `packages/p${index}/log.txt`,
      // The logs speak of a repository at /repo.
      `${noise('before')}${readLog(name).replaceAll('/repo/', `${path.join(repository, `packages/p${index}`)}/`)}\n${noise('after')}`,
    )
  }
  call(['ln', '-s', path.join(peers, 'node_modules'), 'node_modules'], repository)
  call(['git', 'init', '-q'], repository)
  call(['git', 'add', '-A'], repository)
  call(['git', '-c', 'user.name=a', '-c', 'user.email=a@example.org', 'commit', '-qm', 'first'], repository)
}

/** @param {string} name */
function readLog(name) {
  return readFileSync(path.join(logs, `${name}.log`), 'utf8')
}

/** @param {string} word */
function noise(word) {
  return Array.from({ length: noiseLines }, (_, index) => `compiled module ${word}/${index} of the application\n`).join(
    '',
  )
}

function lefthook() {
  const commands = Array.from(
    { length: packagesPerRun },
    (_, index) => `    p${index}:\n      root: packages/p${index}\n      run: npm run lint\n`,
  )
  return `lint:\n  parallel: true\n  commands:\n${commands.join('')}`
}

/** @param {(typeof subjects)[number]} subject */
function printed({ argv, files }) {
  for (const [file, text] of Object.entries(files)) writeFileSync(path.join(repository, file), text)
  const [program = '', ...args] = argv
  const { stdout, stderr, error } = spawnSync(program, args, {
    cwd: repository,
    env,
    encoding: 'utf8',
    maxBuffer: 1024 ** 3,
  })
  if (error !== undefined) throw error
  for (const file of Object.keys(files)) rmSync(path.join(repository, file))
  return stdout + stderr
}

/** @param {string} output */
function window(output) {
  return output.length <= 2 * windowCharacters
    ? output
    : `${output.slice(0, windowCharacters)}\n${output.slice(-windowCharacters)}`
}

/**
 * Whether what a person must read is there: the words, and the file with its line, however they are written.
 *
 * @param {(typeof labels)[number]} label
 * @param {string} seen
 */
function isVisible({ says, place }, seen) {
  if (!seen.includes(flat(says))) return false
  if (place === undefined) return true
  const file = place[0].replaceAll('.', '\\.')
  // `a.ts:1:2`, `a.ts(1,2)`, `a.ts:[1,2]`, `File "a.py", line 1`, `a.js 1:0`; or the file as a headline, and below it `1:2`.
  return (
    new RegExp(`${file}["']?(?:[:(]\\[?|, line | )${place[1]}\\b`).test(seen) ||
    new RegExp(`${file} (?:.* )?${place[1]}:\\d`).test(seen)
  )
}

/** @param {string} text */
function flat(text) {
  return stripVTControlCharacters(text).replaceAll(/\s+/g, ' ')
}

/**
 * @param {readonly string[]} argv
 * @param {string} cwd
 */
function call(argv, cwd) {
  const [program = '', ...args] = argv
  const { status, stderr, error } = spawnSync(program, args, { cwd, encoding: 'utf8' })
  if (error !== undefined) throw error
  if (status !== 0) throw new Error(`${argv.join(' ')} ended with ${status}: ${stderr}`)
}
