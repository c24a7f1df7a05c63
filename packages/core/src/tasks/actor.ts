import { readFileSync, readlinkSync } from 'node:fs'
import { hostname, userInfo } from 'node:os'
import path from 'node:path'
import { readProcess, readStartTime } from '../process/index.ts'
import type { Actor } from './types.ts'

type Environment = Readonly<Record<string, string | undefined>>

export interface ActorOptions {
  readonly env: Environment
  readonly worktree?: string
  readonly branch?: string
  readonly head?: string
}

/** How far up the process tree the agent is looked for. */
const ANCESTORS_MAX = 40

/** The pid namespace every ordinary process of a Linux host is in (linux/proc_ns.h, PROC_PID_INIT_INO). */
const FIRST_PID_NAMESPACE = 'pid:[4026531836]'

/**
 * Says who calls: the name from `TM_ACTOR` or the user, and a session that is the same for every call of one agent and
 * differs between two agents. `TM_SESSION` and `TM_PID` state what is otherwise read from the process tree.
 */
export function identifyActor({ env, worktree, branch, head }: ActorOptions): Actor {
  const name = env['TM_ACTOR'] || env['USER'] || env['USERNAME'] || userName()
  const host = hostKey()
  const holder = holderProcess(env)
  const place = worktree === undefined ? '' : `:${worktree}`
  const process = holder === undefined ? '' : `:${holder.pid}.${holder.startedAt}`
  return {
    actor: name,
    ...(env['TM_ASSIGNEE'] ? { assignee: env['TM_ASSIGNEE'] } : {}),
    session: env['TM_SESSION'] || `${name}@${host}${process}${place}`,
    host,
    bootId: readText('/proc/sys/kernel/random/boot_id')?.trim() ?? '',
    ...holder,
    ...(worktree === undefined ? {} : { worktree }),
    ...(branch === undefined ? {} : { branch }),
    ...(head === undefined ? {} : { head }),
  }
}

/** Two containers may share a host name and a database, but not their pids: then the name says so. */
function hostKey(): string {
  const namespace = readLink('/proc/self/ns/pid')
  const isShared = namespace === undefined || namespace === FIRST_PID_NAMESPACE
  return isShared ? hostname() : `${hostname()}/${namespace.replace(/\D/g, '')}`
}

interface Holder {
  readonly pid: number
  readonly startedAt: string
}

/** The process whose life is the life of the claim: the agent, or the shell a person types into. */
function holderProcess(env: Environment): Holder | undefined {
  const stated = Number(env['TM_PID'])
  if (env['TM_PID'] !== undefined && Number.isSafeInteger(stated) && stated > 1) {
    const startedAt = readStartTime(stated)
    return startedAt === undefined ? undefined : { pid: stated, startedAt }
  }
  let pid = process.ppid
  for (let step = 0; step < ANCESTORS_MAX && pid > 1; step += 1) {
    const stat = readProcess(pid)
    if (stat === undefined) return undefined
    const command =
      readText(`/proc/${pid}/cmdline`)
        ?.split('\0')
        .filter((word) => word !== '') ?? []
    if (isDaemon(stat.name)) return undefined
    if (!isPassing(stat.name, command)) return { pid, startedAt: stat.startedAt }
    pid = stat.parent
  }
  return undefined
}

const SHELLS = new Set(['sh', 'bash', 'dash', 'zsh', 'ksh', 'fish', 'ash', 'busybox'])
const WRAPPERS = new Set([
  'env',
  'timeout',
  'xargs',
  'sudo',
  'su',
  'time',
  'nice',
  'nohup',
  'setsid',
  'script',
  'make',
  'find',
  'parallel',
  'git',
  'npm',
  'npx',
  'pnpm',
  'yarn',
  'bun',
  'bwrap',
  'lefthook',
  'pre-commit',
  'strace',
  'stdbuf',
  'watch',
  'tee',
  'groundcrew',
])
const DAEMONS = new Set([
  'init',
  'systemd',
  'launchd',
  'sshd',
  'cron',
  'crond',
  'screen',
  'dockerd',
  'containerd-shim',
  'dumb-init',
  'tini',
])

/** A process that only lives for the call: a shell that runs a line or a script, and what wraps commands. */
function isPassing(name: string, command: readonly string[]): boolean {
  const program = path.basename(command[0] ?? name).replace(/^-/, '')
  if (WRAPPERS.has(program) || WRAPPERS.has(name)) return true
  if (SHELLS.has(program) || SHELLS.has(name)) return runsScript(command.slice(1))
  const words = command.slice(0, 3).map((word) => path.basename(word))
  return (
    words.some((word) => /^(npx|npm|pnpm|yarn|corepack|lefthook|pre-commit|husky)(-cli)?(\.[cm]?js)?$/.test(word)) ||
    command[0]?.startsWith('npm ') === true
  )
}

/** A shell without a command or a script is one that somebody types into. */
function runsScript(words: readonly string[]): boolean {
  return words.some((word) => (word.startsWith('-') ? /^-[a-zA-Z]*c/.test(word) : !word.startsWith('+')))
}

function isDaemon(name: string): boolean {
  return DAEMONS.has(name) || name.startsWith('tmux') || name.startsWith('containerd') || name.startsWith('(sd')
}

function readText(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8')
  } catch {
    // Not Linux, or the process has ended.
    return undefined
  }
}

function readLink(file: string): string | undefined {
  try {
    return readlinkSync(file)
  } catch {
    return undefined
  }
}

function userName(): string {
  try {
    return userInfo().username
  } catch {
    // A user id without an entry, as in some containers.
    return 'unknown'
  }
}
