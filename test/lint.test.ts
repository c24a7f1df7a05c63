import { copyFile, mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { execa } from 'execa'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'

/** The lint rules this project leans on, each seen to catch its breach with our configuration. */
const root = path.resolve(import.meta.dirname, '..')

interface Planted {
  readonly rule: string
  /** The file that must be reported, relative to the repository. */
  readonly file: string
  readonly text: string
}

const long = (count: number, line: string): string => `${line}\n`.repeat(count)

const planted: readonly Planted[] = [
  {
    rule: 'typescript(no-floating-promises)',
    file: 'packages/tide/src/floating.ts',
    text: 'export function start(): void {\n  Promise.resolve(1)\n}\n',
  },
  {
    rule: 'typescript(no-misused-promises)',
    file: 'packages/tide/src/misused.ts',
    text: 'export const wait = (): number => [1].findIndex(async () => Promise.resolve(true))\n',
  },
  {
    rule: 'typescript(await-thenable)',
    file: 'packages/tide/src/thenable.ts',
    text: 'export const wait = async (): Promise<number> => await 1\n',
  },
  {
    rule: 'typescript(only-throw-error)',
    file: 'packages/tide/src/throw.ts',
    text: 'export function fail(): never {\n  throw { code: 1 }\n}\n',
  },
  { rule: 'typescript(no-explicit-any)', file: 'packages/tide/src/any.ts', text: 'export const anything: any = 1\n' },
  {
    rule: 'typescript(no-unsafe-assignment)',
    file: 'packages/tide/src/unsafe.ts',
    text: "export function read(): number {\n  const height = JSON.parse('1')\n  return height as number\n}\n",
  },
  {
    rule: 'typescript(no-unsafe-member-access)',
    file: 'packages/tide/src/unsafe-member.ts',
    text: "export const height = (): number => JSON.parse('{}').height as number\n",
  },
  {
    rule: 'typescript(no-non-null-assertion)',
    file: 'packages/tide/src/non-null.ts',
    text: 'export const first = (list: readonly string[]): string => list[0]!\n',
  },
  {
    rule: 'typescript(switch-exhaustiveness-check)',
    file: 'packages/tide/src/switch.ts',
    text: "export function say(kind: 'ebb' | 'flood'): void {\n  switch (kind) {\n    case 'ebb':\n      break\n  }\n}\n",
  },
  {
    rule: 'typescript(consistent-type-imports)',
    file: 'packages/tide/src/type-import.ts',
    text: "import { Wave } from './wave.ts'\n\nexport const wave: Wave = { height: 1 }\n",
  },
  { rule: 'eslint(no-console)', file: 'packages/tide/src/console.ts', text: "console.log('tide')\n" },
  { rule: 'unicorn(no-process-exit)', file: 'packages/tide/src/exit.ts', text: 'process.exit(1)\n' },
  {
    rule: 'unicorn(prefer-node-protocol)',
    file: 'packages/tide/src/protocol.ts',
    text: "export { readFileSync } from 'fs'\n",
  },
  { rule: 'unicorn(filename-case)', file: 'packages/tide/src/camelCase.ts', text: 'export const name = 1\n' },
  {
    rule: 'import(no-mutable-exports)',
    file: 'packages/tide/src/mutable.ts',
    text: 'export let amount = 0\namount += 1\n',
  },
  { rule: 'import(no-default-export)', file: 'packages/tide/src/default.ts', text: 'export default 1\n' },
  {
    rule: 'import(no-cycle)',
    file: 'packages/tide/src/cycle-a.ts',
    text: "export { b } from './cycle-b.ts'\nexport const a = 1\n",
  },
  {
    rule: 'eslint(no-restricted-imports)',
    file: 'packages/tide/src/relative.ts',
    text: "export { pad } from '../../core/src/text/index.ts'\n",
  },
  {
    rule: 'eslint(no-restricted-imports)',
    file: 'packages/tide/src/checks/relative.ts',
    text: "export type { Pad } from '../../../core/src/text/pad.ts'\n",
  },
  {
    rule: 'eslint(no-restricted-imports)',
    file: 'packages/tide/src/sibling.ts',
    text: "export { doctor } from '@groundcrew/doctor'\n",
  },
  {
    rule: 'eslint(no-restricted-imports)',
    file: 'packages/tide/src/new-sibling.ts',
    text: "export { weather } from '@groundcrew/weather/weather'\n",
  },
  {
    rule: 'eslint(no-restricted-imports)',
    file: 'packages/tide/src/code-map.ts',
    text: "export { openIndex } from '@groundcrew/code-map'\n",
  },
  {
    rule: 'eslint(eqeqeq)',
    file: 'packages/tide/src/equal.ts',
    text: 'export const isOne = (value: number): boolean => value == 1\n',
  },
  {
    rule: 'eslint(max-params)',
    file: 'packages/tide/src/params.ts',
    text: 'export const sum = (a: number, b: number, c: number, d: number, e: number): number => a + b + c + d + e\n',
  },
  {
    rule: 'eslint(max-lines-per-function)',
    file: 'packages/tide/src/function.ts',
    text: `export function count(): number {\n  let n = 0\n${long(60, '  n++')}  return n\n}\n`,
  },
  {
    rule: 'eslint(max-lines)',
    file: 'packages/tide/src/lines.ts',
    text: `let n = 0\n${long(401, 'n++')}export const total = n\n`,
  },
  {
    rule: 'eslint(complexity)',
    file: 'packages/tide/src/complex.ts',
    text: `export function pick(n: number): number {\n${long(16, '  if (n > Math.random()) return n')}  return 0\n}\n`,
  },
  {
    rule: 'vitest(no-focused-tests)',
    file: 'packages/tide/src/focused.test.ts',
    text: "import { expect, test } from 'vitest'\n\ntest.only('tide', () => {\n  expect(1).toBe(1)\n})\n",
  },
  {
    rule: 'vitest(no-disabled-tests)',
    file: 'packages/tide/src/disabled.test.ts',
    text: "import { expect, test } from 'vitest'\n\ntest.skip('tide', () => {\n  expect(1).toBe(1)\n})\n",
  },
]

/** What looks like a breach and is none. */
const sound: Readonly<Record<string, string>> = {
  'packages/tide/src/wave.ts': 'export interface Wave {\n  readonly height: number\n}\n',
  'packages/tide/src/cycle-b.ts': "export { a } from './cycle-a.ts'\nexport const b = 1\n",
  'packages/tide/src/core.ts': "export { pad } from '@groundcrew/core/text'\n",
  'packages/impact/src/core.ts': "export { openIndex } from '@groundcrew/code-map'\n",
  'scripts/tide.mjs': "console.log('tide')\nprocess.exit(1)\n",
  'tide.config.mts': 'export default 1\n',
}

let directory = ''
let reported: readonly string[] = []

beforeAll(async () => {
  directory = await mkdtemp(path.join(tmpdir(), 'groundcrew-lint-'))
  for (const file of ['.oxlintrc.json', 'tsconfig.base.json', 'tsconfig.json']) {
    await copyFile(path.join(root, file), path.join(directory, file))
  }
  await symlink(path.join(root, 'node_modules'), path.join(directory, 'node_modules'))
  const texts = planted.map(({ file, text }) => [file, text] as const)
  for (const [file, text] of [...texts, ...Object.entries(sound)]) {
    await mkdir(path.dirname(path.join(directory, file)), { recursive: true })
    await writeFile(path.join(directory, file), text)
  }
  reported = await lint(directory)
})

afterAll(async () => {
  await rm(directory, { recursive: true })
})

describe('a breach is reported', () => {
  test.each(planted)('$rule in $file', ({ rule, file }) => {
    expect(reported).toContain(`${file} ${rule}`)
  })
})

test('nothing else is', () => {
  // Three plants break a second rule too.
  const expected = new Set([
    ...planted.map(({ rule, file }) => `${file} ${rule}`),
    'packages/tide/src/cycle-b.ts import(no-cycle)',
    'packages/tide/src/thenable.ts unicorn(no-unnecessary-await)',
    'packages/tide/src/throw.ts eslint(no-throw-literal)',
  ])
  expect(reported.filter((line) => !expected.has(line))).toEqual([])
})

/** `file rule` of each finding, once. */
async function lint(cwd: string): Promise<readonly string[]> {
  const oxlint = path.join(root, 'node_modules/.bin/oxlint')
  const { stdout } = await execa(oxlint, ['--type-aware', '--deny-warnings', '--format', 'json'], {
    cwd,
    reject: false,
  })
  const { diagnostics } = JSON.parse(stdout) as { diagnostics: readonly { code: string; filename: string }[] }
  return [...new Set(diagnostics.map(({ code, filename }) => `${filename} ${code}`))].toSorted()
}
