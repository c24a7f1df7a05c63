import { createHash } from 'node:crypto'
import { mkdir, readFile, stat, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { readHead, runGit } from '@groundcrew/core/repo'
import { worktreeFile, type HookPlace } from './place.ts'

/** What is remembered of a work tree between one "done" and the next. */
export interface StopState {
  /** The work tree as it was when the session began. */
  readonly start?: string
  /** The work tree as it was when preflight passed last. */
  readonly green?: string
  /** How often each set of failures has held the agent back. */
  readonly blocks: Readonly<Record<string, number>>
}

const setsMax = 50

export async function readStopState(place: HookPlace): Promise<StopState> {
  const text = await readFile(worktreeFile(place, 'stop.json'), 'utf8').catch(() => '{}')
  try {
    const { start, green, blocks } = JSON.parse(text) as Partial<StopState>
    return {
      ...(typeof start === 'string' ? { start } : {}),
      ...(typeof green === 'string' ? { green } : {}),
      blocks: typeof blocks === 'object' && blocks !== null ? blocks : {},
    }
  } catch (error) {
    if (error instanceof SyntaxError) return { blocks: {} }
    throw error
  }
}

export async function writeStopState(place: HookPlace, state: StopState): Promise<void> {
  const file = worktreeFile(place, 'stop.json')
  await mkdir(path.dirname(file), { recursive: true })
  const blocks = Object.fromEntries(Object.entries(state.blocks).slice(-setsMax))
  await writeFile(file, JSON.stringify({ ...state, blocks }))
}

export async function rememberStart(place: HookPlace): Promise<void> {
  const [state, start] = await Promise.all([readStopState(place), fingerprint(place)])
  await writeStopState(place, { ...state, start })
}

/** The same as long as neither HEAD nor any file that git would take has changed: names, sizes and times of what differs from HEAD. */
export async function fingerprint({ repository, root }: HookPlace): Promise<string> {
  const [head, status] = await Promise.all([
    readHead(repository),
    runGit(repository, ['status', '--porcelain', '-z', '--untracked-files=all', '--no-renames']),
  ])
  const records = status.stdout.toString('latin1').split('\0').filter(Boolean)
  const marks = await Promise.all(
    records.map(async (record) => {
      const file = Buffer.from(`${root}/`).toString('latin1') + record.slice(3)
      const stats = await stat(Buffer.from(file, 'latin1')).catch(() => undefined)
      return `${record}:${stats?.size ?? 'gone'}:${stats?.mtimeMs ?? ''}`
    }),
  )
  const hash = createHash('sha256').update(head.kind === 'unborn' ? 'unborn' : head.commit)
  for (const mark of marks) hash.update(`\0${mark}`)
  return hash.digest('hex').slice(0, 16)
}
