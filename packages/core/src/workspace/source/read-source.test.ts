import { execFileSync } from 'node:child_process'
import { mkdir, symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { makeTree } from '../test-tree.ts'
import { ProblemLog } from './problem-log.ts'
import { readSource } from './read-source.ts'

function read(root: string, path: string): { text: string | undefined; problems: string[] } {
  const problems = new ProblemLog()
  const text = readSource(root, path, problems)
  return { text, problems: problems.sorted().map(({ kind, message }) => `${kind} ${message}`) }
}

describe('readSource', () => {
  test('a byte order mark is no part of the text', async () => {
    const root = await makeTree({ 'a.json': '\uFEFF{}' })
    expect(read(root, 'a.json')).toEqual({ text: '{}', problems: [] })
  })

  test('UTF-16 is decoded and reported', async () => {
    const little = Buffer.from('\uFEFFflask\n', 'utf16le')
    const root = await makeTree({ little, big: Buffer.from(little).swap16() })
    expect(read(root, 'little')).toEqual({ text: 'flask\n', problems: ['encoding little:1: is UTF-16, not UTF-8'] })
    expect(read(root, 'big')).toEqual({ text: 'flask\n', problems: ['encoding big:1: is UTF-16, not UTF-8'] })
  })

  test('bytes that are not UTF-8 are reported with the line of the first', async () => {
    const root = await makeTree({ latin: Buffer.from('one\ntwo \xe9\n', 'latin1') })
    expect(read(root, 'latin')).toEqual({
      text: 'one\ntwo \uFFFD\n',
      problems: ['encoding latin:2: holds bytes that are not UTF-8'],
    })
  })

  test('a file that is gone is no problem', async () => {
    const root = await makeTree({})
    expect(read(root, 'gone')).toEqual({ text: undefined, problems: [] })
  })

  test('a directory in place of a file', async () => {
    const root = await makeTree({ 'package.json/x': '' })
    expect(read(root, 'package.json')).toEqual({
      text: undefined,
      problems: ['unreadable package.json:1: is a directory, not a file'],
    })
  })

  test('a file beyond the limit is not read', async () => {
    const root = await makeTree({ big: ' '.repeat(4 * 1024 * 1024 + 1) })
    expect(read(root, 'big')).toEqual({
      text: undefined,
      problems: ['too-large big:1: 4194305 bytes are more than the 4194304 that are read'],
    })
  })

  test('symbolic links are followed inside the repository only', async () => {
    const root = await makeTree({ 'repo/real': 'x', outside: 'secret' })
    const repo = join(root, 'repo')
    await symlink('real', join(repo, 'inside'))
    await symlink('../outside', join(repo, 'leaves'))
    await symlink('nothing', join(repo, 'dangling'))
    await symlink('loop', join(repo, 'loop'))
    expect(read(repo, 'inside')).toEqual({ text: 'x', problems: [] })
    expect(read(repo, 'leaves').problems).toEqual([
      'unreadable leaves:1: is a symbolic link that leaves the repository; not followed',
    ])
    expect(read(repo, 'dangling').problems).toEqual(['unreadable dangling:1: is a symbolic link to nothing'])
    expect(read(repo, 'loop').problems).toEqual(['unreadable loop:1: is a loop of symbolic links'])
  })

  test('a symbolic link to a directory', async () => {
    const root = await makeTree({})
    await mkdir(join(root, 'folder'))
    await symlink('folder', join(root, 'link'))
    expect(read(root, 'link').problems).toEqual(['unreadable link:1: is a directory, not a file'])
  })

  test('a named pipe does not hang the reader', async () => {
    const root = await makeTree({})
    execFileSync('mkfifo', [join(root, 'package.json')])
    expect(read(root, 'package.json').problems).toEqual(['unreadable package.json:1: is not a regular file'])
  })

  test('names with spaces, quotes and line ends are read like others', async () => {
    const name = 'a "b"\n c\u001b.json'
    const root = await makeTree({})
    await writeFile(join(root, name), '1')
    expect(read(root, name).text).toBe('1')
  })
})
