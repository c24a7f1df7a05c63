import { spawnSync } from 'node:child_process'
import { chmod } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { at, commandLines, findCommand, json, makeTree, readTree, type TreeFiles } from '../test-tree.ts'

async function lines(files: TreeFiles): Promise<string[]> {
  return commandLines(await readTree(files))
}

describe('go', () => {
  const module = { 'go.mod': 'module x\n\ngo 1.22\n', 'main.go': 'package main\n', 'pkg/a_test.go': 'package pkg\n' }

  test('format, vet, build and tests', async () => {
    const workspace = await readTree(module)
    expect(workspace.commands.map(({ id, program, runner }) => [id, program, runner])).toEqual([
      ['format:.:gofmt', 'gofmt', undefined],
      ['lint:.:go-vet', 'go', undefined],
      ['build:.:go-build', 'go', undefined],
      ['test:.:go-test', 'go', 'go'],
    ])
    expect(commandLines(workspace).slice(1)).toEqual([
      'lint .: go vet ./...',
      'build .: go build -o /dev/null ./...',
      'test .: go test ./...',
    ])
  })

  test('gofmt sees the files of the module alone', async () => {
    const workspace = await readTree({
      ...module,
      '-odd.go': 'package main\n',
      'pkg/testdata/bad.go': '',
      'pkg/deep/b.go': 'package deep\n',
      'vendor/v/v.go': '',
      'tools/go.mod': 'module tools\n',
      'tools/t.go': 'package tools\n',
    })
    const argv = findCommand(workspace, 'format:.:gofmt').invocation.argv
    expect(argv.slice(0, 2)).toEqual(['sh', '-c'])
    expect(argv.slice(4)).toEqual(['./-odd.go', 'main.go', 'pkg/a_test.go', 'pkg/deep'])
    expect(findCommand(workspace, 'format:tools:gofmt').invocation.argv.slice(4)).toEqual(['t.go'])
  })

  test('the format check fails when gofmt lists a file, when gofmt fails, and not otherwise', async () => {
    const workspace = await readTree(module)
    const [program, ...args] = findCommand(workspace, 'format:.:gofmt').invocation.argv
    const check = async (body: string): Promise<{ status: number | null; stdout: string }> => {
      const bin = await makeTree({ gofmt: `#!/bin/sh\n${body}\n` })
      await chmod(join(bin, 'gofmt'), 0o755)
      const { status, stdout } = spawnSync(program, args, { env: { PATH: `${bin}:/usr/bin:/bin` }, encoding: 'utf8' })
      return { status, stdout }
    }
    expect(await check('exit 0')).toEqual({ status: 0, stdout: '' })
    expect(await check('echo main.go; echo b.go')).toEqual({
      status: 1,
      stdout: 'not formatted: main.go\nnot formatted: b.go\n',
    })
    expect((await check('echo broken >&2; exit 2')).status).toBe(2)
  })

  test('a module without Go files or without tests', async () => {
    expect(await lines({ 'go.mod': 'module x\n' })).toEqual([])
    expect((await lines({ 'go.mod': 'module x\n', 'a.go': '' })).some((line) => line.startsWith('test'))).toBe(false)
  })

  test('golangci-lint where it is configured', async () => {
    expect(await lines({ ...module, '.golangci.yml': '' })).toContain('lint .: golangci-lint run')
  })
})

describe('cargo', () => {
  test('a crate', async () => {
    expect(await lines({ 'Cargo.toml': '[package]\nname = "x"\n' })).toEqual([
      'format .: cargo fmt --check',
      'lint .: cargo clippy --all-targets',
      'typecheck .: cargo check --all-targets',
      'test .: cargo test',
    ])
  })

  test('a workspace once, with its lockfile, and as strict as its own CI', async () => {
    const workspace = await readTree({
      'Cargo.toml': '[workspace]\nmembers = ["a"]\n',
      'Cargo.lock': '',
      'a/Cargo.toml': '[package]\nname = "a"\n',
      '.github/workflows/ci.yml': 'jobs:\n  x:\n    run: cargo clippy --all -- -D warnings\n',
    })
    expect(commandLines(workspace)).toEqual([
      'format .: cargo fmt --all --check',
      'lint .: cargo clippy --workspace --locked --all-targets -- -D warnings',
      'typecheck .: cargo check --workspace --locked --all-targets',
      'test .: cargo test --workspace --locked',
    ])
    expect(at(findCommand(workspace, 'lint:.:cargo-clippy').evidence)).toBe('.github/workflows/ci.yml:3')
    expect(findCommand(workspace, 'lint:.:cargo-clippy').program).toBe('cargo-clippy')
  })
})

describe('ruby', () => {
  test('specs, tests and rubocop', async () => {
    expect(await lines({ Gemfile: 'gem "rspec"\ngem "rubocop"\n', 'spec/a_spec.rb': '' })).toEqual([
      'lint .: bundle exec rubocop',
      'test .: bundle exec rspec',
    ])
    expect(await lines({ Gemfile: '', Rakefile: '', 'test/a_test.rb': '' })).toEqual(['test .: bundle exec rake test'])
    expect(await lines({ Gemfile: 'gem "rails"\n', 'test/models/a_test.rb': '' })).toEqual([
      'test .: bundle exec rails test',
    ])
    expect(await lines({ Gemfile: '', Rakefile: 'task default: :spec\ntask "spec" do\n', 'spec/all.rb': '' })).toEqual([
      'test .: bundle exec rake spec',
    ])
    expect(await lines({ Gemfile: '', '.rspec': '', 'spec/a_spec.rb': '' })).toEqual(['test .: bundle exec rspec'])
    expect(await lines({ Gemfile: 'gem "rake"\n' })).toEqual([])
  })
})

describe('php', () => {
  test('composer scripts, and tools for what they leave', async () => {
    const workspace = await readTree({
      'composer.json': json({
        'require-dev': { 'phpunit/phpunit': '^10', 'phpstan/phpstan': '^1', 'friendsofphp/php-cs-fixer': '^3' },
        scripts: { test: ['@php artisan config:clear', 'vendor/bin/phpunit'] },
      }),
      'phpunit.xml': '',
      'phpstan.neon': '',
      '.php-cs-fixer.dist.php': '',
    })
    expect(commandLines(workspace)).toEqual([
      'format .: vendor/bin/php-cs-fixer fix --dry-run --diff',
      'typecheck .: vendor/bin/phpstan analyse --no-progress',
      'test .: composer run-script test',
    ])
    expect(findCommand(workspace, 'test:.:test').runner).toBe('phpunit')
    expect(findCommand(workspace, 'typecheck:.:phpstan')).toMatchObject({ program: 'phpstan', programSource: 'vendor' })
  })

  test('one runner for one configuration', async () => {
    const dependencies = { 'pestphp/pest': '^2', 'phpunit/phpunit': '^10' }
    expect(await lines({ 'composer.json': json({ require: dependencies }), 'phpunit.xml': '' })).toEqual([
      'test .: vendor/bin/pest',
    ])
  })
})

describe('build tools', () => {
  test('maven and gradle run their tests, or else build; wrappers are preferred', async () => {
    expect(await lines({ 'pom.xml': '<project></project>', 'src/test/java/ATest.java': '' })).toEqual([
      'test .: mvn -B test',
    ])
    expect(await lines({ 'pom.xml': '<project></project>', mvnw: '' })).toEqual(['build .: ./mvnw -B test-compile'])
    expect(await lines({ 'build.gradle': '', gradlew: '', 'src/test/java/ATest.java': '' })).toEqual([
      'test .: ./gradlew test',
    ])
  })

  test('of two builds of one directory maven is enough', async () => {
    expect(await lines({ 'pom.xml': '<project></project>', 'build.gradle': '', 'src/test/java/A.java': '' })).toEqual([
      'test .: mvn -B test',
    ])
  })

  test('dotnet from the solution', async () => {
    expect(await lines({ 'D.sln': '', 'src/D/D.csproj': '', 'tests/D.Tests/D.Tests.csproj': '' })).toEqual([
      'test .: dotnet test',
    ])
  })
})
