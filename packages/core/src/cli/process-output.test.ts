import { execFileSync } from 'node:child_process'
import {
  closeSync,
  constants,
  mkdtempSync,
  openSync,
  readFileSync,
  readSync,
  rmSync,
  writeFileSync,
  writeSync,
} from 'node:fs'
import { Socket } from 'node:net'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { ProcessOutput } from './process-output.ts'

const directory = mkdtempSync(path.join(tmpdir(), 'process-output-'))
afterAll(() => rmSync(directory, { recursive: true }))

const refuse = (): never => {
  throw new Error('not to be called')
}

/** A pipe whose both ends are one descriptor; writing to it when it is full is refused. */
function makePipe(): number {
  const file = path.join(mkdtempSync(path.join(directory, 'pipe-')), 'pipe')
  execFileSync('mkfifo', [file])
  return openSync(file, constants.O_RDWR | constants.O_NONBLOCK)
}

function fill(fd: number): number {
  let bytes = 0
  try {
    for (;;) bytes += writeSync(fd, 'x'.repeat(4096))
  } catch (error) {
    expect((error as NodeJS.ErrnoException).code).toBe('EAGAIN')
    return bytes
  }
}

test('what is short goes straight to the descriptor, in order and at once', () => {
  const fd = makePipe()
  const output = new ProcessOutput({ fd, openStream: refuse, onError: refuse })
  const taken: string[] = []
  output.write('one – ', () => taken.push('one'))
  output.write(new TextEncoder().encode('two\n'), () => taken.push('two'))
  const read = Buffer.alloc(100)
  expect(read.toString('utf8', 0, readSync(fd, read))).toBe('one – two\n')
  expect({ taken, isTTY: output.isTTY, destroyed: output.destroyed }).toEqual({
    taken: ['one', 'two'],
    isTTY: false,
    destroyed: false,
  })
  closeSync(fd)
})

test('what a full pipe refuses, and all after it, goes through the stream of Node', async () => {
  const fd = makePipe()
  const filled = fill(fd)
  const drained = Buffer.alloc(4096)
  readSync(fd, drained)
  const output = new ProcessOutput({ fd, openStream: () => new Socket({ fd, readable: false }), onError: refuse })
  const text = `${'é'.repeat(4000)}.`
  const taken = new Promise<void>((resolve) => output.write(text, resolve))
  output.write('end')
  let seen = Buffer.alloc(0)
  const whole = filled - 4096 + Buffer.byteLength(`${text}end`)
  while (seen.length < whole) {
    const chunk = Buffer.alloc(65_536)
    try {
      seen = Buffer.concat([seen, chunk.subarray(0, readSync(fd, chunk))])
    } catch (error) {
      expect((error as NodeJS.ErrnoException).code).toBe('EAGAIN')
      // The stream writes when the event loop gets to it.
      await new Promise((resolve) => setImmediate(resolve))
    }
  }
  await taken
  await output.drain()
  expect(seen.toString('utf8', filled - 4096)).toBe(`${text}end`)
})

test('a descriptor that takes nothing more is told once, and writing to it is harmless', () => {
  const file = path.join(directory, 'read-only')
  writeFileSync(file, '')
  const readOnly = openSync(file, 'r')
  const errors: (string | undefined)[] = []
  const output = new ProcessOutput({
    fd: readOnly,
    openStream: refuse,
    onError: (error) => errors.push(error.code),
  })
  let calls = 0
  output.write('lost', () => (calls += 1))
  output.write('lost too', () => (calls += 1))
  expect({ errors, calls, destroyed: output.destroyed }).toEqual({ errors: ['EBADF'], calls: 2, destroyed: true })
  expect(readFileSync(file, 'utf8')).toBe('')
  closeSync(readOnly)
})
