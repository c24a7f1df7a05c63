import { usageError, type Io } from '@groundcrew/core/cli'
import { VERB_NAMES, type BatchEntry, type VerbName } from '@groundcrew/core/tasks'
import { readBytes } from './input.ts'
import { parseJson } from './tm.ts'

/** Verbs as they are written on the command line, and fields as its flags are. */
const SPELLINGS: Readonly<Record<string, VerbName>> = {
  start: 'claim',
  sync: 'changes',
  next: 'next',
  ack: 'acknowledge',
}

/** Reads `{"verb":"add","title":"…","op-id":"…"}`, one a line; every field but the first and last belongs to the verb. */
export async function readBatch(io: Io): Promise<readonly BatchEntry[]> {
  const lines = (await readBytes(io)).toString('utf8').split('\n')
  return lines.flatMap((line, index) => (line.trim() === '' ? [] : [parseEntry(line, index + 1)]))
}

/** One operation id for several entries: each gets its own from it, except one that has its own already. */
export function nameEntries(entries: readonly BatchEntry[], opId: string | undefined): readonly BatchEntry[] {
  if (opId === undefined) return entries
  return entries.map((entry, index) => ({ opId: index === 0 ? opId : `${opId}.${index}`, ...entry }))
}

function parseEntry(line: string, number: number): BatchEntry {
  const value = parseJson(line, `line ${number}`)
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw usageError(`line ${number}: not an object`)
  const { verb, 'op-id': opId, ...request } = value as Readonly<Record<string, unknown>>
  const name = VERB_NAMES.find((known) => known === (SPELLINGS[String(verb)] ?? verb))
  if (name === undefined)
    throw usageError(`line ${number}: there is no verb ${JSON.stringify(verb)}`, `verbs: ${VERB_NAMES.join(', ')}`)
  if (opId !== undefined && typeof opId !== 'string') throw usageError(`line ${number}: op-id must be text`)
  return { verb: name, request, ...(opId === undefined ? {} : { opId }) }
}
