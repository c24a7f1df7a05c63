import { expect, test } from 'vitest'
import { encodeText, mayHaveText } from './text-file.ts'

test('a text is found in the bytes of every encoding', () => {
  const marks = { 'utf-16le': [0xff, 0xfe], 'utf-16be': [0xfe, 0xff], 'utf-8-bom': [0xef, 0xbb, 0xbf] } as const
  for (const [encoding, mark] of Object.entries(marks)) {
    const text = encodeText('const größe = 1', encoding as keyof typeof marks) ?? Buffer.alloc(0)
    const bytes = Buffer.concat([Buffer.from(mark), text])
    expect([mayHaveText(bytes, 'größe'), mayHaveText(bytes, 'size')]).toEqual([true, false])
  }
  expect(mayHaveText(Buffer.from('größe', 'latin1'), 'größe')).toBe(true)
})
