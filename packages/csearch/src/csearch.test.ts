import { execFileSync, spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { countTokens } from '@groundcrew/core/text'
import { describe, expect, test } from 'vitest'
import { probe } from './probe.ts'
import { groupWithinBudget } from './budget.ts'
import { renderGrouped, renderHits, renderSummary } from './render.ts'
import { ripgrepPath } from './ripgrep-program.ts'
import type { SearchReport } from './csearch.ts'
import { lines, Rig } from './testing.ts'
import { askSymbols } from './symbols.ts'

function places({ hits }: SearchReport): string[] {
  return hits.map((hit) => `${hit.path}:${hit.line}`)
}

/** UTF-16 with the high byte first. */
function utf16be(text: string): Buffer {
  return Buffer.from(text, 'utf16le').swap16()
}

describe('the same lines as ripgrep', () => {
  test('over generated patterns and odd files', async () => {
    const words = ['alpha', 'Beta', 'ga_mma', 'déjà', 'x1', 'foo.bar', 'a\tb', '(y)', '[z]', '日本']
    const text = Array.from({ length: 60 }, (_, index) =>
      words.filter((_word, at) => (index * 7 + at * 3) % 4 === 0).join(index % 2 === 0 ? ' ' : '::'),
    )
    using rig = new Rig({
      'plain.txt': text.join('\n'),
      'crlf.txt': text.join('\r\n'),
      'sub/no-end.ts': `${text.join('\n')}\n\n`,
      'empty.txt': '',
      'huge-line.js': `${text.join(';').repeat(300)}\nalpha`,
      'latin.txt': Buffer.from('caf\xe9 alpha\nalpha\n', 'latin1'),
      'utf16.txt': Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from('alpha\nBeta', 'utf16le')]),
      'nul.bin': 'alpha\n\0\nBeta',
      '.hidden': 'alpha',
      '.gitignore': 'ignored\n',
      'ignored/a': 'alpha',
      'a b.txt': 'alpha',
      '-dash.txt': 'alpha\nBeta',
    })
    const atoms = [
      'alpha',
      'Beta',
      'ga_',
      'd.j',
      '\\bx\\d',
      'foo\\.',
      '\\(',
      '[[:upper:]]',
      '日',
      'a|B',
      '^a',
      'a$',
      '\\s:',
      '(?i)BETA',
      'é',
      '.',
      'zzz',
      '\\w+::\\w+',
    ]
    const flags = [
      [],
      ['--ignore-case'],
      ['--word-regexp'],
      ['--fixed-strings'],
      ['--multiline'],
      ['--invert-match'],
      ['--glob=*.txt'],
      ['--max-count=2'],
      ['--hidden'],
    ]
    const program = await ripgrepPath()
    for (const [index, atom] of atoms.entries()) {
      for (const options of [flags[index % flags.length] ?? [], flags[(index * 5 + 1) % flags.length] ?? []]) {
        const pattern = index % 3 === 0 ? atom : `${atom}|${atoms[(index * 5) % atoms.length]}`
        const args = [
          '--no-config',
          '--no-heading',
          '-n',
          '-H',
          '--null',
          '--sort=path',
          ...options,
          '-e',
          pattern,
          '--',
          './',
        ]
        const { stdout } = spawnSync(program, args, { cwd: rig.root, stdio: ['ignore', 'pipe', 'ignore'] })
        const expected = [...stdout.toString('latin1').matchAll(/^\.\/([^\0\n]+)\0(\d+):/gm)]
          .map(([, file, line]) => `${file}:${line}`)
          .sort()
        const found = (await rig.search(pattern, { ripgrepOptions: options })).hits
          .flatMap((hit) => hit.text.split('\n').map((_, at) => `${hit.path}:${hit.line + at}`))
          .sort()
        expect({ pattern, options, found }).toEqual({ pattern, options, found: expected })
      }
    }
  })

  test('in the same layout, with context', async () => {
    using rig = new Rig({ 'a.txt': 'one\ntwo\nthree\nfour\nfive\nsix\ntwo\n', 'b.txt': 'two two' })
    const report = await rig.search('two', { ripgrepOptions: ['--after-context=1'] })
    expect(renderHits(report.hits, lines)).toBe('a.txt:2:two\na.txt-3-three\n--\na.txt:7:two\n--\nb.txt:1:two two')
    const plain = await rig.search('two')
    expect(renderHits(plain.hits, { ...lines, layout: 'files' })).toBe('a.txt\nb.txt')
    expect(renderHits(plain.hits, { ...lines, layout: 'counts' })).toBe('a.txt:2\nb.txt:1')
    expect(renderHits(plain.hits, { ...lines, layout: 'only-matching' })).toBe(
      'a.txt:2:two\na.txt:7:two\nb.txt:1:two\nb.txt:1:two',
    )
    expect(renderHits(plain.hits, { ...lines, layout: 'vimgrep' })).toBe(
      'a.txt:2:1:two\na.txt:7:1:two\nb.txt:1:1:two two\nb.txt:1:5:two two',
    )
  })

  test('a pattern is never an option, and a wrong one is a usage error', async () => {
    using rig = new Rig({ 'a.txt': '--pre=./evil.sh\n-v\n' })
    expect(places(await rig.search('--pre=./evil.sh'))).toEqual(['a.txt:1'])
    expect(places(await rig.search('-v'))).toEqual(['a.txt:2'])
    await expect(rig.search('(')).rejects.toMatchObject({ code: 'USAGE', exitCode: 2 })
    await expect(rig.search('x', { ripgrepOptions: ['--type=nonsense'] })).rejects.toMatchObject({ code: 'USAGE' })
    expect((await rig.search('(a*)*(b*)*$c')).matches).toBe(0)
  })
})

describe('what the search left out is said', () => {
  test('all of fourteen hiding places are found or named', async () => {
    using rig = new Rig({
      'plain.txt': 'needle',
      'latin.txt': Buffer.from('caf\xe9 needle', 'latin1'),
      'long.txt': `${'x'.repeat(10_000)}needle`,
      'big.txt': `${'line\n'.repeat(900_000)}needle`,
      'bom.txt': Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from('needle', 'utf16le')]),
      '.env': 'needle',
      '.github/ci.yml': 'needle',
      '.gitignore': 'dist/\nsecret.txt\n*.log\n',
      'dist/a.js': 'needle',
      'secret.txt': 'needle',
      'b.log': 'needle',
      'data.bin': Buffer.from('\0\0needle'),
      'utf16.txt': Buffer.from('needle', 'utf16le'),
      'utf16be.txt': utf16be('needle'),
    })
    const outside = mkdtempSync(path.join(tmpdir(), 'csearch-outside-'))
    writeFileSync(path.join(outside, 'c.txt'), 'needle')
    symlinkSync(outside, path.join(rig.root, 'linked'))
    const report = await rig.search('needle', { ripgrepOptions: ['--glob=!{plain,latin,long,big,bom}.txt'] })
    rmSync(outside, { recursive: true })
    const found = new Map(report.probe?.hidden.map((hidden) => [hidden.path, hidden.place]))
    expect(Object.fromEntries(found)).toEqual({
      '.env': 'hidden',
      '.github/ci.yml': 'hidden',
      'dist/a.js': 'gitignored',
      'secret.txt': 'gitignored',
      'b.log': 'gitignored',
      'data.bin': 'binary',
      'utf16.txt': 'utf-16',
      'utf16be.txt': 'utf-16',
      'linked/c.txt': 'behind a link',
    })
    expect(places(await rig.search('needle'))).toEqual([
      'big.txt:900001',
      'bom.txt:1',
      'latin.txt:1',
      'long.txt:1',
      'plain.txt:1',
    ])
  })

  test('nothing found: where it would be, in another case, and under which name', async () => {
    using rig = new Rig({ '.gitignore': 'out\n', 'out/a.py': 'readFile', 'b.ts': 'function ReadFile() {}\nReadFile()' })
    expect(renderSummary(await rig.search('readFile'))).toBe(
      '1 file searched, 0 matching lines in 0 files; 1 in gitignored files: out/a.py:1; 2 more with -i; nearest identifiers: ReadFile',
    )
    expect(renderSummary(await rig.search('nowhere'))).toBe(
      '1 file searched, 0 matching lines in 0 files; none in ignored, hidden or binary files either',
    )
  })

  test('nothing found: how many lines the pattern has as mere text, and in the syntax of grep', async () => {
    using rig = new Rig({ 'a.txt': 'list[0]\nfoo\nbar\n(foo)\nbar|\n' })
    const readings = async (pattern: string, options: readonly string[] = []): Promise<unknown> =>
      (await rig.search(pattern, { ripgrepOptions: options })).probe?.otherReadings
    expect(await readings('list[0]')).toEqual([{ reading: '-F', matches: 1 }])
    expect(await readings(String.raw`foo\|list`)).toEqual([{ reading: "'foo|list'", matches: 3 }])
    expect(await readings(String.raw`^\(foo\|bar[|]\)$`)).toEqual([
      { reading: String.raw`'^(foo|bar[\|])$'`, matches: 2 },
    ])
    expect(await readings(String.raw`none\(`)).toEqual([])
    expect(await readings('none')).toEqual([])
    expect(await readings('list[0', ['--fixed-strings', '--line-regexp'])).toEqual([])
    expect(renderSummary(await rig.search('list[0]'))).toBe(
      '1 file searched, 0 matching lines in 0 files; 1 matching line with -F',
    )
  })

  test('a look that takes too long ends, and says so', async () => {
    using rig = new Rig({ 'a.txt': 'x' })
    const call = {
      cwd: rig.root,
      options: [],
      patterns: ['nowhere'],
      paths: ['./'],
      signal: rig.io.signal,
      timeoutMs: 0,
    }
    const report = {
      ...(await rig.search('nowhere')),
      probe: { hidden: [], otherCase: 0, otherReadings: [], isPartial: true },
    }
    expect(await probe(call, { paths: [], matches: 0 })).toMatchObject({ hidden: [], otherCase: 0 })
    expect(renderSummary(report)).toBe(
      '1 file searched, 0 matching lines in 0 files; ignored and hidden files were not all looked at: -uuu -a does',
    )
  })

  test('a limit and a budget say what they cut', async () => {
    using rig = new Rig({ 'a.txt': 'match\n'.repeat(100) })
    const report = await rig.search('match', { limit: 10 })
    expect([report.matches, report.hits.length, report.leftOut]).toEqual([100, 10, 90])
    rig.write({ 'b.txt': 'match\n', 'c.txt': `${'x'.repeat(5000)}match` })
    const budgeted = await rig.search('match', { budget: 60 })
    expect([budgeted.matches, budgeted.hits.length + budgeted.leftOut]).toEqual([102, 102])
    const text = renderGrouped(budgeted.grouped ?? groupWithinBudget([], 0))
    expect(countTokens(text)).toBeLessThanOrEqual(60)
    expect(text.split('\n').slice(-4)).toEqual([
      '  … 96 more',
      'b.txt',
      '  1: match',
      '… 1 more file; 97 lines left out in all',
    ])
  })
})

describe('beyond text', () => {
  const files = {
    'src/a.ts': 'export function open(path: string) {\n  // open the file\n  return read("open", path)\n}\nopen("x")\n',
    'src/b.ts': "import { open } from './a'\nexport class Door { close() { open('y') } }\n",
    'test/a.test.ts': "import { open } from '../src/a'\nopen('z')\n",
  }

  test('code, strings and comments apart', async () => {
    using rig = new Rig(files)
    const of = async (kind: 'code' | 'string' | 'comment') =>
      places(await rig.search('open', { tokenKinds: [kind], paths: ['src/a.ts'] }))
    expect(await of('code')).toEqual(['src/a.ts:1', 'src/a.ts:5'])
    expect(await of('comment')).toEqual(['src/a.ts:2'])
    expect(await of('string')).toEqual(['src/a.ts:3'])
  })

  test('ranked: definition, import, call, text, tests last', async () => {
    using rig = new Rig(files)
    expect(places(await rig.search('open', { isRanked: true }))).toEqual([
      'src/a.ts:1',
      'src/b.ts:1',
      'src/a.ts:5',
      'src/b.ts:2',
      'src/a.ts:3',
      'src/a.ts:2',
      'test/a.test.ts:1',
      'test/a.test.ts:2',
    ])
  })

  test('inside a symbol, and with the symbol around', async () => {
    using rig = new Rig(files)
    const report = await rig.search('open', { inSymbol: 'Door.close', isEnclosing: true })
    expect(renderHits(report.hits, { ...lines, isEnclosing: true })).toBe(
      "src/b.ts:2:[Door.close 2-2] export class Door { close() { open('y') } }",
    )
  })

  test('only changed files', async () => {
    using rig = new Rig(files)
    execFileSync('git', ['add', 'src'], { cwd: rig.root })
    execFileSync(
      'git',
      [
        '-c',
        'user.name=t',
        '-c',
        'user.email=t@example.org',
        '-c',
        'commit.gpgsign=false',
        'commit',
        '--quiet',
        '-m',
        'all',
      ],
      { cwd: rig.root },
    )
    rig.write({ 'src/b.ts': 'open()' })
    expect(places(await rig.search('open', { changed: 'HEAD' }))).toEqual([
      'src/b.ts:1',
      'test/a.test.ts:1',
      'test/a.test.ts:2',
    ])
    await expect(rig.search('open', { changed: 'nowhere' })).rejects.toMatchObject({ code: 'UNKNOWN_REF' })
    await expect(rig.search('open', { changed: '--output=x' })).rejects.toMatchObject({ code: 'UNKNOWN_REF' })
  })

  test('symbols, uses, imports and paths come from the index', async () => {
    using rig = new Rig(files)
    const map = await rig.map()
    const ask = async (question: 'def' | 'ref' | 'call' | 'import' | 'importers' | 'path' | 'symbol', text: string) =>
      (await askSymbols(map, { question, text, languages: [], pathPrefix: undefined, limit: 10 })).shown.map(
        ({ path: file, line }) => `${file}:${line}`,
      )
    expect(await ask('def', 'open')).toEqual(['src/a.ts:1'])
    expect(await ask('symbol', 'DOOR')).toEqual(['src/b.ts:2'])
    expect(await ask('call', 'open')).toEqual(['src/a.ts:5', 'src/b.ts:2', 'test/a.test.ts:2'])
    expect(await ask('import', './a')).toEqual(['src/b.ts:1'])
    expect(await ask('importers', 'src/a.ts')).toEqual(['src/b.ts:1', 'test/a.test.ts:1'])
    expect(await ask('path', 'A.T')).toEqual(['src/a.ts:1', 'test/a.test.ts:1'])
  })
})
