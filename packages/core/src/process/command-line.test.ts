import { execFileSync } from 'node:child_process'
import { expect, test } from 'vitest'
import { formatCommand, shellCommand } from './command-line.ts'

function readBack(line: string): readonly string[] {
  const printed = execFileSync('bash', ['--norc', '-c', `printf '%s\\0' ${line}`], { env: { LC_ALL: 'C.UTF-8' } })
  return printed.toString('utf8').split('\0').slice(0, -1)
}

test('words that need no quotes get none', () => {
  const command = [
    'npm',
    'run',
    'test:unit',
    '--',
    '--reporter=dot',
    'src/a_b-c.test.ts',
    'user@host',
    '50%',
    'a,b',
    '+x',
  ]
  expect(formatCommand(command)).toBe(command.join(' '))
})

test('everything else is quoted so that a shell reads the same words', () => {
  expect(formatCommand(['echo', '', 'a b', "it's", '$HOME', '~', '*', 'a\nb', 'é'])).toBe(
    String.raw`echo '' 'a b' 'it'\''s' '$HOME' '~' '*' $'a\nb' 'é'`,
  )
})

test('a program that the shell would take for a keyword or an assignment is quoted', () => {
  expect(formatCommand(['time', 'time'])).toBe("'time' time")
  expect(formatCommand(['A=1', 'A=1'])).toBe("'A=1' A=1")
})

test('control characters, direction marks and raw bytes are visible', () => {
  expect(formatCommand(['\u001b[31m', "a'\\\t\r\u0007", '\u009b', '\u202e', '\udcff1'])).toBe(
    String.raw`$'\033[31m' $'a\'\\\t\r\007' $'\302\233' $'\342\200\256' $'\3771'`,
  )
})

test('bash reads back whatever was formatted', () => {
  const words = [
    '-n',
    '',
    ' ',
    '"',
    "'",
    '\\',
    '`x`',
    '$(x)',
    '!',
    '#',
    '{a,b}',
    '[a]',
    '~root',
    '\t\n\r\u0001\u007f',
    '🛠',
    'ü\u0085\u200f7',
    '=',
    'a=b',
    '^',
    ';',
    '&',
    '|',
    '<',
    '>',
    '?',
    '(',
    ')',
  ]
  expect(readBack(formatCommand(words))).toEqual(words)
})

test('bash reads raw bytes back as those bytes', () => {
  const line = formatCommand(['\udcff\udc80x'])
  expect(execFileSync('bash', ['--norc', '-c', `printf %s ${line}`])).toEqual(Buffer.from([0xff, 0x80, 0x78]))
})

test('a shell line goes to the shell as it is', () => {
  expect(shellCommand('a | b')).toEqual(['/bin/sh', '-c', 'a | b'])
})
