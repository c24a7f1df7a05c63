import type { Io } from '@groundcrew/core/cli'
import { standingOf, type Standing } from '../memory/standing.ts'
import { withMemory } from '../memory/with-memory.ts'
import { findPlace } from '../read-failures.ts'

export interface ListOptions {
  readonly standings: readonly Standing[]
  readonly limit: number
}

export interface GroupList {
  readonly groups: readonly {
    readonly id: string
    readonly title: string
    readonly standing: Standing
    readonly failures: number
    readonly sightings: number
    readonly firstMs: number
    readonly lastMs: number
    readonly task?: { readonly id: number; readonly state: string }
  }[]
  readonly total: number
}

/** The failures that are remembered, the last seen first. Makes nothing where none are. */
export async function listGroups(io: Io, { standings, limit }: ListOptions): Promise<GroupList> {
  const { repository } = await findPlace(io)
  const all = (await withMemory(io, repository, { mayCreate: false, use: (memory) => memory.groups() })) ?? []
  const groups = all
    .map((group) => {
      const { id, title, failures, sightings, firstMs, lastMs, task } = group
      const standing = standingOf(group, undefined)
      return {
        id,
        title,
        standing,
        failures,
        sightings,
        firstMs,
        lastMs,
        ...(task === undefined ? {} : { task: { id: task.id, state: task.state } }),
      }
    })
    .filter(({ standing }) => standings.length === 0 || standings.includes(standing))
  return { groups: groups.slice(0, limit), total: groups.length }
}
