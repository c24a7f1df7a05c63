import path from 'node:path'
import type { CodeMap } from '@groundcrew/code-map'
import { parseJson } from '../../parse-json.ts'
import { directoryOf } from '../../paths.ts'
import type { TestFormat } from '../format-tests.ts'
import { globToRegExp } from './glob.ts'
import { NOT_READ, type RunnerConfig } from './runner-configs.ts'

/** Files that a script of a package gives to a runner: `mocha ./test/*.mjs`. */
export interface ScriptSpec {
  readonly runner: TestFormat
  /** Of the package; empty is the root. */
  readonly directory: string
  /** Held against `/` and the path from the root. */
  readonly include: RegExp
  /** A directory, or what the runner takes by itself: helpers of tests are in it too. */
  readonly isWide: boolean
}

/** Runners that take files, directories and globs; what jest and vitest are given is held against the paths of tests that they know. */
const RUNNERS: Readonly<Record<string, TestFormat>> = {
  mocha: 'mocha',
  _mocha: 'mocha',
  ava: 'ava',
  tap: 'tap',
  jasmine: 'jasmine',
  '--test': 'node',
  tape: 'node',
  borp: 'node',
}
const MAY_CALL = new RegExp(
  String.raw`\b(?:mocha|ava|tap|tape|jasmine|borp)\b|--test\b|\b(?:node|tsx|ts-node)\b[^"]*\btests?\b`,
)
const RUNS_FILES = /^(?:node|tsx|ts-node|babel-node)$/
const TEST_SCRIPT = /^(?:test|unit|e2e|integration)(?:[:-]|$)/

/** Flags of these runners and of Node whose value may be a path. */
const TAKES_PATH =
  /^(?:-[rRcCu]|--(?:require|import|loader|experimental-loader|reporter|config|package|file|helper|ignore|exclude|env-file|conditions|project|tsconfig|opts|ui|test-reporter|test-reporter-destination|watch-files|watch-ignore|grep|test-name-pattern))$/

/** Where it is told nothing (mocha 11, ava 6, tap 21, Node 24). */
const BY_ITSELF: Partial<Record<TestFormat, readonly string[]>> = {
  mocha: ['test/*'],
  ava: ['{test,src/test,source/test,**/test-*,**/*.spec,**/*.test}', '**/{test,tests,__tests__}/**/*'],
  tap: ['**/{test,tests,__tests__}/**/*', '**/*.{test,tests,spec}', '**/{test,tests,spec}'],
  node: ['**/{*.test,*-test,*_test,test-*,test}', '**/test/**/*'],
}
const EXTENSION = '.?([cm])[jt]s?(x)'
const SCRIPT = /\.[cm]?[jt]sx?$/
const MANIFEST = /(?:^|\/)package\.json$/

/** What the scripts of all packages say. Empty where none calls a runner that takes files. */
export async function readScriptSpecs(map: CodeMap, configs: readonly RunnerConfig[]): Promise<readonly ScriptSpec[]> {
  const found: ScriptSpec[] = []
  for (let number = 0; number < map.fileCount; number++) {
    const file = map.pathOf(number)
    if (!MANIFEST.test(file) || NOT_READ.test(file)) continue
    const text = map.read(number)?.source.toString() ?? ''
    if (!MAY_CALL.test(text)) continue
    const directory = directoryOf(file)
    const isTold = ({ runner }: Call): boolean =>
      configs.some((one) => one.runner === runner && one.directory === directory && one.include !== undefined)
    for (const call of await readCalls(text)) found.push(...specsOf(call, { directory, isTold: isTold(call) }))
  }
  return found
}

/** A runner in a script. */
interface Call {
  readonly runner: TestFormat
  /** What it is given, from the directory of the package. */
  readonly paths: readonly string[]
  /** It has to be given files: without one it is no runner. */
  readonly isScript: boolean
}

async function readCalls(text: string): Promise<readonly Call[]> {
  const manifest = parseJson(text) as { readonly scripts?: unknown } | undefined
  const entries = Object.entries(manifest?.scripts ?? {}).filter((entry) => typeof entry[1] === 'string')
  const { expandScript } = await import('@groundcrew/core/workspace')
  const scripts = entries.map(([name, body]) => ({ name, body: body as string, evidence: { file: '', line: 1 } }))
  return scripts.flatMap(({ name }) => {
    let directory = ''
    return expandScript(scripts, name).flatMap(({ program, args }) => {
      if (program === 'cd') directory = path.posix.join(directory, args[0] ?? '')
      const call = readCall([program, ...args], TEST_SCRIPT.test(name))
      return call === undefined ? [] : [{ ...call, paths: call.paths.map((one) => path.posix.join(directory, one)) }]
    })
  })
}

/** Looked for in all words: whatever starts the runner comes before it (`node bin/with-env.js mocha test`). */
function readCall(words: readonly string[], isTestScript: boolean): Call | undefined {
  const at = words.findIndex((word) => Object.hasOwn(RUNNERS, programName(word)))
  const runner = RUNNERS[programName(words[at] ?? '')]
  if (runner !== undefined)
    return { runner, paths: pathsIn(words.slice(words[at] === '--test' ? 1 : at + 1)), isScript: false }
  const [program = '', ...args] = words
  const [script = ''] = isTestScript && RUNS_FILES.test(program) ? pathsIn(args) : []
  return /(?:^|\/)tests?(?:\/|\.\w+$)/.test(script) ? { runner: 'node', paths: [script], isScript: true } : undefined
}

function programName(word: string): string {
  return word.slice(word.lastIndexOf('/') + 1).replace(/\.[cm]?js$/, '')
}

function pathsIn(args: readonly string[]): readonly string[] {
  return args.filter((word, at) => !/^(?:-|[<>&\d]|$)/.test(word) && !TAKES_PATH.test(args[at - 1] ?? ''))
}

function specsOf(
  { runner, paths, isScript }: Call,
  { directory, isTold }: { readonly directory: string; readonly isTold: boolean },
): readonly ScriptSpec[] {
  const spec = (glob: string, isWide: boolean): readonly ScriptSpec[] => {
    const include = globToRegExp(`/${path.posix.join(directory, glob)}`)
    return include === undefined || glob.startsWith('..') ? [] : [{ runner, directory, include, isWide }]
  }
  if (paths.length === 0 && !isScript && !isTold)
    return (BY_ITSELF[runner] ?? []).flatMap((glob) => spec(glob + EXTENSION, true))
  return paths.flatMap((one) => {
    if (/[*?{[]/.test(one) || SCRIPT.test(one)) return spec(one, false)
    return [...spec(one + EXTENSION, false), ...spec(`${one}/**/*${EXTENSION}`, true)]
  })
}
