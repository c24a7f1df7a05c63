import { expect, test } from 'vitest'
import { openSource } from '../open-source.ts'
import { TestRepository } from '../testing.ts'
import { SymbolUses } from './symbol-uses.ts'

test('each use of a declaration has the declaration around it, and whether imports lead from there', async () => {
  using repo = new TestRepository({
    'a.ts': 'export function parse() {}\nexport class Box {\n  open() {}\n}\n',
    'b.ts': "import { parse, Box } from './a'\nexport function load() {\n  return parse()\n}\nnew Box().open()\n",
    'c.ts': 'function parse() {}\nfunction run(x) { x.open() }\n',
  })
  const map = await repo.open()
  const uses = new SymbolUses(map)
  const describe = (name: string): readonly string[] => {
    const file = map.findFile('a.ts') as number
    const symbol = map.symbols(file).findIndex((candidate) => candidate.name === name)
    return uses
      .of(file, symbol)
      .map(
        ({ file: { number, path }, line, role, label, within }) =>
          `${path}:${line} ${role} ${label} in ${map.symbols(number)[within]?.qualifiedName ?? 'the file'}`,
      )
  }
  expect(describe('parse')).toEqual(['b.ts:1 import resolved in the file', 'b.ts:3 call resolved in load'])
  expect(describe('open')).toEqual(['b.ts:5 call resolved in the file', 'c.ts:2 call same-name in run'])
})

test('a text has its facts without being in the index', () => {
  const open = openSource('x.go', Buffer.from('package x\nfunc Run() { help() }\n'))
  expect(open.file.language).toBe('go')
  expect(open.symbols.map(({ qualifiedName, line }) => `${qualifiedName}:${line}`)).toEqual(['Run:2'])
  expect(open.occurrences('help').map(({ line, isCall }) => `${line} ${isCall}`)).toEqual(['2 true'])
})
