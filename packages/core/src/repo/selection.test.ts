import { expect, test } from 'vitest'
import { parseSelection } from './selection.ts'

test('without flags it is the work tree', () => {
  expect(parseSelection({})).toEqual({ kind: 'work-tree' })
  expect(parseSelection({ staged: false, since: undefined })).toEqual({ kind: 'work-tree' })
})

test('what is staged', () => {
  expect(parseSelection({ staged: true })).toEqual({ kind: 'staged' })
})

test('every form of git for commits and ranges', () => {
  const forms: readonly (readonly [since: string, selection: object])[] = [
    ['HEAD~3', { kind: 'since', ref: 'HEAD~3' }],
    ['v1.0.x', { kind: 'since', ref: 'v1.0.x' }],
    ['main...', { kind: 'since-merge-base', ref: 'main' }],
    ['a..b', { kind: 'range', from: 'a', to: 'b' }],
    ['a..', { kind: 'range', from: 'a', to: 'HEAD' }],
    ['..b', { kind: 'range', from: 'HEAD', to: 'b' }],
    ['a...b', { kind: 'range-from-merge-base', from: 'a', to: 'b' }],
    ['...b', { kind: 'range-from-merge-base', from: 'HEAD', to: 'b' }],
    ['HEAD^{/x..y}', { kind: 'since', ref: 'HEAD^{/x..y}' }],
    ['HEAD^{/x..y}..@{u}', { kind: 'range', from: 'HEAD^{/x..y}', to: '@{u}' }],
    [':/fix...', { kind: 'since', ref: ':/fix...' }],
  ]
  for (const [since, selection] of forms) expect(parseSelection({ since })).toEqual(selection)
})

test('what makes no sense is a usage error', () => {
  for (const since of ['', '..', '...']) {
    expect(() => parseSelection({ since })).toThrow(expect.objectContaining({ code: 'USAGE', exitCode: 2 }))
  }
  expect(() => parseSelection({ staged: true, since: 'main' })).toThrow('exclude each other')
})
