import { expect, test } from 'vitest'
import { Rig } from '../support/rig.ts'
import { shell, spin, traced } from '../support/trace.ts'

test('processes of one program are one row, and the verdict counts them', async () => {
  await using rig = await Rig.create({ files: { 'a.js': `${spin}spin(150)\n` } })
  const { stderr } = await rig.run('trace', ['--', ...shell('node a.js; node a.js; node a.js')])
  expect(stderr).toMatch(
    /\nverdict: waiting on 3 children `node a\.js` \(\d+% of the time\), which compute in its own code\n/,
  )
  expect(stderr).toMatch(/\n +\d+% .* 3 × node a\.js\n/)
})

test('of many short processes some are measured as a whole, and all are sampled with --all', async () => {
  await using rig = await Rig.create({ files: { 'a.js': '' } })
  const line = 'for i in 1 2 3 4 5 6 7 8; do node a.js; done'
  const some = await traced(rig, shell(line))
  expect(some.notes).toContainEqual(
    expect.stringMatching(/^\d short Node process(?:es)? (?:was|were) measured as a whole/),
  )
  const { notes, processes } = await traced(rig, shell(line), ['--all'])
  expect(notes).toEqual([])
  expect(processes.filter(({ sampledBy }) => sampledBy === 'node')).toHaveLength(8)
})

test('a process that computes without a pause after many short ones is sampled all the same', async () => {
  await using rig = await Rig.create({ files: { 'a.js': '', 'hot.js': `${spin}spin(3000)\n` } })
  const { self } = await traced(rig, shell('for i in 1 2 3 4 5 6 7 8; do node a.js; done; node hot.js; exit 0'))
  expect(self[0]).toMatchObject({ file: 'hot.js' })
})
