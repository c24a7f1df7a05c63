import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { readMachineNeeds } from './read-machine-needs.ts'
import { readWorkspace } from './read-workspace.ts'
import { at, json, makeTree, type TreeFiles } from './test-tree.ts'
import type { Evidence } from './types.ts'

/** Each kind of source as the page of doctor names it, files that have one, and the fact and line that are read off it. */
const sources: readonly (readonly [kind: string, files: TreeFiles, fact: string])[] = [
  ['`.nvmrc`', { '.nvmrc': '22\n' }, '.nvmrc:1 node 22'],
  ['`.node-version`', { '.node-version': '22\n' }, '.node-version:1 node 22'],
  ['`engines`', { 'package.json': json({ engines: { node: '>=20' } }) }, 'package.json:3 node >=20'],
  [
    '`devEngines`',
    { 'package.json': json({ devEngines: { runtime: { name: 'node', version: '>=20' } } }) },
    'package.json:5 node >=20',
  ],
  ['`packageManager`', { 'package.json': json({ packageManager: 'pnpm@9.1.0' }) }, 'package.json:2 pnpm 9.1.0'],
  ['`volta`', { 'package.json': json({ volta: { node: '20.1.0' } }) }, 'package.json:3 node 20.1.0'],
  [
    '`requires-python`',
    { 'pyproject.toml': '[project]\nname = "a"\nrequires-python = ">=3.11"\n' },
    'pyproject.toml:3 python >=3.11',
  ],
  ['`.python-version`', { '.python-version': '3.12\n' }, '.python-version:1 python 3.12'],
  ['`runtime.txt`', { 'runtime.txt': 'python-3.11.4\n' }, 'runtime.txt:1 python 3.11.4'],
  ['`Pipfile`', { Pipfile: '[requires]\npython_version = "3.11"\n' }, 'Pipfile:2 python 3.11'],
  [
    'poetry',
    { 'pyproject.toml': '[tool.poetry]\nname = "a"\n[tool.poetry.dependencies]\npython = "^3.11"\n' },
    'pyproject.toml:4 python ^3.11',
  ],
  ['`go.mod`', { 'go.mod': 'module a\n\ngo 1.22\n', 'a.go': '' }, 'go.mod:3 go 1.22'],
  [
    '`rust-toolchain.toml`',
    { 'rust-toolchain.toml': '[toolchain]\nchannel = "1.80"\n' },
    'rust-toolchain.toml:2 rust 1.80',
  ],
  [
    '`rust-version`',
    { 'Cargo.toml': '[package]\nname = "a"\nversion = "0.1.0"\nrust-version = "1.80"\n', 'src/lib.rs': '' },
    'Cargo.toml:4 rust 1.80',
  ],
  ['`.ruby-version`', { '.ruby-version': '3.3.0\n' }, '.ruby-version:1 ruby 3.3.0'],
  ['`Gemfile`', { Gemfile: 'source "https://rubygems.org"\nruby "3.3.0"\n' }, 'Gemfile:2 ruby 3.3.0'],
  ['`composer.json`', { 'composer.json': json({ require: { php: '^8.2' } }) }, 'composer.json:3 php ^8.2'],
  ['`.java-version`', { '.java-version': '21\n' }, '.java-version:1 java 21'],
  [
    '`pom.xml`',
    {
      'pom.xml':
        '<project>\n<properties>\n<maven.compiler.release>17</maven.compiler.release>\n</properties>\n</project>\n',
    },
    'pom.xml:3 java 17',
  ],
  ['`.sdkmanrc`', { '.sdkmanrc': 'java=21.0.1-tem\n' }, '.sdkmanrc:1 java 21.0.1-tem'],
  ['`global.json`', { 'global.json': json({ sdk: { version: '8.0.100' } }) }, 'global.json:3 dotnet 8.0.100'],
  ['`.tool-versions`', { '.tool-versions': 'nodejs 22.1.0\n' }, '.tool-versions:1 node 22.1.0'],
  ['`mise.toml`', { 'mise.toml': '[tools]\nnode = "22"\n' }, 'mise.toml:2 node 22'],
  ['lockfiles', { 'package.json': json({ name: 'a' }), 'yarn.lock': '# yarn lockfile v1\n' }, 'yarn.lock:1 yarn'],
  ['`Dockerfile`', { Dockerfile: 'FROM node:18\n' }, 'Dockerfile:1 node 18'],
  ['CI', { '.github/workflows/a.yml': 'jobs:\n  a:\n    node-version: 18\n' }, '.github/workflows/a.yml:3 node 18'],
  ['compose files', { 'compose.yaml': 'services:\n  db:\n    image: postgres\n' }, 'compose.yaml:2 db'],
  [
    'addresses in configuration',
    { 'celeryconfig.py': "broker_url = 'amqp://127.0.0.1//'\n" },
    'celeryconfig.py:1 amqp 5672',
  ],
  ['`Procfile`', { Procfile: 'web: serve\n' }, 'Procfile:1 web'],
  ['`.env.example`', { '.env.example': 'A_KEY=\n' }, '.env.example:1 A_KEY'],
  ['`.gitattributes`', { '.gitattributes': '*.bin filter=lfs\n' }, '.gitattributes:1 *.bin'],
  ['hook managers', { 'lefthook.yml': 'pre-commit: {}\n' }, 'lefthook.yml:1 lefthook'],
  ['scripts', { 'package.json': json({ scripts: { a: 'jq .' } }) }, 'package.json:3 jq'],
  ['targets', { Makefile: 'a:\n\tjq .\n' }, 'Makefile:2 jq'],
  ['shell files', { 'scripts/a.sh': 'jq .\n' }, 'scripts/a.sh:1 jq'],
  ['native builds', { 'package.json': json({ name: 'a' }), 'binding.gyp': '{}' }, 'binding.gyp:1 node-gyp'],
]

const page = readFileSync(join(import.meta.dirname, '../../../../docs/doctor.md'), 'utf8')

test.each(sources)('%s', async (kind, files, fact) => {
  expect(page).toContain(kind)
  expect(await factsOf(files)).toContain(fact)
})

/** Everything that was read, as `file:line` and the words that say what. */
async function factsOf(files: TreeFiles): Promise<readonly string[]> {
  const root = await makeTree(files)
  const listed = Object.keys(files)
  const workspace = await readWorkspace(root, { files: listed })
  const { calledPrograms, nativeBuilds } = await readMachineNeeds(workspace, listed)
  const { requirements, mentionedVersions, packageManagers, services, addresses, orchestrators } = workspace
  const { environmentVariables, largeFiles, processes } = workspace
  const facts: readonly { readonly evidence: Evidence; readonly words: string }[] = [
    ...[...requirements, ...mentionedVersions].map(({ evidence, tool, range }) => ({
      evidence,
      words: `${tool} ${range}`,
    })),
    ...addresses.map(({ evidence, scheme, port }) => ({ evidence, words: `${scheme} ${port}` })),
    ...largeFiles.map(({ evidence, pattern }) => ({ evidence, words: pattern })),
    ...calledPrograms.map(({ evidence, program }) => ({ evidence, words: program })),
    ...nativeBuilds.map(({ evidence, kind }) => ({ evidence, words: kind })),
    ...[...packageManagers, ...services, ...orchestrators, ...environmentVariables, ...processes].map(
      ({ evidence, name }) => ({ evidence, words: name }),
    ),
  ]
  return facts.map(({ evidence, words }) => `${at(evidence)} ${words}`)
}
