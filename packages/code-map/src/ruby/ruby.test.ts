import { expect, test } from 'vitest'
import { outline } from '../queries/outline.ts'
import { TestRepository } from '../testing.ts'

test('operators as other names of methods, and what follows them', async () => {
  using repo = new TestRepository({
    'a.rb': `class A
  def get(key) end
  alias :[] :get
  alias :[]= :set
  module Helpers
    def invalid?; status < 100; end
  end
end
`,
  })
  const { files } = outline(await repo.open(), 'a.rb', 100)
  expect(files[0]?.symbols.map(({ line, kind, qualifiedName }) => `${line} ${kind} ${qualifiedName}`)).toEqual([
    '1 class A',
    '2 method A.get',
    '3 method A.[]',
    '4 method A.[]=',
    '5 module A.Helpers',
    '6 method A.Helpers.invalid?',
  ])
})
