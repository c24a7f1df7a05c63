import { statSync } from 'node:fs'
import path from 'node:path'
import { pathToFileURL } from 'node:url'
import type { Suite } from '../suite/suite.ts'
import { usualSteering, type Adapter } from './adapter.ts'
import { filesOf } from './arguments.ts'

const valued = ['--import', '--require', '-r', '--loader', '--experimental-loader', '--env-file', '--conditions', '-C']
/** Node's own defaults of `node --test` (doc/api/test.md), without what later versions add for TypeScript. */
const defaultPatterns = [
  '**/*.test.?(c|m)js',
  '**/*-test.?(c|m)js',
  '**/*_test.?(c|m)js',
  '**/test-*.?(c|m)js',
  '**/test.?(c|m)js',
  '**/test/**/*.?(c|m)js',
]

/** node:test, each file in a process of its own, one after another, as `node --test` runs them side by side. */
export const nodeTest: Adapter = {
  runner: 'node:test',
  steering: usualSteering,
  async steps(suite, plan, { assets }) {
    const files =
      plan.tests === undefined || plan.tests.length === 0
        ? await findFiles(suite)
        : filesOf(plan.tests, ' > ').map((file) => path.join(suite.root, file))
    const { flags } = readArguments(suite.args)
    const reporter = path.join(assets, 'flake-node-test-reporter.mjs')
    return files.map((file) => ({
      command: [
        suite.launcher[0] ?? process.execPath,
        ...flags,
        '--import',
        pathToFileURL(path.join(assets, 'flake-node-test.mjs')).href,
        '--test-reporter=spec',
        '--test-reporter-destination=stdout',
        `--test-reporter=${reporter}`,
        '--test-reporter-destination=stderr',
        file,
      ],
    }))
  },
}

interface NodeArguments {
  readonly flags: readonly string[]
  readonly patterns: readonly string[]
}

function readArguments(args: readonly string[]): NodeArguments {
  const flags: string[] = []
  const patterns: string[] = []
  for (let index = 0; index < args.length; index += 1) {
    const word = args[index] ?? ''
    if (!word.startsWith('-')) patterns.push(word)
    else if (valued.includes(word)) flags.push(word, args[(index += 1)] ?? '')
    else if (!word.startsWith('--test') && word !== '--watch') flags.push(word)
  }
  return { flags, patterns }
}

async function findFiles(suite: Suite): Promise<readonly string[]> {
  const { default: glob } = await import('fast-glob')
  const { patterns } = readArguments(suite.args)
  const directories = patterns.filter((pattern) => isDirectory(path.resolve(suite.cwd, pattern)))
  const given = patterns.filter((pattern) => !directories.includes(pattern))
  const options = { cwd: suite.cwd, absolute: true, ignore: ['**/node_modules/**'] }
  const found = [
    ...(patterns.length === 0 ? await glob(defaultPatterns, options) : []),
    ...(given.length === 0 ? [] : await glob(given, options)),
    ...(
      await Promise.all(
        directories.map(async (directory) => glob(`${glob.escapePath(directory)}/**/*.?(c|m)js`, options)),
      )
    ).flat(),
  ]
  return [...new Set(found)].sort()
}

function isDirectory(file: string): boolean {
  return statSync(file, { throwIfNoEntry: false })?.isDirectory() ?? false
}
