import { mkdirSync, rmSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { prints, World } from '../testing.ts'

const manifestOfApp = {
  name: 'app',
  scripts: { test: 'vitest run', typecheck: 'tsc --noEmit' },
  dependencies: { react: '^18.2.0' },
  devDependencies: { typescript: '^5.5.0', vitest: '^2.0.0' },
}

const lockDocument = {
  name: 'app',
  lockfileVersion: 3,
  packages: {
    '': { dependencies: { react: '^18.2.0' } },
    'node_modules/react': { version: '18.2.0' },
    'node_modules/loose-envify': { version: '1.4.0' },
    'node_modules/typescript': { version: '5.5.4', dev: true },
    'node_modules/vitest': { version: '2.0.5', dev: true },
  },
}

const nodePrograms = { node: prints('v20.19.1'), npm: prints('10.8.2'), npx: prints('10.8.2') }

/** What an install of lockDocument leaves behind. */
function installed(versions: Readonly<Record<string, string>> = {}): Record<string, string | object> {
  const all = { react: '18.2.0', 'loose-envify': '1.4.0', typescript: '5.5.4', vitest: '2.0.5', ...versions }
  const files: Record<string, string | object> = { 'node_modules/.package-lock.json': lockDocument }
  for (const [name, version] of Object.entries(all)) files[`node_modules/${name}/package.json`] = { name, version }
  for (const program of ['tsc', 'vitest']) files[`node_modules/.bin/${program}`] = ''
  return files
}

async function create(files: Readonly<Record<string, string | object>>): Promise<World> {
  return World.create({
    files: {
      '.gitignore': 'node_modules\n',
      'package.json': manifestOfApp,
      'package-lock.json': lockDocument,
      ...files,
    },
    programs: nodePrograms,
    git: true,
  })
}

test('everything is installed as it is locked', async () => {
  const world = await create(installed())
  expect(await world.check('install.npm')).toEqual({
    id: 'install.npm',
    state: 'ok',
    message: '3 packages installed, as package-lock.json has them',
    evidence: [{ file: 'package-lock.json', line: 1 }],
    isEnvironment: false,
    blocks: [],
  })
})

describe('nothing is installed', () => {
  test('every command of the packages is blocked', async () => {
    const world = await create({})
    expect(await world.check('install.npm')).toEqual({
      id: 'install.npm',
      state: 'fail',
      message: 'nothing is installed: 3 packages asked for, there is no node_modules',
      evidence: [{ file: 'package-lock.json', line: 1 }],
      fix: 'npm ci',
      isEnvironment: true,
      blocks: ['typecheck:.:typecheck', 'test:.:test'],
      facts: { kind: 'absent', missing: ['react', 'typescript', 'vitest'], shadows: [] },
    })
  })

  test('a program of the machine that would start in place of the one of the repository is named', async () => {
    const world = await create({})
    world.addProgram('tsc', prints('Version 4.9.5'))
    expect(await world.check('install.npm')).toMatchObject({
      message: `nothing is installed: 3 packages asked for, there is no node_modules; \`tsc\` is now ${world.bin}/tsc 4.9.5, the repository asks for typescript ^5.5.0`,
      facts: { shadows: [{ program: 'tsc', path: `${world.bin}/tsc`, version: '4.9.5' }] },
    })
  })

  test.each([
    ['concurrently -k "tsc -w" "vite"', ['tsc']],
    ['yarn tsc -p .', ['tsc']],
    ['node tsc', []],
  ])('%s', async (start, shadows) => {
    const world = await create({})
    world.addProgram('tsc', prints('Version 4.9.5'))
    world.write({ 'package.json': { ...manifestOfApp, scripts: { start } } })
    expect(await world.check('install.npm')).toMatchObject({
      facts: { shadows: shadows.map((program) => ({ program })) },
    })
  })

  test('a program of the machine that no script calls is not', async () => {
    const world = await create({})
    world.addProgram('react', prints('1.0.0'))
    // Neither is a program that only shares the last part of a name.
    world.write({ 'package.json': { ...manifestOfApp, devDependencies: { '@types/node': '20', '@x/node': '1' } } })
    expect(await world.check('install.npm')).toMatchObject({ facts: { shadows: [] } })
  })
})

test('a part is not installed: the packages are named', async () => {
  const world = await create(installed())
  rmSync(`${world.root}/node_modules/typescript`, { recursive: true })
  expect(await world.check('install.npm')).toMatchObject({
    state: 'fail',
    message: '1 of 3 packages not installed: typescript',
    evidence: [{ file: 'package.json', line: 11 }],
    fix: 'npm ci',
    facts: { kind: 'partial' },
  })
})

test('another version is installed than locked', async () => {
  const world = await create(installed({ react: '17.0.2' }))
  expect(await world.check('install.npm')).toMatchObject({
    state: 'fail',
    message: '1 of 3 packages in another version: react 17.0.2 is installed, 18.2.0 is locked',
    evidence: [{ file: 'package.json', line: 8 }],
    fix: 'npm ci',
    isEnvironment: true,
    blocks: [],
    facts: { kind: 'stale', wrong: [{ name: 'react', installed: '17.0.2', expected: '18.2.0 is locked' }] },
  })
})

test('without a lockfile the range of the manifest counts', async () => {
  const world = await create(installed({ react: '17.0.2' }))
  rmSync(`${world.root}/package-lock.json`)
  expect(await world.check('install.npm')).toMatchObject({
    state: 'fail',
    message: '1 of 3 packages in another version: react 17.0.2 is installed, ^18.2.0 is asked',
    fix: 'npm install',
  })
  world.write(installed({ react: '18.9.9' }))
  expect(await world.check('install.npm')).toMatchObject({
    state: 'ok',
    message: '3 packages installed, no lockfile to compare',
  })
})

test('an indirect package differs: a warning', async () => {
  const record = structuredClone(lockDocument)
  record.packages['node_modules/loose-envify'].version = '1.3.0'
  const world = await create({ ...installed(), 'node_modules/.package-lock.json': record })
  expect(await world.check('install.npm')).toMatchObject({
    state: 'warn',
    message: '1 indirect package not as package-lock.json: loose-envify 1.3.0, locked 1.4.0',
    fix: 'npm ci',
  })
})

describe('the lockfile is older than the manifest', () => {
  const manifest = { ...manifestOfApp, dependencies: { react: '^19.0.0', 'left-pad': '1.x' } }

  test('and nothing new is installed: a frozen install would refuse, so the fix is another', async () => {
    const world = await create({ ...installed(), 'package.json': manifest })
    expect(await world.check('install.npm')).toMatchObject({
      state: 'fail',
      message:
        '1 of 4 packages not installed: left-pad; package-lock.json does not fit package.json: react ^19.0.0 is asked, 18.2.0 is locked, left-pad 1.x is asked, none is locked',
      fix: 'npm install',
    })
  })

  test('and what is installed fits the manifest: a fault of the repository, not of the machine', async () => {
    const world = await create({
      ...installed({ react: '19.1.0', 'left-pad': '1.3.0' }),
      'package.json': manifest,
    })
    expect(await world.check('install.npm')).toMatchObject({
      state: 'warn',
      isEnvironment: false,
      message: expect.stringMatching(/^package-lock\.json does not fit package\.json: react/),
      fix: 'npm install',
      facts: { kind: 'drift', drifted: ['left-pad', 'react'] },
    })
  })

  test('but an override explains the difference', async () => {
    const world = await create({
      ...installed(),
      'package.json': { ...manifestOfApp, dependencies: { react: '^19.0.0' }, overrides: { react: '18.2.0' } },
    })
    expect(await world.check('install.npm')).toMatchObject({ state: 'ok' })
  })
})

test('a package is there without its program: an install was cut short', async () => {
  const manifest = { name: 'app', devDependencies: { vitest: '^2.0.0' } }
  const files = { 'package.json': manifest, 'vitest.config.ts': '', 'a.test.ts': '' }
  const world = await create({ ...installed(), ...files })
  expect(await world.check('install.npm')).toMatchObject({ state: 'ok' })
  rmSync(`${world.root}/node_modules/.bin/vitest`)
  expect(await world.check('install.npm')).toMatchObject({
    state: 'fail',
    message: 'vitest is not in node_modules/.bin, although the package is there: an install was cut short',
    fix: 'npm ci',
    isEnvironment: true,
    blocks: [expect.stringMatching(/^test:\.:/)],
  })
})

test('another package manager filled node_modules', async () => {
  const world = await create({
    ...installed(),
    'package.json': { ...manifestOfApp, packageManager: 'pnpm@9.1.0' },
    'pnpm-lock.yaml':
      "lockfileVersion: '9.0'\nimporters:\n\n  .:\n    dependencies:\n      react:\n        specifier: ^18.2.0\n        version: 18.2.0\n    devDependencies:\n      typescript:\n        specifier: ^5.5.0\n        version: 5.5.4\n      vitest:\n        specifier: ^2.0.0\n        version: 2.0.5\n",
  })
  rmSync(`${world.root}/package-lock.json`)
  expect(await world.check('install.npm')).toMatchObject({
    state: 'warn',
    message: 'node_modules was filled by npm, the repository uses pnpm',
    fix: 'npx -y pnpm@9.1.0 install --frozen-lockfile',
  })
})

describe('a workspace', () => {
  const files = {
    'package.json': { name: 'root', workspaces: ['packages/*'], devDependencies: { typescript: '^5.5.0' } },
    'packages/api/package.json': {
      name: 'api',
      scripts: { test: 'node --test' },
      dependencies: { core: '*', react: '^18.2.0' },
    },
    'packages/core/package.json': { name: 'core', version: '1.0.0', scripts: { test: 'node --test' } },
    'package-lock.json': {
      lockfileVersion: 3,
      packages: {
        'node_modules/core': { link: true, resolved: 'packages/core' },
        'node_modules/react': { version: '18.2.0' },
        'node_modules/typescript': { version: '5.5.4' },
        'packages/api': { version: '1.0.0' },
      },
    },
  }

  test('only the package that misses something is blocked', async () => {
    const world = await create({
      ...files,
      'node_modules/typescript/package.json': { name: 'typescript', version: '5.5.4' },
      'node_modules/core/package.json': { name: 'core', version: '1.0.0' },
      'node_modules/.package-lock.json': files['package-lock.json'],
    })
    expect(await world.check('install.npm')).toMatchObject({
      state: 'fail',
      message: '1 of 3 packages not installed: react',
      evidence: [{ file: 'packages/api/package.json', line: 8 }],
      blocks: ['test:packages/api:test'],
    })
  })

  test('a package that is installed in the member counts there', async () => {
    const world = await create({
      ...files,
      'node_modules/typescript/package.json': { name: 'typescript', version: '5.5.4' },
      'node_modules/core/package.json': { name: 'core', version: '1.0.0' },
      'packages/api/node_modules/react/package.json': { name: 'react', version: '18.2.0' },
      'node_modules/.package-lock.json': files['package-lock.json'],
    })
    expect(await world.check('install.npm')).toMatchObject({ state: 'ok' })
  })
})

describe('a package below the root that stands alone', () => {
  const worker = { dependencies: { react: '^18' } }

  test('has a check of its own', async () => {
    const scripts = { test: 'node --test' }
    const world = await create({ ...installed(), 'services/worker/package.json': { ...worker, scripts } })
    rmSync(`${world.root}/node_modules`, { recursive: true })
    expect(await world.check('install.npm:services/worker')).toMatchObject({
      state: 'fail',
      fix: 'cd services/worker && npm install',
      blocks: ['test:services/worker:test'],
    })
  })

  test('is a warning when the repository runs nothing of it', async () => {
    const world = await create({ ...installed(), 'services/worker/package.json': worker })
    rmSync(`${world.root}/node_modules`, { recursive: true })
    expect(await world.check('install.npm:services/worker')).toMatchObject({ state: 'warn', blocks: [] })
  })
})

test('ranges without a version (a folder, a tag, a URL) only have to be there; optional and peer packages need not', async () => {
  const world = await create({
    'package.json': {
      dependencies: { a: 'file:../a', b: 'latest', c: 'github:o/c', d: 'npm:real@^2.0.0' },
      optionalDependencies: { fsevents: '*' },
      peerDependencies: { react: '*' },
    },
    ...Object.fromEntries(['a', 'b', 'c'].map((name) => [`node_modules/${name}/package.json`, { version: '0.0.1' }])),
    'node_modules/d/package.json': { name: 'real', version: '2.1.0' },
  })
  rmSync(`${world.root}/package-lock.json`)
  expect(await world.check('install.npm')).toMatchObject({ state: 'ok' })
})

test('no package is asked for', async () => {
  const world = await create({ 'package.json': { name: 'app' } })
  expect(await world.check('install.npm')).toMatchObject({ state: 'ok', message: 'no package is asked for' })
})

test('members of a workspace that yarn links are not in its lockfile, and have to be nowhere else', async () => {
  const world = await World.create({
    files: {
      'package.json': { private: true, packageManager: 'yarn@1.22.22', workspaces: ['packages/*'] },
      'packages/a/package.json': { name: '@own/a', version: '1.0.0', dependencies: { '@own/b': '1.0.0' } },
      'packages/b/package.json': { name: '@own/b', version: '1.0.0' },
      'yarn.lock': '# yarn lockfile v1\n',
    },
    programs: nodePrograms,
    git: true,
  })
  expect((await world.check('install.npm')).message).not.toContain('yarn.lock does not fit')
})

describe("yarn's plug and play", () => {
  const files = {
    'package.json': {
      packageManager: 'yarn@4.1.0',
      dependencies: { lodash: '^4.0.0' },
      scripts: { test: 'node --test' },
    },
    'yarn.lock':
      '__metadata:\n  version: 8\n\n"lodash@npm:^4.0.0":\n  version: 4.17.21\n  resolution: "lodash@npm:4.17.21"\n',
  }

  test('without its loader nothing is installed', async () => {
    const world = await create(files)
    rmSync(`${world.root}/package-lock.json`)
    expect(await world.check('install.npm')).toMatchObject({
      state: 'fail',
      message: 'nothing is installed: 1 package asked for, there is no .pnp.cjs',
      fix: 'npx -y -p @yarnpkg/cli-dist@4.1.0 yarn install --immutable',
      blocks: ['test:.:test'],
    })
  })

  test('the settings above count', async () => {
    const world = await create({
      'package.json': { private: true, workspaces: ['packages/*'] },
      '.yarnrc.yml': 'nodeLinker: node-modules\n',
      'site/package.json': files['package.json'],
      'site/yarn.lock': files['yarn.lock'],
    })
    expect(await world.check('install.npm:site')).toMatchObject({
      message: 'nothing is installed: 1 package asked for, there is no node_modules',
    })
  })

  test('the loader lists what can be loaded', async () => {
    const world = await create({ ...files, '.pnp.cjs': `const state = '{"x": [\\\n  ["lodash", [\\\n  ]]';\n` })
    rmSync(`${world.root}/package-lock.json`)
    expect(await world.check('install.npm')).toMatchObject({ state: 'ok' })
    world.write({ 'package.json': { ...files['package.json'], dependencies: { lodash: '^4.17.0' } } })
    expect(await world.check('install.npm')).toMatchObject({
      state: 'warn',
      message: 'yarn.lock does not fit package.json: lodash ^4.17.0 is asked, 4.17.21 is locked',
    })
    world.write({ '.pnp.cjs': 'const state = "{}"' })
    expect(await world.check('install.npm')).toMatchObject({
      state: 'fail',
      message: expect.stringMatching(/^1 of 1 package not in \.pnp\.cjs: lodash; yarn\.lock does not fit/),
    })
  })

  test('is not used where the settings ask for node_modules', async () => {
    const world = await create({ ...files, '.yarnrc.yml': 'nodeLinker: node-modules\n' })
    rmSync(`${world.root}/package-lock.json`)
    mkdirSync(`${world.root}/node_modules`)
    expect(await world.check('install.npm')).toMatchObject({
      message: 'nothing is installed: 1 package asked for, node_modules has none of them',
    })
  })
})
