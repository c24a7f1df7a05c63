import { copyFileSync, existsSync, lstatSync, mkdirSync, readlinkSync, symlinkSync, utimesSync, watch } from 'node:fs'
import { mkdtemp, realpath, rename, rm } from 'node:fs/promises'
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
  /** Beside the checkout. */
  readonly outside: string
  #name: string

  private constructor(outside: string, name: string) {
    this.outside = outside
    this.#name = name
  }

  get directory(): string {
    return path.join(this.outside, this.#name)
  }

  static async create(name: string): Promise<Checkout> {
    const checkout = new Checkout(await realpath(await mkdtemp(path.join(tmpdir(), 'groundcrew-checkout-'))), name)
    for (const file of openRepository(root).files) {
      copyFile(path.join(root, file), checkout.path(file))
    }
    return checkout
  }

  async rename(name: string): Promise<void> {
    await rename(this.directory, path.join(this.outside, name))
    this.#name = name
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

/** With its times. Not with `cp` of Node, which takes three times as long. */
function copyFile(from: string, to: string): void {
  mkdirSync(path.dirname(to), { recursive: true })
  const stats = lstatSync(from)
  if (stats.isSymbolicLink()) return symlinkSync(readlinkSync(from), to)
  copyFileSync(from, to)
  utimesSync(to, stats.atime, stats.mtime)
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
