import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, test } from 'vitest'
import { formatResource, parseResource, parsePattern, repositoryPath } from './resource.ts'
import { makeDirectory } from './testing.ts'

const context = { cwd: '/repo/src', root: '/repo', otherRoots: ['/worktrees/two'] }
const read = (text: string): string[] => parseResource(text, context).map(formatResource)

describe('parseResource', () => {
  test.each([
    ['modifies:file:x.ts', 'modifies:file:src/x.ts'],
    ['modifies:file:./x.ts', 'modifies:file:src/x.ts'],
    ['modifies:file:../src//x.ts', 'modifies:file:src/x.ts'],
    ['modifies:file:/repo/src/x.ts', 'modifies:file:src/x.ts'],
    ['modifies:file:/worktrees/two/src/x.ts', 'modifies:file:src/x.ts'],
    ['modifies:x.ts', 'modifies:file:src/x.ts'],
    ['touch:dir:../docs/', 'touch:dir:docs'],
    ['touch:../docs/', 'touch:dir:docs'],
    ['touch:dir:..', 'touch:glob:**'],
    ['adds:glob:**/*.sql', 'adds:glob:src/**/*.sql'],
    ['adds:*.sql', 'adds:glob:src/*.sql'],
    ['modifies:file:[id].tsx', 'modifies:file:src/[id].tsx'],
    ['modifies:endpoint:POST /api/x', 'modifies:endpoint:POST /api/x'],
    ['modifies:endpoint:post   /api/x/', 'modifies:endpoint:POST /api/x'],
    ['modifies:endpoint:/api/users/:id?full=1', 'modifies:endpoint:* /api/users/{}'],
    ['modifies:endpoint:GET /api/users/{user}', 'modifies:endpoint:GET /api/users/{}'],
    ['depends:env:${API_KEY}', 'depends:env:API_KEY'],
    ['removes:table:"Users"', 'removes:table:users'],
    ['adds:feature:Dark   Mode', 'adds:feature:dark mode'],
    ['touch:the build', 'touch:the build'],
    ['depends:symbol:x.ts#parse', 'depends:symbol:src/x.ts#parse'],
    ['depends:symbol:parse', 'depends:symbol:parse'],
    ['MODIFIES:FILE:x.ts', 'modifies:file:src/x.ts'],
    ['adds:file:caf\u0065\u0301.ts', 'adds:file:src/caf\u00e9.ts'],
  ])('%s means %s', (text, meaning) => {
    expect(read(text)).toEqual([meaning])
  })

  test('a rename removes one file and adds the other', () => {
    expect(read('modifies:file:a.ts => b c.ts')).toEqual(['removes:file:src/a.ts', 'adds:file:src/b c.ts'])
  })

  test.each([
    'nope:1',
    'x',
    '',
    'modifies:',
    'modifies:file:',
    'modifies:file:../../etc',
    'modifies:a\0b',
    'modifies:endpoint:POST',
    `touch:${'x'.repeat(1001)}`,
  ])('refuses %j as a wrong call', (text) => {
    expect(() => read(text)).toThrow(expect.objectContaining({ exitCode: 2 }))
  })

  test('what is written out is read back the same', () => {
    const root = { cwd: '/repo', root: '/repo' }
    for (const text of [
      'modifies:file:src/x.ts',
      'adds:symbol:a.ts#f',
      'depends:symbol:f',
      'touch:dir:a/b',
      'adds:glob:a/*',
      'removes:endpoint:* /x',
    ]) {
      expect(parseResource(text, root).map(formatResource)).toEqual([text])
    }
  })
})

test('a path through a link means the file behind it', () => {
  const directory = makeDirectory()
  mkdirSync(path.join(directory, 'real/src'), { recursive: true })
  symlinkSync(path.join(directory, 'real'), path.join(directory, 'link'))
  const real = { cwd: path.join(directory, 'real'), root: path.join(directory, 'real') }
  expect(repositoryPath(path.join(directory, 'link/src/new.ts'), real)).toBe('src/new.ts')
})

test('a pattern is a directory where there is one, and a name where there is one', () => {
  const directory = makeDirectory()
  mkdirSync(path.join(directory, 'src'))
  writeFileSync(path.join(directory, 'a[b].ts'), '')
  const here = { cwd: directory, root: directory }
  expect(parsePattern('src', here)).toEqual({ type: 'dir', pattern: 'src' })
  expect(parsePattern('a[b].ts', here)).toEqual({ type: 'file', pattern: 'a[b].ts' })
  expect(parsePattern('*.ts', here)).toEqual({ type: 'glob', pattern: '*.ts' })
})
