import { describe, expect, test } from 'vitest'
import { renderReport } from './render.ts'
import type { Check, CheckState, DoctorReport } from './report.ts'

const plain = (text: string): string => text
const style = { bold: plain, dim: plain, red: plain, green: plain, yellow: plain }

function check(id: string, state: CheckState, facts: Partial<Check> = {}): Check {
  return { id, state, message: `message of ${id}`, evidence: [], isEnvironment: false, blocks: [], ...facts }
}

function report(...checks: readonly Check[]): DoctorReport {
  const counts = { ok: 0, warn: 0, fail: 0, unknown: 0, skip: 0 }
  for (const { state } of checks) counts[state] += 1
  const state = counts.unknown > 0 ? 'unknown' : counts.fail > 0 ? 'fail' : counts.warn > 0 ? 'warn' : 'ok'
  return { root: '/work', repository: true, state, counts, checks, toFix: [], asksNothing: false, durationMs: 84 }
}

function render(shown: DoctorReport, isVerbose = false): string {
  return renderReport(shown, { style, isVerbose })
}

test('all is well: the verdict, what was checked, and what to do next', () => {
  const shown = report(check('disk.space', 'ok'), check('git.head', 'skip'), check('tool.node', 'ok'))
  expect(render(shown)).toBe(
    `doctor ok: 3 checks, 1 skipped
checked: git head; disk space; tool node
next: preflight`,
  )
})

test('problems: what fails first, with its evidence and its fix; tools before what they install', () => {
  const shown = report(
    check('disk.space', 'warn', { fix: 'ask the user to make room', isEnvironment: true }),
    check('install.npm', 'fail', { fix: 'npm ci', isEnvironment: true }),
    check('tool.node', 'fail', {
      evidence: [
        { file: 'package.json', line: 14 },
        { file: '.nvmrc', line: 1 },
        { file: 'api/package.json', line: 3 },
      ],
      fix: 'nvm install 20',
      isEnvironment: true,
    }),
    check('tool.npm', 'unknown'),
  )
  expect(render(shown)).toBe(
    `doctor unknown: 1 of 4 checks could not be told, 2 fail, 1 warning
fail tool.node  message of tool.node  package.json:14 .nvmrc:1 +1
  fix: nvm install 20
fail install.npm  message of install.npm
  fix: npm ci
unknown tool.npm  message of tool.npm
warn disk.space  message of disk.space
  fix: ask the user to make room
environment, not code: do not edit source for tool.node, install.npm
checked: disk space; tool node npm; install npm
next: nvm install 20, then doctor --only tool.node`,
  )
})

test('one failure is singular, and a warning leaves the way free', () => {
  expect(render(report(check('tool.node', 'fail')))).toMatch(/^doctor failed: 1 of 1 check fails\n/)
  expect(render(report(check('tool.node', 'warn', { fix: 'nvm install 20' })))).toMatch(/\nnext: preflight$/)
})

test('a runtime comes before its package manager, and that before the packages', () => {
  const shown = report(
    check('install.php', 'fail'),
    check('tool.composer', 'fail', { fix: 'install composer' }),
    check('tool.make', 'fail'),
    check('tool.php', 'fail', { fix: 'install php' }),
  )
  const lines = render(shown).split('\n')
  expect(lines.filter((line) => line.startsWith('fail ')).map((line) => line.split(' ')[1])).toEqual([
    'tool.php',
    'tool.composer',
    'tool.make',
    'install.php',
  ])
  expect(lines.at(-1)).toBe('next: install php, then doctor --only tool.php')
})

test('a repository that asks for nothing says so', () => {
  const well = report(check('disk.space', 'ok'))
  expect(render({ ...well, asksNothing: true })).toMatch(/; the repository asks nothing of this machine\n/)
  expect(render(well)).not.toContain('asks nothing')
})

test('the next command where no command fixes it', () => {
  const unread = check('workspace.manifests', 'fail', { evidence: [{ file: 'package.json', line: 3 }] })
  expect(render(report(unread))).toMatch(/\nnext: mend package\.json:3, then doctor --only workspace\.manifests$/)
  const slow = check('tool.node', 'unknown', { fix: 'doctor --only tool.node --budget 30s' })
  expect(render(report(slow))).toMatch(/\nnext: doctor --only tool\.node --budget 30s$/)
  expect(render(report(check('tool.node', 'unknown')))).toMatch(/\nnext: doctor --only tool\.node --json$/)
})

test('verbose shows every check, those that are well last', () => {
  expect(render(report(check('disk.space', 'ok'), check('git.head', 'skip'), check('tool.node', 'fail')), true)).toBe(
    `doctor failed: 1 of 3 checks fails, 1 skipped
fail tool.node  message of tool.node
ok disk.space  message of disk.space
skip git.head  message of git.head
next: doctor --only tool.node`,
  )
})

describe('however much is wrong', () => {
  const many = Array.from({ length: 200 }, (_, index) =>
    check(`install.npm:packages/package-${index}`, 'fail', { fix: 'npm ci', isEnvironment: true }),
  )

  test('the answer stays below 4,000 bytes, and says what it leaves out', () => {
    const text = render(report(...many))
    expect(Buffer.byteLength(text)).toBeLessThanOrEqual(4000)
    expect(text).toMatch(/^doctor failed: 200 of 200 checks fail\n/)
    expect(text).toMatch(/\n… \d+ checks left out: doctor --json\n/)
    expect(text).toMatch(/\nnext: npm ci, then doctor --only install\.npm:packages\/package-0$/)
  })

  test('one message cannot push out the others', () => {
    const text = render(report(check('tool.a', 'fail', { message: 'x'.repeat(10_000) }), check('tool.b', 'fail')))
    expect(text).toContain('\nfail tool.b  message of tool.b\n')
  })
})

test('names and messages of others cannot steer the terminal or break a line', () => {
  const shown = report(
    check('install.npm:a\nb', 'fail', {
      message: 'red \u001b[31m\nline',
      evidence: [{ file: 'a\nb/package.json', line: 1 }],
      fix: "cd $'a\\nb' && npm ci",
      isEnvironment: true,
    }),
  )
  const text = render(shown)
  expect(text).not.toContain('\u001b')
  expect(text.split('\n')).toEqual([
    'doctor failed: 1 of 1 check fails',
    String.raw`fail install.npm:a\nb  red \x1b[31m\nline  a\nb/package.json:1`,
    String.raw`  fix: cd $'a\nb' && npm ci`,
    String.raw`environment, not code: do not edit source for install.npm:a\nb`,
    String.raw`checked: install npm:a\nb`,
    String.raw`next: cd $'a\nb' && npm ci, then doctor --only install.npm:a\nb`,
  ])
})
