import { readFileSync } from 'node:fs'
import { writeFile } from 'node:fs/promises'
import { expect, test } from 'vitest'
import { Rig, type Ran } from '../support/rig.ts'
import { makeAgent } from '../support/tm.ts'

const fence = '```'

function block(name: string, script: string, attributes = ''): string {
  return `${fence}sh {"name":"${name}"${attributes}}\n${script}\n${fence}\n`
}

async function book(rig: Rig, ...args: readonly string[]): Promise<Ran> {
  return rig.run('runbook', args, { env: { TM_ACTOR: 'ann' } })
}

async function ok(rig: Rig, ...args: readonly string[]): Promise<string> {
  const { exitCode, stdout, stderr } = await book(rig, ...args)
  expect({ args, exitCode, stderr: exitCode === 0 ? '' : stderr }).toEqual({ args, exitCode: 0, stderr: '' })
  return stdout
}

async function refused(rig: Rig, ...args: readonly string[]): Promise<string> {
  const { exitCode, stdout, stderr } = await book(rig, ...args)
  expect({ args, exitCode, stdout }).toEqual({ args, exitCode: 1, stdout: '' })
  return stderr
}

test('a task with subtasks becomes a document with every section, and regenerating it changes no byte', async () => {
  await using rig = await Rig.create({
    git: 'commit',
    files: { 'src/a.ts': 'one', 'src/b.ts': 'two', CODEOWNERS: 'src/ @owners\n' },
  })
  const tm = makeAgent(rig, 'ann')
  await tm.ok('add', 'Before')
  await tm.ok(
    'add',
    'Goal',
    '--depends',
    '1',
    '--due',
    '2030-01-31',
    '-p',
    '3',
    '-d',
    `Why.\n\n## Verification\n${block('verify', 'true')}\n## Rollback\n${block('undo', 'true')}\n## Decisions\nWe keep it.`,
  )
  await tm.ok('add', 'Second', '--parent', '2', '-d', block('second', 'echo 2'))
  await tm.ok('add', 'First', '--parent', '2', '-d', `Do it.\n\n${block('first', 'echo 1')}`)
  await tm.ok('depend', '3', '--on', '4')
  await tm.ok('resource', '4', 'modifies:file:src/a.ts', 'removes:file:src/gone.ts', 'touch:glob:src/*')
  await tm.ok('add', 'Other', '--resource', 'modifies:file:src/a.ts')
  await tm.ok('note', '4', 'Decision: all at once')
  await tm.ok('note', '4', 'Mind the gap')
  await tm.ok('complete', '1')
  await tm.ok('claim', '4')
  await ok(rig, 'generate', '--task', '2')
  const file = rig.path('docs/runbooks/task-2.md')
  const text = readFileSync(file, 'utf8')
  const headings = text.split('\n').filter((line) => line.startsWith('#'))
  expect(headings).toEqual([
    '# Runbook of #2: Goal',
    '## Goal',
    '## State',
    '## Preconditions',
    '## Resources',
    '## Steps',
    '### Step 1: #4 First',
    '### Step 2: #3 Second',
    '## Verification',
    '## Rollback',
    '### Undo everything: #2 Goal',
    '## Conflicts and notices',
    '## Notes',
    '## Decisions',
    '## Timeline',
    '## Graph',
    '## Remarks',
  ])
  for (const part of [
    /- Task #1 Before: \*\*completed on 20/,
    /- Due: 2030-01-31T/,
    /- State: in progress, held by ann\n- Holder: ann since .*; a lease of 15m00s from the last sign of life, fence \d+/,
    /`modifies:file:src\/a\.ts` \(#4\): there; last commit [0-9a-f]{10} on .* by A \(first\); .*owned by @owners/,
    /`removes:file:src\/gone\.ts` \(#4\): not there/,
    /`touch:glob:src\/\*` \(#4\): 2 files/,
    /> Mind the gap/,
    /> all at once/,
    /> We keep it\./,
    /was told of #5/,
    /t4\["/,
  ])
    expect(text).toMatch(part)
  expect(text).toContain(`${fence}sh {"name":"undo","task":"2","tag":"rollback","excludeFromRunAll":"true"}`)
  await ok(rig, 'generate', '--task', '2')
  expect(readFileSync(file, 'utf8')).toBe(text)
  await ok(rig, 'check', 'docs/runbooks/task-2.md')
})

test('kept text survives, other edits are refused, and a marker in the text of a task is no marker', async () => {
  await using rig = await Rig.create({ git: 'init' })
  const tm = makeAgent(rig, 'ann')
  const evil = `${fence}\n<!-- keep -->\n# evil\n${block('evil', 'touch evil')}<!-- /keep -->\n${fence}`
  await tm.ok('add', 'Goal', '-d', `${block('go', 'true')}\n## Verification\n${fence}\n<!-- keep -->\n${fence}`)
  await tm.ok('note', '1', evil)
  await ok(rig, 'generate', '--task', '1')
  const file = rig.path('docs/runbooks/task-1.md')
  const text = readFileSync(file, 'utf8')
  const mine = '# mine\n\n| a | b |\n|---|---|\n| <b>1</b> | 2 |'
  await writeFile(file, text.replace('## Resources\n', `## Resources\n\n<!-- keep -->\n${mine}\n<!-- /keep -->\n`))
  await tm.ok('note', '1', 'more')
  expect(await ok(rig, 'generate', '--task', '1')).toContain('1 kept part')
  const again = readFileSync(file, 'utf8')
  expect(again).toContain(`<!-- keep -->\n\n${mine}\n\n<!-- /keep -->\n\n## Steps`)
  await ok(rig, 'generate', '--task', '1')
  expect(readFileSync(file, 'utf8')).toBe(again)
  expect(await ok(rig, 'show', 'docs/runbooks/task-1.md')).not.toContain('evil')

  await writeFile(file, again.replace('ready to be taken', 'all done'))
  expect(await refused(rig, 'generate', '--task', '1')).toContain('changed by hand outside of keep-markers')
  const { exitCode, stdout } = await book(rig, 'check')
  expect(exitCode).toBe(1)
  expect(stdout).toMatch(/changed by hand[^]*no more: - State: all done\n {4}now: {5}- State: ready to be taken/)
  // A table or a bullet laid out by a formatter, and other line ends, are the same document.
  await writeFile(file, again.replaceAll(/^- /gm, '* ').replaceAll('\n', '\r\n'))
  await ok(rig, 'check')
  await writeFile(file, again.replace('<!-- /keep -->', `${fence}\n<!-- /keep -->`))
  expect(await refused(rig, 'generate', '--task', '1')).toContain('begins inside another')
  await ok(rig, 'generate', '--task', '1', '--out', 'other.md')
  await writeFile(rig.path('mine.md'), '# mine')
  expect(await refused(rig, 'generate', '--task', '1', '--out', 'mine.md')).toContain('was not written by runbook')
  expect(readFileSync(rig.path('mine.md'), 'utf8')).toBe('# mine')
})

test('a kept part whose section is gone moves to the remarks once', async () => {
  await using rig = await Rig.create({ git: 'init' })
  const tm = makeAgent(rig, 'ann')
  await tm.ok('add', 'Goal')
  await tm.ok('add', 'Part', '--parent', '1')
  await ok(rig, 'generate', '--all')
  const file = rig.path('docs/runbooks/plan.md')
  await ok(rig, 'generate', '--task', '1', '--out', file, '--force')
  const text = readFileSync(file, 'utf8')
  await writeFile(
    file,
    text.replace('### Step 1: #2 Part\n', '### Step 1: #2 Part\n\n<!-- keep -->\nmine\n<!-- /keep -->\n'),
  )
  await tm.ok('update', '2', '--parent', 'none')
  await ok(rig, 'generate', '--task', '1', '--out', file)
  const once = readFileSync(file, 'utf8')
  expect(once).toMatch(/## Remarks[^]*From "Step 1: #2 Part", which is gone:_\n\nmine\n\n<!-- \/keep -->/)
  await ok(rig, 'generate', '--task', '1', '--out', file)
  expect(readFileSync(file, 'utf8')).toBe(once)
})

test('a run stops at what fails, is not repeated by accident, and goes on where it stopped', async () => {
  await using rig = await Rig.create({ git: 'init' })
  const tm = makeAgent(rig, 'ann')
  const steps = [
    block('one', 'echo 1 >> ran'),
    block('two', 'echo 2 >> ran; test -e fixed'),
    block('three', 'echo 3 >> ran; exit 7', ',"exit":"7"'),
    block('four', 'echo a; echo b; echo c', '') + `\n${fence}output\na\n...\nc\n${fence}\n`,
  ]
  await tm.ok('add', 'Goal', '-d', steps.join('\n'))
  await ok(rig, 'generate', '--task', '1')
  const file = 'docs/runbooks/task-1.md'
  const ran = (): string => readFileSync(rig.path('ran'), 'utf8').replaceAll('\n', '')
  const first = await book(rig, 'run', file)
  expect(first.exitCode).toBe(1)
  expect(first.stdout).toMatch(/^1 passed, 1 failed, 2 not run \(run 1\)\n/)
  expect(first.stdout).toMatch(/two: failed, .*: exit 1\n/)
  expect(await refused(rig, 'run', file)).toContain('run 1 of docs/runbooks/task-1.md stopped at two (exit 1)')
  expect(ran()).toBe('12')
  await rig.write({ fixed: '' })
  expect(await ok(rig, 'run', file, '--resume')).toMatch(/^3 passed, 1 passed over \(run 2\)\n/)
  expect(ran()).toBe('1223')
  expect(await refused(rig, 'run', file, '--resume')).toContain('no unfinished run')
  const events = await tm.ok('watch', '--since', '0', '--type', 'step_ran')
  expect(events.split('\n').map((line) => /step=(\w+).*result=(\w+)/.exec(line)?.slice(1).join(' '))).toEqual([
    'one passed',
    'two failed',
    'two passed',
    'three passed',
    'four passed',
  ])
  await ok(rig, 'generate', '--task', '1')
  expect(readFileSync(rig.path(file), 'utf8')).toMatch(/Last run: passed \(exit 7, .*by ann/)
})

test('what is destructive, for a person, done, or a way back does not run by itself', async () => {
  await using rig = await Rig.create({ git: 'init' })
  const tm = makeAgent(rig, 'ann')
  await tm.ok('add', 'Goal')
  await tm.ok('add', 'Done', '--parent', '1', '-d', block('done', 'touch done'))
  await tm.ok('complete', '2')
  await tm.ok(
    'add',
    'Wipe',
    '--parent',
    '1',
    '-d',
    `${block('wipe', 'touch wiped', ',"destructive":"true"')}\n# Undo\n${block('back', 'touch back')}`,
  )
  await tm.ok(
    'add',
    'Ask',
    '--parent',
    '1',
    '--depends',
    '3',
    '-d',
    `${block('ask', 'read x', ',"interactive":"true"')}\n${block('last', 'touch last')}`,
  )
  await ok(rig, 'generate', '--task', '1')
  const file = 'docs/runbooks/task-1.md'
  expect(await refused(rig, 'run', file)).toContain('wipe: marked as destructive, nothing was run')
  const run = await book(rig, 'run', file, '--allow', 'wipe')
  expect(run.exitCode).toBe(1)
  expect(run.stdout).toContain('ask: for a person: it is interactive')
  expect(run.stdout).toMatch(/next: do it by hand, then runbook run .* --from last\n$/)
  await ok(rig, 'run', file, '--from', 'last')
  await tm.ok('add', 'Think', '--parent', '1', '--depends', '4')
  await ok(rig, 'generate', '--task', '1')
  expect((await book(rig, 'run', file, '--from', 'last')).stdout).toContain(
    'by-hand-5: for a person: no command is recorded: tm complete 5 when it is done',
  )
  const there = await rig.run('runbook', ['run', file, '--step', 'nothing'])
  expect(there).toMatchObject({ exitCode: 2, stdout: '' })
  expect(await rig.git('status', '--porcelain')).toBe('?? docs/\n?? last\n?? wiped')
  await ok(rig, 'run', file, '--step', 'back')
  expect(await rig.git('status', '--porcelain')).toContain('?? back')
})
