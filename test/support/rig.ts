import { mkdir, mkdtemp, realpath, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { execa } from 'execa'

/** The launchers under test. */
export const binDirectory = path.resolve(import.meta.dirname, '../../bin')

/** How long a tool under test may take before the test fails. */
const toolTimeoutMs = 60_000

export interface RigOptions {
  /** Text by path; directories are made. */
  readonly files?: Readonly<Record<string, string>>
  /** Make it a git repository; with `commit` the files are its first commit. */
  readonly git?: 'none' | 'init' | 'commit'
  /** The last part of the directory's name; it may hold awkward characters. */
  readonly name?: string
}

export interface Ran {
  readonly exitCode: number | undefined
  readonly signal: string | undefined
  readonly stdout: string
  readonly stderr: string
}

export interface RunOptions {
  readonly cwd?: string
  readonly env?: Readonly<Record<string, string>>
  readonly input?: string
  /** For what runs many programs; default: one minute. */
  readonly timeoutMs?: number
}

/** A world of its own for one test: a directory, and tools run in it with a clean environment. */
export class Rig implements AsyncDisposable {
  readonly directory: string
  readonly #parent: string

  private constructor(parent: string, directory: string) {
    this.#parent = parent
    this.directory = directory
  }

  static async create({ files = {}, git = 'none', name = 'repo' }: RigOptions = {}): Promise<Rig> {
    const parent = await realpath(await mkdtemp(path.join(tmpdir(), 'groundcrew-test-')))
    const directory = path.join(parent, name)
    await mkdir(directory)
    const rig = new Rig(parent, directory)
    await rig.write(files)
    if (git !== 'none') await rig.git('init', '--quiet', '--initial-branch=main')
    if (git === 'commit') {
      if (Object.keys(files).length > 0) await rig.git('add', '--all')
      await rig.git('commit', '--quiet', '--allow-empty', '--message', 'first')
    }
    return rig
  }

  path(...parts: readonly string[]): string {
    return path.join(this.directory, ...parts)
  }

  async write(files: Readonly<Record<string, string>>): Promise<void> {
    for (const [file, text] of Object.entries(files)) {
      const target = this.path(file)
      await mkdir(path.dirname(target), { recursive: true })
      await writeFile(target, text)
    }
  }

  /** Runs git and returns what it printed; fails the test when git fails. */
  async git(...args: readonly string[]): Promise<string> {
    const env = { ...this.environment(), ...withoutMaintenance }
    const { stdout } = await execa('git', args, { cwd: this.directory, env, extendEnv: false })
    return stdout
  }

  /** Runs Node and returns what it printed; fails the test when it fails. */
  async node(...args: readonly string[]): Promise<string> {
    const { stdout } = await execa(process.execPath, args, {
      cwd: this.directory,
      env: this.environment(),
      extendEnv: false,
    })
    return stdout
  }

  /** Runs a tool of `bin/` to its end. */
  async run(tool: string, args: readonly string[] = [], options: RunOptions = {}): Promise<Ran> {
    const result = await execa(path.join(binDirectory, tool), args, {
      cwd: options.cwd ?? this.directory,
      env: { ...this.environment(), ...options.env },
      extendEnv: false,
      reject: false,
      timeout: options.timeoutMs ?? toolTimeoutMs,
      stripFinalNewline: false,
      ...(options.input === undefined ? { stdin: 'ignore' as const } : { input: options.input }),
    })
    if (result.timedOut)
      throw new Error(`${tool} ${args.join(' ')} did not end within ${options.timeoutMs ?? toolTimeoutMs} ms`)
    return { exitCode: result.exitCode, signal: result.signal, stdout: result.stdout, stderr: result.stderr }
  }

  /** The environment of everything the rig runs: nothing of the caller's but PATH; HOME and state are the rig's own. */
  environment(): Record<string, string> {
    return {
      PATH: process.env['PATH'] ?? '',
      HOME: this.#parent,
      XDG_STATE_HOME: path.join(this.#parent, 'state'),
      TMPDIR: process.env['TMPDIR'] ?? tmpdir(),
      LC_ALL: 'C.UTF-8',
      // No test waits for the cores that another holds.
      GROUNDCREW_CORES: '2',
      GIT_CONFIG_NOSYSTEM: '1',
      TM_PUBLISH: 'never',
      GIT_AUTHOR_NAME: 'A',
      GIT_AUTHOR_EMAIL: 'a@example.org',
      GIT_COMMITTER_NAME: 'A',
      GIT_COMMITTER_EMAIL: 'a@example.org',
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    // Tried again, for a tool's own process in the background that was about to end.
    await rm(this.#parent, { recursive: true, force: true, maxRetries: 10 })
  }
}

/** A commit starts git's own housekeeping, a second process, to find that there is nothing to do. */
const withoutMaintenance = {
  GIT_CONFIG_COUNT: '1',
  GIT_CONFIG_KEY_0: 'maintenance.auto',
  GIT_CONFIG_VALUE_0: 'false',
}
