import { expect, test } from 'vitest'
import { ToolError } from '../cli/index.ts'
import { makeRandom, makeWorld } from './testing.ts'
import type { VerbName } from './verbs/index.ts'

interface ModelTask {
  state: 'open' | 'completed' | 'cancelled'
  readonly parent: number | undefined
  readonly depends: Set<number>
  isCancelledAsBlock: boolean
  reason: boolean
  holder: string | undefined
}

/** What the task database promises, said a second time, as simply as can be: without SQL, events, or anything that is fast. */
class Model {
  readonly tasks = new Map<number, ModelTask>()

  task(id: number): ModelTask {
    const task = this.tasks.get(id)
    if (task === undefined) throw new Error('NO_SUCH_TASK')
    return task
  }

  openIds(isWanted: (task: ModelTask) => boolean): number[] {
    return [...this.tasks].filter(([, task]) => task.state === 'open' && isWanted(task)).map(([id]) => id)
  }

  isBlocked(id: number): boolean {
    const waits = (one: number): boolean => {
      const { depends, parent } = this.task(one)
      const isUnmet = [...depends].some((on) => this.task(on).state === 'open' || this.task(on).isCancelledAsBlock)
      return isUnmet || (parent !== undefined && waits(parent))
    }
    return waits(id) || this.task(id).reason || this.openIds(({ parent }) => parent === id).length > 0
  }

  status(id: number): string {
    const { state, reason, holder } = this.task(id)
    if (state !== 'open') return state
    if (reason) return 'blocked'
    if (holder !== undefined) return 'in_progress'
    return this.isBlocked(id) ? 'blocked' : 'pending'
  }

  ready(): number[] {
    return this.openIds(({ holder }) => holder === undefined).filter((id) => !this.isBlocked(id))
  }

  /** A task starts after the start of its parent and the end of what it depends on; it ends after its start and the end of its parts. */
  isCyclic(): boolean {
    const after = (node: string): string[] => {
      const id = Number(node.slice(1))
      const { depends, parent } = this.task(id)
      if (node.startsWith('S'))
        return [...[...depends].map((on) => `F${on}`), ...(parent === undefined ? [] : [`S${parent}`])]
      return [`S${id}`, ...[...this.tasks].filter(([, one]) => one.parent === id).map(([part]) => `F${part}`)]
    }
    const reaches = (from: string, wanted: string, seen: Set<string>): boolean =>
      after(from).some((next) => next === wanted || (!seen.has(next) && reaches(next, wanted, seen.add(next))))
    return [...this.tasks.keys()].some((id) => reaches(`S${id}`, `S${id}`, new Set()))
  }

  close(id: number, state: 'completed' | 'cancelled', isBlocking = false): void {
    Object.assign(this.task(id), { state, isCancelledAsBlock: isBlocking, reason: false, holder: undefined })
  }

  /** Does it, or throws the code of the refusal. */
  run(who: string, { verb, id, other, policy }: Wish): void {
    if (verb === 'add') return this.add(id, other)
    const task = this.task(id)
    const require = (isTrue: boolean, code: string): void => {
      if (!isTrue) throw new Error(code)
    }
    const isFree = (): void => require(task.holder === undefined || task.holder === who, 'HELD')
    switch (verb) {
      case 'depend':
        require(task.state === 'open', 'CLOSED')
        this.task(other)
        if (task.depends.has(other)) return
        task.depends.add(other)
        if (!this.isCyclic()) return
        task.depends.delete(other)
        throw new Error('CYCLE')
      case 'undepend':
        this.task(other)
        return require(task.depends.delete(other), 'NOT_TIED')
      case 'block':
        require(task.state === 'open', 'CLOSED')
        task.reason = true
        return
      case 'unblock':
        task.reason = false
        return
      case 'claim':
        require(task.state === 'open', 'CLOSED')
        isFree()
        if (task.holder === undefined) require(!this.isBlocked(id), 'BLOCKED')
        task.holder = who
        return
      case 'release':
        require(task.holder !== undefined, 'NOT_HELD')
        isFree()
        task.holder = undefined
        return
      case 'complete':
        require(task.state === 'open', 'CLOSED')
        isFree()
        require(!this.isBlocked(id), 'BLOCKED')
        return this.close(id, 'completed')
      case 'cancel':
        require(task.state === 'open', 'CLOSED')
        isFree()
        return this.cancel(who, id, policy)
      case 'reopen':
        require(task.state !== 'open', 'OPEN')
        require(task.parent === undefined || this.task(task.parent).state === 'open', 'CLOSED')
        Object.assign(task, { state: 'open', isCancelledAsBlock: false })
        return
      default:
        throw new Error(`${verb} is not modelled`)
    }
  }

  add(parent: number, depends: number): void {
    if (depends > 0) this.task(depends)
    if (parent > 0 && this.task(parent).state !== 'open') throw new Error('CLOSED')
    const id = this.tasks.size + 1
    const ties = { parent: parent > 0 ? parent : undefined, depends: new Set(depends > 0 ? [depends] : []) }
    this.tasks.set(id, { state: 'open', isCancelledAsBlock: false, reason: false, holder: undefined, ...ties })
    if (!this.isCyclic()) return
    this.tasks.delete(id)
    throw new Error('CYCLE')
  }

  cancel(who: string, id: number, policy: Wish['policy']): void {
    if (policy === 'cancel') {
      const all = new Set([id])
      for (const one of all)
        for (const next of this.openIds(({ parent, depends }) => parent === one || depends.has(one))) all.add(next)
      if ([...all].some((one) => ![undefined, who].includes(this.task(one).holder))) throw new Error('HELD')
      return all.forEach((one) => this.close(one, 'cancelled'))
    }
    if (this.openIds(({ parent }) => parent === id).length > 0) throw new Error('BLOCKED')
    if (policy === undefined && this.openIds(({ depends }) => depends.has(id)).length > 0) throw new Error('DEPENDENTS')
    this.close(id, 'cancelled', policy === 'block')
  }
}

interface Wish {
  readonly verb: VerbName
  readonly id: number
  readonly other: number
  readonly policy: 'satisfy' | 'block' | 'cancel' | undefined
}

function requestOf({ verb, id, other, policy }: Wish): object {
  switch (verb) {
    case 'add':
      return { title: 'any', ...(id > 0 ? { parent: id } : {}), ...(other > 0 ? { depends: [other] } : {}) }
    case 'depend':
    case 'undepend':
      return { id, on: [other] }
    case 'block':
      return { id, reason: 'why' }
    case 'cancel':
      return { id, dependents: policy }
    default:
      return { id }
  }
}

/** What opens tasks is tried as often as what closes them. */
const VERBS: readonly VerbName[] = [
  ...(['add', 'add', 'depend', 'undepend', 'undepend', 'block', 'unblock', 'unblock'] as const),
  ...(['claim', 'claim', 'claim', 'claim', 'release', 'complete', 'cancel', 'reopen', 'reopen', 'reopen'] as const),
]

const TASKS_MAX = 7

test.each([1, 2, 3, 4])('the store does and refuses what a simple model does, seed %i', async (seed) => {
  const world = makeWorld()
  const random = makeRandom(seed)
  const below = (end: number): number => Math.floor(random() * end)
  const model = new Model()
  const stores = { ann: await world.open('ann'), bob: await world.open('bob') }
  for (let step = 0; step < 300; step += 1) {
    // Few tasks, so that they get into each other's way.
    const verb = VERBS[model.tasks.size < TASKS_MAX ? below(VERBS.length) : 2 + below(VERBS.length - 2)] ?? 'add'
    const isRare = verb === 'add' && random() < 0.6
    const [id, other] = isRare ? [0, 0] : [1 + below(model.tasks.size + 1), 1 + below(model.tasks.size + 1)]
    const wish: Wish = { verb, id, other, policy: ([undefined, 'satisfy', 'block', 'cancel'] as const)[below(4)] }
    const who = random() < 0.5 ? 'ann' : 'bob'
    const expected = outcomeOf(() => model.run(who, wish))
    const got = await stores[who].batch([{ verb, request: requestOf(wish) }]).then(
      () => 'done',
      (error: unknown) => (error instanceof ToolError ? error.code : String(error)),
    )
    expect({ step, who, ...wish, got }).toEqual({ step, who, ...wish, got: expected })
  }
  const { tasks } = await stores.ann.ask('list', { all: true, limit: 1000 })
  expect(Object.fromEntries(tasks.map((task) => [task.id, task.status]))).toEqual(
    Object.fromEntries([...model.tasks.keys()].map((id) => [id, model.status(id)])),
  )
  const { tasks: ready } = await stores.bob.ask('ready', { limit: 1000 })
  expect(ready.map((task) => task.id).sort((one, next) => one - next)).toEqual(model.ready())
  expect((await stores.ann.check()).isHealthy).toBe(true)
})

function outcomeOf(work: () => void): string {
  try {
    work()
    return 'done'
  } catch (error) {
    return error instanceof Error ? error.message : String(error)
  }
}
