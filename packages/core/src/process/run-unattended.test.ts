import { describe, expect, test } from 'vitest'
import { readQuestion, runUnattended } from './run-unattended.ts'

describe('the last line is a question', () => {
  test.each([
    ['Overwrite config? (y/N) ', 'Overwrite config? (y/N)'],
    ['Need to install the following packages:\n  create-app\nOk to proceed? (y) ', 'Ok to proceed? (y)'],
    ['\u001b[36m?\u001b[39m Would you like to use ESLint? › No / Yes\n', '? Would you like to use ESLint? › No / Yes'],
    ['Username for example.org: ', 'Username for example.org:'],
    ['Do you want to continue? [Y/n]\n', 'Do you want to continue? [Y/n]'],
    ['Are you sure (yes/no)?\n', 'Are you sure (yes/no)?'],
    ['Press any key to go on\n', 'Press any key to go on'],
    ['[sudo] password for ann: ', '[sudo] password for ann:'],
    ['1) one\n2) two\n#? ', '#?'],
    ['Existing password: ', 'Existing password:'],
    ['sqlite> ', 'sqlite>'],
    ['? Pick a framework: (Use arrow keys)\n❯ Vue\n  React\n  Svelte\n', '? Pick a framework: (Use arrow keys)'],
    ['┌  create\n│\n◆  Which type?\n│  ● TypeScript\n│  ○ JavaScript\n└\n', '◆  Which type?'],
  ])('%j', (output, question) => {
    expect(readQuestion(output)).toBe(question)
  })
})

describe('no question', () => {
  test.each([
    '',
    '\n\n',
    'Resolving packages:\n',
    'Downloading packages: ',
    '[=====>',
    '? done\n  a\n',
    'added 12 packages\n',
    'what?\n',
    'Progress: 12/40',
    '> build\n',
  ])('%j', (output) => {
    expect(readQuestion(output)).toBeUndefined()
  })
})

test('a command that waits behind a question is stopped, and the question is told', async () => {
  const line = 'printf "Overwrite? (y/N) "; exec sleep 600'
  const { outcome, question } = await runUnattended(['/bin/sh', '-c', line], { silenceMs: 50 })
  expect({ outcome, question }).toEqual({ outcome: { kind: 'aborted' }, question: 'Overwrite? (y/N)' })
})

test('a command that is silent without a question goes on to its end', async () => {
  const line = 'echo resolving; sleep 0.3; echo done'
  const { outcome, question } = await runUnattended(['/bin/sh', '-c', line], { silenceMs: 50 })
  expect({ outcome, question }).toEqual({ outcome: { kind: 'exited', code: 0 }, question: undefined })
})

test.each([
  ['stopped', true, { kind: 'aborted' }],
  ['left alone', false, { kind: 'exited', code: 0 }],
] as const)('a command that has told its result and does not end is stopped: %s', async (_what, isTold, expected) => {
  const command = ['/bin/sh', '-c', `echo '1 failing'; ${isTold ? 'exec sleep 600' : 'sleep 0.3'}`] as const
  const { outcome, lingered, output } = await runUnattended(command, { lingerMs: 50, isTold: () => isTold })
  expect({ outcome, lingered, head: output.head }).toEqual({
    outcome: expected,
    lingered: isTold ? true : undefined,
    head: '1 failing\n',
  })
})

test.each([
  ['printf "Continue? [y/N] "; echo; echo "error: gave up" >&2; exit 1', 'Continue? [y/N]'],
  [
    'echo "sh: 1: cannot open /dev/tty: No such device or address" >&2; exit 2',
    'sh: 1: cannot open /dev/tty: No such device or address',
  ],
  ['echo "EOFError: EOF when reading a line" >&2; exit 1', 'EOFError: EOF when reading a line'],
  ['echo "flags: [y/N] chooses"; echo failed; exit 1', undefined],
])('%s: asked in vain', async (line, expected) => {
  const { question } = await runUnattended(['/bin/sh', '-c', line])
  expect(question).toBe(expected)
})

test('a command that gives up on its own question is told apart from one that fails', async () => {
  const line = 'printf "Name: "; read name || exit 3'
  const { outcome, question } = await runUnattended(['/bin/sh', '-c', line])
  expect({ outcome, question }).toEqual({ outcome: { kind: 'exited', code: 3 }, question: 'Name:' })
})

test('CI is set, and what the caller set stays', async () => {
  const line = 'echo "CI=$CI"'
  const env = { PATH: process.env['PATH'] }
  expect((await runUnattended(['/bin/sh', '-c', line], { env })).output.head).toBe('CI=1\n')
  expect((await runUnattended(['/bin/sh', '-c', line], { env: { ...env, CI: 'true' } })).output.head).toBe('CI=true\n')
})
