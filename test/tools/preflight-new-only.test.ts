import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { scripts, step } from '../support/preflight.ts'
import { Rig } from '../support/rig.ts'

/** A type checker that finds each line with the word BAD, and says so as tsc does. */
const checker = `const { readFileSync, readdirSync } = require('node:fs')
let found = 0
for (const file of readdirSync('.').filter((name) => name.endsWith('.ts')).sort())
  readFileSync(file, 'utf8').split('\\n').forEach((line, index) => {
    if (!line.includes('BAD')) return
    found += 1
    console.log(file + '(' + (index + 1) + ',1): error TS2322: ' + line.trim() + ' is wrong.')
  })
if (found > 0) console.log('\\nFound ' + found + ' errors.')
process.exit(found > 0 ? 2 : 0)
`
const files = {
  ...scripts({ typecheck: 'node check.js' }),
  'check.js': checker,
  'a.ts': 'let x\nBAD one\n',
  'b.ts': 'BAD two\n',
}

async function check(rig: Rig, ...args: readonly string[]) {
  return await rig.run('preflight', ['--skip', 'doctor', '--new-only', ...args])
}

describe('--new-only', () => {
  test('without a baseline judges the lines of the change, and says how many it does not', async () => {
    await using rig = await Rig.create({ files, git: 'commit' })
    await rig.write({ 'a.ts': 'let x\nlet y\nBAD one\n' })
    const { exitCode, stdout } = await check(rig)
    expect(exitCode).toBe(0)
    expect(stdout).toMatch(/^hidden by --new-only: typecheck 2 on unchanged lines$/m)
    expect((await rig.run('preflight', ['--skip', 'doctor'])).exitCode).toBe(1)
    await rig.write({ 'new.ts': 'BAD three\n' })
    const ran = await check(rig, '--json')
    expect(ran.exitCode).toBe(1)
    expect(step(ran, 'typecheck')).toMatchObject({ hidden: { count: 2 }, failures: { total: 1 } })
    expect(step(ran, 'typecheck').failures?.causes[0]?.location).toEqual({ file: 'new.ts', line: 1, column: 1 })
    await rig.git('add', '--all')
    expect((await check(rig, '--staged')).exitCode).toBe(1)
    await rig.git('commit', '--quiet', '--message', 'three')
    expect((await check(rig)).exitCode).toBe(0)
    expect((await check(rig, '--since', 'HEAD~1')).exitCode).toBe(1)
  })

  test('with a baseline a diagnostic may move, also to another file with its code; its copy is new', async () => {
    await using rig = await Rig.create({ files, git: 'commit' })
    const { stdout } = await rig.run('preflight', ['baseline'])
    expect(stdout).toBe(
      'preflight-baseline.json written: 2 findings of 1 step\ntypecheck 2\nnext: preflight --new-only\n',
    )
    const recorded = readFileSync(rig.path('preflight-baseline.json'), 'utf8')
    expect(recorded).toContain(
      '{"file":"a.ts","rule":"tsc/TS2322","message":"TS2322: BAD one is wrong.","code":"BAD one"}',
    )
    await rig.write({ 'a.ts': '// moved\n\n  BAD one\n' })
    await rig.git('mv', 'b.ts', 'c.ts')
    expect((await check(rig)).stdout).toMatch(/^hidden by --new-only: typecheck 2 in the baseline$/m)
    await rig.write({ 'a.ts': 'BAD one\nBAD one\n' })
    const ran = await check(rig, '--json')
    expect(step(ran, 'typecheck')).toMatchObject({ state: 'failed', hidden: { count: 2 }, failures: { total: 1 } })
    await rig.write({ 'a.ts': 'BAD other\n' })
    expect((await check(rig)).exitCode).toBe(1)
    await rig.write({ 'preflight-baseline.json': '{}' })
    expect(await check(rig)).toMatchObject({
      exitCode: 2,
      stderr: expect.stringContaining('is no baseline of preflight'),
    })
  })

  test.each([
    ['node check.js && true', 'it is several commands'],
    ['node check.js | sed "s/^Found 2/Found 9/" | grep -v "^$" | (cat; exit 1)', ''],
    ["sh -c 'node check.js; echo Found 9 errors.; exit 1'", ''],
    ['node crash.js', 'nothing in its output is known'],
  ])('never turns green what it cannot judge: %s', async (line, reason) => {
    const own = { ...files, ...scripts({ typecheck: line }), 'crash.js': 'process.exit(9)' }
    await using rig = await Rig.create({ files: own, git: 'commit' })
    const ran = await check(rig, '--json')
    expect(ran.exitCode).toBe(1)
    expect(step(ran, 'typecheck').reason).toContain(`--new-only cannot judge it: ${reason}`)
    expect(await rig.run('preflight', ['baseline'])).toMatchObject({
      exitCode: 3,
      stderr: expect.stringContaining('cannot be recorded: typecheck: '),
    })
  })
})
