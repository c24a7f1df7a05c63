import { expect, test } from 'vitest'
import { FreshName } from './fresh-name.ts'

function isFresh(name: string, files: Readonly<Record<string, string>>): boolean {
  const fresh = new FreshName('/nowhere', name)
  for (const [file, text] of Object.entries(files)) fresh.read(file, Buffer.from(text))
  return fresh.check() !== undefined
}

test('a name is fresh where no file has it, nor a module that files export whole without being of the repository', () => {
  const barrel = { 'src/index.ts': "export * from './a'\nexport * from '@own/b/c'", 'src/a.ts': 'export const a = 1' }
  const manifest = { 'b/package.json': '{ "name": "@own/b" }' }
  expect(isFresh('other', { ...barrel, ...manifest })).toBe(true)
  expect(isFresh('other', barrel)).toBe(false)
  expect(isFresh('other', { 'a.ts': 'const another = 1' })).toBe(false)
  expect(isFresh('other', { 'a.ts': '\ufeffconst a = other' })).toBe(false)
  expect(isFresh('arguments', { 'a.ts': '' })).toBe(false)
  expect(isFresh('größe', { 'a.ts': '' })).toBe(false)
})
