import { describe, expect, test } from 'vitest'
import { at, json, problemLines, readTree, type TreeFiles } from '../test-tree.ts'
import type { Workspace } from '../types.ts'

function memberships({ packages }: Workspace): string[] {
  return packages.map(({ directory, membership, workspaceRoot }) => {
    return `${directory} ${membership}${workspaceRoot === undefined ? '' : ` of ${workspaceRoot}`}`
  })
}

function named(...directories: string[]): TreeFiles {
  return Object.fromEntries(directories.map((directory) => [`${directory}/package.json`, json({ name: directory })]))
}

describe('workspaces', () => {
  test.each([
    ['an array', json({ workspaces: ['packages/*', '!packages/old'] }), {}],
    ['packages of an object', json({ workspaces: { packages: ['packages/*', '!packages/old'] } }), {}],
    [
      'pnpm-workspace.yaml',
      json({ name: 'r' }),
      { 'pnpm-workspace.yaml': 'packages:\n  - packages/*\n  - "!packages/old"\n' },
    ],
    ['lerna.json', json({ name: 'r' }), { 'lerna.json': json({ packages: ['packages/*', '!packages/old'] }) }],
  ])('members listed by %s', async (_, manifest, more) => {
    const workspace = await readTree({
      'package.json': manifest,
      ...more,
      ...named('packages/a', 'packages/old', 'tools/x'),
    })
    expect(memberships(workspace)).toEqual([
      '. root',
      'packages/a member of .',
      'packages/old detached',
      'tools/x detached',
    ])
    expect(workspace.problems).toEqual([])
  })

  test('a lockfile of its own makes a package below a workspace stand alone', async () => {
    const workspace = await readTree({
      'package.json': json({ name: 'r', workspaces: ['packages/*'] }),
      ...named('packages/a', 'website', 'examples/b'),
      'website/yarn.lock': '',
      'examples/b/package-lock.json': '{}',
    })
    expect(memberships(workspace)).toEqual([
      '. root',
      'examples/b detached',
      'packages/a member of .',
      'website standalone',
    ])
    expect(workspace.packageManagers.map(({ directory, name }) => `${directory} ${name}`)).toEqual([
      '. npm',
      'website yarn',
    ])
  })

  test('pnpm does not look at the field of package.json', async () => {
    const workspace = await readTree({
      'package.json': json({ workspaces: ['a'] }),
      'pnpm-workspace.yaml': 'packages: [b]\n',
      ...named('a', 'b'),
    })
    expect(memberships(workspace)).toEqual(['. root', 'a detached', 'b member of .'])
  })

  test('a pnpm-workspace.yaml with settings alone makes no workspace', async () => {
    const workspace = await readTree({
      'package.json': json({ name: 'r' }),
      'pnpm-workspace.yaml': 'allowBuilds:\n  x: true\n',
      ...named('web'),
    })
    expect(memberships(workspace)).toEqual(['. standalone', 'web standalone'])
  })

  test('a workspace without a package.json of its own', async () => {
    const workspace = await readTree({ 'pnpm-workspace.yaml': 'packages:\n  - a\n', ...named('a') })
    expect(workspace.packages.map(({ directory, manifest }) => [directory, at(manifest)])).toEqual([
      ['.', 'pnpm-workspace.yaml:1'],
      ['a', 'a/package.json:2'],
    ])
  })

  test('a workspace below the root has its own members', async () => {
    const workspace = await readTree({
      'web/package.json': json({ workspaces: ['libs/*'] }),
      ...named('web/libs/a', 'api'),
    })
    expect(memberships(workspace)).toEqual(['api standalone', 'web root', 'web/libs/a member of web'])
  })

  test('fixtures, dependencies and built folders are no packages; examples are detached', async () => {
    const workspace = await readTree(
      named(
        'lib',
        'test/fixtures/a',
        '__fixtures__/b',
        'vendor/c',
        'third_party/d',
        'tests/data/e',
        'dist',
        'examples/f',
        'test/g/h',
      ),
    )
    expect(memberships(workspace)).toEqual(['examples/f detached', 'lib standalone', 'test/g/h detached'])
  })

  test('a pattern that names a folder of fixtures makes its packages members', async () => {
    const workspace = await readTree({
      'package.json': json({ workspaces: ['fixtures/*', 'examples/*'] }),
      ...named('fixtures/a', 'examples/b'),
    })
    expect(memberships(workspace)).toEqual(['. root', 'examples/b member of .', 'fixtures/a member of .'])
  })

  test('a package.json that only tells how to load a folder is no package', async () => {
    const workspace = await readTree({
      'package.json': json({ name: 'r' }),
      'esm/package.json': json({ type: 'module' }),
    })
    expect(memberships(workspace)).toEqual(['. standalone'])
  })

  test('two members of one name are a problem', async () => {
    const workspace = await readTree({
      'package.json': json({ workspaces: ['*'] }),
      'a/package.json': json({ name: 'same' }),
      'b/package.json': json({ name: 'same' }),
    })
    expect(problemLines(workspace)).toEqual([
      'several-packages b/package.json:2: the workspace has already a package "same": a/package.json',
    ])
  })
})

describe('manifest', () => {
  test('dependencies of all kinds with their lines, catalogs resolved', async () => {
    const workspace = await readTree({
      'pnpm-workspace.yaml': 'packages: [p]\ncatalog:\n  react: ^18.0.0\ncatalogs:\n  old:\n    vue: ^2.0.0\n',
      'p/package.json': json({
        dependencies: { react: 'catalog:', vue: 'catalog:old', gone: 'catalog:none' },
        devDependencies: { vitest: '^3' },
        optionalDependencies: { fsevents: '*' },
        peerDependencies: { typescript: '>=5' },
      }),
    })
    const file = 'p/package.json'
    expect(workspace.packages.find(({ directory }) => directory === 'p')?.dependencies).toEqual([
      { name: 'react', range: 'catalog:', resolvedRange: '^18.0.0', kind: 'runtime', evidence: { file, line: 3 } },
      { name: 'vue', range: 'catalog:old', resolvedRange: '^2.0.0', kind: 'runtime', evidence: { file, line: 4 } },
      { name: 'gone', range: 'catalog:none', kind: 'runtime', evidence: { file, line: 5 } },
      { name: 'vitest', range: '^3', kind: 'dev', evidence: { file, line: 8 } },
      { name: 'fsevents', range: '*', kind: 'optional', evidence: { file, line: 11 } },
      { name: 'typescript', range: '>=5', kind: 'peer', evidence: { file, line: 14 } },
    ])
  })

  test('scripts keep odd names', async () => {
    const workspace = await readTree({
      'package.json': json({ scripts: { 'test:"x"': 'a', ['__proto__']: 'c' } }),
    })
    expect(workspace.packages[0]?.scripts).toEqual([
      { name: 'test:"x"', body: 'a', evidence: { file: 'package.json', line: 3 } },
      { name: '__proto__', body: 'c', evidence: { file: 'package.json', line: 4 } },
    ])
    expect(workspace.commands).toEqual([])
  })

  test('wrong shapes are problems with their lines, and the rest is read', async () => {
    const workspace = await readTree({
      'package.json': json({
        name: 7.5,
        workspaces: true,
        scripts: { test: ['a'], lint: 'eslint', '//': { comment: 'fine' } },
        dependencies: ['react'],
      }),
    })
    expect(problemLines(workspace)).toEqual([
      'wrong-shape package.json:2: "name" is a number; a string is expected',
      'wrong-shape package.json:3: "workspaces" is a boolean; a list of patterns is expected',
      'wrong-shape package.json:5: "scripts.test" is a list; a string is expected',
      'wrong-shape package.json:13: "dependencies" is a list; an object is expected',
    ])
    expect(workspace.packages[0]?.scripts.map(({ name }) => name)).toEqual(['lint'])
  })

  test('a top level that is no object', async () => {
    const workspace = await readTree({ 'package.json': '[]' })
    expect(problemLines(workspace)).toEqual(['wrong-shape package.json:1: expected a table at the top, found a list'])
    expect(workspace.packages).toHaveLength(1)
  })
})
