import { expect, test } from 'vitest'
import { frameArguments } from './arguments.ts'

test.each([
  [['search'], ['search', 'search']],
  [
    ['-C', '3', 'x'],
    ['search', '--context=3', 'x'],
  ],
  [
    ['-C3', 'x'],
    ['search', '--context=3', 'x'],
  ],
  [
    ['-C', 'dir', 'x'],
    ['search', '-C', 'dir', 'x'],
  ],
  [
    ['-uu', '-u', 'x'],
    ['search', 'x', '--unrestricted', '--hidden', '--binary'],
  ],
  [
    ['--no-ignore', 'x'],
    ['search', 'x', '--unrestricted'],
  ],
  [
    ['-e', '--pre=evil', 'x'],
    ['search', '-e--pre=evil', 'x'],
  ],
  [
    ['--kind', 'text', '--query', '-v', '--lang', 'python,go'],
    ['search', '--regexp=-v', '--type=py', '--type=go'],
  ],
  [
    ['--kind', 'symbol', '--query', 'x', '--lang', 'go'],
    ['symbols', '--kind=symbol', '--query=x', '--lang=go'],
  ],
  [
    ['--path-prefix', 'src/', 'x'],
    ['search', '--glob=/src/*', '--glob=/src/*/**', 'x'],
  ],
  [
    ['--def', 'x'],
    ['symbols', '--def', 'x'],
  ],
  [
    ['--sort', 'path', '--kind', 'comment', 'x'],
    ['search', '--kind=comment', 'x'],
  ],
  [
    ['-uuu', '--', '-uu'],
    ['search', '--unrestricted', '--hidden', '--binary', '--', '-uu'],
  ],
] as const)('%j is %j', (given, expected) => {
  expect(frameArguments(given)).toEqual(expected)
})
