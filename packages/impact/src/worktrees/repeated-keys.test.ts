import { describe, expect, test } from 'vitest'
import { holdsKeys, repeatedKeys } from './repeated-keys.ts'

async function again(path: string, text: string): Promise<Readonly<Record<string, readonly number[]>>> {
  return Object.fromEntries(await repeatedKeys(path, text))
}

describe('repeatedKeys', () => {
  test.each<readonly [path: string, text: string, expected: Readonly<Record<string, readonly number[]>>]>([
    ['a.json', '{\n  "a": 1,\n  "b": { "a": 2 },\n  "a": 3\n}\n', { a: [2, 4] }],
    ['a.json', '{\n  // a comment\n  "b": {\n    "c": 1,\n    "c": 2,\n  },\n}\n', { 'b.c': [4, 5] }],
    ['a.json', '[{ "id": 1 }, { "id": 2 }]', {}],
    ['a.json', '{ "a": [ { "b": 1,\n "b": 2 } ] }', { 'a.b': [1, 2] }],
    ['a.yaml', 'a: 1\nb:\n  a: 2\na: 3\n', { a: [1, 4] }],
    ['a.yml', 'list:\n  - key: 1\n  - key: 2\n', {}],
    ['a.yaml', 'kind: a\n---\nkind: b\n', {}],
    ['a.yaml', 'text: |\n  a: 1\n  a: 2\n', {}],
    ['a.yaml', 'base: &base\n  a: 1\none:\n  <<: *base\n  <<: *base\n', {}],
    ['a.yaml', 'a: [1\nb: 2\nb: 3\n', {}],
    ['.env', 'A=1\n# A=2\nexport A="3"\n', { A: [1, 3] }],
    ['.env.local', 'KEY="-----\nA=1\nA=2\n-----"\n', {}],
    ['a.toml', 'a = 1\n[t]\na = 2\nb = 3\nb = 4\n', { b: [4, 5] }],
    ['a.toml', '[t]\na = 1\n[u]\n[t]\n', { t: [1, 4] }],
    ['a.toml', '[[bin]]\nname = 1\n[[bin]]\nname = 2\n', {}],
    ['a.toml', 'text = """\nb = 1\nb = 2\n"""\nlist = [\n  "c",\n]\n', {}],
  ])('%s: %j', async (path, text, expected) => {
    expect(await again(path, text)).toEqual(expected)
  })

  test('files of other kinds hold none', async () => {
    expect(holdsKeys('a.md')).toBe(false)
    expect(holdsKeys('deploy/.env.production')).toBe(true)
    expect(await again('a.md', 'a: 1\na: 2\n')).toEqual({})
  })
})
