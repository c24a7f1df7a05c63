import { describe, expect, test } from 'vitest'
import { at, commandLines, findCommand, json, problemLines, readTree, type TreeFiles } from '../test-tree.ts'
import type { Workspace } from '../types.ts'

async function withScripts(scripts: Readonly<Record<string, string>>, more: TreeFiles = {}): Promise<Workspace> {
  return readTree({ 'package.json': json({ name: 'x', scripts }), ...more })
}

async function lines(scripts: Readonly<Record<string, string>>, more: TreeFiles = {}): Promise<string[]> {
  return commandLines(await withScripts(scripts, more))
}

describe('scripts', () => {
  test('each role by its usual names, in the order of the roles', async () => {
    const workspace = await withScripts({
      test: 'vitest run',
      build: 'tsup',
      'type-check': 'tsc',
      lint: 'eslint .',
      'format:check': 'prettier --check .',
      'test:e2e': 'playwright test',
      dev: 'vite',
    })
    expect(commandLines(workspace)).toEqual([
      'format .: npm run format:check',
      'lint .: npm run lint',
      'typecheck .: npm run type-check',
      'build .: npm run build',
      'test .: npm run test',
      'e2e .: npm run test:e2e',
    ])
    expect(findCommand(workspace, 'test:.:test')).toEqual({
      id: 'test:.:test',
      role: 'test',
      packageDirectory: '.',
      ecosystem: 'npm',
      label: 'test',
      invocation: { kind: 'script', manager: 'npm', script: 'test', body: 'vitest run', argv: ['npm', 'run', 'test'] },
      cwd: '.',
      environment: {},
      why: 'package.json script "test": vitest run',
      evidence: { file: 'package.json', line: 4 },
      program: 'npm',
      programSource: 'path',
      runner: 'vitest',
      writes: false,
      coversMembers: false,
      alsoRuns: [],
    })
  })

  test('what a script does beside its role is not guessed again', async () => {
    const files = { '.prettierrc': '', 'eslint.config.js': '', 'tsconfig.json': '{}' }
    const devDependencies = { prettier: '3', eslint: '9', typescript: '5', vitest: '4' }
    const planned = async (scripts: Readonly<Record<string, string>>): Promise<string[]> =>
      commandLines(await readTree({ 'package.json': json({ name: 'x', scripts, devDependencies }), ...files }))
    expect(await planned({ lint: 'eslint . && prettier -c src', test: 'tsc --noEmit && vitest run' })).toEqual([
      'lint .: npm run lint',
      'test .: npm run test',
    ])
    expect(await planned({ lint: 'eslint . && prettier -w src', build: 'tsc' })).toContain(
      'format .: npx --no-install prettier --check .',
    )
    expect(await planned({ 'test:eslint': 'eslint src', 'test:lib': 'vitest run', 'test:types': 'tsc' })).toEqual([
      'format .: npx --no-install prettier --check .',
      'lint .: npm run test:eslint',
      'typecheck .: npm run test:types',
      'test .: npm run test:lib',
    ])
  })

  test.each([
    ['pnpm-lock.yaml', 'pnpm run test'],
    ['yarn.lock', 'yarn run test'],
    ['bun.lock', 'bun run test'],
  ])('the manager of %s runs them', async (lockfile, argv) => {
    expect(await lines({ test: 'x' }, { [lockfile]: '' })).toEqual([`test .: ${argv}`])
  })

  test.each(['echo "Error: no test specified" && exit 1', 'echo "no tests yet"', 'echo "Tests not implemented"'])(
    '%j is no test',
    async (body) => {
      expect(await lines({ test: body })).toEqual([])
    },
  )

  test.each(['exit 0', 'true', 'node -e 0', 'echo ok'])('%j is run like any other', async (body) => {
    expect(await lines({ test: body })).toEqual(['test .: npm run test'])
  })

  test.each([
    'prettier --write .',
    'biome format --write',
    'oxfmt',
    'oxfmt -c a.json',
    'prettier .',
    'dprint fmt',
    'eslint --fix .',
  ])('a script "format" that is %j is no check', async (body) => {
    expect(await lines({ format: body })).toEqual([])
  })

  test.each([
    'prettier --check .',
    'prettier -c src',
    'prettier . --list-different',
    'biome ci .',
    'oxfmt --check',
    'dprint check',
  ])('a script "format" that is %j is one', async (body) => {
    expect(await lines({ format: body })).toEqual(['format .: npm run format'])
  })

  test('a linter that fixes is marked, also through another script', async () => {
    const direct = await withScripts({ lint: 'eslint . --fix' })
    expect(findCommand(direct, 'lint:.:lint')).toMatchObject({
      writes: true,
      why: 'package.json script "lint": eslint . --fix; it changes files',
    })
    const passed = await withScripts({ lint: 'npm run eslint -- --fix', eslint: 'eslint .' })
    expect(passed.commands.map(({ label, writes }) => [label, writes])).toEqual([['eslint', false]])
    const unmarked = await withScripts({ lint: 'eslint . --fix-dry-run' })
    expect(findCommand(unmarked, 'lint:.:lint').writes).toBe(false)
  })

  test('a sibling that does not write is preferred', async () => {
    expect(await lines({ lint: 'eslint --fix .', 'lint:check': 'eslint .' })).toEqual(['lint .: npm run lint:check'])
  })

  test('names that may mean something else are told by what they run', async () => {
    expect(await lines({ types: 'supabase gen types' })).toEqual([])
    expect(await lines({ types: 'tsc --noEmit' })).toEqual(['typecheck .: npm run types'])
    expect(await lines({ check: 'svelte-check' })).toEqual(['typecheck .: npm run check'])
    expect(await lines({ check: 'node check.js' })).toEqual([])
  })

  test('a test script that drives a browser is end-to-end', async () => {
    const workspace = await withScripts({ test: 'cross-env CI=1 npx playwright test' })
    expect(workspace.commands.map(({ role, runner }) => [role, runner])).toEqual([['e2e', 'playwright']])
  })

  test.each([
    ['c8 --reporter=text mocha', 'mocha'],
    ['NODE_ENV=test jest --ci', 'jest'],
    ['node --test test/', 'node:test'],
    ['node --import tsx --test', 'node:test'],
    ['react-scripts test --watchAll=false', 'jest'],
    ['npm run lint && npm run unit', 'ava'],
    ['node ./node_modules/jest/bin/jest.js', 'jest'],
    ['bun test', 'bun'],
    ['node scripts/check.mjs', undefined],
  ])('the runner of %j is %s', async (body, runner) => {
    const workspace = await withScripts({ test: body, lint: 'eslint .', unit: 'ava' })
    expect(findCommand(workspace, 'test:.:test').runner).toBe(runner)
  })

  test('a script that calls others says which roles it also runs', async () => {
    const workspace = await withScripts({
      test: 'npm run lint && run-s unit:*',
      lint: 'eslint .',
      'unit:a': 'x',
      build: 'tsc',
    })
    expect(findCommand(workspace, 'test:.:test').alsoRuns).toEqual(['lint'])
    expect(findCommand(workspace, 'lint:.:lint').alsoRuns).toEqual([])
  })

  test('scripts that only call one another in a circle are no commands', async () => {
    expect(await lines({ test: 'npm run a', a: 'npm run b', b: 'npm run a && npm test' })).toEqual([])
  })

  test('a long body is cut in the reason, and stands on one line', async () => {
    const workspace = await withScripts({ test: `a\n  ${'b'.repeat(200)}` })
    const { why } = findCommand(workspace, 'test:.:test')
    expect(why).toBe(`package.json script "test": a ${'b'.repeat(97)}…`)
  })
})

describe('watchers', () => {
  test('vitest runs once where CI is set', async () => {
    const workspace = await withScripts({ test: 'vitest' })
    expect(findCommand(workspace, 'test:.:test')).toMatchObject({
      environment: { CI: '1' },
      why: 'package.json script "test": vitest; CI=1 makes vitest run once',
    })
  })

  test.each([
    ['jest --watch --coverage', 'npx --no-install jest --coverage'],
    ['vitest --watch', 'npx --no-install vitest run'],
    ['vitest watch --dir src', 'npx --no-install vitest run --dir src'],
    ['mocha -w', 'npx --no-install mocha'],
    ['ng test', 'npx --no-install ng test --watch=false'],
    ['karma start', 'npx --no-install karma start --single-run'],
    ['node --test --watch', 'node --test'],
  ])('%j becomes %j', async (body, argv) => {
    const workspace = await withScripts({ test: body })
    expect(commandLines(workspace)).toEqual([`test .: ${argv}`])
    expect(workspace.commands[0]?.why).toMatch(/is run without watching$/)
  })

  test('what is set in front of a watcher is kept', async () => {
    const workspace = await withScripts({ test: 'cross-env NODE_ENV=test TZ=UTC jest --watchAll' })
    expect(workspace.commands[0]).toMatchObject({
      environment: { NODE_ENV: 'test', TZ: 'UTC' },
      program: 'jest',
      programSource: 'node_modules',
    })
  })

  test.each(['nodemon test.js', 'npm run build && jest --watch', 'cypress open', 'tsx watch x'])(
    '%j cannot be made to end and is a problem',
    async (body) => {
      const workspace = await withScripts({ test: body })
      expect(workspace.commands).toEqual([])
      expect(problemLines(workspace)[0]).toMatch(/^unsupported package\.json:4: the script "test" keeps watching/)
    },
  )

  test('a sibling that runs once by itself is preferred', async () => {
    expect(await lines({ test: 'vitest', 'test:run': 'vitest run' })).toEqual(['test .: npm run test:run'])
    expect(await lines({ test: 'vitest run', 'test:ci': 'vitest run --coverage' })).toEqual(['test .: npm run test'])
    expect(await lines({ test: 'nodemon', 'test:unit': 'vitest run' })).toEqual(['test .: npm run test:unit'])
  })
})

describe('workspaces', () => {
  const members = {
    'p/a/package.json': json({ name: 'a', scripts: { test: 'vitest run', lint: 'eslint .' } }),
    'p/b/package.json': json({ name: 'b', scripts: { test: 'vitest run' } }),
  }

  test.each([
    'pnpm -r test',
    'pnpm --recursive run test',
    "pnpm --filter './p/**' test",
    'turbo run lint test',
    'turbo test',
    'nx run-many --targets=lint,test',
    'lerna run test',
    'npm test --workspaces',
    'yarn workspaces foreach -A run test',
  ])('%j in the root covers the members', async (body) => {
    const workspace = await readTree({
      'package.json': json({ workspaces: ['p/*'], scripts: { test: body } }),
      ...members,
    })
    expect(commandLines(workspace)).toEqual(['test .: npm run test', 'lint p/a: npm run lint'])
    expect(findCommand(workspace, 'test:.:test')).toMatchObject({ coversMembers: true })
    expect(findCommand(workspace, 'test:.:test').why).toMatch(/; it covers the members of the workspace$/)
  })

  test.each(['pnpm -r build && vitest run', 'vitest run', 'pnpm --filter a lint', 'node scripts/test.js'])(
    '%j in the root does not',
    async (body) => {
      const workspace = await readTree({
        'package.json': json({ workspaces: ['p/*'], scripts: { test: body } }),
        ...members,
      })
      expect(commandLines(workspace)).toEqual([
        'test .: npm run test',
        'lint p/a: npm run lint',
        'test p/a: npm run test',
        'test p/b: npm run test',
      ])
      expect(findCommand(workspace, 'test:.:test').coversMembers).toBe(false)
    },
  )

  test('a root that delegates to a script that writes is marked', async () => {
    const workspace = await readTree({
      'package.json': json({ workspaces: ['p/*'], scripts: { lint: 'turbo lint', format: 'turbo format' } }),
      'p/a/package.json': json({ name: 'a', scripts: { lint: 'eslint --fix .', format: 'prettier --write .' } }),
    })
    expect(workspace.commands.map(({ id, writes }) => [id, writes])).toEqual([['lint:.:lint', true]])
  })

  test.each([
    'pnpm --filter a test',
    'cd p/a && npm test',
    'npm test -w a',
    'yarn workspace a test',
    'npm --prefix p/a test',
  ])('%j in the root is left out: the member is listed', async (body) => {
    const workspace = await readTree({
      'package.json': json({ workspaces: ['p/*'], scripts: { test: body } }),
      ...members,
    })
    expect(commandLines(workspace)).not.toContain('test .: npm run test')
    expect(commandLines(workspace)).toContain('test p/a: npm run test')
  })

  test('detached packages, and members that are worlds of tests, get no commands', async () => {
    const scripts = { test: 'vitest run' }
    const workspace = await readTree({
      'package.json': json({ workspaces: ['p/*', 'p/*/test/apps/*', 'e2e/*'] }),
      'p/a/package.json': json({ name: 'a', scripts }),
      'p/a/test/apps/x/package.json': json({ name: 'x', scripts }),
      'e2e/web/package.json': json({ name: 'web', scripts }),
      'tools/package.json': json({ name: 'tools', scripts }),
    })
    expect(commandLines(workspace)).toEqual(['test e2e/web: npm run test', 'test p/a: npm run test'])
  })
})

describe('configured tools', () => {
  async function tools(dependencies: readonly string[], more: TreeFiles, fields: object = {}): Promise<string[]> {
    const devDependencies = Object.fromEntries(dependencies.map((name) => [name, '*']))
    return commandLines(await readTree({ 'package.json': json({ name: 'x', devDependencies, ...fields }), ...more }))
  }

  test.each([
    [['typescript'], { 'tsconfig.json': '{}' }, 'typecheck .: npx --no-install tsc --noEmit'],
    [
      ['typescript'],
      { 'tsconfig.json': '{ "references": [{ "path": "a" }] }' },
      'typecheck .: npx --no-install tsc -b',
    ],
    [
      ['typescript'],
      { 'tsconfig.json': '{ // why\n "compilerOptions": { "composite": true, } }' },
      'typecheck .: npx --no-install tsc -b',
    ],
    [['vue-tsc', 'typescript'], { 'tsconfig.json': '{}' }, 'typecheck .: npx --no-install vue-tsc --noEmit'],
    [['svelte-check', 'typescript'], { 'tsconfig.json': '{}' }, 'typecheck .: npx --no-install svelte-check'],
    [['eslint'], { 'eslint.config.mjs': '' }, 'lint .: npx --no-install eslint .'],
    [['eslint'], { '.eslintrc.json': '{}', 'a.ts': '' }, 'lint .: npx --no-install eslint . --ext .js,.jsx,.ts,.tsx'],
    [['@biomejs/biome'], { 'biome.json': '{}' }, 'lint .: npx --no-install biome check .'],
    [['oxlint'], { '.oxlintrc.json': '{}' }, 'lint .: npx --no-install oxlint'],
    [['oxfmt'], { '.oxfmtrc.json': '{}' }, 'format .: npx --no-install oxfmt --check'],
    [['prettier'], { '.prettierrc': '' }, 'format .: npx --no-install prettier --check .'],
    [['vitest'], { 'vitest.config.ts': '' }, 'test .: npx --no-install vitest run'],
    [['vitest'], { 'src/a.test.ts': '' }, 'test .: npx --no-install vitest run'],
    [['jest'], { 'jest.config.js': '' }, 'test .: npx --no-install jest'],
    [['mocha'], { 'test/a.js': '' }, 'test .: npx --no-install mocha'],
    [['@playwright/test'], { 'playwright.config.ts': '' }, 'e2e .: npx --no-install playwright test'],
    [['cypress'], { 'cypress.config.js': '' }, 'e2e .: npx --no-install cypress run'],
    [[], { 'test/a.test.js': "import test from 'node:test'\n" }, 'test .: node --test'],
  ])('%j with %j', async (dependencies, files, expected) => {
    expect(await tools(dependencies, files)).toEqual([expected])
  })

  test('a configuration in package.json counts', async () => {
    const fields = { prettier: { semi: false }, jest: {} }
    expect(await tools(['prettier', 'jest'], {}, fields)).toEqual([
      'format .: npx --no-install prettier --check .',
      'test .: npx --no-install jest',
    ])
  })

  test.each([
    [
      'a tool that is configured and not declared',
      [],
      { 'tsconfig.json': '{}', 'eslint.config.js': '', 'vitest.config.ts': '' },
    ],
    ['a tool that is declared and not configured', ['typescript', 'eslint', 'prettier', '@playwright/test'], {}],
    ['a runner without tests', ['vitest', 'jest'], { 'src/a.ts': '' }],
    ['test files in fixtures', ['vitest'], { 'test/fixtures/a.test.ts': '' }],
    ['test files that import nothing of node:test', [], { 'test/a.test.js': "import 'node:fs'\n" }],
  ])('%s gives no command', async (_, dependencies, files) => {
    expect(await tools(dependencies, files)).toEqual([])
  })

  test('a script of the role beats the tool; one that writes does not', async () => {
    const files = { 'eslint.config.js': '' }
    expect(await tools(['eslint'], files, { scripts: { lint: 'eslint src' } })).toEqual(['lint .: npm run lint'])
    expect(await tools(['eslint'], files, { scripts: { lint: 'eslint --fix .' } })).toEqual([
      'lint .: npx --no-install eslint .',
      'lint .: npm run lint',
    ])
  })

  test('members use the tools of the root where the root has no answer', async () => {
    const root = json({ workspaces: ['p/*'], devDependencies: { typescript: '5', eslint: '9' } })
    const workspace = await readTree({
      'package.json': root,
      'eslint.config.js': '',
      'tsconfig.json': '{ "compilerOptions": {} }',
      'pnpm-lock.yaml': '',
      'p/a/package.json': json({ name: 'a' }),
      'p/a/tsconfig.json': '{}',
      'p/a/eslint.config.js': '',
    })
    expect(commandLines(workspace)).toEqual(['lint .: pnpm exec eslint .', 'typecheck p/a: pnpm exec tsc --noEmit'])
    expect(findCommand(workspace, 'typecheck:p/a:tsc')).toMatchObject({
      program: 'tsc',
      programSource: 'node_modules',
      cwd: 'p/a',
    })
  })

  test('the root is not guessed for a role that its members have scripts for', async () => {
    const workspace = await readTree({
      'package.json': json({ workspaces: ['p/*'], devDependencies: { eslint: '9' } }),
      'eslint.config.js': '',
      'p/a/package.json': json({ name: 'a', scripts: { lint: 'eslint .' } }),
    })
    expect(commandLines(workspace)).toEqual(['lint p/a: npm run lint'])
  })

  test('evidence is the line that decided', async () => {
    const workspace = await readTree({
      'package.json': json({ name: 'x', devDependencies: { typescript: '5', prettier: '3' }, prettier: {} }),
      'tsconfig.json': '{\n  "files": [],\n  "references": [{ "path": "a" }]\n}\n',
    })
    expect(workspace.commands.map(({ id, evidence }) => `${id} ${at(evidence)}`)).toEqual([
      'format:.:prettier package.json:7',
      'typecheck:.:tsc tsconfig.json:3',
    ])
  })
})
