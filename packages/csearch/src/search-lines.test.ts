import { execFileSync } from 'node:child_process'
import { describe, expect, test } from 'vitest'
import { renderHits } from './render.ts'
import { renderLines } from './render-lines.ts'
import { ripgrepPath } from './ripgrep-program.ts'
import { searchLines, type LineReport } from './search-lines.ts'
import { lines, Rig } from './testing.ts'

function linesOf(report: LineReport | undefined): string {
  return report === undefined ? 'no report' : Buffer.concat([...renderLines(report)]).toString()
}

/** Files, or runs of lines, without regard to their order. */
function blocksOf(text: string): readonly string[] {
  return text
    .trimEnd()
    .split('\n--\n')
    .flatMap((run) => (text.includes('\n--\n') ? [run] : run.split('\n')))
    .sort()
}

describe('lines that are only passed on look like those that are understood', () => {
  const files = {
    'a.txt': 'x tab\there\r\nx \u001b[1m bold\nx ends in \\r\nx \u202e turned',
    'd\u001b.txt': 'x\r\n',
    'e.txt': Buffer.from('x caf\xe9\nno\nx', 'latin1'),
    '$&.txt': 'x one\nx two\n\n12: x three',
    'separators.txt': 'x one\u2028x two\u2029\nx\u0085',
  }
  test.each([
    ['at once', files],
    ['where a path is not one line', { ...files, 'b\tc.txt': 'x', 'new\n\nline.txt': 'no\nx' }],
  ])('%s', async (_what, world) => {
    using rig = new Rig(world)
    const options = { ...rig.defaults, patterns: ['x'], paths: [] }
    const lineReport = await searchLines(rig.io, options, rig.map)
    const report = await rig.search('x')
    const shown = renderHits(report.hits, lines)
    expect(Buffer.concat([...renderLines(lineReport ?? { files: [], hasContext: false })]).toString()).toBe(
      `${shown}\n`,
    )
    expect(lineReport?.matches).toBe(report.matches)
    expect(shown).toContain('\na.txt:1:x tab\there\r\n')
    expect(shown).toContain('\nseparators.txt:1:x one\\u2028x two\\u2029\nseparators.txt:2:x\\x85')
  })

  const plain = {
    'a/one.ts': 'const x = 1\n\nconst y = x + x\nlet z\nlet w\nlet v\nx()\n',
    'a.ts': 'no\nx\n',
    'b.txt': 'é x\n-- x\n1:x\n1-x',
    'c$&.txt': 'x\n',
  }
  test.each([
    ['--context=1'],
    ['--after-context=1'],
    ['--before-context=2'],
    ['--context=0'],
    ['--invert-match'],
    ['--only-matching'],
    ['--column'],
    ['--column', '--context=1'],
    ['--only-matching', '--column'],
  ])('as ripgrep prints them: %s %s', async (...printed) => {
    using rig = new Rig(plain)
    const options = { ...rig.defaults, patterns: ['x'] }
    const isPrint = (option: string): boolean => /^--(?:only|column)/.test(option)
    const report = await searchLines(
      rig.io,
      {
        ...options,
        ripgrepOptions: printed.filter((option) => !isPrint(option)),
        printOptions: printed.filter((option) => isPrint(option)),
      },
      rig.map,
    )
    const argv = ['--no-config', '--sort=path', '--no-heading', '--line-number', '--with-filename', ...printed, 'x']
    const expected = execFileSync(await ripgrepPath(), argv, { cwd: rig.root, stdio: ['ignore', 'pipe', 'inherit'] })
    // ripgrep orders the files of each directory, csearch whole paths.
    expect(blocksOf(linesOf(report))).toEqual(blocksOf(expected.toString()))
  })

  test('more lines than are kept, and one file with most of them', async () => {
    const long = `x${'-'.repeat(200_000)}\n`
    using rig = new Rig({ 'a.txt': long.repeat(200), 'b.txt': long.repeat(200), 'c.txt': long, 'd.txt': 'x\n' })
    const report = await searchLines(rig.io, { ...rig.defaults, patterns: ['x'] }, rig.map)
    const lines = linesOf(report).split('\n')
    expect(lines.map((line) => `${line.slice(0, 9)} ${line.length}`)).toEqual(
      [
        ...Array.from({ length: 200 }, (_none, index) => `a.txt:${index + 1}:x`),
        ...Array.from({ length: 200 }, (_none, index) => `b.txt:${index + 1}:x`),
        'c.txt:1:x',
      ]
        .map((start) => `${start.padEnd(9, '-').slice(0, 9)} ${start.length + 200_000}`)
        .concat('d.txt:1:x 9', ' 0'),
    )
  })

  test('not where ripgrep has a word to say of a binary file', async () => {
    using rig = new Rig({ 'a.txt': 'x', 'b.bin': 'x\n\0\nx' })
    const options = { ...rig.defaults, patterns: ['x'], paths: ['a.txt', 'b.bin'] }
    expect(await searchLines(rig.io, options, rig.map)).toBeUndefined()
  })
})
