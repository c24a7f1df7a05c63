import path from 'node:path'
import { afterEach, describe, expect, test } from 'vitest'
import { chmod, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { launcherText } from '../scripts/tool-template.mjs'
import { openRepository } from './support/repository.ts'
import { rules, type RuleName } from './support/rules/index.ts'

/** The invariants of this repository: they hold here, and each is seen to catch its breach in a small tree. */
const root = path.resolve(import.meta.dirname, '..')
const ruleNames = Object.keys(rules) as readonly RuleName[]

describe('this repository', () => {
  const repository = openRepository(root)
  test.each(ruleNames)('%s', (name) => {
    expect(rules[name](repository)).toEqual([])
  })
})

/** Text by path; undefined takes a file out of the sound tree. */
type Changes = Readonly<Record<string, string | undefined>>

/** A repository with one tool, in which every rule holds. */
const soundTree: Readonly<Record<string, string>> = {
  'package.json': json({
    bin: { tide: 'bin/tide' },
    engines: { node: '>=20.19' },
    packageManager: 'pnpm@12.21.0',
    devDependencies: { esbuild: 'catalog:' },
  }),
  'pnpm-workspace.yaml':
    "packages:\n  - packages/*\n\ncatalog:\n  esbuild: 0.28.2\n  '@types/node': 20.19.43\n\nallowBuilds:\n  esbuild: true\n",
  'pnpm-lock.yaml': "lockfileVersion: '9.0'\n",
  'bin/tide': launcherText('tide'),
  'scripts/launch.cjs': 'const nodeMin = { major: 20, minor: 19 }\n',
  'packages/core/package.json': json({
    name: '@groundcrew/core',
    private: true,
    type: 'module',
    exports: { './text': './src/text/index.ts', './repo': './src/repo/index.ts' },
  }),
  'packages/core/src/text/index.ts': "export { pad } from './pad.ts'\n",
  'packages/core/src/text/pad.ts': 'export const pad = 1\n',
  'packages/core/src/repo/index.ts': "import { pad } from '../text/index.ts'\n\nexport const repo = pad\n",
  'packages/tide/package.json': json({
    name: '@groundcrew/tide',
    private: true,
    type: 'module',
    dependencies: { '@groundcrew/core': 'workspace:*' },
  }),
  'packages/tide/src/bin.ts':
    "import { main } from '@groundcrew/core/cli'\nimport { tideTool } from './cli.ts'\n\nvoid main(tideTool)\n",
  'packages/tide/src/cli.ts': 'export const tideTool = 1\n',
  'packages/tide/src/tide.ts': 'export const tide = 1\n',
  'packages/tide/src/render.ts': 'export const render = 1\n',
  'docs/index.md': '- [tide](tide.md): [exit codes](tide.md#exit-codes)\n',
  'docs/tide.md': '# tide\n\n## Exit `codes`\n\n`[not](a-link.md)`\n',
  'test/tools/tide.test.ts': "import { Rig } from '../support/rig.ts'\n",
}

interface Breach {
  readonly rule: RuleName
  readonly title: string
  readonly changes: Changes
  readonly found: readonly string[]
}

const breaches: readonly Breach[] = [
  {
    rule: 'every tool is whole',
    title: 'a tool without its page, test and entry in bin',
    changes: { 'docs/tide.md': undefined, 'test/tools/tide.test.ts': undefined, 'package.json': json({}) },
    found: [
      'docs/tide.md: missing, tide is not whole without it',
      'test/tools/tide.test.ts: missing, tide is not whole without it',
      'package.json: "bin" does not map tide to bin/tide',
    ],
  },
  {
    rule: 'every tool is whole',
    title: 'a package without a launcher, an entry or a table',
    changes: { 'bin/tide': undefined, 'packages/tide/src/bin.ts': undefined, 'packages/tide/src/cli.ts': undefined },
    found: [
      'packages/tide/src/bin.ts: missing, tide is not whole without it',
      'packages/tide/src/cli.ts: missing, tide is not whole without it',
      'bin/tide: missing, tide is not whole without it',
    ],
  },
  {
    rule: 'launchers hold no logic',
    title: 'a launcher with a line of its own',
    changes: { 'bin/tide': `${launcherText('tide')}process.exitCode = 0\n` },
    found: ["bin/tide: not the launcher's text"],
  },
  {
    rule: 'launchers hold no logic',
    title: "a launcher that starts another's bundle",
    changes: { 'bin/tide': launcherText('doctor') },
    found: ["bin/tide: not the launcher's text"],
  },
  {
    rule: 'core exports its layers',
    title: 'a layer without an export, and an export without a layer',
    changes: {
      'packages/core/src/cli/index.ts': 'export {}\n',
      'packages/core/src/repo/index.ts': undefined,
    },
    found: [
      'packages/core/package.json: "exports" has ./cli as undefined, the folders say ./src/cli/index.ts',
      'packages/core/package.json: "exports" has ./repo as ./src/repo/index.ts, the folders say undefined',
    ],
  },
  {
    rule: 'packages are named after their folder',
    title: 'a package with another name that could be published',
    changes: { 'packages/tide/package.json': json({ name: 'tide', type: 'module' }) },
    found: [
      'packages/tide/package.json: named tide, not @groundcrew/tide',
      'packages/tide/package.json: not private or not of type module',
    ],
  },
  {
    rule: 'the oldest Node is the same everywhere',
    title: 'a launcher that lets an older Node in',
    changes: { 'scripts/launch.cjs': 'const nodeMin = { major: 20, minor: 0 }\n' },
    found: ['scripts/launch.cjs: nodeMin is 20.0, package.json says >=20.19'],
  },
  {
    rule: 'core layers point down',
    title: 'an import of a higher layer, as a value and as a type',
    changes: {
      'packages/core/src/text/pad.ts': [
        "import type { Repo } from '../repo/index.ts'",
        'export const pad = async () => import(',
        "  '../repo/index.ts'",
        ')',
      ].join('\n'),
    },
    found: ['packages/core/src/text/pad.ts:1: text imports repo', 'packages/core/src/text/pad.ts:3: text imports repo'],
  },
  {
    rule: 'core layers point down',
    title: "an import past a layer's door, and one by the package's name",
    changes: {
      'packages/core/src/repo/index.ts':
        "export { pad } from '../text/pad.ts'\nexport { cli } from '@groundcrew/core/cli'\n",
    },
    found: [
      'packages/core/src/repo/index.ts:1: ../text/pad.ts passes the door of text, its index.ts',
      'packages/core/src/repo/index.ts:2: core imports itself by a relative path',
    ],
  },
  {
    rule: 'core layers point down',
    title: 'a file in no layer',
    changes: { 'packages/core/src/misc.ts': '', 'packages/core/src/network/get.ts': '' },
    found: [
      'packages/core/src/misc.ts: in none of the layers text < cli < process < repo < workspace < failures < tasks < history',
      'packages/core/src/network/get.ts: in none of the layers text < cli < process < repo < workspace < failures < tasks < history',
    ],
  },
  {
    rule: 'packages import core alone',
    title: 'a tool that imports a tool, or the code map without being one of its users',
    changes: {
      'packages/tide/src/tide.ts':
        "import { doctor } from '@groundcrew/doctor'\nexport type { Index } from '@groundcrew/code-map/index'\n",
      'packages/impact/src/impact.ts': "import { index } from '@groundcrew/code-map'\n",
    },
    found: [
      'packages/tide/src/tide.ts:1: tide may not import doctor',
      'packages/tide/src/tide.ts:2: tide may not import code-map',
    ],
  },
  {
    rule: 'no relative import leaves its package',
    title: 'a path into a sibling',
    changes: { 'packages/tide/src/tide.ts': "const core = require('../../core/src/text/index.ts')\n" },
    found: ['packages/tide/src/tide.ts:1: ../../core/src/text/index.ts leaves the package'],
  },
  {
    rule: 'nothing imports bench or test',
    title: 'a test that imports a benchmark, a source that imports a test',
    changes: {
      'test/tools/tide.test.ts': "import { measure } from '../../bench/measure.mjs'\n",
      'packages/tide/src/tide.ts': "import { Rig } from '../../../test/support/rig.ts'\n",
    },
    found: [
      'packages/tide/src/tide.ts:1: imports test/support/rig.ts',
      'test/tools/tide.test.ts:1: imports bench/measure.mjs',
    ],
  },
  {
    rule: 'versions come from the catalog',
    title: 'a version in a package, and a workspace package by version',
    changes: {
      'packages/tide/package.json': json({ dependencies: { '@groundcrew/core': '0.0.0', yaml: '^2.0.0' } }),
    },
    found: [
      'packages/tide/package.json: @groundcrew/core is "0.0.0", not "workspace:*"',
      'packages/tide/package.json: yaml is "^2.0.0", not "catalog:"',
    ],
  },
  {
    rule: 'versions are exact',
    title: 'ranges in the catalog, and no version of the package manager',
    changes: {
      'pnpm-workspace.yaml':
        "catalog:\n  yaml: ^2.9.1\n\n  '@types/node': 20 # for now\n  execa: 9.6.1 # the last for Node 20\nallowBuilds:\n  esbuild: true\n",
      'package.json': json({ packageManager: 'pnpm@12' }),
    },
    found: [
      'pnpm-workspace.yaml: yaml is pinned to "^2.9.1", not to one version',
      'pnpm-workspace.yaml: @types/node is pinned to "20", not to one version',
      'package.json: "packageManager" is "pnpm@12"',
    ],
  },
  {
    rule: 'no registry hosts',
    title: 'a tarball in the lockfile, and an .npmrc',
    changes: {
      'pnpm-lock.yaml': "lockfileVersion: '9.0'\n  resolution: {tarball: https://npm.example.org/yaml.tgz}\n",
      'packages/tide/.npmrc': '',
    },
    found: ['pnpm-lock.yaml:2: names a host', 'packages/tide/.npmrc: configures a registry'],
  },
  {
    rule: 'files are small',
    title: 'a source and a page that nobody reads to the end',
    changes: { 'packages/tide/src/tide.ts': 'x'.repeat(40_001), 'docs/tide.md': 'x'.repeat(200_001) },
    found: ['docs/tide.md: 200001 bytes, more than 200000', 'packages/tide/src/tide.ts: 40001 bytes, more than 40000'],
  },
  {
    rule: 'no machine paths',
    title: 'a path under a home directory',
    changes: {
      'docs/tide.md': `See ${absolute('home', 'ana', 'tide')}.\nSee a/home/page/1.\n`,
      'bin/tide': `cd ${absolute('root', 'tide')}\n`,
    },
    found: ['bin/tide:1: a path of one machine', 'docs/tide.md:1: a path of one machine'],
  },
  {
    rule: 'no unfinished markers',
    title: 'a marker in a comment, not the word in a text',
    changes: { 'packages/tide/src/tide.ts': `${comment('TODO later')}\nexport const marker = 'TODO'\n` },
    found: ['packages/tide/src/tide.ts:1: an unfinished marker'],
  },
  {
    rule: 'lint stays on',
    title: 'a disabled rule without a reason, a second way out, an ignored type error',
    changes: {
      'packages/tide/src/tide.ts': [
        comment('oxlint-disable-next-line max-params'),
        comment('oxlint-disable-next-line unicorn/no-process-exit -- done'),
        comment('@ts-ignore'),
      ].join('\n'),
      'packages/core/src/cli/main.ts': comment('oxlint-disable-next-line unicorn/no-process-exit -- the one place'),
    },
    found: [
      'packages/tide/src/tide.ts:1: a lint rule is switched off without a reason',
      'packages/tide/src/tide.ts:2: only packages/core/src/cli/main.ts ends the process',
      'packages/tide/src/tide.ts:3: the type check is switched off',
    ],
  },
  {
    rule: 'names are plain',
    title: 'a blank in a name',
    changes: { 'docs/to tide.md': '', 'test/fixtures/a b.txt': '' },
    found: ['"docs/to tide.md": letters, digits, dots, dashes and underscores only'],
  },
  {
    rule: 'the index lists every page',
    title: 'pages that the index does not link',
    changes: { 'docs/index.md': 'tide.md\n', 'docs/style.md': '' },
    found: ['docs/index.md: no link to docs/style.md', 'docs/index.md: no link to docs/tide.md'],
  },
  {
    rule: 'links resolve',
    title: 'a missing page and a missing heading',
    changes: { 'docs/index.md': '[a](gone.md) [b](tide.md#flags) [c](../bin) [d](https://example.org/x)\n' },
    found: ['docs/index.md:1: gone.md leads nowhere', 'docs/index.md:1: tide.md#flags names no heading'],
  },
]

describe('a breach is caught', () => {
  test('the sound tree has none', async () => {
    const repository = openRepository(await plant({}))
    expect(ruleNames.flatMap((name) => rules[name](repository))).toEqual([])
  })

  test.each(breaches)('$rule: $title', async ({ rule, changes, found }) => {
    expect(rules[rule](openRepository(await plant(changes)))).toEqual(found)
  })

  test('launchers hold no logic: a launcher that cannot be executed', async () => {
    const directory = await plant({})
    await chmod(path.join(directory, 'bin/tide'), 0o644)
    expect(rules['launchers hold no logic'](openRepository(directory))).toEqual(['bin/tide: not executable'])
  })

  test('every rule has a breach', () => {
    expect(ruleNames.filter((name) => !breaches.some(({ rule }) => rule === name))).toEqual([])
  })
})

const planted: string[] = []

afterEach(async () => {
  for (const directory of planted.splice(0)) await rm(directory, { recursive: true })
})

async function plant(changes: Changes): Promise<string> {
  const directory = await mkdtemp(path.join(tmpdir(), 'groundcrew-rules-'))
  planted.push(directory)
  for (const [file, text] of Object.entries({ ...soundTree, ...changes })) {
    if (text === undefined) continue
    const target = path.join(directory, file)
    await mkdir(path.dirname(target), { recursive: true })
    await writeFile(target, text)
    if (file.startsWith('bin/')) await chmod(target, 0o755)
  }
  return directory
}

/** Put together here, so that this file keeps the rules about comments and paths itself. */
function comment(text: string): string {
  return `// ${text}`
}

function absolute(...parts: readonly string[]): string {
  return ['', ...parts].join('/')
}

function json(value: object): string {
  return `${JSON.stringify(value, undefined, 2)}\n`
}
