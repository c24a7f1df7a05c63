import { expect, test } from 'vitest'
import { TestRepository } from '../testing.ts'
import { callees } from './callees.ts'
import { definitions } from './definitions.ts'
import { importers } from './imports.ts'
import { outline } from './outline.ts'
import { references } from './references.ts'
import { unused } from './unused.ts'

const limit = 100

test('names that the markup of a component uses are not unused', async () => {
  using repo = new TestRepository({
    'a.vue': `<template>
  <user-card v-if="isOpen" :user="current" @click="open('closed', $event)" v-focus ref="root">{{ label(title) }}</user-card>
  <Plain /><!-- <Hidden /> -->
</template>
<script setup lang="ts">
import UserCard from './UserCard.vue'
const isOpen = ref(true), current = 1, title = '', vFocus = {}, root = ref(), closed = 1
function open() {}
function label(text: string) { return text }
const Plain = 1, Hidden = 2
</script>
<style>.title { color: red }</style>`,
    'b.svelte': `<script>
  let count = 0, spare = 1, store = 1, Card = 1
  function add() {}
  function tip() {}
</script>
<Card on:click={() => add(1)} use:tip class="spare">{count} {$store}</Card>`,
    'UserCard.vue': '<template><p>spare</p></template>',
  })
  const map = await repo.open()
  const { shown } = await unused(map, { pathPrefix: undefined, limit })
  expect(shown.map(({ path, qualifiedName }) => `${path} ${qualifiedName}`)).toEqual([
    'a.vue closed',
    'a.vue Hidden',
    'b.svelte spare',
  ])
  const { shown: calls } = references(map, 'label', { limit, roles: ['call'] })
  expect(calls.map(({ line, column, text }) => `${line}:${column} ${text.slice(0, 20)}`)).toEqual([
    '2:98 <user-card v-if="isO',
  ])
})

test('uses of a qualified name: its own declaration, and what imports lead to it', async () => {
  using repo = new TestRepository({
    'a.py': 'class Query:\n    def run(self): pass\n\nclass Other:\n    def run(self): pass\n',
    'b.py': 'from a import Query\n\nQuery().run()\n',
    'c.py': 'def run(): pass\n\nrun()\n',
  })
  const map = await repo.open()
  const found = references(map, 'Query.run', { limit })
  expect(found).toMatchObject({ name: 'Query.run', definitions: 1, resolved: 1, sameName: 1 })
  expect(found.shown.map(({ path, line, role, label }) => `${path}:${line} ${role} ${label}`)).toEqual([
    'a.py:2 definition resolved',
    'b.py:3 call resolved',
    'c.py:3 call same-name',
  ])
  expect(references(map, 'Nothing.run', { limit })).toMatchObject({
    files: 0,
    similar: ['Other.run', 'Query.run', 'run'],
  })
})

test('a mistyped name has its like', async () => {
  using repo = new TestRepository({
    'a.py': 'def select_related(): pass\ndef get_queryset(): pass\ndef unlike(): pass\n',
  })
  const map = await repo.open()
  const similar = (name: string) => definitions(map, name, { limit }).similar
  expect(similar('selct_related')).toEqual(['select_related'])
  expect(similar('get_querysetz')).toEqual(['get_queryset'])
  expect(similar('getQuerySet')).toEqual(['get_queryset'])
  expect(similar('selects_relations')).toEqual([])
})

test('in Ruby what is called without brackets is a call, and a keyword is none', async () => {
  using repo = new TestRepository({
    'app.rb': `class App
  def call
    invoke { dispatch! } unless @done
    if ready?
      reply.body = 1
    elsif (local = status)
      local.finish
    end
  end
  def invoke; yield; end
  def dispatch!; end
  def ready?; end
  def status; end
end`,
  })
  const map = await repo.open()
  const { callees: called } = callees(map, 'App.call', limit)
  expect(called.map(({ name, label, target }) => [name, label, target])).toEqual([
    ['invoke', 'resolved', 'app.rb:10'],
    ['dispatch!', 'resolved', 'app.rb:11'],
    ['ready?', 'resolved', 'app.rb:12'],
    ['status', 'resolved', 'app.rb:13'],
    ['finish', 'external', undefined],
  ])
  const callers = references(map, 'App.dispatch!', { limit, roles: ['call'] })
  expect(callers).toMatchObject({ resolved: 1, otherUses: 0, shown: [{ line: 3, within: 'App.call' }] })
})

test('what an import from outside gives is not a declaration of its name; a function as a value is no call', async () => {
  using repo = new TestRepository({
    'go.mod': 'module example.com/m\n',
    'mux.go': `package m
import "net/http"
type Mux struct{}
func (m *Mux) serve(w http.ResponseWriter) {}
func (m *Mux) handler() any {
	other := m.pool.Get().(*Mux)
	other.serve(nil)
	return http.HandlerFunc(m.serve)
}
func HandlerFunc(f any) {}
`,
    'use.py': 'import json\nfrom m import (\n    load,\n    dump,\n)\ndef run():\n    json.load(1)\n    load(2)\n',
    'm.py': 'def load(x): pass\ndef dump(x): pass\n',
  })
  const map = await repo.open()
  expect(callees(map, 'Mux.handler', limit).callees.map(({ name, label }) => [name, label])).toEqual([
    ['Get', 'external'],
    ['serve', 'resolved'],
    ['HandlerFunc', 'external'],
  ])
  expect(references(map, 'Mux.serve', { limit, roles: ['call'] })).toMatchObject({ resolved: 1, otherUses: 1 })
  expect(callees(map, 'run', limit).callees.map(({ name, label }) => [name, label])).toEqual([
    ['load', 'external'],
    ['load', 'resolved'],
  ])
  const { shown } = references(map, 'load', { limit })
  expect(shown.map(({ path, line, role }) => `${path}:${line} ${role}`)).toEqual([
    'm.py:1 definition',
    'use.py:3 import',
    'use.py:8 call',
    'use.py:7 call',
  ])
})

test('source comes before its tests in outlines and among importers', async () => {
  using repo = new TestRepository({
    'src/a.test.ts': "import { b } from './b'\nfunction check() {}",
    'src/b.ts': 'export const b = 1',
    'src/c.ts': "import { b } from './b'",
  })
  const map = await repo.open()
  expect(outline(map, 'src', limit).files.map(({ path }) => path)).toEqual(['src/b.ts', 'src/a.test.ts'])
  const { shown } = importers(map, 'src/b.ts', { limit, from: undefined, isTransitive: false })
  expect(shown.map(({ path }) => path)).toEqual(['src/c.ts', 'src/a.test.ts'])
})

test('of a function in C the one with the body comes before its prototypes', async () => {
  using repo = new TestRepository({
    'a.h': 'int both(int x);\n',
    'b.c': 'int both(int x);\nint both(int x) {\n  return x;\n}\n',
  })
  const { shown } = definitions(await repo.open(), 'both', { limit })
  expect(shown.map(({ path, line }) => `${path}:${line}`)).toEqual(['b.c:2', 'a.h:1', 'b.c:1'])
})

test('calls beside words that also stand in imports are calls', async () => {
  using repo = new TestRepository({
    'a.ts': `import { made } from './b'
export const list = Array.from(made()), loaded = require('./c')(made()), lazy = import('./c').then(() => made())
`,
    'b.ts': 'export function made() {}\n',
    'c.ts': '',
    'a.py': 'def made(): yield 1\ndef use():\n    yield from made()\n    raise ValueError from made()\n',
    'a.rb': 'def made = 1\ndef use\n  require made\nend\n',
  })
  const { shown } = references(await repo.open(), 'made', { limit: 99 })
  expect(
    shown.filter(({ role }) => role !== 'definition').map(({ path, line, role }) => `${path}:${line} ${role}`),
  ).toEqual(['a.py:3 call', 'a.py:4 call', 'a.rb:3 call', 'a.ts:1 import', 'a.ts:2 call', 'a.ts:2 call', 'a.ts:2 call'])
})

test('of definitions of one name those of examples come after the code that they show', async () => {
  using repo = new TestRepository({
    'examples/a.ts': 'export class Plan {}\n',
    'src/z.ts': 'class Plan {}\n',
    'test/b.test.ts': 'export class Plan {}\n',
  })
  const { shown } = definitions(await repo.open(), 'Plan', { limit: 9 })
  expect(shown.map(({ path }) => path)).toEqual(['src/z.ts', 'examples/a.ts', 'test/b.test.ts'])
})
