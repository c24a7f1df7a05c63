import { expect, test } from 'vitest'
import { loadedChain, type Step } from './loaded-chain.ts'
import type { Reach } from './reach.ts'

const change = at(1, undefined)
const short = at(2, change)
const long = at(3, change)
const longer = at(4, long)

function at(file: number, from: Reach | undefined, relation: Reach['relation'] = 'uses'): Reach {
  const distance = from === undefined ? 0 : from.distance + 1
  return {
    file,
    unit: 0,
    name: '',
    line: file,
    distance,
    relation: from ? relation : 'changed',
    isTypeOnly: false,
    from,
  }
}

function chainOf(end: Reach, { steps, notLoaded }: { steps: readonly Step[]; notLoaded: readonly number[] }) {
  const isLoaded = (file: number): boolean => !notLoaded.includes(file)
  const stepsTo = (reach: Reach): readonly Step[] => (reach === end ? steps : [])
  const found = loadedChain([end], { stepsTo, isLoaded })
  const chain: string[] = []
  for (let one = found; one !== undefined; one = one.from) chain.push(`${one.file}:${one.line} ${one.distance}`)
  return chain
}

test('a chain over loaded files, where the shortest goes over another', () => {
  const steps = [
    { from: short, line: 9, isLoad: false },
    { from: longer, line: 7, isLoad: false },
  ]
  expect(chainOf(at(5, short), { steps, notLoaded: [] })).toEqual(['5:5 2', '2:2 1', '1:1 0'])
  expect(chainOf(at(5, short), { steps, notLoaded: [2] })).toEqual(['5:7 3', '4:4 2', '3:3 1', '1:1 0'])
  expect(chainOf(at(5, short), { steps, notLoaded: [2, 3] })).toEqual([])
})

test('types are no steps', () => {
  const types: Reach = { ...long, isTypeOnly: true }
  const steps = [{ from: types, line: 7, isLoad: false }]
  expect(chainOf(at(5, short), { steps, notLoaded: [2] })).toEqual([])
})

test('circles come to an end', () => {
  const end = at(5, short)
  const steps = [{ from: at(6, end), line: 7, isLoad: false }]
  expect(chainOf(end, { steps, notLoaded: [2] })).toEqual([])
})
