import { mkdir, readFile, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { hostNames, type HostName } from './hosts.ts'

/** `advise`: say what is wrong. `gate`: also hold back a commit, a push and a "done". */
export const levels = ['advise', 'gate'] as const

export type Level = (typeof levels)[number]

export interface Settings {
  readonly level: Level
  readonly hosts: readonly HostName[]
}

const defaults: Settings = { level: 'advise', hosts: [] }

/** What `bootstrap agents` was told last; the defaults before that, and where the file is damaged. */
export async function readSettings(stateDirectory: string): Promise<Settings> {
  const text = await readFile(fileIn(stateDirectory), 'utf8').catch(() => '{}')
  try {
    const { level, hosts } = JSON.parse(text) as Partial<Record<string, unknown>>
    return {
      level: level === 'gate' ? 'gate' : defaults.level,
      hosts: Array.isArray(hosts) ? hostNames.filter((name) => hosts.includes(name)) : defaults.hosts,
    }
  } catch (error) {
    if (error instanceof SyntaxError) return defaults
    throw error
  }
}

export async function writeSettings(stateDirectory: string, settings: Settings): Promise<void> {
  await mkdir(path.join(stateDirectory, 'agents'), { recursive: true })
  await writeFile(fileIn(stateDirectory), `${JSON.stringify(settings)}\n`)
}

function fileIn(stateDirectory: string): string {
  return path.join(stateDirectory, 'agents', 'settings.json')
}
