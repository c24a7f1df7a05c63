import { mkdir, readFile, writeFile } from 'node:fs/promises'
import path from 'node:path'
import type { Saying } from './answer.ts'
import type { HookInput } from './hook-input.ts'
import { hasTasks, runTool, worktreeFile, type HookPlace } from './place.ts'
import { parseData } from './session-start.ts'

const timeoutMs = 5000
const noticeBytesMax = 600

interface Inbox {
  readonly notices: readonly { readonly id?: number }[]
}

/**
 * Whether somebody else holds the file, and what others' work means for it, each notice once. Silent, and at once, where nobody uses
 * the task database.
 */
export async function sayAfterEdit(place: HookPlace, { files }: HookInput): Promise<Saying> {
  if (files.length === 0 || !hasTasks(place)) return { kind: 'silent' }
  const [guard, notices] = await Promise.all([
    runTool(place, ['tm', 'guard', '--', ...files], { timeoutMs }),
    newNotices(place),
  ])
  const collision = guard.exitCode === 1 ? guard.stdout.trim() : ''
  const text = [collision, notices].filter((part) => part !== '').join('\n')
  return text === '' ? { kind: 'silent' } : { kind: 'context', text }
}

async function newNotices(place: HookPlace): Promise<string> {
  const { stdout } = await runTool(place, ['tm', 'inbox', '--json'], { timeoutMs })
  const newest = Math.max(0, ...(parseData<Inbox>(stdout)?.notices ?? []).map(({ id = 0 }) => id))
  const file = worktreeFile(place, 'notices')
  const told = Number(await readFile(file, 'utf8').catch(() => '0'))
  if (newest <= told) return ''
  const inbox = await runTool(place, ['tm', 'inbox'], { timeoutMs })
  await mkdir(path.dirname(file), { recursive: true })
  await writeFile(file, String(newest))
  return inbox.stdout.slice(0, noticeBytesMax).trim()
}
