/**
 * `node bench/doctor.mjs`: replays of the environment failures that cost agents most (their shape, in our own words), and worlds that
 * must stay silent: recall and precision of doctor; no peer is run. Then what a static doctor and a silent hook take
 * beside an empty Node.
 */
import { execFileSync, spawnSync } from 'node:child_process'
import { chmodSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
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
    files: { 'requirements.txt': 'pydantic==2.4.2\naiohttp==3.9.1\n', 'a.py': '' },
    programs: python('3.13.1'),
    expected: ['dependencies.wheels'],
  },
  {
    id: 'F3 pytest does not find the application',
    files: { 'core/__init__.py': '', 'tests/test_a.py': 'import core\n' },
    stdin: "==== test session starts ====\nE   ModuleNotFoundError: No module named 'core'",
    expected: ['python.import-root'],
  },
  {
    id: 'F5 the broker is down',
    files: { 'celeryconfig.py': "broker_url = 'amqp://guest@127.0.0.1:1//'\n" },
    expected: ['service.amqp'],
  },
  {
    id: 'F7 Procfile and frontend name different ports',
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
    files: { Procfile: `web: serve --port ${heldPort}\n` },
    expected: [`port.${heldPort}`],
  },
  {
    id: 'F9 requirements that exclude one another',
    files: { 'requirements.txt': 'httpx==0.25.0\nhttpx>=0.27.0\n', 'a.py': '' },
    expected: ['dependencies.repeated:httpx'],
  },
  {
    id: 'F10 a key that is read at import',
    files: { 'app.py': 'import os\nclient = OpenAI(api_key=os.environ.get("OPENAI_API_KEY"))\n' },
    expected: ['env.import'],
  },
  {
    id: 'F11 a native module that is missing',
    files: { 'requirements.txt': 'Levenshtein==0.21.1\n', 'a.py': '' },
    programs: python('3.13.1'),
    expected: ['dependencies.wheels'],
  },
  {
    id: 'F12 a command that asks',
    files: { 'package.json': '{}' },
    stdin: '? Would you like to use ESLint? › No / Yes',
    expected: ['command.question'],
  },
  {
    id: 'F14 a script of another name',
    files: { 'package.json': web },
    stdin: 'npm error Missing script: "type-check"',
    expected: ['command.script'],
  },
  {
    id: 'F15 a stale global compiler',
    files: { 'package.json': web },
    programs: { tsc: 'echo Version 4.9.5' },
    expected: ['install.npm'],
  },
  {
    id: 'F17 localhost inside of compose',
    files: {
      'compose.yaml':
        'services:\n  db:\n    image: postgres\n    profiles: [x]\n    ports: ["5433:5432"]\n  api:\n    build: .\n    environment:\n      DATABASE_URL: postgres://u@localhost:5433/a\n',
    },
    expected: ['compose.localhost'],
  },
  // From here on with some that doctor is not made to see: they count against it.
  {
    id: 'F2 an optional dependency of a framework',
    files: { 'requirements.txt': 'fastapi\n', 'app.py': 'from fastapi import Form\n' },
    expected: ['dependencies.optional'],
  },
  {
    id: 'F4 an import that nobody declares',
    files: { 'package.json': '{"scripts":{"test":"node --test"}}', 'a.js': "import x from 'left-pad'\n" },
    args: ['--only', 'dependencies'],
    expected: ['dependencies.undeclared'],
  },
  {
    id: 'F6 a route that does not exist',
    files: { 'package.json': '{}' },
    stdin: 'GET / HTTP/1.1 404 Not Found',
    expected: ['route'],
  },
  {
    id: 'F13 a directory that is there already',
    files: { 'a/b': '' },
    stdin: "fatal: destination path 'a' already exists and is not an empty directory.",
    expected: ['command.'],
  },
  { id: 'F16 tests that never ran', files: { 'package.json': '{}' }, expected: ['tests'] },
  {
    id: 'F18 warnings as noise',
    files: { 'package.json': '{}' },
    stdin: 'CPendingDeprecationWarning: broker_connection_retry',
    expected: ['noise'],
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

try {
  let found = 0
  let wrong = 0
  for (const world of [...replays, ...silent]) {
    const ids = run(world)
    const isFound = world.expected.length > 0 && world.expected.every((id) => ids.some((entry) => entry.startsWith(id)))
    if (isFound) found += 1
    if (world.expected.length === 0 && ids.length > 0) wrong += 1
    console.log(
      `${world.expected.length === 0 ? (ids.length === 0 ? 'silent' : 'WRONG ') : isFound ? 'found ' : 'missed'} ${world.id}: ${ids.join(' ') || '-'}`,
    )
  }
  console.log(
    `doctor: ${found} of ${replays.length} replays found, ${wrong} of ${silent.length} silent worlds disturbed`,
  )
  measure()
} finally {
  holder.close()
  rmSync(scratch, { recursive: true, force: true })
}

/**
 * @param {World} world
 * @returns {readonly string[]} ids
 */
function run({ files, programs = {}, stdin, args: more = [] }) {
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
  const args = stdin === undefined ? ['--json', '--budget', '20s', ...more] : ['--json', '--budget', '20s', '--stdin']
  const { stdout } = spawnSync(process.execPath, [doctor, ...args], {
    cwd: repository,
    env: { PATH: bin, HOME: directory },
    input: stdin ?? '',
    encoding: 'utf8',
  })
  const { data } = JSON.parse(stdout)
  if (stdin !== undefined) return data.explanations.map((/** @type {{ id: string }} */ { id }) => id)
  return data.checks
    .filter((/** @type {{ state: string }} */ { state }) => state === 'fail' || state === 'warn')
    .map((/** @type {{ id: string }} */ { id }) => id)
}

function measure() {
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
