import { expect, test } from 'vitest'
import type { Cause } from '@groundcrew/core/failures'
import { blamesEnvironment } from './environment-class.ts'

const evidence = { file: 'package.json', line: 1 }
const dependency = (name: string) => ({ name, range: '1', kind: 'dev', evidence }) as const
const packages = [
  { directory: '.', dependencies: [dependency('tomli-w'), dependency('left-pad')] },
  { directory: 'packages/a', dependencies: [dependency('@x/y')] },
  { directory: 'packages/b', dependencies: [dependency('zod')] },
]

test.each([
  ['command', 'make', 'golangci-lint: No such file or directory', true],
  ['command', 'make', './scripts/lint.sh: No such file or directory', false],
  ['command', 'shell', 'ruff: command not found', true],
  ['command', 'shell', './lint: command not found', false],
  ['command', 'shell', 'lint.sh: No such file or directory', false],
  [
    'command',
    'cargo',
    'failed to get `x`: [6] Could not resolve hostname (Could not resolve host: index.crates.io)',
    true,
  ],
  ['command', 'cargo', 'no matching package named `x` found', false],
  ['crash', 'python', "ModuleNotFoundError: No module named 'tomli_w'", true],
  ['crash', 'python', "ModuleNotFoundError: No module named 'tomli'", false],
  ['crash', 'python', "ModuleNotFoundError: No module named 'tomli_w.inner'", false],
  ['crash', 'node', "Error: Cannot find module 'left-pad'", true],
  ['crash', 'node', "Error: Cannot find module './left-pad'", false],
  ['diagnostic', 'tsc', "TS2307: Cannot find module '@x/y' or its corresponding type declarations.", true],
  ['diagnostic', 'tsc', "TS2307: Cannot find module 'zod' or its corresponding type declarations.", false],
  ['test', 'vitest', "Error: Cannot find module 'left-pad'", false],
] as const)('%s of %s: %s is the environment: %s', (kind, tool, message, isEnvironment) => {
  const causes: readonly Cause[] = [{ kind, tool, message, count: 1 }]
  expect(blamesEnvironment(causes, { root: '/nowhere', step: { packageDirectory: 'packages/a' }, packages })).toBe(
    isEnvironment,
  )
})
