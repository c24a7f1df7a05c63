import { expect, test } from 'vitest'
import { breaks, type Files } from '../support/radar-breaks.ts'

const fixture = (name: string): string => `import pytest\n\n\n@pytest.fixture\ndef ${name}():\n    return 1\n`

const renamed = { base: { 'tests/conftest.py': fixture('order') }, theirs: { 'tests/conftest.py': fixture('parcel') } }
const late = 'def test_late(order):\n    assert order == 1\n'

test('a fixture that they renamed, asked for by a new test', async () => {
  expect(await breaks({ ...renamed, mine: { 'tests/deep/test_late.py': late } })).toEqual([
    'you ask for the fixture order, they took it away',
  ])
  // It was never one for tests that are not below.
  expect(await breaks({ ...renamed, mine: { 'test_late.py': late } })).toEqual([])
})

test('a fixture that they renamed, and the new test has its own', async () => {
  expect(await breaks({ ...renamed, mine: { 'tests/test_late.py': `${fixture('order')}\n\n${late}` } })).toEqual([])
  const given = `import pytest\n\n\n@pytest.mark.parametrize("order, id", [(1, 2)])\ndef test_late(order, id):\n    pass\n`
  expect(await breaks({ ...renamed, mine: { 'tests/test_late.py': given } })).toEqual([])
})

test('a fixture that they moved to where the new test still finds it', async () => {
  const mine = { 'tests/test_late.py': 'def test_late(order):\n    assert order == 1\n' }
  const base = { 'tests/conftest.py': fixture('order'), 'conftest.py': '' }
  const theirs = { 'tests/conftest.py': '', 'conftest.py': fixture('order') }
  expect(await breaks({ base, theirs, mine })).toEqual([])
})

test('a default in a dataclass, whose heirs have fields without one', async () => {
  const record = (label: string): string =>
    `from dataclasses import dataclass\n\n\n@dataclass\nclass Row:\n    id: int\n    label: ${label}\n`
  const heir = (decorator: string): string =>
    `from dataclasses import dataclass\n\nfrom rows import Row\n\n\n${decorator}\nclass Late(Row):\n    days: int\n`
  const world = { base: { 'rows.py': record('str') }, theirs: { 'rows.py': record('str = ""') } }
  expect(await breaks({ ...world, mine: { 'late.py': heir('@dataclass') } })).toEqual([
    'you use Row, they gave a field of it a default, and days after that has none',
  ])
  expect(await breaks({ ...world, mine: { 'late.py': heir('@dataclass(kw_only=True)') } })).toEqual([])
})

test('results that are remembered, of a call with a list', async () => {
  const total = 'def total(rows):\n    return sum(rows)\n'
  const world = {
    base: { 'sums.py': total },
    theirs: { 'sums.py': `from functools import cache\n\n\n@cache\n${total}` },
  }
  expect(await breaks({ ...world, mine: { 'late.py': 'from sums import total\n\nALL = total([1, 2])\n' } })).toEqual([
    'you use total, they changed it: it remembers its results now, and what is no key cannot be looked up',
  ])
  expect(await breaks({ ...world, mine: { 'late.py': 'from sums import total\n\nALL = total((1, 2))\n' } })).toEqual([])
})

test('what they moved, named as a text', async () => {
  const base = { 'shop/__init__.py': '', 'shop/mail.py': 'def send(text):\n    return len(text)\n\n\nLIMIT = 1\n' }
  const theirs = { 'shop/mail.py': 'LIMIT = 1\n', 'shop/post.py': 'def send(text):\n    return len(text)\n' }
  const patched = (name: string): Files => ({
    'test_mail.py': `from unittest.mock import patch\n\n\n@patch("${name}")\ndef test_mail(send):\n    pass\n`,
  })
  expect(await breaks({ base, theirs, mine: patched('shop.mail.send') })).toEqual(['you use send, they removed it'])
  expect(await breaks({ base, theirs, mine: patched('other.mail.send') })).toEqual([])
})

test('a module made a package of the same name is still there', async () => {
  const base = { 'shop/text.py': 'def shout(text):\n    return text.upper()\n\n\nLIMIT = 1\n' }
  const mine = { 'app.py': 'from shop.text import shout\n\nTITLE = shout("order")\n' }
  const moved = ['shop/text.py', 'shop/text/cases.py'] as const
  const handsOn = { 'shop/text/__init__.py': 'from shop.text.cases import shout\n' }
  expect(await breaks({ base, theirs: handsOn, moved, mine })).toEqual([])
  expect(await breaks({ base, theirs: {}, moved, mine })).toEqual([
    'you import shop/text.py, they renamed it to shop/text/cases.py',
  ])
})

test('two files that add one member of two types to an interface of a module', async () => {
  const tsconfig = '{ "compilerOptions": { "strict": true, "module": "esnext", "moduleResolution": "bundler" } }\n'
  const base = { 'tsconfig.json': tsconfig, 'registry.ts': 'export interface Registry {\n  core: number\n}\n' }
  const add = (name: string, type: string): string =>
    `declare module './registry.js' {\n  interface Registry {\n    ${name}: ${type}\n  }\n}\nexport const ${type} = 1\n`
  const theirs = { 'audio.ts': add('media', 'string') }
  const found = await breaks({ base, theirs, mine: { 'video.ts': add('media', 'number') } })
  expect(found).toHaveLength(1)
  expect(found[0]).toContain("Property 'media' must be of type")
  expect(await breaks({ base, theirs, mine: { 'video.ts': add('video', 'number') } })).toEqual([])
})
