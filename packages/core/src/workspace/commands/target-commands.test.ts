import { describe, expect, test } from 'vitest'
import { at, commandLines, findCommand, json, readTree, type TreeFiles } from '../test-tree.ts'

/** `role: argv file:line` */
async function targets(files: TreeFiles): Promise<string[]> {
  const { commands } = await readTree(files)
  return commands.map(({ role, invocation, evidence }) => `${role}: ${invocation.argv.join(' ')} ${at(evidence)}`)
}

describe('Makefile', () => {
  test('rules with their lines; variables, patterns, special targets and recipes are none', async () => {
    const makefile = [
      'test := not a rule',
      'lint ?= no',
      'BUILD = a:b',
      '.PHONY: test lint build',
      'export PATH := x:y',
      'ifeq ($(OS),Windows)',
      'endif',
      '%.o: %.c',
      '\tbuild: not a rule either',
      'test: FLAGS = -v',
      'test: deps',
      '\t@go test ./...',
      'lint typecheck::  ; ruff check .',
      'define template',
      'e2e:',
      'endef',
      'build: \\',
      '   a b',
      '\t-echo x',
      'fmt-check: # checks',
      '\ttest -z "$$(gofmt -l .)"',
    ].join('\n')
    expect(await targets({ Makefile: makefile })).toEqual([
      'format: make fmt-check Makefile:20',
      'lint: make lint Makefile:13',
      'typecheck: make typecheck Makefile:13',
      'build: make build Makefile:17',
      'test: make test Makefile:11',
    ])
  })

  test('the command says what the recipe does', async () => {
    const workspace = await readTree({ Makefile: 'test:\n\t@python -m pytest -q\n' })
    expect(findCommand(workspace, 'test:.:test')).toMatchObject({
      ecosystem: 'generic',
      invocation: {
        kind: 'target',
        runner: 'make',
        target: 'test',
        body: 'python -m pytest -q\n',
        argv: ['make', 'test'],
      },
      program: 'make',
      runner: 'pytest',
      why: 'Makefile has the target "test": python -m pytest -q',
      writes: false,
    })
  })

  test('a target that writes is marked, and a format target that writes is none', async () => {
    const workspace = await readTree({
      Makefile: 'lint:\n\truff check --fix .\nformat:\n\tblack .\nfmt:\n\tblack --check .\n',
    })
    expect(workspace.commands.map(({ label, writes }) => [label, writes])).toEqual([
      ['fmt', false],
      ['lint', true],
    ])
  })

  test('an empty target and one that only speaks are none', async () => {
    expect(await targets({ Makefile: 'test:\nlint:\n\t@echo "no lint yet"\n' })).toEqual([])
  })

  test('check is the tests where there are none, else the linters, and nothing where it collects', async () => {
    expect(await targets({ Makefile: 'check:\n\t./run\n' })).toEqual(['test: make check Makefile:1'])
    expect(await targets({ Makefile: 'test:\n\tx\ncheck:\n\ty\n' })).toEqual([
      'lint: make check Makefile:3',
      'test: make test Makefile:1',
    ])
    expect(await targets({ Makefile: 'test:\n\tx\ncheck: test\n\ty\n' })).toEqual(['test: make test Makefile:1'])
    expect(await targets({ Makefile: 'test: unit\n\t./unit\ncheck: unit\n\t./all.sh\n' })).toEqual([
      'test: make test Makefile:1',
    ])
    expect(await targets({ Makefile: 'check test:\n\tx\n' })).toEqual(['test: make test Makefile:1'])
  })

  test('GNUmakefile comes before Makefile', async () => {
    expect(await targets({ GNUmakefile: 'test:\n\tx\n', Makefile: 'lint:\n\ty\n' })).toEqual([
      'test: make test GNUmakefile:1',
    ])
  })

  test('CRLF does no harm', async () => {
    expect(await targets({ Makefile: 'test: a\r\n\tx\r\n' })).toEqual(['test: make test Makefile:1'])
  })
})

describe('justfile and Taskfile', () => {
  test('recipes that can be run as they are', async () => {
    const justfile = [
      'set shell := ["bash", "-c"]',
      'alias t := test',
      'version := "1"',
      '# comment: here',
      'test *args: build',
      '    cargo test {{args}}',
      'lint target="all":',
      '    ./lint {{target}}',
      'build package:',
      '    ./build {{package}}',
      '[private]',
      'typecheck:',
      '    tsc',
      '_e2e:',
      '    x',
    ].join('\n')
    expect(await targets({ justfile, Makefile: 'build:\n\tx\n' })).toEqual([
      'lint: just lint justfile:7',
      'test: just test justfile:5',
    ])
  })

  test('tasks, short and long, but no internal ones and none that require variables', async () => {
    const taskfile =
      "version: '3'\ntasks:\n  test: go test ./...\n  lint:\n    cmds:\n      - golangci-lint run\n  build:\n    internal: true\n    cmd: x\n  typecheck:\n    requires:\n      vars: [A]\n    cmd: y\n  e2e:\n    deps: [build]\n"
    expect(await targets({ 'Taskfile.yml': taskfile })).toEqual([
      'lint: task lint Taskfile.yml:4',
      'test: task test Taskfile.yml:3',
      'e2e: task e2e Taskfile.yml:14',
    ])
  })
})

describe('precedence', () => {
  test('a target beats the tools of its directory, and a script of package.json beats the target', async () => {
    const workspace = await readTree({
      'package.json': json({ name: 'x', scripts: { lint: 'eslint .' }, devDependencies: { typescript: '5' } }),
      'tsconfig.json': '{}',
      'go.mod': 'module x\n',
      'a.go': '',
      'a_test.go': '',
      Makefile: 'test:\n\tgo test ./...\nlint:\n\tgo vet\ntypecheck:\n\ttsc\n',
    })
    const found = commandLines(workspace).filter((line) => !line.startsWith('format'))
    expect(found).toEqual([
      'lint .: go vet ./...',
      'lint .: npm run lint',
      'typecheck .: make typecheck',
      'build .: go build -o /dev/null ./...',
      'test .: make test',
    ])
  })

  test('a target does not speak for the directories below', async () => {
    expect(
      commandLines(
        await readTree({ Makefile: 'test:\n\tx\n', 'web/package.json': json({ name: 'web', scripts: { test: 'y' } }) }),
      ),
    ).toEqual(['test .: make test', 'test web: npm run test'])
  })

  test('commands of one directory, role and label have ids of their own', async () => {
    const workspace = await readTree({
      'package.json': json({ name: 'x', scripts: { test: 'vitest run' } }),
      'composer.json': json({ scripts: { test: 'phpunit' } }),
    })
    expect(workspace.commands.map(({ id }) => id)).toEqual(['test:.:test', 'test:.:test:php'])
  })
})
