import { usageError } from '../cli/index.ts'
import type { RequestOf, Shape } from './shape.ts'
import { refused, type Transaction } from './transaction.ts'
import { add } from './verbs/plan.ts'

export const SEED = { shape: 'text!', count: 'integer', seed: 'integer', force: 'flag' } as const satisfies Shape

const SHAPES = ['chain', 'dag', 'diamond', 'conflicts'] as const
type SeedShape = (typeof SHAPES)[number]

const COUNT = 20
const COUNT_MAX = 100_000

export interface SeedResult {
  readonly count: number
  readonly firstId: number
  readonly lastId: number
}

/** Fills a database with made-up tasks, the same for the same numbers. Refuses one that has tasks unless `force` is set. */
export function seed(tx: Transaction, request: RequestOf<typeof SEED>): SeedResult {
  const { count = COUNT, seed: number = 1 } = request
  const shape = SHAPES.find((known) => known === request.shape)
  if (shape === undefined) throw usageError(`shape ${JSON.stringify(request.shape)}: one of ${SHAPES.join(', ')}`)
  if (count < 1 || count > COUNT_MAX) throw usageError(`count ${count}: from 1 to ${COUNT_MAX}`)
  const known = tx.value<number>('SELECT COUNT(*) FROM tasks') ?? 0
  if (known > 0 && request.force !== true) {
    throw refused(
      'NOT_EMPTY',
      `there are ${known} tasks already`,
      'tm --db /tmp/scratch.db seed; --force adds to the tasks there are',
    )
  }
  const random = mulberry(number)
  const ids: number[] = []
  for (let index = 0; index < count; index += 1) {
    const plan = planTask(shape, { index, ids, random })
    ids.push(add(tx, { ...plan, uid: `seed-${shape}-${number}-${known + index + 1}` }).id)
  }
  return { count, firstId: ids[0] ?? 0, lastId: ids.at(-1) ?? 0 }
}

interface Place {
  readonly index: number
  readonly ids: readonly number[]
  readonly random: () => number
}

interface Plan {
  readonly title: string
  readonly priority?: number
  readonly depends?: readonly number[]
  readonly resources?: readonly string[]
}

const AREAS = ['login', 'search', 'billing', 'export', 'mail', 'upload', 'report', 'cache', 'queue', 'audit']
const WORK = ['Add', 'Rework', 'Test', 'Document', 'Speed up', 'Split', 'Rename', 'Harden']

function planTask(shape: SeedShape, place: Place): Plan {
  const { index, ids, random } = place
  const pick = <T>(list: readonly T[]): T | undefined => list[Math.floor(random() * list.length)]
  const title = `${pick(WORK) ?? 'Do'} ${pick(AREAS) ?? 'it'} ${index + 1}`
  switch (shape) {
    case 'chain':
      return { title, depends: ids.slice(-1) }
    case 'diamond':
      return { title, depends: diamondTargets(index, ids) }
    case 'conflicts':
      return {
        title,
        resources: [
          `${pick(['modifies', 'adds', 'removes', 'depends', 'touch']) ?? 'touch'}:file:src/${pick(AREAS) ?? 'x'}-${Math.floor(index / 10)}.ts`,
        ],
      }
    case 'dag':
      return { title, priority: Math.floor(random() * 5), depends: index < 3 ? [] : [pick(ids) ?? 1, pick(ids) ?? 1] }
  }
}

/** One task, two that wait for it, one that waits for both, and so on. */
function diamondTargets(index: number, ids: readonly number[]): readonly number[] {
  const before = (steps: number): readonly number[] => ids.slice(index - steps, index - steps + 1)
  if (index === 0) return []
  switch (index % 3) {
    case 1:
      return before(1)
    case 2:
      return before(2)
    default:
      return [...before(1), ...before(2)]
  }
}

/** A small generator of random numbers from a seed (mulberry32, public domain by Tommy Ettinger). */
function mulberry(from: number): () => number {
  let state = from | 0
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
}
