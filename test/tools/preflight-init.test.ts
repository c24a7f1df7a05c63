import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { passing, report, scripts, step } from '../support/preflight.ts'
import { Rig } from '../support/rig.ts'

const files = scripts({ lint: 'true', test: passing, build: 'true' })

describe('preflight init', () => {
  test('freezes the detected plan, keeps the rest of the file, and that plan runs', async () => {
    const before = '{\n    "checks": {"a":   "true"},\n    "preflight": { "trustExitCode": [ "lint" ] }\n}\n'
    await using rig = await Rig.create({ files: { ...files, 'groundcrew.json': before }, git: 'commit' })
    const planned = await rig.run('preflight', ['init', '--plan'])
    expect(planned.stdout).toMatch(/^groundcrew\.json would be written: 3 steps\n\+ lint +npm run lint\n/)
    expect(planned.stdout).toMatch(/\nnext: preflight init\n$/)
    expect(readFileSync(rig.path('groundcrew.json'), 'utf8')).toBe(before)
    expect((await rig.run('preflight', ['init'])).exitCode).toBe(0)
    const text = readFileSync(rig.path('groundcrew.json'), 'utf8')
    expect(text).toContain('    "checks": {"a":   "true"},\n')
    expect(text).toContain('"trustExitCode": [ "lint" ]')
    expect(JSON.parse(text)).toEqual({
      $schema: './node_modules/groundcrew/groundcrew.schema.json',
      checks: { a: 'true' },
      preflight: {
        trustExitCode: ['lint'],
        steps: {
          lint: { run: 'npm run lint' },
          build: { run: 'npm run build' },
          test: { run: 'npm run test', after: ['build'] },
        },
      },
    })
    const list = await rig.run('preflight', ['--list'])
    expect(list.stdout).toMatch(
      /^test +npm run test +groundcrew\.json:\d+ +the plan of groundcrew\.json; after build$/m,
    )
    const again = await rig.run('preflight', ['init'])
    expect(again.exitCode).toBe(1)
    expect(again.stderr).toMatch(/^preflight: groundcrew\.json:5 holds a plan of 3 steps\nhint: .+--force/)
  })

  test('shows with --plan how the detected plan differs, and writes that with --force', async () => {
    const plan = { preflight: { steps: { lint: { run: 'npm run other' }, old: { run: 'true', role: 'build' } } } }
    await using rig = await Rig.create({ files: { ...files, 'groundcrew.json': JSON.stringify(plan) }, git: 'commit' })
    const { stdout } = await rig.run('preflight', ['init', '--plan'])
    expect(stdout.split('\n').map((line) => line.slice(0, 7).trimEnd())).toEqual(
      expect.arrayContaining(['~ lint', '+ build', '+ test', '- old']),
    )
    expect(stdout).toMatch(/\nnext: preflight init --force\n$/)
    expect((await rig.run('preflight', ['init', '--force'])).exitCode).toBe(0)
    expect((await rig.run('preflight', ['init', '--force'])).stdout).toMatch(
      /^groundcrew\.json holds the detected plan already/,
    )
  })

  test('of an own step: a shell line in its directory, with its variables, its time and its order', async () => {
    const steps = {
      'lint:own': {
        run: 'pwd && test "$A" = "1 2" | cat && echo done > ../made',
        directory: 'deep',
        environment: { A: '1 2' },
      },
      slow: { role: 'build', run: 'sleep 1000', timeout: '1s', after: ['lint:own'] },
      never: { role: 'lint', run: 'touch never', needs: ['slow'] },
    }
    const settings = JSON.stringify({ preflight: { steps } }, undefined, 1)
    await using rig = await Rig.create({
      files: { ...files, 'deep/x': '', 'groundcrew.json': settings },
      git: 'commit',
    })
    const ran = await rig.run('preflight', ['--skip', 'doctor', '--json'])
    expect(report(ran).steps.map(({ id, state }) => [id, state])).toEqual([
      ['lint:own', 'passed'],
      ['slow', 'timed-out'],
      ['never', 'skipped'],
    ])
    expect(step(ran, 'slow')).toMatchObject({ rerun: 'sleep 1000', reason: 'timed out after 1.0s' })
    expect(readFileSync(rig.path('made'), 'utf8')).toBe('done\n')
    const list = (await rig.run('preflight', ['--list'])).stdout
    expect(list).toMatch(/^left out: npm run test +package\.json:5 +it is not in the plan of groundcrew\.json$/m)
  })
})
