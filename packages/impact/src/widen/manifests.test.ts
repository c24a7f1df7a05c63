import { expect, test } from 'vitest'
import { changedPackages } from './lockfiles.ts'
import { changedCatalog, changedDependencies } from './manifests.ts'

test('dependencies are named, fields that run nothing are passed over, any other field is unknown', () => {
  const manifest = (fields: object): string => JSON.stringify({ name: 'a', ...fields })
  expect(changedDependencies(manifest({ version: '1' }), manifest({ version: '2' }))).toEqual([])
  expect(
    changedDependencies(manifest({ dependencies: { a: '1', b: '1' } }), manifest({ dependencies: { a: '1', b: '2' } })),
  ).toEqual(['b'])
  expect(changedDependencies(manifest({}), manifest({ type: 'module' }))).toBeUndefined()
  expect(changedDependencies(manifest({}), '{')).toBeUndefined()
})

test('versions in a catalog are named', () => {
  const catalog = (version: string, rest = ''): string =>
    `packages:\n  - packages/*\n${rest}catalog:\n  vite: ^${version}\n  '@a/b': 1.0.0\n`
  expect(changedCatalog(catalog('1.0.0'), catalog('1.1.0'))).toEqual(['vite'])
  expect(changedCatalog(catalog('1.0.0'), catalog('1.1.0', '  - apps/*\n'))).toBeUndefined()
})

test('lockfiles name what changed and what depends on it', () => {
  const npm = (version: string): string =>
    JSON.stringify({
      packages: { '': {}, 'node_modules/a': { version }, 'node_modules/b': { version: '1', dependencies: { a: '*' } } },
    })
  expect(changedPackages('package-lock.json', npm('1'), npm('2'))).toEqual(['a', 'b'])
  const yarn = (version: string): string =>
    `"a@^1":\n  version "${version}"\n\nb@1:\n  version "1"\n  dependencies:\n    a "^1"\n`
  expect(changedPackages('yarn.lock', yarn('1.0'), yarn('1.1'))).toEqual(['a', 'b'])
  const poetry = (version: string): string =>
    `[[package]]\nname = "a"\nversion = "${version}"\n\n[[package]]\nname = "b"\nversion = "1"\n\n[package.dependencies]\na = "*"\n`
  expect(changedPackages('poetry.lock', poetry('1'), poetry('2'))).toEqual(['a', 'b'])
  const go = (version: string): string => `example.com/a ${version} h1:x=\nexample.com/a ${version}/go.mod h1:y=\n`
  expect(changedPackages('go.sum', go('v1'), go('v2'))).toEqual(['example.com/a'])
  const gem = (version: string): string => `GEM\n  specs:\n    a (${version})\n    b (1)\n      a (>= 1)\n`
  expect(changedPackages('Gemfile.lock', gem('1'), gem('2'))).toEqual(['a', 'b'])
  expect(changedPackages('bun.lock', 'x', 'y')).toBeUndefined()
})
