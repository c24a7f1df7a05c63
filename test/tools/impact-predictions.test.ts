import { describe, expect, test } from 'vitest'
import { judgePair } from '../support/judge-pair.mjs'
import { Rig } from '../support/rig.ts'

type Files = Readonly<Record<string, string>>

interface Finding {
  readonly severity: string
  readonly kind: string
  readonly mine: { readonly path: string; readonly line: number }
  readonly theirs: { readonly path: string; readonly line: number }
  readonly text: string
}

/** A repository, and a worktree beside it. */
async function makeWorld(files: Files): Promise<Rig> {
  const rig = await Rig.create({ files, git: 'commit' })
  await rig.git('checkout', '--quiet', '-b', 'mine')
  await rig.git('worktree', 'add', '--quiet', '-b', 'theirs', '../theirs')
  return rig
}

async function writeTheirs(rig: Rig, files: Files): Promise<void> {
  await rig.write(Object.fromEntries(Object.entries(files).map(([name, text]) => [`../theirs/${name}`, text])))
}

/** `break kind mine:line theirs:line: text` of what git would merge. */
async function breaks(rig: Rig): Promise<readonly string[]> {
  const { stdout } = await rig.run('impact', ['--worktrees', '--json'])
  const { data } = JSON.parse(stdout) as { readonly data: { readonly findings: readonly Finding[] } }
  return data.findings
    .filter(({ severity }) => severity === 'break')
    .map(
      ({ severity, kind, mine, theirs, text }) =>
        `${severity} ${kind} ${mine.path}:${mine.line} ${theirs.path}:${theirs.line}: ${text}`,
    )
}

describe('predictions beside git and the compiler', () => {
  test('what else one side takes away from what the other has just written', async () => {
    const files = {
      'src/a.ts': 'export default function a() {}\n',
      'src/b.ts': 'export function b() {}\n',
      'src/index.ts': "export { b } from './b'\n",
      'src/c.ts': 'export abstract class Shape {\n  abstract area(): number\n}\n',
      'p.py': 'def cut(text, *, size=1):\n    return text\n',
      'go.mod': 'module m\n',
      'g/g.go': 'package g\n\ntype Store interface {\n\tLoad() int\n}\n\nfunc Use(s Store) {}\n',
    }
    await using rig = await makeWorld(files)
    await rig.write({
      'src/use.ts': "import a from './a'\nimport { b } from './index'\n\na(b())\n",
      'src/round.ts':
        "import { Shape } from './c'\n\nexport class Round extends Shape {\n  area() {\n    return 1\n  }\n}\n",
      'q.py': "from p import cut\n\ncut('x', size=2)\n",
      'h/h.go':
        'package h\n\nimport "m/g"\n\ntype Disk struct{}\n\nfunc (Disk) Load() int { return 1 }\n\nvar _ g.Store = Disk{}\n',
      'g/mine.go': 'package g\n\nfunc help() {}\n',
    })
    await writeTheirs(rig, {
      'src/a.ts': 'export function a() {}\n',
      'src/index.ts': "export { b as c } from './b'\n",
      'src/c.ts': files['src/c.ts'].replace('}', '  abstract name(): string\n}'),
      'p.py': files['p.py'].replace('size', 'length'),
      'g/g.go': files['g/g.go'].replace('}', '\tSave(int)\n}'),
      'g/theirs.go': 'package g\n\nfunc help() {}\n',
    })
    expect(await breaks(rig)).toEqual([
      'break duplicate-name g/mine.go:3 g/theirs.go:3: both add help to one package: it is declared twice',
      'break signature h/h.go:7 g/g.go:5: you make Disk with the methods of Store, they demand Save of it',
      'break signature q.py:3 p.py:1: you use cut, they changed it: it has no parameter size now',
      'break signature src/round.ts:3 src/c.ts:3: you make a Shape, they demand name of it',
      'break removed src/use.ts:1 src/a.ts:1: you import the default export of src/a.ts, they export it no longer',
      'break removed src/use.ts:2 src/index.ts:1: you import b from src/index.ts, they export it no longer',
    ])
  })

  test('values that are written down: what a type demands, its values one by one, keys of a constant', async () => {
    const files = {
      'user.ts':
        'export interface User {\n  id: number\n  name: string\n}\n\nexport function greet(user: User) {}\n\nexport class Store {\n  open(name: string) {}\n}\n',
      'kind.ts': "export type Kind = 'a' | 'b'\n\nexport enum Level {\n  Low,\n  High,\n}\n",
      'options.ts': 'export type Options = {\n  a: number\n}\n\nexport function run(options: Options) {}\n',
      'config.ts': "export const config = {\n  host: 'h',\n  port: 1,\n}\n",
      'p.py': 'def cut(text, size=1):\n    return text\n',
    }
    await using rig = await makeWorld(files)
    await rig.write({
      'argument.ts': "import { greet } from './user'\n\ngreet({ id: 1, name: 'x' })\n",
      'annotated.ts':
        "import type { User } from './user'\n\nexport const users: Record<string, User> = { x: { id: 1, name: 'x' } }\n",
      'complete.ts':
        "import type { User } from './user'\n\nexport const rename = (user: User, name: string): User => ({ ...user, name })\nexport const part: Partial<User> = { id: 1 }\n",
      'method.ts': "import { Store } from './user'\n\nconst store = new Store()\nstore.open('x')\n",
      'record.ts':
        "import type { Kind } from './kind'\n\nexport const color: Record<Kind, string> = { a: 'r', b: 'g' }\n",
      'enum.ts': "import { Level } from './kind'\n\nexport const low = Level.Low\n",
      'partial.ts':
        "import type { Kind } from './kind'\n\nexport const color: Partial<Record<Kind, string>> = { a: 'r', b: 'g' }\n",
      'switch.ts':
        "import type { Kind } from './kind'\n\nexport function color(kind: Kind): string {\n  switch (kind) {\n    case 'a':\n      return 'r'\n    case 'b':\n      return 'g'\n  }\n}\n",
      'run.ts': "import { run } from './options'\n\nrun({ a: 1 })\n",
      'port.ts': "import { config } from './config'\n\nexport const port = config.port\n",
      'q.py': "from p import cut\n\ncut('x', 2)\n",
    })
    await writeTheirs(rig, {
      'user.ts': files['user.ts']
        .replace('  name: string\n', '  name: string\n  email: string\n')
        .replace('(name: string)', '(name: string, mode: number)'),
      'kind.ts': files['kind.ts'].replace("'a' | 'b'", "'a' | 'b' | 'c'").replace('  High,\n', '  High,\n  Mid,\n'),
      'options.ts': files['options.ts'].replace('number\n', 'number\n  b: string\n'),
      'config.ts': files['config.ts'].replace('  port: 1,\n', ''),
      'p.py': files['p.py'].replace('size', '*, size'),
    })
    expect(await breaks(rig)).toEqual([
      'break signature annotated.ts:3 user.ts:4: you make a User, they demand email of it',
      'break signature argument.ts:3 user.ts:4: you make a User, they demand email of it',
      'break signature method.ts:4 user.ts:10: you use Store.open, they changed it: it needs 2 arguments now, the call has 1',
      'break removed port.ts:3 config.ts:1: you use config.port, they removed it',
      'break signature q.py:3 p.py:1: you use cut, they changed it: it takes 1 argument without a name now, the call has 2',
      "break signature record.ts:3 kind.ts:1: you go through all of Kind, they added 'c' to it",
      'break signature run.ts:3 options.ts:1: you make an Options, they demand b of it',
      "break signature switch.ts:4 kind.ts:1: you go through all of Kind, they added 'c' to it",
    ])
  })

  test.each([1, 5, 8, 11, 16, 18, 19, 21, 22, 27, 32, 34, 35])(
    'pair %i',
    (seed) => {
      const { predictedConflicts, realConflicts, breaks: found, errors, ownErrors } = judgePair(seed)
      expect(ownErrors).toEqual([])
      expect(predictedConflicts).toEqual(realConflicts)
      if (realConflicts.length === 0) expect(found.length > 0).toBe(errors.length > 0)
    },
    60_000,
  )
})
