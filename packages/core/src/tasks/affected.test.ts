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
