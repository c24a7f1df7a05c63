import path from 'node:path'
import { execa } from 'execa'
import { expect, test } from 'vitest'
import { suiteRig } from '../support/flake.ts'
import { waitForFile } from '../support/processes.ts'
import { binDirectory, type Rig } from '../support/rig.ts'

const timeout = 120_000
const head = `const { test } = require('node:test')\n`
/** Names that say nothing, so that only runs tell which of them does something. */
const many = (count: number, body: string): string =>
  `const act = (index) => { ${body} }\nfor (let index = 0; index < ${count}; index += 1) test('t' + index, () => act(index))\n`

interface Bisected {
  readonly exitCode: number | undefined
  readonly error?: { readonly code: string }
  readonly data: {
    readonly before: number
    readonly outcome: {
      readonly kind: string
      readonly othersDoIt?: boolean
      readonly sets?: readonly {
        readonly kind: string
        readonly polluters?: readonly string[]
        readonly setters?: readonly string[]
        readonly searchRuns: number
        readonly isMinimal: boolean
      }[]
    }
  }
}

async function bisect(rig: Rig, args: readonly string[], command = ['node', '--test']): Promise<Bisected> {
  const { stdout, exitCode } = await rig.run('flake', ['bisect', '--json', ...args, '--', ...command])
  return { exitCode, ...JSON.parse(stdout) }
}

test(
  'one polluter among many is found in at most 2 log2(n) + 6 runs, and the answer says what to do next',
  { timeout },
  async () => {
    const victim = `let dirty = false\ntest('victim', () => { if (dirty) throw new Error('is dirty') })\n`
    await using rig = await suiteRig({ 'a.test.cjs': head + victim + many(64, 'if (index === 21) dirty = true') })
    const { exitCode, stdout } = await rig.run('flake', ['bisect', 'victim', '--', 'node', '--test'])
    expect(exitCode).toBe(1)
    expect(stdout.split('\n').filter((line) => !line.includes('of them the search'))).toEqual([
      '1 polluter of 64 tests before it: a.test.cjs > victim',
      '  polluter: a.test.cjs > t21',
      "  passes without it (6 of 6), fails after 'a.test.cjs > t21' (6 of 6)",
      '  said: is dirty',
      "next: flake why 'a.test.cjs > victim'",
      '',
    ])
    // With the run that found it, those that confirm it, and the one that asks for others.
    const runs = Number(/ (\d+) runs, \d+ of them the search; no other polluter/.exec(stdout)?.[1])
    expect(runs).toBeLessThanOrEqual(2 * Math.log2(64) + 6)
    // What was found is remembered.
    expect((await rig.run('flake', ['repro', 'victim', '-n', '1', '--', 'node', '--test'])).stdout).toContain(
      '1. a.test.cjs > t21',
    )
  },
)

test('polluters that are needed together, and sets of setters that are each enough', { timeout }, async () => {
  const state = `const seen = new Set()
const both = () => seen.has(3) && seen.has(17)
test('victim', () => { if (both()) throw new Error('both') })
test('brittle', () => { if (!seen.has(9) && !seen.has(12)) throw new Error('not ready') })
`
  await using rig = await suiteRig({ 'a.test.cjs': head + state + many(20, 'seen.add(index)') })
  const victim = await bisect(rig, ['victim'])
  expect(victim.data.outcome).toMatchObject({
    kind: 'found',
    othersDoIt: false,
    sets: [{ kind: 'order-victim', isMinimal: true, polluters: ['a.test.cjs > t3', 'a.test.cjs > t17'] }],
  })
  const { data } = await bisect(rig, ['brittle', '--all'])
  expect(data.outcome.sets?.map(({ setters }) => setters).toSorted()).toEqual([
    ['a.test.cjs > t12'],
    ['a.test.cjs > t9'],
  ])
})

test('a polluter that works only at times is found alone, by questions that are repeated', { timeout }, async () => {
  // Two runs of three: a file counts the runs.
  const source = `const { readFileSync, writeFileSync } = require('node:fs')
let count = 0
try { count = Number(readFileSync('.git/count', 'utf8')) } catch {}
writeFileSync('.git/count', String(count + 1))
let dirty = false
test('victim', () => { if (dirty) throw new Error('dirty') })
`
  await using rig = await suiteRig({
    'a.test.cjs': head + source + many(16, 'if (index === 5 && count % 3 !== 1) dirty = true'),
  })
  const { data } = await bisect(rig, ['victim'])
  expect(data.outcome).toMatchObject({ kind: 'found', sets: [{ polluters: ['a.test.cjs > t5'] }] })
})

test('across files where vitest shares their memory', { timeout }, async () => {
  await using rig = await suiteRig({
    'vitest.config.mjs': 'export default { test: { isolate: false } }\n',
    'state.js': "export const state = { mode: 'clean' }\n",
    'a.test.js': `import { test } from 'vitest'\nimport { state } from './state.js'\ntest('victim', () => { if (state.mode !== 'clean') throw new Error(state.mode) })\n`,
    'b.test.js': `import { test } from 'vitest'\ntest('other', () => {})\n`,
    'c.test.js': `import { test } from 'vitest'\nimport { state } from './state.js'\ntest('polluter', () => { state.mode = 'dirty' })\n`,
  })
  const { data } = await bisect(rig, ['victim'], ['npx', 'vitest', 'run'])
  expect(data.outcome.sets?.[0]?.polluters).toEqual(['c.test.js > polluter'])
})

test(
  'a test that fails anyway has no order to blame, and neither has what cannot be ordered',
  { timeout },
  async () => {
    await using rig = await suiteRig({
      'a.test.cjs': `${head}test('broken', () => { throw new Error('no') })\ntest('other', () => {})\n`,
    })
    const broken = await rig.run('flake', ['bisect', 'broken', '--', 'node', '--test'])
    expect(broken.exitCode).toBe(0)
    expect(broken.stdout).toMatch(
      /^no order decides in \d+ runs: a\.test\.cjs > broken\n {2}alone it failed, in \d+ orders it failed\nnext: flake mine/,
    )
    expect(await bisect(rig, ['x'], ['true'])).toMatchObject({ exitCode: 3, error: { code: 'NOT_STEERED' } })
    expect(await bisect(rig, ['no such'])).toMatchObject({ exitCode: 2, error: { code: 'NO_SUCH_TEST' } })
  },
)

test('a search that is stopped prints the smallest set so far', { timeout }, async () => {
  // Once few tests are left the suite waits for ever, and is interrupted there.
  const source = `const { writeFileSync } = require('node:fs')
let ran = 0, dirty = false
test('victim', () => {
  if (ran > 1 && ran < 20) {
    writeFileSync('.git/few', '')
    for (;;);
  }
  if (dirty) throw new Error('dirty')
})
`
  await using rig = await suiteRig({
    'a.test.cjs': head + source + many(64, 'ran += 1; if (index === 5) dirty = true'),
  })
  const child = execa(path.join(binDirectory, 'flake'), ['bisect', 'victim', '--', 'node', '--test'], {
    cwd: rig.directory,
    env: rig.environment(),
    extendEnv: false,
    reject: false,
    stdin: 'ignore',
  })
  await waitForFile(rig.path('.git'), 'few')
  child.kill('SIGINT')
  const { stdout, exitCode } = await child
  expect(exitCode).toBe(130)
  expect(stdout).toMatch(/^not known after \d+ runs: a\.test\.cjs > victim\n/)
  const size = Number(/smallest so far: (\d+) of the 64 tests before it/.exec(stdout)?.[1])
  expect(size).toBeGreaterThanOrEqual(20)
  expect(size).toBeLessThan(64)
})
