import { describe, expect, test } from 'vitest'
import { entryAt, itemsOf, textOf, type SourceNode } from './node.ts'
import { parseToml } from './toml.ts'

const document = `# a comment with [brackets]
title = "x # not a comment"

[project]
name = 'demo'
dependencies = [
  "flask>=2", # the web
  "a]b",

  'c',
]
urls.home = "h"
nested = { inner = 1, list = [1,
  2] }

[project.scripts]
"quoted key" = "y"

[[bin]]
name = "first"
[[bin]]
text = """
[not.a.table]
key = "value"
"""
after = true
[bin.sub]
deep = 1979-05-27
`

function lineOf(node: SourceNode | undefined, ...keys: string[]): number | undefined {
  return entryAt(node, ...keys)?.line
}

describe('parseToml', () => {
  test('keys know their lines', async () => {
    const { node } = await parseToml(document)
    expect(lineOf(node, 'title')).toBe(2)
    expect(lineOf(node, 'project')).toBe(4)
    expect(lineOf(node, 'project', 'name')).toBe(5)
    expect(lineOf(node, 'project', 'urls', 'home')).toBe(12)
    expect(lineOf(node, 'project', 'nested', 'inner')).toBe(13)
    expect(lineOf(node, 'project', 'scripts', 'quoted key')).toBe(17)
  })

  test('items of lists know their lines', async () => {
    const { node } = await parseToml(document)
    const items = itemsOf(entryAt(node, 'project', 'dependencies')?.value)
    expect(items.map((item) => [textOf(item), item.line])).toEqual([
      ['flask>=2', 7],
      ['a]b', 8],
      ['c', 10],
    ])
    expect(itemsOf(entryAt(node, 'project', 'nested', 'list')?.value).map(({ line }) => line)).toEqual([13, 14])
  })

  test('lists of tables are told apart, and long strings hold no keys', async () => {
    const { node } = await parseToml(document)
    const bins = itemsOf(entryAt(node, 'bin')?.value)
    expect(bins.map(({ line }) => line)).toEqual([19, 21])
    expect(lineOf(bins[1], 'after')).toBe(26)
    expect(lineOf(bins[1], 'sub', 'deep')).toBe(28)
    expect(entryAt(node, 'not')).toBeUndefined()
  })

  test('every line that is told is the line where the key stands', async () => {
    const { node } = await parseToml(document)
    const lines = document.split('\n')
    const visit = (part: SourceNode): void => {
      if (part.kind === 'list') part.items.forEach(visit)
      if (part.kind !== 'table') return
      for (const { key, line, value } of part.entries.values()) {
        expect(lines[line - 1]).toContain(key)
        visit(value)
      }
    }
    if (node !== undefined) visit(node)
  })

  test('strings that end in quotes and escapes do not confuse the lines', async () => {
    const { node } = await parseToml('a = """x\\"""""\nb = \'\'\'\'\'y\'\'\'\nc = "\\\\"\nd = 1\n')
    expect([lineOf(node, 'b'), lineOf(node, 'c'), lineOf(node, 'd')]).toEqual([2, 3, 4])
  })

  test('CRLF counts as one line end', async () => {
    const { node } = await parseToml('a = 1\r\n[b]\r\nc = 2\r\n')
    expect(lineOf(node, 'b', 'c')).toBe(3)
  })

  test('__proto__ is a key like others', async () => {
    const { node } = await parseToml('[__proto__]\nx = 1\n')
    expect(textOf(entryAt(node, '__proto__', 'x')?.value)).toBe('1')
  })

  test('what does not parse is a fault with its line', async () => {
    const { node, faults } = await parseToml('a = 1\nb = \nc = 2\n')
    expect(node).toBeUndefined()
    expect(faults).toHaveLength(1)
    expect(faults[0]).toMatchObject({ kind: 'syntax', line: 2 })
    expect(faults[0]?.message).toMatch(/^not valid TOML: /)
  })
})
