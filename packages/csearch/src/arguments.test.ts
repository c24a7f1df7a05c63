import { expect, test } from 'vitest'
import { frameArguments } from './arguments.ts'

test.each([
  [['search'], ['search', 'search']],
  [
    ['-C', '3', 'x'],
    ['search', '--rg=--context=3', 'x'],
  ],
  [
    ['--include', '*.ts', '--exclude=*.d.ts', '--exclude-dir=out', 'x'],
    ['search', '--glob=*.ts', '--glob=!*.d.ts', '--glob=!**/out/**', 'x'],
  ],
  [
    ['-C3', 'x'],
    ['search', '--rg=--context=3', 'x'],
  ],
  [
    ['-C', 'dir', 'x'],
    ['search', '--directory=dir', 'x'],
  ],
  [
    ['-uu', '-u', '-a', 'x'],
    ['search', '--rg=--text', 'x', '--unrestricted', '--rg=--hidden', '--rg=--binary'],
  ],
  [
    ['-uuu', 'x'],
    ['ripgrep', '--', '-u', '-u', '-u', 'x'],
  ],
  [
    ['-cU', 'x'],
    ['ripgrep', '--', '-c', '-U', 'x'],
  ],
  [
    ['--binary', '--rank', 'x'],
    ['search', '--rg=--binary', '--rank', 'x'],
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
    ['search', '--path-prefix=src/', 'x'],
  ],
  [
    ['--def', 'x'],
    ['symbols', '--def=x'],
  ],
  [
    ['--sort', 'path', '--kind', 'comment', 'x'],
    ['search', '--kind=comment', 'x'],
  ],
  [
    ['-uuu', '--', '-uu'],
    ['ripgrep', '--', '-u', '-u', '-u', '--', '-uu'],
  ],
  [
    ['-inwC2', 'x'],
    ['search', '-i', '-n', '-w', '--rg=--context=2', 'x'],
  ],
  [
    ['-we', '-x', '-A3'],
    ['search', '-w', '-e-x', '-A3'],
  ],
  [
    ['-HUd', '2', '--no-heading', '--color', 'never', '-P', 'x'],
    ['search', '--rg=--multiline', '--rg=--max-depth=2', '--rg=--pcre2', 'x'],
  ],
  [
    ['--sort', 'modified', '--iglob', '*.TS', '-N', 'x'],
    ['search', '--rg=--sort=modified', '--rg=--iglob=*.TS', '--no-line-number', 'x'],
  ],
  [
    ['--changed=main', 'x', '-m2'],
    ['search', '--changed-since=main', 'x', '--rg=--max-count=2'],
  ],
  [['index'], ['search', 'index']],
  [
    ['index', '--build'],
    ['index', '--build'],
  ],
  [
    ['-C', 'dir', 'index', '--build', '--json'],
    ['index', '--directory=dir', '--build', '--json'],
  ],
  [
    ['index', '--json'],
    ['search', 'index', '--json'],
  ],
  [[], ['index']],
  [
    ['--structural', 'f($A)', '--lang', 'typescript'],
    ['structural', '--structural=f($A)', '--type=ts'],
  ],
  [
    ['--files', '-g', '*.ts', '--json', 'src'],
    ['ripgrep', '--json', '--', '--files', '-g*.ts', 'src'],
  ],
  [
    ['-r', '', 'x', 'src'],
    ['ripgrep', '--', '-r', '', 'x', 'src'],
  ],
  [
    ['-oIr', '$1', '-e', '--rank', '--', '--json'],
    ['ripgrep', '--', '-o', '-I', '-r$1', '-e--rank', '--', '--json'],
  ],
  [
    ['--words', 'read a file', 'soon'],
    ['words', '--words=read a file', 'soon'],
  ],
] as const)('%j is %j', (given, expected) => {
  expect(frameArguments(given, () => false)).toEqual(expected)
})
