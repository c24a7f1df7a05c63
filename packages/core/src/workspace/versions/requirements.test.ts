import { describe, expect, test } from 'vitest'
import { json, problemLines, readTree, requirementLines, type TreeFiles } from '../test-tree.ts'

async function requirements(files: TreeFiles): Promise<string[]> {
  return requirementLines(await readTree(files))
}

describe('version files', () => {
  test('the plain ones: the first line that says something', async () => {
    expect(
      await requirements({
        '.nvmrc': '# the line of long-term support\n\nlts/iron\n',
        '.node-version': '22.1.0',
        '.python-version': '3.12.1\n3.11.8\n',
        'runtime.txt': 'python-3.11.4\r\n',
        '.ruby-version': 'ruby-3.3.0\n',
        '.java-version': '17\n',
        '.sdkmanrc': '# env\njava=21.0.2-tem\n',
      }),
    ).toEqual([
      'java 17 => 17.x (pinned, .java-version) . .java-version:1',
      'node 22.1.0 => 22.1.0 (pinned, .node-version) . .node-version:1',
      'node lts/iron => 20.x (pinned, .nvmrc) . .nvmrc:3',
      'python 3.12.1 => 3.12.1 (pinned, .python-version) . .python-version:1',
      'ruby ruby-3.3.0 => 3.3.0 (pinned, .ruby-version) . .ruby-version:1',
      'java 21.0.2-tem => 21.0.2 (pinned, .sdkmanrc) . .sdkmanrc:2',
      'python 3.11.4 => 3.11.4 (pinned, runtime.txt) . runtime.txt:1',
    ])
  })

  test('empty ones, and those of fixtures and examples, ask nothing', async () => {
    expect(
      await requirements({ '.nvmrc': '\n', 'test/fixtures/a/.nvmrc': '8', 'examples/b/.node-version': '8' }),
    ).toEqual([])
  })

  test('.tool-versions', async () => {
    expect(
      await requirements({ 'sub/.tool-versions': 'nodejs 20.1.0 18.0.0 # first counts\n\n# x\ngolang 1.22\nawscli\n' }),
    ).toEqual([
      'node 20.1.0 => 20.1.0 (pinned, .tool-versions) sub sub/.tool-versions:1',
      'go 1.22 => 1.22.x (pinned, .tool-versions) sub sub/.tool-versions:4',
    ])
  })

  test('mise in all its places; tools that mise installs itself are none of the machine', async () => {
    expect(
      await requirements({
        'mise.toml':
          '[tools]\nnode = "20"\npython = ["3.12", "3.11"]\n"npm:prettier" = "3"\ngo = { version = "1.22" }\n',
        '.config/mise.toml': '[tools]\nruby = "latest"\n',
        'sub/.config/mise/config.toml': '[tools]\nbun = "1.1.0"\n',
        '.cargo/config.toml': '[tools]\nnot = "mise"\n',
      }),
    ).toEqual([
      'ruby latest => * (pinned, mise) . .config/mise.toml:2',
      'node 20 => 20.x (pinned, mise) . mise.toml:2',
      'python 3.12 => 3.12.x (pinned, mise) . mise.toml:3',
      'go 1.22 => 1.22.x (pinned, mise) . mise.toml:5',
      'bun 1.1.0 => 1.1.0 (pinned, mise) sub sub/.config/mise/config.toml:2',
    ])
  })

  test('rust-toolchain in both forms', async () => {
    expect(
      await requirements({
        'rust-toolchain.toml': '[toolchain]\ncomponents = []\nchannel = "1.75.0"\n',
        'old/rust-toolchain': 'nightly\n',
      }),
    ).toEqual([
      'rust nightly => * (pinned, rust-toolchain) old old/rust-toolchain:1',
      'rust 1.75.0 => 1.75.0 (pinned, rust-toolchain) . rust-toolchain.toml:3',
    ])
  })

  test.each([
    [undefined, '>=8.0.204 <8.0.300'],
    ['latestFeature', '>=8.0.204 <8.1.0'],
    ['latestMinor', '>=8.0.204 <9.0.0'],
    ['latestMajor', '>=8.0.204'],
    ['disable', '8.0.204'],
  ])('global.json rolling forward by %s', async (rollForward, constraint) => {
    const file = json({ sdk: { version: '8.0.204', rollForward } })
    expect(await requirements({ 'global.json': file })).toEqual([
      `dotnet 8.0.204 => ${constraint} (pinned, global.json) . global.json:3`,
    ])
  })
})

describe('package.json', () => {
  test('engines, packageManager, devEngines and volta', async () => {
    expect(
      await requirements({
        'package.json': json({
          name: 'x',
          engines: { node: '>=20', npm: 'please use pnpm', vscode: '^1.80.0' },
          packageManager: 'pnpm@9.1.0+sha512.abc',
          devEngines: { runtime: { name: 'node', version: '^22' }, packageManager: [{ name: 'pnpm' }] },
          volta: { node: '20.1.0', extends: '../package.json' },
        }),
      }),
    ).toEqual([
      'node >=20 => >=20 (supported, engines) . package.json:4',
      'npm please use pnpm => not understood (supported, engines) . package.json:5',
      'node >=18.12 (pnpm 9.1.0) => >=18.12 (supported, packageManager) . package.json:8',
      'pnpm 9.1.0 => 9.1.0 (pinned, packageManager) . package.json:8',
      'node ^22 => ^22 (supported, devEngines) . package.json:12',
      'pnpm * => * (supported, devEngines) . package.json:14',
      'node 20.1.0 => 20.1.0 (pinned, volta) . package.json:21',
    ])
  })

  test('a packageManager without a version is a problem', async () => {
    const workspace = await readTree({ 'package.json': json({ name: 'x', packageManager: 'pnpm' }) })
    expect(workspace.requirements).toEqual([])
    expect(problemLines(workspace)).toEqual([
      'wrong-shape package.json:3: "packageManager" is not of the form name@version',
    ])
  })

  test('a member that asks the same as its root adds nothing; one that asks more does', async () => {
    const member = (node: string): string => json({ name: `m${node}`, engines: { node } })
    expect(
      await requirements({
        'package.json': json({ name: 'r', workspaces: ['p/*'], engines: { node: '>=20' } }),
        'p/a/package.json': member('>=20'),
        'p/b/package.json': member('>=22'),
      }),
    ).toEqual([
      'node >=22 => >=22 (supported, engines) p/b p/b/package.json:4',
      'node >=20 => >=20 (supported, engines) . package.json:7',
    ])
  })

  test('detached packages ask nothing', async () => {
    expect(await requirements({ 'examples/a/package.json': json({ name: 'a', engines: { node: '>=99' } }) })).toEqual(
      [],
    )
  })
})

describe('other manifests', () => {
  test('Python', async () => {
    expect(
      await requirements({
        'a/pyproject.toml': '[project]\nname = "a"\nrequires-python = ">=3.9"\n',
        'b/pyproject.toml': '[tool.poetry.dependencies]\npython = "^3.11"\n',
        'c/setup.cfg': '[options]\npython_requires = >=3.8\n',
        'd/setup.py': 'setup(\n  name="d",\n  python_requires=">=3.7",\n)\n',
        'e/Pipfile': '[requires]\npython_version = "3.11"\n',
      }),
    ).toEqual([
      'python >=3.9 => >=3.9.0 (supported, requires-python) a a/pyproject.toml:3',
      'python ^3.11 => >=3.11.0 <4.0.0 (supported, poetry) b b/pyproject.toml:2',
      'python >=3.8 => >=3.8.0 (supported, requires-python) c c/setup.cfg:2',
      'python >=3.7 => >=3.7.0 (supported, requires-python) d d/setup.py:3',
      'python 3.11 => 3.11.x (pinned, Pipfile) e e/Pipfile:2',
    ])
  })

  test('Go, Rust, Ruby and PHP', async () => {
    expect(
      await requirements({
        'go.mod': 'module x\n\ngo 1.22\n\ntoolchain go1.22.3\n',
        'rs/Cargo.toml': '[package]\nname = "x"\nrust-version = "1.70"\n',
        'rb/Gemfile': 'source "x"\nruby "~> 3.2.0", engine: "ruby"\n',
        'rb2/Gemfile': 'ruby file: ".ruby-version"\n',
        'php/composer.json': json({ require: { php: '^8.1', 'ext-json': '*' } }),
      }),
    ).toEqual([
      'go 1.22 => >=1.22.0 (supported, go-directive) . go.mod:3',
      'go go1.22.3 => >=1.22.3 (supported, toolchain) . go.mod:5',
      'php ^8.1 => >=8.1.0 <9.0.0 (supported, composer) php php/composer.json:3',
      'ruby ~> 3.2.0 => >=3.2.0 <3.3.0 (supported, Gemfile) rb rb/Gemfile:2',
      'rust 1.70 => >=1.70.0 (supported, rust-version) rs rs/Cargo.toml:3',
    ])
  })

  test('Java from poms and Gradle builds', async () => {
    expect(
      await requirements({
        'a/pom.xml':
          '<project>\n<artifactId>a</artifactId>\n<properties>\n<java.version>17</java.version>\n</properties></project>',
        'b/pom.xml': '<project><properties>\n<maven.compiler.source>1.8</maven.compiler.source></properties></project>',
        'c/build.gradle': '\nsourceCompatibility = JavaVersion.VERSION_11\n',
        'd/build.gradle.kts': 'java { toolchain {\n languageVersion.set(JavaLanguageVersion.of(21)) } }\n',
      }),
    ).toEqual([
      'java 17 => >=17.0.0 (supported, pom) a a/pom.xml:4',
      'java 1.8 => >=8.0.0 (supported, pom) b b/pom.xml:2',
      'java 11 => >=11.0.0 (supported, gradle) c c/build.gradle:2',
      'java 21 => >=21.0.0 (supported, gradle) d d/build.gradle.kts:2',
    ])
  })
})
