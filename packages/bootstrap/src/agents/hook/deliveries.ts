import { createHash } from 'node:crypto'
import { existsSync } from 'node:fs'
import { appendFile } from 'node:fs/promises'
import path from 'node:path'
import type { Saying } from './answer.ts'
import type { HookPlace } from './place.ts'

export interface Delivery {
  readonly atMs: number
  readonly host: string
  readonly moment: string
  readonly session: string
  readonly saying: Saying
}

/**
 * One line in the call log for each time a hook ran: when, where, and whether something was said, with a hash that is the same when the
 * same is said again. Only where `bootstrap agents` has made the log; neither the words nor the command are in it.
 */
export async function recordDelivery({ stateDirectory }: HookPlace, delivery: Delivery): Promise<void> {
  const file = path.join(stateDirectory, 'calls.jsonl')
  if (!existsSync(file)) return
  const { atMs, host, moment, session, saying } = delivery
  const text = saying.kind === 'silent' ? '' : saying.text
  const line = {
    at: new Date(atMs).toISOString(),
    hook: `${host} ${moment}`,
    said: saying.kind,
    bytes: Buffer.byteLength(text),
    ...(text === '' ? {} : { what: hash(text) }),
    ...(session === '' ? {} : { session: hash(session) }),
  }
  await appendFile(file, `${JSON.stringify(line)}\n`)
}

function hash(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 12)
}
