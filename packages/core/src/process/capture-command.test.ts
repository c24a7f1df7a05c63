import { expect, test } from 'vitest'
import { captureCommand } from './capture-command.ts'
import { shellCommand } from './command-line.ts'

const nothing = Buffer.alloc(0)

test('the two outputs are kept apart, as bytes', async () => {
  const captured = await captureCommand(shellCommand(String.raw`printf 'a\377\n'; printf '\376' >&2; exit 3`))
  expect(captured).toEqual({
    outcome: { kind: 'exited', code: 3 },
    stdout: Buffer.from([0x61, 0xff, 0x0a]),
    stderr: Buffer.from([0xfe]),
  })
})

test('a missing program is an outcome', async () => {
  const program = 'groundcrew-no-such-program'
  expect(await captureCommand([program])).toEqual({
    outcome: { kind: 'not-found', program },
    stdout: nothing,
    stderr: nothing,
  })
})

test('more output than the limit stops the command and is never taken for whole', async () => {
  const captured = await captureCommand(['yes'], { outputBytesMax: 1000 })
  expect(captured.outcome).toEqual({ kind: 'output-limit', limitBytes: 1000 })
  expect(captured.stdout).toHaveLength(1000)
})

test('output that reaches the limit after the command has ended is not taken for whole either', async () => {
  const captured = await captureCommand(shellCommand('echo 12345; echo 67890 >&2'), { outputBytesMax: 11 })
  expect(captured.outcome).toEqual({ kind: 'output-limit', limitBytes: 11 })
  expect(captured.stdout.length + captured.stderr.length).toBe(11)
})

test('output of exactly the limit is whole', async () => {
  const captured = await captureCommand(['echo', '12345'], { outputBytesMax: 6 })
  expect(captured).toEqual({ outcome: { kind: 'exited', code: 0 }, stdout: Buffer.from('12345\n'), stderr: nothing })
})

test('a command that hangs is stopped, and what it said is there', async () => {
  const captured = await captureCommand(shellCommand('echo before; sleep 1000'), { timeoutMs: 1500 })
  expect(captured.outcome).toEqual({ kind: 'timed-out', timeoutMs: 1500 })
  expect(captured.stdout.toString()).toBe('before\n')
})

test('bytes go in and come out', async () => {
  const input = Buffer.from([0, 255, 10, 13, 128])
  expect((await captureCommand(['cat'], { stdin: { input } })).stdout).toEqual(input)
})

test('input ends at once when none is given', async () => {
  expect((await captureCommand(['cat'])).outcome).toEqual({ kind: 'exited', code: 0 })
})

test('input that nobody reads is no trouble', async () => {
  const { outcome } = await captureCommand(['true'], { stdin: { input: Buffer.alloc(3_000_000) } })
  expect(outcome).toEqual({ kind: 'exited', code: 0 })
})

test.each([
  ['arguments that are too long', ['echo', 'x'.repeat(3_000_000)], {}, 'not-executable'],
  ['a directory that is not there', ['echo'], { cwd: '/no/such/place' }, 'bad-directory'],
  ['a program that is a directory', ['/tmp'], {}, 'not-executable'],
] as const)('%s: an outcome', async (_what, command, options, kind) => {
  expect((await captureCommand(command, options)).outcome).toMatchObject({ kind })
})
