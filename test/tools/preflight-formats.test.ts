import { readFile } from 'node:fs/promises'
import { pathToFileURL } from 'node:url'
import { describe, expect, test } from 'vitest'
import { openPage } from '../support/browser.ts'
import { passing, scripts } from '../support/preflight.ts'
import { Rig } from '../support/rig.ts'

const hostile = `<script>alert("x")</script>&'`

async function createRig(): Promise<Rig> {
  const error = `src/a b.ts(3,7): error TS2322: Type '${hostile}' is not: 100%, or so.`
  const files = {
    ...scripts({ lint: 'true', typecheck: 'cat out.txt; exit 2', build: 'exit 1', test: passing }),
    'out.txt': `${error}\n`,
    'src/a b.ts': '',
    'packages/b/package.json': '{}',
  }
  return await Rig.create({ files, git: 'commit' })
}

async function run(rig: Rig, args: readonly string[], env: Record<string, string> = {}) {
  return await rig.run('preflight', ['--skip', 'doctor', ...args], { env })
}

describe('the report as', () => {
  test('JUnit has a test case for each step', async () => {
    await using rig = await createRig()
    expect((await run(rig, ['--junit', 'out/report.xml'])).exitCode).toBe(1)
    const xml = await readFile(rig.path('out/report.xml'), 'utf8')
    expect(xml).toMatch(
      /^<\?xml .+\?>\n<testsuites name="preflight" tests="4" failures="2" errors="0" skipped="0" time="\d+\.\d{3}">/,
    )
    expect(xml).toMatch(/<testcase name="lint" classname="preflight.lint" time="\d+\.\d{3}"\/>/)
    expect(xml).toMatch(
      /<testcase name="typecheck" [^>]+><failure message="exit 2">src\/a b\.ts:3:7 .*&lt;script&gt;[^<]*<\/failure>/,
    )
  })

  test('a file is no change of the repository', async () => {
    await using rig = await createRig()
    for (const _ of [1, 2]) await run(rig, ['--only', 'test', '--junit', 'report.xml'])
    expect((await run(rig, ['--only', 'test', '--junit', './report.xml'])).stdout).toContain('cached: test (1 test)')
  })

  test('SARIF has a result for each finding, with its place', async () => {
    await using rig = await createRig()
    await run(rig, ['--sarif', 'out.sarif'])
    const log = JSON.parse(await readFile(rig.path('out.sarif'), 'utf8')) as {
      version: string
      runs: readonly Record<string, unknown>[]
    }
    expect(log.version).toBe('2.1.0')
    expect(log.runs[0]).toMatchObject({
      tool: { driver: { name: 'preflight', rules: [{ id: 'build/failed' }, { id: 'tsc/TS2322' }] } },
      results: [
        {
          ruleId: 'tsc/TS2322',
          ruleIndex: 1,
          level: 'error',
          properties: { step: 'typecheck' },
          locations: [
            {
              physicalLocation: { artifactLocation: { uri: 'src/a%20b.ts' }, region: { startLine: 3, startColumn: 7 } },
            },
          ],
        },
        { ruleId: 'build/failed', ruleIndex: 0, message: { text: 'build: exit 1' } },
      ],
    })
  })

  test('GitHub sees it: annotations on stderr, and a summary', async () => {
    await using rig = await createRig()
    const summary = rig.path('../summary.md')
    const { stderr, stdout } = await run(rig, [], { GITHUB_ACTIONS: 'true', GITHUB_STEP_SUMMARY: summary })
    expect(stderr).toMatch(
      /^::error file=src\/a b\.ts,line=3,col=7,title=typecheck%3A tsc\/TS2322::TS2322: Type .+ is not: 100%25, or so\.$/m,
    )
    expect(stdout).not.toContain('::error')
    const text = await readFile(summary, 'utf8')
    expect(text).toMatch(/^### preflight failed in \S+\n\n\| step \| state \| time \| \|\n/)
    expect(text).toMatch(/^\| test \| passed \| \S+ \| 1 passed, 0 failed, 0 skipped \|$/m)
    expect(text).toMatch(/^ {4}src\/a b\.ts:3:7 /m)
  })

  test('HTML opens in a browser, bad steps first to see, and loads nothing', { timeout: 300_000 }, async (context) => {
    await using rig = await createRig()
    await run(rig, ['--html', 'report.html'])
    await using page = await openPage(pathToFileURL(rig.path('report.html')).href, context)
    const { tab } = page
    expect(await tab.title()).toBe('preflight failed')
    expect(await tab.locator('details[open] summary span:first-of-type').allTextContents()).toEqual([
      'typecheck',
      'build',
    ])
    expect(await tab.locator('details.failed pre').first().textContent()).toContain(hostile)
    expect(await tab.locator('details.passed p').first().isVisible()).toBe(false)
    await tab.locator('details.passed summary').first().click()
    expect(await tab.locator('details.passed p').first().isVisible()).toBe(true)
    expect(page.trouble()).toEqual([])
  })

  test('a file that cannot be written is refused before anything runs', async () => {
    await using rig = await createRig()
    for (const flag of ['--junit', '--sarif', '--html']) {
      const { exitCode, stdout, stderr } = await run(rig, [flag, 'src'])
      expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: '' })
      expect(stderr).toMatch(/^preflight: src cannot be written: it is a directory\nhint: /)
    }
  })
})
