import { existsSync, watch } from 'node:fs'
import { cp, mkdir, mkdtemp, realpath, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { execa } from 'execa'
import { cleanEnvironment } from '../../scripts/prepare.cjs'
import { openRepository } from './repository.ts'

const root = path.resolve(import.meta.dirname, '../..')
const commandTimeoutMs = 240_000

export interface Ended {
  readonly exitCode: number | undefined
  readonly stdout: string
  readonly stderr: string
}

export interface StartOptions {
  readonly cwd?: string
  readonly env?: Readonly<Record<string, string>>
  readonly uid?: number
}

/**
 * This repository as a fresh clone has it, with the changes of the work tree: nothing installed, nothing built.
 * Commands run with the caller's HOME, so that installations come from its package store.
 */
export class Checkout implements AsyncDisposable {
  readonly directory: string
  /** Beside the checkout. */
  readonly outside: string

  private constructor(outside: string, name: string) {
    this.outside = outside
    this.directory = path.join(outside, name)
  }

  static async create(name: string): Promise<Checkout> {
    const checkout = new Checkout(await realpath(await mkdtemp(path.join(tmpdir(), 'groundcrew-checkout-'))), name)
    for (const file of openRepository(root).files) {
      await mkdir(path.dirname(checkout.path(file)), { recursive: true })
      await cp(path.join(root, file), checkout.path(file), { preserveTimestamps: true, verbatimSymlinks: true })
    }
    return checkout
  }

  path(...parts: readonly string[]): string {
    return path.join(this.directory, ...parts)
  }

  /** Runs a program to its end, without input, elsewhere than in the checkout unless told. */
  async run(program: string, args: readonly string[], options: StartOptions = {}): Promise<Ended> {
    const { exitCode, stdout, stderr } = await this.start(program, args, options)
    return { exitCode, stdout, stderr }
  }

  start(program: string, args: readonly string[], { cwd = this.outside, env = {}, uid }: StartOptions = {}) {
    return execa(program, args, {
      cwd,
      env: { ...callersEnvironment(), ...env },
      extendEnv: false,
      reject: false,
      stdin: 'ignore',
      stripFinalNewline: false,
      timeout: commandTimeoutMs,
      ...(uid === undefined ? {} : { uid, gid: uid }),
    })
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await rm(this.outside, { recursive: true, force: true, maxRetries: 3 })
  }
}

export type Started = ReturnType<Checkout['start']>

/** Resolves once the program has said `text` on stderr. Throws when it ends without. */
export function heard(started: Started, text: string): Promise<void> {
  return new Promise((resolve, reject) => {
    let said = ''
    started.stderr.on('data', (chunk: Buffer) => {
      said += chunk.toString()
      if (said.includes(text)) resolve()
    })
    started.stderr.on('end', () => reject(new Error(`never said ${JSON.stringify(text)}: ${said}`)))
  })
}

/** Resolves once `name` is in a directory. */
export function made(directory: string, name: string): Promise<void> {
  return new Promise((resolve) => {
    const watcher = watch(directory, (_event, changed) => {
      if (changed !== name) return
      watcher.close()
      resolve()
    })
    if (!existsSync(path.join(directory, name))) return
    watcher.close()
    resolve()
  })
}

/** The caller's environment without what npm and the test runner put in. */
function callersEnvironment(): Record<string, string> {
  const runners = /^(VITEST.*|TEST|CI|DEV|PROD|MODE|SSR|BASE_URL)$/
  const entries = Object.entries(cleanEnvironment(process.env))
  return Object.fromEntries(
    entries.flatMap(([name, value]) => (value === undefined || runners.test(name) ? [] : [[name, value]])),
  )
}
