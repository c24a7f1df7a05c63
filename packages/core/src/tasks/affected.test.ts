import { describe, expect, test } from 'vitest'
import type { TaskStore } from './store.ts'
import { makeWorld } from './testing.ts'

const file = (kind: string, value: string): Record<string, string> => ({ kind, type: 'file', value, path: value })

async function twoTasks(): Promise<TaskStore> {
  const ann = await makeWorld().open('ann')
  await ann.run('add', { title: 'source' })
  await ann.run('add', { title: 'target', resources: ['depends:file:src/x.ts'] })
  return ann
}

describe('affected', () => {
  test('names the open tasks with an overlapping resource, and what it means for each', async () => {
    const ann = await twoTasks()
    await ann.run('add', { title: 'closed', resources: ['depends:file:src/x.ts'] })
    await ann.run('cancel', { id: 3 })
    await ann.run('add', { title: 'directory', resources: ['adds:dir:src'] })
    await ann.run('claim', { id: 4 })
    const resources = [file('removes', 'src/x.ts'), file('modifies', 'other.ts')]
    expect(await ann.ask('affected', { resources })).toEqual({
      open: 3,
      tasks: [
        {
          id: 2,
          title: 'target',
          overlaps: [{ index: 0, theirs: 'depends:file:src/x.ts', type: 'file', severity: 'conflict' }],
        },
        {
          id: 4,
          title: 'directory',
          holder: 'ann',
          overlaps: [{ index: 0, theirs: 'adds:dir:src', type: 'dir', severity: 'conflict' }],
        },
      ],
    })
  })

  test('refuses what is no resource', async () => {
    const ann = await twoTasks()
    await expect(ann.ask('affected', { resources: [{ kind: 'eats' }] })).rejects.toMatchObject({ code: 'USAGE' })
  })
})

describe('notify', () => {
  const notice = { id: 1, target: 2, severity: 'notice', cause: 'impact', text: '#1 changed x' }

  test('tells a task once for a cause, and again when there is something else to say', async () => {
    const ann = await twoTasks()
    expect(await ann.run('notify', notice)).toEqual({ id: 1, target: 2, isTold: true })
    expect(await ann.run('notify', notice)).toEqual({ id: 1, target: 2, isTold: false })
    expect((await ann.ask('inbox', { task: 2 })).notices).toMatchObject([
      { source: 1, type: 'impact_notice', stage: 'changed', text: '#1 changed x' },
    ])
    await ann.run('acknowledge', { task: 2 })
    expect(await ann.run('notify', notice)).toMatchObject({ isTold: false })
    expect(await ann.run('notify', { ...notice, text: '#1 removed x', severity: 'conflict' })).toMatchObject({
      isTold: true,
    })
    expect((await ann.ask('inbox', { task: 2 })).notices).toMatchObject([{ type: 'impact_conflict' }])
  })

  test('neither the task itself nor a closed one is told', async () => {
    const ann = await twoTasks()
    expect(await ann.run('notify', { ...notice, target: 1 })).toMatchObject({ isTold: false })
    await ann.run('cancel', { id: 2 })
    expect(await ann.run('notify', notice)).toMatchObject({ isTold: false })
  })

  test('refuses an unknown severity and an unknown task', async () => {
    const ann = await twoTasks()
    await expect(ann.run('notify', { ...notice, severity: 'loud' })).rejects.toMatchObject({ code: 'USAGE' })
    await expect(ann.run('notify', { ...notice, target: 9 })).rejects.toMatchObject({ code: 'NO_SUCH_TASK' })
  })
})
