import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { comparePaths, decodePath, encodePath, hasRawBytes } from './path-bytes.ts'

function encodeBytes(path: string): Buffer {
  return Buffer.from(encodePath(path))
}

test('valid UTF-8 is decoded as it is', () => {
  for (const path of ['', 'src/a.ts', 'ä', '€', '🛠/𝄞', '\ufeffbom', 'new\nline', '\ud83d\udc80']) {
    expect(decodePath(Buffer.from(path))).toBe(path)
    expect(encodePath(path)).toBe(path)
    expect(hasRawBytes(path)).toBe(false)
  }
})

test('each byte that is not UTF-8 becomes one lone surrogate', () => {
  const cases: readonly (readonly [bytes: readonly number[], path: string])[] = [
    [[0xff], '\udcff'],
    [[0x61, 0x80, 0x62], 'a\udc80b'],
    [[0xe4, 0x2e, 0x74], '\udce4.t'],
    [[0xc3, 0xa4, 0xc3], 'ä\udcc3'],
    [[0xe2, 0x82], '\udce2\udc82'],
    [[0xf0, 0x9f, 0x9b, 0x41], '\udcf0\udc9f\udc9bA'],
    // Overlong, a surrogate, beyond Unicode: all forbidden in UTF-8.
    [[0xc0, 0xaf], '\udcc0\udcaf'],
    [[0xed, 0xb2, 0x80], '\udced\udcb2\udc80'],
    [[0xf4, 0x90, 0x80, 0x80], '\udcf4\udc90\udc80\udc80'],
    [[0xf5, 0x80, 0x80, 0x80], '\udcf5\udc80\udc80\udc80'],
    [[0xff, 0xf0, 0x9f, 0x92, 0x80], '\udcff\ud83d\udc80'],
  ]
  for (const [bytes, path] of cases) {
    expect(decodePath(Buffer.from(bytes))).toBe(path)
    expect(encodePath(path)).toEqual(Buffer.from(bytes))
    expect(hasRawBytes(path)).toBe(true)
  }
})

test('every byte and every pair of bytes comes back', () => {
  for (let first = 0; first < 256; first += 1) {
    expect(encodeBytes(decodePath(Buffer.from([first])))).toEqual(Buffer.from([first]))
    const pairs = Buffer.from(Array.from({ length: 256 }, (_, second) => [first, second, 0x2f]).flat())
    expect(encodeBytes(decodePath(pairs)).equals(pairs)).toBe(true)
  }
})

test('sequences of any bytes come back', () => {
  let seed = 1
  const next = (): number => {
    seed = (seed * 48_271) % 2_147_483_647
    // Mostly bytes that begin or continue a character.
    return seed % 3 === 0 ? seed % 256 : 0x80 + (seed % 128)
  }
  for (let round = 0; round < 500; round += 1) {
    const bytes = Buffer.from(Array.from({ length: 40 }, next))
    expect(encodeBytes(decodePath(bytes)).equals(bytes)).toBe(true)
  }
})

test('bytes are decoded from a view of a larger buffer', () => {
  expect(decodePath(new Uint8Array(Buffer.from('xabcx')).subarray(1, 4))).toBe('abc')
})

test('paths are ordered by their bytes', () => {
  const paths = ['b', 'a/b', 'a-b', 'a', 'Z', '', '\udc80', '\udcff', 'é', '\uffff', '𝄞', 'é\udcff', 'ab', '\ud7ff']
  const sorted = [...paths].sort(comparePaths)
  const expected = [...paths].sort((left, right) => Buffer.compare(encodeBytes(left), encodeBytes(right)))
  expect(sorted).toEqual(expected)
  expect(sorted.slice(0, 3)).toEqual(['', 'Z', 'a'])
})

test.runIf(process.platform === 'linux')('a file with any name is found again under its decoded name', () => {
  const directory = mkdtempSync(join(tmpdir(), 'groundcrew-path-'))
  onTestFinished(() => rmSync(directory, { recursive: true }))
  const name = Buffer.from([0x61, 0xff, 0xc3, 0xa4])
  writeFileSync(encodePath(`${directory}/${decodePath(name)}`), '')
  expect(readdirSync(directory, { encoding: 'buffer' })).toEqual([name])
})
