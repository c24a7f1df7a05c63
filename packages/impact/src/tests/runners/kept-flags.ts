import type { TestFormat } from '../format-tests.ts'

interface Flags {
  readonly valued: readonly string[]
  readonly plain?: RegExp
}

/** What says how tests are loaded; which tests are run, how it is reported and whether it watches is left out. */
const FLAGS: Partial<Record<TestFormat, Flags>> = {
  vitest: { valued: ['-c', '--config', '-r', '--root', '--environment', '--mode', '--pool'], plain: /^--globals$/ },
  jest: {
    valued: ['-c', '--config', '--rootDir', '--preset', '--env', '--testEnvironment'],
    plain: /^(?:-i|--runInBand|--forceExit)$/,
  },
  mocha: {
    valued: [
      '-r',
      '--require',
      '--import',
      '--loader',
      '--config',
      '--package',
      '--extension',
      '-u',
      '--ui',
      '--file',
      '-t',
      '--timeout',
      '-n',
      '--node-option',
    ],
    plain: /^--(?:exit|no-config|delay|check-leaks|enable-source-maps|expose-gc|experimental-[\w-]+)$/,
  },
  ava: { valued: ['--config', '--node-arguments'], plain: /^(?:-s|--serial)$/ },
  playwright: { valued: ['-c', '--config'] },
  node: {
    valued: ['--import', '--require', '-r', '--loader', '--experimental-loader', '--env-file', '--conditions', '-C'],
    plain:
      /^--(?:experimental-[\w-]+|enable-source-maps|no-warnings|expose-gc|allow-natives-syntax|harmony[\w-]*|test-force-exit)$/,
  },
}

/** Those of the arguments that a run of single files needs too. */
export function keptFlags(format: TestFormat, args: readonly string[]): readonly string[] {
  const { valued, plain } = FLAGS[format] ?? { valued: [] }
  const kept: string[] = []
  for (let at = 0; at < args.length; at++) {
    const word = args[at] ?? ''
    const value = args[at + 1]
    if (valued.includes(word) && value !== undefined) {
      kept.push(word, value)
      at++
    } else if (valued.includes(word.replace(/=.*$/s, '')) || plain?.test(word) === true) kept.push(word)
  }
  return kept
}
