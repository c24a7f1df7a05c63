import { expect, test } from 'vitest'
import { TestRepository } from '../testing.ts'
import { NameLinks } from './name-links.ts'
import { scipSymbols } from './symbol-names.ts'

test('names lead to declarations over re-exports, stars, whole modules, Python packages and Go packages', async () => {
  using repo = new TestRepository({
    'lib/core.ts': 'export function load() {}\nexport class Box {}\nexport default function main() {}',
    'lib/all.ts': "export * from './core'\nexport { load as read } from './core'\nexport * as inner from './core'",
    'a.ts':
      "import { load, read, Box as Chest } from './lib/all'\nimport * as all from './lib/all'\nimport { x } from 'out'",
    'pkg/__init__.py': 'from .core import run',
    'pkg/core.py': 'def run(): pass',
    'b.py': 'from pkg import run\nfrom pkg.core import *',
    'go.mod': 'module m\n',
    'x/x.go': 'package x\nfunc Load() {}',
    'x/y.go': 'package x',
    'z.go': 'package z\nimport "m/x"',
  })
  const map = await repo.open()
  const links = new NameLinks(map)
  const describe = (found: ReturnType<NameLinks['find']>): string | undefined =>
    found && `${map.pathOf(found.file)} ${map.symbols(found.file)[found.symbol]?.name}`
  const find = (path: string, name: string) => describe(links.find(map.findFile(path) as number, name))
  const member = (path: string, owner: string, name: string) =>
    describe(links.member(map.findFile(path) as number, owner, name))
  expect(find('a.ts', 'load')).toBe('lib/core.ts load')
  expect(find('a.ts', 'read')).toBe('lib/core.ts load')
  expect(find('a.ts', 'Chest')).toBe('lib/core.ts Box')
  expect(find('a.ts', 'Box')).toBeUndefined()
  expect(find('a.ts', 'x')).toBeUndefined()
  expect(member('a.ts', 'all', 'Box')).toBe('lib/core.ts Box')
  expect(member('a.ts', 'load', 'Box')).toBeUndefined()
  expect(find('b.py', 'run')).toBe('pkg/core.py run')
  expect(find('x/y.go', 'Load')).toBe('x/x.go Load')
  expect(member('z.go', 'x', 'Load')).toBe('x/x.go Load')
})

test('descriptors follow the grammar of SCIP', async () => {
  using repo = new TestRepository({
    'src/a b.ts':
      'export class A {\n  run() {}\n  #x = 1\n}\nexport interface B { c: 1 }\nnamespace N { export const d = 1 }\nfunction f() {}\nfunction f(a) {}',
  })
  const map = await repo.open()
  expect(scipSymbols('src/a b.ts', map.symbols(0)).map((known) => known?.id.replace('code-map . . . ', ''))).toEqual([
    '`src/a b.ts`/A#',
    '`src/a b.ts`/A#run().',
    '`src/a b.ts`/A#`#x`.',
    '`src/a b.ts`/B#',
    '`src/a b.ts`/B#c.',
    '`src/a b.ts`/N/',
    '`src/a b.ts`/N/d.',
    '`src/a b.ts`/f().',
    '`src/a b.ts`/f().',
  ])
})
