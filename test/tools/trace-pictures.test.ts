import { execFileSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { readFile, writeFile } from 'node:fs/promises'
import { pathToFileURL } from 'node:url'
import { gunzipSync } from 'node:zlib'
import { describe, expect, test } from 'vitest'
import { openPage } from '../support/browser.ts'
import { Rig } from '../support/rig.ts'

const script = `function inner(ms) {
  const end = Date.now() + ms
  while (Date.now() < end);
}
function outer() { inner(250) }
function other() { const end = Date.now() + 100; while (Date.now() < end); }
outer()
other()
require('node:child_process').execFileSync('node', ['-e', 'const e = Date.now() + 100; while (Date.now() < e);'])
`

async function tracedRig(): Promise<Rig> {
  const rig = await Rig.create({ files: { 'a.js': script } })
  await rig.run('trace', ['--', 'node', 'a.js'])
  return rig
}

async function exported(rig: Rig, format: string): Promise<string> {
  const { exitCode, stderr } = await rig.run('trace', ['export', 't1', '-f', format, '-o', `out.${format}`])
  expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' })
  return rig.path(`out.${format}`)
}

describe('a profile as a file for another tool', () => {
  test.each(['cpuprofile', 'speedscope', 'folded', 'pprof', 'chrome'])(
    '%s can be read again, with the same ranking',
    async (format) => {
      await using rig = await tracedRig()
      const file = await exported(rig, format)
      const { exitCode, stdout } = await rig.run('trace', ['show', file, '--json'])
      expect(exitCode).toBe(0)
      const { data } = JSON.parse(stdout) as { data: { summary: { self: { name: string; file: string }[] } } }
      expect(data.summary.self[0]).toMatchObject({ name: 'inner', file: 'a.js' })
    },
  )

  test('chrome has complete events that nest', async () => {
    await using rig = await tracedRig()
    const { traceEvents } = JSON.parse(await readFile(await exported(rig, 'chrome'), 'utf8')) as {
      traceEvents: { ph: string; name: string; ts: number; dur: number; pid: number }[]
    }
    const outer = traceEvents.find(({ ph, name }) => ph === 'X' && name.startsWith('outer '))
    const inner = traceEvents.find(({ ph, name }) => ph === 'X' && name.startsWith('inner '))
    expect(inner?.ts).toBeGreaterThanOrEqual(outer?.ts ?? Number.POSITIVE_INFINITY)
    expect(inner?.dur).toBeLessThanOrEqual(outer?.dur ?? 0)
  })

  test('pprof is a compressed protocol buffer that pprof reads', async (context) => {
    await using rig = await tracedRig()
    const file = await exported(rig, 'pprof')
    expect(gunzipSync(await readFile(file)).includes('inner')).toBe(true)
    const hasGo = ['/usr/bin/go', '/usr/local/go/bin/go'].find((program) => existsSync(program))
    if (hasGo === undefined) return context.skip('go, whose pprof would read the file, is not installed')
    const text = execFileSync(hasGo, ['tool', 'pprof', '-top', file], {
      encoding: 'utf8',
      env: { ...process.env, HOME: rig.directory },
    })
    expect(text).toMatch(/inner/)
  })

  test('of many calls a page has those that took most and counts the others, and no format takes long', async () => {
    const [callsOfOne, functions] = [300, 100]
    const stacks = Array.from({ length: callsOfOne * functions }, (_, index) => {
      const [outer, inner] = [Math.floor(index / callsOfOne), index % callsOfOne]
      return `main;f${outer};g${inner} ${1 + index}`
    })
    await using rig = await Rig.create({ files: { 'many.folded': `${stacks.join('\n')}\n` } })
    const exportAs = async (format: string): Promise<string> => {
      await rig.run('trace', ['export', 'many.folded', '-f', format, '-o', 'out'])
      return readFile(rig.path('out'), 'utf8')
    }
    const { nodes } = JSON.parse(await exportAs('cpuprofile')) as { nodes: { children: number[] }[] }
    expect(nodes).toHaveLength(stacks.length + functions + 2)
    expect(nodes.flatMap(({ children }) => children)).toHaveLength(nodes.length - 1)
    const page = await exportAs('html')
    const leftOut = Number(/"leftOut":(\d+)/.exec(page)?.[1])
    expect(leftOut).toBeGreaterThan(10_000)
    expect(page.match(/"name":"g/g)?.length).toBe(stacks.length - leftOut)
    expect((await rig.run('trace', ['show', 'many.folded'])).stdout).toMatch(/self.*:\n( +0\.\d+%.* g299\n)/)
  })

  test('svg is well-formed and names the functions', async () => {
    await using rig = await tracedRig()
    const svg = await readFile(await exported(rig, 'svg'), 'utf8')
    expect(svg).toMatch(/^<svg xmlns="[^"]+" viewBox="0 0 1200 \d+"/)
    expect(svg).toContain('<title>inner a.js:1 ')
    expect(svg.match(/<g>/g)?.length).toBe(svg.match(/<\/g>/g)?.length)
  })

  test('a broken, an empty and a foreign file are clear errors', async () => {
    await using rig = await Rig.create({
      files: { 'cut.cpuprofile': '{"nodes":[', 'empty.cpuprofile': '', 'other.json': '{"a":1}', 'text.txt': 'hello\n' },
    })
    await writeFile(rig.path('cut.gz'), Buffer.from([0x1f, 0x8b, 8, 0, 0]))
    await writeFile(rig.path('cut.pstats'), Buffer.from([0xfb, 0xa9, 3, 0xda]))
    const codes = ['cut.cpuprofile', 'empty.cpuprofile', 'other.json', 'text.txt', 'cut.gz', 'cut.pstats'].map(
      async (file) => {
        const { exitCode, stdout } = await rig.run('trace', ['show', file, '--json'])
        return [file, exitCode, (JSON.parse(stdout) as { error?: { code: string } }).error?.code]
      },
    )
    expect(await Promise.all(codes)).toEqual([
      ['cut.cpuprofile', 3, 'BROKEN_PROFILE'],
      ['empty.cpuprofile', 3, 'BROKEN_PROFILE'],
      ['other.json', 3, 'UNKNOWN_FORMAT'],
      ['text.txt', 3, 'UNKNOWN_FORMAT'],
      ['cut.gz', 3, 'BROKEN_PROFILE'],
      ['cut.pstats', 3, 'BROKEN_PROFILE'],
    ])
  })

  test('what perf script printed is read, with the JavaScript in it', async () => {
    const text = `node 12/13 [001]   4.000250:     250000 cpu-clock:ppp:
        7f0000000010 memcpy+0x10 (/usr/lib/libc.so.6)
        7f0000001010 JS:*work file:///src/app.js:3:14+0x20 (/tmp/perf-12.map)
        7f0000002010 [unknown] ([unknown])

node 12/13 [001]   4.000500:     750000 cpu-clock:ppp:
        7f0000001010 JS:~work file:///src/app.js:3:14+0x40 (/tmp/perf-12.map)
`
    await using rig = await Rig.create({ files: { 'perf.txt': text, 'perf.data': 'PERFILE2' } })
    const { stdout } = await rig.run('trace', ['show', 'perf.txt'])
    expect(stdout).toMatch(/^perf\.txt: 1ms wall[^]*\nself [^\n]*\n +100%[^\n]* work +\/src\/app\.js:3\n/)
    expect(await rig.run('trace', ['show', 'perf.data'])).toMatchObject({
      exitCode: 3,
      stderr: 'trace: perf.data is what perf record wrote\nhint: perf script -i perf.data > perf.data.txt\n',
    })
  })

  test("V8's profile of allocations is read, and one that is cut is told from it", async () => {
    const script =
      'function keep() { return Array.from({ length: 2e5 }, (_, i) => ({ i })) }\nglobalThis.kept = keep()\n'
    await using rig = await Rig.create({
      files: { 'a.js': script, 'cut.json': '{"head":{"selfSize":1,"children":[]}}' },
    })
    await rig.node('--heap-prof', '--heap-prof-name=a.heapprofile', 'a.js')
    const { stdout } = await rig.run('trace', ['show', 'a.heapprofile'])
    expect(stdout).toMatch(/\nverdict: no time was sampled\nallocated:\n +\d+% +\d\S* MB +\S/)
    expect((await rig.run('trace', ['show', 'cut.json'])).stderr).toMatch(
      /^trace: cut\.json is not a whole profile: node 1 /,
    )
  })

  test('what cProfile wrote is read', async () => {
    await using rig = await Rig.create({
      files: {
        'a.py':
          'import cProfile\ndef slow(): return sum(i * i for i in range(300000))\ncProfile.run("slow()", "out.pstats")\n',
      },
    })
    execFileSync('python3', ['a.py'], { cwd: rig.directory })
    const { exitCode, stdout } = await rig.run('trace', ['show', 'out.pstats'])
    expect({ exitCode, stdout }).toEqual({ exitCode: 0, stdout: expect.stringMatching(/<genexpr> +a\.py:2/) })
  })
})

describe('show looks closer', () => {
  test('at a function, a line and a package', async () => {
    await using rig = await tracedRig()
    const byFunction = await rig.run('trace', ['show', 't1', '--fn', 'inner'])
    expect(byFunction.stdout).toMatch(/ {2}inner a\.js:1\ncalled by:\n {2}100% .*outer +a\.js:5\n/)
    const byLine = await rig.run('trace', ['show', 't1', '--line', 'a.js:3'])
    expect(byLine.stdout).toContain('  inner a.js:1\n')
    const byPackage = await rig.run('trace', ['show', 't1', '--pkg', 'own code'])
    expect(byPackage.stdout).toMatch(/inner a\.js:1/)
  })

  test('what is not there is a wrong call, with what may have been meant', async () => {
    await using rig = await tracedRig()
    expect(await rig.run('trace', ['show', 't1', '--fn', 'iner'])).toMatchObject({
      exitCode: 2,
      stderr: expect.stringContaining('did you mean inner'),
    })
    expect((await rig.run('trace', ['show', 't1', '--fn', 'a', '--pkg', 'b'])).exitCode).toBe(2)
    expect((await rig.run('trace', ['show', 't1', '--line', 'a.js'])).exitCode).toBe(2)
  })
})

test('the page opens in a browser: it draws, searches, zooms, changes the process, and loads nothing', async (context) => {
  await using rig = await tracedRig()
  const page = await exported(rig, 'html')
  await using opened = await openPage(pathToFileURL(page).href, context)
  const { tab, trouble } = opened
  const labels = (): Promise<string[]> => tab.locator('#graph .d3-flame-graph-label').allTextContents()
  await tab.locator('#graph g.frame').first().waitFor()
  expect(await labels()).toEqual(expect.arrayContaining(['inner', 'outer', 'other']))

  await tab.fill('#search', 'a.js:1')
  expect(await tab.locator('#found').textContent()).toMatch(/^[\d.]+% matches$/)

  const frameOf = (name: string) =>
    tab.locator('#graph g.frame', {
      has: tab.locator('.d3-flame-graph-label', { hasText: new RegExp(`^${name}$`) }),
    })
  const widthOf = async (name: string): Promise<number> =>
    (await frameOf(name).locator('rect').boundingBox())?.width ?? 0
  const before = await widthOf('inner')
  await frameOf('outer').dispatchEvent('click')
  expect(await widthOf('inner')).toBeGreaterThan(before)
  await tab.click('#reset')
  expect(await widthOf('inner')).toBeCloseTo(before, 0)

  expect(await tab.locator('#timeline .lane').count()).toBe(2)
  await tab.selectOption('#process', '2')
  expect(await labels()).not.toContain('inner')
  expect(trouble()).toEqual([])
})
