/**
 * `node bench/doctor.mjs`: replays of the environment failures that cost agents most (their shape, in our own words), and worlds that
 * must stay silent: recall and precision of doctor beside envinfo and `mise doctor project`, which are fetched from npm into a directory that is
 * removed. A peer is given a find when what it prints names the fault at all. Then what a static doctor and a silent hook take beside an empty Node.
 */
import { execFileSync, spawnSync } from 'node:child_process'
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { interleave, median, printTable } from './support/measure.mjs'

const root = path.resolve(import.meta.dirname, '..')
const doctor = path.join(root, 'bin/doctor')
const scratch = mkdtempSync(path.join(tmpdir(), 'groundcrew-bench-doctor-'))

/**
 * @typedef {object} World
 * @property {string} id
 * @property {Record<string, string>} files
 * @property {Record<string, string>} [programs] bodies of shell scripts on PATH
 * @property {string} [stdin] what the failing command printed
 * @property {readonly string[]} [args] more arguments
 * @property {RegExp} [sign] what an answer that names the fault has to say, for a peer
 * @property {boolean} [isStop] an agent adds a test that fails, and says that it is done
 * @property {readonly string[]} expected ids that must be there, each as a beginning; empty: nothing at all may be said
 */

const holder = createServer(() => undefined)
await new Promise((resolve) => holder.listen(0, '127.0.0.1', () => resolve(undefined)))
const heldPort = /** @type {import('node:net').AddressInfo} */ (holder.address()).port

const python = (/** @type {string} */ version) => ({ python3: `echo "Python ${version}"` })
const web = JSON.stringify({
  scripts: { typecheck: 'tsc --noEmit', test: 'node --test' },
  devDependencies: { typescript: '^5.5.0', react: '^18' },
})

/** @type {readonly World[]} */
const replays = [
  {
    id: 'F1 pins older than the wheels of this Python',
    sign: /pydantic|aiohttp|wheel/i,
    files: { 'requirements.txt': 'pydantic==2.4.2\naiohttp==3.9.1\n', 'a.py': '' },
    programs: python('3.13.1'),
    expected: ['dependencies.wheels'],
  },
  {
    id: 'F3 pytest does not find the application',
    sign: /\bcore\b|pytest/i,
    files: { 'core/__init__.py': '', 'tests/test_a.py': 'import core\n' },
    stdin: "==== test session starts ====\nE   ModuleNotFoundError: No module named 'core'",
    expected: ['python.import-root'],
  },
  {
    id: 'F5 the broker is down',
    sign: /amqp|broker|refused/i,
    files: { 'celeryconfig.py': "broker_url = 'amqp://guest@127.0.0.1:1//'\n" },
    expected: ['service.amqp'],
  },
  {
    id: 'F7 Procfile and frontend name different ports',
    sign: /\bport\b|8000/i,
    files: {
      Procfile: 'web: uvicorn app:app --port ${PORT:-8000}\n',
      'requirements.txt': 'honcho\n',
      'a.py': '',
      '.env': 'API=http://localhost:8000\n',
    },
    expected: ['port.agreement'],
  },
  {
    id: 'F8 the port is in use',
    sign: /in use|\bport\b/i,
    files: { Procfile: `web: serve --port ${heldPort}\n` },
    expected: [`port.${heldPort}`],
  },
  {
    id: 'F9 requirements that exclude one another',
    sign: /httpx/i,
    files: { 'requirements.txt': 'httpx==0.25.0\nhttpx>=0.27.0\n', 'a.py': '' },
    expected: ['dependencies.repeated:httpx'],
  },
  {
    id: 'F10 a key that is read at import',
    sign: /OPENAI/,
    files: { 'app.py': 'import os\nclient = OpenAI(api_key=os.environ.get("OPENAI_API_KEY"))\n' },
    expected: ['env.import'],
  },
  {
    id: 'F11 a native module that is missing',
    sign: /levenshtein/i,
    files: { 'requirements.txt': 'Levenshtein==0.21.1\n', 'a.py': '' },
    programs: python('3.13.1'),
    expected: ['dependencies.wheels'],
  },
  {
    id: 'F12 a command that asks',
    sign: /asks|question|interactive/i,
    files: { 'package.json': '{}' },
    stdin: '? Would you like to use ESLint? › No / Yes',
    expected: ['command.question'],
  },
  {
    id: 'F14 a script of another name',
    sign: /typecheck/i,
    files: { 'package.json': web },
    stdin: 'npm error Missing script: "type-check"',
    expected: ['command.script'],
  },
  {
    id: 'F15 a stale global compiler',
    sign: /typescript|tsc|node_modules|not installed/i,
    files: { 'package.json': web },
    programs: { tsc: 'echo Version 4.9.5' },
    expected: ['install.npm'],
  },
  {
    id: 'F17 localhost inside of compose',
    sign: /localhost/i,
    files: {
      'compose.yaml':
        'services:\n  db:\n    image: postgres\n    profiles: [x]\n    ports: ["5433:5432"]\n  api:\n    build: .\n    environment:\n      DATABASE_URL: postgres://u@localhost:5433/a\n',
    },
    expected: ['compose.localhost'],
  },
  // From here on with some that doctor is not made to see: they count against it.
  {
    id: 'F2 an optional dependency of a framework',
    sign: /multipart/i,
    files: { 'requirements.txt': 'fastapi\n', 'app.py': 'from fastapi import Form\n' },
    expected: ['dependencies.optional'],
  },
  {
    id: 'F4 an import that nobody declares',
    sign: /left-pad/i,
    files: { 'package.json': '{"scripts":{"test":"node --test"}}', 'a.js': "import x from 'left-pad'\n" },
    expected: ['dependencies.undeclared'],
  },
  {
    id: 'F6 a route that does not exist',
    sign: /route|404/i,
    files: { 'app.py': "@app.get('/api/episodes')\ndef episodes(): ...\n" },
    stdin: 'INFO:     127.0.0.1:59745 - "GET / HTTP/1.1" 404 Not Found',
    expected: ['command.route'],
  },
  {
    id: 'F13 a directory that is there already',
    sign: /already/i,
    files: { 'a/b': '' },
    stdin: "fatal: destination path 'a' already exists and is not an empty directory.",
    expected: ['command.'],
  },
  {
    id: 'F16 tests that never ran',
    sign: /test/i,
    files: {
      'package.json': '{"scripts":{"test":"node --test"}}',
      'package-lock.json': '{"lockfileVersion":3,"packages":{"":{}}}',
    },
    programs: { npm: 'case "$1" in --version) echo 10.8.2;; *) exec node --test;; esac', sh: 'exec /bin/sh "$@"' },
    isStop: true,
    expected: ['hook.stop'],
  },
  {
    id: 'F18 warnings as noise',
    files: { 'package.json': '{}' },
    stdin: 'CPendingDeprecationWarning: broker_connection_retry',
    // Silence is the right answer to noise.
    expected: [],
  },
]

/** @type {readonly World[]} */
const silent = [
  { id: 'an empty repository', files: { 'README.md': '#\n' }, expected: [] },
  { id: 'addresses in source', files: { 'a.js': "const url = 'redis://localhost:1'\n" }, expected: [] },
  { id: 'an address elsewhere', files: { '.env': 'A=redis://cache.example.org:1\n' }, expected: [] },
  { id: 'a sample with values, and its file', files: { '.env.example': 'A=1\n', '.env': 'A=1\n' }, expected: [] },
  {
    id: 'a service of a profile',
    files: { 'compose.yaml': 'services:\n  db:\n    image: postgres\n    profiles: [x]\n    ports: ["1:5432"]\n' },
    expected: [],
  },
  {
    id: 'images that fit',
    files: { 'package.json': '{"engines":{"node":">=18"}}', Dockerfile: 'FROM node:22\n' },
    expected: [],
  },
  {
    id: 'a matrix of which one fits',
    files: {
      '.nvmrc': `${process.versions.node.split('.')[0]}\n`,
      '.github/workflows/a.yml': `    node: [18, ${process.versions.node.split('.')[0]}]\n`,
    },
    expected: [],
  },
  {
    id: 'pins for several platforms',
    files: { 'requirements.txt': 'a==1; sys_platform == "win32"\na==2; sys_platform != "win32"\n' },
    expected: [],
  },
  {
    id: 'a key that a function reads',
    files: { 'app.py': 'import os\ndef f():\n    return os.environ["API_KEY"]\n' },
    programs: python('3.11.1'),
    expected: [],
  },
  { id: 'a failing assertion', files: { 'package.json': '{}' }, stdin: 'AssertionError: 1 is not 2', expected: [] },
  {
    id: 'a type error',
    files: { 'package.json': '{}' },
    stdin: "a.ts(1,1): error TS2322: Type 'string' is not assignable to type 'number'.",
    expected: [],
  },
  {
    id: 'a missing file of the repository',
    files: { 'package.json': '{}' },
    stdin: "Error: Cannot find module './x'",
    expected: [],
  },
]

/**
 * @typedef {object} Judge
 * @property {string} name
 * @property {(place: Place, world: World) => readonly string[]} run what was said: ids, or the name of the judge where it named the fault
 */

/**
 * @typedef {object} Place
 * @property {string} repository
 * @property {NodeJS.ProcessEnv} env
 */

try {
  const judges = [{ name: 'doctor', run: askDoctor }, ...installPeers()]
  const scores = new Map(judges.map(({ name }) => [name, { found: 0, silent: 0, wrong: 0 }]))
  for (const world of [...replays, ...silent]) {
    const said = judges.map((judge) => {
      const ids = judge.run(makePlace(world), world)
      const score = scores.get(judge.name)
      const isFound =
        world.expected.length > 0 &&
        world.expected.every((id) => ids.some((entry) => entry.startsWith(id) || entry === judge.name))
      if (score !== undefined) {
        if (isFound) score.found += 1
        if (world.expected.length === 0) score[ids.length === 0 ? 'silent' : 'wrong'] += 1
      }
      const verdict =
        world.expected.length === 0 ? (ids.length === 0 ? 'silent' : 'WRONG') : isFound ? 'found' : 'missed'
      return `${verdict}${judge.name === 'doctor' && ids.length > 0 ? ` (${ids.join(' ')})` : ''}`
    })
    console.log([world.id, ...said].join(' | '))
  }
  const faults = replays.filter(({ expected }) => expected.length > 0).length
  const quiet = replays.length + silent.length - faults
  printTable(
    [...scores].map(([name, { found, wrong }]) => [
      name,
      `recall ${found} of ${faults}`,
      `silent ${quiet - wrong} of ${quiet}`,
      `precision ${found + wrong === 0 ? '-' : `${((100 * found) / (found + wrong)).toFixed(0)} %`}`,
    ]),
  )
  measure()
} finally {
  holder.close()
  rmSync(scratch, { recursive: true, force: true })
}

/** @returns {readonly Judge[]} those that npm brings here */
function installPeers() {
  const home = path.join(scratch, 'peers')
  mkdirSync(home)
  writeFileSync(path.join(home, 'package.json'), '{"private":true}')
  const packages = ['envinfo@7.21.0', '@jdxcode/mise@2026.9.15']
  const { status } = spawnSync('npm', ['install', '--no-audit', '--no-fund', '--silent', ...packages], { cwd: home })
  if (status !== 0) {
    console.log('npm did not bring the peers: doctor is measured alone')
    return []
  }
  const bin = path.join(home, 'node_modules/.bin')
  /** @param {string} name @param {readonly string[]} argv @returns {Judge} */
  const peer = (name, [program = '', ...args]) => ({
    name,
    run({ repository, env }, { sign }) {
      // envinfo starts programs of the system, and stops without them.
      const surroundings = { ...env, PATH: `${env['PATH']}:/usr/bin:/bin`, SHELL: '/bin/sh' }
      const {
        stdout,
        stderr,
        status: code,
      } = spawnSync(program, args, {
        cwd: repository,
        env: surroundings,
        encoding: 'utf8',
      })
      const isNamed = sign !== undefined && sign.test(`${stdout}\n${stderr}`)
      return isNamed || (sign === undefined && code !== 0) ? [name] : []
    },
  })
  return [
    peer('envinfo', [
      process.execPath,
      path.join(bin, 'envinfo'),
      '--system',
      '--binaries',
      '--languages',
      '--npmPackages',
    ]),
    peer('mise doctor project', [path.join(bin, 'mise'), 'doctor', 'project']),
  ]
}

/**
 * @param {World} world
 * @returns {Place}
 */
function makePlace({ files, programs = {} }) {
  const directory = mkdtempSync(path.join(scratch, 'world-'))
  const bin = path.join(directory, 'bin')
  const repository = path.join(directory, 'repo')
  mkdirSync(bin)
  mkdirSync(repository)
  symlinkSync(process.execPath, path.join(bin, 'node'))
  symlinkSync(execFileSync('sh', ['-c', 'command -v git'], { encoding: 'utf8' }).trim(), path.join(bin, 'git'))
  for (const [name, body] of Object.entries({ npm: 'echo 10.8.2', ...programs })) {
    writeFileSync(path.join(bin, name), `#!/bin/sh\n${body}\n`)
    chmodSync(path.join(bin, name), 0o755)
  }
  for (const [file, text] of Object.entries(files)) {
    mkdirSync(path.dirname(path.join(repository, file)), { recursive: true })
    writeFileSync(path.join(repository, file), text)
  }
  execFileSync('git', ['init', '--quiet'], { cwd: repository })
  return { repository, env: { PATH: bin, HOME: directory } }
}

/**
 * @param {Place} place
 * @param {World} world
 * @returns {readonly string[]} ids
 */
function askDoctor({ repository, env }, { stdin, isStop = false, args: more = [] }) {
  if (isStop) return askStop({ repository, env })
  const args = stdin === undefined ? ['--json', '--budget', '20s', ...more] : ['--json', '--budget', '20s', '--stdin']
  const { stdout } = spawnSync(process.execPath, [doctor, ...args], {
    cwd: repository,
    env,
    input: stdin ?? '',
    encoding: 'utf8',
  })
  const { data } = JSON.parse(stdout)
  if (stdin !== undefined) return data.explanations.map((/** @type {{ id: string }} */ { id }) => id)
  return data.checks
    .filter((/** @type {{ state: string }} */ { state }) => state === 'fail' || state === 'warn')
    .map((/** @type {{ id: string }} */ { id }) => id)
}

/**
 * @param {Place} place
 * @returns {readonly string[]} `hook.stop` where the agent is held back
 */
function askStop({ repository, env }) {
  /** @param {readonly string[]} args @param {object} [input] */
  const bootstrap = (args, input = {}) =>
    spawnSync(process.execPath, [path.join(root, 'bin/bootstrap'), ...args], {
      cwd: repository,
      env,
      input: JSON.stringify(input),
      encoding: 'utf8',
    }).stdout
  bootstrap(['agents', '--host', 'claude', '--level', 'gate'])
  bootstrap(['hook', 'claude', 'session-start'])
  writeFileSync(
    path.join(repository, 'a.test.js'),
    "require('node:test')('adds', () => { throw new Error('1 is not 2') })\n",
  )
  return bootstrap(['hook', 'claude', 'stop']).includes('"block"') ? ['hook.stop'] : []
}

/**
 * A clone of this repository with hooks, whose packages are those that are installed here.
 * @returns {string} its directory
 */
function cloneWithHooks() {
  const clone = path.join(scratch, 'clone')
  execFileSync('git', ['clone', '--quiet', '--shared', root, clone])
  for (const directory of [
    '.',
    'bench',
    ...readdirSync(path.join(root, 'packages')).map((name) => `packages/${name}`),
  ]) {
    const modules = path.join(root, directory, 'node_modules')
    if (existsSync(modules)) symlinkSync(modules, path.join(clone, directory, 'node_modules'))
  }
  execFileSync(process.execPath, [path.join(root, 'bin/bootstrap'), 'agents', '--host', 'claude'], { cwd: clone })
  return clone
}

function measure() {
  const clone = cloneWithHooks()
  const exitCodes = [0, 1, 3]
  const input = [
    'sh',
    '-c',
    `echo '{"tool_input":{"command":"ls"}}' | ${path.join(root, 'bin/bootstrap')} hook claude command`,
  ]
  const times = interleave(
    [
      { name: 'empty Node', argv: [process.execPath, '-e', '0'], cwd: root },
      {
        name: 'doctor, static checks',
        argv: [process.execPath, doctor, '--only', 'install,env,git,workspace'],
        cwd: root,
        exitCodes,
      },
      { name: 'doctor, all', argv: [process.execPath, doctor], cwd: root, exitCodes },
      { name: 'a silent hook', argv: input, cwd: root },
      {
        name: 'a silent session start',
        argv: ['sh', '-c', `echo '{}' | .git/groundcrew/agent-hook claude session-start`],
        cwd: clone,
      },
      {
        name: 'bootstrap, nothing to do',
        argv: [process.execPath, path.join(root, 'bin/bootstrap'), '--plan', '--skip', 'runtime'],
        cwd: root,
        exitCodes,
      },
    ],
    9,
  )
  const base = median(times.get('empty Node') ?? [])
  printTable(
    [...times].map(([name, values]) => [
      name,
      `${median(values).toFixed(0)} ms`,
      `${(median(values) - base).toFixed(0)} ms above empty Node`,
    ]),
  )
}
