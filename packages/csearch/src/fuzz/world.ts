import {
  chmodSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs'
import path from 'node:path'
import type { Random } from './random.ts'

export const WORDS = [
  'alpha',
  'Beta',
  'gamma_ray',
  'DeltaForce',
  'kelvin',
  'sums',
  'straße',
  'naïve',
  '日本語',
  'x1',
  'foo.bar',
  'a\tb',
  '(y)',
  '[z]',
  'if',
  'return',
  'parseHTTPRequest',
  'read_file',
  '--flag',
  'K\u212aelvin',
  'long\u017ftop',
  '{brace}',
  'back\\slash',
  'dollar$',
  'quote"s',
  "it's",
  '::',
  '=>',
  '0xFF',
]
const DIRECTORIES = ['', 'src', 'src/deep/er', 'lib', 'a b', 'out', '.hidden', 'vendor/x']
const NAMES = [
  'a.ts',
  'b.py',
  'c.go',
  'd.txt',
  '-dash.txt',
  'e[1].js',
  '{f}.md',
  '!g',
  'ü.txt',
  'h',
  'Makefile',
  '.env',
  'i.log',
]

/** A line of some words. */
function lineOf(random: Random, words: readonly string[]): string {
  return Array.from({ length: random.below(8) }, () => random.pick(words)).join(random.pick([' ', '', '.', '(']))
}

/** Bytes of a file, of one odd kind or another. Each file has few of the words, so that it can be told from others. */
function contentOf(random: Random): Buffer {
  const words = Array.from({ length: 2 }, () => random.pick(WORDS))
  const text = Array.from({ length: random.below(30) }, () => lineOf(random, words)).join('\n')
  switch (random.below(30)) {
    case 0:
      return Buffer.alloc(0)
    case 1:
      return Buffer.from(text.replaceAll('\n', '\r\n'))
    case 2:
      return Buffer.from(text, 'latin1')
    case 3:
      return Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from(text, 'utf16le')])
    case 4:
      return Buffer.from(text, 'utf16le')
    case 5:
      return Buffer.from(`${text}\n\0\n${text}`)
    case 6:
      return Buffer.from(`\u{feff}${text}\n`)
    case 7:
      return Buffer.concat([Buffer.from([0xef, 0xbb, 0xbf]), Buffer.from(`${text}\xe9`, 'latin1')])
    case 8:
      return Buffer.from(`${lineOf(random, words).repeat(400)}\n${text}`)
    case 9:
      return Buffer.from(`${'filler line\n'.repeat(9000)}${text}\0${text}`)
    default:
      return Buffer.from(`${text}\n`)
  }
}

function placeOf(random: Random): string {
  return path.join(random.pick(DIRECTORIES), `${random.below(9)}${random.pick(NAMES)}`)
}

/** Fills a directory with files of every kind. */
export function makeWorld(root: string, random: Random, files: number): void {
  writeFileSync(path.join(root, '.gitignore'), 'out/\n*.log\n')
  for (let count = 0; count < files; count++) writeAt(root, placeOf(random), contentOf(random))
}

function writeAt(root: string, name: string, bytes: Buffer): void {
  mkdirSync(path.dirname(path.join(root, name)), { recursive: true })
  const target = path.join(root, name)
  if (lstatSync(target, { throwIfNoEntry: false })?.isDirectory() === true) return
  rmSync(target, { force: true })
  writeFileSync(target, bytes)
}

/** Changes something in the tree, as editors, tools and git do. Returns what, for whoever looks for a fault. */
export function changeWorld(root: string, random: Random): string {
  const file = existing(root, random)
  const kind = random.below(file === undefined ? 2 : 12)
  const target = file === undefined ? '' : path.join(root, file)
  if (kind < 2 || file === undefined) {
    const place = placeOf(random)
    writeAt(root, place, contentOf(random))
    return `write ${place}`
  }
  if (kind < 4) writeFileSync(target, contentOf(random))
  else if (kind < 6) rewriteUnseen(target)
  else if (kind === 6) rmSync(target)
  else if (kind === 7) moveTo(root, target, placeOf(random))
  else if (kind === 8) replace(target, contentOf(random))
  else if (kind === 9)
    writeFileSync(path.join(root, '.gitignore'), random.pick(['out/\n*.log\n', '*.py\n', 'src/deep\n', '']))
  else if (kind === 10) linkInstead(target)
  else
    renameSync(
      path.dirname(target) === root ? target : path.dirname(target),
      path.join(root, `moved${random.below(1e6)}`),
    )
  return `${kind} ${file}`
}

function existing(root: string, random: Random): string | undefined {
  const files = readdirSync(root, { recursive: true, withFileTypes: true })
    .filter(
      (entry) => entry.isFile() && !entry.parentPath.startsWith(path.join(root, '.git')) && entry.name !== '.gitignore',
    )
    .map((entry) => path.relative(root, path.join(entry.parentPath, entry.name)))
    .sort()
  return files.length === 0 ? undefined : random.pick(files)
}

/** Other bytes of the same length, and the old time of modification. */
function rewriteUnseen(target: string): void {
  const { atime, mtime } = statSync(target)
  const bytes = readFileSync(target)
  for (let at = 0; at < bytes.length; at++) if (bytes[at] === 97) bytes[at] = 122
  chmodSync(target, 0o644)
  writeFileSync(target, bytes)
  utimesSync(target, atime, mtime)
}

function moveTo(root: string, from: string, name: string): void {
  mkdirSync(path.dirname(path.join(root, name)), { recursive: true })
  if (lstatSync(path.join(root, name), { throwIfNoEntry: false })?.isDirectory() !== true)
    renameSync(from, path.join(root, name))
}

/** As an editor saves: a new file takes the old one's name. */
function replace(target: string, bytes: Buffer): void {
  writeFileSync(`${target}.swp`, bytes)
  renameSync(`${target}.swp`, target)
}

function linkInstead(target: string): void {
  rmSync(target)
  symlinkSync('../nowhere', target)
}
