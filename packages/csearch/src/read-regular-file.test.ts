import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { expect, test } from 'vitest'
import { readRegularFile } from './read-regular-file.ts'

test('what is no file any more is not read, and not waited for', () => {
  const directory = mkdtempSync(path.join(tmpdir(), 'csearch-read-'))
  const at = (name: string): string => path.join(directory, name)
  writeFileSync(at('file'), 'text')
  symlinkSync('file', at('link'))
  symlinkSync('loop', at('loop'))
  mkdirSync(at('directory'))
  execFileSync('mkfifo', [at('pipe')])
  const read = ['file', 'link', 'loop', 'directory', 'pipe', 'gone', 'file/below'].map((name) =>
    readRegularFile(at(name))?.toString(),
  )
  rmSync(directory, { recursive: true })
  expect(read).toEqual(['text', 'text', undefined, undefined, undefined, undefined, undefined])
})
