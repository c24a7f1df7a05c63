import { readFileSync } from 'node:fs'
import { pathToFileURL } from 'node:url'
import { expect, test } from 'vitest'
import { openPage } from '../support/browser.ts'
import { judgeMarkdown, judgePage, makeNastyPlan } from '../support/nasty-plan.mjs'
import { Rig } from '../support/rig.ts'

const tasks = 25

test.each([1, 2])('no text of a plan becomes structure or a command (seed %i)', async (seed) => {
  await using rig = await Rig.create({ git: 'init' })
  const { batch, commands } = makeNastyPlan(seed, tasks)
  const added = await rig.run('tm', ['batch'], { input: batch })
  expect(added.stderr).toBe('')
  const { stderr } = await rig.run('runbook', ['generate', '--all', '--out', 'plan.md'])
  expect(stderr).toBe('')
  const markdown = readFileSync(rig.path('plan.md'), 'utf8')
  expect(judgeMarkdown(markdown, commands)).toEqual([])
  const shown = await rig.run('runbook', ['show', 'plan.md', '--json'])
  const { data } = JSON.parse(shown.stdout) as {
    data: { steps: readonly { name: string; script: string; language: string }[] }
  }
  const steps = data.steps.filter(({ language }) => language !== 'text')
  expect(steps.map(({ name }) => name).sort()).toEqual([...commands].sort())
  expect(new Set(steps.map(({ script }) => script))).toEqual(new Set(['echo good\n# ``` <b>']))
  await rig.run('runbook', ['generate', '--all', '--out', 'plan.md'])
  expect(readFileSync(rig.path('plan.md'), 'utf8')).toBe(markdown)
})

test('the judge of documents finds what breaks out', () => {
  const begin = '# Runbook of #1: x\n\n<!-- keep -->\n\n<!-- /keep -->\n\n'
  expect(judgeMarkdown(begin, [])).toEqual([])
  for (const text of [
    '# EVIL',
    '<b>EVIL</b>',
    'a <b>EVIL</b>',
    '<!-- EVIL -->',
    '[a](b)',
    '```sh {"name":"x"}\ntrue\n```',
    '```\ntrue\n```',
    'a\u202eb',
  ])
    expect({ text, problems: judgeMarkdown(begin + text, []).length > 0 }).toEqual({ text, problems: true })
})

test('the page of a nasty plan holds what the tool made and nothing else', async (context) => {
  await using rig = await Rig.create({ git: 'init' })
  await rig.run('tm', ['batch'], { input: makeNastyPlan(4, tasks).batch })
  await rig.run('runbook', ['generate', '--all', '--format', 'html', '--out', 'plan.html'])
  await using page = await openPage(pathToFileURL(rig.path('plan.html')).href, context)
  expect(await page.tab.evaluate(judgePage)).toEqual([])
  expect(page.trouble()).toEqual([])
  expect(await page.tab.locator('h3', { hasText: 'Step ' }).count()).toBeGreaterThanOrEqual(tasks)
  expect(await page.tab.locator('svg g.task').count()).toBe(tasks)
})

test('the page of a file that somebody else wrote runs and loads nothing', async (context) => {
  const foreign = [
    '# <script>document.title="EVIL"</script>',
    '<script>document.title="EVIL"</script>',
    '<img src=https://example.org/x onerror="document.title=1">',
    '![p](https://example.org/x.png) [j](javascript:alert(1)) [v](VBScript:x) [d](data:text/html,x) [e](  java\tscript:x)',
    '[ok](https://example.org) [m](mailto:a@b.c) [r](other.md) [h](#top) [c](x:y)',
    '[ref]\n\n[ref]: javascript:alert(1)',
    '| a | <b>b</b> |\n|---|---|\n| c | d |',
  ]
  await using rig = await Rig.create({ git: 'init', files: { 'README.md': foreign.join('\n\n') } })
  const { stdout } = await rig.run('runbook', ['show', 'README.md', '--format', 'html'])
  await rig.write({ 'page.html': stdout })
  await using page = await openPage(pathToFileURL(rig.path('page.html')).href, context)
  expect(await page.tab.locator('script, img, b').count()).toBe(0)
  const links = await page.tab.locator('a[href]').evaluateAll((all) => all.map((one) => one.getAttribute('href')))
  expect(links).toEqual(['https://example.org', 'mailto:a@b.c', 'other.md', '#top'])
  expect(page.trouble()).toEqual([])
  expect(await page.tab.locator('td').allTextContents()).toEqual(['c', 'd'])
})
