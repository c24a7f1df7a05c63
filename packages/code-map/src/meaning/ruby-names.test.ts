import { expect, test } from 'vitest'
import { definitions } from '../queries/definitions.ts'
import { references } from '../queries/references.ts'
import { TestRepository } from '../testing.ts'

const BOX = `class Box
  def open; end
  def shut(by); end
  private :shut
  public def kept; end
  alias_method :unlock, :open
  alias unbolt open
  delegate :name, :age, to: :owner
  def_delegators :@owner, :street
  def_delegator :@owner, :city
  def_delegator :@owner, :zip, :code
  delegate :title,
    to: :owner, prefix: true
  before_action :shut, only: :open
  def run
    public_send(:shut, :open)
    method(:open)
    list.map(&:open)
    { open: :shut }
    [name, age, street]
  end
end
class Other
  def open; end
  private :open
  def go; send(:open); Box.new.public_send(:open); thing.send(:open); end
end
`

test('symbols that name methods in Ruby mean those of the class around, or of what they are sent to', async () => {
  using repo = new TestRepository({ 'box.rb': BOX })
  const map = await repo.open()
  const linesOf = (query: string): readonly number[] =>
    references(map, query, { limit: 100 })
      .shown.filter(({ label, role }) => label === 'resolved' && role !== 'definition')
      .map(({ line }) => line)
      .sort((left, right) => left - right)
  expect(linesOf('Box.open')).toEqual([6, 7, 17, 26])
  expect(linesOf('Box.shut')).toEqual([4, 14, 16])
  expect(linesOf('Other.open')).toEqual([25, 26])
})

test('what Ruby classes delegate are their methods', async () => {
  using repo = new TestRepository({ 'box.rb': BOX })
  const map = await repo.open()
  const found = ['name', 'age', 'street', 'city', 'code', 'zip', 'owner', 'title'].map(
    (name) => definitions(map, name, { limit: 9 }).shown[0]?.qualifiedName,
  )
  expect(found).toEqual(['Box.name', 'Box.age', 'Box.street', 'Box.city', 'Box.code', undefined, undefined, undefined])
  expect(references(map, 'Box.street', { limit: 9 }).resolved).toBe(1)
})
