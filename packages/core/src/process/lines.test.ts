import { expect, test } from 'vitest'
import { LineMerger, lineBytesMax, LineSplitter } from './lines.ts'

function merge(push: (merger: LineMerger) => void): string {
  const pieces: string[] = []
  const merger = new LineMerger((bytes) => pieces.push(bytes.toString('latin1')))
  push(merger)
  merger.end()
  return pieces.join('')
}

test('a line that arrives in pieces is not torn by the other stream', () => {
  const merged = merge((merger) => {
    merger.push(Buffer.from('out '), 'stdout')
    merger.push(Buffer.from('err '), 'stderr')
    merger.push(Buffer.from('one\nout '), 'stdout')
    merger.push(Buffer.from('one\n'), 'stderr')
    merger.push(Buffer.from('two\n'), 'stdout')
  })
  expect(merged).toBe('out one\nerr one\nout two\n')
})

test('last lines without an end come in the order in which they began', () => {
  const merged = merge((merger) => {
    merger.push(Buffer.from('E'), 'stderr')
    merger.push(Buffer.from('O'), 'stdout')
    merger.push(Buffer.from('E'), 'stderr')
  })
  expect(merged).toBe('EEO')
})

test('a line without end is passed on before it fills the memory', () => {
  const pieces: number[] = []
  const merger = new LineMerger((bytes) => pieces.push(bytes.length))
  merger.push(Buffer.alloc(lineBytesMax), 'stdout')
  expect(pieces).toEqual([])
  merger.push(Buffer.alloc(1), 'stdout')
  expect(pieces).toEqual([lineBytesMax, 1])
})

function split(push: (splitter: LineSplitter) => void): readonly string[] {
  const lines: string[] = []
  const splitter = new LineSplitter((line, stream) => lines.push(`${stream}:${line}`))
  push(splitter)
  splitter.end()
  return lines
}

test('lines are given without their line ends, the last one also when it has none', () => {
  const lines = split((splitter) => {
    splitter.push(Buffer.from('a\r\n\nb'), 'stdout')
    splitter.push(Buffer.from('x\n'), 'stderr')
    splitter.push(Buffer.from('c\rd\r'), 'stdout')
    splitter.push(Buffer.from('\nlast'), 'stdout')
  })
  expect(lines).toEqual(['stdout:a', 'stdout:', 'stderr:x', 'stdout:bc\rd', 'stdout:last'])
})

test('a character that arrives in two pieces stays one', () => {
  const euro = Buffer.from('€\n')
  const lines = split((splitter) => {
    splitter.push(euro.subarray(0, 1), 'stdout')
    splitter.push(euro.subarray(0, 2), 'stderr')
    splitter.push(euro.subarray(1), 'stdout')
  })
  expect(lines).toEqual(['stdout:€', 'stderr:\ufffd'])
})

test('a line beyond the limit is given before it ends', () => {
  const lines = split((splitter) => {
    splitter.push(Buffer.alloc(lineBytesMax + 1, 'x'), 'stdout')
    splitter.push(Buffer.from('y\n'), 'stdout')
  })
  expect(lines.map((line) => line.length - 'stdout:'.length)).toEqual([lineBytesMax + 1, 1])
})
