import { describe, expect, test } from 'vitest'
import { readBunLock } from './bun-lock.ts'
import type { LockQuestion } from './lockfile.ts'
import { readNpmLock } from './npm-lock.ts'
import { readPnpmLock } from './pnpm-lock.ts'
import { readYarnLock } from './yarn-lock.ts'

function ask(name: string, range: string, directory = '.'): LockQuestion {
  return { name, range, resolvedRange: undefined, directory }
}

describe('package-lock.json', () => {
  const lock = JSON.stringify({
    lockfileVersion: 3,
    packages: {
      '': { dependencies: { react: '^18.0.0' } },
      'node_modules/react': { version: '18.2.0' },
      'node_modules/loose-envify': { version: '1.4.0' },
      'node_modules/fsevents': { version: '2.3.3', optional: true },
      'node_modules/core': { link: true, resolved: 'packages/core' },
      'packages/core': { version: '1.0.0' },
      'packages/core/node_modules/react': { version: '17.0.2' },
    },
  })

  test('the locked version counts while it lies in the range, however the range is written', () => {
    const read = readNpmLock(lock, undefined)
    expect(read?.answer(ask('react', '18.x'))).toEqual({ kind: 'locked', version: '18.2.0' })
    expect(read?.answer(ask('react', '^17', 'packages/core'))).toEqual({ kind: 'locked', version: '17.0.2' })
  })

  test('a range without the locked version, and a name that is not locked, are outdated', () => {
    const read = readNpmLock(lock, undefined)
    expect(read?.answer(ask('react', '^19'))).toEqual({ kind: 'outdated', was: '18.2.0' })
    expect(read?.answer(ask('vue', '^3'))).toEqual({ kind: 'outdated', was: undefined })
  })

  test('a package of the repository has no locked version', () => {
    expect(readNpmLock(lock, undefined)?.answer(ask('core', '*'))).toEqual({ kind: 'untold' })
  })

  test('differences from the record of the install, without what another system would skip', () => {
    const record = JSON.stringify({ packages: { 'node_modules/react': { version: '18.1.0' } } })
    expect(readNpmLock(lock, record)?.differences).toEqual([
      { name: 'react', locked: '18.2.0', installed: '18.1.0' },
      { name: 'loose-envify', locked: '1.4.0', installed: undefined },
      { name: 'react', locked: '17.0.2', installed: undefined },
    ])
  })

  test('version 1 names packages, not places', () => {
    const read = readNpmLock(
      JSON.stringify({ lockfileVersion: 1, dependencies: { a: { version: '1.2.3' } } }),
      undefined,
    )
    expect(read?.answer(ask('a', '^1.0.0'))).toEqual({ kind: 'locked', version: '1.2.3' })
    expect(read?.differences).toEqual([])
  })

  test('what is not JSON is no lockfile', () => {
    expect(readNpmLock('<<<<<<< HEAD\n', undefined)).toBeUndefined()
  })
})

const pnpmLock9 = `lockfileVersion: '9.0'

settings:
  autoInstallPeers: true

catalogs:
  default:
    '@scope/pack':
      specifier: ^2.0.0
      version: 2.0.0

overrides:
  left>minimist: 1.2.8

importers:

  .:
    dependencies:
      react:
        specifier: ^18.2.0
        version: 18.2.0
      '@scope/pack':
        specifier: 'catalog:'
        version: 2.0.0(react@18.2.0)
    devDependencies:
      core:
        specifier: workspace:*
        version: link:packages/core
      minimist:
        specifier: 1.2.8
        version: 1.2.8

  packages/core:
    dependencies:
      react:
        specifier: ^17
        version: 17.0.2

packages:

  react@17.0.2:
    resolution: {integrity: sha512-a==}

  react@18.2.0:
    resolution: {integrity: sha512-b==}

  '@scope/pack@2.0.0':
    resolution: {integrity: sha512-c==}
`

describe('pnpm-lock.yaml', () => {
  const read = readPnpmLock(pnpmLock9, undefined)

  test('the locked version of each importer, without its peers', () => {
    expect(read?.answer(ask('react', '^18.2.0'))).toEqual({ kind: 'locked', version: '18.2.0' })
    expect(read?.answer(ask('react', '^17', 'packages/core'))).toEqual({ kind: 'locked', version: '17.0.2' })
    expect(read?.answer(ask('@scope/pack', 'catalog:'))).toEqual({ kind: 'locked', version: '2.0.0' })
    expect(read?.answer(ask('core', 'workspace:*'))).toEqual({ kind: 'untold' })
  })

  test('another specifier is outdated, as a frozen install sees it', () => {
    expect(read?.answer(ask('react', '^18.3.0'))).toEqual({ kind: 'outdated', was: '^18.2.0' })
    expect(read?.answer(ask('vue', '3'))).toEqual({ kind: 'outdated', was: undefined })
  })

  test('a catalog that has changed since is outdated', () => {
    const question = { ...ask('@scope/pack', 'catalog:'), resolvedRange: '^2.0.0' }
    expect(read?.answer(question)).toEqual({ kind: 'locked', version: '2.0.0' })
    expect(read?.answer({ ...question, resolvedRange: '^3.0.0' })).toEqual({ kind: 'outdated', was: '^2.0.0' })
  })

  test('an overridden name may have another specifier than its manifest', () => {
    expect(read?.answer(ask('minimist', '^1.0.0'))).toEqual({ kind: 'locked', version: '1.2.8' })
  })

  test('version 6 without a workspace has no importers', () => {
    const single = readPnpmLock(
      "lockfileVersion: '6.0'\n\ndependencies:\n  react:\n    specifier: ^18\n    version: 18.2.0\n\npackages:\n\n  /react@18.2.0:\n    dev: false\n",
      undefined,
    )
    expect(single?.answer(ask('react', '^18'))).toEqual({ kind: 'locked', version: '18.2.0' })
  })

  test('the record of the same bytes has no differences', () => {
    expect(readPnpmLock(pnpmLock9, pnpmLock9)?.differences).toEqual([])
  })

  test('direct and indirect packages that the record has otherwise', () => {
    const record = pnpmLock9.replaceAll('18.2.0', '18.1.0').replace("  '@scope/pack@2.0.0':\n", '')
    expect(readPnpmLock(pnpmLock9, record)?.differences).toEqual([
      { name: 'react', locked: '18.2.0', installed: '18.1.0' },
      { name: '@scope/pack', locked: '2.0.0', installed: '2.0.0' },
    ])
  })

  test('documents before the last one are about pnpm itself', () => {
    const two = `lockfileVersion: '9.0'\nimporters:\n\n  .:\n    packageManagerDependencies:\n      pnpm:\n        specifier: 11\n        version: 11.0.0\n\npackages:\n\n  pnpm@11.0.0:\n    hasBin: true\n\n---\n${pnpmLock9}`
    expect(readPnpmLock(two, pnpmLock9)?.differences).toEqual([])
  })

  test('version 5 is not read', () => {
    expect(readPnpmLock('lockfileVersion: 5.4\n', undefined)).toBeUndefined()
  })

  test('text that only looks like YAML does no harm', () => {
    expect(readPnpmLock("lockfileVersion: '9.0'\n   odd: 1\n\t: :\nimporters:\n", undefined)?.differences).toEqual([])
  })
})

describe('yarn.lock', () => {
  const classic = `# yarn lockfile v1


"@babel/core@^7.0.0", "@babel/core@^7.1.0":
  version "7.2.0"
  resolved "https://host/@babel/core/-/core-7.2.0.tgz#aa"

left-pad@1.x:
  version "1.3.0"
  resolved "https://host/left-pad/-/left-pad-1.3.0.tgz#bb"
`

  test('version 1: each range that was asked for has its version', () => {
    const read = readYarnLock(classic, { integrity: undefined, state: undefined })
    expect(read.answer(ask('@babel/core', '^7.1.0'))).toEqual({ kind: 'locked', version: '7.2.0' })
    expect(read.answer(ask('left-pad', '^1.3.0'))).toEqual({ kind: 'outdated', was: '1.3.0' })
    expect(read.answer(ask('vue', '3'))).toEqual({ kind: 'outdated', was: undefined })
  })

  test('version 1: differences from the record of the install', () => {
    const integrity = JSON.stringify({
      lockfileEntries: {
        '@babel/core@^7.0.0': 'https://host/@babel/core/-/core-7.2.0.tgz#aa',
        '@babel/core@^7.1.0': 'https://host/@babel/core/-/core-7.2.0.tgz#aa',
        'left-pad@1.x': 'https://host/left-pad/-/left-pad-1.2.0.tgz#cc',
      },
    })
    expect(readYarnLock(classic, { integrity, state: undefined }).differences).toEqual([
      { name: 'left-pad', locked: '1.3.0', installed: '1.2.0' },
    ])
  })

  const berry = `__metadata:
  version: 8
  cacheKey: 10

"core@workspace:*, core@workspace:packages/core":
  version: 0.0.0-use.local
  resolution: "core@workspace:packages/core"
  languageName: unknown
  linkType: soft

"fsevents@npm:2.3.3":
  version: 2.3.3
  resolution: "fsevents@npm:2.3.3"
  conditions: os=darwin
  linkType: hard

"react@npm:^18.2.0":
  version: 18.2.0
  resolution: "react@npm:18.2.0"
  linkType: hard
`

  test('later versions: ranges carry a protocol', () => {
    const read = readYarnLock(berry, { integrity: undefined, state: undefined })
    expect(read.answer(ask('react', '^18.2.0'))).toEqual({ kind: 'locked', version: '18.2.0' })
    expect(read.answer(ask('react', '^19.0.0'))).toEqual({ kind: 'outdated', was: '18.2.0' })
    expect(read.answer(ask('core', 'workspace:*'))).toEqual({ kind: 'untold' })
    expect(read.answer({ ...ask('react', 'catalog:'), resolvedRange: '^18.2.0' })).toEqual({
      kind: 'locked',
      version: '18.2.0',
    })
  })

  test('later versions: differences from the record, without packages for other systems', () => {
    const state = '__metadata:\n  version: 1\n\n"react@npm:18.1.0":\n  locations:\n    - "node_modules/react"\n'
    expect(readYarnLock(berry, { integrity: undefined, state }).differences).toEqual([
      { name: 'react', locked: '18.2.0', installed: '18.1.0' },
    ])
    const unlocked = state.replace('react@npm', 'vue@npm')
    expect(readYarnLock(berry, { integrity: undefined, state: unlocked }).differences).toEqual([
      { name: 'vue', locked: 'not at all', installed: '18.1.0' },
    ])
    const same = state.replace('18.1.0', '18.2.0')
    expect(readYarnLock(berry, { integrity: undefined, state: same }).differences).toEqual([])
  })
})

describe('bun.lock', () => {
  const read = readBunLock(`{
  "lockfileVersion": 1,
  "workspaces": {
    "": { "name": "app", "dependencies": { "react": "^18", "core": "workspace:*", }, },
    "packages/core": { "name": "core", "devDependencies": { "react": "^17", }, },
  },
  "packages": {
    "react": ["react@18.2.0", "", { "dependencies": { "note": ",}" } }, "sha512-a=="],
    "core": ["core@workspace:packages/core"],
    "core/react": ["react@17.0.2", "", {}, "sha512-b=="],
  }
}`)

  test('the locked version of each package', () => {
    expect(read?.answer(ask('react', '^18'))).toEqual({ kind: 'locked', version: '18.2.0' })
    expect(read?.answer(ask('react', '^17', 'packages/core'))).toEqual({ kind: 'locked', version: '17.0.2' })
    expect(read?.answer(ask('core', 'workspace:*'))).toEqual({ kind: 'untold' })
  })

  test('another range is outdated', () => {
    expect(read?.answer(ask('react', '^19'))).toEqual({ kind: 'outdated', was: '^18' })
  })

  test('what does not parse is no lockfile', () => {
    expect(readBunLock('{')).toBeUndefined()
  })
})
