import { readFile } from 'node:fs/promises'
import path from 'node:path'
import type { Evidence } from '@groundcrew/core/workspace'
import type { CheckContext } from '../context.ts'

export interface PortMention {
  readonly port: number
  readonly evidence: Evidence
}

const localAddress = /https?:\/\/(?:localhost|127\.0\.0\.1|0\.0\.0\.0)(?::(\d{2,5}))?/g

/** Where README.md and the configuration say that this machine serves something by HTTP. */
export async function findMentions({ root, workspace }: CheckContext): Promise<readonly PortMention[]> {
  const file = 'README.md'
  const text = await readFile(path.join(root, file), 'utf8').catch(() => '')
  const told = text.split('\n').flatMap((line, index) =>
    [...line.matchAll(localAddress)].map(([, port]) => ({
      port: Number(port ?? 80),
      evidence: { file, line: index + 1 },
    })),
  )
  const set = workspace.addresses
    .filter(({ scheme, host, isSample }) => /^https?$/.test(scheme) && /^(?:localhost|127\.)/.test(host) && !isSample)
    .map(({ port, evidence }) => ({ port, evidence }))
  return [...told, ...set]
}
