import { describe, expect, test } from 'vitest'
import type { Requirement } from '@groundcrew/core/workspace'
import { definitionOf } from './definitions.ts'
import { findContradiction, judgeVersion } from './fit.ts'

function requirement(tool: string, constraint: string | undefined, facts: Partial<Requirement> = {}): Requirement {
  return {
    tool,
    range: constraint ?? 'lts/*',
    ...(constraint === undefined ? {} : { constraint }),
    kind: 'supported',
    source: 'engines',
    directory: '.',
    evidence: { file: 'package.json', line: 1 },
    ...facts,
  }
}

function fits(version: string, ...requirements: readonly Requirement[]): readonly string[] {
  return judgeVersion(version, requirements, definitionOf(requirements[0]?.tool ?? '')).map(({ fit }) => fit)
}

const pinned = { kind: 'pinned', source: '.nvmrc' } as const

describe('judgeVersion', () => {
  test('a supported range holds or does not', () => {
    expect(fits('20.19.0', requirement('node', '>=20.19'))).toEqual(['fits'])
    expect(fits('18.19.0', requirement('node', '>=20.19'))).toEqual(['far'])
  })

  test('a pin of node: another patch fits, another minor is near, another major is far', () => {
    expect(fits('20.11.9', requirement('node', '20.11.0', pinned))).toEqual(['fits'])
    expect(fits('20.19.0', requirement('node', '20.11.0', pinned))).toEqual(['near'])
    expect(fits('22.0.0', requirement('node', '20.11.0', pinned))).toEqual(['far'])
  })

  test('a pin of Python: another minor is far, because nothing compiled works in it', () => {
    expect(fits('3.11.7', requirement('python', '3.11.2', pinned))).toEqual(['fits'])
    expect(fits('3.12.0', requirement('python', '3.11.2', pinned))).toEqual(['far'])
  })

  test('a pin is only near where the manifest supports the version', () => {
    expect(fits('22.0.0', requirement('node', '>=18'), requirement('node', '20.x', pinned))).toEqual(['fits', 'near'])
  })

  test('a pin stays far where the manifest does not support the version either', () => {
    expect(fits('16.0.0', requirement('node', '>=18'), requirement('node', '20.x', pinned))).toEqual(['far', 'far'])
  })

  test('below 1.0 a minor is a major', () => {
    expect(fits('0.5.0', requirement('uv', '0.4.0', pinned))).toEqual(['far'])
  })

  test('what is no range is untold', () => {
    expect(fits('20.0.0', requirement('node', undefined))).toEqual(['untold'])
    expect(fits('20.0.0', requirement('node', 'what?'))).toEqual(['untold'])
  })
})

describe('findContradiction', () => {
  test('two requirements that no version meets', () => {
    const left = requirement('node', '18.x', pinned)
    const right = requirement('node', '>=20')
    expect(findContradiction([left, right])).toEqual([left, right])
  })

  test('of the root and of a package below it', () => {
    const left = requirement('node', '18.x', pinned)
    const right = requirement('node', '>=20', { directory: 'packages/api' })
    expect(findContradiction([left, right])).toEqual([left, right])
  })

  test('not of two packages beside each other, and not where one is no range', () => {
    const left = requirement('node', '18.x', { directory: 'packages/web' })
    const right = requirement('node', '>=20', { directory: 'packages/api' })
    expect(findContradiction([left, right, requirement('node', undefined)])).toBeUndefined()
  })
})
