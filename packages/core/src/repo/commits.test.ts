import { join } from 'node:path'
import { expect, test } from 'vitest'
import { mergeBase, resolveCommit } from './commits.ts'
import { requireRepository } from './repository.ts'
import { cleanEnv, commitAll, git, makeDirectory, makeRepository, writeFiles } from './testing.ts'

test('every name of a commit', async () => {
  const { directory, repository } = await makeRepository({ a: '' })
  const first = git(directory, ['rev-parse', 'HEAD'])
  git(directory, ['tag', '--annotate', '--message=tag', 'v1.0'])
  const second = commitAll(directory, 'with (brackets)')
  git(directory, ['branch', 'a/b', 'HEAD~1'])
  for (const name of [
    'HEAD~1',
    'HEAD^',
    'v1.0',
    'refs/tags/v1.0',
    'a/b',
    'main@{1}',
    first,
    first.slice(0, 8),
    ':/first',
  ]) {
    expect({ name, commit: await resolveCommit(repository, name) }).toEqual({ name, commit: first })
  }
  for (const name of ['HEAD', '@', 'main', 'heads/main', ':/with'])
    expect(await resolveCommit(repository, name)).toBe(second)
})

test('an unknown name comes with those that are near', async () => {
  const { directory, repository } = await makeRepository({ a: '' })
  git(directory, ['branch', 'feature/login'])
  git(directory, ['tag', 'v1.2.0'])
  const unknown = { code: 'UNKNOWN_REF', exitCode: 2 }
  const list = 'list branches and tags with `git branch --all` and `git tag`'
  const cases: readonly (readonly [ref: string, message: string, hint: string])[] = [
    ['mian', 'mian is not known here', 'did you mean main?'],
    ['feature/logn', 'feature/logn is not known here', 'did you mean feature/login?'],
    ['v1.2~2', 'v1.2~2 is not known here', 'did you mean v1.2.0?'],
    ['zzzzzzzz', 'zzzzzzzz is not known here', list],
    ['main~99', 'main~99 does not lead to a commit', list],
    ['', 'an empty name is not known here', list],
    ['--all', '--all is not known here', list],
    ['a\0b', 'a\0b is not known here', list],
    ['main..main', 'main..main is not known here', list],
  ]
  for (const [ref, message, hint] of cases) {
    await expect(resolveCommit(repository, ref)).rejects.toMatchObject({ ...unknown, message, hint })
  }
})

test('in a shallow clone the rest of the history may have it', async () => {
  const { directory } = await makeRepository({ a: '' })
  commitAll(directory, 'second')
  const clone = join(makeDirectory(), 'clone')
  git(directory, ['clone', '--quiet', '--depth=1', `file://${directory}`, clone])
  const repository = await requireRepository(clone, cleanEnv)
  await expect(resolveCommit(repository, 'HEAD~1')).rejects.toMatchObject({
    code: 'UNKNOWN_REF',
    hint: 'the clone is shallow: git fetch --unshallow brings the rest of its history',
  })
})

test('what is no commit is unknown as one', async () => {
  const { repository } = await makeRepository({ a: '' })
  await expect(resolveCommit(repository, 'HEAD:a')).rejects.toMatchObject({ code: 'UNKNOWN_REF' })
  await expect(resolveCommit(repository, 'HEAD^{tree}')).rejects.toMatchObject({ code: 'UNKNOWN_REF' })
})

test('before the first commit HEAD is unknown, and said so', async () => {
  const { repository } = await makeRepository()
  await expect(resolveCommit(repository, 'HEAD')).rejects.toMatchObject({
    code: 'UNKNOWN_REF',
    message: 'HEAD has no commit yet',
  })
})

test('digits that fit more than one object are said to', async () => {
  const { directory, repository } = await makeRepository({})
  // git wants four digits; among 700 objects some share them, and which ones is the same everywhere.
  writeFiles(directory, Object.fromEntries(Array.from({ length: 700 }, (_, index) => [`f${index}`, `${index}\n`])))
  commitAll(directory)
  const listed = git(directory, ['ls-tree', 'HEAD']).split('\n')
  const objects = listed.map((line) => line.split(/[ \t]/)[2]?.slice(0, 4) ?? '')
  const twice = objects.find((digits, index) => objects.indexOf(digits) !== index) ?? ''
  await expect(resolveCommit(repository, twice)).rejects.toMatchObject({
    code: 'UNKNOWN_REF',
    message: `${twice} is short for more than one object`,
  })
})

test('the merge base of two branches', async () => {
  const { directory, repository } = await makeRepository({ a: '' })
  const commit = git(directory, ['rev-parse', 'HEAD'])
  git(directory, ['switch', '--quiet', '--create', 'side'])
  commitAll(directory, 'side')
  git(directory, ['switch', '--quiet', 'main'])
  commitAll(directory, 'main')
  expect(await mergeBase(repository, 'main', 'side')).toEqual({ kind: 'found', commit })
  expect(await mergeBase(repository, 'HEAD', commit)).toEqual({ kind: 'found', commit })
  await expect(mergeBase(repository, 'main', 'none')).rejects.toMatchObject({ code: 'UNKNOWN_REF' })
})

test('no merge base, of unrelated branches or beyond a shallow end', async () => {
  const { directory, repository } = await makeRepository({ a: '' })
  git(directory, ['switch', '--quiet', '--create', 'side'])
  commitAll(directory, 'side')
  git(directory, ['switch', '--quiet', 'main'])
  commitAll(directory, 'main')
  git(directory, ['switch', '--quiet', '--orphan', 'alone'])
  commitAll(directory, 'alone')
  expect(await mergeBase(repository, 'main', 'alone')).toEqual({ kind: 'none', reason: 'unrelated' })
  const base = makeDirectory()
  git(base, ['clone', '--quiet', '--depth=1', '--no-single-branch', `file://${directory}`, 'shallow'])
  const shallow = await requireRepository(join(base, 'shallow'), cleanEnv)
  expect(await mergeBase(shallow, 'origin/main', 'origin/side')).toEqual({ kind: 'none', reason: 'shallow' })
})
