import { expect, test } from 'vitest'
import type { Requirement } from '@groundcrew/core/workspace'
import { selfHelp } from './self-help.ts'
import { definitionOf } from './definitions.ts'

const asked = (source: Requirement['source'], range: string): readonly Requirement[] => [
  { tool: 'go', range, kind: 'supported', source, directory: '.', evidence: { file: 'go.mod', line: 3 } },
]

test('a newer go directive stops no Go that reads it', () => {
  const go = definitionOf('go')
  expect(selfHelp(go, '1.19.8', asked('go-directive', '1.20'))).toMatch(/^go before 1\.21 builds it all the same/)
  expect(selfHelp(go, '1.19.8', asked('go-directive', '1.21.0'))).toBeUndefined()
  expect(selfHelp(go, '1.19.8', asked('toolchain', 'go1.22.1'))).toBeUndefined()
  expect(selfHelp(go, '1.21.0', asked('toolchain', 'go1.22.1'))).toBe('go fetches that toolchain by itself')
})
