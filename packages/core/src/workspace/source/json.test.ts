import { describe, expect, test } from 'vitest'
import { parseJson, type JsonDialect } from './json.ts'
import { entryAt, textOf, type SourceNode } from './node.ts'

async function faults(text: string, dialect: JsonDialect = 'json'): Promise<string[]> {
  return (await parseJson(text, dialect)).faults.map(({ line, message }) => `${line}: ${message}`)
}

/** Back to plain values; a key such as `__proto__` needs an object without a prototype. */
function plain(node: SourceNode | undefined): unknown {
  if (node === undefined || node.kind === 'scalar') return node?.value
  if (node.kind === 'list') return node.items.map(plain)
  return [...node.entries].map(([key, { value }]) => [key, plain(value)])
}

function expected(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(expected)
  if (typeof value === 'object' && value !== null)
    return Object.entries(value).map(([key, inner]) => [key, expected(inner)])
  return value
}

describe('parseJson', () => {
  test('valid JSON gives the values of JSON.parse', async () => {
    const texts = [
      'null',
      ' -1.5e+3 ',
      '"a\\"b\\\\"',
      '[]',
      '{}',
      '[1,[2,[]],{"a":{}}]',
      '{"a":"x\\\\","b":[true,false,null,0],"ü\\u0041\\n":"\\ud83d\\ude00"}',
      '\t{\r\n "a" :\r\n [ 1 , 2 ]\r\n}\r\n',
      '{"":{"":""}}',
    ]
    for (const text of texts) expect(plain((await parseJson(text, 'json')).node)).toEqual(expected(JSON.parse(text)))
  })

  test('keys and values know their lines', async () => {
    const { node } = await parseJson('{\n  "scripts": {\n\n    "test":\n      "x"\n  }\n}', 'json')
    expect(entryAt(node, 'scripts')?.line).toBe(2)
    expect(entryAt(node, 'scripts', 'test')?.line).toBe(4)
    expect(entryAt(node, 'scripts', 'test')?.value.line).toBe(5)
  })

  test('__proto__ and constructor are keys like others', async () => {
    const { node } = await parseJson('{"__proto__": {"x": 1}, "constructor": "c"}', 'json')
    expect(textOf(entryAt(node, '__proto__', 'x')?.value)).toBe('1')
    expect(entryAt(node, 'toString')).toBeUndefined()
  })

  test('of equal keys the last counts, and the repetition is a fault', async () => {
    const text = '{\n"a": 1,\n"a": 2\n}'
    expect(await faults(text)).toEqual(['3: the key "a" stands already on line 2; this one counts'])
    expect(textOf(entryAt((await parseJson(text, 'json')).node, 'a')?.value)).toBe('2')
  })

  test('a trailing comma is a fault of JSON, and the facts are taken all the same', async () => {
    const text = '{\n"name": "x",\n}'
    expect(await faults(text)).toEqual(['3: not valid JSON: a key in double quotes is expected here'])
    expect(textOf(entryAt((await parseJson(text, 'json')).node, 'name')?.value)).toBe('x')
    expect(await faults(text, 'jsonc')).toEqual([])
  })

  test('comments are for jsonc', async () => {
    const text = '{ // why\n"a": 1 }'
    expect(await faults(text)).toEqual(['1: not valid JSON: comments are not allowed'])
    expect(await faults(text, 'jsonc')).toEqual([])
  })

  test('text that stops early keeps what was complete', async () => {
    const { node } = await parseJson('{"name": "x", "scripts": {"test": "y"', 'json')
    expect(textOf(entryAt(node, 'scripts', 'test')?.value)).toBe('y')
    expect(await faults('{"name": "x"')).toEqual(['1: not valid JSON: a } is missing'])
    expect(await faults('')).toEqual(['1: not valid JSON: a value is expected here'])
    expect(await faults('{} {}')).toEqual(['1: not valid JSON: text after the end of the document'])
  })
})
