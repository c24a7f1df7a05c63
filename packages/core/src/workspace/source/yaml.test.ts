import { describe, expect, test } from 'vitest'
import { entryAt, itemsOf, textOf } from './node.ts'
import { parseYaml } from './yaml.ts'

describe('parseYaml', () => {
  test('keys and items know their lines', async () => {
    const { node } = await parseYaml('# top\nservices:\n  db:\n    ports:\n      - "1:2"\n      - 3000\n')
    expect(entryAt(node, 'services', 'db')?.line).toBe(3)
    expect(itemsOf(entryAt(node, 'services', 'db', 'ports')?.value).map((item) => [textOf(item), item.line])).toEqual([
      ['1:2', 5],
      ['3000', 6],
    ])
  })

  test('a number stays as it was written', async () => {
    const { node } = await parseYaml('python: 3.10\n')
    expect(textOf(entryAt(node, 'python')?.value)).toBe('3.10')
  })

  test('aliases and merge keys are followed; what stands in the table itself wins', async () => {
    const { node } = await parseYaml('x: &x\n  image: a\n  tty: true\ny:\n  <<: *x\n  image: b\nz: *x\n')
    expect(textOf(entryAt(node, 'y', 'image')?.value)).toBe('b')
    expect(entryAt(node, 'y', 'tty')?.line).toBe(3)
    expect(textOf(entryAt(node, 'z', 'image')?.value)).toBe('a')
  })

  test('an alias bomb costs no more than its text', async () => {
    const levels = Array.from({ length: 40 }, (_, level) => `l${level + 1}: &l${level + 1} [*l${level}, *l${level}]`)
    const { node, faults } = await parseYaml(`l0: &l0 x\n${levels.join('\n')}\n`)
    expect(faults).toEqual([])
    expect(itemsOf(entryAt(node, 'l40')?.value)).toHaveLength(2)
  })

  test('an alias to its own parent has no value', async () => {
    const { node } = await parseYaml('a: &a\n  self: *a\n')
    expect(textOf(entryAt(node, 'a', 'self')?.value)).toBeUndefined()
  })

  test('only the first document counts', async () => {
    const { node, faults } = await parseYaml('a: 1\n---\na: 2\n')
    expect(textOf(entryAt(node, 'a')?.value)).toBe('1')
    expect(faults).toEqual([])
  })

  test('an empty text has no node', async () => {
    expect(await parseYaml('')).toEqual({ node: undefined, faults: [] })
    expect((await parseYaml('# only a comment\n')).node).toBeUndefined()
  })

  test('a repeated key is a fault, and the last counts', async () => {
    const { node, faults } = await parseYaml('a: 1\nb: 2\na: 3\n')
    expect(textOf(entryAt(node, 'a')?.value)).toBe('3')
    expect(faults).toEqual([
      { kind: 'duplicate-key', line: 3, message: 'the key "a" stands already on line 1; this one counts' },
    ])
  })

  test('what does not parse is a fault with its line', async () => {
    const { faults } = await parseYaml('a: 1\nb: [1, 2\nc: 3\n')
    expect(faults).toHaveLength(1)
    expect(faults[0]?.kind).toBe('syntax')
    expect(faults[0]?.message).toMatch(/^not valid YAML: /)
  })

  test.each([
    ['flow lists', '['.repeat(5000)],
    ['block lists on one line', `${'- '.repeat(5000)}x`],
    ['indentation', Array.from({ length: 600 }, (_, level) => `${' '.repeat(level)}a:`).join('\n')],
    ['size', 'a: b\n'.repeat(200_000)],
  ])('%s beyond the limit are not parsed', async (_, text) => {
    const { node, faults } = await parseYaml(text)
    expect(node).toBeUndefined()
    expect(faults.map(({ kind }) => kind)).toEqual(['unsupported'])
  })
})
