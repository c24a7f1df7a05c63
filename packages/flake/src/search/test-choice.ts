import type { Io } from '@groundcrew/core/cli'
import { changedFiles, parseSelection, requireRepository } from '@groundcrew/core/repo'
import { escapeLine } from '@groundcrew/core/text'
import { testFile } from '../model/test-file.ts'
import { assignShards, type Shard } from '../shards/shards.ts'

export interface ChoiceOptions {
  /** Look only at the tests that have one of these in their ids. */
  readonly tests?: readonly string[]
  /** The tests in files that changed since this commit get more of the time. */
  readonly changed?: string
  /** Look only at those. */
  readonly isOnlyChanged?: boolean
  readonly shard?: Shard
}

/** Which tests are looked at, and which of them more than others. */
export class TestChoice {
  readonly shard: Shard | undefined
  /** The commit that changes are counted from. */
  readonly since: string | undefined
  /** What was asked for; none: everything. */
  readonly words: readonly string[]
  readonly #changed: ReadonlySet<string> | undefined
  readonly #isOnlyChanged: boolean
  #shards: ReadonlyMap<string, number> | undefined

  /** `changed`: the files that changed. */
  constructor(
    { tests = [], changed: since, isOnlyChanged = false, shard }: ChoiceOptions,
    changed?: ReadonlySet<string>,
  ) {
    this.words = tests
    this.#changed = changed
    this.#isOnlyChanged = isOnlyChanged
    this.shard = shard
    this.since = since
  }

  /** To be told of everything that the runner knows before the first question: what the suite has decides what a shard has. */
  learn(tests: readonly string[]): void {
    if (this.shard !== undefined) this.#shards ??= assignShards(tests, this.shard.count)
  }

  /** A file that was not there at first belongs to the first shard. */
  isInShard(test: string): boolean {
    return this.shard === undefined || (this.#shards?.get(testFile(test)) ?? 1) === this.shard.index
  }

  isWanted(test: string): boolean {
    const isNamed =
      this.words.length === 0 || this.words.some((word) => test.includes(word) || escapeLine(test).includes(word))
    return isNamed && this.isInShard(test) && (!this.#isOnlyChanged || this.isChanged(test))
  }

  isChanged(test: string): boolean {
    return this.#changed?.has(testFile(test)) ?? false
  }
}

/** @throws ToolError UNKNOWN_REF, NO_REPOSITORY. */
export async function chooseTests(io: Io, options: ChoiceOptions): Promise<TestChoice> {
  if (options.changed === undefined) return new TestChoice(options)
  const repository = await requireRepository(io.cwd, io.env)
  const changes = await changedFiles(repository, parseSelection({ since: options.changed }))
  return new TestChoice(options, new Set(changes.map(({ path }) => path)))
}
