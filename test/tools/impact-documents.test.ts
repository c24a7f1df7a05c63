import { pathToFileURL } from 'node:url'
import { expect, test } from 'vitest'
import { openPage } from '../support/browser.ts'
import { Rig } from '../support/rig.ts'

const ODD = [
  '<script>alert(1)<.ts',
  'back`tick.ts',
  '`all`.ts',
  'pipe|pipe.ts',
  'entity#35;x.ts',
  'quote"d.ts',
  '%%{init: 1}%%.ts',
  '1. list.ts',
  '*star* [a](b).ts',
  '&lt;.ts',
]

const uses = "import { base } from './base.js'\nexport const odd = base(2)\n"
const oddFiles = Object.fromEntries(ODD.map((name) => [`src/${name}`, uses]))
const deep = `src/${'a-directory-with-a-long-name/'.repeat(8)}deep.ts`
const files = {
  'src/base.ts': 'export function base(n: number): number {\n  return n\n}\n',
  [deep]: `import { base } from '${'../'.repeat(8)}base.js'\nexport const deep = base(1)\n`,
  ...oddFiles,
}

/** A repository in which what all files use has changed. */
async function makeRig(more: Readonly<Record<string, string>> = {}): Promise<Rig> {
  const rig = await Rig.create({ git: 'commit', files: { ...files, ...more } })
  await rig.write({ 'src/base.ts': 'export function base(n: number, times = 1): number {\n  return n * times\n}\n' })
  return rig
}

async function show(rig: Rig, ...args: readonly string[]): Promise<string> {
  const { stdout, exitCode } = await rig.run('impact', args)
  expect(exitCode).toBe(0)
  return stdout
}

/** Beside what all files use both changed, another worktree changes one of the odd ones; its branch has an odd name, too. */
async function addOther(rig: Rig): Promise<void> {
  await rig.git('checkout', '--quiet', '-b', 'mine')
  await rig.git('worktree', 'add', '--quiet', '-b', 'feat/a|b<i>`x`', '../theirs', 'main')
  await rig.write({
    '../theirs/src/base.ts': 'export function base(text: string): string {\n  return text\n}\n',
    '../theirs/src/pipe|pipe.ts': `${uses}export const more = 1\n`,
  })
}

test('names in a Mermaid chart are nothing but names', async () => {
  await using rig = await makeRig()
  const chart = await show(rig, '--format', 'mermaid')
  expect(chart).toMatch(/^flowchart LR\n {2}subgraph changed \["changed: 1"\]\n {4}direction LR\n/)
  // Mermaid shows `#60;` as `<`.
  expect(chart).toContain('step1_4["src/#60;script#62;alert#40;1#41;#60;.ts"]')
  expect(chart).toContain('["src/entity#35;35#59;x.ts"]')
  const labels = [...chart.matchAll(/^ {4}\w+\["(.*)"\]$/gm)].map(([, label = '']) => label.replaceAll(/#\d+;/g, ''))
  expect(labels).toHaveLength(ODD.length + 2)
  expect(labels.filter((label) => !/^[\w ./…-]+$/.test(label))).toEqual([])
  expect(Math.max(...labels.map(({ length }) => length))).toBeLessThanOrEqual(80)
})

test('a chart of a thousand files is one that can be looked at', async () => {
  const many = Object.fromEntries(
    Array.from({ length: 1000 }, (_, at) => [`src/users/user${at}.ts`, uses.replace('./base', '../base')]),
  )
  await using rig = await makeRig(many)
  const chart = await show(rig, '--format', 'mermaid')
  expect(chart).toContain('subgraph step1 ["1 step: 1,011"]')
  expect(chart).toContain('step1_more["… 999 more"]')
  expect(chart.split('\n').length).toBeLessThan(40)
  const comment = await show(rig, '--format', 'github-comment')
  expect(comment.length).toBeLessThan(65_536)
  expect(comment).toContain(
    '<details><summary>Reached, nearest first (1,011)</summary>\n\n| where | what | steps |\n|---|---|---|\n',
  )
  expect(comment).toContain('… and 981 more places')
})

test('names in a comment stay in their cells', async () => {
  await using rig = await makeRig()
  const comment = await show(rig, '--format', 'github-comment')
  expect(comment).toContain('| `src/base.ts:1` | signature | `base` |')
  expect(comment).toContain(String.raw`| \`src/pipe\|pipe.ts:2\` | \`odd\` | 1 |`.replaceAll('\\`', '`'))
  expect(comment).toContain('| ``src/back`tick.ts:2`` | `odd` | 1 |')
  const rows = comment.split('\n').filter((line) => line.startsWith('| '))
  expect(new Set(rows.map((row) => row.replaceAll(String.raw`\|`, '').split('|').length))).toEqual(new Set([5]))
  expect(comment.trimEnd().split('\n').at(-1)).toBe('Next: `impact --json`')
})

test('a comment of long names is one that GitHub takes', async () => {
  const name = 'n'.repeat(200)
  const many = Object.fromEntries(
    Array.from({ length: 300 }, (_, at) => [
      `src/${`${name}/`.repeat(3)}user${at}.ts`,
      `import { base } from '../../../base.js'\nexport const ${name.repeat(2)}${at} = base(1)\n`,
    ]),
  )
  await using rig = await makeRig(many)
  const comment = await show(rig, '--format', 'github-comment')
  expect(comment.length).toBeLessThan(65_536)
  expect(comment).toContain('… and ')
  expect(comment).toContain('Next: ')
})

test('nothing changed: each document says so, and what to ask', async () => {
  await using rig = await Rig.create({ git: 'commit', files })
  expect(await show(rig, '--format', 'mermaid')).toBe('flowchart LR\n  nothing["nothing changed"]\n')
  expect(await show(rig, '--format', 'github-comment')).toMatch(
    /^\*\*impact: nothing changed .*\*\*\n\nNext: `impact --since HEAD~1`\n$/,
  )
  expect(await show(rig, '--format', 'html')).toContain('<p>Next: <code>impact --since HEAD~1</code></p>')
})

test('the radar as documents', async () => {
  await using rig = await makeRig()
  await addOther(rig)
  const worktrees = async (format: string): Promise<string> => await show(rig, '--worktrees', '--format', format)
  expect(await worktrees('mermaid')).toBe(
    'flowchart LR\n  mine{{"mine"}}\n  other0["feat/a#124;b#60;i#62;#96;x#96;"]\n  mine ===|"1 conflict"| other0\n',
  )
  const comment = await worktrees('github-comment')
  expect(comment).toContain(
    '**Conflicts: git cannot merge them (1)**\n\n| mine | with | theirs | what | to do |\n|---|---|---|---|---|\n| `src/base.ts:1` |',
  )
  expect(comment).toMatch(/\nNext: `git -C \.\.\/theirs diff [\da-f]+ -- src\/base\.ts`\n$/)
  expect((await rig.run('impact', ['--worktrees', '--format', 'vitest'])).stderr).toBe(
    'impact: --worktrees has no tests to run under vitest\nhint: ask for them alone: leave out --worktrees\n',
  )
  expect((await rig.run('impact', ['--worktrees', '--watch', '--format', 'html'])).exitCode).toBe(2)
})

test('pages fit a small screen, run nothing, and are dark where that is wanted', async (context) => {
  await using rig = await makeRig()
  await addOther(rig)
  await rig.write({
    'change.html': await show(rig, 'src/base.ts', '--format', 'html'),
    'radar.html': await show(rig, '--worktrees', '--format', 'html'),
  })
  for (const [page, text] of [
    ['change.html', 'src/<script>alert(1)<.ts:2'],
    ['radar.html', 'feat/a|b<i>`x`'],
  ] as const) {
    // oxlint-disable-next-line no-await-in-loop -- one browser after another
    await using opened = await openPage(pathToFileURL(rig.path(page)).href, context)
    const { tab, trouble } = opened
    // oxlint-disable-next-line no-await-in-loop -- as above
    await tab.setViewportSize({ width: 400, height: 800 })
    // oxlint-disable-next-line no-await-in-loop -- as above
    await tab.emulateMedia({ colorScheme: 'dark' })
    // oxlint-disable-next-line no-await-in-loop -- as above
    const seen = await tab.evaluate(() => ({
      isWide: document.documentElement.scrollWidth > document.documentElement.clientWidth,
      scripts: document.scripts.length,
      cells: [...document.querySelectorAll('td')].map(({ textContent }) => textContent),
      color: getComputedStyle(document.body).color,
    }))
    expect(seen).toMatchObject({ isWide: false, scripts: 0, color: 'rgb(255, 255, 255)' })
    expect(seen.cells).toContain(text)
    expect(trouble()).toEqual([])
  }
})
