import { describe, expect, test } from 'vitest'
import { TestRepository } from '../testing.ts'
import { stats } from './stats.ts'

describe('stats', () => {
  test('the index of words counts from the first question for words on', async () => {
    using repo = new TestRepository({ 'a.ts': '// spoken', 'b.txt': 'more words' })
    const map = await repo.open()
    const before = stats(map)
    expect(before).toMatchObject({ wordBytes: 0, segments: 1 })
    const words = await map.words()
    const after = stats(map)
    expect(after).toMatchObject({ wordBytes: words.sizeBytes, segments: 2 })
    expect(after.indexBytes).toBe(before.indexBytes + words.sizeBytes)
  })
})
