import { expect, test } from 'vitest'
import type { Argv, Invocation, TestRunner, WorkspaceCommand } from '../types.ts'
import { narrowTests } from './narrow-tests.ts'

function commandOf(runner: TestRunner, invocation: Invocation, cwd = '.'): WorkspaceCommand {
  return {
    id: 'test',
    role: 'test',
    packageDirectory: cwd,
    ecosystem: 'npm',
    label: 'test',
    invocation,
    cwd,
    environment: {},
    why: '',
    evidence: { file: 'package.json', line: 1 },
    program: 'npm',
    programSource: 'path',
    runner,
    writes: false,
    coversMembers: false,
    alsoRuns: [],
  }
}

function script(body: string, manager: 'npm' | 'pnpm' = 'npm'): Invocation {
  return { kind: 'script', manager, script: 'test', body, argv: [manager, 'run', 'test'] }
}

function direct(...argv: Argv): Invocation {
  return { kind: 'argv', argv }
}

const files = ['packages/a/src/x.test.ts', 'packages/a/-odd.test.ts']

test.each<readonly [TestRunner, Invocation, readonly string[] | undefined]>([
  [
    'vitest',
    script('vitest run'),
    ['npm', 'run', 'test', '--', '--coverage.enabled=false', 'src/x.test.ts', './-odd.test.ts'],
  ],
  [
    'vitest',
    script('vitest run', 'pnpm'),
    ['pnpm', 'run', 'test', '--coverage.enabled=false', 'src/x.test.ts', './-odd.test.ts'],
  ],
  ['jest', direct('jest'), ['jest', '--coverage=false', '--runTestsByPath', 'src/x.test.ts', './-odd.test.ts']],
  ['jest', script('jest src'), undefined],
  ['node:test', script('node --test'), ['npm', 'run', 'test', '--', 'src/x.test.ts', './-odd.test.ts']],
  ['vitest', script('tsc && vitest run'), undefined],
  ['vitest', script('c8 vitest run'), undefined],
  ['mocha', script('mocha'), undefined],
  ['go', direct('go', 'test', './...'), ['go', 'test', './.', './src']],
])('%s %j', (runner, invocation, expected) => {
  expect(narrowTests(commandOf(runner, invocation, 'packages/a'), files)).toEqual(expected)
})
