import { expect, test } from 'vitest'
import { breaks, lines } from '../support/radar-breaks.ts'

test('Python: imports of two sides that lead round in a circle', async () => {
  const base = { 'people.py': 'def find(name):\n    return name\n', 'bills.py': 'def overdue():\n    return []\n' }
  const theirs = { 'people.py': `from bills import overdue\n\n\n${base['people.py']}` }
  const circle = await breaks({
    base,
    theirs,
    mine: { 'bills.py': `from people import find\n\n\n${base['bills.py']}` },
  })
  expect(circle).toEqual(['you import people.py and they import bills.py: together they go round in a circle'])
  const late = { 'bills.py': 'def overdue():\n    from people import find\n\n    return [find("a")]\n' }
  expect(await breaks({ base, theirs, mine: late })).toEqual([])
})

test('Python: a variable of a function that they renamed, used on a new line', async () => {
  const quote = (name: string, last: string): string =>
    lines(
      'def quote(parcel):',
      `    ${name} = parcel["kilos"]`,
      `    base = ${name} * 2`,
      '    size = parcel["w"]',
      '    if size > 10:',
      '        base += 2',
      '    label = "parcel"',
      `    return ${last}`,
    )
  const world = { base: { 'lib.py': quote('weight', 'base') }, theirs: { 'lib.py': quote('kilos', 'base') } }
  expect(await breaks({ ...world, mine: { 'lib.py': quote('weight', 'base + weight') } })).toEqual([
    'you use weight in this file, they took its declaration away',
  ])
  expect(await breaks({ ...world, mine: { 'lib.py': quote('weight', 'dict(weight=size)') } })).toEqual([])
})

test('Python: two members of an enum in which each value may be there once', async () => {
  const colours = (decorator: string, first: string, last: string): string =>
    lines(
      'from enum import Enum, unique',
      '',
      '',
      decorator,
      'class Colour(Enum):',
      '    RED = 1',
      ...(first === '' ? [] : [`    ${first}`]),
      '    GREEN = 2',
      '    BLUE = 3',
      '    GREY = 4',
      ...(last === '' ? [] : [`    ${last}`]),
    )
  const world = (decorator: string) => ({
    base: { 'lib.py': colours(decorator, '', '') },
    theirs: { 'lib.py': colours(decorator, 'PINK = 9', '') },
    mine: { 'lib.py': colours(decorator, '', 'LIME = 9') },
  })
  expect(await breaks(world('@unique'))).toEqual(['both add the value 9 to Colour: LIME and PINK'])
  expect(await breaks(world('# all of them'))).toEqual([])
})
