import { expect, test } from 'vitest'
import { extract } from '../extract.ts'
import type { Language } from '../languages.ts'
import { readableFacts } from '../lex/facts-builder.ts'
import { NameTable } from '../lex/name-table.ts'
import { Tokens } from '../lex/tokens.ts'

function outline(language: Language, text: string): string[] {
  const { symbols, imports } = readableFacts(
    extract(language, { source: Buffer.from(text), names: new NameTable(), tokens: new Tokens() }),
  )
  return [
    ...symbols.map((symbol) => `${symbol.line}-${symbol.endLine} ${symbol.kind} ${symbol.name} ${symbol.parent}`),
    ...imports.map(({ line, specifier }) => `${line} ${specifier}`),
  ]
}

test('Markdown headings nest by level; code has none', () => {
  expect(outline('markdown', '# Ä b #\ntext\n## C\n```sh\n# no\n```\nD\n===\n#no\n')).toEqual([
    '1-6 heading Ä b -1',
    '3-6 heading C 0',
    '7-10 heading D -1',
  ])
})

test('SQL', () => {
  expect(
    outline(
      'sql',
      '-- create table no\ncreate table if not exists "public"."users" (id int);\nCREATE OR REPLACE FUNCTION f() returns int',
    ),
  ).toEqual(['2-2 table users -1', '3-3 function f -1'])
})

test('CSS', () => {
  expect(
    outline('css', '@import "base.css";\n.a > #b:hover, .c-d { color: #fff; --gap: 1.5em }\n/* .no {} */'),
  ).toEqual(['2-2 selector a -1', '2-2 selector b -1', '2-2 selector c-d -1', '2-2 property --gap -1', '1 base.css'])
})

test('the scripts of components', () => {
  expect(
    outline(
      'vue',
      "<template><p>don't</p></template>\n<script setup lang=\"ts\">\nimport A from './a.vue'\nfunction b(): void {}\n</script>\n<style>.no {}</style>",
    ),
  ).toEqual(['4-4 function b -1', '3 ./a.vue'])
  expect(outline('svelte', '<script>\n  let a = 1\n</script>\n<p>{a}</p>')).toEqual(['2-2 variable a -1'])
  expect(
    outline('svelte', '<script lang="ts" generics="T extends () => boolean">\n  let a: T\n</script>\n<p>{a}</p>'),
  ).toEqual(['2-2 variable a -1'])
})
