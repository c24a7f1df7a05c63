import { readlinkSync } from 'node:fs'
import { programName } from '../run/program-name.ts'
import { ProcessMemory } from '../memory/process-memory.ts'
import {
  listChildren,
  listChildrenOfThread,
  listTasks,
  readCommand,
  readProc,
  readStat,
  readTaskState,
} from '../run/proc.ts'
import { describeLockHolders } from './file-locks.ts'
import { listTcpSockets } from './sockets.ts'

/** What the kernel says of a process: the only view of one that does not answer. */
export interface BlockedProcess {
  readonly pid: number
  readonly name: string
  readonly command: readonly string[]
  /** One phrase: what the main thread is doing. */
  readonly doing: string
  readonly threads: readonly BlockedThread[]
  readonly children: readonly BlockedChild[]
}

export interface BlockedChild {
  readonly pid: number
  readonly name: string
  readonly state: string
  /** The main thread started it, and no other. */
  readonly isOfMain: boolean
  /** The same phrase of it. */
  readonly doing: string
}

export interface BlockedThread {
  readonly id: number
  readonly name: string
  /** R running, S sleeping, D waiting for a device, T stopped (proc(5)). */
  readonly state: string
  /** The kernel function that it sleeps in. */
  readonly waitsIn: string
  /** The system call and what it is about. */
  readonly call?: string
}

const threadsMax = 64

export function describeBlocked(pid: number): BlockedProcess | undefined {
  const command = readCommand(pid)
  const tasks = listTasks(pid)
  if (tasks.length === 0) return undefined
  const threads = tasks.slice(0, threadsMax).map((task) => describeThread(pid, task))
  const children = nameChildren(pid).map((child) => ({
    ...child,
    doing: describeDoing(describeThread(child.pid, child.pid), nameChildren(child.pid), child.pid),
  }))
  return {
    pid,
    name: programName(command),
    command,
    doing: describeDoing(threads[0], children, pid),
    threads,
    children,
  }
}

function nameChildren(pid: number): readonly NamedChild[] {
  const ofMain = new Set(listChildrenOfThread(pid, pid))
  return listChildren(pid).map((child) => ({
    pid: child,
    name: programName(readCommand(child)),
    state: readStat(child)?.state ?? '?',
    isOfMain: ofMain.has(child),
  }))
}

type NamedChild = Omit<BlockedChild, 'doing'>

function describeThread(pid: number, task: number): BlockedThread {
  const call = describeCall(pid, task)
  return {
    id: task,
    name: (readProc(pid, `task/${task}/comm`) ?? '').trim(),
    state: readTaskState(pid, task),
    waitsIn: (readProc(pid, `task/${task}/wchan`) ?? '').replace(/^0$/, ''),
    ...(call === undefined ? {} : { call }),
  }
}

/** System calls that programs hang in, by their number (x86-64 and arm64). */
const calls: Readonly<Record<string, Readonly<Record<number, string>>>> = {
  x64: {
    0: 'read',
    1: 'write',
    2: 'open',
    7: 'poll',
    23: 'select',
    34: 'pause',
    35: 'nanosleep',
    42: 'connect',
    43: 'accept',
    45: 'recvfrom',
    47: 'recvmsg',
    61: 'wait4',
    72: 'fcntl',
    73: 'flock',
    202: 'futex',
    230: 'clock_nanosleep',
    232: 'epoll_wait',
    247: 'waitid',
    257: 'openat',
    270: 'pselect6',
    271: 'ppoll',
    281: 'epoll_pwait',
  },
  arm64: {
    56: 'openat',
    63: 'read',
    64: 'write',
    73: 'ppoll',
    72: 'pselect6',
    101: 'nanosleep',
    203: 'connect',
    202: 'accept',
    207: 'recvfrom',
    212: 'recvmsg',
    260: 'wait4',
    25: 'fcntl',
    32: 'flock',
    98: 'futex',
    115: 'clock_nanosleep',
    22: 'epoll_pwait',
    95: 'waitid',
  },
}
const callsOnFile = new Set(['read', 'write', 'connect', 'accept', 'recvfrom', 'recvmsg', 'fcntl', 'flock'])

function describeCall(pid: number, task: number): string | undefined {
  const [number, first, second] = (readProc(pid, `task/${task}/syscall`) ?? '').split(' ')
  const name = calls[process.arch]?.[Number(number)]
  if (number === undefined || first === undefined || name === undefined) return undefined
  if (name === 'open' || name === 'openat') return `open of ${readPath(pid, name === 'open' ? first : second)}`
  if (!callsOnFile.has(name)) return name
  const descriptor = Number(first)
  return `${name} of ${fileOf(pid, descriptor)}`
}

function fileOf(pid: number, descriptor: number): string {
  const standard = ['stdin', 'stdout', 'stderr'][descriptor]
  try {
    const target = readlinkSync(`/proc/${pid}/fd/${descriptor}`)
    const inode = /^socket:\[(\d+)\]$/.exec(target)?.[1]
    const socket = inode === undefined ? undefined : listTcpSockets(pid).find((entry) => entry.inode === inode)
    if (socket !== undefined)
      return socket.isListening ? `a socket that listens at ${socket.localPort}` : `the socket to ${socket.remote}`
    return standard === undefined ? target : `${standard} (${target})`
  } catch {
    return standard ?? `descriptor ${descriptor}`
  }
}

const pathBytesMax = 256

/** The path that a system call was given: a string in the memory of the process. */
function readPath(pid: number, address: string | undefined): string {
  try {
    using memory = new ProcessMemory(pid)
    const bytes = memory.read(Number(address), pathBytesMax)
    const end = bytes.indexOf(0)
    return bytes.toString('utf8', 0, end === -1 ? pathBytesMax : end)
  } catch {
    return 'a file'
  }
}

function describeDoing(main: BlockedThread | undefined, children: readonly NamedChild[], pid: number): string {
  if (main === undefined) return 'it has ended'
  if (main.state === 'R') return 'computing'
  if (main.state === 'T' || main.state === 't') return 'stopped by a signal'
  if (main.state === 'Z') return 'ended, and not yet waited for by its parent'
  const child = lastAlive(children)
  const call = callOf(main)
  if (isWait(call) && child !== undefined) return waitingForChild(child)
  if (/futex/.test(call)) return 'waiting for another thread: a lock, a queue, or Atomics.wait'
  if (/^(?:flock|fcntl)/.test(call))
    return `blocked in ${[call, ...describeLockHolders(pid)].join(', which is held by ')}`
  if (/^(?:open|read|recv|accept|connect|write)/.test(call)) return `blocked in ${call}`
  if (isPoll(call) && child !== undefined) {
    return `waiting for events, with its child \`${child.name}\` (${child.pid}) running`
  }
  if (isPoll(call)) return 'waiting for events: timers, sockets, pipes'
  return call === '' ? 'sleeping' : `sleeping in ${call}`
}

/** The child that a process waits for: in a call of the system's own, or in a loop of Node's when `isInCall`, as spawnSync does. */
export function awaitedChild(
  { threads: [main], children }: BlockedProcess,
  isInCall: boolean,
): BlockedChild | undefined {
  const call = main === undefined ? '' : callOf(main)
  return isWait(call) || (isInCall && isPoll(call)) ? lastAlive(children) : undefined
}

/** The child that runs while a process waits for events, where it is the only one. */
export function onlyChild({ threads: [main], children }: BlockedProcess): BlockedChild | undefined {
  const alive = children.filter(({ state }) => state !== 'Z')
  return main !== undefined && isPoll(callOf(main)) && alive.length === 1 ? alive[0] : undefined
}

/** Who waits in a call of its own started the one that it waits for last. */
function lastAlive<Child extends NamedChild>(children: readonly Child[]): Child | undefined {
  const alive = children.filter(({ state }) => state !== 'Z')
  return alive.findLast(({ isOfMain }) => isOfMain) ?? alive.at(-1)
}

export function waitingForChild({ name, pid }: NamedChild): string {
  return `waiting for its child \`${name}\` (${pid})`
}

function callOf({ call, waitsIn }: BlockedThread): string {
  return call ?? waitsIn
}

/** Also by the names that the kernel's own functions have. */
function isWait(call: string): boolean {
  return /^(?:wait4|waitid|do_wait)/.test(call)
}

function isPoll(call: string): boolean {
  return /epoll|poll|select/.test(call)
}
