import { connect } from 'node:net'
import type { Environment } from '@groundcrew/core/cli'
import type { Explanation } from './explain.ts'

const answerMsMax = 500

/** The daemon does not answer on its socket; of one at another machine nothing is said. */
export async function findDockerDaemon(
  output: string,
  { env }: { readonly env: Environment },
): Promise<Explanation | undefined> {
  const line = /[^\n]*(?:Cannot connect to the Docker daemon|error during connect: [^\n]*docker)[^\n]*/i.exec(
    output,
  )?.[0]
  const host = env['DOCKER_HOST'] ?? 'unix:///var/run/docker.sock'
  if (line === undefined || !host.startsWith('unix://')) return undefined
  const socket = host.slice('unix://'.length)
  if (await answers(socket)) return undefined
  return {
    id: 'service.docker',
    message: `no Docker daemon answers at ${socket}`,
    fix: 'ask the user to start Docker',
    isEnvironment: true,
    line: line.trim(),
  }
}

async function answers(socket: string): Promise<boolean> {
  return new Promise((resolve) => {
    const client = connect(socket)
    const end = (isThere: boolean): void => {
      client.destroy()
      resolve(isThere)
    }
    client.once('connect', () => end(true))
    client.once('error', () => end(false))
    client.setTimeout(answerMsMax, () => end(false))
  })
}
