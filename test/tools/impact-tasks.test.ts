import { existsSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { Rig } from '../support/rig.ts'
import { makeAgent, type Agent } from '../support/tm.ts'

const files = {
  'src/a.ts': 'export function foo(a: number) {\n  return a\n}\n\nexport function bar() {\n  return 1\n}\n',
  'src/user.ts': `import { foo } from './a'\nexport const user = () => foo(1)\n`,
  'src/app.ts': `import { f } from './far'\napp.post('/api/login', f)\napp.get('/x', f)\n`,
  'src/far.ts': 'export const f = 1\n',
}

/** Ann works on task 1, in which `foo` takes one more parameter, and the login and a file go away. */
async function makeWorld(): Promise<{ readonly rig: Rig; readonly ann: Agent }> {
  const rig = await Rig.create({ files: { ...files, 'old.md': 'x\n' }, git: 'commit' })
  const ann = makeAgent(rig, 'ann')
  await ann.ok('add', 'Mine')
  await ann.ok('claim', '1')
  return { rig, ann }
}

async function changeAll(rig: Rig): Promise<void> {
  await rig.git('checkout', '--quiet', '-b', 'work')
  await rig.write({
    'src/a.ts': files['src/a.ts'].replace('a: number', 'a: number, b: number'),
    'src/app.ts': files['src/app.ts'].replace("app.post('/api/login', f)\n", ''),
  })
  await rig.git('rm', '--quiet', 'old.md')
}

describe('impact --tasks', () => {
  test('names the open tasks whose resources are touched, or depend on what is', async () => {
    const { rig, ann } = await makeWorld()
    await using _ = rig
    await ann.ok('add', 'Uses the login', '--resource', 'depends:endpoint:POST /api/login')
    await ann.ok('add', 'Works on the user', '--resource', 'touch:file:src/user.ts')
    await ann.ok('add', 'Another function', '--resource', 'modifies:symbol:src/a.ts#bar')
    await ann.ok('add', 'This function', '--resource', 'modifies:symbol:src/a.ts#foo')
    await ann.ok('add', 'All documents', '--resource', 'modifies:glob:*.md')
    await ann.ok('add', 'Nothing of it', '--resource', 'depends:file:README.md')
    await changeAll(rig)
    const { stdout, exitCode } = await rig.run('impact', ['--tasks'], { env: ann.env })
    expect(exitCode).toBe(0)
    expect(stdout).toBe(
      [
        '4 open tasks of 7 touched, 2 conflicts',
        '#2 conflict: Uses the login',
        '  removes endpoint:POST /api/login; the task says depends:endpoint:POST /api/login',
        '#6 conflict: All documents',
        '  removes file:old.md; the task says modifies:glob:*.md',
        '#3 notice: Works on the user',
        '  reaches src/user.ts, 1 step away; the task says touch:file:src/user.ts',
        '#5 notice: This function',
        '  modifies symbol:src/a.ts#foo; the task says modifies:symbol:src/a.ts#foo',
        'next: impact publish',
        '',
      ].join('\n'),
    )
  })

  test('a comment is no change for anybody', async () => {
    const { rig, ann } = await makeWorld()
    await using _ = rig
    await ann.ok('add', 'Depends', '--resource', 'depends:file:src/a.ts')
    await rig.write({ 'src/a.ts': `// said anew\n${files['src/a.ts']}` })
    const { stdout } = await rig.run('impact', ['--tasks'], { env: ann.env })
    expect(stdout).toBe('0 open tasks of 2 touched\nnext: tm ready\n')
  })

  test('without a task database nothing is made', async () => {
    await using rig = await Rig.create({ files, git: 'commit' })
    const { stdout } = await rig.run('impact', ['--tasks'])
    expect(stdout).toBe("0 tasks touched: there is no task database here\nnext: tm add 'What is to be done'\n")
    expect(await rig.run('impact', ['publish'])).toMatchObject({
      exitCode: 0,
      stdout: '',
      stderr: 'impact: 0 tasks told: there is no task database here\n',
    })
    expect(await rig.run('impact', ['publish', '--quiet'])).toMatchObject({ exitCode: 0, stdout: '', stderr: '' })
    expect(await rig.run('impact', ['publish', '--task', '1'])).toMatchObject({ exitCode: 2, stdout: '' })
    expect(existsSync(rig.path('.git/groundcrew/tasks.db'))).toBe(false)
  })
})

describe('impact publish', () => {
  test('tells each task once, and again when there is something else to say', async () => {
    const { rig, ann } = await makeWorld()
    await using _ = rig
    await ann.ok('add', 'This function', '--resource', 'depends:symbol:src/a.ts#foo')
    await changeAll(rig)
    const publish = async (...args: readonly string[]): Promise<string> => {
      const { stdout, stderr } = await rig.run('impact', ['publish', ...args], { env: ann.env })
      return `${stdout}${stderr}`
    }
    expect(await publish()).toBe('#1 told 1 task: #2\nnext: tm inbox --task 2\n')
    expect(await ann.ok('inbox', '--task', '2')).toContain(
      '#2 notice (changed): #1 modifies symbol:src/a.ts#foo (this task says depends:symbol:src/a.ts#foo)',
    )
    expect(await publish()).toBe('impact: 0 tasks told: #2 heard it before\n')
    await rig.write({ 'src/a.ts': files['src/a.ts'].replace('foo', 'renamed') })
    expect(await publish('--task', '1', '--quiet')).toBe('')
    expect(await ann.ok('inbox', '--task', '2')).toContain('#2 conflict (changed): #1 removes symbol:src/a.ts#foo')
  })

  test('says on stderr where no task is held, and refuses a task that is not there', async () => {
    const { rig, ann } = await makeWorld()
    await using _ = rig
    await ann.ok('add', 'Another', '--resource', 'depends:file:src/a.ts')
    await ann.ok('release', '1')
    await changeAll(rig)
    expect(await rig.run('impact', ['publish'], { env: ann.env })).toMatchObject({
      exitCode: 0,
      stdout: '',
      stderr:
        'impact: 0 tasks told: no task is held in this worktree; say whose work it is: impact publish --task ID\n',
    })
    // Nobody is told on whose behalf, so no code was looked at.
    expect(existsSync(rig.path('.git/groundcrew/code'))).toBe(false)
    const refused = await rig.run('impact', ['publish', '--task', '99'], { env: ann.env })
    expect(refused).toMatchObject({ exitCode: 2, stdout: '' })
    expect(refused.stderr).toContain('there is no task 99')
  })
})
