import { findProgram, formatCommand } from '@groundcrew/core/process'
import type { Evidence, Service, Workspace } from '@groundcrew/core/workspace'
import type { CheckContext, PlannedCheck } from '../context.ts'
import { ok, unknown, warn } from '../finding.ts'
import { greet, type Protocol } from '../network/greet.ts'
import { findPortHolder } from '../network/port-holder.ts'
import type { Finding } from '../report.ts'

/** A server that the repository says it uses, on a port of this machine. */
interface Endpoint {
  readonly name: string
  readonly port: number
  readonly protocol: Protocol | undefined
  readonly evidence: readonly Evidence[]
  /** The service of the compose file that brings it. */
  readonly composeService: string | undefined
}

const protocolsByPort: ReadonlyMap<number, Protocol> = new Map([
  [5672, 'amqp'],
  [6379, 'redis'],
  [5432, 'postgres'],
  [3306, 'mysql'],
])

const protocolsByScheme: ReadonlyMap<string, Protocol | undefined> = new Map([
  ['amqp', 'amqp'],
  ['redis', 'redis'],
  ['postgres', 'postgres'],
  ['postgresql', 'postgres'],
  ['mysql', 'mysql'],
  ['mariadb', 'mysql'],
  ['mongodb', undefined],
])

const composeNames = new Set(['compose.yaml', 'compose.yml', 'docker-compose.yaml', 'docker-compose.yml'])
const timeoutMs = 600

/** Brokers and databases of the compose file and of configuration files: whether they answer, in their own protocol. Never a host elsewhere. */
export function serviceChecks(context: CheckContext): readonly PlannedCheck[] {
  return collectEndpoints(context).map((endpoint) => ({
    id: `service.${endpoint.name}`,
    make: async () => judge(endpoint, context),
  }))
}

function collectEndpoints({ workspace }: CheckContext): readonly Endpoint[] {
  const endpoints = workspace.services
    .filter(({ evidence, isBuilt, profiles }) => composeNames.has(evidence.file) && !isBuilt && profiles.length === 0)
    .filter((service) => !isOwnImage(service, workspace))
    .flatMap(endpointOf)
  const byPort = new Map(endpoints.map((endpoint) => [endpoint.port, endpoint]))
  for (const { scheme, host, port, isSample, evidence } of workspace.addresses) {
    if (isSample || !protocolsByScheme.has(scheme) || !isLocal(host)) continue
    const known = byPort.get(port)
    const name = known?.name ?? (byName(byPort, scheme) ? `${scheme}:${port}` : scheme)
    const protocol = known?.protocol ?? protocolsByScheme.get(scheme)
    const composeService = known?.composeService
    byPort.set(port, { name, port, protocol, composeService, evidence: [...(known?.evidence ?? []), evidence] })
  }
  return [...byPort.values()]
}

/** The program of this repository itself, as it was published: nobody waits for it here. */
function isOwnImage({ image = '' }: Service, { packages }: Workspace): boolean {
  const own = /([^/:@]+)(?:[:@][^/]*)?$/.exec(image)?.[1] ?? ''
  return image.includes('/') && packages.some((entry) => entry.name === own)
}

function byName(endpoints: ReadonlyMap<number, Endpoint>, name: string): boolean {
  return [...endpoints.values()].some((endpoint) => endpoint.name === name)
}

/** By the first port that has a protocol of its own, else by the first. */
function endpointOf({ name, ports, evidence }: Service): readonly Endpoint[] {
  const published = ports.filter(({ host, protocol }) => host !== undefined && protocol === 'tcp')
  const chosen = published.find(({ container }) => protocolsByPort.has(container)) ?? published[0]
  if (chosen?.host === undefined) return []
  const protocol = protocolsByPort.get(chosen.container)
  return [{ name, port: chosen.host, protocol, evidence: [evidence], composeService: name }]
}

function isLocal(host: string): boolean {
  return /^(?:localhost|127\.\d+\.\d+\.\d+|0\.0\.0\.0|\[::1\])$/.test(host)
}

async function judge(endpoint: Endpoint, context: CheckContext): Promise<Finding> {
  const { port, protocol, evidence } = endpoint
  const greeting = await greet(port, protocol, { timeoutMs, signal: context.signal })
  const what = protocol === undefined ? '' : ` as ${protocol}`
  switch (greeting.kind) {
    case 'answered':
      return ok(`port ${port} answers${what}`, { evidence })
    case 'refused':
      return warn(`nothing listens on port ${port}`, {
        evidence,
        fix: await startFix(endpoint, context),
        facts: { port },
      })
    case 'other': {
      const holder = await findPortHolder(port)
      const who = holder === undefined ? 'something else' : `${holder.command} (pid ${holder.pid})`
      return warn(`port ${port} is held by ${who}, which does not answer${what}`, { evidence, facts: { port } })
    }
    case 'silent':
      return unknown(`port ${port}: ${greeting.reason}`, { evidence })
  }
}

async function startFix({ name, port, composeService }: Endpoint, { env, root }: CheckContext): Promise<string> {
  const hasDocker = composeService !== undefined && (await findProgram('docker', { env, cwd: root })) !== undefined
  if (hasDocker) return formatCommand(['docker', 'compose', 'up', '--detach', '--wait', composeService])
  return `ask the user to start ${name} on port ${port}`
}
