import { describe, expect, test } from 'vitest'
import { at, json, problemLines, readTree, type TreeFiles } from '../test-tree.ts'

async function packages(files: TreeFiles): Promise<string[]> {
  const workspace = await readTree(files)
  return workspace.packages.map(({ directory, ecosystem, name, membership, manifest }) => {
    return `${directory} ${ecosystem} ${name ?? '-'} ${membership} ${at(manifest)}`
  })
}

async function dependencies(files: TreeFiles): Promise<string[]> {
  const workspace = await readTree(files)
  return workspace.packages.flatMap((owner) =>
    owner.dependencies.map(
      ({ name, range, resolvedRange, kind, evidence }) => `${name}|${resolvedRange ?? range}|${kind}|${at(evidence)}`,
    ),
  )
}

describe('go', () => {
  test('modules, with go.work naming the members', async () => {
    expect(
      await packages({
        'go.work': 'go 1.22\n\nuse (\n\t./a\n\t"./b" // second\n)\n',
        'a/go.mod': '// the first\nmodule example.org/a\n',
        'b/go.mod': 'module example.org/b\n',
        'c/go.mod': 'module example.org/c\n',
        'a/testdata/x/go.mod': 'module x\n',
        'vendor/y/go.mod': 'module y\n',
      }),
    ).toEqual([
      '. go - root go.work:1',
      'a go example.org/a member a/go.mod:2',
      'b go example.org/b member b/go.mod:1',
      'c go example.org/c detached c/go.mod:1',
    ])
  })

  test('direct requirements only', async () => {
    const mod = 'module x\nrequire a.org/a v1.0.0\nrequire (\n\tb.org/b v2.0.0\n\tc.org/c v3.0.0 // indirect\n)\n'
    expect(await dependencies({ 'go.mod': mod })).toEqual([
      'a.org/a|v1.0.0|runtime|go.mod:2',
      'b.org/b|v2.0.0|runtime|go.mod:4',
    ])
  })

  test('a go.mod without a module line is a problem', async () => {
    expect(problemLines(await readTree({ 'go.mod': 'go 1.22\n' }))).toEqual(['syntax go.mod:1: has no module line'])
  })
})

describe('cargo', () => {
  test('a virtual workspace: patterns, exclusions and path dependencies', async () => {
    expect(
      await packages({
        'Cargo.toml': '[workspace]\nmembers = ["crates/*"]\nexclude = ["crates/old"]\n',
        'crates/a/Cargo.toml': '[package]\nname = "a"\n[dependencies]\nb = { path = "../../libs/b" }\n',
        'crates/old/Cargo.toml': '[package]\nname = "old"\n',
        'libs/b/Cargo.toml': '[package]\nname = "b"\n',
        'libs/c/Cargo.toml': '[package]\nname = "c"\n',
      }),
    ).toEqual([
      '. cargo - root Cargo.toml:1',
      'crates/a cargo a member crates/a/Cargo.toml:2',
      'crates/old cargo old detached crates/old/Cargo.toml:2',
      'libs/b cargo b member libs/b/Cargo.toml:2',
      'libs/c cargo c detached libs/c/Cargo.toml:2',
    ])
  })

  test('a workspace that is an example stays one', async () => {
    expect(
      await packages({
        'examples/Cargo.toml': '[workspace]\nmembers = ["a"]\n',
        'examples/a/Cargo.toml': '[package]\nname = "a"\n',
      }),
    ).toEqual([
      'examples cargo - detached examples/Cargo.toml:1',
      'examples/a cargo a detached examples/a/Cargo.toml:2',
    ])
  })

  test('dependencies, those of the workspace and of targets included', async () => {
    expect(
      await dependencies({
        'Cargo.toml':
          '[workspace]\n[workspace.dependencies]\nserde = "1"\n[package]\nname = "r"\n[dependencies]\nserde = { workspace = true }\n[dev-dependencies]\nproptest = "1.4"\n[target."cfg(unix)".dependencies]\nlibc = "0.2"\n',
      }),
    ).toEqual(['serde|1|runtime|Cargo.toml:7', 'proptest|1.4|dev|Cargo.toml:9', 'libc|0.2|runtime|Cargo.toml:11'])
  })
})

describe('ruby and php', () => {
  test('a Gemfile with groups and a gemspec', async () => {
    const files = {
      Gemfile:
        'source "https://example.org"\ngem "rails", "~> 7.0", ">= 7.0.4"\ngroup :development, :test do\n  gem "rspec-rails"\nend\ngem \'puma\'\ngem "rubocop", require: false, group: :lint\n',
      'demo.gemspec':
        'Gem::Specification.new do |s|\n  s.add_dependency "rack", ">= 2"\n  s.add_development_dependency("rake")\nend\n',
    }
    expect(await packages(files)).toEqual(['. ruby demo standalone Gemfile:1'])
    expect(await dependencies(files)).toEqual([
      'rails|~> 7.0, >= 7.0.4|runtime|Gemfile:2',
      'rspec-rails||dev|Gemfile:4',
      'puma||runtime|Gemfile:6',
      'rubocop||dev|Gemfile:7',
      'rack|>= 2|runtime|demo.gemspec:2',
      'rake||dev|demo.gemspec:3',
    ])
  })

  test('composer.json; the platform is no dependency', async () => {
    const files = {
      'composer.json': json({
        name: 'a/b',
        require: { php: '^8.1', 'ext-json': '*', 'symfony/console': '^6' },
        'require-dev': { 'phpunit/phpunit': '^10' },
      }),
    }
    expect(await packages(files)).toEqual(['. php a/b standalone composer.json:2'])
    expect(await dependencies(files)).toEqual([
      'symfony/console|^6|runtime|composer.json:6',
      'phpunit/phpunit|^10|dev|composer.json:9',
    ])
  })
})

describe('maven, gradle and dotnet', () => {
  test('poms with modules of modules', async () => {
    const pom = (name: string, modules: readonly string[] = []): string =>
      `<project>\n<artifactId>${name}</artifactId>\n<modules>${modules.map((module) => `<module>${module}</module>`).join('')}</modules></project>`
    expect(
      await packages({
        'pom.xml': pom('top', ['a']),
        'a/pom.xml': pom('a', ['b']),
        'a/b/pom.xml': pom('b'),
        'other/pom.xml': pom('other'),
      }),
    ).toEqual([
      '. maven top root pom.xml:2',
      'a maven a member a/pom.xml:2',
      'a/b maven b member a/b/pom.xml:2',
      'other maven other detached other/pom.xml:2',
    ])
  })

  test('the dependencies of a pom, and a pom that is none', async () => {
    const dependency =
      '<dependency><groupId>g</groupId>\n<artifactId>a</artifactId><version>1</version><scope>test</scope></dependency>'
    expect(
      await dependencies({ 'pom.xml': `<project><dependencies>\n${dependency}</dependencies></project>` }),
    ).toEqual(['g:a|1|dev|pom.xml:2'])
    expect(problemLines(await readTree({ 'pom.xml': 'not xml' }))).toEqual([
      'syntax pom.xml:1: not a pom: the top element is not <project>',
    ])
  })

  test('a Gradle build with included projects', async () => {
    const files = {
      'settings.gradle.kts': 'rootProject.name = "demo"\ninclude(":app")\ninclude(\n  ":lib:core",\n)\n',
      'build.gradle.kts': '',
      'app/build.gradle.kts':
        'dependencies {\n  implementation("com.x:y:1.0")\n  testImplementation("org.junit:junit")\n}\n',
      'lib/core/build.gradle': '',
      'buildSrc/build.gradle': '',
    }
    expect(await packages(files)).toEqual([
      '. gradle demo root build.gradle.kts:1',
      'app gradle - member app/build.gradle.kts:1',
      'lib/core gradle - member lib/core/build.gradle:1',
    ])
    expect(await dependencies(files)).toEqual([
      'com.x:y|1.0|runtime|app/build.gradle.kts:2',
      'org.junit:junit||dev|app/build.gradle.kts:3',
    ])
  })

  test('a solution and its projects', async () => {
    const files = {
      'Demo.sln': '',
      'src/App/App.csproj': '<Project>\n<PackageReference Include="Serilog" Version="3.0" />\n</Project>',
    }
    expect(await packages(files)).toEqual([
      '. dotnet Demo root Demo.sln:1',
      'src/App dotnet App member src/App/App.csproj:1',
    ])
    expect(await dependencies(files)).toEqual(['Serilog|3.0|runtime|src/App/App.csproj:2'])
  })
})
