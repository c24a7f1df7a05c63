import { WORDS } from './world.ts'
import type { Random } from './random.ts'

export interface FuzzQuery {
  readonly pattern: string
  readonly options: readonly string[]
  readonly paths: readonly string[]
}

/** A pattern and options, of the kinds that people and programs give to ripgrep. */
export function queryOf(random: Random): FuzzQuery {
  const isFixed = random.below(6) === 0
  const options = [
    ...(isFixed ? ['--fixed-strings'] : []),
    ...random.pick([
      [],
      [],
      ['--ignore-case'],
      ['--word-regexp'],
      ['--smart-case'],
      ['--line-regexp'],
      ['--max-count=1'],
    ]),
  ]
  const paths = random.pick([['./'], ['./'], ['src'], ['./lib/', 'a b'], ['src/deep']])
  return { pattern: isFixed ? random.pick(WORDS) : expression(random, 0), options, paths }
}

function expression(random: Random, depth: number): string {
  const pieces = Array.from({ length: 1 + random.below(3) }, () => piece(random, depth))
  return pieces.join(random.pick(['', '', ' ', '|', '.*', '\\s+']))
}

function piece(random: Random, depth: number): string {
  const word = random.pick(WORDS)
  const literal = word.replaceAll(/[.*+?()[\]{}^$|\\]/g, String.raw`\$&`)
  const part = literal.slice(random.below(2), 3 + random.below(8))
  switch (random.below(depth > 2 ? 10 : 14)) {
    case 0:
      return `${literal}${random.pick(['*', '+', '?', '{2}', '{0,1}', '*?', '+?', '{1,}'])}`
    case 1:
      return random.pick([
        '.',
        '\\w+',
        '\\d',
        '\\bx',
        '^',
        '$',
        '\\W',
        '[a-m]+',
        '[^ ]',
        '[[:upper:]]',
        '[]a]',
        '[a[bc]]',
        '\\S',
      ])
    case 2:
      return `(?i)${literal}`
    case 3:
    case 4:
      return /[\\[({]$/.test(part) ? literal : part
    case 10:
      return `(${expression(random, depth + 1)})`
    case 11:
      return `(?:${expression(random, depth + 1)})${random.pick(['', '?', '*', '+', '{2}'])}`
    case 12:
      return `(?:${literal}|${random.pick(['beta', 'x', 'é', ''])})`
    case 13:
      return random.pick(['(', '[', '*a', 'a{', '\\', 'a**', '(?x) a b', '\\x61lpha', '\\p{L}pha', 'a]', '}'])
    default:
      return literal
  }
}
