import { BaseSequencer, type TestSpecification } from 'vitest/node'

/** Files that take long and are not large: without times of an earlier run the largest go first, and one of these would run last, beside an idle core. */
const long = /\/(?:packaging|contract|docs|fuzz)\.test\.ts$/

export class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const sorted = await super.sort(files)
    return sorted.toSorted((one, other) => Number(long.test(other.moduleId)) - Number(long.test(one.moduleId)))
  }
}
