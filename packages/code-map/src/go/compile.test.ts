import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readdirSync, realpathSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { compileGo, writeGoOverlay, type GoAnswer } from './compile.ts'

const hasGo = spawnSync('go', ['version']).status === 0

let directory = ''
beforeEach(() => {
  directory = realpathSync(mkdtempSync(path.join(tmpdir(), 'compile-go-')))
})
afterEach(() => {
  rmSync(directory, { recursive: true, force: true })
})

/** Compiles the files of a module that lies below the root, some of them with other contents than on disk. */
async function compile(
  files: Readonly<Record<string, string>>,
  others: Readonly<Record<string, string | undefined>> = {},
): Promise<GoAnswer> {
  const root = path.join(directory, 'work tree')
  for (const [name, text] of Object.entries({ 'in/go.mod': 'module example.com/shop\n\ngo 1.19\n', ...files })) {
    mkdirSync(path.dirname(path.join(root, name)), { recursive: true })
    writeFileSync(path.join(root, name), text)
  }
  const contents = Object.entries(others).map(
    ([name, text]) => [name, text === undefined ? undefined : Buffer.from(text)] as const,
  )
  const overlay = writeGoOverlay(path.join(directory, 'overlay'), root, new Map(contents))
  return await compileGo(overlay, { module: 'in', patterns: ['./...'] }, { env: process.env })
}

const broken = 'package shop\n\nvar A int = "x"\n'

test.runIf(hasGo)('a file is read in place of the one on disk, and its error has the path of that', async () => {
  expect(await compile({ 'in/shop.go': 'package shop\n' }, { 'in/shop.go': broken })).toEqual({
    kind: 'compiled',
    errors: [expect.objectContaining({ path: 'in/shop.go', line: 3, column: 13 })],
  })
  expect(await compile({ 'in/shop.go': broken }, { 'in/shop.go': 'package shop\n' })).toEqual({
    kind: 'compiled',
    errors: [],
  })
  expect(await compile({ 'in/shop.go': 'package shop\n', 'in/more.go': broken }, { 'in/more.go': undefined })).toEqual({
    kind: 'compiled',
    errors: [],
  })
})

test.runIf(hasGo)('tests are compiled, and all errors are told, not the first ten', async () => {
  const many = Array.from({ length: 14 }, (_, at) => `var a${at} int = "x"\n`).join('')
  const answer = await compile({ 'in/shop.go': 'package shop\n', 'in/shop_test.go': `package shop\n\n${many}` })
  expect(answer.kind === 'compiled' && answer.errors.map(({ line }) => line)).toEqual(
    Array.from({ length: 14 }, (_, at) => at + 3),
  )
})

test.runIf(hasGo)('what go says below an error belongs to it', async () => {
  const text = 'package shop\n\nfunc One(a int) {}\n\nfunc two() { One(1, 2) }\n'
  const answer = await compile({ 'in/shop.go': text })
  expect(answer).toMatchObject({ errors: [{ line: 5, message: expect.stringMatching(/; have \(.*; want \(int\)/) }] })
})

test.runIf(hasGo)('what is at no place in the code is a failure, and writes nothing', async () => {
  const answer = await compile({
    'in/go.mod': 'module example.com/shop\n\ngoes 1.19\n',
    'in/shop.go': 'package shop\n',
  })
  expect(answer).toMatchObject({ kind: 'failed', reason: expect.stringContaining('go.mod') })
  expect(readdirSync(path.join(directory, 'work tree/in'))).toEqual(['go.mod', 'shop.go'])
})
