import { mkdirSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { describe, expect, test } from 'vitest'
import type { Environment } from '../process/index.ts'
import { findRepository, requireRepository } from './repository.ts'
import { cleanEnv, commitAll, git, initRepository, makeDirectory } from './testing.ts'

/** What git itself says; the answer to compare with. */
function askGit(dir: string, env: Environment) {
  const ask = (...args: string[]): string => git(dir, ['rev-parse', ...args], env)
  let root: string | undefined
  try {
    root = ask('--show-toplevel')
  } catch {
    root = undefined
  }
  return {
    root,
    gitDir: ask('--absolute-git-dir'),
    commonDir: realpathSync(resolve(realpathSync(dir), ask('--git-common-dir'))),
    isBare: ask('--is-bare-repository') === 'true',
  }
}

/** What is found, which is what git finds. */
async function findAsGit(dir: string, extra: Environment = {}) {
  const env = { ...cleanEnv, ...extra }
  const repository = await findRepository(dir, env)
  expect(repository).toMatchObject(askGit(dir, env))
  return repository
}

/** What is found where git says that there is nothing. */
async function findNone(dir: string, extra: Environment = {}) {
  const env = { ...cleanEnv, ...extra }
  expect(() => git(dir, ['rev-parse', '--git-dir'], env)).toThrow('not a git repository')
  return await findRepository(dir, env)
}

function makeBelow(directory: string, ...names: readonly string[]): string {
  const path = join(directory, ...names)
  mkdirSync(path, { recursive: true })
  return path
}

describe('a repository is found as git finds it', () => {
  test('from its top, from below, and through symlinks', async () => {
    const base = makeDirectory()
    const top = initRepository(join(base, 'repo'))
    const below = makeBelow(top, 'a/b')
    symlinkSync(below, join(base, 'link'))
    const repository = await findAsGit(top)
    expect(repository).toEqual({
      root: top,
      gitDir: join(top, '.git'),
      commonDir: join(top, '.git'),
      isBare: false,
      isLinkedWorktree: false,
      isSubmodule: false,
    })
    expect(await findAsGit(below)).toEqual(repository)
    expect(await findAsGit(join(base, 'link'))).toEqual(repository)
  })

  test('in directories with spaces, quotes and newlines', async () => {
    const top = initRepository(join(makeDirectory(), ' a "b" \n\nc\n'))
    expect(await findAsGit(top)).toBeDefined()
    expect(await findAsGit(makeBelow(top, '\n', ' '))).toBeDefined()
  })

  test('when it is bare, or below its top', async () => {
    const top = initRepository(join(makeDirectory(), 'bare.git'), ['--bare'])
    expect(await findAsGit(top)).toMatchObject({ root: undefined, isBare: true })
    expect(await findAsGit(join(top, 'refs/heads'))).toBeDefined()
  })

  test('from inside the git directory', async () => {
    const top = initRepository(makeDirectory())
    expect(await findAsGit(join(top, '.git'))).toMatchObject({ root: undefined, isBare: false })
    expect(await findAsGit(join(top, '.git/objects'))).toBeDefined()
  })

  test('in a linked work tree, also one of a bare repository', async () => {
    const base = makeDirectory()
    const top = initRepository(join(base, 'main'))
    commitAll(top)
    git(top, ['worktree', 'add', '--quiet', '-b', 'linked', join(base, 'linked\none')])
    const linked = await findAsGit(join(base, 'linked\none'))
    expect(linked).toMatchObject({
      isLinkedWorktree: true,
      commonDir: join(top, '.git'),
      root: join(base, 'linked\none'),
    })
    expect(await findAsGit(linked?.gitDir ?? '')).toBeDefined()
    git(base, ['clone', '--quiet', '--bare', top, 'bare.git'])
    git(join(base, 'bare.git'), ['worktree', 'add', '--quiet', join(base, 'of-bare')])
    expect(await findAsGit(join(base, 'of-bare'))).toMatchObject({ isLinkedWorktree: true, isBare: false })
  })

  test('in a linked work tree with a configuration of its own', async () => {
    const base = makeDirectory()
    const top = initRepository(join(base, 'main'))
    commitAll(top)
    git(top, ['worktree', 'add', '--quiet', join(base, 'linked')])
    git(top, ['config', 'extensions.worktreeConfig', 'true'])
    expect(await findAsGit(top)).toBeDefined()
    expect(await findAsGit(join(base, 'linked'))).toBeDefined()
    git(join(base, 'linked'), ['config', '--worktree', 'core.worktree', makeBelow(base, 'elsewhere')])
    expect(await findAsGit(join(base, 'linked'))).toMatchObject({ root: join(base, 'elsewhere') })
    expect(await findAsGit(top)).toBeDefined()
  })

  test('in a submodule', async () => {
    const base = makeDirectory()
    const inner = initRepository(join(base, 'inner'))
    commitAll(inner)
    const outer = initRepository(join(base, 'outer'))
    git(outer, ['submodule', '--quiet', 'add', inner, 'deps/inner one'])
    const submodule = await findAsGit(join(outer, 'deps/inner one'))
    expect(submodule).toMatchObject({ isSubmodule: true, isLinkedWorktree: false, root: join(outer, 'deps/inner one') })
    expect(await findAsGit(outer)).toMatchObject({ isSubmodule: false })
    expect(await findAsGit(makeBelow(outer, 'modules'))).toMatchObject({ isSubmodule: false })
  })

  test('with a separate git directory', async () => {
    const base = makeDirectory()
    initRepository(join(base, 'work'), ['--separate-git-dir', join(base, 'separate dir')])
    expect(await findAsGit(join(base, 'work'))).toMatchObject({ gitDir: join(base, 'separate dir') })
  })

  test('with a .git that is a symlink', async () => {
    const base = makeDirectory()
    const top = initRepository(join(base, 'real'))
    symlinkSync(join(top, '.git'), join(makeBelow(base, 'other'), '.git'))
    expect(await findAsGit(join(base, 'other'))).toMatchObject({ root: join(base, 'other') })
  })

  test('with a work tree elsewhere', async () => {
    const base = makeDirectory()
    const top = initRepository(join(base, 'repo'))
    makeBelow(base, 'tree')
    git(top, ['config', 'core.worktree', '../../tree'])
    expect(await findAsGit(top)).toMatchObject({ root: join(base, 'tree') })
    git(top, ['config', 'core.bare', 'true'])
    expect(await findAsGit(top)).toMatchObject({ root: undefined, isBare: true })
  })

  test('with core.bare in every way to write it', async () => {
    const top = initRepository(makeDirectory())
    const spellings = ['bare = true', 'bare', 'BARE=yes', 'bare = 1', 'bare = off', 'bare =', 'bare = "tr"ue ; no']
    for (const spelling of spellings) {
      writeFileSync(join(top, '.git/config'), `[Core]\r\n\trepositoryFormatVersion = 0\n\t${spelling}\n`)
      expect(await findAsGit(top)).toBeDefined()
    }
    writeFileSync(join(top, '.git/config'), '')
    expect(await findAsGit(top)).toBeDefined()
    rmSync(join(top, '.git/config'))
    expect(await findAsGit(top)).toBeDefined()
  })

  test('past directories that only look like one', async () => {
    const top = initRepository(makeDirectory())
    expect(await findAsGit(join(makeBelow(top, 'empty', '.git'), '..'))).toBeDefined()
    const pretender = makeBelow(top, 'pretender', '.git')
    for (const name of ['objects', 'refs']) makeBelow(pretender, name)
    writeFileSync(join(pretender, 'HEAD'), 'something else')
    expect(await findAsGit(join(pretender, '..'))).toMatchObject({ root: top })
    expect(await findAsGit(pretender)).toMatchObject({ root: top })
  })

  test('with a HEAD of any kind', async () => {
    const top = initRepository(makeDirectory())
    const commit = commitAll(top)
    for (const head of [`${commit}\n`, 'ref: refs/heads/none\n', 'ref:refs/heads/main', 'ref: \t refs/heads/main\n']) {
      writeFileSync(join(top, '.git/HEAD'), head)
      expect(await findAsGit(top)).toBeDefined()
    }
    rmSync(join(top, '.git/HEAD'))
    symlinkSync('refs/heads/main', join(top, '.git/HEAD'))
    expect(await findAsGit(top)).toBeDefined()
  })

  test('with SHA-256 names', async () => {
    const top = initRepository(makeDirectory(), ['--object-format=sha256'])
    writeFileSync(join(top, '.git/HEAD'), `${commitAll(top)}\n`)
    expect(await findAsGit(top)).toBeDefined()
  })

  test('or is not there', async () => {
    const base = makeDirectory()
    expect(await findNone(base, { GIT_CEILING_DIRECTORIES: join(base, '..') })).toBeUndefined()
  })
})

describe('the environment counts as it does for git', () => {
  test('GIT_DIR, relative and absolute', async () => {
    const base = makeDirectory()
    const top = initRepository(join(base, 'repo'))
    const below = makeBelow(top, 'below')
    expect(await findAsGit(below, { GIT_DIR: '../.git' })).toMatchObject({ root: below })
    expect(await findAsGit(base, { GIT_DIR: join(top, '.git') })).toMatchObject({ root: base })
    initRepository(join(base, 'bare.git'), ['--bare'])
    expect(await findAsGit(base, { GIT_DIR: 'bare.git' })).toMatchObject({ root: undefined, isBare: true })
  })

  test('GIT_DIR that is a .git file', async () => {
    const base = makeDirectory()
    initRepository(join(base, 'work'), ['--separate-git-dir', join(base, 'separate')])
    expect(await findAsGit(base, { GIT_DIR: 'work/.git' })).toBeDefined()
  })

  test('GIT_WORK_TREE, with and without GIT_DIR', async () => {
    const base = makeDirectory()
    const top = initRepository(join(base, 'repo'))
    const below = makeBelow(top, 'below')
    makeBelow(base, 'tree')
    expect(await findAsGit(below, { GIT_WORK_TREE: '../../tree' })).toMatchObject({ root: join(base, 'tree') })
    const both = { GIT_DIR: join(top, '.git'), GIT_WORK_TREE: join(base, 'tree') }
    expect(await findAsGit(base, both)).toMatchObject({ root: join(base, 'tree') })
    git(top, ['config', 'core.bare', 'true'])
    expect(await findAsGit(base, both)).toBeDefined()
  })

  test('core.worktree with GIT_DIR', async () => {
    const base = makeDirectory()
    const top = initRepository(join(base, 'repo'))
    makeBelow(base, 'tree')
    git(top, ['config', 'core.worktree', '../../tree'])
    expect(await findAsGit(base, { GIT_DIR: 'repo/.git' })).toMatchObject({ root: join(base, 'tree') })
  })

  test('GIT_COMMON_DIR', async () => {
    const base = makeDirectory()
    const top = initRepository(join(base, 'main'))
    commitAll(top)
    git(top, ['worktree', 'add', '--quiet', join(base, 'linked')])
    const gitDir = join(top, '.git/worktrees/linked')
    rmSync(join(gitDir, 'commondir'))
    expect(await findAsGit(join(base, 'linked'), { GIT_DIR: gitDir, GIT_COMMON_DIR: join(top, '.git') })).toBeDefined()
  })

  test('GIT_CEILING_DIRECTORIES', async () => {
    const base = makeDirectory()
    const top = initRepository(join(base, 'repo'))
    const below = makeBelow(top, 'a/b')
    symlinkSync(top, join(base, 'link'))
    expect(await findNone(below, { GIT_CEILING_DIRECTORIES: join(top, 'a') })).toBeUndefined()
    expect(await findNone(below, { GIT_CEILING_DIRECTORIES: top })).toBeUndefined()
    expect(
      await findNone(below, { GIT_CEILING_DIRECTORIES: `/nowhere:${join(base, 'link')}:relative` }),
    ).toBeUndefined()
    expect(await findAsGit(below, { GIT_CEILING_DIRECTORIES: `:${join(base, 'link')}` })).toBeDefined()
    expect(await findAsGit(below, { GIT_CEILING_DIRECTORIES: base })).toBeDefined()
    expect(await findAsGit(below, { GIT_CEILING_DIRECTORIES: below })).toBeDefined()
    expect(await findAsGit(top, { GIT_CEILING_DIRECTORIES: top })).toBeDefined()
    expect(await findAsGit(below, { GIT_CEILING_DIRECTORIES: '' })).toBeDefined()
    expect(await findAsGit(below, { GIT_CEILING_DIRECTORIES: '/' })).toBeDefined()
  })
})

describe('what is broken is said', () => {
  async function expectBroken(dir: string, extra: Environment = {}): Promise<string> {
    const env = { ...cleanEnv, ...extra }
    expect(() => git(dir, ['rev-parse', '--git-dir'], env)).toThrow('fatal')
    const error: unknown = await findRepository(dir, env).catch((error: unknown) => error)
    expect(error).toMatchObject({ name: 'ToolError', code: 'BROKEN_REPOSITORY', exitCode: 3 })
    return error instanceof Error ? error.message : ''
  }

  test('a .git file that leads nowhere', async () => {
    const top = initRepository(makeDirectory())
    const dir = makeBelow(top, 'below')
    writeFileSync(join(dir, '.git'), 'gitdir: ../gone\n')
    expect(await expectBroken(dir)).toBe(`${dir}/.git points to ${top}/gone, which is not a git directory`)
    for (const content of ['', 'hello', 'gitdir: ', 'gitdir:../.git']) {
      writeFileSync(join(dir, '.git'), content)
      expect(await expectBroken(dir)).toContain(`${dir}/.git is not a directory, and not a file`)
    }
  })

  test('a GIT_DIR that leads nowhere', async () => {
    const dir = makeDirectory()
    expect(await expectBroken(dir, { GIT_DIR: 'gone' })).toBe(`${dir}/gone (from GIT_DIR) is not a git directory`)
  })

  test('a directory that is none', async () => {
    const dir = makeDirectory()
    writeFileSync(join(dir, 'file'), '')
    const error = { code: 'NO_SUCH_DIRECTORY', exitCode: 2 }
    await expect(findRepository(join(dir, 'gone'), cleanEnv)).rejects.toMatchObject(error)
    await expect(findRepository(join(dir, 'file'), cleanEnv)).rejects.toMatchObject(error)
  })

  test('no repository where one is required', async () => {
    const dir = makeDirectory()
    const env = { ...cleanEnv, GIT_CEILING_DIRECTORIES: join(dir, '..') }
    await expect(requireRepository(dir, env)).rejects.toMatchObject({
      code: 'NOT_A_REPOSITORY',
      message: `${dir} is not in a git repository`,
      exitCode: 3,
    })
  })
})

test('the environment of a repository stays out of reports', async () => {
  const repository = await findRepository(initRepository(makeDirectory()), { ...cleanEnv, SECRET: 'x' })
  expect(JSON.stringify(repository)).not.toContain('SECRET')
  expect(repository?.git.env['SECRET']).toBe('x')
})
