import { expect, test } from 'vitest'
import { DiffParser } from './diff-parser.ts'

const zero = '0'.repeat(40)

function raw(modes: string, letter: string, ...paths: readonly string[]): string {
  return `:${modes} ${zero} ${zero} ${letter}\0${paths.map((path) => `${path}\0`).join('')}`
}

function parse(text: string, pieceBytes = text.length) {
  const parser = new DiffParser()
  const bytes = Buffer.from(text)
  for (let offset = 0; offset < bytes.length; offset += pieceBytes)
    parser.push(bytes.subarray(offset, offset + pieceBytes))
  return parser.end()
}

const text = [
  raw('100644 100644', 'M', 'touched'),
  raw('100644 100644', 'R087', 'old "name"', 'new\nname'),
  raw('100644 000000', 'U', 'un\ndiff --git a/last b/last\nmerged'),
  raw('100644 120000', 'T', 'typé'),
  raw('000000 100644', 'A', 'last'),
  '\0',
  'diff --git "a/old \\"name\\"" "b/new\\nname"\nsimilarity index 87%\nrename from x\nrename to y\nindex 1..2 100644\n',
  '--- "a/old"\n+++ "b/new"\n@@ -3,2 +3 @@ context @@ -9,9 +9,9 @@\n-@@ -1 +1 @@\n-\\ x\n+diff --git a/last b/last\n',
  '* Unmerged path un\ndiff --git a/last b/last\nmerged\n',
  'diff --git a/typé b/typé\ndeleted file mode 100644\n--- a/typé\n+++ /dev/null\n@@ -1 +0,0 @@\n-1\n\\ No newline at end of file\n',
  'diff --git a/typé b/typé\nnew file mode 120000\n--- /dev/null\n+++ b/typé\n@@ -0,0 +1 @@\n+1\n\\ No newline at end of file\n',
  'diff --git a/last b/last\nnew file mode 100644\nindex 0..1\nBinary files /dev/null and b/last differ',
].join('')

test('patches are given to the records they belong to, in pieces of any size', () => {
  const plain = { isBinary: false, previousPath: undefined, hasPatch: true, hunks: [] }
  const bothModes = { oldMode: '100644', newMode: '100644' }
  const typeHunks = [
    { oldStart: 1, oldLines: 1, newStart: 0, newLines: 0 },
    { oldStart: 0, oldLines: 0, newStart: 1, newLines: 1 },
  ]
  const renameHunks = [{ oldStart: 3, oldLines: 2, newStart: 3, newLines: 1 }]
  const unmerged = 'un\ndiff --git a/last b/last\nmerged'
  const expected = [
    { ...plain, ...bothModes, letter: 'M', path: 'touched', hasPatch: false },
    { ...plain, ...bothModes, letter: 'R', path: 'new\nname', previousPath: 'old "name"', hunks: renameHunks },
    { ...plain, letter: 'U', path: unmerged, oldMode: '100644', newMode: undefined },
    { ...plain, letter: 'T', path: 'typé', oldMode: '100644', newMode: '120000', hunks: typeHunks },
    { ...plain, letter: 'A', path: 'last', oldMode: undefined, newMode: '100644', isBinary: true },
  ]
  for (const pieceBytes of [Infinity, 1, 2, 3, 7, 64]) expect(parse(text, pieceBytes)).toEqual(expected)
})

test('no change is no entry', () => {
  expect(parse('')).toEqual([])
})

test('records alone are entries without patches', () => {
  expect(parse(raw('100644 100644', 'M', 'a'))).toMatchObject([{ path: 'a', hasPatch: false }])
})

test('a patch that belongs to no record is a bug, and said so', () => {
  expect(() => parse(`${raw('100644 100644', 'M', 'a')}\0diff --git a/b b/b\n`)).toThrow('a patch without a raw record')
})
