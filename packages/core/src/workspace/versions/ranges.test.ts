import { describe, expect, test } from 'vitest'
import { pinnedConstraint } from './pins.ts'
import { npmConstraint, phpConstraint, pythonConstraint, rubyConstraint } from './ranges.ts'

describe('npmConstraint', () => {
  test.each([
    ['>=20.19', '>=20.19'],
    ['^18.12.0 || ^20', '^18.12.0 || ^20'],
    ['>= 18', '>=18'],
    ['v18.x', '18.x'],
    ['>=v18', '>=18'],
    ['14 - 20', '14 - 20'],
    ['*', '*'],
    ['', '*'],
    ['latest', undefined],
    ['>=18 and <21', undefined],
    ['1'.repeat(1000), undefined],
  ])('%j is %j', (range, expected) => {
    expect(npmConstraint(range)).toBe(expected)
  })
})

describe('pythonConstraint', () => {
  test.each([
    ['>=3.9', '>=3.9.0'],
    ['>=3.9,<4', '>=3.9.0 <4.0.0'],
    ['>=3.9 <4', '>=3.9.0 <4.0.0'],
    ['<=3.9', '<=3.9.0'],
    ['>3.9', '>3.9.0'],
    ['~=3.9', '>=3.9.0 <4.0.0'],
    ['~=3.9.1', '>=3.9.1 <3.10.0'],
    ['==3.11.*', '3.11.x'],
    ['==3.11.4', '3.11.4'],
    ['^3.9', '>=3.9.0 <4.0.0'],
    ['~3.9', '>=3.9.0 <3.10.0'],
    ['>=3.9,!=3.10.*', '>=3.9.0 <3.10.0 || >=3.9.0 >=3.11.0'],
    ['>=2.7, !=3.1.*, !=3.0.*', '>=2.7.0 <3.0.0 || >=2.7.0 >=3.1.0 <3.1.0 || >=2.7.0 >=3.2.0'],
    ['!=3.9.1', '<3.9.1 || >3.9.1'],
    ['^2.7 || ^3.6', '>=2.7.0 <3.0.0 || >=3.6.0 <4.0.0'],
    ['>=3.13.0rc1', '>=3.13.0-rc.1'],
    ['*', '*'],
    ['three', undefined],
  ])('%j is %j', (range, expected) => {
    expect(pythonConstraint(range)).toBe(expected)
  })
})

describe('rubyConstraint', () => {
  test.each([
    ['3.2.2', '3.2.2'],
    ['~> 3.2', '>=3.2.0 <4.0.0'],
    ['~> 3.2.0', '>=3.2.0 <3.3.0'],
    ['>= 3.0, < 3.4', '>=3.0.0 <3.4.0'],
  ])('%j is %j', (range, expected) => {
    expect(rubyConstraint(range)).toBe(expected)
  })
})

describe('phpConstraint', () => {
  test.each([
    ['^8.1', '>=8.1.0 <9.0.0'],
    ['^7.4|^8.0', '>=7.4.0 <8.0.0 || >=8.0.0 <9.0.0'],
    ['~8.1', '>=8.1.0 <9.0.0'],
    ['~8.1.3', '>=8.1.3 <8.2.0'],
    ['>=8.1 <8.4', '>=8.1.0 <8.4.0'],
    ['>=8.1,<8.4', '>=8.1.0 <8.4.0'],
    ['8.1.*', '8.1.x'],
  ])('%j is %j', (range, expected) => {
    expect(phpConstraint(range)).toBe(expected)
  })
})

describe('pinnedConstraint', () => {
  test.each([
    ['node', 'v20.11.0', '20.11.0'],
    ['node', '20', '20.x'],
    ['node', '20.11', '20.11.x'],
    ['node', 'lts/iron', '20.x'],
    ['node', 'lts/*', '*'],
    ['node', 'lts-jod', '22.x'],
    ['node', '>=18 <21', '>=18 <21'],
    ['node', 'lts/-1', undefined],
    ['python', '3.12', '3.12.x'],
    ['python', '3.12.1', '3.12.1'],
    ['python', '3.14-dev', '3.14.x'],
    ['python', 'system', '*'],
    ['python', 'pypy3.10-7.3.12', undefined],
    ['ruby', 'ruby-3.2.2', '3.2.2'],
    ['ruby', '2.7.6-p219', '2.7.6'],
    ['ruby', 'jruby-9.4', undefined],
    ['go', 'go1.22.3', '1.22.3'],
    ['rust', 'stable', '*'],
    ['rust', 'nightly-2024-05-01', '*'],
    ['rust', '1.75', '1.75.x'],
    ['rust', '1.75.0-x86_64-unknown-linux-gnu', '1.75.0'],
    ['java', '17', '17.x'],
    ['java', '1.8', '8.x'],
    ['java', 'temurin-17.0.9+9', '17.0.9'],
    ['java', '21.0.2-tem', '21.0.2'],
    ['java', 'openjdk64-11.0.2', '11.0.2'],
    ['terraform', '1.5.7', '1.5.7'],
    ['terraform', 'ref:main', undefined],
    ['pnpm', '9.1.0', '9.1.0'],
  ])('%s %j is %j', (tool, text, expected) => {
    expect(pinnedConstraint(tool, text)).toBe(expected)
  })
})
