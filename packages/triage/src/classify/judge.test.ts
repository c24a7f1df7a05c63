import { expect, test } from 'vitest'
import { judge, type ClassFacts } from './judge.ts'

const base = { name: 'main', outcome: 'passes' as const }
const flips = { commits: 2, runs: 40 }
const fault = { id: 'service.postgres', message: 'postgres does not answer', line: 'ECONNREFUSED' }
const facts: ClassFacts = { failingFiles: ['src/cart.ts'] }

test.each<readonly [string, ClassFacts, string]>([
  ['fails here, passes on the base', { ...facts, rerun: 'fails', base }, 'regression'],
  ['fails in both', { ...facts, rerun: 'fails', base: { ...base, outcome: 'fails' } }, 'broken-on-base'],
  ['doctor finds the fault', { ...facts, fault, rerun: 'fails', base }, 'environment'],
  [
    'a known fault of machines, in both',
    {
      ...facts,
      rerun: 'fails',
      base: { ...base, outcome: 'fails' },
      pattern: { id: 'p', title: 't', fix: 'f', class: 'environment' },
    },
    'environment',
  ],
  [
    'words of a known fault, but the base passes',
    { ...facts, rerun: 'fails', base, pattern: { id: 'p', title: 't', fix: 'f', class: 'environment' } },
    'regression',
  ],
  [
    'only the lockfile differs',
    { ...facts, rerun: 'fails', base, changedFiles: ['pnpm-lock.yaml', 'package.json', 'README.md'] },
    'dependency',
  ],
  [
    'only settings differ',
    { ...facts, rerun: 'fails', base, changedFiles: ['tsconfig.json', '.github/workflows/ci.yml'] },
    'configuration',
  ],
  [
    'settings and the failing file differ',
    { ...facts, rerun: 'fails', base, changedFiles: ['tsconfig.json', 'src/cart.ts'] },
    'regression',
  ],
  ['passes again, and is known to flip', { ...facts, rerun: 'passes', flips }, 'flaky'],
  ['passes again, and nothing is known', { ...facts, rerun: 'passes' }, 'unknown'],
  ['a service came up meanwhile', { ...facts, rerun: 'passes', fault }, 'unknown'],
  ['is known to flip, but fails again here', { ...facts, rerun: 'fails', base, flips }, 'unknown'],
  [
    'the base cannot be run',
    { ...facts, rerun: 'fails', base: { name: 'main', outcome: 'cannot-tell', why: 'exit 127' } },
    'unknown',
  ],
  ['nothing was run again', facts, 'unknown'],
])('%s', (_name, given, wanted) => {
  expect(judge(given).class).toBe(wanted)
})
