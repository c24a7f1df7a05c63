import { execa } from 'execa'
import { describe, expect, test } from 'vitest'
import { makePath } from '../support/programs.ts'
import { Rig } from '../support/rig.ts'
import { summaryOf, traced, type Summary } from '../support/trace.ts'

const forever = 'import time\ndef slow():\n    while time.monotonic() > 0: pass\ndef main():\n    slow()\nmain()\n'

/** Whether the machine has a program; perf may be there and not be permitted. */
async function runs(command: readonly [string, ...string[]]): Promise<boolean> {
  const [program, ...args] = command
  return (await execa(program, args, { reject: false })).exitCode === 0
}

describe('a program that nothing can be loaded into', () => {
  const loop = ['--json', '--', 'sh', '-c', 'i=0; while [ $i -lt 600000 ]; do i=$((i+1)); done; exit 0']
  const sampledBy = ({ processes }: Summary): string | undefined =>
    processes.find(({ name }) => name.startsWith('sh'))?.sampledBy

  test('is known by its CPU time, and the answer says so', async () => {
    await using rig = await Rig.create()
    const summary = summaryOf(await rig.run('trace', loop, { env: { PATH: await makePath(rig) } }))
    expect(summary.self[0]).toMatchObject({ inside: 'not sampled: CPU time of the process' })
    expect([sampledBy(summary), summary.notes]).toEqual(['proc', []])
  })

  test('is known by its CPU time where perf may not look, and the answer tells why', async () => {
    await using rig = await Rig.create()
    const PATH = await makePath(rig, { perf: 'echo "No permission to enable cpu-clock event." >&2; exit 255' })
    const summary = summaryOf(await rig.run('trace', loop, { env: { PATH } }))
    expect(sampledBy(summary)).toBe('proc')
    expect(summary.notes).toEqual([expect.stringMatching(/^\w+ was not sampled: perf: No permission to enable/)])
  })

  test('is sampled by perf, where that is permitted', async (context) => {
    if (!(await runs(['perf', 'record', '-q', '-e', 'cpu-clock', '-o', '/dev/null', 'true'])))
      return context.skip('perf is not installed, or not permitted')
    await using rig = await Rig.create()
    const summary = summaryOf(await rig.run('trace', loop))
    expect(sampledBy(summary)).toBe('perf')
    expect(summary.self[0]).not.toHaveProperty('inside')
    expect(summary.verdict).toMatch(/^computing/)
  })
})

describe('Python that was started apart from trace, or without its sampler', () => {
  test('is sampled by its memory', async (context) => {
    if (process.platform !== 'linux') return context.skip('there is no /proc')
    await using rig = await Rig.create({ files: { 'job.py': forever } })
    const ran = await rig.run('trace', ['--json', '--', 'timeout', '2', 'python3', '-I', 'job.py'])
    const { self, lines } = summaryOf(ran)
    // On a busy machine it runs for a while before anybody looks, and that has no file.
    expect(self.find(({ file }) => file !== '')).toMatchObject({ name: 'slow', file: 'job.py', line: 2 })
    expect(lines[0]).toMatchObject({ file: 'job.py', line: 3, code: '    while time.monotonic() > 0: pass' })
  })

  const locks = `import threading, sys
first, second, both = threading.Lock(), threading.Lock(), threading.Barrier(2)
def take(one, other):
    with one:
        both.wait()
        if one is first: print(1, flush=True)
        with other: pass
threads = [threading.Thread(target=take, args=pair) for pair in [(first, second), (second, first)]]
for thread in threads: thread.start()
for thread in threads: thread.join()
`
  const hangs: Readonly<Record<string, readonly [script: string, dumped: RegExp, attached: RegExp]>> = {
    'a loop': [
      `print(1, flush=True)\n${forever}`,
      /: running slow job\.py:4 [^\n]*\nstack:\n {2}slow job\.py:4 {2}while time\.monotonic\(\) > 0: pass\n {2}main job\.py:6\n/,
      /^t1: [^]*self[^\n]*\n +\d+%.* slow +\S*job\.py:3\n/,
    ],
    'a deadlock': [
      locks,
      /waiting for another thread[^\n]*, in <module> job\.py:10\n[^]*\nthread \d+ is in take job\.py:7 {2}with other: pass\n[^]*(?:a deadlock of threads \d+, \d+: each|: a deadlock, when)/,
      /^t1: [^]*\nthread \d+ is in take job\.py:7 {2}with other: pass\n/,
    ],
    'a lock that another thread holds': [
      `import threading, time
lock, over, held = threading.Lock(), threading.Event(), threading.Event()
def used():
    with lock: pass
    over.set()
    time.sleep(100)
def hold():
    with lock:
        held.set()
        time.sleep(100)
threading.Thread(target=used).start()
over.wait()
threading.Thread(target=hold).start()
held.wait()
print(1, flush=True)
lock.acquire()
`,
      /in <module> job\.py:16 [^]*(?:thread \d+ waits for a lock that \d+ holds in hold job\.py:10\n|what may hold it: .*\d+ in hold job\.py:10)/,
      /^t1: /,
    ],
    'a child that does not end': [
      'import subprocess\ndef build():\n    print(1, flush=True)\n    subprocess.run(["sleep", "100"])\nbuild()\n',
      /waiting for its child `sleep` \(\d+\), in build job\.py:4\n/,
      /stood still in: \d+% \S+ build \S*job\.py:2/,
    ],
  }

  test.runIf(process.platform === 'linux').each(Object.keys(hangs))('tells where it hangs: %s', async (name) => {
    const [script, dumped, attached] = hangs[name] ?? ['', /$/, /$/]
    await using rig = await Rig.create({ files: { 'job.py': script } })
    await using child = await startJob(rig)
    const env = { PATH: await makePath(rig) }
    expect((await rig.run('trace', ['dump', String(child.pid)], { env })).stdout).toMatch(dumped)
    expect((await rig.run('trace', ['attach', String(child.pid), '-d', '300ms'], { env })).stdout).toMatch(attached)
  })
})

/** A Python program in its own process group, when it has printed something. */
async function startJob(rig: Rig): Promise<{ readonly pid: number } & AsyncDisposable> {
  const child = execa('python3', ['job.py'], { cwd: rig.directory, reject: false, detached: true })
  const pid = child.pid ?? 0
  await new Promise((resolve) => child.stdout.once('data', resolve))
  return {
    pid,
    async [Symbol.asyncDispose]() {
      process.kill(-pid, 'SIGKILL')
      await child
    },
  }
}

test('the time of calls of machine code belongs to the Python function that makes them', async () => {
  const code = `import time
def search(items, item):
    return item in items
items = list(range(4000))
while time.process_time() < 1:
    # A busy machine stops a program where it asks the system for something.
    for _ in range(400): search(items, -1)
`
  await using rig = await Rig.create({ files: { 'a.py': code } })
  const { self } = await traced(rig, ['python3', 'a.py'])
  expect(self[0]).toMatchObject({ name: 'search', file: 'a.py', line: 2 })
})
