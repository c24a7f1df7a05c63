import { execFileSync } from 'node:child_process'
import { mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { requireRepository } from '@groundcrew/core/repo'
import { expect, onTestFinished, test } from 'vitest'
import { ObjectBatch } from '../object-batch.ts'
import { ScriptChecker } from './script-checker.ts'
import { TextReader } from './tree-texts.ts'

test('a check ends at its time limit, and says so', async () => {
  const directory = realpathSync(mkdtempSync(path.join(tmpdir(), 'script-checker-')))
  onTestFinished(() => rmSync(directory, { recursive: true, force: true }))
  writeFileSync(path.join(directory, 'a.ts'), 'export const a: number = "x"\n')
  const git = (...args: readonly string[]): string =>
    execFileSync('git', ['-C', directory, '-c', 'user.name=a', '-c', 'user.email=a@b', ...args], { encoding: 'utf8' })
  git('init', '--quiet')
  git('add', '.')
  git('commit', '--quiet', '--message', 'first')
  const repository = await requireRepository(directory, process.env)
  const texts = new TextReader(repository, new ObjectBatch(repository))
  const check = async (timeoutMs?: number) =>
    await new ScriptChecker(texts, directory, timeoutMs).check('HEAD', ['a.ts'])
  expect(await check(0)).toBe('TypeScript takes more than 0 s')
  expect(await check()).toMatchObject({ errors: [{ path: 'a.ts', line: 1 }] })
})
