import { connect } from 'node:net'
import path from 'node:path'
import { captureCommand, findProgram, isSuccess } from '@groundcrew/core/process'
import { count } from '@groundcrew/core/text'
import type { Service } from '@groundcrew/core/workspace'
import { nothingPlanned, type Planned } from '../action.ts'
import { hashOfFiles } from '../checkout.ts'
import type { PlanContext } from './context.ts'

/** Those that `docker compose` takes by itself, in its order. */
const composeNames = ['compose.yaml', 'compose.yml', 'docker-compose.yaml', 'docker-compose.yml']
const connectTimeoutMs = 500
const dockerTimeoutMs = 10_000

/**
 * The services of the compose file that nothing answers for, but for those that are built from the repository (they are what is
 * being worked on) and those of a profile.
 */
export async function planServices(context: PlanContext): Promise<Planned> {
  const { root, env, workspace, isOffline } = context
  const file = composeNames.find((name) => workspace.services.some(({ evidence }) => evidence.file === name))
  const services = workspace.services.filter(
    ({ evidence, isBuilt, profiles }) => evidence.file === file && !isBuilt && profiles.length === 0,
  )
  const [first] = services
  if (file === undefined || first === undefined) return nothingPlanned
  const isUp = await Promise.all(services.map(async (service) => answers(service)))
  const down = services.filter((_, index) => isUp[index] !== true)
  const silent = down.filter((service) => publishedPorts(service).length > 0)
  if (silent.length === 0 && down.length < services.length) return nothingPlanned
  const id = 'services'
  const names = down.map(({ name }) => name)
  const reason = `${count(down.length, 'service')} of ${file} not answering: ${names.join(', ')}`
  const problem = await dockerProblem(context)
  if (problem !== undefined) return { ...nothingPlanned, remarks: [{ id, message: `${reason}; ${problem}` }] }
  if (await areRunning(names, { root, env })) return nothingPlanned
  const pull = isOffline ? ['--pull', 'never'] : []
  const action = {
    id,
    part: 'services',
    reason,
    effect: isOffline ? 'write' : 'network',
    evidence: [first.evidence],
    steps: [{ kind: 'call', argv: ['docker', 'compose', 'up', '--detach', '--wait', ...pull, ...names], cwd: '.' }],
    // What runs is looked at each time; this is for a reader of the plan.
    key: await hashOfFiles(root, [file], names),
    witnesses: [],
  } as const
  return { ...nothingPlanned, actions: [action] }
}

function publishedPorts({ ports }: Service): readonly number[] {
  return ports.flatMap(({ host, protocol }) => (host === undefined || protocol === 'udp' ? [] : [host]))
}

/** Something listens on each of the published ports. */
async function answers(service: Service): Promise<boolean> {
  const ports = publishedPorts(service)
  const open = await Promise.all(ports.map(async (port) => isListening(port)))
  return ports.length > 0 && open.every(Boolean)
}

async function isListening(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ host: '127.0.0.1', port, timeout: connectTimeoutMs })
    const end = (isOpen: boolean): void => {
      socket.destroy()
      resolve(isOpen)
    }
    socket.once('connect', () => end(true))
    socket.once('timeout', () => end(false))
    socket.once('error', () => end(false))
  })
}

/** Why docker cannot be used here; said, and no fault of the checkout. */
async function dockerProblem({ root, env }: PlanContext): Promise<string | undefined> {
  if ((await findProgram('docker', { env, cwd: root })) === undefined)
    return 'docker is not on PATH, so none is started'
  const place = { cwd: root, env, timeoutMs: dockerTimeoutMs }
  const daemon = await captureCommand(['docker', 'version', '--format', '{{.Server.Version}}'], place)
  if (!isSuccess(daemon.outcome)) return 'the docker daemon does not answer, so none is started'
  const compose = await captureCommand(['docker', 'compose', 'version', '--short'], place)
  return isSuccess(compose.outcome) ? undefined : 'docker has no compose plugin, so none is started'
}

/** For services that publish no port. */
async function areRunning(
  names: readonly string[],
  place: { readonly root: string; readonly env: PlanContext['env'] },
): Promise<boolean> {
  const { stdout } = await captureCommand(['docker', 'compose', 'ps', '--services', '--status', 'running'], {
    cwd: path.resolve(place.root),
    env: place.env,
    timeoutMs: dockerTimeoutMs,
  })
  const running = new Set(stdout.toString('utf8').split('\n'))
  return names.every((name) => running.has(name))
}
