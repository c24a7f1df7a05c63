import { expect, test } from 'vitest'
import { readUnifiedDiff } from './unified-diff.ts'

test('files with their changed lines; neighbours are one range', () => {
  const diff = [
    'diff --git a/src/a.ts b/src/a.ts',
    '--- a/src/a.ts',
    '+++ b/src/a.ts',
    '@@ -1,3 +1,4 @@ function f() {',
    ' one',
    '-two',
    '+zwei',
    '+drei',
    ' four',
    '@@ -20 +21 @@',
    '-x',
    '+y',
    '\\ No newline at end of file',
    '--- a/gone.ts',
    '+++ /dev/null',
    '@@ -1 +0,0 @@',
    '-x',
    '--- /dev/null',
    '+++ b/new.ts\t2026-01-01 00:00:00',
    '@@ -0,0 +1,2 @@',
    '+a',
    '+b',
  ].join('\n')
  expect(readUnifiedDiff(diff)).toEqual([
    {
      path: 'src/a.ts',
      lines: [
        { first: 2, last: 3 },
        { first: 21, last: 21 },
      ],
    },
    { path: 'gone.ts', lines: [{ first: 0, last: 0 }] },
    { path: 'new.ts', lines: [{ first: 1, last: 2 }] },
  ])
})

test('what a hunk removes or adds may look like a header', () => {
  const diff =
    '--- a/x.sql\n+++ b/x.sql\n@@ -1,2 +1,2 @@\n--- a/no.ts\n+++ b/no.ts\n keep\n--- a/y.ts\n+++ b/y.ts\n@@ -1 +1 @@\n-a\n+b\n'
  expect(readUnifiedDiff(diff).map(({ path }) => path)).toEqual(['x.sql', 'y.ts'])
})

test('names that git writes as strings of C', () => {
  const header = (name: string): string => `--- ${name.replace('"b/', '"a/')}\n+++ ${name}\n@@ -1 +1 @@\n-a\n+b\n`
  const names = [
    '"b/caf\\303\\251.ts"',
    '"b/tab\\there \\"q\\" \\\\.ts"',
    '"b/line\\nfeed"',
    '"b/\\346\\227\\245.py"\t',
  ]
  expect(readUnifiedDiff(names.map(header).join('')).map(({ path }) => path)).toEqual([
    'café.ts',
    'tab\there "q" \\.ts',
    'line\nfeed',
    '日.py',
  ])
})

test('a diff of very many hunks is read in one pass', () => {
  const hunks = Array.from({ length: 100_000 }, (_, index) => `@@ -${index * 3 + 1} +${index * 3 + 1} @@\n-a\n+b\n`)
  const [file] = readUnifiedDiff(`--- a/x\n+++ b/x\n${hunks.join('')}`)
  expect(file?.lines).toHaveLength(100_000)
})
