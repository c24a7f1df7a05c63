import { execFileSync } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { parseGitBoolean, parseGitConfig } from './git-config.ts'
import { cleanEnv, makeDirectory } from './testing.ts'

function readByGit(text: string): ReadonlyMap<string, string> {
  const file = join(makeDirectory(), 'config')
  writeFileSync(file, text)
  const env = cleanEnv as NodeJS.ProcessEnv
  const listed = execFileSync('git', ['config', '--file', file, '--list', '-z'], { env }).toString('utf8')
  const entries = listed.split('\0').slice(0, -1)
  return new Map(
    entries.map((entry) => {
      const end = entry.indexOf('\n')
      return end === -1 ? [entry, 'true'] : [entry.slice(0, end), entry.slice(end + 1)]
    }),
  )
}

const texts = [
  '[core]\n\tbare = false\n\tworktree = ../a b/c  \n',
  '[Core]\nBare\nWorkTree="  quoted  "  tail ; comment\n',
  '[core]worktree=same line\n[core] bare = no # comment\n',
  '[a "Sub.Section \\"x\\\\"]\nKey = v\n[a.Old]\nk = v\n[a]\nk = last\nk = very last\n',
  '[core]\r\n\tworktree = windows\r\n\tbare = true\r\n',
  '[core]\n worktree = one \\\n   two\n bare = "a\\\nb"\n',
  '[core]\n worktree = a\\tb\\nc\\"d\\\\e\n x-y = "#;" # real\n empty =\n quoted = ""\n',
  '# comment \\\n[core]\n; also\n\n  bare = true\n',
  '\ufeff[core]\n\tworktree = bom\n',
  '[core]\n worktree = ends with backslashes \\\\\\\\\n bare = 1\n',
  '[core]\n worktree = "a"b"c" d\n',
]

test('files are read as git reads them', () => {
  for (const text of texts) expect(parseGitConfig(text)).toEqual(readByGit(text))
})

test('an unreadable line hides nothing else', () => {
  expect(parseGitConfig('[core]\n = x\n !\n bare = true\n').get('core.bare')).toBe('true')
})

test('booleans are what git takes for them', () => {
  expect(['true', 'YES', 'on', '1', '-2', '007'].map(parseGitBoolean)).toEqual(Array(6).fill(true))
  expect(['false', 'No', 'off', '0', ''].map(parseGitBoolean)).toEqual(Array(5).fill(false))
  expect(['maybe', 'tru', ' '].map(parseGitBoolean)).toEqual([undefined, undefined, undefined])
  expect(parseGitBoolean(undefined)).toBeUndefined()
})
