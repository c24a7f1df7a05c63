import type { Io } from '@groundcrew/core/cli'
import { readInput } from '../input.ts'
import { change } from '../tm.ts'
import type { ForeignTask } from './foreign-task.ts'

export interface ImportOptions {
  readonly db: string | undefined
  readonly opId: string | undefined
  readonly format: string
  readonly source: string
}

export interface ImportAnswer {
  readonly added: number
  readonly known: number
  readonly skipped: readonly string[]
  readonly events: number | undefined
}

/** Reads the source and takes it over in one transaction. */
export async function importFrom(io: Io, { db, opId, format, source }: ImportOptions): Promise<ImportAnswer> {
  if (format === 'groundcrew') {
    const lines = (await readInput(io, source)).split('\n')
    const { tasks, events } = await change(io, { db }, ({ store }) => store.importEvents(lines, { opId }))
    return { added: tasks, known: 0, skipped: [], events }
  }
  const items = await readForeign(io, format, source)
  const result = await change(io, { db }, ({ store }) => store.run('adopt', { items }, { opId }))
  return { ...result, events: undefined }
}

async function readForeign(io: Io, format: string, source: string): Promise<readonly ForeignTask[]> {
  switch (format) {
    case 'beads': {
      const { parseBeads } = await import('./parse-beads.ts')
      return parseBeads(await readInput(io, source), source)
    }
    case 'taskwarrior': {
      const { parseTaskwarrior } = await import('./parse-taskwarrior.ts')
      return parseTaskwarrior(await readInput(io, source), source)
    }
    default: {
      const { readBacklog } = await import('./read-backlog.ts')
      return readBacklog(io, source)
    }
  }
}
