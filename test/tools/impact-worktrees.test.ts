import { chmodSync, existsSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs'
import path from 'node:path'
import { createInterface } from 'node:readline'
import { execa } from 'execa'
import { describe, expect, test } from 'vitest'
import { binDirectory, Rig } from '../support/rig.ts'
import { makeAgent } from '../support/tm.ts'

interface Finding {
  readonly severity: string
  readonly kind: string
  readonly with: string
  readonly mine: { readonly path: string; readonly line: number }
  readonly theirs: { readonly path: string; readonly line: number }
  readonly text: string
  readonly action: string
}

interface Report {
  readonly counts: Readonly<Record<string, number>>
  readonly lines: readonly {
    readonly name: string
    readonly merge: string
    readonly notes: readonly string[]
    readonly holders: readonly { readonly task: number; readonly holder: string }[]
  }[]
  readonly findings: readonly Finding[]
  readonly mergedCount: number
  readonly omittedCount: number
  readonly notes: readonly string[]
}

type Files = Readonly<Record<string, string>>

/** A repository on the branch `mine`, and a worktree beside it on `theirs`. */
async function makeWorld(files: Files): Promise<Rig> {
  const rig = await Rig.create({ files: { '.gitignore': 'ignored/\n', ...files }, git: 'commit' })
  await rig.git('checkout', '--quiet', '-b', 'mine')
  await rig.git('worktree', 'add', '--quiet', '-b', 'theirs', '../theirs')
  return rig
}

async function writeTheirs(rig: Rig, files: Files): Promise<void> {
  await rig.write(Object.fromEntries(Object.entries(files).map(([name, text]) => [`../theirs/${name}`, text])))
}

async function radar(rig: Rig, args: readonly string[] = []): Promise<Report> {
  const ran = await rig.run('impact', ['--worktrees', '--json', ...args])
  expect(ran.stderr).toBe('')
  expect(ran.exitCode).toBe(0)
  return (JSON.parse(ran.stdout) as { readonly data: Report }).data
}

/** `severity kind mine:line theirs:line: text` of each finding. */
function shortly({ findings }: Report): readonly string[] {
  return findings.map(
    ({ severity, kind, mine, theirs, text }) =>
      `${severity} ${kind} ${mine.path}:${mine.line} ${theirs.path}:${theirs.line}: ${text}`,
  )
}

const lib = `export function add(a: number, b: number): number {
  return a + b
}

export function twice(a: number): number {
  return 2 * a
}
`

describe('impact --worktrees', () => {
  test('says what uncommitted work elsewhere does to mine, worst first, and what to do', async () => {
    await using rig = await makeWorld({ 'lib.ts': lib, 'use.ts': '\n'.repeat(9), 'same.txt': 'a\n' })
    await writeTheirs(rig, {
      'lib.ts': lib.replace('b: number)', 'b: number, c: number)').replace('twice', 'double'),
      'same.txt': 'theirs\n',
    })
    await rig.write({
      'use.ts': `import { add, twice } from './lib'\n\nexport const three = add(1, 2)\nexport const four = twice(2)\n`,
      'same.txt': 'mine\n',
    })
    const { stdout } = await rig.run('impact', ['--worktrees'])
    const base = (await rig.git('rev-parse', 'HEAD')).slice(0, 10)
    expect(stdout).toBe(
      [
        '1 conflict, 2 breaks between mine and 1 of 1 other line of work',
        'same.txt:1: conflict with theirs at its line 1: both changed the same lines',
        `  do: git -C ../theirs diff ${base} -- same.txt, and agree with theirs who changes same.txt`,
        'use.ts:1: break with theirs at its lib.ts:5: you use twice, they renamed it to double',
        `  do: git -C ../theirs diff ${base} -- lib.ts`,
        'use.ts:3: break with theirs at its lib.ts:1: you use add, they changed it: it needs 3 arguments now, the call has 2',
        `  do: git -C ../theirs diff ${base} -- lib.ts`,
        `next: git -C ../theirs diff ${base} -- same.txt`,
        '',
      ].join('\n'),
    )
  })

  test('a binary file, a file in a directory that they renamed, and a directory in the place of a file', async () => {
    const rows = Array.from({ length: 20 }, (_, at) => `row ${at}\n`).join('')
    await using rig = await makeWorld({ 'old/a.txt': rows, 'old/b.txt': `b\n${rows}`, name: 'x\n', 'a.png': '\0a' })
    await rig.git('-C', '../theirs', 'mv', 'old', 'new')
    await writeTheirs(rig, { name: 'more\n', 'a.png': '\0b' })
    rmSync(path.join(rig.directory, 'name'))
    await rig.write({ 'old/c.txt': 'c\n', 'name/inner': 'something else\n', 'a.png': '\0c' })
    expect(shortly(await radar(rig))).toEqual([
      'conflict textual a.png:1 a.png:1: both changed this binary file',
      'conflict textual name:1 name:1: a file on one side, a directory of that name on the other',
      'conflict textual old/c.txt:1 new/a.txt:1: one side put it into a directory that the other renamed',
    ])
  })

  test('the same from the other side, and of a branch that is checked out nowhere', async () => {
    await using rig = await makeWorld({ 'lib.ts': lib })
    await rig.write({ 'lib.ts': lib.replace('b: number)', 'b: number, c: number)') })
    await writeTheirs(rig, { 'use.ts': `import { add } from './lib'\nadd(1, 2)\n` })
    await rig.git('-C', '../theirs', 'add', '--all')
    await rig.git('-C', '../theirs', 'commit', '--quiet', '--message', 'use')
    await rig.git('worktree', 'remove', '../theirs')
    expect(shortly(await radar(rig))).toEqual([
      'break signature lib.ts:1 use.ts:2: they use add, you changed it: it needs 3 arguments now, the call has 2',
    ])
  })

  test('both changed one declaration, or one file apart from one another', async () => {
    const padding = '// --\n'.repeat(9)
    const body = (first: string, second: string): string =>
      `export function f(a: number): number {\n  ${first}\n${padding}  ${second}\n}\n`
    const file = (one: number, two: number): string =>
      `export const one = ${one}\n${padding}export const two = ${two}\n`
    await using rig = await makeWorld({ 'f.ts': body('a++', 'return a'), 'g.ts': file(1, 2) })
    await rig.write({ 'f.ts': body('a--', 'return a'), 'g.ts': file(3, 2) })
    await writeTheirs(rig, { 'f.ts': body('a++', 'return -a'), 'g.ts': file(1, 4) })
    expect(shortly(await radar(rig))).toEqual([
      'risk same-symbol f.ts:1 f.ts:1: both changed f (you: body, they: body)',
      'overlap same-file g.ts:1 g.ts:11: both changed this file, apart from one another',
    ])
  })

  test('one migration number, one lock file, one dependency, one route, one export of a barrel', async () => {
    const padding = '// --\n'.repeat(9)
    await using rig = await makeWorld({
      'db/migrate/0001_init.sql': '',
      'package.json': '{\n  "dependencies": {\n    "a": "1.0.0",\n\n\n\n    "b": "1.0.0"\n  }\n}\n',
      'pnpm-lock.yaml': `a: 1\n${padding}b: 1\n`,
      'app.ts': `${padding}app.get('/old', f)\n${padding}`,
      'index.ts': `export * from './one'\nexport * from './two'\n`,
      'one.ts': 'export const one = 1\n',
      'two.ts': 'export const two = 2\n',
    })
    await rig.write({
      'db/migrate/0002_mine.sql': '',
      'package.json': '{\n  "dependencies": {\n    "a": "2.0.0",\n\n\n\n    "b": "1.0.0"\n  }\n}\n',
      'pnpm-lock.yaml': `a: 2\n${padding}b: 1\n`,
      'app.ts': `app.get('/new/:id', f)\n${padding}app.get('/old', f)\n${padding}`,
      'one.ts': 'export const one = 1\nexport const same = 1\n',
    })
    await writeTheirs(rig, {
      'db/migrate/0002_theirs.sql': '',
      'package.json': '{\n  "dependencies": {\n    "b": "1.0.0",\n    "a": "3.0.0"\n  }\n}\n',
      'pnpm-lock.yaml': `a: 1\n${padding}b: 2\n`,
      'app.ts': `${padding}app.get('/old', f)\n${padding}app.get('/new/:name', f)\n`,
      'two.ts': 'export const two = 2\nexport const same = 2\n',
    })
    const found = shortly(await radar(rig))
    expect(found).toContain(
      'break migration db/migrate/0002_mine.sql:1 db/migrate/0002_theirs.sql:1: both add a migration number 2: 0002_mine.sql and 0002_theirs.sql',
    )
    expect(found).toContain('break dependency-version package.json:3 package.json:4: a: you want 2.0.0, they 3.0.0')
    expect(found).toContain('break route app.ts:1 app.ts:20: both add the route GET /new/{}')
    expect(found).toContain(
      'break duplicate-name one.ts:2 two.ts:2: both add an export same, and index.ts exports both files',
    )
    expect(found).toContain('risk lockfile pnpm-lock.yaml:1 pnpm-lock.yaml:11: both changed this lock file')
  })

  test('two heads: migrations that follow the same one', async () => {
    const migration = (name: string): string => `revision = '${name}'\ndown_revision = 'aaa'\n`
    await using rig = await makeWorld({ 'alembic/versions/aaa_init.py': `revision = 'aaa'\ndown_revision = None\n` })
    await rig.write({ 'alembic/versions/bbb_mine.py': migration('bbb') })
    await writeTheirs(rig, { 'alembic/versions/ccc_theirs.py': migration('ccc') })
    expect(shortly(await radar(rig))).toEqual([
      'break migration-heads alembic/versions/bbb_mine.py:1 alembic/versions/ccc_theirs.py:1: both add a migration that follows aaa: two heads',
    ])
  })

  test('who works there is told where tasks are kept, and no task database is made', async () => {
    await using rig = await makeWorld({ a: 'a\n' })
    await rig.write({ a: 'mine\n' })
    await writeTheirs(rig, { a: 'theirs\n' })
    await radar(rig)
    expect(existsSync(rig.path('.git/groundcrew/tasks.db'))).toBe(false)
    const bob = { cwd: rig.path('../theirs'), env: { TM_ACTOR: 'bob', TM_SESSION: 'bob' } }
    await rig.run('tm', ['add', 'Change a'], bob)
    await rig.run('tm', ['claim', '1'], bob)
    const { lines, findings } = await radar(rig)
    expect(lines).toMatchObject([{ name: 'theirs', holders: [{ task: 1, holder: 'bob' }] }])
    expect(findings).toMatchObject([
      { action: expect.stringMatching(/ -- a, and agree with bob \(#1\) who changes a$/) },
    ])
  })

  test('nothing to tell is an answer', async () => {
    await using rig = await makeWorld({ a: 'a\n' })
    await writeTheirs(rig, { b: 'b\n' })
    const { stdout } = await rig.run('impact', ['--worktrees'])
    expect(stdout).toBe(
      '0 conflicts between mine and 1 other line of work\napart from yours: theirs in ../theirs\nnext: impact --worktrees --watch\n',
    )
  })

  test('what is merged, also by a squash, is no work any more; older branches are left out and counted', async () => {
    await using rig = await makeWorld({ a: 'a\n' })
    await rig.git('worktree', 'remove', '../theirs')
    for (const name of ['squashed', 'open1', 'open2']) {
      await rig.git('checkout', '--quiet', '-b', name, 'main')
      await rig.write({ [name]: 'x\n' })
      await rig.git('add', '--all')
      await rig.git('commit', '--quiet', '--message', name)
    }
    await rig.git('checkout', '--quiet', 'main')
    await rig.git('merge', '--quiet', '--squash', 'squashed')
    await rig.git('commit', '--quiet', '--message', 'squash')
    await rig.git('checkout', '--quiet', '-b', 'fresh')
    const { lines, mergedCount } = await radar(rig)
    expect(lines.map(({ name }) => name)).toEqual(['open1', 'open2'])
    expect(mergedCount).toBe(1)
    expect(await radar(rig, ['--branches', '0'])).toMatchObject({ lines: [], omittedCount: 3 })
  })

  test('a conflict with the default branch is told once, not with every branch that has it', async () => {
    await using rig = await makeWorld({ a: 'a\n' })
    await rig.write({ a: 'mine\n' })
    await rig.git('checkout', '--quiet', '--detach')
    await rig.git('stash', '--quiet')
    await rig.git('checkout', '--quiet', 'main')
    await rig.write({ a: 'main\n' })
    await rig.git('commit', '--quiet', '--all', '--message', 'main moves on')
    await rig.git('-C', '../theirs', 'merge', '--quiet', 'main')
    await writeTheirs(rig, { b: 'b\n' })
    await rig.git('checkout', '--quiet', 'mine')
    await rig.git('stash', 'pop', '--quiet')
    const { findings, lines } = await radar(rig)
    expect(findings.map((finding) => finding.with)).toEqual(['main'])
    expect(lines.map(({ name, merge }) => `${name} ${merge}`)).toEqual(['main conflicts', 'theirs conflicts'])
  })

  test('index, objects, refs, stash and files of every worktree stay as they are', async () => {
    await using rig = await makeWorld({ a: 'a\n', b: 'b\n' })
    for (const directory of ['.', '../theirs']) {
      await rig.write({ [`${directory}/a`]: `${directory} staged\n` })
      await rig.git('-C', directory, 'add', 'a')
      await rig.write({
        [`${directory}/a`]: `${directory}\n`,
        [`${directory}/new`]: 'x\n',
        [`${directory}/ignored/y`]: 'y',
      })
    }
    const before = await worldOf(rig)
    await radar(rig)
    expect(await worldOf(rig)).toEqual(before)
  })
})

/** Every byte of both worktrees and of the repository, and what git says of them. */
async function worldOf(rig: Rig): Promise<readonly string[]> {
  const files = [rig.directory, rig.path('../theirs')].flatMap((directory) =>
    readdirSync(directory, { recursive: true, withFileTypes: true }).map((entry) => {
      const file = path.join(entry.parentPath, entry.name)
      return `${file} ${statSync(file).mode} ${entry.isFile() ? readFileSync(file, 'latin1') : ''}`
    }),
  )
  const status = ['-c', 'core.fsmonitor=false', 'status', '--porcelain']
  return [...files.sort(), await rig.git(...status), await rig.git('-C', '../theirs', ...status)]
}

describe('impact --worktrees in awkward places', () => {
  test('a worktree that was deleted has what it committed', async () => {
    await using rig = await makeWorld({ a: 'a\n' })
    await writeTheirs(rig, { a: 'theirs\n' })
    await rig.git('-C', '../theirs', 'commit', '--quiet', '--all', '--message', 'theirs')
    await rig.git('worktree', 'lock', '../theirs')
    rmSync(rig.path('../theirs'), { recursive: true })
    await rig.write({ a: 'mine\n' })
    const { lines, findings } = await radar(rig)
    expect(lines).toMatchObject([{ notes: ['its directory is gone: what was committed there is compared'] }])
    expect(findings).toMatchObject([{ severity: 'conflict', with: 'theirs' }])
  })

  test('a worktree that cannot be read is told, also where it has nothing new', async () => {
    await using rig = await makeWorld({ a: 'a\n' })
    await rig.write({ '../theirs/.git': 'garbage\n' })
    await rig.write({ a: 'mine\n' })
    const { lines, notes } = await radar(rig)
    expect(lines).toEqual([])
    expect(notes).toEqual([
      expect.stringMatching(/theirs: .* is not a directory, .*: what was committed there is compared$/),
    ])
  })

  test('a rebase under way is one line of work with its branch, and is not merged', async () => {
    await using rig = await makeWorld({ a: 'a\n' })
    await writeTheirs(rig, { a: 'theirs\n' })
    await rig.git('-C', '../theirs', 'commit', '--quiet', '--all', '--message', 'theirs')
    await rig.write({ a: 'mine\n', b: 'b\n' })
    await execa('git', ['-c', 'sequence.editor=sed -i 1s/pick/edit/', 'rebase', '-i', '--force-rebase', 'HEAD~1'], {
      cwd: rig.path('../theirs'),
    })
    const { lines, findings } = await radar(rig)
    expect(lines).toMatchObject([{ name: 'theirs', notes: ['a rebase is under way: taken as it is now'] }])
    expect(findings).toMatchObject([
      { with: 'theirs', severity: 'conflict', action: expect.stringMatching(/^git diff /) },
    ])
    const seenFromThere = await rig.run('impact', ['-C', '../theirs', '--worktrees'])
    expect(seenFromThere.stdout).toMatch(/^1 conflict between theirs and 1 of 1 other line of work\n/)
  })

  test('an index in conflict is taken as it is', async () => {
    await using rig = await makeWorld({ a: 'a\n' })
    await rig.git('checkout', '--quiet', '-b', 'third')
    await rig.write({ a: 'third\n' })
    await rig.git('commit', '--quiet', '--all', '--message', 'third')
    await rig.git('checkout', '--quiet', 'mine')
    await rig.write({ a: 'mine\n' })
    await rig.git('commit', '--quiet', '--all', '--message', 'mine')
    await execa('git', ['merge', 'third'], { cwd: rig.directory, reject: false })
    const { stdout } = await rig.run('impact', ['--worktrees'])
    expect(stdout).toContain('note: here: 1 of its files are in conflict now: taken as they are')
  })

  test('no commit yet', async () => {
    await using rig = await Rig.create({ files: { a: 'a\n' }, git: 'init' })
    const { stdout, exitCode } = await rig.run('impact', ['--worktrees'])
    expect(stdout).toContain('0 conflicts between main and 0 other lines of work\nnote: here: it has no commit yet')
    expect(exitCode).toBe(0)
  })

  test('a history of its own is compared by its files', async () => {
    await using rig = await makeWorld({ a: 'a\n' })
    await rig.git('-C', '../theirs', 'checkout', '--quiet', '--orphan', 'fresh')
    await writeTheirs(rig, { a: 'theirs\n' })
    const { lines, findings } = await radar(rig)
    expect(findings).toMatchObject([{ severity: 'conflict', mine: { path: 'a' } }])
    expect(lines[0]?.notes).toContain('it has no commit in common with yours: only conflicts of files are told')
  })

  test('a bare repository has no work of its own, and says where there is some', async () => {
    await using rig = await makeWorld({ a: 'a\n' })
    await rig.git('clone', '--quiet', '--bare', '.', '../bare')
    await rig.git('-C', '../bare', 'worktree', 'add', '--quiet', '../tree', 'main')
    const ran = await rig.run('impact', ['--worktrees', '-C', rig.path('../bare')])
    expect(ran).toMatchObject({ exitCode: 3, stdout: '' })
    expect(ran.stderr).toBe(
      `impact: ${rig.path('../bare')} has no work tree, so no work of its own to compare\nhint: ask from a worktree: impact --worktrees -C ${rig.path('../tree')}\n`,
    )
  })

  test('outside of a repository', async () => {
    await using rig = await Rig.create()
    const ran = await rig.run('impact', ['--worktrees'])
    expect(ran).toMatchObject({ exitCode: 3, stdout: '' })
    expect(ran.stderr).toContain('is not in a git repository')
  })

  test('an older git: overlaps are told, and that conflicts are not known', async () => {
    await using rig = await makeWorld({ a: 'a\n', 'bin/x': '' })
    await rig.write({ a: 'mine\n' })
    await writeTheirs(rig, { a: 'theirs\n' })
    const real = (await execa('which', ['git'])).stdout
    await rig.write({ '../old/git': `#!/bin/sh\ncase "$*" in *merge-tree*) exit 129;; esac\nexec ${real} "$@"\n` })
    chmodSync(rig.path('../old/git'), 0o755)
    const env = { PATH: `${rig.path('../old')}:${process.env['PATH'] ?? ''}` }
    const { stdout } = await rig.run('impact', ['--worktrees'], { env })
    expect(stdout).toContain('a:1: overlap with theirs')
    expect(stdout).toContain('note: this git cannot preview a merge (2.38 can): whether files conflict is not known')
  })

  test('names with spaces, quotes and line ends', async () => {
    await using rig = await makeWorld({ 'a "b\n.txt': 'a\n' })
    await rig.write({ 'a "b\n.txt': 'mine\n' })
    await writeTheirs(rig, { 'a "b\n.txt': 'theirs\n' })
    const { stdout } = await rig.run('impact', ['--worktrees'])
    expect(stdout).toContain(String.raw`a "b\n.txt:1: conflict with theirs at its line 1`)
  })
})

describe('impact --worktrees --watch', () => {
  test('prints what is there, each finding as it comes and goes, and tells both tasks', async () => {
    await using rig = await makeWorld({ a: 'a\n' })
    await rig.write({ a: 'mine\n' })
    await writeTheirs(rig, { a: 'theirs\n' })
    const ann = makeAgent(rig, 'ann')
    const bob = makeAgent(rig, 'bob', rig.path('../theirs'))
    for (const [id, agent] of [ann, bob].entries()) {
      await agent.ok('add', 'a task')
      await agent.ok('claim', String(id + 1))
    }
    const watching = execa(path.join(binDirectory, 'impact'), ['--worktrees', '--watch', '--json'], {
      cwd: rig.directory,
      env: rig.environment(),
      extendEnv: false,
      reject: false,
      stdin: 'ignore',
    })
    const events: string[] = []
    for await (const line of createInterface({ input: watching.stdout })) {
      const { data } = JSON.parse(line) as { readonly data: { readonly kind: string; readonly finding: Finding } }
      events.push(`${data.kind} ${data.finding.severity} ${data.finding.mine.path}`)
      if (events.length === 2) break
      // An index that is written is seen at once.
      await rig.git('-C', '../theirs', 'checkout', '--quiet', '--', 'a')
      await writeTheirs(rig, { b: 'b\n' })
      await rig.git('-C', '../theirs', 'add', '--all')
    }
    watching.kill('SIGTERM')
    await watching
    expect(events).toEqual(['appeared conflict a', 'vanished conflict a'])
    const what = 'a:1 and a:1 here: both changed the same lines; do: '
    expect(await ann.ok('inbox')).toContain(`#1 conflict (changed): #2 ${what}`)
    expect(await bob.ok('inbox')).toContain(`#2 conflict (changed): #1 ${what}`)
  }, 60_000)
})
