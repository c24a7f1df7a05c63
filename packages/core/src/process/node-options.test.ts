import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { expect, test } from 'vitest'
import { captureCommand } from './capture-command.ts'
import { quoteNodeOption } from './node-options.ts'

test('Node reads back what was quoted, whatever is in the name of a directory', async () => {
  const directory = mkdtempSync(path.join(tmpdir(), 'node-options-'))
  try {
    const odd = path.join(directory, String.raw`a "b" \c d`)
    mkdirSync(odd)
    writeFileSync(path.join(odd, 'hook.cjs'), 'globalThis.hooked = "read"')
    const env = { ...process.env, NODE_OPTIONS: quoteNodeOption(`--require=${path.join(odd, 'hook.cjs')}`) }
    const { stdout } = await captureCommand([process.execPath, '-p', 'hooked'], {
      cwd: directory,
      env,
      timeoutMs: 60_000,
    })
    expect(stdout.toString()).toBe('read\n')
  } finally {
    rmSync(directory, { recursive: true })
  }
})
