import { describe, expect, test } from 'vitest'
import { parseIni } from './ini.ts'
import { parseXml, xmlAt, xmlChildren } from './xml.ts'
import { splitShellLine } from './words.ts'

describe('parseIni', () => {
  test('sections, keys and the lines of a list', () => {
    const ini = parseIni(
      '[options]\ninstall_requires =\n    flask>=2\n    # why\n    click\npython_requires: >=3.8\n\n[tool:pytest]\n',
    )
    expect(ini.get('options')?.keys.get('install_requires')?.values).toEqual([
      { text: 'flask>=2', line: 3 },
      { text: 'click', line: 5 },
    ])
    expect(ini.get('options')?.keys.get('python_requires')).toEqual({ line: 6, values: [{ text: '>=3.8', line: 6 }] })
    expect(ini.get('tool:pytest')?.line).toBe(8)
  })

  test('lines that fit nothing are passed over', () => {
    expect([...parseIni('stray = 1\nno section\n  indented\n[a]\n=x\nb=1=2\n')]).toEqual([
      ['a', { line: 4, keys: new Map([['b', { line: 6, values: [{ text: '1=2', line: 6 }] }]]) }],
    ])
  })
})

describe('parseXml', () => {
  test('elements with their lines and texts', () => {
    const pom = parseXml(
      '<?xml version="1.0"?>\n<!-- <fake/> -->\n<project a="1>2">\n <id> x </id>\n <m/>\n <m>b<![CDATA[<c>]]></m>\n</project>',
    )
    expect(pom?.name).toBe('project')
    expect(xmlAt(pom, 'id')).toMatchObject({ text: 'x', line: 4 })
    expect(xmlChildren(pom, 'm').map(({ text, line }) => [text, line])).toEqual([
      ['', 5],
      ['b<c>', 6],
    ])
    expect(xmlAt(pom, 'fake')).toBeUndefined()
  })

  test.each(['', 'no xml', '<', '<a "', '<!-- open', '<![CDATA[ open', '</a>', '<a></b>'])(
    '%j does not hang or throw',
    (text) => {
      expect(() => parseXml(text)).not.toThrow()
    },
  )

  test('entities are not expanded', () => {
    const text = '<!DOCTYPE x [<!ENTITY e "boom">]><x>&e;</x>'
    expect(JSON.stringify(parseXml(text))).not.toContain('boom&')
  })
})

describe('splitShellLine', () => {
  test.each([
    ['a && b || c; d | e & f', [['a'], ['b'], ['c'], ['d'], ['e'], ['f']]],
    ['echo "a && b" \'c; d\'', [['echo', 'a && b', 'c; d']]],
    ['a\\ b "c\\"d" e""f', [['a b', 'c"d', 'ef']]],
    ['x 2>&1 >/dev/null && y', [['x', '2>&1', '>/dev/null'], ['y']]],
    ['(cd a && b)', [['cd', 'a'], ['b']]],
    ['a \\\n b', [['a', 'b']]],
    ["''", [['']]],
    ['"open', [['open']]],
    ['  ', []],
  ])('%j', (line, commands) => {
    expect(splitShellLine(line)).toEqual(commands)
  })
})
