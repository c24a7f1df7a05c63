import { CallTree } from '../model/call-tree.ts'
import type { FrameTable } from '../model/frame-table.ts'
import type { ThreadProfile } from '../model/trace.ts'
import { wholeFile } from './folded.ts'

/** The file format of speedscope (speedscope.app/file-format-schema.json), both kinds of profile. */
export interface SpeedscopeFile {
  readonly shared: { readonly frames: readonly SpeedscopeFrame[] }
  readonly profiles: readonly SpeedscopeProfile[]
}

interface SpeedscopeFrame {
  readonly name: string
  readonly file?: string
  readonly line?: number
}

type SpeedscopeProfile = SampledProfile | EventedProfile

interface ProfileFacts {
  readonly name: string
  readonly unit: string
}

interface SampledProfile extends ProfileFacts {
  readonly type: 'sampled'
  readonly samples: readonly (readonly number[])[]
  readonly weights: readonly number[]
}

interface EventedProfile extends ProfileFacts {
  readonly type: 'evented'
  readonly events: readonly { readonly type: 'O' | 'C'; readonly at: number; readonly frame: number }[]
}

const usPerUnit: Readonly<Record<string, number>> = {
  nanoseconds: 1e-3,
  microseconds: 1,
  milliseconds: 1e3,
  seconds: 1e6,
}
const usPerUnknown = 1000

export function readSpeedscope(file: SpeedscopeFile, frames: FrameTable): readonly ThreadProfile[] {
  const numbers = file.shared.frames.map(({ name, file: path, line }) =>
    path === undefined ? frames.special(name, 'native') : frames.place(name, path, line ?? 0),
  )
  return file.profiles.map((profile, index) => {
    const tree = new CallTree()
    const us = usPerUnit[profile.unit] ?? usPerUnknown
    const totalUs =
      profile.type === 'sampled'
        ? addSamples(tree, profile, { numbers, us })
        : addEvents(tree, profile, { numbers, us })
    return {
      ...wholeFile,
      threadId: index,
      isMain: index === 0,
      endUs: totalUs,
      nodes: tree.nodes(),
      samples: tree.samples(),
    }
  })
}

interface Scale {
  readonly numbers: readonly number[]
  readonly us: number
}

function addSamples(tree: CallTree, { samples, weights }: SampledProfile, { numbers, us }: Scale): number {
  let totalUs = 0
  for (const [index, stack] of samples.entries()) {
    let node = -1
    for (const frame of stack) node = tree.child(node, numbers[frame] ?? 0)
    const weightUs = (weights[index] ?? 1) * us
    if (node !== -1) tree.sample(node, weightUs)
    totalUs += weightUs
  }
  return totalUs
}

function addEvents(tree: CallTree, { events }: EventedProfile, { numbers, us }: Scale): number {
  const stack: number[] = []
  const startAt = events[0]?.at ?? 0
  let lastAt = startAt
  for (const { type, at, frame } of events) {
    const node = stack.at(-1)
    if (node !== undefined && at > lastAt) tree.sample(node, (at - lastAt) * us)
    lastAt = at
    if (type === 'O') stack.push(tree.child(node ?? -1, numbers[frame] ?? 0))
    else stack.pop()
  }
  return (lastAt - startAt) * us
}
