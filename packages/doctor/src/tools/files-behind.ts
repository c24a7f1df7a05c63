import { open, realpath, stat } from 'node:fs/promises'
import path from 'node:path'

/** In them lies what picks another program for each directory. */
const pickerDirectories = /\/(?:shims|\.cargo\/bin|\.volta|\.proto|\.asdf|\.nix-profile)\//
const elf = '\u007fELF'
const machO = new Set(['cffaedfe', 'cefaedfe', 'cafebabe'])

/**
 * The files on which alone depends what a program says of its version, so that its answer holds as long as they are the same.
 * `undefined` for the shims of version managers, and for scripts, which may start anything; those that pip installs start one module,
 * and are written anew with it.
 */
export async function filesBehind(program: string): Promise<readonly string[] | undefined> {
  const file = await realpath(program).catch(() => undefined)
  if (file === undefined || pickerDirectories.test(program) || pickerDirectories.test(file)) return undefined
  // A program for many names: `mise`, `rustup`, `busybox`.
  if (!path.basename(file).startsWith(path.basename(program))) return undefined
  const stats = await stat(file).catch(() => undefined)
  if (stats === undefined || stats.nlink > 1) return undefined
  return (await isOneProgram(file)) ? [file] : undefined
}

async function isOneProgram(file: string): Promise<boolean> {
  const handle = await open(file).catch(() => undefined)
  if (handle === undefined) return false
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(256), 0, 256, 0)
    const start = buffer.subarray(0, bytesRead)
    if (start.toString('latin1', 0, 4) === elf || machO.has(start.toString('hex', 0, 4))) return true
    return /^#!\S*\/(?:env )?python[\d.]*\s/.test(start.toString('latin1'))
  } finally {
    await handle.close()
  }
}
