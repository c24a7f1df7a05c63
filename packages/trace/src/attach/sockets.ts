import { readlinkSync, readdirSync } from 'node:fs'
import { readProc } from '../run/proc.ts'

/** A TCP socket of a process (proc(5), net/tcp). */
export interface TcpSocket {
  readonly inode: string
  readonly isListening: boolean
  readonly localPort: number
  /** `ADDRESS:PORT` of the other side. */
  readonly remote: string
}

const listening = '0A'

export function listTcpSockets(pid: number): readonly TcpSocket[] {
  const inodes = new Set(listSocketInodes(pid))
  const lines = `${readProc(pid, 'net/tcp') ?? ''}\n${readProc(pid, 'net/tcp6') ?? ''}`.split('\n')
  return lines.flatMap((line) => {
    const [, local = '', remote = '', state, , , , , , inode = ''] = line.trim().split(/\s+/)
    if (!inodes.has(inode)) return []
    return [{ inode, isListening: state === listening, localPort: portOf(local), remote: formatAddress(remote) }]
  })
}

/** The process that listens on a port in the same network as `pid`: its id, or `unknown` where it is another user's. */
export function findListener(pid: number, port: number): number | 'unknown' | undefined {
  const lines = `${readProc(pid, 'net/tcp') ?? ''}\n${readProc(pid, 'net/tcp6') ?? ''}`.split('\n')
  const inodes = lines.flatMap((line) => {
    const [, local = '', , state, , , , , , inode = ''] = line.trim().split(/\s+/)
    return state === listening && portOf(local) === port ? [inode] : []
  })
  if (inodes.length === 0) return undefined
  const pids = readdirSync('/proc').filter((name) => /^\d+$/.test(name))
  const holder = pids.find((name) => listSocketInodes(Number(name)).some((inode) => inodes.includes(inode)))
  return holder === undefined ? 'unknown' : Number(holder)
}

function listSocketInodes(pid: number): readonly string[] {
  try {
    return readdirSync(`/proc/${pid}/fd`).flatMap((name) => {
      try {
        return /^socket:\[(\d+)\]$/.exec(readlinkSync(`/proc/${pid}/fd/${name}`))?.[1] ?? []
      } catch {
        return []
      }
    })
  } catch {
    return []
  }
}

function portOf(address: string): number {
  return Number.parseInt(address.split(':')[1] ?? '', 16)
}

/** The kernel writes an address as 32-bit numbers in the order of this machine's bytes. */
function formatAddress(text: string): string {
  const [hex = ''] = text.split(':')
  const bytes = Buffer.from(hex, 'hex')
  for (let at = 0; at + 4 <= bytes.length; at += 4) bytes.subarray(at, at + 4).reverse()
  const isMapped = bytes.length === 16 && bytes.subarray(0, 12).equals(Buffer.from('00000000000000000000ffff', 'hex'))
  const host =
    bytes.length === 16 && !isMapped
      ? `[${(bytes.toString('hex').match(/.{4}/g) ?? []).map((part) => part.replace(/^0{1,3}/, '')).join(':')}]`
      : [...bytes.subarray(-4)].join('.')
  return `${host}:${portOf(text)}`
}
