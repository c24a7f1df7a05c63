import { describe, expect, test } from 'vitest'
import { TestRepository } from '../testing.ts'
import { renderCallees, renderDefinitions, renderFound } from '../render.ts'
import { callees } from './callees.ts'
import { definitions, findSymbols } from './definitions.ts'
import { exportMap } from './export.ts'
import { cycles, importers, imports } from './imports.ts'
import { outline } from './outline.ts'
import { references, type References } from './references.ts'
import { taskMap, renderMapEntry } from './task-map.ts'

const limit = 100

function places({ shown }: References): string[] {
  return shown.map(
    ({ path, line, role, label, within }) =>
      `${path}:${line} ${role} ${label}${within === undefined ? '' : ` in ${within}`}`,
  )
}

describe('definitions', () => {
  test('C++: a method that is defined in another file than its class, and not those of other classes', async () => {
    using repo = new TestRepository({
      'box.h':
        'namespace a {\nclass Box {\n  void open(int);\n};\ntemplate <typename T> class List {\n  void open();\n};\n}\n',
      'box.cc':
        '#include "box.h"\nnamespace a {\nvoid Box::open(int n) {\n}\ntemplate <typename T>\nvoid List<T>::open() {\n}\n}\n',
      'other.cc': 'void Other::Box::close() {\n}\nvoid open() {\n}\n',
    })
    const map = await repo.open()
    const found = (query: string): readonly string[] =>
      definitions(map, query, { limit }).shown.map(({ path, line }) => `${path}:${line}`)
    expect(found('Box::open')).toEqual(['box.cc:3', 'box.h:3'])
    expect(found('a::Box::open')).toEqual(['box.cc:3', 'box.h:3'])
    expect(found('List::open')).toEqual(['box.cc:6', 'box.h:6'])
    expect(found('Other::Box::close')).toEqual(['other.cc:1'])
    expect(found('b::Box::open')).toEqual([])
  })

  test('source before tests, exported before private, with the signature', async () => {
    using repo = new TestRepository({
      'test/a.test.ts': 'function parse() {}',
      'src/b.ts': 'function parse() {}',
      'src/c.ts':
        'export async function parse(text: string): Promise<void> {\n  return\n}\nexport class Reader { parse() {} }',
    })
    const { total, shown } = definitions(await repo.open(), 'parse', { limit })
    expect(total).toBe(4)
    expect(shown.map(({ path, line }) => `${path}:${line}`)).toEqual([
      'src/c.ts:1',
      'src/c.ts:4',
      'src/b.ts:1',
      'test/a.test.ts:1',
    ])
    expect(shown[0]).toMatchObject({
      column: 23,
      endLine: 3,
      kind: 'function',
      signature: 'export async function parse(text: string): Promise<void>',
    })
  })

  test('a qualified name, a kind, a language and a path narrow the answer', async () => {
    using repo = new TestRepository({
      'a.ts': 'class A { run() {} }\nclass B { run() {} }',
      'b.py': 'class A:\n  def run(self): pass',
    })
    const map = await repo.open()
    const found = (query: string, filter = {}) =>
      definitions(map, query, { limit, ...filter }).shown.map(({ path, line }) => `${path}:${line}`)
    expect(found('A.run')).toEqual(['b.py:2', 'a.ts:1'])
    expect(found('B::run')).toEqual(['a.ts:2'])
    expect(found('run', { languages: ['python'] })).toEqual(['b.py:2'])
    expect(found('A', { kinds: ['method'] })).toEqual([])
    expect(found('run', { pathPrefix: 'b' })).toEqual(['b.py:2'])
  })

  test('a name that is not there: names like it', async () => {
    using repo = new TestRepository({ 'a.ts': 'function readFile() {}\nfunction readFileSync() {}' })
    expect(definitions(await repo.open(), 'readfile', { limit })).toMatchObject({
      total: 0,
      similar: ['readFile', 'readFileSync'],
    })
  })

  test('find takes a part of a name or a regular expression', async () => {
    using repo = new TestRepository({ 'a.ts': 'function readFile() {}\nfunction fileRead() {}\nfunction file() {}' })
    const map = await repo.open()
    expect(findSymbols(map, 'FILE', { limit }).shown.map(({ name }) => name)).toEqual(['file', 'fileRead', 'readFile'])
    expect(findSymbols(map, '/^read/', { limit }).shown.map(({ name }) => name)).toEqual(['readFile'])
  })

  test('a file that changes after the index was opened is read anew', async () => {
    using repo = new TestRepository({ 'a.ts': 'const x = 1\nfunction late() {}' })
    const map = await repo.open()
    repo.write({ 'a.ts': '\n\n\nfunction other() { return 1 }\nfunction late() {}' })
    expect(references(map, 'late', { limit }).shown).toMatchObject([{ line: 5, role: 'definition' }])
  })
})

describe('references', () => {
  test('imports prove a reference; the same name alone does not', async () => {
    using repo = new TestRepository({
      'lib/parse.ts': 'export function parse() {}\nparse() // parse in a comment\nconst text = "parse"',
      'lib/index.ts': "export * from './parse.ts'",
      'lib/renamed.ts': "export { parse as read } from './parse.js'",
      'a.ts': "import { parse } from './lib/parse'\nfunction go() { parse() }",
      'b.ts': "import { parse } from './lib'\nexport const run = () => parse()",
      'c.ts': 'JSON.parse("x")',
      'd.ts': "import * as p from './lib'\np.parse()",
      'e.ts': "import { parse } from 'elsewhere'\nparse()",
      'notes.md': 'parse the text',
    })
    const report = references(await repo.open(), 'parse', { limit })
    expect(report).toMatchObject({ definitions: 1, resolved: 7, sameName: 3 })
    expect(places(report)).toEqual([
      'lib/parse.ts:1 definition resolved',
      'lib/parse.ts:2 call resolved',
      'a.ts:1 import resolved',
      'a.ts:2 call resolved in go',
      'b.ts:1 import resolved',
      'b.ts:2 call resolved in run',
      'd.ts:2 call resolved',
      'lib/renamed.ts:1 import resolved',
      'c.ts:1 call same-name',
      'e.ts:1 import same-name',
      'e.ts:2 call same-name',
    ])
  })

  test('counts do not depend on the limit', async () => {
    using repo = new TestRepository({
      'a.py': 'def f(): pass\nf()\nf()',
      'b.py': 'from a import f\nf()',
      'c.py': 'f()',
    })
    const map = await repo.open()
    const whole = references(map, 'f', { limit })
    const short = references(map, 'f', { limit: 1 })
    expect(short).toMatchObject({
      definitions: 1,
      resolved: whole.resolved,
      sameName: whole.sameName,
      leftOut: whole.shown.length - 1,
    })
  })

  test('Python, Go and Ruby', async () => {
    using repo = new TestRepository({
      'pkg/__init__.py': '',
      'pkg/core.py': 'def load(): pass',
      'pkg/sub/__init__.py': '',
      'pkg/sub/use.py': 'from ..core import load\nload()',
      'app.py': 'import pkg.core\npkg.core.load()',
      'other.py': 'load()',
      'go.mod': 'module example.com/m\n',
      'x/x.go': 'package x\nfunc Load() {}',
      'x/y.go': 'package x\nfunc y() { Load() }',
      'main.go': 'package main\nimport "example.com/m/x"\nfunc main() { x.Load() }',
      'z/z.go': 'package z\nfunc z() { q.Load() }',
      'lib/store.rb': 'class Store; end',
      'bin/run.rb': "require 'store'\nStore.new",
      'spec/no.rb': 'Store.new',
    })
    const map = await repo.open()
    expect(places(references(map, 'load', { limit, roles: ['call'] }))).toEqual([
      'app.py:2 call resolved',
      'pkg/sub/use.py:2 call resolved',
      'other.py:1 call same-name',
    ])
    expect(places(references(map, 'Load', { limit, roles: ['call'] }))).toEqual([
      'main.go:3 call resolved in main',
      'x/y.go:2 call resolved in y',
      'z/z.go:2 call same-name in z',
    ])
    expect(places(references(map, 'Store', { limit, roles: ['use'] }))).toEqual([
      'bin/run.rb:2 use resolved',
      'spec/no.rb:1 use resolved',
    ])
  })

  test('what Ruby loads by its name needs no require', async () => {
    using repo = new TestRepository({
      'app/models/http_client.rb': 'class HTTPClient; end',
      'app/jobs/a_job.rb': 'class AJob\n  HTTPClient.new\nend',
      'lib/box.rb': 'module Box\n  autoload :HTMLPage\nend',
      'lib/box/html_page.rb': 'class Box::HTMLPage; end',
    })
    const map = await repo.open()
    expect(places(references(map, 'HTTPClient', { limit, roles: ['use'] }))).toEqual([
      'app/jobs/a_job.rb:2 use resolved in AJob',
    ])
    expect(imports(map, 'lib/box.rb', limit).shown).toMatchObject([{ targets: ['lib/box/html_page.rb'] }])
  })

  test('callees are in the order of the body, each with where it is declared', async () => {
    using repo = new TestRepository({
      'a.ts':
        "import { b } from './b'\nexport function a() {\n  b(c())\n  b(1)\n  if (x) d()\n  console.log('no()')\n}\nfunction c() {}",
      'b.ts': 'export function b() {}',
      'd.ts': 'function d() {}',
    })
    const report = callees(await repo.open(), 'a', limit)
    expect(report.callees.map(({ name, calls, label, target }) => [name, calls, label, target])).toEqual([
      ['b', 2, 'resolved', 'b.ts:1'],
      ['c', 1, 'resolved', 'a.ts:8'],
      ['d', 1, 'same-name', 'd.ts:1'],
      ['log', 1, 'external', undefined],
    ])
    expect(renderCallees(callees(await repo.open(), 'Gone.there', limit))).toBe(
      '0 definitions of Gone.there\nnext: code-map find there',
    )
  })
})

describe('imports', () => {
  test('Python: only what is in no package finds modules beside it', async () => {
    using repo = new TestRepository({
      'src/click/__init__.py': '',
      'src/click/types.py': 'from types import TracebackType\nfrom click.core import run\nfrom .core import run',
      'src/click/core.py': '',
      'tools/helper.py': '',
      'tools/run.py': 'import helper',
    })
    const map = await repo.open()
    const found = (path: string): string[] =>
      imports(map, path, limit).shown.map(({ resolution, targets }) => targets[0] ?? resolution)
    expect(found('src/click/types.py')).toEqual(['external', 'src/click/core.py', 'src/click/core.py'])
    expect(found('tools/run.py')).toEqual(['tools/helper.py'])
  })

  test('tsconfig paths, workspaces, package exports and imports, index files', async () => {
    using repo = new TestRepository({
      'tsconfig.base.json':
        '{ // shared\n "compilerOptions": { "baseUrl": ".", "paths": { "@/*": ["app/*"], "exact": ["app/one.ts"], } } }',
      'app/tsconfig.json': '{ "extends": "../tsconfig.base.json" }',
      'app/one.ts': '',
      'app/two/index.tsx': '',
      'packages/lib/package.json':
        '{"name":"@x/lib","exports":{".":{"types":"./dist/index.d.ts","default":"./src/main.ts"},"./f/*":"./src/f/*.ts"},"imports":{"#in":"./src/inner.ts"}}',
      'packages/lib/src/main.ts': "import '#in'",
      'packages/lib/src/inner.ts': '',
      'packages/lib/src/f/g.ts': '',
      'packages/old/package.json': '{"name":"old","main":"./lib/old.js"}',
      'packages/old/lib/old.js': '',
      'app/use.ts': [
        '@/one',
        'exact',
        '@/two',
        './two',
        './one.js',
        '@x/lib',
        '@x/lib/f/g',
        'old',
        'react',
        './gone',
        '../packages/old',
      ]
        .map((name) => `import '${name}'`)
        .join('\n'),
    })
    const map = await repo.open()
    expect(
      imports(map, 'app/use.ts', limit).shown.map(
        ({ specifier, resolution, targets }) => `${specifier} ${targets[0] ?? resolution}`,
      ),
    ).toEqual([
      '@/one app/one.ts',
      'exact app/one.ts',
      '@/two app/two/index.tsx',
      './two app/two/index.tsx',
      './one.js app/one.ts',
      '@x/lib packages/lib/src/main.ts',
      '@x/lib/f/g packages/lib/src/f/g.ts',
      'old packages/old/lib/old.js',
      'react external',
      './gone missing',
      '../packages/old packages/old/lib/old.js',
    ])
    expect(imports(map, 'packages/lib/src/main.ts', limit).shown[0]?.targets).toEqual(['packages/lib/src/inner.ts'])
  })

  test('C includes and Java packages', async () => {
    using repo = new TestRepository({
      'src/a.c': '#include "a.h"\n#include <lib/b.h>\n#include "gone.h"',
      'src/a.h': '',
      'include/lib/b.h': '',
      'java/org/x/C.java': 'package org.x; class C {}',
      'D.java': 'import org.x.C;',
    })
    const map = await repo.open()
    expect(imports(map, 'src/a.c', limit).shown.map(({ targets, resolution }) => targets[0] ?? resolution)).toEqual([
      'src/a.h',
      'include/lib/b.h',
      'external',
    ])
    expect(imports(map, 'D.java', limit).shown[0]?.targets).toEqual(['java/org/x/C.java'])
  })

  test('importers, the chain that leads to a file, and cycles', async () => {
    using repo = new TestRepository({
      'a.ts': "import './b'",
      'b.ts': "import './c'",
      'c.ts': "import type { A } from './a'",
      'd.ts': "import './e'",
      'e.ts': "import './d'\nimport './c'",
    })
    const map = await repo.open()
    const report = importers(map, 'c.ts', { limit, from: 'a.ts', isTransitive: true })
    expect(report).toMatchObject({ direct: 2, transitive: 4, chain: ['a.ts', 'b.ts', 'c.ts'] })
    expect(report.shown.map(({ path, distance }) => `${path} ${distance}`)).toEqual([
      'b.ts 1',
      'e.ts 1',
      'a.ts 2',
      'd.ts 2',
    ])
    expect(cycles(map, limit).groups).toEqual([{ files: 2, circle: ['d.ts', 'e.ts', 'd.ts'] }])
  })
})

describe('orientation', () => {
  test('the outline of a file and of a directory', async () => {
    using repo = new TestRepository({
      'src/a.ts': 'export class A {\n  b() {}\n}\nconst c = 1',
      'src/d.py': 'def e(): pass',
    })
    const map = await repo.open()
    expect(
      outline(map, 'src/a.ts', limit).files[0]?.symbols.map(({ line, depth, qualifiedName }) => [
        line,
        depth,
        qualifiedName,
      ]),
    ).toEqual([
      [1, 0, 'A'],
      [2, 1, 'A.b'],
      [4, 0, 'c'],
    ])
    expect(outline(map, 'src', 2)).toMatchObject({ filesTotal: 2, symbolsTotal: 3, leftOut: 1 })
    expect(() => outline(map, 'nowhere', limit)).toThrow('nowhere is no file or directory of the index')
  })

  test('a map for a task stays inside its budget and says what it left out', async () => {
    const files = Object.fromEntries(
      Array.from({ length: 40 }, (_, index) => [
        `src/m${index}.ts`,
        `export function helper${index}(value: string): string { return value }\n`.repeat(5),
      ]),
    )
    using repo = new TestRepository({
      ...files,
      'src/retry.ts': "import './m1'\nexport function retryRequest(attempts: number) {}",
      'test/retry.test.ts': 'retryRequest(3)',
    })
    const map = await repo.open()
    const report = await taskMap(map, { text: 'retries of a request fail', budgetTokens: 200 })
    expect(report.entries[0]).toEqual({
      path: 'src/retry.ts',
      why: 'match',
      symbols: [{ line: 2, signature: 'export function retryRequest(attempts: number)' }],
    })
    expect(report.entries.map(renderMapEntry).join('\n').length).toBeLessThan(800)
    expect((await taskMap(map, { text: undefined, budgetTokens: 100 })).entries.map(({ path }) => path)).toEqual([
      'src/m1.ts',
    ])
    expect((await taskMap(map, { text: undefined, budgetTokens: 100 })).symbolsLeftOut).toBeGreaterThan(0)
  })

  test('exports', async () => {
    using repo = new TestRepository({ 'src/a.ts': "import '../lib/b'\nexport class Z { a() {} }", 'lib/b.ts': '' })
    const map = await repo.open()
    expect([...exportMap(map, 'ctags')].slice(3)).toEqual([
      'Z\tsrc/a.ts\t2;"\tclass\tend:2',
      'a\tsrc/a.ts\t2;"\tmethod\tend:2\tscope:Z',
    ])
    expect([...exportMap(map, 'mermaid')]).toEqual(['graph LR', '  n0["src"]', '  n1["lib"]', '  n0 -->|1| n1'])
    expect([...exportMap(map, 'dot')].at(-1)).toBe('}')
    expect([...exportMap(map, 'json')].map((line) => (JSON.parse(line) as { path: string }).path)).toEqual([
      'lib/b.ts',
      'src/a.ts',
    ])
  })
})

test('the next command of an answer is one that a shell takes as it stands', () => {
  const nothing = { total: 0, shown: [], similar: [], usedIn: 0, filesIndexed: 1 }
  const last = (text: string) => text.split('\n').at(-1)
  expect(last(renderFound({ query: "it's", ...nothing }))).toBe(String.raw`next: csearch -i -F -e 'it'\''s'`)
  expect(last(renderFound({ query: '/a+b/', ...nothing }))).toBe('next: csearch -e a+b')
  expect(last(renderFound({ query: '/a(b)/i', ...nothing }))).toBe("next: csearch -i -e 'a(b)'")
  expect(last(renderDefinitions({ query: 'a (b)', ...nothing }))).toBe("next: csearch -i -F -e 'a (b)'")
  expect(renderDefinitions({ ...nothing, query: 'Outer.b', usedIn: 2 })).toBe(
    '0 definitions of Outer.b in 1 file; 2 files use the name\nnext: code-map refs b',
  )
})
