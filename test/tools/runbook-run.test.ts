import { existsSync, readFileSync, watch } from 'node:fs'
import path from 'node:path'
import { execa } from 'execa'
import { expect, test } from 'vitest'
import { binDirectory, Rig } from '../support/rig.ts'
import { makeAgent } from '../support/tm.ts'

const fence = '```'

function block(name: string, script: string, attributes = ''): string {
  return `${fence}sh {"name":"${name}"${attributes}}\n${script}\n${fence}\n`
}

/** Resolves when a file of this name is in the directory. */
async function appears(directory: string, name: string): Promise<void> {
  const file = path.join(directory, name)
  await new Promise<void>((resolve) => {
    const watcher = watch(directory, () => {
      if (!existsSync(file)) return
      watcher.close()
      resolve()
    })
    if (existsSync(file)) {
      watcher.close()
      resolve()
    }
  })
}

test('a killed run takes its command with it, and is resumed at the step it was in', async () => {
  await using rig = await Rig.create({ git: 'init' })
  const tm = makeAgent(rig, 'ann')
  const steps = [
    block('one', 'echo 1 >> ran'),
    block('two', 'echo 2 >> ran; test -e free || { touch begun; while :; do sleep 0.05; done; }'),
    block('three', 'echo 3 >> ran'),
  ]
  await tm.ok('add', 'Goal', '-d', steps.join('\n'))
  await rig.run('runbook', ['generate', '--task', '1'])
  const file = 'docs/runbooks/task-1.md'
  const running = execa(path.join(binDirectory, 'runbook'), ['run', file], {
    cwd: rig.directory,
    env: { ...rig.environment(), ...tm.env },
    extendEnv: false,
    reject: false,
    stdin: 'ignore',
  })
  await appears(rig.directory, 'begun')
  const second = await rig.run('runbook', ['run', file, '--fresh'])
  expect(second).toMatchObject({ exitCode: 1, stdout: '' })
  expect(second.stderr).toMatch(/is being run already \(process \d+\)/)
  running.kill('SIGKILL')
  await running
  const refused = await rig.run('runbook', ['run', file])
  expect(refused.stderr).toContain('stopped at two (interrupted)')
  await rig.write({ free: '' })
  const resumed = await rig.run('runbook', ['run', file, '--resume'], { env: tm.env })
  expect(resumed.stdout).toMatch(/^2 passed, 1 passed over \(run 2\)\none: passed over: it has passed already\n/)
  expect(readFileSync(rig.path('ran'), 'utf8')).toBe('1\n2\n2\n3\n')
  const events = await tm.ok('watch', '--since', '0', '--type', 'step_ran')
  expect(events.match(/step=\w+/g)).toEqual(['step=one', 'step=two', 'step=three'])
})

test('a step ends with its timeout, with a question, or with another output, and the log has everything', async () => {
  const steps = [
    block('slow', 'sleep 60', ',"timeout":"200ms"'),
    block('asks', 'printf "Really? [y/N] "; read answer'),
    `${block('prints', 'echo a; echo b')}\n${fence}output\na\n${fence}\n`,
    block('fails', 'seq 1000; false | true; echo unreachable'),
    `${fence}python {"name":"py"}\nprint(1)\n${fence}\n\n${fence}output\n1\n${fence}`,
    block('where', 'pwd; test -e here', ',"cwd":"sub"'),
    block('nowhere', 'true', ',"cwd":"gone"'),
  ]
  await using rig = await Rig.create({ git: 'init', files: { 'README.md': steps.join('\n'), 'sub/here': '' } })
  const step = async (name: string) => rig.run('runbook', ['run', 'README.md', '--step', name])
  expect((await step('slow')).stdout).toContain('slow: failed, ')
  expect((await step('slow')).stdout).toContain(': timed out after 200ms')
  expect((await step('asks')).stdout).toContain('it asked "Really? [y/N]", and nobody answers')
  expect((await step('prints')).stdout).toContain('another output: line 2 is "b", not the end')
  const failed = await step('fails')
  expect(failed.exitCode).toBe(1)
  expect(failed.stdout).toContain('results are not recorded with a task: the file is no runbook of the task database')
  const log = /log: (.*)/.exec(failed.stdout)?.[1] ?? ''
  expect(readFileSync(log, 'utf8').split('\n')).toHaveLength(1001)
  expect(await step('py')).toMatchObject({ exitCode: 0 })
  expect(await step('where')).toMatchObject({ exitCode: 0 })
  expect(await step('nowhere')).toMatchObject({ exitCode: 3 })
})
