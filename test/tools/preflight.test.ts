import { existsSync, readFileSync, statSync } from 'node:fs'
import { chmod, mkdir, readdir, symlink } from 'node:fs/promises'
import path from 'node:path'
import { execa } from 'execa'
import { describe, expect, test } from 'vitest'
import { hasDebianProgram } from '../support/debian.ts'
import { passing, report, scripts, step } from '../support/preflight.ts'
import { isRunning, waitForFile } from '../support/processes.ts'
import { binDirectory, Rig } from '../support/rig.ts'
import { Terminal } from '../support/terminal.ts'

function pidIn(file: string): number {
  return Number(readFileSync(file, 'utf8'))
}

describe('a repository', () => {
  test('whose checks pass is passed, with one line a step on stderr', async () => {
    await using rig = await Rig.create({ files: scripts({ lint: 'true', test: passing }), git: 'commit' })
    const { exitCode, stdout, stderr } = await rig.run('preflight')
    expect(exitCode).toBe(0)
    expect(stdout).toMatch(
      /^preflight passed: 3 passed of 3 steps in \S+\npassed: doctor \S+, lint \S+, test \S+ \(1 test\)\n$/,
    )
    expect(
      stderr
        .trimEnd()
        .split('\n')
        .map((line) => line.split(/\s+/).slice(0, 2)),
    ).toEqual([
      ['ok', 'doctor'],
      ['ok', expect.stringMatching(/lint|test/)],
      ['ok', expect.stringMatching(/lint|test/)],
    ])
  })

  test('with a failing step gets its cause, its log and the command that reruns it', async () => {
    const noise = 'for i in $(seq 2000); do echo "compiled file $i"; done'
    const files = scripts({
      lint: 'true',
      test: `${noise}; echo 'src/a.ts(3,7): error TS2322: Type A is not B.'; ${noise}; exit 2`,
    })
    await using rig = await Rig.create({ files: { ...files, 'src/a.ts': '' }, git: 'commit' })
    const { exitCode, stdout } = await rig.run('preflight')
    expect(exitCode).toBe(1)
    expect(Buffer.byteLength(stdout)).toBeLessThan(4000)
    const lines = stdout.split('\n')
    expect(lines[0]).toMatch(/^preflight failed: 1 failed, 2 passed of 3 steps in /)
    expect(lines[1]).toMatch(/^FAIL {4}test: exit 2 after /)
    expect(lines[2]).toMatch(/^ {2}src\/a\.ts:3:7.*TS2322.*Type A is not B/)
    expect(stdout).not.toContain('compiled file')
    const log = /^ {2}log: (.+)$/m.exec(stdout)?.[1] ?? ''
    expect(readFileSync(log, 'utf8').match(/^compiled file \d+$/gm)).toHaveLength(4000)
    expect(stdout).toContain('\n  rerun: npm run test\n')
    expect(stdout).toMatch(/\nnext: preflight --only test\n$/)
  })

  test('in which nothing can be detected is not a success', async () => {
    await using rig = await Rig.create({ files: { 'notes.txt': 'x' }, git: 'commit' })
    const { exitCode, stdout, stderr } = await rig.run('preflight')
    expect({ exitCode, stdout }).toEqual({ exitCode: 3, stdout: '' })
    expect(stderr).toMatch(/^preflight: nothing to check was found in .+ \(1 file\)\nhint: /)
  })

  test('whose only script changes files has nothing to check, and it is said why', async () => {
    await using rig = await Rig.create({ files: scripts({ lint: 'eslint --fix .' }) })
    const { exitCode, stderr } = await rig.run('preflight')
    expect(exitCode).toBe(3)
    expect(stderr).toContain('left out: npm run lint (it changes files, and a check must not)')
  })

  test('whose manifest does not parse gets one clear line', async () => {
    await using rig = await Rig.create({ files: { 'package.json': '{ "scripts": { "test": "true", }, oops' } })
    const { exitCode, stdout, stderr } = await rig.run('preflight')
    expect(exitCode).not.toBe(0)
    expect(stdout + stderr).toContain('package.json:1')
    expect(stderr).not.toContain('    at ')
  })

  test('is found from a directory below its root', async () => {
    await using rig = await Rig.create({ files: { ...scripts({ test: passing }), 'deep/er/file': '' }, git: 'commit' })
    expect((await rig.run('preflight', ['--only', 'test'], { cwd: rig.path('deep/er') })).exitCode).toBe(0)
    expect((await rig.run('preflight', ['-C', 'deep', '--only', 'test'])).exitCode).toBe(0)
  })

  test('in a linked worktree keeps its logs with the others', async () => {
    await using rig = await Rig.create({ files: scripts({ test: passing }), git: 'commit' })
    await rig.git('worktree', 'add', '--quiet', '../linked')
    const ran = await rig.run('preflight', ['--only', 'test', '--json'], { cwd: rig.path('../linked') })
    expect(report(ran).logDirectory.startsWith(rig.path('.git/groundcrew/logs/preflight/'))).toBe(true)
  })

  test.each(['a b', 'quote\'"', 'new\nline'])('whose path is %j works', async (name) => {
    await using rig = await Rig.create({ files: scripts({ test: 'pwd; exit 1' }), git: 'commit', name })
    const ran = await rig.run('preflight', ['--only', 'test', '--json'])
    expect(ran.exitCode).toBe(1)
    expect(readFileSync(step(ran, 'test').logPath ?? '', 'utf8')).toContain(rig.directory)
  })

  test('that cannot be written keeps its logs elsewhere, and says so', async () => {
    await using rig = await Rig.create({ files: { Makefile: `test:\n\t@${passing}\n` }, git: 'commit' })
    await chmod(rig.path('..'), 0o755)
    const run = [path.join(binDirectory, 'preflight'), '--only', 'test']
    const isRoot = process.getuid?.() === 0
    if (!isRoot) await execa('chmod', ['-R', 'a-w', rig.directory])
    const [program = '', ...args] = isRoot
      ? ['setpriv', '--reuid=65534', '--regid=65534', '--clear-groups', ...run]
      : run
    const env = {
      ...rig.environment(),
      HOME: '/nonexistent',
      GIT_CONFIG_COUNT: '1',
      GIT_CONFIG_KEY_0: 'safe.directory',
      GIT_CONFIG_VALUE_0: '*',
    }
    const { exitCode, stderr, stdout } = await execa(program, args, {
      cwd: rig.directory,
      env,
      extendEnv: false,
      reject: false,
    })
    if (!isRoot) await execa('chmod', ['-R', 'u+w', rig.directory])
    expect(stderr).toMatch(/note: logs go to .+, because .+ cannot be written/)
    expect({ exitCode, stdout }).toEqual({ exitCode: 0, stdout: expect.stringContaining('preflight passed') })
  })
})

describe('a place that takes nothing', () => {
  const line = '"$0" --only test'

  async function runShell(rig: Rig, command: string) {
    return await execa('bash', ['-c', command, path.join(binDirectory, 'preflight')], {
      cwd: rig.directory,
      env: rig.environment(),
      extendEnv: false,
      reject: false,
    })
  }

  test('for logs costs the logs alone', async () => {
    await using rig = await Rig.create({ files: { Makefile: `test:\n\t@${passing}\n` }, git: 'commit' })
    await rig.write({ '.git/groundcrew': '' })
    const { stderr, exitCode } = await runShell(rig, `TMPDIR="$PWD/Makefile" ${line}`)
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: expect.stringContaining('note: there are no logs: ') })
  })

  test('for stderr stops nothing, and the answer is whole', async () => {
    await using rig = await Rig.create({ files: { Makefile: 'lint:\n\ttrue\ntest:\n\texit 1\n' }, git: 'commit' })
    for (const nobody of ['2> >(exec true)', '2>/dev/full', '2>&-']) {
      const { stdout, exitCode } = await runShell(rig, `"$0" --skip doctor ${nobody}`)
      expect({ nobody, exitCode }).toEqual({ nobody, exitCode: 1 })
      expect(stdout).toMatch(/^preflight failed: 1 failed, 1 passed(?: \(1 cached\))? of 2 steps/)
    }
  })

  test('for the answer is said, with exit code 3', async () => {
    await using rig = await Rig.create({ files: { Makefile: `test:\n\t@${passing}\n` }, git: 'commit' })
    const { stderr, exitCode } = await runShell(rig, `${line} >/dev/full`)
    expect({ exitCode, stderr }).toEqual({
      exitCode: 3,
      stderr: expect.stringMatching(/\npreflight: cannot write the answer: ENOSPC/),
    })
  })
})

describe('a step', () => {
  test('that hangs is stopped with everything it started', async () => {
    const line = 'sh -c \'trap "" TERM; echo $$ > inner.pid; sleep 1000\' & echo $! > outer.pid; wait'
    await using rig = await Rig.create({ files: { ...scripts({ test: line }), '.gitignore': '*.pid' }, git: 'commit' })
    const ran = await rig.run('preflight', ['--only', 'test', '--timeout', '1s', '--json'])
    expect(ran.exitCode).toBe(1)
    expect(step(ran, 'test')).toMatchObject({ state: 'timed-out', reason: 'timed out after 1.0s' })
    expect(isRunning(pidIn(rig.path('inner.pid')))).toBe(false)
    expect(isRunning(pidIn(rig.path('outer.pid')))).toBe(false)
  })

  test('whose grandchild keeps the output open ends, and the grandchild too', async () => {
    const line = 'setsid sleep 1000 & echo $! > away.pid; sleep 1000 & echo $! > near.pid; ' + passing
    await using rig = await Rig.create({ files: { ...scripts({ test: line }), '.gitignore': '*.pid' }, git: 'commit' })
    const ran = await rig.run('preflight', ['--only', 'test', '--json'])
    expect({ exitCode: ran.exitCode, state: step(ran, 'test').state }).toEqual({ exitCode: 0, state: 'passed' })
    expect(isRunning(pidIn(rig.path('near.pid')))).toBe(false)
    expect(isRunning(pidIn(rig.path('away.pid')))).toBe(false)
  })

  test('that prints 200 MB is judged by its end, and its log is whole', async () => {
    const line =
      "head -c 200000000 /dev/zero | tr '\\\\0' 'x' | fold -w 1000; echo src/a.ts:1:2: error: it is the last line; exit 1"
    await using rig = await Rig.create({ files: scripts({ test: line }), git: 'commit' })
    const ran = await rig.run('preflight', ['--only', 'test', '--json'])
    expect(ran.exitCode).toBe(1)
    expect(Buffer.byteLength(ran.stdout)).toBeLessThan(20_000)
    expect(statSync(step(ran, 'test').logPath ?? '').size).toBeGreaterThanOrEqual(200_000_000)
    expect(step(ran, 'test').failures?.causes[0]?.message).toContain('it is the last line')
  })

  test('that dies by a signal says by which', async () => {
    await using rig = await Rig.create({ files: { Makefile: 'test:\n\t@kill -SEGV $$PPID\n' }, git: 'commit' })
    const ran = await rig.run('preflight', ['--only', 'test', '--json'])
    expect(step(ran, 'test')).toMatchObject({ state: 'failed', reason: 'killed by SIGSEGV' })
  })

  test('with quotes in its script runs as npm runs it', async () => {
    const line = `node -e "process.exit('a \\"b\\"'.length === 5 ? 0 : 1)" && ${passing}`
    await using rig = await Rig.create({ files: scripts({ test: line }), git: 'commit' })
    expect((await rig.run('preflight', ['--only', 'test'])).exitCode).toBe(0)
  })

  test('reads nothing and sees CI and NO_COLOR', async () => {
    const line = 'cat; test "$CI" = true && test "$NO_COLOR" = 1 && test -z "$FORCE_COLOR" && ' + passing
    await using rig = await Rig.create({ files: scripts({ test: line }), git: 'commit' })
    const { exitCode } = await rig.run('preflight', ['--only', 'test'], { env: { FORCE_COLOR: '1' }, input: 'x' })
    expect(exitCode).toBe(0)
  })

  test('run from a git hook does not inherit where the repository is', async () => {
    const line = `test -z "$GIT_DIR$GIT_INDEX_FILE$GIT_PREFIX" && ${passing}`
    await using rig = await Rig.create({ files: scripts({ test: line }), git: 'commit' })
    const env = { GIT_DIR: rig.path('.git'), GIT_INDEX_FILE: rig.path('.git/index'), GIT_PREFIX: '' }
    expect((await rig.run('preflight', ['--only', 'test'], { env })).exitCode).toBe(0)
  })

  test('that calls preflight again does not call itself for ever', async () => {
    const files = scripts({ test: `${path.join(binDirectory, 'preflight')} --skip doctor` })
    await using rig = await Rig.create({ files, git: 'commit' })
    const ran = await rig.run('preflight', ['--only', 'test', '--json'])
    expect(ran.exitCode).toBe(1)
    expect(readFileSync(step(ran, 'test').logPath ?? '', 'utf8')).toContain('one of its steps calls it again')
  })
})

describe('a program that is missing', () => {
  test('is a finding of doctor, and what needs it is skipped', async () => {
    const files = { 'go.mod': 'module example.org/demo\n\ngo 1.21\n', 'main.go': 'package main\n\nfunc main() {}\n' }
    await using rig = await Rig.create({ files, git: 'commit' })
    const env = { PATH: await pathWithout(rig, ['go', 'gofmt']) }
    const { exitCode, stdout } = await rig.run('preflight', [], { env })
    expect(exitCode).toBe(1)
    expect(stdout).toMatch(/^FAIL {4}doctor: /m)
    expect(stdout).toMatch(/^ {2}tool\.go: .+go\.mod:3$/m)
    expect(stdout).toMatch(/^skipped: format, lint, build \(doctor: tool\.go\)$/m)
  })

  test('without doctor leaves its step unknown, and the exit code is 3', async () => {
    const files = { 'go.mod': 'module example.org/demo\n\ngo 1.21\n', 'main.go': 'package main\n\nfunc main() {}\n' }
    await using rig = await Rig.create({ files, git: 'commit' })
    const env = { PATH: await pathWithout(rig, ['go', 'gofmt']) }
    const ran = await rig.run('preflight', ['--skip', 'doctor', '--only', 'build', '--json'], { env })
    expect(ran.exitCode).toBe(3)
    expect(step(ran, 'build')).toMatchObject({ state: 'unknown', reason: 'not found: go' })
  })

  test('may be git itself', async () => {
    await using rig = await Rig.create({ files: scripts({ test: passing }) })
    const { exitCode, stdout, stderr } = await rig.run('preflight', [], {
      env: { PATH: await pathWithout(rig, ['git']) },
    })
    expect(stderr).not.toContain('internal error')
    expect(exitCode).toBeOneOf([0, 1])
    expect(stdout).toMatch(/passed: .*test /)
  })
})

describe('flags', () => {
  test('--list shows the plan with reasons, and runs nothing', async () => {
    await using rig = await Rig.create({
      files: { ...scripts({ test: 'touch ran', build: 'touch ran' }) },
      git: 'commit',
    })
    const { exitCode, stdout } = await rig.run('preflight', ['--list'])
    expect({ exitCode, ran: existsSync(rig.path('ran')) }).toEqual({ exitCode: 0, ran: false })
    expect(stdout).toMatch(/^2 steps, after doctor\n/)
    expect(stdout).toMatch(/^test +npm run test +package\.json:4 +.+; after build$/m)
  })

  test('--skip leaves out, --only chooses', async () => {
    await using rig = await Rig.create({
      files: scripts({ lint: 'true', test: passing, build: 'true' }),
      git: 'commit',
    })
    const ids = async (...args: string[]): Promise<string[]> =>
      report(await rig.run('preflight', ['--json', ...args])).steps.map(({ id }) => id)
    expect(await ids('--skip', 'doctor,lint')).toEqual(['build', 'test'])
    expect(await ids('--only', 'lint', '--only', 'test')).toEqual(['lint', 'test'])
    expect((await rig.run('preflight', ['--only', 'lint', '--skip', 'lint'])).exitCode).toBe(2)
  })

  test('--fail-fast stops what runs and skips the rest', async () => {
    const files = scripts({ lint: 'exit 1', typecheck: 'sleep 1000', test: 'touch ran' })
    await using rig = await Rig.create({ files, git: 'commit' })
    const ran = await rig.run('preflight', ['--skip', 'doctor', '--fail-fast', '-j', '2', '--json'])
    expect(ran.exitCode).toBe(1)
    expect(report(ran).steps.map(({ id, state }) => [id, state])).toEqual([
      ['lint', 'failed'],
      ['typecheck', 'skipped'],
      ['test', 'skipped'],
    ])
    expect(existsSync(rig.path('ran'))).toBe(false)
  })

  test('--fail-fast stops before the first step where doctor fails', async () => {
    const files = { ...scripts({ test: 'touch ran' }), '.nvmrc': '0.12\n' }
    await using rig = await Rig.create({ files, git: 'commit' })
    const ran = await rig.run('preflight', ['--fail-fast', '--json'])
    expect(step(ran, 'test')).toMatchObject({ state: 'skipped', reason: '--fail-fast: doctor did not pass' })
    expect(existsSync(rig.path('ran'))).toBe(false)
  })

  test('--list speaks of doctor only where it is asked, and of no steps not at all', async () => {
    await using rig = await Rig.create({ files: scripts({ lint: 'true', test: passing }), git: 'commit' })
    expect((await rig.run('preflight', ['--list'])).stdout).toMatch(/^2 steps, after doctor\n/)
    expect((await rig.run('preflight', ['--list', '--only', 'lint'])).stdout).toMatch(/^1 step\nlint /)
    expect((await rig.run('preflight', ['--list', '--only', 'lint', '--skip', 'lint'])).exitCode).toBe(2)
  })

  test('--jobs 1 runs one step at a time', async () => {
    const line = 'mkdir lock && sleep 0.05 && rmdir lock'
    await using rig = await Rig.create({ files: scripts({ lint: line, typecheck: line, build: line }), git: 'commit' })
    expect((await rig.run('preflight', ['--skip', 'doctor', '--jobs', '1'])).exitCode).toBe(0)
  })
})

describe('an interruption', () => {
  test('stops everything and exits with the signal', async () => {
    const line = 'sleep 1000 & echo $! > sleep.pid.tmp; mv sleep.pid.tmp sleep.pid; wait'
    await using rig = await Rig.create({ files: scripts({ test: line }), git: 'commit' })
    const started = waitForFile(rig.directory, 'sleep.pid')
    const run = execa(path.join(binDirectory, 'preflight'), ['--only', 'test'], {
      cwd: rig.directory,
      env: rig.environment(),
      extendEnv: false,
      reject: false,
    })
    await started
    run.kill('SIGTERM')
    const { exitCode } = await run
    expect(exitCode).toBe(143)
    expect(isRunning(pidIn(rig.path('sleep.pid')))).toBe(false)
  })
})

describe.skipIf(!(await hasDebianProgram('tmux')))('a terminal', () => {
  test('shows what is running, in colour, and takes the line away again', async () => {
    await using rig = await Rig.create({ files: { Makefile: 'test:\n\t@cat fifo\n\t@exit 1\n' }, git: 'commit' })
    await execa('mkfifo', [rig.path('fifo')])
    await using terminal = new Terminal(rig)
    await terminal.start(`${path.join(binDirectory, 'preflight')} --only test`)
    await terminal.waitFor(/running: test \d/)
    await execa('sh', ['-c', 'echo go > fifo'], { cwd: rig.directory })
    const screen = await terminal.waitFor(/\[exit 1\]/)
    expect(screen).not.toContain('running:')
    expect(screen).toMatch(/FAIL +test/)
    expect(screen).toContain('\u001b[31m')
  })

  test('Ctrl-C stops what runs and shows how far it came', async () => {
    const line = 'test:\n\t@echo $$$$ > step.pid; exec sleep 1000\n'
    await using rig = await Rig.create({ files: { Makefile: line }, git: 'commit' })
    await using terminal = new Terminal(rig)
    await terminal.start(`${path.join(binDirectory, 'preflight')} --only test`)
    await terminal.waitFor(/running: test \d/)
    await terminal.keys('C-c')
    const screen = await terminal.waitFor(/\[exit 130\]/)
    expect(screen).toContain('test')
    expect(isRunning(pidIn(rig.path('step.pid')))).toBe(false)
  })
})

test('the logs of the newest runs are kept', async () => {
  await using rig = await Rig.create({ files: { Makefile: `test:\n\t@${passing}\n` }, git: 'commit' })
  const logs = rig.path('.git/groundcrew/logs/preflight')
  for (let run = 0; run < 30; run++)
    await mkdir(path.join(logs, `20200101T0000${String(run).padStart(2, '0')}Z-1`), { recursive: true })
  await mkdir(path.join(logs, 'mine'))
  await rig.run('preflight', ['--only', 'test'])
  const kept = (await readdir(logs)).sort()
  expect(kept).toHaveLength(21)
  expect(kept).toContain('mine')
  expect(kept).not.toContain('20200101T000000Z-1')
})

/** A PATH that has everything the caller's has, but for these programs. */
async function pathWithout(rig: Rig, names: readonly string[]): Promise<string> {
  const directory = rig.path('../programs')
  await mkdir(directory)
  for (const entry of (process.env['PATH'] ?? '').split(':')) {
    for (const name of existsSync(entry) ? await readdir(entry) : []) {
      if (names.includes(name)) continue
      await symlink(path.join(entry, name), path.join(directory, name)).catch((error: NodeJS.ErrnoException) => {
        if (error.code !== 'EEXIST') throw error
      })
    }
  }
  return directory
}
