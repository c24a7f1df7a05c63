import { once } from 'node:events'
import { createServer, type AddressInfo } from 'node:net'
import { execa } from 'execa'
import { describe, expect, test } from 'vitest'
import { Rig } from '../support/rig.ts'
import { traced } from '../support/trace.ts'

describe('a process that hangs is named', () => {
  const hangs: Readonly<Record<string, readonly [script: string, expected: RegExp]>> = {
    'a loop': ['function forever() { for (;;); }\nready(); forever()', /running forever .*hang\.js:2/],
    'a regular expression': [
      'function match() { return /^(a+)+$/.test("a".repeat(40) + "b") }\nready(); match()',
      /running match .*hang\.js:2/,
    ],
    'a promise that never settles': [
      'require("node:net").createServer().listen(0)\nasync function wait() { ready(); await new Promise(() => {}) }\nwait()',
      /waiting for events[^]*event loop waits for: .*TCPServerWrap[^]*async functions wait at:\n {2}wait hang\.js:3 {2}async function wait/,
    ],
    'a socket that never answers': [
      `const net = require("node:net")
const server = net.createServer(() => {}).listen(0, () => net.connect(server.address().port).on("connect", ready))`,
      /waiting for events[^]*event loop waits for: .*TCPSocketWrap/,
    ],
    'an answer that never comes': [
      `const net = require("node:net")
class Client { async load(port) { setTimeout(ready, 200); return await fetch("http://127.0.0.1:" + port) } }
const server = net.createServer(() => {}).listen(0, () => { for (const _ of "ab") new Client().load(server.address().port) })`,
      /waiting for events[^]*async functions wait at:\n {2}2× load hang\.js:3 {2}class Client/,
    ],
    'a child that never ends': [
      `function build() {
  ready()
  return require("node:child_process")
    .execSync("sleep 1000; true")
}
[1].map(() => build())`,
      /waiting for its child `sh -c 'sleep 1000; true'` \(\d+\), in build hang\.js:5\n {2}\d+ sh -c 'sleep 1000; true': waiting for its child `sleep` \(\d+\)\n {2}\d+ sleep: sleeping[^]*\n {2}\(anonymous\) hang\.js:7\n {2}map\n/,
    ],
    'a child that never ends, in a worker': [
      `const { isMainThread, Worker } = require("node:worker_threads")
function build() { require("node:child_process").execFileSync("sleep", ["1000"]) }
if (isMainThread) new Worker(__filename).on("online", () => setTimeout(ready, 200)); else build()`,
      /waiting for events.*; its thread \d+ is in build hang\.js:3\n/,
    ],
    'a child that computes for ever': [
      'ready(); require("node:child_process").spawnSync("node", ["-e", "function spin() { for (;;); } spin()"])',
      /waiting for its child `node -e .*in \(anonymous\) hang\.js:2\n {2}\d+ node -e .*: running spin \[eval\]:1\n/,
    ],
    'a file that another process has locked': [
      `require("node:child_process").spawn("flock", ["lock", "sleep", "1000"])
setTimeout(() => { ready(); require("node:child_process").spawnSync("flock", ["lock", "true"]) }, 300)`,
      /waiting for its child `flock` \(\d+\), in \(anonymous\) hang\.js:3\n {2}\d+ flock: blocked in flock of .*lock, which is held by \d+ `flock`\n/,
    ],
    'Atomics.wait': [
      'function lock() { Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0) }\nready(); lock()',
      /running lock .*hang\.js:2|waiting for another thread/,
    ],
    'a worker that waits for a lock': [
      `const { isMainThread, Worker } = require("node:worker_threads")
function locked() { Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0) }
if (isMainThread) new Worker(__filename).on("online", () => setTimeout(ready, 100)); else locked()`,
      /waiting for events.*; its worker 1 is in locked .*hang\.js:3\n/,
    ],
    'a read of stdin': [
      'const ask = () => require("node:fs").readSync(0, Buffer.alloc(1))\nready(); ask()',
      /blocked in read of stdin .*, in ask hang\.js:2\nstack:\n {2}readSync node:fs:\d+\n {2}ask hang\.js:2\n/,
    ],
    'a read in functions that V8 has compiled to machine code': [
      `const { execFileSync, spawn } = require("node:child_process")
const { openSync, readSync } = require("node:fs")
const byte = Buffer.alloc(1)
function readByte(file) { return readSync(file, byte) }
function pump(file) {
  for (let count = 0; ; count++) {
    readByte(file)
    if (count === 99_999) ready()
  }
}
execFileSync("mkfifo", ["fifo"])
spawn("sh", ["-c", "head -c 100000 /dev/zero > fifo"])
pump(openSync("fifo", "r+"))`,
      /blocked in read of .*fifo, in readByte hang\.js:5\n[^]*\n {2}pump hang\.js:[678]\n {2}\(anonymous\) hang\.js:14\n/,
    ],
    'a read of a FIFO that nobody writes': [
      'require("node:child_process").execFileSync("mkfifo", ["fifo"])\nready(); require("node:fs").readFileSync("fifo")',
      /blocked in open of fifo, in \(anonymous\) hang\.js:3\n/,
    ],
  }

  test.runIf(process.platform === 'linux').each(Object.keys(hangs))('%s', async (name) => {
    const [script, expected] = hangs[name] ?? ['', /$/]
    await using rig = await Rig.create({
      files: { 'hang.js': `const ready = () => require("node:fs").writeSync(1, "ready")\n${script}\n` },
    })
    const child = execa('node', ['hang.js'], {
      cwd: rig.directory,
      env: rig.environment(),
      extendEnv: false,
      reject: false,
      stdin: 'pipe',
      detached: true,
    })
    try {
      await new Promise((resolve) => child.stdout.once('data', resolve))
      const { exitCode, stdout } = await rig.run('trace', ['dump', String(child.pid)])
      expect({ exitCode, stdout }).toEqual({ exitCode: 0, stdout: expect.stringMatching(expected) })
      expect(child.exitCode).toBeNull()
    } finally {
      process.kill(-(child.pid ?? 0), 'SIGKILL')
      await child
    }
  })

  test('a server goes on unharmed: nobody asks it for anything, no inspector stays open, and a signal that it listens to is not sent', async () => {
    const server = `const told = (what) => console.log(what)
const server = require('node:http').createServer(({ url }) => told(url)).listen(0, () => told('ready'))
process.on('SIGTERM', () => { told(String(require('node:inspector').url())); process.exit() })\n`
    const files = { 'plain.js': server, 'listens.js': `process.on('SIGUSR1', () => told('signal'))\n${server}` }
    await using rig = await Rig.create({ files })
    const dump = async (file: string): Promise<readonly string[]> => {
      const child = execa('node', [file], { cwd: rig.directory, reject: false })
      await new Promise((resolve) => child.stdout.once('data', resolve))
      const { stdout } = await rig.run('trace', ['dump', String(child.pid)])
      child.kill('SIGTERM')
      return [stdout, (await child).stdout]
    }
    expect(await dump('plain.js')).toEqual([expect.stringContaining('waits for: TCPServerWrap'), 'ready\nundefined'])
    expect(await dump('listens.js')).toEqual([
      expect.stringMatching(/not sampled: the program itself listens to SIGUSR1|not open its inspector/),
      expect.stringMatching(/^ready\n(?:signal\n)?undefined$/),
    ])
  })

  test('attach saves a profile of a second of it, with the names of loops that run since before', async () => {
    await using rig = await Rig.create({
      files: {
        'hang.js':
          'function forever() { for (let i = 0; ; i++) Math.imul(i, 3) }\nfunction outer() { forever() }\nconsole.log(1)\nouter()\n',
      },
    })
    const child = execa('node', ['hang.js'], { cwd: rig.directory, reject: false })
    try {
      await new Promise((resolve) => child.stdout.once('data', resolve))
      const { exitCode, stdout } = await rig.run('trace', ['attach', String(child.pid), '-d', '300ms'])
      expect({ exitCode, stdout }).toEqual({
        exitCode: 0,
        stdout: expect.stringMatching(
          /^t1: [^]*verdict: computing in its own code[^]*self .*\n.* forever +hang\.js:1\n/,
        ),
      })
    } finally {
      child.kill('SIGKILL')
      await child
    }
  })

  test('who holds the port of its inspector is named', async () => {
    await using rig = await Rig.create({ files: { 'hang.js': 'console.log(1)\nfor (;;);\n' } })
    const holder = createServer().listen(0, '127.0.0.1')
    await once(holder, 'listening')
    const { port } = holder.address() as AddressInfo
    const child = execa('node', [`--inspect-port=${port}`, 'hang.js'], { cwd: rig.directory, reject: false })
    try {
      await new Promise((resolve) => child.stdout.once('data', resolve))
      const { stdout } = await rig.run('trace', ['dump', String(child.pid)])
      expect(stdout).toContain(
        `not sampled: port ${port}, at which its inspector would open, is held by ${process.pid} `,
      )
    } finally {
      child.kill('SIGKILL')
      await child
      holder.close()
    }
  })

  test('under trace it may be killed: what it did is known all the same', async () => {
    await using rig = await Rig.create({ files: { 'hang.js': 'function forever() { for (;;); }\nforever()\n' } })
    const summary = await traced(rig, ['timeout', '-s', 'KILL', '6', 'node', 'hang.js'])
    expect(summary.self[0]).toMatchObject({ file: 'hang.js', line: 1 })
    expect(summary.exitCodes).toEqual([137])
  })

  test('a process id that is none is a clear error', async () => {
    await using rig = await Rig.create()
    expect(await rig.run('trace', ['dump', '999999999'])).toMatchObject({ exitCode: 3, stdout: '' })
    expect(await rig.run('trace', ['dump', 'x'])).toMatchObject({ exitCode: 2 })
  })
})
