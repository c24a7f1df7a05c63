import { expect, test } from 'vitest'
import { HeadTail } from './head-tail.ts'

function readAll(chunks: readonly (string | Buffer)[], headBytesMax: number, tailBytesMax: number) {
  const headTail = new HeadTail({ headBytesMax, tailBytesMax })
  for (const chunk of chunks) headTail.push(Buffer.from(chunk))
  return headTail.read()
}

test('what fits is kept whole', () => {
  const whole = { head: '0123456789', tail: '', omittedBytes: 0, totalBytes: 10 }
  expect(readAll(['0123456789'], 10, 0)).toEqual(whole)
  expect(readAll(['012', '3456', '789'], 4, 6)).toEqual(whole)
  expect(readAll(['0123456789'], 0, 10)).toEqual(whole)
  expect(readAll([], 4, 4)).toEqual({ head: '', tail: '', omittedBytes: 0, totalBytes: 0 })
})

test('a character at the border of head and tail survives when nothing is omitted', () => {
  expect(readAll(['aé', 'ö'], 2, 3).head).toBe('aéö')
})

test('the middle of what does not fit is omitted and counted', () => {
  expect(readAll(['0123456789'], 3, 4)).toEqual({ head: '012', tail: '6789', omittedBytes: 3, totalBytes: 10 })
  expect(readAll('0123456789'.split(''), 3, 4)).toEqual({ head: '012', tail: '6789', omittedBytes: 3, totalBytes: 10 })
  expect(readAll(['0123456789'], 0, 0)).toEqual({ head: '', tail: '', omittedBytes: 10, totalBytes: 10 })
})

test('the cut is moved to a line end that is near', () => {
  expect(readAll(['one\ntwo\nthree\nfour\n'], 6, 8)).toEqual({
    head: 'one\n',
    tail: 'four\n',
    omittedBytes: 10,
    totalBytes: 19,
  })
})

test('the cut never splits a character', () => {
  const { head, tail, omittedBytes } = readAll(['aé€𝄞xxxx𝄞€é'], 9, 8)
  expect({ head, tail, omittedBytes }).toEqual({ head: 'aé€', tail: '€é', omittedBytes: 12 })
})

test('bytes that are not UTF-8 are replaced, also where the cut is', () => {
  const { head, tail } = readAll(
    [Buffer.from([0xff, 0xfe, 0x61, 0xff, 0xff, 0xff, 0x62, 0x80, 0x80, 0x80, 0x80])],
    4,
    4,
  )
  expect(head).toBe('\ufffd\ufffda\ufffd')
  expect(tail).toBe('\ufffd')
})

test('the tail holds the last bytes however they arrive', () => {
  const numbers = Array.from({ length: 5000 }, (_, index) => String(index)).join(',')
  for (const sizeBytes of [1, 7, 100, 4095, 4096, 4097, 9999]) {
    const chunks = numbers.match(new RegExp(`.{1,${sizeBytes}}`, 'g')) ?? []
    expect(readAll(chunks, 10, 6000)).toEqual({
      head: numbers.slice(0, 10),
      tail: numbers.slice(-6000),
      omittedBytes: numbers.length - 6010,
      totalBytes: numbers.length,
    })
  }
})
