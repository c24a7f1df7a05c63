import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, watch, writeFileSync } from 'node:fs'
import path from 'node:path'
import { execa } from 'execa'
import { expect, test } from 'vitest'
import { binDirectory, Rig, type Ran } from '../support/rig.ts'

/** How many processes are killed here; bench/codemod-soak.mjs does it a thousand times. */
const KILLS = 24
const FILES = 60

function makeFiles(): Record<string, string> {
  return Object.fromEntries(Array.from({ length: FILES }, (_, index) => [`src/f${index}.txt`, `old ${index}\nkept\n`]))
}

/** `old` or `new` where all files are so, `mixed` otherwise; and nothing else is there. */
function stateOf(rig: Rig): string {
  const names = readdirSync(rig.path('src'))
  const words = names.map((name) => readFileSync(rig.path('src', name), 'utf8').slice(0, 3))
  if (names.length !== FILES) return `${names.length} files`
  return words.every((word) => word === words[0]) ? (words[0] ?? '') : 'mixed'
}

async function planId(rig: Rig): Promise<string> {
  const { stdout } = await rig.run('codemod', ['replace', 'old', 'new', '--json'])
  return (JSON.parse(stdout) as { data: { plan: { id: string } } }).data.plan.id
}

/** Kills the tool once so many changes of the directory or of what it keeps were seen. */
async function killAfter(rig: Rig, events: number, args: readonly string[]): Promise<void> {
  const child = execa(path.join(binDirectory, 'codemod'), args, {
    cwd: rig.directory,
    env: rig.environment(),
    extendEnv: false,
    reject: false,
    stdin: 'ignore',
  })
  let seen = 0
  const count = (): void => {
    seen++
    if (seen >= events) child.kill('SIGKILL')
  }
  const watchers = [rig.path('src'), rig.path('.git/groundcrew/codemod')].map((directory) => watch(directory, count))
  await child
  for (const watcher of watchers) watcher.close()
}

/** The same numbers in every run. */
function* randomNumbers(seed: number): Generator<number> {
  for (let state = seed; ;) {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648
    yield state / 2_147_483_648
  }
}

test(`${KILLS} kills of apply and undo leave all old or all new`, { timeout: 120_000 }, async () => {
  await using rig = await Rig.create({ git: 'init', files: makeFiles() })
  const id = await planId(rig)
  const random = randomNumbers(20)
  const outcomes = new Set<string>()
  for (let kill = 0; kill < KILLS; kill++) {
    const from = stateOf(rig)
    await killAfter(rig, 1 + Math.floor((random.next().value ?? 0) * FILES * 4), [
      from === 'old' ? 'apply' : 'undo',
      id,
    ])
    const { exitCode, stdout } = await rig.run('codemod', ['recover'])
    expect(exitCode).toBe(0)
    expect(stateOf(rig)).toBeOneOf(['old', 'new'])
    outcomes.add(stdout.replace(/p[0-9a-f]{6}/, 'ID').trim())
  }
  expect([...outcomes].filter((outcome) => outcome.includes('taken back')).length).toBeGreaterThan(0)
  expect([...outcomes].filter((outcome) => outcome.includes('finished')).length).toBeGreaterThan(0)
})

test('the next call recovers by itself, and says so', async () => {
  await using rig = await Rig.create({ git: 'init', files: makeFiles() })
  const id = await planId(rig)
  await killAfter(rig, FILES / 2, ['apply', id])
  expect(existsSync(rig.path('.git/groundcrew/codemod')) && readdirSync(rig.path('src')).length).toBeGreaterThan(FILES)
  const log = await rig.run('codemod', ['log'])
  expect(log.stderr).toBe(`codemod: the interrupted apply of plan ${id} (${FILES} files) was taken back\n`)
  expect(stateOf(rig)).toBe('old')
})

test('a foreign change after a crash is kept, and everything else is as it was', async () => {
  await using rig = await Rig.create({ git: 'init', files: makeFiles() })
  const id = await planId(rig)
  let tries = 0
  // Until one is killed between the first rename and the last.
  while (stateOf(rig) !== 'mixed' && !readdirSync(rig.path('src')).some((name) => name.endsWith('.tmp'))) {
    await killAfter(rig, FILES * 2 + ((tries += 7) % FILES), ['apply', id])
    if (stateOf(rig) === 'new') await rig.run('codemod', ['undo', id])
  }
  await rig.write({ 'src/f7.txt': 'by hand\n' })
  await rig.run('codemod', ['recover'])
  expect(readFileSync(rig.path('src/f7.txt'), 'utf8')).toBe('by hand\n')
  await rig.write({ 'src/f7.txt': 'old 7\nkept\n' })
  expect(stateOf(rig)).toBe('old')
})

test('two applies at once: one writes, the other says that it is done', async () => {
  await using rig = await Rig.create({ git: 'init', files: makeFiles() })
  const id = await planId(rig)
  const ended = await Promise.all([0, 1, 2].map(() => rig.run('codemod', ['apply', id])))
  expect(ended.map(({ exitCode }) => Number(exitCode)).toSorted((left, right) => left - right)).toEqual([0, 1, 1])
  expect(ended.filter(({ stderr }) => stderr.includes('is applied already')).length).toBe(2)
  expect(stateOf(rig)).toBe('new')
})

function refusal({ exitCode, stdout, stderr }: Ran): string {
  expect({ exitCode, stdout }).toEqual({ exitCode: 1, stdout: '' })
  return stderr.split('\n')[0] ?? ''
}

const program = { attributes: 'chattr', mount: 'mount', unmount: 'umount' } as const

/** Whether files can be made immutable here. */
async function canBeImmutable(): Promise<boolean> {
  await using rig = await Rig.create({ files: { f: '' } })
  const made = await execa(program.attributes, ['+i', rig.path('f')], { reject: false })
  if (made.exitCode === 0) await execa(program.attributes, ['-i', rig.path('f')])
  return made.exitCode === 0
}

test.skipIf(!(await canBeImmutable()))('an immutable file in the middle: all is put back', async () => {
  await using rig = await Rig.create({ git: 'init', files: makeFiles() })
  const id = await planId(rig)
  await execa(program.attributes, ['+i', rig.path('src/f40.txt')])
  const refused = refusal(await rig.run('codemod', ['apply', id]))
  await execa(program.attributes, ['-i', rig.path('src/f40.txt')])
  expect(refused).toMatch(/^codemod: .*f40\.txt.*: the file system does not permit it .*; everything is as it was$/)
  expect(stateOf(rig)).toBe('old')
  expect((await rig.run('codemod', ['apply', id])).exitCode).toBe(0)
  expect(stateOf(rig)).toBe('new')
})

test.skipIf(process.getuid?.() === 0)('a directory that may not be written to', async () => {
  await using rig = await Rig.create({ git: 'init', files: makeFiles() })
  const id = await planId(rig)
  chmodSync(rig.path('src'), 0o555)
  const refused = refusal(await rig.run('codemod', ['apply', id]))
  chmodSync(rig.path('src'), 0o755)
  expect(refused).toContain('permission denied; everything is as it was')
  expect(stateOf(rig)).toBe('old')
})

async function canMount(): Promise<boolean> {
  await using rig = await Rig.create()
  const mounted = await execa(program.mount, ['-t', 'tmpfs', 'none', rig.directory], { reject: false })
  if (mounted.exitCode === 0) await execa(program.unmount, [rig.directory])
  return mounted.exitCode === 0
}

test.skipIf(!(await canMount()))('a full disk: all is as it was', async () => {
  await using rig = await Rig.create()
  await execa(program.mount, ['-t', 'tmpfs', '-o', 'size=3m', 'none', rig.directory])
  try {
    await rig.git('init', '--quiet')
    mkdirSync(rig.path('src'))
    const text = `old\n${'some more text\n'.repeat(2000)}`
    for (let index = 0; index < FILES; index++) writeFileSync(rig.path(`src/f${index}.txt`), text)
    const id = await planId(rig)
    expect(refusal(await rig.run('codemod', ['apply', id]))).toMatch(/the disk is full; everything is as it was$/)
    expect(stateOf(rig)).toBe('old')
  } finally {
    await execa(program.unmount, [rig.directory])
  }
})
