import { ToolError, readStdin, usageError, type Io } from '@groundcrew/core/cli'
import { hostNames, hosts, type HostName, type Moment } from '../hosts.ts'
import { answerIn, type HookAnswer, type Saying } from './answer.ts'
import { sayBeforeCommand } from './command.ts'
import { sayAfterFailure } from './command-failed.ts'
import { recordDelivery } from './deliveries.ts'
import { sayAfterEdit } from './edited.ts'
import { answerGit, gitHookNames, type GitHookName } from './git-hook.ts'
import { readHookInput, type HookInput } from './hook-input.ts'
import { findPlace, hasEntry, isCi, type HookPlace } from './place.ts'
import { sayAtStart } from './session-start.ts'
import { sayAtStop } from './stop.ts'

export interface HookResult {
  readonly stdout: string
  readonly stderr: string
  readonly exitCode: 0 | 1 | 2
}

/**
 * What every installed hook calls: reads what the host or git tells, and answers in its dialect. A fault of our own never holds
 * anybody up, but in CI.
 */
export async function runHook(io: Io, [caller, event]: readonly [string, string]): Promise<HookResult> {
  if (caller === 'git') return runGitHook(io, findName(gitHookNames, event))
  const host = findName(hostNames, caller)
  const moment = findName(Object.keys(hosts[host].events) as readonly Moment[], event)
  return runHostHook(io, host, moment)
}

function findName<Name extends string>(names: readonly Name[], word: string): Name {
  const name = names.find((candidate) => candidate === word)
  if (name === undefined) throw usageError(`no hook is named '${word}'`, `it is one of ${names.join(', ')}`)
  return name
}

async function runHostHook(io: Io, host: HostName, moment: Moment): Promise<HookAnswer> {
  const text = (await readStdin(io))?.toString('utf8') ?? ''
  const input = readHookInput(host, moment, text)
  try {
    const place = await findHookedPlace([input.cwd ?? io.cwd, io.cwd], io.env)
    const isTwice = input.caller !== undefined && place?.settings.hosts.includes(input.caller)
    if (place === undefined || isTwice === true) return answerIn(host, moment, { kind: 'silent' })
    const saying = await say(place, moment, input)
    const answer = answerIn(host, moment, saying)
    await recordDelivery(place, { atMs: io.now(), host, moment, session: input.session, saying })
    return answer
  } catch (error) {
    if (!(error instanceof ToolError)) throw error
    const why: Saying = { kind: isCi(io.env) ? 'block' : 'message', text: `groundcrew: ${error.message}` }
    return answerIn(host, moment, why)
  }
}

/** The first of the directories in whose clone hooks are installed; else the first in a work tree. */
async function findHookedPlace(directories: readonly [string, string], env: Io['env']): Promise<HookPlace | undefined> {
  const first = await findPlace(directories[0], env)
  if (directories[0] === directories[1] || (first !== undefined && hasEntry(first))) return first
  const second = await findPlace(directories[1], env)
  return second !== undefined && (first === undefined || hasEntry(second)) ? second : first
}

async function say(place: HookPlace, moment: Moment, input: HookInput): Promise<Saying> {
  switch (moment) {
    case 'session-start':
      return sayAtStart(place)
    case 'command':
      return sayBeforeCommand(place, input)
    case 'command-failed':
      return sayAfterFailure(place, input)
    case 'edited':
      return sayAfterEdit(place, input)
    case 'stop':
      return sayAtStop(place)
  }
}

async function runGitHook(io: Io, name: GitHookName): Promise<HookResult> {
  const place = await findPlace(io.cwd, io.env)
  if (place === undefined) return { stdout: '', stderr: '', exitCode: 0 }
  const { text, isBad } = await answerGit(place, name)
  const kind = text === '' ? 'silent' : isBad ? 'block' : 'message'
  await recordDelivery(place, {
    atMs: io.now(),
    host: 'git',
    moment: name,
    session: '',
    saying: kind === 'silent' ? { kind } : { kind, text },
  })
  return { stdout: '', stderr: text === '' ? '' : `${text}\n`, exitCode: isBad ? 1 : 0 }
}
