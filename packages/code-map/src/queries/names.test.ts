import { expect, test } from 'vitest'
import { TestRepository } from '../testing.ts'
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
  const { shown } = unused(map, { pathPrefix: undefined, limit })
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
