import { expect, test } from 'vitest'
import { Rig } from '../support/rig.ts'
import { shell, spin, traced } from '../support/trace.ts'

test('processes of one program are one row, and the verdict counts them', async () => {
  await using rig = await Rig.create({ files: { 'a.js': `${spin}spin(150)\n` } })
  const { stderr } = await rig.run('trace', ['--', ...shell('node a.js; node a.js; node a.js')])
  expect(stderr).toMatch(
    /\nverdict: waiting on 3 children `node a\.js` \(\d+% of the time\), which compute in its own code\n/,
  )
  expect(stderr).toMatch(/\n +\d+% .* 3 × node a\.js +\(2 not sampled\)\n/)
})

test('of many short processes some are measured as a whole, and all are sampled with --all', async () => {
  await using rig = await Rig.create({ files: { 'a.js': '' } })
  const line = 'for i in 1 2 3 4 5 6 7 8; do node a.js; done'
  const some = await traced(rig, shell(line))
  expect(some.notes).toContainEqual(
    expect.stringMatching(/^\d short Node process(?:es)? (?:was|were) measured as a whole \(\d+ms of CPU time\)/),
  )
  const { notes, processes } = await traced(rig, shell(line), ['--all'])
  expect(notes).toEqual([])
  expect(processes.filter(({ sampledBy }) => sampledBy === 'node')).toHaveLength(8)
})

test('a process that computes without a pause after many short ones is sampled all the same', async () => {
  await using rig = await Rig.create({ files: { 'a.js': '', 'hot.js': `${spin}spin(3000)\n` } })
  const { self } = await traced(rig, shell('for i in 1 2 3 4 5 6 7 8; do node a.js; done; node hot.js; exit 0'))
  expect(self[0]).toMatchObject({ name: 'spin', file: 'hot.js' })
})

test('of Node processes one inside of the other each is sampled, however short', async () => {
  const start = (file: string): string => `require('node:child_process').execFileSync('node', ['${file}'])\n`
  await using rig = await Rig.create({ files: { 'a.js': start('b.js'), 'b.js': start('c.js'), 'c.js': '' } })
  const { processes, notes } = await traced(rig, shell('node a.js; node c.js; exit 0'))
  const sampled = processes.filter(({ sampledBy }) => sampledBy === 'node')
  expect(sampled.map(({ name }) => name).sort()).toEqual(['node a.js', 'node b.js', 'node c.js'])
  expect(notes).toContainEqual(expect.stringMatching(/^1 short Node process was measured/))
})

test('what a program does to itself or to others by number, in the midst of its first turn', async () => {
  const start = `const child = require('node:child_process').spawn('node', ['hang.js'])\n`
  await using rig = await Rig.create({
    files: {
      'self.js': `${spin}spin(300)\nprocess.kill(process.pid, 'SIGKILL')\n`,
      'hang.js': `${spin}console.log('ready')\nspin(60_000)\n`,
      'number.js': `${start}child.stdout.once('data', () => setTimeout(() => process.kill(child.pid, 'SIGKILL'), 500))\n`,
      'child.js': `${start}child.stdout.once('data', () => setTimeout(() => child.kill(), 500))\n`,
    },
  })
  for (const [script, exitCode] of [
    ['self.js', 137],
    ['number.js', 0],
    ['child.js', 0],
  ] as const) {
    const { self, exitCodes } = await traced(rig, ['node', script])
    expect(exitCodes).toEqual([exitCode])
    expect(self[0]).toMatchObject({ name: 'spin' })
  }
})
