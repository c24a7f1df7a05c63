import { execFileSync } from 'node:child_process'
import { chmodSync, mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { findProgram } from '@groundcrew/core/process'
import { onTestFinished } from 'vitest'
import { doctor, type DoctorOptions } from './doctor.ts'
import type { Check, DoctorReport } from './report.ts'

export interface WorldOptions {
  /** Text by path below the root. An object is written as JSON. */
  readonly files?: Readonly<Record<string, string | object>>
  /** Bodies of /bin/sh scripts by name: all that is on PATH besides git. */
  readonly programs?: Readonly<Record<string, string>>
  /** `true`: a repository; `'without-git'`: one on a machine that has no git. */
  readonly git?: boolean | 'without-git'
  /** The last part of the root's path. */
  readonly name?: string
}

/** A directory, a PATH of its own, and a doctor for them. Removed when the test ends. */
export class World {
  readonly root: string
  readonly bin: string
  readonly home: string

  static async create({ files = {}, programs = {}, git = false, name = 'repo' }: WorldOptions = {}): Promise<World> {
    const parent = realpathSync(mkdtempSync(path.join(tmpdir(), 'groundcrew-doctor-')))
    onTestFinished(() => rmSync(parent, { recursive: true, force: true }))
    const world = new World(parent, name)
    if (git !== 'without-git') symlinkSync((await findProgram('git')) ?? '', path.join(world.bin, 'git'))
    world.write(files)
    for (const [program, body] of Object.entries(programs)) world.addProgram(program, body)
    if (git !== false) execFileSync('git', ['init', '--quiet', '--initial-branch=main'], { cwd: world.root })
    return world
  }

  private constructor(parent: string, name: string) {
    this.root = path.join(parent, name)
    this.bin = path.join(parent, 'bin')
    this.home = path.join(parent, 'home')
    for (const directory of [this.root, this.bin, this.home]) mkdirSync(directory)
  }

  write(files: Readonly<Record<string, string | object>>): void {
    for (const [file, content] of Object.entries(files)) {
      const target = path.join(this.root, file)
      mkdirSync(path.dirname(target), { recursive: true })
      writeFileSync(target, typeof content === 'string' ? content : JSON.stringify(content, undefined, 2))
    }
  }

  /** An executable file: on PATH, or where the path says. */
  addProgram(program: string, body: string): void {
    const file = path.resolve(this.bin, program)
    mkdirSync(path.dirname(file), { recursive: true })
    writeFileSync(file, `#!/bin/sh\n${body}\n`)
    chmodSync(file, 0o755)
  }

  git(...args: readonly string[]): void {
    const identity = ['-c', 'user.name=A', '-c', 'user.email=a@example.org', '-c', 'protocol.file.allow=always']
    execFileSync('git', [...identity, ...args], { cwd: this.root, stdio: 'ignore' })
  }

  environment(): Record<string, string> {
    return { PATH: this.bin, HOME: this.home, TMPDIR: tmpdir(), LC_ALL: 'C.UTF-8' }
  }

  async doctor(options: Partial<DoctorOptions> = {}): Promise<DoctorReport> {
    return doctor({
      cwd: this.root,
      env: this.environment(),
      budgetMs: 60_000,
      only: [],
      signal: new AbortController().signal,
      now: Date.now,
      ...options,
    })
  }

  /** One check of a whole report. */
  async check(id: string, options: Partial<DoctorOptions> = {}): Promise<Check> {
    const { checks } = await this.doctor({ ...options, only: [id] })
    const found = checks.find((check) => check.id === id)
    if (found === undefined) throw new Error(`no check is named ${id}`)
    return found
  }
}

/** The body of a program that prints its version. */
export function prints(text: string): string {
  return `echo '${text}'`
}
