import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { PassThrough, type Readable } from 'node:stream'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { answerBytesMax, runTool } from './frame.ts'
import { command, defineTool, streamCommand } from './table.ts'
import { ToolError, usageError } from './tool-error.ts'

const tool = defineTool({
  name: 'demo',
  summary: 'shows the frame',
  defaultCommand: 'show',
  commands: [
    command({
      name: 'show',
      summary: 'shows its directory',
      flags: { bad: { kind: 'boolean', description: 'find something bad' } },
      examples: ['demo --bad    find it'],
      run: async ({ flags }, io) => ({ cwd: io.cwd, bad: flags.bad }),
      render: (data, style) => `${style.red('in')} ${data.cwd}`,
      exitCode: (data) => (data.bad ? 1 : 0),
    }),
    command({
      name: 'fail',
      summary: 'fails',
      flags: { how: { kind: 'string', value: 'HOW', default: 'known', description: 'how' } },
      async run({ flags }): Promise<never> {
        if (flags.how === 'held') throw new ToolError('HELD', '#1 is held', { details: { task: 1, holder: 'ann' } })
        if (flags.how === 'wrong') throw usageError('a and b do not go together')
        if (flags.how === 'bug') throw new TypeError('x is not a function')
        throw new ToolError('NOT_FOUND', 'no file is named a\u001b[31mb\nc', { hint: 'demo show' })
      },
      render: () => '',
    }),
    command({
      name: 'long',
      summary: 'prints much',
      flags: {},
      run: async () => Array.from({ length: 3000 }, (_, index) => `line ${index}`),
      render: (lines) => ['verdict', ...lines, 'next: demo'].join('\n'),
    }),
    streamCommand({
      name: 'follow',
      summary: 'prints records',
      flags: {},
      async *stream() {
        yield { seq: 1 }
        yield { seq: 2 }
      },
      render: ({ seq }) => `record ${seq}`,
    }),
  ],
})

let directory = ''

beforeAll(() => {
  directory = mkdtempSync(path.join(tmpdir(), 'frame-'))
  writeFileSync(path.join(directory, 'file'), '')
})

afterAll(() => rmSync(directory, { recursive: true }))

interface Ran {
  readonly exitCode: number
  readonly stdout: string
  readonly stderr: string
}

async function run(...argv: string[]): Promise<Ran> {
  return runOn(Object.assign(new PassThrough(), {}), {}, argv)
}

async function runOn(
  stdout: PassThrough & { isTTY?: boolean },
  env: Record<string, string>,
  argv: string[],
): Promise<Ran> {
  const stderr = new PassThrough()
  const out = collect(stdout)
  const err = collect(stderr)
  const exitCode = await runTool(tool, argv, {
    stdin: new PassThrough(),
    stdout,
    stderr,
    cwd: directory,
    env,
    now: () => 0,
    signal: new AbortController().signal,
  })
  stdout.end()
  stderr.end()
  return { exitCode, stdout: await out, stderr: await err }
}

async function collect(stream: Readable): Promise<string> {
  const chunks: Buffer[] = []
  for await (const chunk of stream) chunks.push(chunk as Buffer)
  return Buffer.concat(chunks).toString('utf8')
}

function document(text: string): unknown {
  expect(text.trimEnd().split('\n')).toHaveLength(1)
  return JSON.parse(text)
}

describe('an answer', () => {
  test('goes to stdout alone', async () => {
    expect(await run()).toEqual({ exitCode: 0, stdout: `in ${directory}\n`, stderr: '' })
  })

  test('that is bad exits with 1, and its JSON is not ok', async () => {
    expect((await run('--bad')).exitCode).toBe(1)
    const { exitCode, stdout } = await run('--bad', '--json')
    expect(exitCode).toBe(1)
    expect(document(stdout)).toEqual({
      tool: 'demo',
      version: '0.0.0-source',
      ok: false,
      data: { cwd: directory, bad: true },
    })
  })

  test('is coloured on a terminal only, and never under NO_COLOR or --no-color', async () => {
    const terminal = (): PassThrough & { isTTY: boolean } => Object.assign(new PassThrough(), { isTTY: true })
    expect((await runOn(terminal(), {}, [])).stdout).toContain('\u001b[31min')
    expect((await runOn(terminal(), { NO_COLOR: '1' }, [])).stdout).not.toContain('\u001b')
    expect((await runOn(terminal(), {}, ['--no-color'])).stdout).not.toContain('\u001b')
    expect((await run()).stdout).not.toContain('\u001b')
  })

  test('that is too long keeps its first and its last line and counts what it left out', async () => {
    const { stdout } = await run('long')
    expect(Buffer.byteLength(stdout)).toBeLessThanOrEqual(answerBytesMax + 1)
    expect(stdout.startsWith('verdict\nline 0\n')).toBe(true)
    expect(stdout.endsWith('\nnext: demo\n')).toBe(true)
    const shown = stdout.split('\n').filter((line) => line.startsWith('line ')).length
    expect(stdout).toContain(`… ${(3000 - shown).toLocaleString('en-US')} lines left out; --json has everything`)
  })

  test('that is a stream is one line or one document for each record', async () => {
    expect((await run('follow')).stdout).toBe('record 1\nrecord 2\n')
    const lines = (await run('follow', '--json')).stdout.trimEnd().split('\n')
    expect(lines.map((line) => JSON.parse(line).data)).toEqual([{ seq: 1 }, { seq: 2 }])
  })
})

describe('a failure', () => {
  test('is one line and a hint on stderr, with control characters escaped', async () => {
    expect(await run('fail')).toEqual({
      exitCode: 3,
      stdout: '',
      stderr: 'demo: no file is named a\\x1b[31mb\\nc\nhint: demo show\n',
    })
  })

  test('that is a wrong call leads to the help of its command, where it says nothing better', async () => {
    expect(await run('fail', '--how', 'wrong')).toEqual({
      exitCode: 2,
      stdout: '',
      stderr: 'demo: a and b do not go together\nhint: demo fail --help\n',
    })
  })

  test('is one JSON document under --json', async () => {
    const { stdout, exitCode } = await run('fail', '--json')
    expect(exitCode).toBe(3)
    expect(document(stdout)).toEqual({
      tool: 'demo',
      version: '0.0.0-source',
      ok: false,
      error: { code: 'NOT_FOUND', message: 'no file is named a\u001b[31mb\nc', hint: 'demo show' },
    })
  })

  test('has the facts behind its message in the document, where there are some', async () => {
    const { stdout } = await run('fail', '--how', 'held', '--json')
    expect(document(stdout)).toMatchObject({
      error: { code: 'HELD', message: '#1 is held', details: { task: 1, holder: 'ann' } },
    })
  })

  test('of the program shows its stack and says that it is a bug', async () => {
    const { stderr, exitCode } = await run('fail', '--how', 'bug')
    expect(exitCode).toBe(3)
    expect(stderr).toMatch(/TypeError: x is not a function\n +at /)
    expect(stderr).toContain('this is a bug in groundcrew')
  })

  test('of the call exits with 2, also as JSON', async () => {
    expect(await run('--nope')).toMatchObject({ exitCode: 2, stdout: '' })
    expect(document((await run('--nope', '--json')).stdout)).toMatchObject({ ok: false, error: { code: 'USAGE' } })
  })
})

describe('common flags', () => {
  test('-C runs elsewhere', async () => {
    expect((await run('-C', '/')).stdout).toBe('in /\n')
    expect(await run('-C', 'file')).toMatchObject({
      exitCode: 2,
      stderr: expect.stringContaining('-C file: not a directory'),
    })
    expect(await run('-C', 'gone')).toMatchObject({ exitCode: 2, stderr: expect.stringContaining('no such directory') })
  })

  test('--version is the bare version', async () => {
    expect((await run('--version')).stdout).toBe('0.0.0-source\n')
    expect((await run('-V', '--json')).stdout).toContain('"data":{"version":"0.0.0-source"}')
  })

  test('--help of the tool lists commands, flags and examples', async () => {
    expect((await run('--help')).stdout).toBe(`demo: shows the frame

Usage:
  demo [flags]

Commands:
  fail    fails
  long    prints much
  follow  prints records

Flags:
      --bad                  find something bad
  -h, --help                 show this help
  -V, --version              show the version
  -C, --directory <DIR>      run as if started in DIR
      --json                 print one JSON document instead of text
      --no-color             plain text also on a terminal
      --completions <SHELL>  print a completion script [bash|zsh|fish]

Examples:
  demo --bad    find it
`)
  })

  test('--help of a command shows its own flags', async () => {
    const { stdout } = await run('fail', '-h')
    expect(stdout).toMatch(/^demo: fails\n\nUsage:\n {2}demo fail \[flags\]\n/)
    expect(stdout).toContain('--how <HOW>            how (default: known)\n')
  })

  test('--help --json is the table', async () => {
    expect(document((await run('--help', '--json')).stdout)).toMatchObject({
      ok: true,
      data: {
        defaultCommand: 'show',
        commands: [{ name: 'show', flags: [{ name: 'bad', spelled: '--bad' }] }, {}, {}, {}],
      },
    })
  })
})
