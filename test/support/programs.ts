import { chmod, mkdir, symlink, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { execa } from 'execa'
import type { Rig } from './rig.ts'

/**
 * A directory to be PATH, beside the rig's own: node, git and the usual small programs, and these shell scripts by name. Nothing else
 * of the machine is in it.
 */
export async function makePath(rig: Rig, programs: Readonly<Record<string, string>> = {}): Promise<string> {
  const bin = path.join(path.dirname(rig.directory), 'bin')
  await mkdir(bin)
  await symlink(process.execPath, path.join(bin, 'node'))
  for (const name of ['git', 'cat', 'mkdir', 'sleep', 'sh', 'rm', 'cp', 'env']) {
    const { stdout } = await execa('/bin/sh', ['-c', `command -v ${name}`])
    await symlink(stdout, path.join(bin, name))
  }
  for (const [name, body] of Object.entries(programs)) {
    await writeFile(path.join(bin, name), `#!/bin/sh\n${body}\n`)
    await chmod(path.join(bin, name), 0o755)
  }
  return bin
}
