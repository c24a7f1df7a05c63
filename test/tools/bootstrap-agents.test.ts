import { existsSync } from 'node:fs'
import { chmod, mkdir, readFile, readdir, stat, symlink } from 'node:fs/promises'
import path from 'node:path'
import { execa } from 'execa'
import { describe, expect, test } from 'vitest'
import { Rig } from '../support/rig.ts'

const everyHost = ['--host', 'claude,codex,cursor,gemini,copilot']

/** Every file of a directory with its bytes and its mode; git's own bookkeeping apart. */
async function contents(directory: string, from = directory): Promise<Record<string, string>> {
  const found: Record<string, string> = {}
  for (const entry of await readdir(directory, { withFileTypes: true })) {
    const file = path.join(directory, entry.name)
    const name = path.relative(from, file)
    if (/^\.git\/(?:objects|refs|logs|index|COMMIT_EDITMSG|groundcrew)/.test(name)) continue
    if (entry.isDirectory()) Object.assign(found, { [`${name}/`]: '' }, await contents(file, from))
    else if (entry.isSymbolicLink()) found[name] = 'link'
    else found[name] = `${((await stat(file)).mode & 0o777).toString(8)} ${await readFile(file, 'latin1')}`
  }
  return found
}

interface Hooks {
  readonly hooks: Readonly<Record<string, readonly { readonly hooks: readonly { readonly command: string }[] }[]>>
}

/** Runs the command that stands in the host's own file, as a host does. */
async function runClaude(
  rig: Rig,
  event: string,
  input: object,
  env: Record<string, string> = {},
): Promise<{ exitCode: number | undefined; stdout: string; stderr: string }> {
  const { hooks } = JSON.parse(await readFile(rig.path('.claude/settings.json'), 'utf8')) as Hooks
  const command = hooks[event]?.at(-1)?.hooks[0]?.command ?? ''
  const { exitCode, stdout, stderr } = await execa('sh', ['-c', command], {
    cwd: rig.directory,
    env: { ...rig.environment(), ...env },
    extendEnv: false,
    reject: false,
    input: JSON.stringify({ cwd: rig.directory, session_id: 's', hook_event_name: event, ...input }),
  })
  return { exitCode, stdout, stderr }
}

const failing = { 'package.json': '{"scripts":{"test":"node fail.js"}}', 'fail.js': "throw new Error('planted')\n" }

test('install, then uninstall: every file is as it was, byte for byte', async () => {
  await using rig = await Rig.create({
    files: {
      '.claude/settings.json': '{\r\n\t// mine\r\n\t"hooks": { "Stop": [ {"hooks": []} ] } // end\r\n}\r\n',
      '.gemini/settings.json': '{"a":1}',
      'AGENTS.md': '# Mine\nwithout an end of line',
      'CLAUDE.md': 'latin \u00e9\n\n\n',
    },
    git: 'commit',
  })
  await rig.write({ '.git/hooks/pre-commit': '#!/bin/sh\necho mine\n' })
  await chmod(rig.path('.git/hooks/pre-commit'), 0o711)
  await symlink('../../CLAUDE.md', rig.path('.git/hooks/pre-push'))
  const before = await contents(rig.directory)
  const plan = await rig.run('bootstrap', ['agents', '--plan', ...everyHost])
  expect(plan.exitCode).toBe(1)
  expect(await contents(rig.directory)).toEqual(before)
  expect((await rig.run('bootstrap', ['agents', ...everyHost])).exitCode).toBe(0)
  const installed = await contents(rig.directory)
  expect(installed['.claude/settings.json']).toContain('// mine')
  expect(installed['AGENTS.md']?.split('\n').length).toBeLessThanOrEqual(2 + 27)
  const again = await rig.run('bootstrap', ['agents'])
  expect(again.stdout).toMatch(/^agents installed: nothing to write for claude, codex, cursor, gemini, copilot; /)
  expect(await contents(rig.directory)).toEqual(installed)
  expect((await rig.run('bootstrap', ['agents', 'status'])).exitCode).toBe(0)
  expect((await rig.run('bootstrap', ['agents', 'uninstall'])).exitCode).toBe(0)
  expect(await contents(rig.directory)).toEqual(before)
})

test('what was changed meanwhile stays, without our part', async () => {
  await using rig = await Rig.create({ files: { 'AGENTS.md': '# Mine\n' }, git: 'commit' })
  await rig.run('bootstrap', ['agents', '--host', 'claude'])
  await rig.write({ 'AGENTS.md': `${await readFile(rig.path('AGENTS.md'), 'utf8')}\nmore of mine\n` })
  const settings = await readFile(rig.path('.claude/settings.json'), 'utf8')
  await rig.write({ '.claude/settings.json': settings.replace('{', '{\n  "model": "x",') })
  await rig.run('bootstrap', ['agents', 'uninstall'])
  expect(await readFile(rig.path('AGENTS.md'), 'utf8')).toBe('# Mine\n\nmore of mine\n')
  expect(JSON.parse(await readFile(rig.path('.claude/settings.json'), 'utf8'))).toEqual({ model: 'x' })
})

test('what cannot be written: nothing of the installation stays', async () => {
  await using rig = await Rig.create({ files: { '.claude': 'a file' }, git: 'commit' })
  const before = await contents(rig.directory)
  const { exitCode, stderr } = await rig.run('bootstrap', ['agents', ...everyHost])
  expect(exitCode).toBe(3)
  expect(stderr).toMatch(/^bootstrap: .*\.claude\/settings\.json cannot be written \(E\w+\)\n/)
  expect(await contents(rig.directory)).toEqual(before)
})

test('a settings file that is no JSON is refused, and nothing at all is written', async () => {
  await using rig = await Rig.create({ files: { '.claude/settings.json': '{ "hooks": ' }, git: 'commit' })
  const before = await contents(rig.directory)
  const { exitCode, stderr } = await rig.run('bootstrap', ['agents'])
  expect({ exitCode, stderr }).toEqual({
    exitCode: 3,
    stderr:
      'bootstrap: .claude/settings.json: not JSON at line 1\nhint: mend .claude/settings.json; it was not touched\n',
  })
  expect(await contents(rig.directory)).toEqual(before)
})

describe('git hooks', () => {
  test('the one that was there runs first, and its refusal stands; linked worktrees share them', async () => {
    await using rig = await Rig.create({ files: { 'a.txt': '' }, git: 'commit' })
    await rig.write({ '.git/hooks/pre-commit': '#!/bin/sh\ntest ! -e refuse\n' })
    await chmod(rig.path('.git/hooks/pre-commit'), 0o755)
    await rig.run('bootstrap', ['agents'])
    const commit = async (cwd: string): Promise<number | undefined> => {
      const { exitCode } = await execa('git', ['commit', '--quiet', '--allow-empty', '--message', 'x'], {
        cwd,
        env: rig.environment(),
        extendEnv: false,
        reject: false,
      })
      return exitCode
    }
    expect(await commit(rig.directory)).toBe(0)
    await rig.git('worktree', 'add', '--quiet', '../other')
    const other = path.join(path.dirname(rig.directory), 'other')
    expect(await commit(other)).toBe(0)
    await mkdir(path.join(other, 'refuse'))
    expect(await commit(other)).toBe(1)
  })

  test('through husky and lefthook, in the files that are for it', async () => {
    await using rig = await Rig.create({ files: { '.husky/pre-commit': 'npm test\n' }, git: 'commit' })
    await rig.git('config', 'core.hooksPath', '.husky/_')
    await rig.run('bootstrap', ['agents'])
    const husky = await readFile(rig.path('.husky/pre-commit'), 'utf8')
    expect(husky).toMatch(/^npm test\n\n# groundcrew begin\n.* git pre-commit "\$@"\n/)
    await rig.run('bootstrap', ['agents', 'uninstall'])
    expect(await readFile(rig.path('.husky/pre-commit'), 'utf8')).toBe('npm test\n')
    await rig.write({ 'lefthook.yml': 'pre-commit: {}\n' })
    await rig.write({ 'lefthook-local.yml': 'post-merge: {}\n' })
    const { stdout } = await rig.run('bootstrap', ['agents'])
    expect(stdout).toContain('lefthook-local.yml has post-merge already')
    expect(stdout).toContain('git does not call lefthook at pre-commit, pre-push, post-merge, post-commit yet')
    const lefthook = await readFile(rig.path('lefthook-local.yml'), 'utf8')
    const lines = [...lefthook.matchAll(/^([\w-]+):\n {2}commands:\n {4}groundcrew:\n {6}run: '([^']+)'$/gm)]
    expect(lines.map(([, name]) => name)).toEqual(['pre-commit', 'pre-push', 'post-commit'])
    // These files go to clones that have no entry, too: there they do nothing. Where the entry is, its answer counts.
    const calls = [husky.split('\n').at(-3) ?? '', lines[0]?.[2] ?? '']
    const codes = async (): Promise<unknown> =>
      Promise.all(
        calls.map(async (line) => {
          const run = execa('sh', ['-e', '-c', line], { cwd: rig.directory, env: rig.environment(), extendEnv: false })
          return (await run.catch((error: { exitCode?: number }) => error)).exitCode
        }),
      )
    await rig.write({ '.git/groundcrew/agent-hook': '#!/bin/sh\ntest "$*" = "git pre-commit" && exit 7\n' })
    await chmod(rig.path('.git/groundcrew/agent-hook'), 0o755)
    expect(await codes()).toEqual([7, 7])
    await execa('rm', [rig.path('.git/groundcrew/agent-hook')])
    expect(await codes()).toEqual([0, 0])
    await rig.run('bootstrap', ['agents', 'uninstall'])
    expect(await readFile(rig.path('lefthook-local.yml'), 'utf8')).toBe('post-merge: {}\n')
  })

  test('what other repositories use is not written to', async () => {
    await using rig = await Rig.create({ git: 'commit' })
    await rig.write({ '../elsewhere.md': 'theirs\n' })
    await symlink('../elsewhere.md', rig.path('AGENTS.md'))
    const shared = path.join(path.dirname(rig.directory), 'shared-hooks')
    await mkdir(shared)
    await rig.git('config', 'core.hooksPath', shared)
    const { stdout } = await rig.run('bootstrap', ['agents'])
    expect(stdout).toContain('note: git hooks: core.hooksPath is ')
    expect(await readdir(shared)).toEqual([])
    expect(stdout).toMatch(/note: left out, for they are outside of this repository, .*\/elsewhere\.md$/m)
    expect(await readFile(rig.path('AGENTS.md'), 'utf8')).toBe('theirs\n')
  })
})

describe('a hook', () => {
  test('stop: the same failures hold the agent back twice, and no more', async () => {
    await using rig = await Rig.create({ files: failing, git: 'commit' })
    await rig.run('bootstrap', ['agents', '--host', 'claude', '--level', 'gate'])
    expect((await runClaude(rig, 'SessionStart', { source: 'startup' })).exitCode).toBe(0)
    expect(await runClaude(rig, 'Stop', { stop_hook_active: false })).toEqual({ exitCode: 0, stdout: '', stderr: '' })
    await rig.write({ 'new.js': '' })
    for (const isActive of [false, true]) {
      const { stdout } = await runClaude(rig, 'Stop', { stop_hook_active: isActive })
      expect(JSON.parse(stdout)).toEqual({ decision: 'block', reason: expect.stringContaining('planted') })
    }
    const third = JSON.parse((await runClaude(rig, 'Stop', { stop_hook_active: true })).stdout) as object
    expect(third).toEqual({ systemMessage: expect.stringContaining('not held back again') })
    await rig.write({ 'fail.js': '' })
    // It exits 0 and says of no test that it ran: said once, and nobody is held back.
    const untold = { systemMessage: expect.stringContaining('does not say how many tests ran') }
    expect(JSON.parse((await runClaude(rig, 'Stop', {})).stdout)).toEqual(untold)
    expect((await runClaude(rig, 'Stop', {})).stdout).toBe('')
    await rig.write({ 'fail.js': "console.log('1..1\\nok 1 - adds')\n" })
    expect((await runClaude(rig, 'Stop', {})).stdout).toBe('')
    expect((await runClaude(rig, 'Stop', {})).stdout).toBe('')
  })

  test('stop, at the level that advises: said, and not held back', async () => {
    await using rig = await Rig.create({ files: failing, git: 'commit' })
    await rig.run('bootstrap', ['agents', '--host', 'claude'])
    expect(JSON.parse((await runClaude(rig, 'Stop', {})).stdout)).toEqual({
      systemMessage: expect.stringMatching(/^preflight: 1 check fails/),
    })
  })

  test('edit: a file that somebody else holds', async () => {
    await using rig = await Rig.create({ files: { 'a.txt': '' }, git: 'commit' })
    await rig.run('bootstrap', ['agents', '--host', 'claude'])
    await rig.run('tm', ['reserve', 'a.txt'], { env: { TM_ACTOR: 'ann', TM_SESSION: 'ann@1' } })
    const input = { tool_name: 'Write', tool_input: { file_path: rig.path('a.txt') } }
    const { stdout } = await runClaude(rig, 'PostToolUse', input, { TM_ACTOR: 'bob', TM_SESSION: 'bob@1' })
    expect(JSON.parse(stdout)).toEqual({
      hookSpecificOutput: { hookEventName: 'PostToolUse', additionalContext: expect.stringContaining('ann') },
    })
  })

  test('session start: doctor is about the work tree that the host names, and is silent when all is well', async () => {
    const needy = JSON.stringify({ name: 'a', dependencies: { 'left-pad': '1.3.0' } })
    await using sound = await Rig.create({ git: 'commit' })
    await using broken = await Rig.create({ files: { 'package.json': needy }, git: 'commit' })
    for (const rig of [sound, broken]) await rig.run('bootstrap', ['agents', '--host', 'claude'])
    const told = {
      hookSpecificOutput: { additionalContext: expect.stringContaining('install.npm: nothing is installed') },
    }
    expect(JSON.parse((await runClaude(broken, 'SessionStart', {})).stdout)).toMatchObject(told)
    expect((await runClaude(sound, 'SessionStart', {})).stdout).toBe('')
    expect(JSON.parse((await runClaude(sound, 'SessionStart', { cwd: broken.directory })).stdout)).toMatchObject(told)
    expect((await runClaude(broken, 'SessionStart', { cwd: sound.directory })).stdout).toBe('')
  })

  test('a tool that is gone: one message, and in CI a refusal', async () => {
    await using rig = await Rig.create({ git: 'commit' })
    await rig.run('bootstrap', ['agents', '--host', 'claude'])
    const script = await readFile(rig.path('.git/groundcrew/agent-hook'), 'utf8')
    await rig.write({
      '.git/groundcrew/agent-hook': script.replaceAll(/'[^']*\/bin\/bootstrap'/g, "'/gone/bootstrap'"),
    })
    const start = await runClaude(rig, 'SessionStart', {})
    expect(JSON.parse(start.stdout)).toEqual({
      systemMessage: expect.stringContaining('groundcrew is not where it was'),
    })
    expect(await runClaude(rig, 'Stop', {})).toEqual({ exitCode: 0, stdout: '', stderr: '' })
    expect((await runClaude(rig, 'Stop', {}, { CI: '1' })).exitCode).toBe(2)
  })

  test('a clone in which nothing was installed: the same', async () => {
    await using rig = await Rig.create({ git: 'commit' })
    await rig.run('bootstrap', ['agents', '--host', 'claude'])
    await execa('rm', ['-r', rig.path('.git/groundcrew')])
    expect(JSON.parse((await runClaude(rig, 'SessionStart', {})).stdout)).toHaveProperty('systemMessage')
    expect(await runClaude(rig, 'Stop', {})).toMatchObject({ exitCode: 0, stdout: '' })
  })

  test('an agent that went elsewhere is heard in its project; where two hosts read one file, one answers', async () => {
    await using rig = await Rig.create({ files: failing, git: 'commit' })
    await rig.run('bootstrap', ['agents', '--host', 'claude,copilot', '--level', 'gate'])
    const { hooks } = JSON.parse(await readFile(rig.path('.claude/settings.json'), 'utf8')) as Hooks
    const stop = async (input: object): Promise<string> => {
      const env = { ...rig.environment(), CLAUDE_PROJECT_DIR: rig.directory }
      const cwd = path.dirname(rig.directory)
      const command = hooks['Stop']?.[0]?.hooks[0]?.command ?? ''
      const call = { cwd, env, extendEnv: false, input: JSON.stringify({ cwd, session_id: 's', ...input }) }
      return (await execa('sh', ['-c', command], call)).stdout
    }
    expect(await stop({ timestamp: '2026-01-01T00:00:00Z', stop_reason: 'end_turn' })).toBe('')
    expect(JSON.parse(await stop({ permission_mode: 'default' }))).toMatchObject({ decision: 'block' })
  })
})

test('agents test: every host and moment, negative controls, and the hooks of others', async () => {
  await using rig = await Rig.create({
    files: {
      '.claude/settings.json': JSON.stringify({
        hooks: {
          Stop: [{ hooks: [{ type: 'command', command: 'lefthook run agent-stop' }] }],
          PreToolUse: [{ matcher: 'Bash', hooks: [{ type: 'command', command: './guard.sh' }] }],
        },
      }),
      'guard.sh': 'echo no >&2\nexit 2\n',
    },
    git: 'commit',
  })
  const { exitCode, stdout } = await rig.run('bootstrap', ['agents', 'test', '--host', 'claude'])
  expect({ exitCode, stdout }).toEqual({
    exitCode: 1,
    stdout: `agents test ok: 15 cases in 1 host (emulated contracts); 1 of 2 other hooks cannot block
.claude/settings.json: your Stop hook \`lefthook run agent-stop\` passes on its tool's exit code, 1 when it fails: it blocks nothing (claude blocks only by its own form of answer)
next: bootstrap agents status
`,
  })
})

test('the call log is on from here, without arguments, and doctor --usage reads it', async () => {
  await using rig = await Rig.create({ files: failing, git: 'commit' })
  expect((await rig.run('doctor', ['--usage'])).stdout).toBe(
    'doctor: no call log in this clone\nnext: bootstrap agents\n',
  )
  await rig.run('bootstrap', ['agents', '--host', 'claude', '--level', 'gate'])
  await rig.run('tm', ['list', 'secret-words'])
  await runClaude(rig, 'Stop', {})
  await runClaude(rig, 'Stop', {})
  const log = await readFile(rig.path('.git/groundcrew/calls.jsonl'), 'utf8')
  expect(log).not.toMatch(/secret-words|planted/)
  const { stdout } = await rig.run('doctor', ['--usage'])
  expect(stdout).toMatch(/^doctor: \d+ calls, 2 deliveries by hooks, 1 of them said again since /)
  expect(stdout).toMatch(/^claude stop +2 runs +2 delivered +.* 1 again$/m)
  await rig.run('bootstrap', ['agents', 'uninstall'])
  expect(existsSync(rig.path('.git/groundcrew/calls.jsonl'))).toBe(false)
})
