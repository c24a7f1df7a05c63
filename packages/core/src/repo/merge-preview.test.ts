import {
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { join, relative } from 'node:path'
import { describe, expect, onTestFinished, test } from 'vitest'
import { findProgram } from '../process/index.ts'
import { previewMerge, type MergePreview } from './merge-preview.ts'
import { requireRepository } from './repository.ts'
import { openScratch, type Scratch } from './scratch.ts'
import { cleanEnv, commitAll, git, makeDirectory, makeRepository, writeFiles, type FileContents } from './testing.ts'
import { snapshotWork } from './work-snapshot.ts'

interface World {
  readonly directory: string
  readonly other: string
  readonly scratch: Scratch
}

/** A repository with these files, and a worktree of it on the branch `other`. */
async function makeWorld(files: FileContents): Promise<World> {
  const { directory, repository } = await makeRepository(files)
  const other = makeDirectory()
  git(directory, ['worktree', 'add', '--quiet', '-b', 'other', join(other, 'tree')])
  const scratch = openScratch(repository)
  onTestFinished(() => scratch.remove())
  return { directory, other: join(other, 'tree'), scratch }
}

async function preview({ directory, other, scratch }: World): Promise<MergePreview> {
  const mine = await requireRepository(directory, cleanEnv)
  const ours = await snapshotWork(mine, scratch)
  const theirs = await snapshotWork(await requireRepository(other, cleanEnv), scratch)
  return await previewMerge(mine, scratch, { ours: ours.commit, theirs: theirs.commit })
}

/** What git makes of it when both commit everything and one merges the other: the paths in conflict, or the tree. */
function merge({ directory, other }: World): { readonly unmerged: readonly string[]; readonly tree: string } {
  commitAll(directory, 'mine')
  commitAll(other, 'theirs')
  try {
    git(directory, ['merge', '--quiet', '--no-edit', 'other'])
  } catch {
    const listed = git(directory, ['diff', '--name-only', '--diff-filter=U', '-z'])
    return { unmerged: [...new Set(listed.split('\0').filter(Boolean))].sort(), tree: '' }
  }
  return { unmerged: [], tree: git(directory, ['rev-parse', 'HEAD^{tree}']) }
}

/** Everything below a directory: names, modes, times and contents; of objects all but the times. */
function fingerprint(directory: string): string {
  const entries = readdirSync(directory, { recursive: true, withFileTypes: true })
  return entries
    .map((entry) => {
      const path = join(entry.parentPath, entry.name)
      const { mode, mtimeMs } = statSync(path, { throwIfNoEntry: false }) ?? {}
      // git renews the time of an object that it would have written.
      const changed = path.includes('/objects/') ? '' : mtimeMs
      const content = entry.isFile() ? readFileSync(path, 'latin1') : ''
      return `${relative(directory, path)} ${mode} ${changed} ${content}`
    })
    .sort()
    .join('\n')
}

const lines = (...changed: readonly (readonly [number, string])[]): string => {
  const known = new Map(changed)
  return Array.from({ length: 20 }, (_, line) => `${known.get(line) ?? `line ${line}`}\n`).join('')
}

describe('previewMerge', () => {
  test('says what conflicts, and how, of work that nobody has committed', async () => {
    const world = await makeWorld({ a: lines(), b: lines(), c: lines() })
    writeFiles(world.directory, { a: lines([3, 'mine']), b: lines([1, 'mine']), 'new.txt': 'mine\n' })
    writeFiles(world.other, { a: lines([3, 'theirs']), 'new.txt': 'theirs\n' })
    rmSync(join(world.other, 'b'))
    expect(await preview(world)).toMatchObject({
      kind: 'conflicts',
      conflicts: [
        { path: 'a', type: 'contents' },
        { path: 'b', type: 'modify/delete' },
        { path: 'new.txt', type: 'contents' },
      ],
    })
    expect(merge(world).unmerged).toEqual(['a', 'b', 'new.txt'])
  })

  test('equals the merge over changes, deletions, renames, modes and untracked files', async () => {
    const random = randomNumbers(7)
    for (let round = 0; round < 12; round += 1) {
      // oxlint-disable-next-line no-await-in-loop -- one after another: each is a whole world
      const { predicted, real } = await comparePair(random)
      expect(predicted).toEqual(real)
    }
  }, 120_000)

  test('a path that git gives to a file and something else is told by its own name', async () => {
    const world = await makeWorld({ a: 'x\n', b: 'y\n' })
    rmSync(join(world.directory, 'a'))
    writeFiles(world.directory, { 'a/inner': 'something else\n' })
    writeFiles(world.other, { a: 'more\n' })
    rmSync(join(world.other, 'b'))
    symlinkSync('a', join(world.other, 'b'))
    chmodSync(join(world.directory, 'b'), 0o755)
    expect(await preview(world)).toMatchObject({
      conflicts: [
        { path: 'a', type: 'file/directory' },
        { path: 'a', type: 'modify/delete' },
        { path: 'b', type: 'distinct modes' },
      ],
    })
    expect(merge(world).unmerged).toEqual(['a~other', 'b', 'b~HEAD'])
  })

  test('what goes into a directory that the other side renamed names both places', async () => {
    const world = await makeWorld({ 'old/a': lines(), 'old/b': lines([1, 'b']) })
    git(world.other, ['mv', 'old', 'new'])
    writeFiles(world.directory, { 'old/c': 'c\n' })
    expect(await preview(world)).toMatchObject({
      conflicts: [{ path: 'new/c', others: ['old/c'], type: 'directory rename suggested' }],
    })
    expect(merge(world).unmerged).toEqual(['new/c'])
  })

  test('a directory that one side split is in conflict though git leaves no path unmerged', async () => {
    const files = Object.fromEntries(['a', 'b'].map((name) => [`old/${name}`, lines([1, name])]))
    const world = await makeWorld(files)
    mkdirSync(join(world.other, 'one'))
    mkdirSync(join(world.other, 'two'))
    git(world.other, ['mv', 'old/a', 'one/a'])
    git(world.other, ['mv', 'old/b', 'two/b'])
    writeFiles(world.directory, { 'old/c': 'c\n' })
    expect(await preview(world)).toMatchObject({
      conflicts: [{ path: 'old', type: 'directory rename unclear split' }],
    })
    expect(merge(world)).toEqual({ unmerged: [], tree: '' })
  })

  test('sees a change of the same length made right after the index was written', async () => {
    const world = await makeWorld({ a: 'one\n' })
    writeFiles(world.directory, { a: 'two\n' })
    writeFiles(world.other, { a: 'six\n' })
    expect(await preview(world)).toMatchObject({ kind: 'conflicts', conflicts: [{ path: 'a', type: 'contents' }] })
  })

  test('an older git is an answer, not a failure', async () => {
    const world = await makeWorld({ a: 'one\n' })
    const bin = makeDirectory()
    const real = await findProgram('git', { env: cleanEnv })
    writeFileSync(join(bin, 'git'), `#!/bin/sh\ncase "$*" in *merge-tree*) exit 129;; esac\nexec ${real} "$@"\n`)
    chmodSync(join(bin, 'git'), 0o755)
    const old = await requireRepository(world.directory, { ...cleanEnv, PATH: `${bin}:${cleanEnv['PATH']}` })
    const commit = git(world.directory, ['rev-parse', 'HEAD'])
    expect(await previewMerge(old, world.scratch, { ours: commit, theirs: commit })).toEqual({ kind: 'unsupported' })
  })

  test('a commit that is not there is told in the words of git', async () => {
    const world = await makeWorld({ a: 'one\n' })
    const mine = await requireRepository(world.directory, cleanEnv)
    await expect(previewMerge(mine, world.scratch, { ours: 'HEAD', theirs: 'f'.repeat(40) })).rejects.toMatchObject({
      code: 'GIT_FAILED',
    })
  })

  test('histories without a common commit are compared as well', async () => {
    const { directory, scratch, other } = await makeWorld({ a: 'one\n' })
    git(other, ['checkout', '--quiet', '--orphan', 'fresh'])
    writeFiles(other, { a: 'two\n' })
    expect(await preview({ directory, other, scratch })).toMatchObject({
      kind: 'conflicts',
      conflicts: [{ path: 'a', type: 'contents' }],
    })
  })
})

describe('snapshotWork', () => {
  test('leaves index, objects, stash, refs and files as they were, to the byte', async () => {
    const world = await makeWorld({ a: lines(), b: lines(), 'c d/e': 'x\n' })
    writeFiles(world.other, { a: lines([1, 'stashed']) })
    git(world.other, ['stash', '--quiet'])
    for (const tree of [world.directory, world.other]) {
      writeFiles(tree, { a: lines([2, tree]), 'un tracked': 'x\n' })
      git(tree, ['add', 'a'])
      writeFiles(tree, { a: lines([3, tree]), b: '' })
    }
    const before = [fingerprint(world.directory), fingerprint(world.other)]
    await preview(world)
    expect([fingerprint(world.directory), fingerprint(world.other)]).toEqual(before)
    expect(git(world.other, ['stash', 'list'])).toContain('stash@{0}')
  })

  test('removes what it has made', async () => {
    const { scratch } = await makeWorld({ a: 'x\n' })
    expect(existsSync(scratch.directory)).toBe(true)
    scratch.remove()
    expect(existsSync(scratch.directory)).toBe(false)
  })

  test('no hook of the repository runs', async () => {
    const world = await makeWorld({ a: 'x\n' })
    const hook = join(world.directory, '.git/hooks/post-index-change')
    mkdirSync(join(world.directory, '.git/hooks'), { recursive: true })
    writeFileSync(hook, `#!/bin/sh\ntouch '${join(world.directory, 'ran')}'\n`)
    chmodSync(hook, 0o755)
    writeFiles(world.directory, { a: 'y\n' })
    await preview(world)
    expect(existsSync(join(world.directory, 'ran'))).toBe(false)
  })

  test('a clean work tree is its own commit', async () => {
    const { directory, scratch } = await makeWorld({ a: 'x\n' })
    const head = git(directory, ['rev-parse', 'HEAD'])
    const repository = await requireRepository(directory, cleanEnv)
    expect(await snapshotWork(repository, scratch)).toEqual({
      commit: head,
      head,
      isDirty: false,
      unmerged: [],
      omitted: [],
    })
  })

  test('a conflict under way is taken as it is in the work tree, with both parents', async () => {
    const world = await makeWorld({ a: lines() })
    writeFiles(world.directory, { a: lines([3, 'mine']) })
    writeFiles(world.other, { a: lines([3, 'theirs']) })
    merge(world)
    const repository = await requireRepository(world.directory, cleanEnv)
    const snapshot = await snapshotWork(repository, world.scratch)
    expect(snapshot).toMatchObject({ isDirty: true, unmerged: ['a'] })
    const over = world.scratch.over(repository)
    const shown = git(world.directory, ['cat-file', '-p', snapshot.commit], { ...over.git.env })
    expect(shown.match(/^parent /gm)).toHaveLength(2)
    // Their work is in it already.
    expect(await preview(world)).toMatchObject({ kind: 'clean' })
  })

  test.each(['sha1', 'sha256'])('its commit is the one that git itself would write, with %s', async (format) => {
    const { directory, repository } = await makeRepository({ a: 'x\n' }, [`--object-format=${format}`])
    const scratch = openScratch(repository)
    onTestFinished(() => scratch.remove())
    writeFiles(directory, { b: 'y\n' })
    const { commit, head = '' } = await snapshotWork(repository, scratch)
    const { env } = scratch.over(repository).git
    const written = git(directory, ['commit-tree', '-p', head, '-m', 'work in progress', `${commit}^{tree}`], env)
    expect(commit).toBe(written)
    expect(git(directory, ['fsck', '--strict', commit], env)).toBe('')
  })

  test('a branch without a commit has its files; other repositories and unreadable names are left out', async () => {
    const { directory, repository } = await makeRepository()
    const scratch = openScratch(repository)
    onTestFinished(() => scratch.remove())
    writeFiles(directory, { 'a b': 'x\n', 'b\udcff': 'y\n', '-dash': 'z\n' })
    symlinkSync('loop', join(directory, 'loop'))
    git(directory, ['init', '--quiet', 'inner'])
    writeFiles(join(directory, 'inner'), { x: 'x\n' })
    const snapshot = await snapshotWork(repository, scratch)
    expect(snapshot).toMatchObject({ head: undefined, isDirty: true, omitted: ['inner/'] })
    const listed = git(directory, ['ls-tree', '-r', '--name-only', snapshot.commit], scratch.over(repository).git.env)
    expect(listed.split('\n')).toEqual(['-dash', 'a b', String.raw`"b\377"`, 'loop'])
  })
})

async function comparePair(random: (below: number) => number): Promise<Record<'predicted' | 'real', unknown>> {
  const files = Object.fromEntries(Array.from({ length: 5 }, (_, n) => [`d${n % 2}/f${n}`, lines([n, `file ${n}`])]))
  const world = await makeWorld(files)
  for (const tree of [world.directory, world.other]) {
    for (let step = 0; step < 3; step += 1) {
      editRandomly(tree, { random, step })
      if (random(3) === 0) commitAll(tree)
      else if (random(2) === 0) git(tree, ['add', '--all'])
    }
  }
  const result = await preview(world)
  const paths = result.kind === 'conflicts' ? [...new Set(result.conflicts.map(({ path }) => path))] : []
  return {
    predicted: { unmerged: paths.sort(), tree: result.kind === 'clean' ? result.tree : '' },
    real: merge(world),
  }
}

function editRandomly(
  tree: string,
  { random, step }: { readonly random: (below: number) => number; readonly step: number },
): void {
  const number = random(5)
  const path = join(tree, `d${number % 2}/f${number}`)
  const edits: readonly (() => void)[] = [
    () => writeFileSync(path, lines([random(20), `edit ${random(3)}`])),
    () => rmSync(path, { force: true }),
    () => existsSync(path) && git(tree, ['mv', '-f', relative(tree, path), `d1/moved${random(2)}`]),
    () => writeFiles(tree, { [`d0/new${random(2)}`]: `new ${random(2)} ${step}\n` }),
    () => existsSync(path) && chmodSync(path, 0o755),
  ]
  edits[random(edits.length)]?.()
}

/** Whole numbers below a bound, the same for each run. */
function randomNumbers(seed: number): (below: number) => number {
  let state = seed
  return (below) => {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648
    return Math.floor((state / 2_147_483_648) * below)
  }
}
