import { describe, expect, test } from 'vitest'
import { makeWorld } from './testing.ts'

const wrongCall = (code = 'USAGE'): unknown => expect.objectContaining({ code, exitCode: 2 })
const refusal = (code: string): unknown => expect.objectContaining({ code, exitCode: 1 })

describe('add', () => {
  test('keeps everything it was given', async () => {
    const world = makeWorld()
    const ann = await world.open()
    await ann.run('add', { title: 'base' })
    await ann.run('add', {
      title: '  two\tlines\nof title ',
      description: 'why',
      priority: -3,
      due: '2025-02-28',
      assignee: 'bob',
      parent: 1,
      depends: [],
      related: ['#1'],
      discoveredFrom: [1],
      labels: ['b', 'a', 'b'],
      resources: ['adds:env:TOKEN'],
      links: ['docs/a b.md:12', 'src/x.ts'],
    })
    const shown = await ann.ask('show', { id: 2 })
    expect(shown).toMatchObject({
      title: 'two\tlines\nof title',
      description: 'why',
      priority: -3,
      dueMs: Date.parse('2025-02-28T00:00:00Z'),
      assignee: 'bob',
      parent: 1,
      labels: ['a', 'b'],
      related: [1],
      discoveredFrom: [1],
      resources: [{ kind: 'adds', type: 'env', value: 'TOKEN', origin: 'plan' }],
      notes: [
        { kind: 'link', file: 'docs/a b.md', line: 12 },
        { kind: 'link', file: 'src/x.ts' },
      ],
    })
    expect(await ann.ask('show', { id: shown.uid })).toMatchObject({ id: 2 })
  })

  test.each([
    [{ title: ' ' }],
    [{ title: 'x'.repeat(1001) }],
    [{ title: 'a', due: 'notadate' }],
    [{ title: 'a', due: '2025-02-30' }],
    [{ title: 'a', priority: 1001 }],
    [{ title: 'a', priority: 1.5 }],
    [{ title: 'a', resources: ['nope:1'] }],
    [{ title: 'a', labels: ['two words'] }],
    [{ title: 'a', links: [''] }],
    [{ title: 'a', uid: '12' }],
    [{ title: 'a', surprise: true }],
    [{}],
  ])('%j is a wrong call and writes nothing', async (request) => {
    const world = makeWorld()
    const ann = await world.open()
    await expect(ann.run('add', request as { title: string })).rejects.toEqual(wrongCall())
    expect((await ann.ask('list', { all: true })).total).toBe(0)
    expect((await ann.ask('log', {})).lastSeq).toBe(0)
  })

  test('a dependency that does not exist is refused, not forgotten', async () => {
    const world = makeWorld()
    const ann = await world.open()
    await expect(ann.run('add', { title: 'a', depends: [999] })).rejects.toEqual(wrongCall('NO_SUCH_TASK'))
    await expect(ann.run('add', { title: 'a', parent: 999 })).rejects.toEqual(wrongCall('NO_SUCH_TASK'))
    expect((await ann.ask('list', {})).total).toBe(0)
  })

  test('ids are taken exactly: neither a beginning nor a likeness of one', async () => {
    const world = makeWorld()
    const ann = await world.open()
    const { uid } = await ann.run('add', { title: 'a' })
    for (const id of [uid.slice(0, 8), '1x', ' ', '01x', '-1']) {
      await expect(ann.run('complete', { id })).rejects.toEqual(expect.objectContaining({ exitCode: 2 }))
    }
  })

  test('a task cannot be put under a finished one', async () => {
    const world = makeWorld()
    const ann = await world.open()
    await ann.run('add', { title: 'a' })
    await ann.run('complete', { id: 1 })
    await expect(ann.run('add', { title: 'b', parent: 1 })).rejects.toEqual(refusal('CLOSED'))
  })
})

describe('addTree', () => {
  test('makes a whole plan whose entries name each other in any order', async () => {
    const world = makeWorld()
    const ann = await world.open()
    const added = await ann.run('addTree', {
      items: [
        {
          key: 'epic',
          title: 'epic',
          subtasks: [
            { key: 'b', title: 'b', depends: ['a'] },
            { key: 'a', title: 'a' },
          ],
        },
        'just a title',
        { title: 'last', depends: ['epic'] },
      ],
    })
    expect(added.map(({ id }) => id)).toEqual([1, 2, 3, 4, 5])
    expect((await ann.ask('show', { id: 2 })).depends).toEqual([3])
    expect((await ann.ask('show', { id: 1 })).subtasks).toEqual([2, 3])
    expect((await ann.ask('ready', {})).tasks.map(({ id }) => id)).toEqual([3, 4])
  })

  test('has entries that are done already', async () => {
    const ann = await makeWorld().open()
    await ann.run('addTree', {
      items: [
        { key: 'a', title: 'a', done: true },
        { title: 'b', depends: ['a'] },
      ],
    })
    expect((await ann.ask('ready', {})).tasks.map(({ id }) => id)).toEqual([2])
    expect(await ann.ask('counts', {})).toMatchObject({ open: 1, completed: 1 })
  })

  test('says which entry is wrong', async () => {
    const ann = await makeWorld().open()
    const wrong = { items: [{ title: 'a', subtasks: ['b', { title: 'c', depends: ['nowhere'] }] }] }
    await expect(ann.run('addTree', wrong)).rejects.toThrow('entry 3: there is no task nowhere')
    await expect(ann.run('addTree', { items: ['a', ' '] })).rejects.toThrow('entry 2: a task needs a title')
  })

  test('is all or nothing', async () => {
    const world = makeWorld()
    const ann = await world.open()
    await expect(ann.run('addTree', { items: [{ title: 'a' }, { title: 'b', depends: ['nowhere'] }] })).rejects.toEqual(
      wrongCall('NO_SUCH_TASK'),
    )
    await expect(
      ann.run('addTree', {
        items: [
          { key: 'a', title: 'a', depends: ['b'] },
          { key: 'b', title: 'b', depends: ['a'] },
        ],
      }),
    ).rejects.toEqual(refusal('CYCLE'))
    await expect(
      ann.run('addTree', {
        items: [
          { key: 'a', title: 'a' },
          { key: 'a', title: 'b' },
        ],
      }),
    ).rejects.toEqual(wrongCall())
    expect((await ann.ask('list', {})).total).toBe(0)
  })
})

describe('cycles', () => {
  test('are refused with their path', async () => {
    const world = makeWorld()
    const ann = await world.open()
    await ann.run('add', { title: 'a' })
    await ann.run('add', { title: 'b', depends: [1] })
    await ann.run('add', { title: 'c', depends: [2] })
    await expect(ann.run('depend', { id: 1, on: [3] })).rejects.toThrow(/: #1 waits for #3 waits for #2 waits for #1$/)
    await expect(ann.run('depend', { id: 1, on: [1] })).rejects.toThrow(/: #1 waits for #1$/)
    expect((await ann.ask('show', { id: 1 })).depends).toEqual([])
  })

  test('through a parent are seen too', async () => {
    const world = makeWorld()
    const ann = await world.open()
    await ann.run('add', { title: 'epic' })
    await ann.run('add', { title: 'part', parent: 1 })
    await ann.run('add', { title: 'after', depends: [1] })
    await expect(ann.run('depend', { id: 2, on: [1] })).rejects.toEqual(refusal('CYCLE'))
    await expect(ann.run('depend', { id: 2, on: [3] })).rejects.toEqual(refusal('CYCLE'))
    await expect(ann.run('update', { id: 1, parent: 2 })).rejects.toEqual(refusal('CYCLE'))
    await expect(ann.run('update', { id: 1, parent: 1 })).rejects.toEqual(refusal('CYCLE'))
    await expect(ann.run('add', { title: 'new part', parent: 1, depends: [3] })).rejects.toEqual(refusal('CYCLE'))
  })

  test('never come about, whatever is tried', async () => {
    const world = makeWorld()
    const ann = await world.open()
    const count = 12
    for (let index = 0; index < count; index += 1) await ann.run('add', { title: `t${index}` })
    let state = 7
    const random = (): number => {
      state = (state * 1_103_515_245 + 12_345) % 2_147_483_648
      return 1 + (Math.floor(state / 65_536) % count)
    }
    const edges = new Set<string>()
    const reaches = (from: number, to: number, seen = new Set<number>()): boolean =>
      from === to ||
      [...edges].some((edge) => {
        const [task, target] = edge.split('>').map(Number)
        if (task !== from || target === undefined || seen.has(target)) return false
        seen.add(target)
        return reaches(target, to, seen)
      })
    for (let step = 0; step < 150; step += 1) {
      const [task, target] = [random(), random()]
      const isCycle = reaches(target, task)
      const outcome = await ann.run('depend', { id: task, on: [target] }).then(
        () => 'added',
        () => 'refused',
      )
      expect(outcome, `${task} on ${target}`).toBe(isCycle ? 'refused' : 'added')
      if (!isCycle) edges.add(`${task}>${target}`)
    }
  })
})

describe('edits', () => {
  test('say whether anything changed and write nothing when not', async () => {
    const world = makeWorld()
    const ann = await world.open()
    await ann.run('add', { title: 'a', labels: ['x'] })
    expect(
      await ann.run('update', { id: 1, title: 'b', due: '2025-03-01T10:00Z', addLabels: ['y'], assignee: 'bob' }),
    ).toMatchObject({ isChanged: true })
    const { lastSeq } = await ann.ask('log', {})
    expect(await ann.run('update', { id: 1, title: 'b', addLabels: ['x'] })).toMatchObject({ isChanged: false })
    expect(await ann.run('assign', { id: 1, assignee: 'bob' })).toMatchObject({ isChanged: false })
    expect(await ann.run('unblock', { id: 1 })).toMatchObject({ isChanged: false })
    expect((await ann.ask('log', {})).lastSeq).toBe(lastSeq)
    await ann.run('update', { id: 1, due: 'none', assignee: 'none', removeLabels: ['x'] })
    const shown = await ann.ask('show', { id: 1 })
    expect(shown).toMatchObject({ title: 'b', labels: ['y'] })
    expect(shown).not.toHaveProperty('dueMs')
    expect(shown).not.toHaveProperty('assignee')
  })

  test('links and notes are kept once and in order', async () => {
    const world = makeWorld()
    const ann = await world.open()
    await ann.run('add', { title: 'a' })
    await ann.run('link', { id: 1, file: 'src/x.ts:3' })
    expect(await ann.run('link', { id: 1, file: './src/x.ts:3' })).toMatchObject({ isChanged: false })
    await ann.run('note', { id: 1, text: 'see there', file: 'src/y.ts' })
    await ann.run('note', { text: 'out of scope: this loops twice', file: 'src/z.ts:40' })
    await expect(ann.run('note', { text: 'nowhere' })).rejects.toEqual(wrongCall())
    expect((await ann.ask('show', { id: 1 })).notes.map(({ kind, file, line }) => [kind, file, line])).toEqual([
      ['link', 'src/x.ts', 3],
      ['note', 'src/y.ts', undefined],
    ])
    expect((await ann.ask('notes', {})).notes.map(({ file }) => file)).toEqual(['src/y.ts', 'src/z.ts'])
    expect((await ann.ask('notes', { file: 'src/z.ts' })).notes).toMatchObject([
      { text: 'out of scope: this loops twice', line: 40 },
    ])
  })

  test('a removed dependency unblocks, a block by hand only goes by hand', async () => {
    const world = makeWorld()
    const ann = await world.open()
    await ann.run('add', { title: 'a' })
    await ann.run('add', { title: 'b', depends: [1] })
    expect((await ann.ask('show', { id: 2 })).status).toBe('blocked')
    await ann.run('undepend', { id: 2, on: [1] })
    expect((await ann.ask('show', { id: 2 })).status).toBe('pending')
    await expect(ann.run('undepend', { id: 2, on: [1] })).rejects.toEqual(refusal('NOT_TIED'))
    await ann.run('block', { id: 2, reason: 'legal' })
    await ann.repair('claims')
    expect(await ann.ask('show', { id: 2 })).toMatchObject({ status: 'blocked', blockedReason: 'legal' })
    await ann.run('unblock', { id: 2 })
    expect((await ann.ask('show', { id: 2 })).status).toBe('pending')
  })

  test('a finished task takes no dependency', async () => {
    const world = makeWorld()
    const ann = await world.open()
    await ann.run('add', { title: 'a' })
    await ann.run('add', { title: 'b' })
    await ann.run('complete', { id: 1 })
    await expect(ann.run('depend', { id: 1, on: [2] })).rejects.toEqual(refusal('CLOSED'))
    expect((await ann.ask('show', { id: 1 })).status).toBe('completed')
  })
})

test('search finds words in titles, notes and file names, and takes % and _ as they are', async () => {
  const world = makeWorld()
  const ann = await world.open()
  await ann.run('add', { title: 'Rework Login' })
  await ann.run('add', { title: 'other', description: '100% login_page' })
  await ann.run('add', { title: 'third' })
  await ann.run('note', { id: 3, text: 'the login again', file: 'src/auth.ts' })
  const found = async (search: string): Promise<number[]> =>
    (await ann.ask('list', { search })).tasks.map(({ id }) => id)
  expect(await found('login')).toEqual([1, 2, 3])
  expect(await found('login rework')).toEqual([1])
  expect(await found('100%')).toEqual([2])
  expect(await found('n_p')).toEqual([2])
  expect(await found('auth.ts')).toEqual([3])
})
