import { readdirSync, readFileSync, symlinkSync } from 'node:fs'
import { constants } from 'node:os'
import path from 'node:path'
import { execa } from 'execa'
import { describe, expect, test } from 'vitest'
import { binDirectory, Rig } from '../support/rig.ts'
import { shell, spin, summaryOf, traced, type Summary } from '../support/trace.ts'

describe('the command runs as without trace', () => {
  test('its stdin, stdout and exit code pass through, and the answer is on stderr', async () => {
    await using rig = await Rig.create()
    const script = 'process.stdin.on("data", (chunk) => process.stdout.write(`got ${chunk}`)); process.exitCode = 7'
    const ran = await rig.run('trace', ['--', 'node', '-e', script], { input: 'words' })
    expect(ran).toMatchObject({ exitCode: 7, stdout: 'got words' })
    expect(ran.stderr).toMatch(/^t1: .+, exit 7: node -e .+\nverdict: .+\nwall: .+\n/)
    expect(ran.stderr).toMatch(/\nnext: trace show t1\n$/)
  })

  test('with --json stdout is one document, and what the command prints is on stderr', async () => {
    await using rig = await Rig.create()
    const ran = await rig.run('trace', ['--json', '--', 'node', '-e', 'console.log("printed")'])
    expect(ran.stderr).toBe('printed\n')
    expect(summaryOf(ran)).toMatchObject({ id: 't1', exitCodes: [0] })
  })

  test.each([
    ['exit 3', 3],
    ['kill -TERM $$', 143],
    ['kill -KILL $$', 137],
  ])('`%s` ends with %i', async (line, exitCode) => {
    await using rig = await Rig.create()
    expect(await rig.run('trace', ['--', ...shell(line)])).toMatchObject({ exitCode })
  })

  test('a command that is not there ends as in a shell, and saves nothing', async () => {
    await using rig = await Rig.create({ files: { 'plain.txt': '' } })
    expect(await rig.run('trace', ['--', 'no-such-command'])).toMatchObject({
      exitCode: 127,
      stdout: '',
      stderr: "trace: 'no-such-command' was not found\nhint: check with: command -v no-such-command\n",
    })
    expect(await rig.run('trace', ['--', './plain.txt'])).toMatchObject({ exitCode: 126 })
    expect((await rig.run('trace')).stdout).toMatch(/^0 profiles/)
  })

  test('100 MB of output pass', async () => {
    await using rig = await Rig.create()
    const line = `"$1" -- head -c 100000000 /dev/zero | wc -c; exit \${PIPESTATUS[0]}`
    const result = await execa('bash', ['-c', line, 'bash', path.join(binDirectory, 'trace')], {
      cwd: rig.directory,
      env: rig.environment(),
      extendEnv: false,
    })
    expect(result.stdout.trim()).toBe('100000000')
  })

  test('a reader that closes early ends the command as it would have ended, and the answer still comes', async () => {
    await using rig = await Rig.create()
    const line = `set -o pipefail; "$1" -- yes | head -n 1`
    const result = await execa('bash', ['-c', line, 'bash', path.join(binDirectory, 'trace')], {
      cwd: rig.directory,
      env: rig.environment(),
      extendEnv: false,
      reject: false,
    })
    expect(result).toMatchObject({ exitCode: 141, stdout: 'y' })
    expect(result.stderr).toContain('next: trace show t1')
  })

  test('SIGTERM to trace reaches the command, which may take its time and choose its exit code', async () => {
    await using rig = await Rig.create()
    const script =
      'process.on("SIGTERM", () => { console.log("closing"); clearInterval(t); process.exitCode = 4 }); const t = setInterval(() => {}, 1e6); console.log("up")'
    const child = execa(path.join(binDirectory, 'trace'), ['--', 'node', '-e', script], {
      cwd: rig.directory,
      env: rig.environment(),
      extendEnv: false,
      reject: false,
    })
    child.stdout.once('data', () => child.kill('SIGTERM'))
    expect(await child).toMatchObject({ exitCode: 4, stdout: 'up\nclosing' })
  })

  test('NODE_OPTIONS and a sitecustomize of the caller stay in force', async () => {
    await using rig = await Rig.create({
      files: { 'hook.cjs': 'globalThis.hooked = 1', 'py/sitecustomize.py': 'import builtins\nbuiltins.hooked = 1' },
    })
    const env = { NODE_OPTIONS: '--require=./hook.cjs', PYTHONPATH: 'py' }
    const node = await rig.run('trace', ['--', 'node', '-e', 'console.log(globalThis.hooked)'], { env })
    const python = await rig.run('trace', ['--', 'python3', '-c', 'print(hooked)'], { env })
    expect([node.stdout, python.stdout]).toEqual(['1\n', '1\n'])
  })

  test("a cluster and node's test runner take the sampler for no debugger", async () => {
    const files = {
      'cluster.js': `const cluster = require('node:cluster')
if (cluster.isPrimary) cluster.fork().on('exit', (code) => console.log('worker', code)); else process.exit(5)\n`,
      'a.test.js': "require('node:test')('a', () => console.log(process.execArgv))\n",
    }
    await using rig = await Rig.create({ files })
    expect(await rig.run('trace', ['--', 'node', 'cluster.js'])).toMatchObject({ exitCode: 0, stdout: 'worker 5\n' })
    const tested = await rig.run('trace', ['--', 'node', '--test', 'a.test.js'])
    expect(`${tested.stdout}${tested.stderr}`).not.toMatch(/inspect|debugger/i)
    expect(tested.stderr).toMatch(/\nnote: node --test \(\d+\) only starts others, .+\nnext: /)
  })

  test('a Node process whose NODE_OPTIONS a shell replaced is left alone, and said to be missing', async () => {
    await using rig = await Rig.create({ files: { 'a.js': `${spin}spin(3500)\n` } })
    const ran = await rig.run('trace', ['--', ...shell('NODE_OPTIONS=--no-warnings node a.js')])
    expect(ran.stderr).toMatch(/\nnote: node a\.js \(\d+\) wrote no profile: .* NODE_OPTIONS was replaced; /)
    expect(ran.stderr).not.toContain('Debugger')
  })

  test('of a worker that never returns to its event loop the answer says that it was not sampled', async () => {
    const script = `const { isMainThread, Worker } = require('node:worker_threads')
if (!isMainThread) for (;;);
const worker = new Worker(__filename)
const look = setInterval(() => { if (process.cpuUsage().user > 1e6) { clearInterval(look); worker.terminate() } }, 50)\n`
    await using rig = await Rig.create({ files: { 'a.js': script } })
    const { notes } = await traced(rig, ['node', 'a.js'])
    expect(notes).toEqual([
      expect.stringMatching(/^node a\.js \(\d+\) had .+ of CPU time in threads that were not sampled: /),
    ])
  })

  test('where no file may grow the command runs all the same, and nothing is left behind', async () => {
    await using rig = await Rig.create({ files: { 'a.js': 'console.log("done")\nprocess.exit(5)\n' } })
    const line = 'ulimit -f 0; exec "$1" -- node a.js'
    const result = await execa('bash', ['-c', line, 'bash', path.join(binDirectory, 'trace')], {
      cwd: rig.directory,
      env: rig.environment(),
      extendEnv: false,
      reject: false,
    })
    expect(result).toMatchObject({ exitCode: 5, stdout: 'done' })
    expect(result.stderr).toMatch(/trace: the profile was not saved: EFBIG.*\nunsaved: [^]*\nnext: trace list$/)
    const { stdout } = await rig.run('trace')
    expect(stdout).toMatch(/^0 profiles/)
  })

  test('a daemon is left alone, and nothing is left behind', async () => {
    await using rig = await Rig.create({
      files: { 'daemon.js': 'setTimeout(() => {}, 600_000); console.log(process.pid)', 'temporary/.keep': '' },
    })
    const line = 'node daemon.js > pid 2>&1 & until [ -s pid ]; do :; done'
    const ran = await rig.run('trace', ['--json', '--', ...shell(line)], { env: { TMPDIR: rig.path('temporary') } })
    process.kill(Number(readFileSync(rig.path('pid'), 'utf8')), 'SIGKILL')
    expect(summaryOf(ran).notes.join('\n')).toContain('was left running')
    expect(readdirSync(rig.path('temporary'))).toEqual(['.keep'])
  })
})

describe('a planted bottleneck is in the first rows', () => {
  test('of a JavaScript function, with its line and its code', async () => {
    await using rig = await Rig.create({ files: { 'a.js': `${spin}function hot() { spin(1500) }\nhot()\n` } })
    const { self, total, lines, verdict } = await traced(rig, ['node', 'a.js'])
    expect(self[0]).toMatchObject({ name: 'spin', file: 'a.js', line: 1 })
    expect(total.map(({ name }) => name)).toContain('hot')
    expect(lines[0]).toMatchObject({ file: 'a.js', line: 3, code: '  while (Date.now() < end);' })
    expect(verdict).toBe('computing in its own code')
  })

  test('of synchronous file calls, at the function that makes them', async () => {
    await using rig = await Rig.create({
      files: {
        'a.js': `const fs = require('node:fs')\nconst end = performance.now() + 500\nfunction readAll() {\n  fs.readFileSync('big')\n}\nwhile (performance.now() < end) readAll()\n`,
        big: 'x'.repeat(4_000_000),
      },
    })
    const { self } = await traced(rig, ['node', 'a.js'])
    expect(self[0]).toMatchObject({ name: 'readAll', file: 'a.js', line: 3, inside: 'readFileSync' })
  })

  test('of a child, by name, when the parent waits in JavaScript, in a shell and in Python', async () => {
    await using rig = await Rig.create({
      files: {
        'hot.js': `${spin}spin(1500)\n`,
        'sync.js': `require('node:child_process').execFileSync('node', ['hot.js'])\n`,
        'async.js': `require('node:child_process').spawn('node', ['hot.js'])\n`,
        'wait.py': `import subprocess\nsubprocess.run(['node', 'hot.js'])\n`,
      },
    })
    for (const command of [
      ['node', 'sync.js'],
      ['node', 'async.js'],
      shell('node hot.js; exit 0'),
      ['python3', 'wait.py'],
    ]) {
      const { verdict, self } = await traced(rig, command)
      expect(verdict).toMatch(/^waiting on child `node hot\.js`/)
      expect(self[0]).toMatchObject({ name: 'spin', file: 'hot.js', line: 1 })
    }
  })

  test('of commands that are over before they are seen, at the function that starts them', async () => {
    await using rig = await Rig.create({
      files: {
        'a.js': `const { execFileSync } = require('node:child_process')\nfunction start() {\n  for (let i = 0; i < 300; i++) execFileSync('true')\n}\nstart()\n`,
        'a.py': `import subprocess\ndef start():\n    for i in range(300): subprocess.run(['true'])\nstart()\n`,
      },
    })
    const ran = await traced(rig, ['node', 'a.js'])
    expect(ran.verdict).toMatch(/^waiting on children too short to be told apart .*, started in start a\.js:2$/)
    expect(ran.processes.map(({ name }) => name)).not.toContain('?')
    const { waits, split } = await traced(rig, ['python3', 'a.py'])
    expect(waits[0]).toMatchObject({ name: 'start', file: 'a.py', line: 2 })
    const shareOf = (kind: string) => split.find((row) => row.kind === kind)?.share.mean ?? 0
    expect(shareOf('child')).toBeGreaterThan(shareOf('idle'))
  })

  test('of a library in machine code, at the function that calls it', async () => {
    await using rig = await Rig.create({
      files: {
        'a.js': `function seal() {\n  return require('node:crypto').pbkdf2Sync('a', 'b', 600_000, 64, 'sha512')\n}\nseal()\n`,
      },
    })
    const { verdict } = await traced(rig, ['node', 'a.js'])
    expect(verdict).toMatch(/^computing in .*, called by seal a\.js:1$/)
  })

  test('of a worker thread, also one with an environment of its own', async () => {
    await using rig = await Rig.create({
      files: {
        'hot.js': `${spin}spin(500)\n`,
        'a.mjs': `import { Worker } from 'node:worker_threads'\nnew Worker('./hot.js', { env: {} })\n`,
      },
    })
    const { self, verdict } = await traced(rig, ['node', 'a.mjs'])
    expect(self[0]).toMatchObject({ name: 'spin', file: 'hot.js' })
    expect(verdict).toBe('computing in its own code')
  })

  test('of garbage collection', async () => {
    await using rig = await Rig.create({
      files: {
        'a.js': `const kept = []\nconst end = performance.now() + 1000\nfunction fill() {\n  for (let i = 0; i < 1e5; i++) kept.push({ i, text: [i] })\n  if (kept.length > 3e6) kept.length = 0\n}\nwhile (performance.now() < end) fill()\n`,
      },
    })
    const { self, allocations = [] } = await traced(rig, ['node', 'a.js'], ['--heap'])
    expect(self.slice(0, 2).map(({ name }) => name)).toContain('(garbage collector)')
    expect(allocations[0]).toMatchObject({ name: 'fill', file: 'a.js', line: 3 })
  })

  test('of waiting: a timer is no computing', async () => {
    await using rig = await Rig.create()
    const { verdict } = await traced(rig, ['node', '-e', 'setTimeout(() => {}, 1000)'])
    expect(verdict).toMatch(/^mostly waiting/)
  })

  test('of TypeScript, by its source map', async () => {
    const map = Buffer.from(
      JSON.stringify({ version: 3, file: 'a.js', sources: ['../src/a.ts'], names: [], mappings: ';;;;AAUA;AACA;AACA' }),
    ).toString('base64')
    const code = `// 1\n// 2\n// 3\n// 4\nfunction spin(ms) {\nconst end = Date.now() + ms; while (Date.now() < end);\n}\nspin(400)\n//# sourceMappingURL=data:application/json;base64,${map}\n`
    await using rig = await Rig.create({ files: { 'out/a.js': code } })
    const { self, lines } = await traced(rig, ['node', 'out/a.js'])
    expect(self[0]).toMatchObject({ name: 'spin', file: 'src/a.ts', line: 11 })
    expect(lines[0]).toMatchObject({ file: 'src/a.ts', line: 12 })
  })

  test('of a Python function, in a thread and in a child of multiprocessing', async () => {
    await using rig = await Rig.create({
      files: {
        'job.py': [
          'import threading, multiprocessing, time',
          'def slow():',
          '    end = time.thread_time() + 0.4',
          '    while time.thread_time() < end: pass',
          'def in_thread(): slow()',
          'def in_child(): slow()',
          'if __name__ == "__main__":',
          '    for kind, target in ((threading.Thread, in_thread), (multiprocessing.Process, in_child)):',
          '        job = kind(target=target); job.start(); job.join()',
          '',
        ].join('\n'),
      },
    })
    const { self, total, lines } = await traced(rig, ['python3', 'job.py'])
    expect(self[0]).toMatchObject({ name: 'slow', file: 'job.py', line: 2 })
    expect(lines[0]).toMatchObject({ file: 'job.py', line: 4 })
    expect(total.map(({ name }) => name)).toEqual(expect.arrayContaining(['in_thread', 'in_child']))
  })
})

describe('a profile survives', () => {
  const files = {
    'loop.js': `${spin}setInterval(() => spin(15), 20)\nsetTimeout(() => console.log('ready'), 900)\n`,
  }

  test.each(['TERM', 'INT', 'HUP', 'KILL'])('SIG%s', async (signal) => {
    await using rig = await Rig.create({ files })
    const line = `node loop.js > out & P=$!; until [ -s out ]; do :; done; kill -${signal} $P; wait $P`
    const { self, notes } = await traced(rig, shell(line))
    expect(self.map(({ name }) => name)).toContain('spin')
    expect(notes).toContainEqual(expect.stringContaining('was ended by a signal: its last moments are missing'))
  })

  test('a signal that the program answers itself, to its last moment', async () => {
    const script = `${files['loop.js']}process.on('SIGTERM', () => { spin(300); process.exit(5) })\n`
    await using rig = await Rig.create({ files: { 'loop.js': script } })
    const line = 'node loop.js > out & P=$!; until [ -s out ]; do :; done; kill -TERM $P; wait $P'
    const { exitCodes, notes } = await traced(rig, shell(line))
    expect({ exitCodes, notes }).toEqual({ exitCodes: [5], notes: [] })
  })

  test('a signal that its Node parent, or trace itself, sends: to its last moment', async () => {
    const parent = `const child = require('node:child_process').spawn('node', ['loop.js'])\nchild.stdout.once('data', () => child.kill())\n`
    await using rig = await Rig.create({ files: { ...files, 'parent.js': parent } })
    const { processes, notes } = await traced(rig, ['node', 'parent.js'])
    expect(notes).toEqual([])
    expect(processes.map(({ name }) => name)).toContain('node loop.js')
    const line =
      '"$1" --json -- node loop.js > out 2> err & P=$!; until [ -s err ]; do :; done; kill -TERM $P; wait $P; C=$?; cat out; exit $C'
    const ended = await execa('bash', ['-mc', line, 'bash', path.join(binDirectory, 'trace')], {
      cwd: rig.directory,
      env: rig.environment(),
      extendEnv: false,
      reject: false,
    })
    expect(ended.exitCode).toBe(143)
    expect((JSON.parse(ended.stdout) as { data: { summary: Summary } }).data.summary).toMatchObject({ notes: [] })
  })

  test.each(['TERM', 'INT', 'HUP'])('SIG%s also ends a program that hangs after its first turn', async (signal) => {
    const script = `${spin}setImmediate(() => { console.log('ready'); for (;;) spin(50) })\n`
    await using rig = await Rig.create({ files: { 'hang.js': script } })
    const line = `node hang.js > out & P=$!; until [ -s out ]; do :; done; kill -${signal} $P; wait $P`
    const { exitCodes } = await traced(rig, ['bash', '-mc', line])
    expect(exitCodes).toEqual([128 + constants.signals[`SIG${signal}` as NodeJS.Signals]])
  })

  test('an uncaught error', async () => {
    await using rig = await Rig.create({ files: { 'a.js': `${spin}spin(300)\nthrow new Error('x')\n` } })
    const summary = await traced(rig, ['node', 'a.js'])
    expect(summary.exitCodes).toEqual([1])
    expect(summary.self[0]).toMatchObject({ name: 'spin' })
  })

  test('process.exit with workers, and a terminated worker', async () => {
    await using rig = await Rig.create({
      files: {
        'hot.js': `${spin}spin(300)\nrequire('node:worker_threads').parentPort.postMessage('done')\nsetInterval(() => {}, 1e6)\n`,
        'exit.js': `const { Worker } = require('node:worker_threads')\nnew Worker('./hot.js').on('message', () => process.exit(2))\n`,
        'terminate.js': `const { Worker } = require('node:worker_threads')\nconst w = new Worker('./hot.js').on('message', () => w.terminate())\n`,
      },
    })
    for (const [script, exitCode] of [
      ['exit.js', 2],
      ['terminate.js', 0],
    ] as const) {
      const { self, exitCodes } = await traced(rig, ['node', script])
      expect(exitCodes).toEqual([exitCode])
      expect(self[0]).toMatchObject({ name: 'spin', file: 'hot.js' })
    }
  })

  test('npm, a shell and the workers of vitest between trace and the code, also as threads', async () => {
    // CPU time: beside a spin of wall time, on a busy machine, the runner's own work would seem larger.
    const typed = spin.replace('(ms)', '(ms: number)').replaceAll('Date.now()', 'process.cpuUsage().user / 1000')
    const source = `import { test } from 'vitest'\n${typed}test('slow', () => spin(600), 60_000)\n`
    const scripts = { test: 'vitest run --pool=forks && exec sh -c "vitest run --pool=threads"' }
    await using rig = await Rig.create({
      files: { 'package.json': JSON.stringify({ name: 'a', scripts }), 'a.test.ts': source, 'pnpm-workspace.yaml': '' },
    })
    symlinkSync(path.join(binDirectory, '../node_modules'), rig.path('node_modules'))
    const { exitCodes, self, processes } = await traced(rig, ['npm', 'test'])
    expect(exitCodes).toEqual([0])
    expect(self[0]).toMatchObject({ name: 'spin', file: 'a.test.ts', line: 2 })
    expect(processes.filter(({ sampledBy }) => sampledBy === 'node').length).toBeGreaterThanOrEqual(4)
  })

  test('a child with a clean environment', async () => {
    await using rig = await Rig.create({
      files: {
        'hot.js': `${spin}spin(400)\n`,
        'a.mjs': `import { execSync, spawnSync } from 'node:child_process'\nconst env = { PATH: process.env.PATH, NODE_OPTIONS: '--max-old-space-size=500' }\nexecSync('node hot.js', { env })\nspawnSync('node', ['hot.js'], { env: { PATH: process.env.PATH } })\n`,
      },
    })
    const { processes } = await traced(rig, ['node', 'a.mjs'], ['--all'])
    const hot = processes.filter(({ name }) => name === 'node hot.js')
    expect(hot.map(({ sampledBy }) => sampledBy)).toEqual(['node', 'node'])
  })
})

test('the event loop: how busy it was, and what blocked it longest', async () => {
  const script = `${spin}function busy() { spin(200) }\nsetTimeout(busy, 100)\nsetTimeout(() => spin(60), 500)\n`
  await using rig = await Rig.create({ files: { 'a.js': script } })
  const { eventLoops } = await traced(rig, ['node', 'a.js'])
  expect(eventLoops[0]?.blocks[0]).toMatchObject({ name: 'spin', file: 'a.js', line: 1 })
  expect(eventLoops[0]?.blocks[0]?.ms).toBeGreaterThan(150)
  expect(eventLoops[0]?.utilization).toBeGreaterThan(0.2)
  expect(eventLoops[0]?.utilization).toBeLessThan(0.9)
  const { stderr } = await rig.run('trace', ['--', 'node', 'a.js'])
  expect(stderr).toMatch(/\nevent loop of node a\.js: \d+% busy; blocked longest: \S+ at \S+ \(spin a\.js:1\)/)
})

test('-n repeats the command, and every share has its interval', async () => {
  await using rig = await Rig.create({ files: { 'a.js': `${spin}spin(200)\n` } })
  const summary = await traced(rig, ['node', 'a.js'], ['-n', '3'])
  expect(summary).toMatchObject({ repeats: 3, exitCodes: [0, 0, 0] })
  const share = summary.self[0]?.share
  expect(share?.low).toBeLessThan(share?.mean ?? 0)
  expect(share?.high).toBeGreaterThan(share?.mean ?? 1)
})

describe('memory that is kept', () => {
  const leaking = (more: string): string =>
    `const kept = globalThis.kept = []\nfunction leak() {\n  for (let i = 0; i < 1000; i++) kept.push({ i, list: new Array(60).fill(i) })\n}\nfunction churn() {\n  return Array.from({ length: 20_000 }, (_, i) => ({ i })).length\n}\nlet round = 0\nconst timer = setInterval(() => {\n  leak()\n  churn()\n  if (++round === 20) ${more}\n}, 5)\n`

  test('from the start to the end: who asked for it, and nobody whose garbage is gone', async () => {
    await using rig = await Rig.create({ files: { 'a.js': leaking('clearInterval(timer)') } })
    const summary = await traced(rig, ['node', 'a.js'], ['--heap-growth'])
    expect(summary.allocations?.[0]).toMatchObject({ name: 'leak', file: 'a.js', line: 2 })
    expect(summary.allocations?.map(({ name }) => name)).not.toContain('churn')
    const { fromBytes = 0, toBytes = 0 } = summary.heapGrowth ?? {}
    expect(toBytes - fromBytes).toBeGreaterThan(5_000_000)
  })

  test('of a process that runs already', async () => {
    await using rig = await Rig.create({ files: { 'a.js': leaking('console.log("up")') } })
    const child = execa('node', ['a.js'], { cwd: rig.directory, reject: false })
    try {
      await new Promise((resolve) => child.stdout.once('data', resolve))
      const { stdout } = await rig.run('trace', ['attach', String(child.pid), '-d', '500ms', '--heap-growth'])
      expect(stdout).toMatch(
        /\nmemory in use: \S+ \S+, at the end \S+ \S+; .*\n +\d+%.* (?:leak|\(anonymous\)) +a\.js:\d+\n/,
      )
    } finally {
      child.kill('SIGKILL')
      await child
    }
  })

  test('--heap and --heap-growth exclude one another', async () => {
    await using rig = await Rig.create()
    expect(await rig.run('trace', ['--heap', '--heap-growth', '--', 'true'])).toMatchObject({ exitCode: 2 })
  })
})
