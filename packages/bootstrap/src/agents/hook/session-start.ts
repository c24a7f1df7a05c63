import { Socket } from 'node:net'
import { text as readText } from 'node:stream/consumers'
import { earlyDoctor } from '../early-doctor.ts'
import type { Saying } from './answer.ts'
import { rememberStart } from './green.ts'
import { hasTasks, runTool, type HookPlace } from './place.ts'

const timeoutMs = 5000

/** What is wrong with the environment, and what the task database has for this agent; silent when there is neither. */
export async function sayAtStart(place: HookPlace): Promise<Saying> {
  const [environment, tasks] = await Promise.all([askDoctor(place), primeTasks(place), rememberStart(place)])
  const text = [environment.trim(), tasks].filter((part) => part !== '').join('\n')
  return text === '' ? { kind: 'silent' } : { kind: 'context', text }
}

/** From the doctor that the entry script started, where it was about this work tree. */
async function askDoctor(place: HookPlace): Promise<string> {
  if (place.env[earlyDoctor.variable] !== place.root)
    return (await runTool(place, ['doctor', '--brief'], { timeoutMs })).stdout
  const early = new Socket({ fd: earlyDoctor.descriptor, readable: true, writable: false })
  // What has not come by then is not waited for: the end of the text.
  early.setTimeout(timeoutMs, () => early.push(null))
  return readText(early)
}

interface Prime {
  readonly counts?: { readonly open?: number }
  readonly noticesTotal?: number
}

async function primeTasks(place: HookPlace): Promise<string> {
  if (!hasTasks(place)) return ''
  const asked = await runTool(place, ['tm', '--json'], { timeoutMs })
  const { counts, noticesTotal = 0 } = parseData<Prime>(asked.stdout) ?? {}
  if ((counts?.open ?? 0) + noticesTotal === 0) return ''
  return (await runTool(place, ['tm'], { timeoutMs })).stdout.trim()
}

/** The `data` of a tool's `--json`; undefined for anything else. */
export function parseData<Data>(stdout: string): Partial<Data> | undefined {
  try {
    return (JSON.parse(stdout) as { readonly data?: Partial<Data> }).data
  } catch (error) {
    if (error instanceof SyntaxError) return undefined
    throw error
  }
}
