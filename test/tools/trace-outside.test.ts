import { execa } from 'execa'
import { describe, expect, test } from 'vitest'
import { makePath } from '../support/programs.ts'
import { Rig } from '../support/rig.ts'
import { summaryOf, type Summary } from '../support/trace.ts'

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
  test('is sampled by py-spy, where installed', async (context) => {
    if (!(await runs(['py-spy', '--version']))) return context.skip('py-spy is not installed')
    await using rig = await Rig.create({ files: { 'job.py': forever } })
    const ran = await rig.run('trace', ['--json', '--', 'timeout', '3', 'python3', '-I', 'job.py'])
    expect(summaryOf(ran).self[0]).toMatchObject({ name: 'slow', file: 'job.py', line: 2 })
    expect(summaryOf(ran).lines[0]).toMatchObject({
      file: 'job.py',
      line: 3,
      code: '    while time.monotonic() > 0: pass',
    })
    const child = execa('python3', ['job.py'], { cwd: rig.directory, reject: false })
    try {
      const dumped = await rig.run('trace', ['dump', String(child.pid)])
      expect(dumped.stdout).toMatch(/: computing\nstack:\n {2}slow .*job\.py:3\n {2}main .*job\.py:5\n/)
      const attached = await rig.run('trace', ['attach', String(child.pid)])
      expect(attached.stdout).toMatch(/^t2: [^]*self[^\n]*\n +\d+%.* slow +\S*job\.py:2\n/)
    } finally {
      child.kill('SIGKILL')
      await child
    }
  })

  test('is what the kernel says of it where py-spy is missing, with the way to get it', async () => {
    await using rig = await Rig.create({ files: { 'job.py': `print(1, flush=True)\n${forever}` } })
    const child = execa('python3', ['job.py'], { cwd: rig.directory, reject: false })
    try {
      await new Promise((resolve) => child.stdout.once('data', resolve))
      const env = { PATH: await makePath(rig) }
      const { exitCode, stdout } = await rig.run('trace', ['dump', String(child.pid)], { env })
      expect(exitCode).toBe(0)
      expect(stdout).toMatch(/: computing\nnot sampled: py-spy is not installed \(pip install py-spy\)\n/)
    } finally {
      child.kill('SIGKILL')
      await child
    }
  })
})
