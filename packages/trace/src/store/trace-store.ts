import { mkdir, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { promisify } from 'node:util'
import { gunzip, gzipSync } from 'node:zlib'
import { ToolError } from '@groundcrew/core/cli'
import { traceSchema, type Trace } from '../model/trace.ts'

/** The oldest profiles are removed beyond either of these. */
const tracesMax = 100
const tracesBytesMax = 256 * 1024 * 1024
const gzipLevel = 4
const suffix = '.trace.json.gz'
const idPattern = /^t(\d+)$/
const idAttemptsMax = 100

/** The saved profiles of a repository, shared by its work trees. */
export class TraceStore {
  readonly directory: string

  constructor(stateDirectory: string) {
    this.directory = path.join(stateDirectory, 'trace')
  }

  /** Saves the trace under the next free id and returns it with that id. */
  async save(draft: Omit<Trace, 'id'>): Promise<Trace> {
    await mkdir(this.directory, { recursive: true })
    for (let attempt = 0; attempt < idAttemptsMax; attempt++) {
      const id = `t${(await this.#lastNumber()) + 1}`
      const trace: Trace = { ...draft, id }
      if (await this.#claim(id)) {
        await this.#write(trace)
        await this.#prune()
        return trace
      }
    }
    throw new Error(`no free id in ${this.directory}`)
  }

  /** Where there is no room for it, nothing is left behind. */
  async #write(trace: Trace): Promise<void> {
    const target = this.pathOf(trace.id)
    try {
      await writeFile(`${target}.tmp`, gzipSync(JSON.stringify(trace), { level: gzipLevel }))
      await rename(`${target}.tmp`, target)
    } catch (error) {
      for (const file of [`${target}.tmp`, target]) await rm(file, { force: true })
      throw error
    }
  }

  pathOf(id: string): string {
    return path.join(this.directory, `${id}${suffix}`)
  }

  /** The ids, the newest first. */
  async ids(): Promise<readonly string[]> {
    const names = await listNames(this.directory)
    const ids = names.filter((name) => name.endsWith(suffix)).map((name) => name.slice(0, -suffix.length))
    return ids.filter((id) => idPattern.test(id)).sort((a, b) => numberOf(b) - numberOf(a))
  }

  async load(id: string): Promise<Trace> {
    return parseTrace(await readFile(this.pathOf(id)), id)
  }

  async has(id: string): Promise<boolean> {
    return idPattern.test(id) && (await this.ids()).includes(id)
  }

  /** An empty file holds the number while the profile is written. */
  async #claim(id: string): Promise<boolean> {
    try {
      await writeFile(this.pathOf(id), '', { flag: 'wx' })
      return true
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false
      throw error
    }
  }

  async #lastNumber(): Promise<number> {
    const [newest] = await this.ids()
    return newest === undefined ? 0 : numberOf(newest)
  }

  async #prune(): Promise<void> {
    let bytes = 0
    for (const [index, id] of (await this.ids()).entries()) {
      bytes += (await stat(this.pathOf(id)).catch(() => undefined))?.size ?? 0
      if (index > 0 && (index >= tracesMax || bytes > tracesBytesMax)) await rm(this.pathOf(id), { force: true })
    }
  }
}

export async function parseTrace(bytes: Buffer, name: string): Promise<Trace> {
  let trace: Trace
  try {
    trace = JSON.parse((await promisify(gunzip)(bytes)).toString('utf8')) as Trace
  } catch (error) {
    throw new ToolError('BROKEN_PROFILE', `${name} is not a whole profile: ${(error as Error).message}`, {
      hint: 'trace list',
      cause: error,
    })
  }
  if (trace.schema > traceSchema) {
    throw new ToolError('NEWER_PROFILE', `${name} was written by a newer trace (schema ${trace.schema})`, {
      hint: 'update groundcrew',
    })
  }
  return trace
}

async function listNames(directory: string): Promise<readonly string[]> {
  try {
    return await readdir(directory)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return []
    throw error
  }
}

function numberOf(id: string): number {
  return Number(idPattern.exec(id)?.[1] ?? 0)
}
