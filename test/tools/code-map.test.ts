import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, readdirSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, test } from 'vitest'
import { binDirectory, Rig } from '../support/rig.ts'

/** Enough files that a build takes a lock and a moment. */
const MANY = 1300
/** Enough that it runs in several threads. */
const VERY_MANY = 5200

function manyFiles(count = MANY): Record<string, string> {
  return Object.fromEntries(
    Array.from({ length: count }, (_, index) => [
      `d${index % 7}/f${index}.py`,
      `def f${index}():\n    return f${(index * 7) % count}()\n`,
    ]),
  )
}

async function data(rig: Rig, ...args: string[]): Promise<unknown> {
  const { stdout } = await rig.run('code-map', [...args, '--json'])
  return (JSON.parse(stdout) as { data: unknown }).data
}

describe('the answers', () => {
  test('first the verdict, then path:line:column, last the next command', async () => {
    await using rig = await Rig.create({
      git: 'init',
      files: { 'a.ts': 'export class A {\n  run() {}\n}\nnew A().run()\n' },
    })
    expect(await rig.run('code-map', ['def', 'A.run'])).toMatchObject({
      exitCode: 0,
      stderr: '',
      stdout: '1 definition of A.run\na.ts:2:3: method A.run  run()\nnext: code-map refs A.run\n',
    })
    expect((await rig.run('code-map', ['refs', 'nothing'])).stdout).toBe(
      '0 resolved, 0 same-name uses of nothing in code\nnext: code-map find nothing\n',
    )
  })

  test('paths count from where the caller stands', async () => {
    await using rig = await Rig.create({ git: 'init', files: { 'src/a.ts': 'const a = 1' } })
    const { stdout } = await rig.run('code-map', ['outline', 'a.ts'], { cwd: rig.path('src') })
    expect(stdout).toBe('1 symbol in src/a.ts\n  1-1   constant  const a\nnext: code-map importers src/a.ts\n')
    expect(await rig.run('code-map', ['outline', '../..'])).toMatchObject({ exitCode: 2, stdout: '' })
    expect(await rig.run('code-map', ['outline', 'gone.ts'])).toMatchObject({ exitCode: 2, stdout: '' })
    expect(await rig.run('code-map', ['find', '/(/'])).toMatchObject({ exitCode: 2, stdout: '' })
  })

  test('a map never exceeds its budget', async () => {
    await using rig = await Rig.create({ git: 'init', files: manyFiles() })
    for (const budget of [100, 400]) {
      const { stdout } = await rig.run('code-map', ['map', '--for', 'f12 f13 f14', '--budget', String(budget)])
      expect(Buffer.byteLength(stdout)).toBeLessThanOrEqual(budget * 4)
    }
  })
})

describe('the index', () => {
  test('several threads find what one finds', async () => {
    await using rig = await Rig.create({ git: 'init', files: manyFiles(VERY_MANY) })
    const all = { files: VERY_MANY, symbols: VERY_MANY, filesRead: VERY_MANY }
    expect(await data(rig, 'build')).toMatchObject(all)
    expect(await data(rig, 'callers', 'f14')).toMatchObject({ definitions: 1, resolved: 0, sameName: 1 })
    expect(await data(rig, 'stats')).toMatchObject({ filesRead: 0 })
  })

  test('two builds at once do the work once', async () => {
    await using rig = await Rig.create({ git: 'init', files: manyFiles() })
    const reports = (await Promise.all([data(rig, 'build'), data(rig, 'build')])) as { filesRead: number }[]
    expect(reports.map(({ filesRead }) => filesRead).sort((left, right) => left - right)).toEqual([0, MANY])
  })

  test('a build that was killed leaves nothing that is believed', async () => {
    await using rig = await Rig.create({ git: 'init', files: manyFiles() })
    const directory = rig.path('.git/groundcrew/code')
    const child = spawn(path.join(binDirectory, 'code-map'), ['build'], {
      cwd: rig.directory,
      env: rig.environment(),
      stdio: 'ignore',
    })
    while (!existsSync(path.join(directory, 'build.lock')) && child.exitCode === null)
      await new Promise((resolve) => setImmediate(resolve))
    child.kill('SIGKILL')
    await once(child, 'exit')
    writeFileSync(path.join(directory, 'segments', 'half.seg'), 'half a segment')
    expect(await data(rig, 'def', 'f99')).toMatchObject({ total: 1, filesIndexed: MANY })
    expect(readdirSync(directory)).not.toContain('build.lock')
  })

  test('damage is said once and mended', async () => {
    await using rig = await Rig.create({ git: 'init', files: { 'a.py': 'def a(): pass' } })
    await rig.run('code-map', ['build'])
    const segments = rig.path('.git/groundcrew/code/segments')
    for (const name of readdirSync(segments)) writeFileSync(path.join(segments, name), 'nonsense')
    const mended = await rig.run('code-map', ['def', 'a'])
    expect(mended.stderr).toMatch(/^code-map: the index is damaged: .+; building it again\n$/)
    expect(mended.stdout).toContain('a.py:1:5: function a')
    expect((await rig.run('code-map', ['def', 'a'])).stderr).toBe('')
  })
})
