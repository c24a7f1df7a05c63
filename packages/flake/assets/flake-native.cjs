'use strict'

/** What the drivers of go and cargo share: a program whose output is read line by line and passed on. */
const { spawn } = require('node:child_process')
const { createInterface } = require('node:readline')

/**
 * @param {readonly string[]} command
 * @param {{ cwd?: string, onLine: (line: string) => void }} options of its standard output; what is not passed on by `onLine` is not shown
 * @returns {Promise<number>} its exit code; when a signal ended it, 128 and the signal's number is what a shell would say, and so do we
 */
async function runLines([program = '', ...args], { cwd, onLine }) {
  const child = spawn(program, args, { cwd, stdio: ['ignore', 'pipe', 'inherit'] })
  const ended = new Promise((resolve, reject) => {
    child.once('error', reject)
    child.once('close', (code, signal) =>
      resolve(code ?? 128 + (require('node:os').constants.signals[signal ?? 'SIGTERM'] ?? 0)),
    )
  })
  for await (const line of createInterface({ input: child.stdout })) onLine(line)
  return ended
}

module.exports = { runLines }
