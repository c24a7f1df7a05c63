import { createHash } from 'node:crypto'
import { createReadStream, mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { shellCommand } from './command-line.ts'
import type { OutputStream } from './command.ts'
import { runCommand, type RunOptions } from './run-command.ts'
import { makeDirectory } from './testing.ts'

const node = process.execPath

async function outcomeOf(line: string, options?: RunOptions) {
  return (await runCommand(shellCommand(line), options)).outcome
}

describe('how a command ends', () => {
  test('by its exit code', async () => {
    expect(await outcomeOf('exit 0')).toEqual({ kind: 'exited', code: 0 })
    expect(await outcomeOf('exit 7')).toEqual({ kind: 'exited', code: 7 })
  })

  test('by a signal, which is not the exit code that shells make of it', async () => {
    expect(await outcomeOf('kill -TERM $$')).toEqual({ kind: 'signaled', signal: 'SIGTERM' })
    expect(await outcomeOf('kill -SEGV $$')).toEqual({ kind: 'signaled', signal: 'SIGSEGV' })
    expect(await outcomeOf('exit 143')).toEqual({ kind: 'exited', code: 143 })
  })

  test('not at all, when there is no such program', async () => {
    const program = 'groundcrew-no-such-program'
    expect((await runCommand([program])).outcome).toEqual({ kind: 'not-found', program })
    expect((await runCommand([`./${program}`])).outcome).toEqual({ kind: 'not-found', program: `./${program}` })
    expect((await runCommand(['ls'], { env: { PATH: '/nowhere' } })).outcome).toEqual({
      kind: 'not-found',
      program: 'ls',
    })
    expect((await runCommand([''])).outcome).toMatchObject({ kind: 'not-executable', program: '' })
  })

  test('not at all, when there is no such directory', async () => {
    const cwd = join(makeDirectory(), 'gone')
    expect((await runCommand(['ls'], { cwd })).outcome).toEqual({
      kind: 'bad-directory',
      directory: cwd,
      reason: 'it does not exist',
    })
  })

  test('not at all, when the directory is a file', async () => {
    const file = join(makeDirectory(), 'file')
    writeFileSync(file, '')
    const reason = 'it is not a directory'
    expect((await runCommand(['ls'], { cwd: file })).outcome).toEqual({
      kind: 'bad-directory',
      directory: file,
      reason,
    })
    const below = join(file, 'below')
    expect((await runCommand(['ls'], { cwd: below })).outcome).toEqual({
      kind: 'bad-directory',
      directory: below,
      reason,
    })
  })

  test('not at all, when the program is not executable', async () => {
    const cwd = makeDirectory()
    writeFileSync(join(cwd, 'script'), '#!/bin/sh\n')
    const reason = `${join(cwd, 'script')} is not marked as executable`
    expect((await runCommand(['./script'], { cwd })).outcome).toEqual({
      kind: 'not-executable',
      program: './script',
      reason,
    })
    const env = { PATH: cwd }
    expect((await runCommand(['script'], { cwd, env })).outcome).toEqual({
      kind: 'not-executable',
      program: 'script',
      reason,
    })
  })

  test('not at all, when the program is a directory', async () => {
    const cwd = makeDirectory()
    mkdirSync(join(cwd, 'tool'))
    expect((await runCommand(['./tool'], { cwd })).outcome).toEqual({
      kind: 'not-executable',
      program: './tool',
      reason: `${join(cwd, 'tool')} is a directory`,
    })
  })

  test('not at all, when the interpreter of a script is missing', async () => {
    const cwd = makeDirectory()
    const script = join(cwd, 'script')
    writeFileSync(script, '#!/no/such/interpreter -x\n', { mode: 0o755 })
    expect((await runCommand(['./script'], { cwd })).outcome).toMatchObject({
      kind: 'not-executable',
      reason: `the interpreter of ${script} cannot be run: /no/such/interpreter`,
    })
  })

  test('not at all, when a script was saved with CRLF', async () => {
    const cwd = makeDirectory()
    writeFileSync(join(cwd, 'script'), '#!/bin/sh\r\nexit 0\r\n', { mode: 0o755 })
    const { outcome } = await runCommand(['./script'], { cwd })
    expect(outcome).toMatchObject({ kind: 'not-executable', reason: expect.stringContaining(String.raw`: /bin/sh\r`) })
  })

  test('not at all, when the arguments are too long', async () => {
    const { outcome } = await runCommand(['true', 'x'.repeat(10_000_000)])
    expect(outcome).toMatchObject({ kind: 'not-executable', reason: 'its arguments and environment are too long' })
  })

  test('not at all, when an argument has a NUL byte', async () => {
    expect((await runCommand(['true', 'a\0b'])).outcome).toMatchObject({ kind: 'not-executable', program: 'true' })
  })

  test('not at all, when the program is a symlink loop', async () => {
    const cwd = makeDirectory()
    symlinkSync('loop', join(cwd, 'loop'))
    expect((await runCommand(['./loop'], { cwd })).outcome.kind).toBe('not-executable')
  })
})

describe('what a command gets', () => {
  test('end of file at once, when it reads', async () => {
    const { outcome, output } = await runCommand(['cat'])
    expect({ outcome, text: output.text() }).toEqual({ outcome: { kind: 'exited', code: 0 }, text: '' })
  })

  test('the input, whole', async () => {
    const input = Buffer.alloc(3_000_000, 'abc')
    const { output } = await runCommand(['wc', '-c'], { stdin: { input } })
    expect(output.text().trim()).toBe('3000000')
  })

  test('an input that it does not read is no trouble', async () => {
    const { outcome } = await runCommand(['true'], { stdin: { input: Buffer.alloc(3_000_000) } })
    expect(outcome).toEqual({ kind: 'exited', code: 0 })
  })

  test('the directory and exactly the environment that were given', async () => {
    const cwd = makeDirectory()
    const env = { PATH: process.env['PATH'], A: '1', B: '2', C: undefined }
    const { output } = await runCommand([node, '-p', 'JSON.stringify([process.cwd(), process.env])'], {
      cwd,
      env,
      unset: ['B'],
    })
    const [directory, environment] = JSON.parse(output.text()) as [string, Record<string, string>]
    expect(directory).toBe(cwd)
    expect(environment).toMatchObject({ PATH: process.env['PATH'], A: '1' })
    expect(
      Object.keys(environment)
        .filter((name) => !name.startsWith('__CF'))
        .sort(),
    ).toEqual(['A', 'GROUNDCREW_RUN', 'PATH'])
  })

  test('arguments as they are, whatever a shell would make of them', async () => {
    const args = ['', ' ', '$HOME', '*', '"', "'", 'a\nb', '-x', 'ü', '%PATH%', '^']
    const { output } = await runCommand([node, '-p', 'JSON.stringify(process.argv.slice(1))', '--', ...args])
    expect(JSON.parse(output.text())).toEqual(args)
  })
})

describe('the output', () => {
  test('is merged by whole lines', async () => {
    const script = `
      const write = (stream, text) => new Promise((done) => stream.write(text, done))
      for (let i = 0; i < 300; i++) {
        await Promise.all([
          write(process.stdout, 'out ').then(() => write(process.stdout, i + '\\n')),
          write(process.stderr, 'err ').then(() => write(process.stderr, i + '\\n')),
        ])
      }`
    const { output } = await runCommand([node, '--input-type=module', '-e', script])
    const lines = output.text().trimEnd().split('\n')
    const numbers = Array.from({ length: 300 }, (_, index) => index)
    expect(lines.filter((line) => line.startsWith('out'))).toEqual(numbers.map((number) => `out ${number}`))
    expect(lines.filter((line) => line.startsWith('err'))).toEqual(numbers.map((number) => `err ${number}`))
    expect(lines).toHaveLength(600)
  })

  test('is live, by lines and by bytes', async () => {
    const lines: [string, OutputStream][] = []
    const bytes: Record<OutputStream, Buffer[]> = { stdout: [], stderr: [] }
    await runCommand(shellCommand(String.raw`printf 'one\ntwo'; printf '\377' >&2`), {
      onLine: (line, stream) => lines.push([line, stream]),
      onOutput: (chunk, stream) => bytes[stream].push(chunk),
    })
    expect(lines.filter(([, stream]) => stream === 'stdout')).toEqual([
      ['one', 'stdout'],
      ['two', 'stdout'],
    ])
    expect(lines.filter(([, stream]) => stream === 'stderr')).toEqual([['\ufffd', 'stderr']])
    expect(Buffer.concat(bytes.stdout).toString()).toBe('one\ntwo')
    expect(Buffer.concat(bytes.stderr)).toEqual(Buffer.from([0xff]))
  })

  test('is in the log byte for byte', async () => {
    const directory = makeDirectory()
    const input = Buffer.from(Array.from({ length: 100_000 }, (_, index) => (index * 7919) % 256))
    const logPath = join(directory, 'deep/down/run.log')
    const result = await runCommand(['cat'], { stdin: { input }, logPath })
    expect(readFileSync(logPath).equals(input)).toBe(true)
    expect(result).toMatchObject({ logPath, output: { totalBytes: 100_000, omittedBytes: 0 } })
    expect(result.logProblem).toBeUndefined()
  })

  test('that does not fit is cut in the middle, with a pointer to the log', async () => {
    const logPath = join(makeDirectory(), 'run.log')
    const options = { headBytesMax: 10, tailBytesMax: 10 }
    const { output } = await runCommand(['seq', '1', '1000'], { ...options, logPath })
    expect(output.text()).toBe(`1\n2\n3\n4\n5\n... 3874 bytes left out, all of it in ${logPath} ...\n999\n1000\n`)
    expect(output.head.length + output.tail.length + output.omittedBytes).toBe(output.totalBytes)
    const withoutLog = await runCommand(['seq', '1', '1000'], options)
    expect(withoutLog.output.text()).toContain(' bytes left out ...\n')
  })

  test('beyond the limit of the log is counted but not written', async () => {
    const logPath = join(makeDirectory(), 'run.log')
    const { output, logProblem } = await runCommand(['seq', '1', '10000'], { logPath, logBytesMax: 1000 })
    expect(readFileSync(logPath)).toHaveLength(1000)
    expect(output.totalBytes).toBe(48_894)
    expect(logProblem).toBe(`${logPath} ends at its limit of 1000 bytes`)
  })

  test('exactly as long as the limit of the log is whole', async () => {
    const logPath = join(makeDirectory(), 'run.log')
    const { logProblem } = await runCommand(shellCommand('printf 12345; printf 67890 >&2'), {
      logPath,
      logBytesMax: 10,
    })
    expect(readFileSync(logPath)).toHaveLength(10)
    expect(logProblem).toBeUndefined()
  })

  test('is not lost when the log cannot be written', async () => {
    const directory = makeDirectory()
    writeFileSync(join(directory, 'file'), '')
    const logPath = join(directory, 'file/run.log')
    const result = await runCommand(['echo', 'hello'], { logPath })
    expect(result.output.text()).toBe('hello\n')
    expect(result.logPath).toBeUndefined()
    expect(result.logProblem).toContain(`cannot write ${logPath}: `)
  })

  test.runIf(process.platform === 'linux')('is not lost when the disk is full', async () => {
    const result = await runCommand(['echo', 'hello'], { logPath: '/dev/full' })
    expect(result.output.text()).toBe('hello\n')
    expect(result.logProblem).toContain('ENOSPC')
  })

  test('of an older run is replaced in the log', async () => {
    const logPath = join(makeDirectory(), 'run.log')
    writeFileSync(logPath, 'something older and longer')
    await runCommand(['echo', 'new'], { logPath })
    expect(readFileSync(logPath, 'utf8')).toBe('new\n')
  })

  test('of 200 MB is whole in the log and never in memory', async () => {
    const logPath = join(makeDirectory(), 'run.log')
    const sizeBytes = 200_000_000
    const residentBefore = process.memoryUsage.rss()
    let residentMax = 0
    const result = await runCommand(shellCommand(`head -c ${sizeBytes} /dev/zero | tr '\\0' x`), {
      logPath,
      onOutput: () => {
        residentMax = Math.max(residentMax, process.memoryUsage.rss())
      },
    })
    expect(result.output.totalBytes).toBe(sizeBytes)
    expect(result.output.omittedBytes).toBe(sizeBytes - 64 * 1024 - 256 * 1024)
    expect(residentMax - residentBefore).toBeLessThan(sizeBytes / 2)
    expect(await hashFile(logPath)).toBe(hashOfRepeated('x', sizeBytes))
  })
})

test('a run that was aborted before it began starts nothing', async () => {
  const file = join(makeDirectory(), 'file')
  const { outcome } = await runCommand(['touch', file], { signal: AbortSignal.abort() })
  expect(outcome).toEqual({ kind: 'aborted' })
  expect(() => readFileSync(file)).toThrow('ENOENT')
})

test('a current directory that has been removed is a bad directory', async () => {
  const before = process.cwd()
  const directory = makeDirectory()
  process.chdir(directory)
  rmSync(directory, { recursive: true })
  try {
    expect((await runCommand(['true'])).outcome).toEqual({
      kind: 'bad-directory',
      directory: '.',
      reason: 'the current directory does not exist any more',
    })
    expect((await runCommand(['true'], { cwd: '/' })).outcome).toEqual({ kind: 'exited', code: 0 })
    expect((await runCommand(['no-such-program'], { cwd: '/' })).outcome.kind).toBe('not-found')
  } finally {
    process.chdir(before)
  }
})

async function hashFile(path: string): Promise<string> {
  const hash = createHash('sha1')
  for await (const chunk of createReadStream(path)) hash.update(chunk as Buffer)
  return hash.digest('hex')
}

function hashOfRepeated(character: string, sizeBytes: number): string {
  const hash = createHash('sha1')
  const block = Buffer.alloc(1_000_000, character)
  for (let done = 0; done < sizeBytes; done += block.length) hash.update(block)
  return hash.digest('hex')
}
