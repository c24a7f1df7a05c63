import { pathToFileURL } from 'node:url'
import { describe, expect, test } from 'vitest'
import { execa } from 'execa'
import { openPage } from '../support/browser.ts'
import { hasDebianProgram } from '../support/debian.ts'
import { Rig } from '../support/rig.ts'
import { makeAgent } from '../support/tm.ts'

describe('export and import', () => {
  test('carry everything, events included, and refuse a database that has some', async () => {
    await using rig = await Rig.create({ git: 'init' })
    const ann = makeAgent(rig, 'ann')
    await ann.ok('seed', '--shape', 'conflicts', '--count', '30')
    await ann.ok('claim', '1')
    await ann.ok('complete', '1', '-m', 'done')
    const exported = await ann.ok('export')
    await rig.write({ 'all.jsonl': exported })
    await ann.ok('import', 'all.jsonl', '--db', 'copy.db')
    expect(await ann.ok('export', '--db', 'copy.db')).toBe(exported)
    expect((await ann.json('doctor', '--db', 'copy.db'))['isHealthy']).toBe(true)
    expect(await ann.json('import', 'all.jsonl')).toMatchObject({ code: 'NOT_EMPTY' })
    expect(exported.split('\n')[1]).toMatch(/"at":"\d{4}-\d\d-\d\dT[\d:.]+Z"/)
  })

  test('beads', async () => {
    await using rig = await Rig.create({ git: 'init' })
    const ann = makeAgent(rig, 'ann')
    const issues = [
      { id: 'bd-1', title: 'Epic', status: 'open', priority: 1, issue_type: 'epic' },
      {
        id: 'bd-2',
        title: 'Part',
        description: 'text',
        status: 'in_progress',
        priority: 0,
        labels: ['a b'],
        assignee: 'bob',
        dependencies: [
          { issue_id: 'bd-2', depends_on_id: 'bd-1', type: 'parent-child' },
          { issue_id: 'bd-2', depends_on_id: 'bd-3', type: 'blocks' },
          { issue_id: 'bd-2', depends_on_id: 'bd-9', type: 'related' },
        ],
      },
      { id: 'bd-3', title: 'First', status: 'closed', priority: 2, close_reason: 'done', comments: [{ text: 'hm' }] },
      { id: 'bd-4', title: 'Gone', status: 'tombstone' },
    ]
    await rig.write({ 'issues.jsonl': issues.map((issue) => JSON.stringify(issue)).join('\n') })
    expect(await ann.json('import', '--from', 'beads', 'issues.jsonl')).toEqual({
      added: 3,
      known: 0,
      skipped: ['bd-2 related bd-9'],
    })
    expect(await ann.json('show', '2')).toMatchObject({
      title: 'Part',
      description: 'text',
      priority: 4,
      parent: 1,
      depends: [3],
      labels: ['a-b'],
      assignee: 'bob',
      status: 'pending',
    })
    expect(await ann.json('show', '3')).toMatchObject({
      status: 'completed',
      notes: [{ text: 'done' }, { text: 'hm' }],
    })
    expect(await ann.json('import', '--from', 'beads', 'issues.jsonl')).toMatchObject({ added: 0, known: 3 })
  })

  test('Backlog.md', async () => {
    await using rig = await Rig.create({
      git: 'init',
      files: {
        'backlog/tasks/task-1 - First.md':
          "---\nid: TASK-1\ntitle: 'First: \"one\"'\nstatus: To Do\nassignee:\n  - '@bob'\nlabels: [a, b]\ndependencies:\n  - task-2\npriority: high\n---\n\n## Description\n\n<!-- SECTION:DESCRIPTION:BEGIN -->\nText.\n<!-- SECTION:DESCRIPTION:END -->\n",
        'backlog/tasks/task-2 - Second.md':
          '---\nid: task-2\ntitle: Second\nstatus: Done\nassignee: []\nlabels: []\ndependencies: []\n---\n',
        'backlog/completed/task-3 - Third.md':
          '---\nid: task-3\ntitle: Third\nstatus: Done\nparent_task_id: task-1\n---\n',
      },
    })
    const ann = makeAgent(rig, 'ann')
    expect(await ann.json('import', '--from', 'backlog', 'backlog')).toMatchObject({ added: 3, skipped: [] })
    const { tasks } = (await ann.json('list', '--all')) as { tasks: readonly { title: string }[] }
    expect(tasks).toMatchObject([
      {
        title: 'First: "one"',
        priority: 3,
        assignee: 'bob',
        labels: ['a', 'b'],
        description: 'Text.',
        status: 'pending',
      },
      { title: 'Second', status: 'completed' },
      { title: 'Third', status: 'completed', parent: 1 },
    ])
  })

  test('taskwarrior', async () => {
    await using rig = await Rig.create({ git: 'init' })
    const ann = makeAgent(rig, 'ann')
    const [one, two] = ['11111111-2222-4333-8444-555555555555', '11111111-2222-4333-8444-666666666666']
    const tasks = [
      {
        uuid: one,
        description: 'One',
        status: 'pending',
        priority: 'H',
        due: '20300131T120000Z',
        tags: ['x'],
        project: 'home',
        depends: [two],
      },
      {
        uuid: two,
        description: 'Two',
        status: 'completed',
        annotations: [{ entry: '20250101T000000Z', description: 'noted' }],
      },
    ]
    await rig.write({ 'tasks.json': JSON.stringify(tasks) })
    expect(await ann.json('import', '--from', 'taskwarrior', 'tasks.json')).toMatchObject({ added: 2 })
    expect(await ann.json('show', one)).toMatchObject({
      id: 1,
      priority: 3,
      due: '2030-01-31T12:00:00.000Z',
      labels: ['project:home', 'x'],
      depends: [2],
    })
    expect(await ann.json('show', two)).toMatchObject({ status: 'completed', notes: [{ text: 'noted' }] })
  })
})

describe('batch', () => {
  test('is one transaction: everything or nothing, and the line that failed is named', async () => {
    await using rig = await Rig.create({ git: 'init' })
    const ann = makeAgent(rig, 'ann')
    const run = (lines: readonly object[]) =>
      rig.run('tm', ['batch'], { env: ann.env, input: lines.map((line) => JSON.stringify(line)).join('\n') })
    const bad = await run([
      { verb: 'add', title: 'a' },
      { verb: 'start', id: 1 },
      { verb: 'complete', id: 7 },
    ])
    expect(bad).toMatchObject({
      exitCode: 2,
      stdout: '',
      stderr: expect.stringContaining('tm: entry 3: there is no task 7') as string,
    })
    expect((await ann.json('list', '--all'))['total']).toBe(0)
    expect(
      await run([
        { verb: 'add', title: 'a' },
        { verb: 'start', id: 1 },
        { verb: 'complete', id: 1 },
      ]),
    ).toMatchObject({ exitCode: 0, stdout: '3 changes made\nnext: tm ready\n' })
    const again = { env: ann.env, input: '{"verb":"add","title":"b"}\n{"verb":"add","title":"c"}' }
    const first = await rig.run('tm', ['batch', '--op-id', 'x', '--json'], again)
    expect((await rig.run('tm', ['batch', '--op-id', 'x', '--json'], again)).stdout).toBe(first.stdout)
    expect((await ann.json('list', '--all'))['total']).toBe(3)
    expect(await run([{ verb: 'fly' }])).toMatchObject({
      exitCode: 2,
      stderr: expect.stringContaining('line 1: there is no verb "fly"') as string,
    })
  })
})

/** Debian's, where it is there. */
const PROGRAMS = { graphviz: 'dot' } as const

const HOSTILE = [
  'plain',
  'quote " and \\ back',
  '<script>alert(1)</script>',
  '] --> "); DROP',
  'new\nline',
  '"]:::x',
  '%% comment',
  'end',
  'naïve 日本語 🎉',
  '#35; &amp;',
]

async function hostileGraph(rig: Rig): Promise<ReturnType<typeof makeAgent>> {
  const ann = makeAgent(rig, 'ann')
  const items = HOSTILE.map((title, index) => ({
    key: `k${index}`,
    title,
    ...(index === 0 ? {} : { depends: [`k${index - 1}`] }),
    resources: ['adds:file:same.ts'],
  }))
  await rig.write({ 'plan.json': JSON.stringify(items) })
  await ann.ok('add', '--file', 'plan.json')
  await ann.ok('complete', '1')
  await ann.ok('claim', '2')
  return ann
}

describe('graph', () => {
  test('dot is read by Graphviz, whatever the titles are', { timeout: 300_000 }, async (context) => {
    context.skip(!(await hasDebianProgram(PROGRAMS.graphviz, 'graphviz')), 'graphviz is not to be had here')
    await using rig = await Rig.create({ git: 'init' })
    const ann = await hostileGraph(rig)
    const { stdout } = await execa(PROGRAMS.graphviz, ['-Tplain'], { input: await ann.ok('graph', '--format', 'dot') })
    expect(stdout.split('\n').filter((line) => line.startsWith('node '))).toHaveLength(HOSTILE.length)
  })

  test('mermaid has every task with its state, the critical path thick, conflicts dashed', async () => {
    await using rig = await Rig.create({ git: 'init' })
    const lines = (await (await hostileGraph(rig)).ok('graph', '--format', 'mermaid')).split('\n')
    expect(lines[0]).toBe('flowchart LR')
    const nodes = lines.filter((line) => /^ {2}t\d+\["/.test(line))
    expect(nodes).toHaveLength(HOSTILE.length)
    expect(
      nodes.every((line) =>
        /^ {2}t\d+\["(?:[\p{L}\p{N} .,:()/_-]|#\d+;)*"\]:::(?:pending|in_progress|blocked|completed|cancelled)$/u.test(
          line,
        ),
      ),
    ).toBe(true)
    expect(lines).toContain('  t2 ==> t3')
    expect(lines).toContain('  t2 -. conflict .- t3')
  })

  test('json is the graph, ascii fits a terminal', async () => {
    await using rig = await Rig.create({ git: 'init' })
    const ann = await hostileGraph(rig)
    const graph = JSON.parse(await ann.ok('graph', '--format', 'json')) as { nodes: unknown[]; criticalPath: number[] }
    expect(graph.nodes).toHaveLength(HOSTILE.length)
    expect(graph.criticalPath).toEqual([2, 3, 4, 5, 6, 7, 8, 9, 10])
    expect(await ann.ok('graph')).toContain('critical path: #2 -> #3')
  })

  test('html is one page without scripts that a browser draws as it is', { timeout: 300_000 }, async (context) => {
    await using rig = await Rig.create({ git: 'init' })
    const ann = await hostileGraph(rig)
    const html = await ann.ok('graph', '--format', 'html')
    expect(html).not.toMatch(/<script|https?:|<link|@import|url\((?!#)/)
    await rig.write({ 'graph.html': html })
    await using page = await openPage(pathToFileURL(rig.path('graph.html')).href, context)
    const { tab, trouble } = page
    expect(await tab.locator('g.task').count()).toBe(HOSTILE.length)
    expect(await tab.locator('path.depends.critical').count()).toBe(8)
    expect(await tab.locator('path.collision.conflict').count()).toBeGreaterThan(0)
    expect(await tab.locator('tbody tr').nth(2).textContent()).toContain('<script>alert(1)</script>')
    expect(trouble()).toEqual([])
  })
})
