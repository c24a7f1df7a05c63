import { expect, test } from 'vitest'
import { SourceMaps } from '@groundcrew/core/failures'
import { readLog } from '../read/read-log.ts'
import { knownPatterns } from './known.ts'
import { compilePatterns, matchPattern } from './match.ts'

const patterns = compilePatterns(knownPatterns)

function patternOf(log: string): string | undefined {
  const context = { root: '/repo', cwd: '/repo', failed: true }
  const { failures } = readLog(log, { name: 'log', context, maps: new SourceMaps() })
  return failures.map((failure) => matchPattern(failure, patterns)?.id).find((id) => id !== undefined)
}

/** Of each pattern what it matches, and what looks like it and is something else. */
const fixtures: Readonly<Record<string, { readonly yes: string; readonly no: string }>> = {
  'not-installed': {
    yes: "Error: Cannot find module 'express'\n    at Module._resolve (node:internal/modules/cjs/loader:1:1)",
    no: "Error: Cannot find module './express.js'\n    at Module._resolve (node:internal/modules/cjs/loader:1:1)",
  },
  'program-missing': { yes: 'sh: 1: protoc: not found', no: 'Error: the order was not found in the cart' },
  'port-in-use': {
    yes: 'Error: listen EADDRINUSE: address already in use :::3000\n    at Server.listen (node:net:1:1)',
    no: 'AssertionError: expected EADDRINUSE to be EACCES\n    at x (/repo/a.test.js:1:1)',
  },
  'abi-mismatch': {
    yes: "Error: The module 'x.node' was compiled against a different Node.js version using\nNODE_MODULE_VERSION 115\n    at load (node:internal/modules/cjs/loader:1:1)",
    no: 'Error: the version of the module is different\n    at load (/repo/a.js:1:1)',
  },
  'disk-full': {
    yes: 'Error: ENOSPC: no space left on device, write\n    at write (node:fs:1:1)',
    no: 'Error: no space left in the parking lot\n    at park (/repo/a.js:1:1)',
  },
  'watchers-exhausted': {
    yes: "Error: ENOSPC: System limit for number of file watchers reached, watch '/repo'\n    at watch (node:fs:1:1)",
    no: 'Error: the watcher has no file\n    at watch (/repo/a.js:1:1)',
  },
  'out-of-memory': {
    yes: 'FATAL ERROR: Reached heap limit Allocation failed - JavaScript heap out of memory',
    no: 'Error: the memory of the calculator is empty\n    at recall (/repo/a.js:1:1)',
  },
  'too-many-files': {
    yes: "Error: EMFILE: too many open files, open '/repo/a'\n    at open (node:fs:1:1)",
    no: 'Error: too many files in the upload\n    at upload (/repo/a.js:1:1)',
  },
  clock: {
    yes: 'Error: RequestTimeTooSkewed: The difference between the request time and the current time is too large.\n    at send (/repo/a.js:1:1)',
    no: 'Error: the clock shows no time\n    at show (/repo/a.js:1:1)',
  },
  locale: {
    yes: 'Traceback (most recent call last):\n  File "/repo/a.py", line 1, in f\n    x\nlocale.Error: unsupported locale setting',
    no: 'Traceback (most recent call last):\n  File "/repo/a.py", line 1, in f\n    x\nKeyError: "locale"',
  },
  permission: {
    yes: "Error: EACCES: permission denied, open '/etc/shadow'\n    at open (node:fs:1:1)",
    no: 'Error: the role has no permission to see the order\n    at check (/repo/a.js:1:1)',
  },
  dns: {
    yes: 'Error: getaddrinfo ENOTFOUND db.example.test\n    at lookup (node:dns:1:1)',
    no: 'Error: the host of the party was not found\n    at find (/repo/a.js:1:1)',
  },
  tls: {
    yes: 'Error: self-signed certificate in certificate chain UNABLE_TO_VERIFY_LEAF_SIGNATURE\n    at connect (node:tls:1:1)',
    no: 'Error: the certificate of the course is missing\n    at print (/repo/a.js:1:1)',
  },
  'connection-refused': {
    yes: 'Error: connect ECONNREFUSED 127.0.0.1:5432\n    at connect (node:net:1:1)',
    no: 'Error: the connection of two cities is missing\n    at route (/repo/a.js:1:1)',
  },
  'lock-held': {
    yes: "fatal: Unable to create '/repo/.git/index.lock': File exists.",
    no: 'Error: the lock of the door is broken\n    at open (/repo/a.js:1:1)',
  },
  'lockfile-stale': {
    yes: ' ERR_PNPM_OUTDATED_LOCKFILE  Cannot install with "frozen-lockfile" because pnpm-lock.yaml is not up to date',
    no: 'Error: the lockfile was not read\n    at read (/repo/a.js:1:1)',
  },
}

test('every known pattern has a log that it matches, and one that it must not', () => {
  expect(Object.keys(fixtures).sort()).toEqual(knownPatterns.map(({ id }) => id).sort())
  const found = Object.entries(fixtures).map(([id, { yes, no }]) => [id, patternOf(yes), patternOf(no)])
  expect(found).toEqual(Object.keys(fixtures).map((id) => [id, id, undefined]))
})
