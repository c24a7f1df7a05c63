import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { expect, test } from 'vitest'
import { groupings, scoreGrouping } from './measure.ts'

const directory = path.resolve(import.meta.dirname, '../../../../test/fixtures/failures')
const logs = new Map(readdirSync(directory).map((name) => [name, readFileSync(path.join(directory, name), 'utf8')]))

test('causes keep their ids on other machines and after edits, and different ones are not merged', () => {
  const [cause] = groupings
  if (cause === undefined) throw new Error('there is no grouping')
  const { kept, failures, merged, together, examples } = scoreGrouping(logs, cause, [1])
  expect({ examples, kept: kept / failures >= 0.98, merged: merged / together <= 0.01 }).toEqual({
    examples,
    kept: true,
    merged: true,
  })
})
