import { expect, test } from 'vitest'
import { references } from '../queries/references.ts'
import { TestRepository } from '../testing.ts'

test('Python: decorators and defaults of a method mean names of the class around it', async () => {
  using repo = new TestRepository({
    'a.py': `class Box:
    LIMIT = 1
    @property
    def size(self): return LIMIT
    @size.setter
    def size(self, value=LIMIT): pass
`,
  })
  const map = await repo.open()
  const lines = (name: string) =>
    references(map, name, { limit: 9 })
      .shown.filter(({ label, role }) => label === 'resolved' && role !== 'definition')
      .map(({ line }) => line)
  expect(lines('LIMIT')).toEqual([6])
  expect(lines('size')).toEqual([5])
})
