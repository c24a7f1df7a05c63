import { readFile } from 'node:fs/promises'
import path from 'node:path'
import type { Evidence, ProcessLine } from '@groundcrew/core/workspace'
import type { CheckContext, PlannedCheck } from '../context.ts'
import { ok, unknown, warn } from '../finding.ts'
import { greet } from '../network/greet.ts'
import { findPortHolder } from '../network/port-holder.ts'
import { findMentions } from '../network/port-mentions.ts'
import type { Finding } from '../report.ts'

interface WantedPort {
  readonly port: number
  /** Whose it is to be: the name of a process. */
  readonly name: string
  /** The line takes it from the variable PORT when that is set. */
  readonly isVariable: boolean
  readonly evidence: Evidence
}

const timeoutMs = 600
/** What foreman and honcho set PORT to for the first process, when nothing else does. */
const procfilePortDefault = 5000
const compositors = /(?:^|[^\w-])(?:honcho|foreman|overmind|hivemind)(?:[^\w-]|$)/

/** The ports that the repository's own processes listen on: free or held by them, and the same wherever they are named. */
export function portChecks(context: CheckContext): readonly PlannedCheck[] {
  const wanted = context.workspace.processes.flatMap(wantedPort)
  const byPort = new Map(wanted.map((entry) => [entry.port, entry]))
  const published = publishedPorts(context)
  return [
    ...[...byPort.values()].map((entry) => ({
      id: `port.${entry.port}`,
      make: async () => judgeHolder(entry, context),
    })),
    ...(wanted.length + published.length === 0
      ? []
      : [{ id: 'port.agreement', make: async () => judgeAgreement({ wanted, published }, context) }]),
  ]
}

function wantedPort({ name, body, evidence }: ProcessLine): readonly WantedPort[] {
  const variable = /\$\{PORT:?-(\d{2,5})\}/.exec(body)?.[1]
  const written = variable ?? /(?:--port[= ]|-p |--bind[= ]\S*:|:)(\d{4,5})\b/.exec(body)?.[1]
  if (written === undefined) return []
  return [{ port: Number(written), name, isVariable: variable !== undefined, evidence }]
}

async function judgeHolder({ port, name, evidence }: WantedPort, { root, signal }: CheckContext): Promise<Finding> {
  const details = { evidence: [evidence] }
  const greeting = await greet(port, undefined, { timeoutMs, signal })
  if (greeting.kind === 'refused') return ok(`port ${port} is free for ${name}`, details)
  if (greeting.kind === 'silent') return unknown(`port ${port}: ${greeting.reason}`, details)
  const holder = await findPortHolder(port)
  if (holder === undefined)
    return warn(`port ${port}, which ${name} wants, is in use by a process of somebody else`, details)
  const isOwn = holder.cwd === root || holder.cwd?.startsWith(`${root}/`) === true
  const who = `${holder.command} (pid ${holder.pid})`
  if (isOwn) return ok(`port ${port} is held by ${who}, which runs in this repository`, details)
  return warn(`port ${port}, which ${name} wants, is in use by ${who}`, {
    ...details,
    fix: `ask the user whether process ${holder.pid} may be stopped`,
    facts: { port, pid: holder.pid, command: holder.command },
  })
}

/** The ports on which compose publishes what is built from the repository; those of databases are the business of `service`. */
function publishedPorts({ workspace }: CheckContext): readonly WantedPort[] {
  return workspace.services
    .filter(({ isBuilt }) => isBuilt)
    .flatMap(({ name, ports }) =>
      ports.flatMap(({ host, evidence }) =>
        host === undefined ? [] : [{ port: host, name, isVariable: false, evidence }],
      ),
    )
}

interface Listeners {
  readonly wanted: readonly WantedPort[]
  readonly published: readonly WantedPort[]
}

async function judgeAgreement({ wanted, published }: Listeners, context: CheckContext): Promise<Finding> {
  const first = wanted.find(({ isVariable }) => isVariable)
  const overridden = first === undefined ? undefined : await judgeVariable(first, context)
  if (overridden !== undefined && overridden.state !== 'ok') return overridden
  return judgeMentions([...wanted, ...published], context)
}

/** Addresses at this machine in README.md and .env, when none of them is one at which something listens. */
async function judgeMentions(listeners: readonly WantedPort[], context: CheckContext): Promise<Finding> {
  const { workspace } = context
  const mentions = await findMentions(context)
  const evidence = listeners.slice(0, 1).map((entry) => entry.evidence)
  const listening = new Set([
    ...listeners.map(({ port }) => port),
    ...workspace.services.flatMap(({ ports }) => ports.flatMap(({ host }) => host ?? [])),
  ])
  const [first] = mentions
  const [listener] = listeners
  const isNamed = mentions.some(({ port }) => listening.has(port))
  if (first === undefined || listener === undefined || isNamed) {
    return ok(`${[...listening].join(', ')} as the other files name it`, { evidence })
  }
  const others = [...new Set(mentions.map(({ port }) => port))].join(', ')
  const message = `${first.evidence.file} names port ${others}, and ${listener.name} listens on ${listener.port} (${listener.evidence.file})`
  return warn(message, {
    evidence: [first.evidence, listener.evidence],
    isEnvironment: false,
    facts: { named: mentions.map(({ port }) => port), listens: [...listening] },
  })
}

/** honcho and foreman set PORT themselves, so what the line says behind `:-` does not count. */
async function judgeVariable(first: WantedPort, context: CheckContext): Promise<Finding | undefined> {
  const evidence = [first.evidence]
  const runner = await findRunner(context)
  if (runner === undefined) return undefined
  const set = await readVariable(context, 'PORT')
  const listens = set ?? procfilePortDefault
  if (listens === first.port) return ok(`${first.name} listens on ${listens}`, { evidence })
  const named = context.workspace.addresses.find(({ port, scheme }) => /^https?$/.test(scheme) && port === first.port)
  const others = named === undefined ? '' : `, and ${named.name ?? named.evidence.file} names port ${first.port}`
  const why = set === undefined ? `${runner} sets PORT to ${listens}` : `.env sets PORT to ${listens}`
  return warn(`${why}, so ${first.name} does not listen on ${first.port}${others}`, {
    evidence: named === undefined ? evidence : [...evidence, named.evidence],
    isEnvironment: false,
    ...(runner === 'honcho' ? { fix: `honcho start --port ${first.port}` } : {}),
  })
}

/** What starts the Procfile, as far as the repository says so. */
async function findRunner({ root, workspace }: CheckContext): Promise<string | undefined> {
  const dependencies = workspace.packages.flatMap((entry) => entry.dependencies.map(({ name }) => name.toLowerCase()))
  const named = ['honcho', 'foreman'].find((name) => dependencies.includes(name))
  if (named !== undefined) return named
  const bodies = workspace.packages.flatMap(({ scripts }) => scripts.map(({ body }) => body))
  const readme = await readFile(path.join(root, 'README.md'), 'utf8').catch(() => '')
  return compositors.exec([...bodies, readme].join('\n'))?.[0].replaceAll(/[^a-z]/g, '')
}

async function readVariable({ root, env }: CheckContext, name: string): Promise<number | undefined> {
  const text = await readFile(path.join(root, '.env'), 'utf8').catch(() => '')
  const written = new RegExp(`^\\s*(?:export\\s+)?${name}\\s*=\\s*["']?(\\d+)`, 'm').exec(text)?.[1] ?? env[name]
  return written === undefined || !/^\d+$/.test(written) ? undefined : Number(written)
}
