import { readdir, readFile, readlink } from 'node:fs/promises'

export interface PortHolder {
  readonly pid: number
  readonly command: string
  readonly cwd: string | undefined
}

const listening = '0A'
const commandLengthMax = 80

/** The process that listens on a TCP port, as far as /proc shows it; undefined elsewhere, and for processes of others. */
export async function findPortHolder(port: number): Promise<PortHolder | undefined> {
  const inodes = new Set((await Promise.all(['tcp', 'tcp6'].map(async (name) => listeners(name, port)))).flat())
  if (inodes.size === 0) return undefined
  const pids = (await readdir('/proc').catch(() => [])).filter((name) => /^\d+$/.test(name))
  for (const pid of pids) {
    if (await holdsAny(pid, inodes)) return describe(Number(pid))
  }
  return undefined
}

async function listeners(name: string, port: number): Promise<readonly string[]> {
  const table = await readFile(`/proc/net/${name}`, 'utf8').catch(() => '')
  const suffix = `:${port.toString(16).toUpperCase().padStart(4, '0')}`
  return table.split('\n').flatMap((line) => {
    const [, local = '', , state, , , , , , inode = ''] = line.trim().split(/\s+/)
    return local.endsWith(suffix) && state === listening ? [inode] : []
  })
}

async function holdsAny(pid: string, inodes: ReadonlySet<string>): Promise<boolean> {
  const descriptors = await readdir(`/proc/${pid}/fd`).catch(() => [])
  for (const descriptor of descriptors) {
    const target = await readlink(`/proc/${pid}/fd/${descriptor}`).catch(() => '')
    const inode = /^socket:\[(\d+)\]$/.exec(target)?.[1]
    if (inode !== undefined && inodes.has(inode)) return true
  }
  return false
}

async function describe(pid: number): Promise<PortHolder> {
  const words = (await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '')).split('\0').filter(Boolean)
  const cwd = await readlink(`/proc/${pid}/cwd`).catch(() => undefined)
  return { pid, command: words.join(' ').slice(0, commandLengthMax), cwd }
}
