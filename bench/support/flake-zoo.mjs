/** What is planted in `test/fixtures/flake`, and the suites that other benches of flake are about. */
import { execFileSync } from 'node:child_process'
import { cpSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'

export const root = path.resolve(import.meta.dirname, '../..')

/** @typedef {{ name: string, folder: string, command: string[], separator: string, planted: string[], loop: string[] }} Runner */

/** By the last part of the id: the verdicts that are right. Names differ by runner in blanks alone. */
export const rightClasses = {
  victim: ['order-victim'],
  'victim of two': ['order-victim'],
  'victim across': ['order-victim'],
  brittle: ['order-brittle'],
  twice: ['non-idempotent'],
  half: ['random'],
  fifth: ['random'],
  tenth: ['random'],
  twentieth: ['random'],
  hundredth: ['random'],
  'two hundredth': ['random'],
  'time zone': ['environment time zone'],
  clock: ['environment clock'],
  'temporary directory': ['environment temporary directory'],
  port: ['environment itself in parallel'],
  seed: ['environment random seed', 'random'],
  'hash seed': ['environment hash seed', 'random'],
  locale: ['environment locale'],
  'waits too short': ['timing', 'random'],
}

/** @type {Record<string, number>} */
export const rates = { half: 0.5, fifth: 0.2, tenth: 0.1, twentieth: 0.05, hundredth: 0.01, 'two hundredth': 0.005 }

const common = Object.keys(rightClasses).filter((name) => !['victim across', 'hash seed', 'locale'].includes(name))

/** With what makes each print one line a test. @type {Runner[]} */
export const runners = [
  {
    name: 'node:test',
    folder: 'node-test',
    command: ['node', '--test'],
    separator: ' > ',
    planted: [...common, 'locale'],
    loop: ['--test-reporter=tap'],
  },
  {
    name: 'vitest',
    folder: 'vitest',
    command: ['npx', 'vitest', 'run'],
    separator: ' > ',
    planted: [...common, 'locale'],
    loop: ['--reporter=tap-flat'],
  },
  {
    name: 'jest',
    folder: 'jest',
    command: ['npx', 'jest'],
    separator: ' > ',
    planted: [...common, 'locale'],
    loop: ['--verbose'],
  },
  {
    name: 'pytest',
    folder: 'pytest',
    command: ['python3', '-m', 'pytest', '-q'],
    separator: '::',
    planted: [...common, 'victim across', 'hash seed'],
    loop: ['-rA'],
  },
]

/** @template Result @param {Record<string, string>} files @param {(directory: string) => Result} work @returns {Result} */
export function inWorld(files, work) {
  const directory = mkdtempSync(path.join(tmpdir(), 'groundcrew-bench-'))
  try {
    execFileSync('git', ['init', '--quiet'], { cwd: directory })
    for (const [name, text] of Object.entries(files)) writeFileSync(path.join(directory, name), text)
    return work(directory)
  } finally {
    rmSync(directory, { recursive: true, force: true })
  }
}

/** @template Result @param {Runner} runner @param {(directory: string) => Result} work @returns {Result} */
export function inZoo({ name, folder }, work) {
  return inWorld({}, (directory) => {
    cpSync(path.join(root, 'test/fixtures/flake', folder), directory, { recursive: true })
    install(name, directory)
    return work(directory)
  })
}

/** @param {string} name @param {string} directory */
export function install(name, directory) {
  if (name === 'vitest' || name === 'jest')
    symlinkSync(path.join(root, 'node_modules'), path.join(directory, 'node_modules'))
  if (name === 'jest') writeFileSync(path.join(directory, 'package.json'), '{"private":true,"jest":{"transform":{}}}')
}

/** @param {string} id @param {string} separator */
export function plantedName(id, separator) {
  return (id.split(separator).at(-1) ?? '')
    .replace(/^test_/, '')
    .replaceAll('_', ' ')
    .trim()
}

const stableHeads = {
  'node:test': "const { test } = require('node:test')\n",
  vitest: "import { test } from 'vitest'\n",
  jest: '',
}

/** 250 tests that hold, in four files. @param {string} name @returns {Record<string, string>} */
export function stableFiles(name) {
  const python = `import pytest\n\n\n@pytest.mark.parametrize("number", range(63))\ndef test_holds(number):\n    assert number < 63\n`
  const script = `${stableHeads[/** @type {keyof typeof stableHeads} */ (name)]}for (let index = 0; index < 63; index += 1) test('t' + index, () => {})\n`
  const ending = { 'node:test': 'test.cjs', vitest: 'test.js', jest: 'test.js', pytest: 'py' }[name] ?? ''
  return Object.fromEntries(
    ['a', 'b', 'c', 'd'].map((file) =>
      name === 'pytest' ? [`test_${file}.py`, python] : [`${file}.${ending}`, script],
    ),
  )
}
