import { once } from 'node:events'
import { mkdirSync, readdirSync, readFileSync, statSync, utimesSync, watch, writeFileSync } from 'node:fs'
import { rename, rm, symlink } from 'node:fs/promises'
import path from 'node:path'
import { execa } from 'execa'
import { expect, test } from 'vitest'
import { binDirectory, Rig } from '../support/rig.ts'

/** Files that a word of their own tells apart. */
function worlds(count: number): Record<string, string> {
  const names = Array.from({ length: count }, (_, index) => `${index % 3 === 0 ? 'src' : 'lib'}/file${index}.txt`)
  const files = names.map((name, index) => [name, `common\nonly${index}x here\n${index % 7 === 0 ? 'seventh' : ''}\n`])
  return { '.gitignore': 'out/\n', ...(Object.fromEntries(files) as Record<string, string>) }
}

const textDirectory = '.git/groundcrew/code/text'

async function build(rig: Rig, cwd = rig.directory): Promise<string> {
  const { stdout, stderr, exitCode } = await rig.run('csearch', ['index', '--build'], { cwd })
  expect({ stderr, exitCode }).toEqual({ stderr: '', exitCode: 0 })
  return stdout
}

/** What a search finds; it must be the same without the index. */
async function find(rig: Rig, ...args: readonly string[]): Promise<{ readonly lines: string; readonly note: string }> {
  const withIndex = await rig.run('csearch', ['--index', 'always', ...args])
  const without = await rig.run('csearch', ['--no-index', ...args])
  expect(withIndex.stdout).toBe(without.stdout)
  expect([withIndex.exitCode, without.exitCode]).toEqual([0, 0])
  return { lines: withIndex.stdout, note: withIndex.stderr }
}

test('the index rules files out, says so, and keeps up with what changes', async () => {
  await using rig = await Rig.create({ git: 'init', files: worlds(60) })
  expect((await rig.run('csearch')).stdout).toMatch(/^text index: none/)
  expect(await build(rig)).toMatch(/^text index: 60 files, .* of index \(\d+ %\)/)
  expect(await find(rig, 'only41x')).toMatchObject({
    lines: 'lib/file41.txt:2:only41x here\n',
    note: expect.stringMatching(
      /^csearch: 60 files searched \(the text index rules out \d+\), 1 matching line in 1 file/,
    ),
  })
  const target = rig.path('lib/file41.txt')
  const { atime, mtime } = statSync(target)
  writeFileSync(target, 'common\nonly99x here\n\n')
  utimesSync(target, atime, mtime)
  await rig.write({ 'lib/new.txt': 'only99x', 'out/ignored.txt': 'only99x' })
  await rename(rig.path('src/file3.txt'), rig.path('src/moved.txt'))
  await rm(rig.path('src/file6.txt'))
  expect((await find(rig, 'only99x')).lines).toBe('lib/file41.txt:2:only99x here\nlib/new.txt:1:only99x\n')
  expect((await find(rig, 'only(3|6|41)x', 'src')).lines).toBe('src/moved.txt:2:only3x here\n')
  await rig.write({ '.gitignore': 'lib/\n' })
  expect((await find(rig, 'only9\\dx')).lines).toBe('out/ignored.txt:1:only99x\n')
  expect((await find(rig, 'only9\\dx', 'lib')).lines).toBe('lib/file41.txt:2:only99x here\nlib/new.txt:1:only99x\n')
  expect((await rig.run('csearch', ['index', '--remove'])).stdout).toMatch(/^text index: removed/)
  expect((await rig.run('csearch')).stdout).toMatch(/^text index: none/)
})

test('a small tree is searched without its index, unless that is asked for', async () => {
  await using rig = await Rig.create({ git: 'init', files: worlds(60) })
  await build(rig)
  expect((await rig.run('csearch', ['only41x'])).stderr).not.toContain('rules out')
  expect((await rig.run('csearch', ['--index', 'always', 'only41x'])).stderr).toContain('rules out')
})

test('work trees of a clone share the texts', async () => {
  await using rig = await Rig.create({ git: 'commit', files: worlds(40) })
  await build(rig)
  const segments = (): readonly string[] => readdirSync(rig.path(textDirectory)).filter((name) => name.endsWith('.tri'))
  const before = segments()
  await rig.git('worktree', 'add', '--quiet', '../other')
  await build(rig, rig.path('../other'))
  expect(segments()).toEqual(before)
  const { stdout } = await rig.run('csearch', ['--index=always', 'only7x'], { cwd: rig.path('../other') })
  expect(stdout).toBe('lib/file7.txt:2:only7x here\n')
})

test('a damaged index is removed with a word, and the answer is right', async () => {
  await using rig = await Rig.create({ git: 'init', files: worlds(40) })
  for (const suffix of ['.tri', '.tbl']) {
    await build(rig)
    for (const name of readdirSync(rig.path(textDirectory)).filter((entry) => entry.endsWith(suffix))) {
      const bytes = readFileSync(rig.path(textDirectory, name))
      writeFileSync(
        rig.path(textDirectory, name),
        bytes.map((byte, at) => (at > 40 ? byte ^ 1 : byte)),
      )
    }
    if (suffix === '.tbl') {
      expect(await rig.run('csearch')).toMatchObject({
        exitCode: 0,
        stderr: expect.stringMatching(/is damaged.*removed/),
      })
      continue
    }
    const { stdout, stderr } = await rig.run('csearch', ['--index=always', 'only7x'])
    expect(stdout).toBe('lib/file7.txt:2:only7x here\n')
    expect(stderr).toMatch(/^csearch: the index is damaged: .*, and is removed: csearch index --build/)
    expect((await rig.run('csearch')).stdout).toMatch(/^text index: none/)
  }
})

test('a build that is killed while it writes leaves nothing that lies', async () => {
  await using rig = await Rig.create({ git: 'init', files: worlds(200) })
  mkdirSync(rig.path(textDirectory), { recursive: true })
  for (const writes of [1, 2, 3]) {
    const watcher = watch(rig.path(textDirectory))
    const child = execa(path.join(binDirectory, 'csearch'), ['index', '--build'], {
      cwd: rig.directory,
      env: rig.environment(),
      extendEnv: false,
      reject: false,
      stdin: 'ignore',
    })
    for (let count = 0; count < writes; count++) await Promise.race([once(watcher, 'change'), child])
    child.kill('SIGKILL')
    await child
    watcher.close()
    expect((await find(rig, 'only123x')).lines).toBe('src/file123.txt:2:only123x here\n')
  }
  await build(rig)
  expect((await find(rig, 'only123x')).lines).toBe('src/file123.txt:2:only123x here\n')
})

test('the text index stays where the code map is built anew', async () => {
  await using rig = await Rig.create({ git: 'init', files: worlds(10) })
  await build(rig)
  expect((await rig.run('code-map', ['build', '--force'])).exitCode).toBe(0)
  expect((await rig.run('csearch')).stdout).toMatch(/^text index: \d+ files/)
})

test('two builds and two searches at once', async () => {
  await using rig = await Rig.create({ git: 'init', files: worlds(100) })
  const [first, second, ...searches] = await Promise.all([
    rig.run('csearch', ['index', '--build']),
    rig.run('csearch', ['index', '--build']),
    rig.run('csearch', ['--index=always', 'only50x']),
    rig.run('csearch', ['--index=always', 'only50x']),
  ])
  expect([first.exitCode, second.exitCode]).toEqual([0, 0])
  for (const { stdout } of searches) expect(stdout).toBe('lib/file50.txt:2:only50x here\n')
  expect((await find(rig, 'only50x')).lines).toBe('lib/file50.txt:2:only50x here\n')
})

test('a tree that changes while it is searched: what stays is found each time', async () => {
  await using rig = await Rig.create({ git: 'init', files: { ...worlds(40), 'moving/a.txt': 'only20x' } })
  await build(rig)
  const line = 'mv moving away; echo > moving; rm moving; ln -s moving moving; rm moving; mv away moving'
  const changer = execa('sh', ['-c', `echo changing; while :; do ${line}; done`], { cwd: rig.directory, reject: false })
  await once(changer.stdout, 'data')
  for (const how of ['--index=always', '--no-index', '--structural']) {
    const question = how === '--structural' ? ['--structural', 'only20x'] : [how, 'only20x']
    for (let round = 0; round < 4; round++) {
      const { stdout, exitCode } = await rig.run('csearch', question)
      expect(exitCode).toBe(0)
      if (how !== '--structural') expect(stdout.split('\n')).toContain('lib/file20.txt:2:only20x here')
    }
  }
  changer.kill('SIGKILL')
  await changer
  await rig.write({ 'lib/new.txt': 'only20x' })
  expect((await find(rig, 'only20x', 'lib')).lines).toBe('lib/file20.txt:2:only20x here\nlib/new.txt:1:only20x\n')
})

test('where nothing can be written, searches work and a build is refused', async () => {
  await using rig = await Rig.create({ git: 'init', files: worlds(30) })
  await rig.write({ '.git/groundcrew': 'a file where a directory is wanted' })
  expect(await rig.run('csearch', ['index', '--build'])).toMatchObject({ exitCode: 3, stdout: '' })
  expect((await find(rig, 'only20x')).lines).toBe('lib/file20.txt:2:only20x here\n')
})

test('without a repository, with links that go in circles', async () => {
  await using rig = await Rig.create({ files: worlds(30) })
  await symlink('.', rig.path('src/loop'))
  await symlink('../lib', rig.path('src/lib'))
  await build(rig)
  const { lines, note } = await find(rig, 'only20x')
  expect(lines).toBe('lib/file20.txt:2:only20x here\n')
  expect(note).toContain('the text index rules out')
  expect((await find(rig, 'only20x', 'src/lib')).lines).toBe('src/lib/file20.txt:2:only20x here\n')
})

test('a pattern that is none, one that blows up elsewhere, and one that begins with a dash', async () => {
  await using rig = await Rig.create({ git: 'init', files: { ...worlds(30), 'lib/dash.txt': '--only-dash' } })
  await build(rig)
  for (const pattern of ['only20x(', 'only20x[', 'only20x{', '*only20x', '\\only20x'])
    expect(await rig.run('csearch', [pattern])).toMatchObject({ exitCode: 2, stdout: '' })
  expect((await find(rig, '(o*)*(n*)*only20x')).lines).toBe('lib/file20.txt:2:only20x here\n')
  expect((await find(rig, '-e', '--only-dash')).lines).toBe('lib/dash.txt:1:--only-dash\n')
})
