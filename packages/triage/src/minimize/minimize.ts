import { createHash } from 'node:crypto'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { createProgress, ToolError, usageError, type Io } from '@groundcrew/core/cli'
import { formatCommand, isSuccess, runUnattended, type Command } from '@groundcrew/core/process'
import { stateDirectory } from '@groundcrew/core/repo'
import { count } from '@groundcrew/core/text'
import { groupFailures, type FailureGroup } from '../group.ts'
import type { FailureContext } from '@groundcrew/core/failures'
import { findPlace, readContext, readFailures, type TriagePlace } from '../read-failures.ts'
import { ddmin } from './ddmin.ts'
import { reduceLines, reduceSyntax } from './reduce.ts'
import { loadSyntax } from './syntax.ts'

export interface MinimizeOptions {
  readonly file: string
  readonly command: Command
  /** The file is a list, an item a line: `{}` stands for what is left of them, each an argument. */
  readonly isList: boolean
  /** By lines alone, also where a grammar knows the language. */
  readonly isPlain: boolean
  readonly cause: string | undefined
  readonly out: string | undefined
  readonly runsMax: number
  readonly timeoutMs: number
}

export interface MinimizeReport {
  readonly file: string
  readonly out: string
  readonly kind: 'syntax' | 'lines' | 'list'
  readonly before: { readonly bytes: number; readonly lines: number }
  readonly after: { readonly bytes: number; readonly lines: number }
  readonly runs: number
  /** Nothing more could be left out; otherwise the runs were used up. */
  readonly isMinimal: boolean
  readonly cause: { readonly id: string; readonly title: string }
  readonly text: string
  readonly reproduce: readonly string[]
}

const fileBytesMax = 16 * 1024 * 1024

/**
 * Makes a file smaller while a command fails on it for the same cause. The file itself is not touched: the command gets a copy, by the file's own name
 * in another directory. @throws ToolError PASSES, UNSTABLE, NO_CAUSE
 */
export async function minimize(io: Io, options: MinimizeOptions): Promise<MinimizeReport> {
  const text = readInput(io, options.file)
  const lab = new MinimizeLab(io, options)
  try {
    const cause = await lab.learnCause(text)
    const { kind, reduced } = await reduce(text, options, lab)
    const result = (await lab.isStill(reduced)) ? reduced : text
    const out = await writeResult(io, options, result)
    return {
      file: options.file,
      out,
      kind,
      before: sizeOf(text),
      after: sizeOf(result),
      runs: lab.runs,
      isMinimal: !lab.isUsedUp,
      cause,
      text: result,
      reproduce: lab.commandFor(path.resolve(io.cwd, out), result),
    }
  } finally {
    lab.close()
  }
}

function readInput(io: Io, file: string): string {
  const stats = statSync(path.resolve(io.cwd, file), { throwIfNoEntry: false })
  if (stats === undefined || !stats.isFile()) throw usageError(`${file} is no file`, 'triage minimize FILE -- COMMAND')
  if (stats.size > fileBytesMax) throw usageError(`${file} is larger than ${count(fileBytesMax, 'byte')}`)
  return readFileSync(path.resolve(io.cwd, file), 'utf8')
}

async function reduce(
  text: string,
  { file, isList, isPlain }: MinimizeOptions,
  lab: MinimizeLab,
): Promise<{ readonly kind: MinimizeReport['kind']; readonly reduced: string }> {
  if (isList) {
    const kept = await ddmin(
      text.split('\n').filter((line) => line.trim() !== ''),
      (some) => lab.fails(some.join('\n')),
    )
    return { kind: 'list', reduced: `${kept.join('\n')}\n` }
  }
  const syntax = isPlain ? undefined : await loadSyntax(file)
  if (syntax?.parse(text) === undefined)
    return { kind: 'lines', reduced: await reduceLines(text, (some) => lab.fails(some)) }
  return { kind: 'syntax', reduced: await reduceSyntax(text, syntax, (some) => lab.fails(some)) }
}

async function writeResult(io: Io, { file, out }: MinimizeOptions, text: string): Promise<string> {
  const directory = path.join(await stateDirectory(io.cwd, io.env), 'minimized')
  const target = out === undefined ? path.join(directory, path.basename(file)) : path.resolve(io.cwd, out)
  mkdirSync(path.dirname(target), { recursive: true })
  writeFileSync(target, text)
  return path.relative(io.cwd, target)
}

function sizeOf(text: string): MinimizeReport['before'] {
  return { bytes: Buffer.byteLength(text), lines: text.split('\n').filter((line) => line.trim() !== '').length }
}

class MinimizeLab {
  runs = 0
  isUsedUp = false
  readonly #io: Io
  readonly #options: MinimizeOptions
  readonly #directory = mkdtempSync(path.join(tmpdir(), 'groundcrew-minimize-'))
  readonly #known = new Map<string, boolean>()
  #cause = ''
  #place: { readonly place: TriagePlace; readonly context: FailureContext } | undefined

  constructor(io: Io, options: MinimizeOptions) {
    this.#io = io
    this.#options = options
    const { command, file, isList } = options
    const isNamed = command.some((word) => word.includes('{}') || (!isList && this.#isFile(word)))
    if (isNamed) return
    this.close()
    throw usageError(
      isList ? 'COMMAND needs {} where the items go' : `COMMAND names neither ${file} nor {}`,
      `triage minimize ${file} -- PROGRAM {}`,
    )
  }

  close(): void {
    rmSync(this.#directory, { recursive: true, force: true })
  }

  /** Twice, so that a failure that comes and goes is not taken for one that the text makes. */
  async learnCause(text: string): Promise<MinimizeReport['cause']> {
    const [first, second] = [await this.#groupsOf(text), await this.#groupsOf(text)]
    const wanted = this.#options.cause
    const group = first.find(({ id }) => wanted === undefined || id.startsWith(wanted))
    const name = formatCommand(this.#options.command)
    if (first.length === 0 || second.length === 0)
      throw new ToolError('PASSES', `${name} does not fail with ${this.#options.file}`, {
        exitCode: 2,
        hint: 'run it by itself, and look at the exit code',
      })
    if (group === undefined)
      throw new ToolError('NO_CAUSE', `${name} does not fail with ${wanted ?? ''}`, {
        exitCode: 2,
        hint: `triage -- ${name}`,
      })
    if (!second.some(({ id }) => id === group.id))
      throw new ToolError('UNSTABLE', `${name} fails in another way each time`, {
        hint: 'flake run says what it depends on',
      })
    this.#cause = group.id
    return { id: group.id, title: group.title }
  }

  async fails(text: string): Promise<boolean | undefined> {
    const digest = createHash('sha256').update(text).digest('hex')
    const known = this.#known.get(digest)
    if (known !== undefined) return known
    if (this.runs >= this.#options.runsMax) {
      this.isUsedUp = true
      return undefined
    }
    const answer = await this.isStill(text)
    this.#known.set(digest, answer)
    return answer
  }

  async isStill(text: string): Promise<boolean> {
    return (await this.#groupsOf(text)).some(({ id }) => id === this.#cause)
  }

  commandFor(file: string, text: string): Command {
    const { command, isList } = this.#options
    const items = text.split('\n').filter((line) => line.trim() !== '')
    const words = command.flatMap((word) => {
      if (isList) return word === '{}' ? items : [word]
      return [this.#isFile(word) ? file : word.replaceAll('{}', () => file)]
    })
    return words as unknown as Command
  }

  #isFile(word: string): boolean {
    const { cwd } = this.#io
    return path.resolve(cwd, word) === path.resolve(cwd, this.#options.file)
  }

  async #groupsOf(text: string): Promise<readonly FailureGroup[]> {
    const { signal, cwd, env } = this.#io
    const file = path.join(this.#directory, path.basename(this.#options.file))
    writeFileSync(file, text)
    this.runs += 1
    const progress = createProgress(this.#io)
    progress.update(`run ${this.runs}: ${count(Buffer.byteLength(text), 'byte')}`)
    const { outcome, output } = await runUnattended(this.commandFor(file, text), {
      cwd,
      env,
      signal,
      timeoutMs: this.#options.timeoutMs,
    })
    progress.clear()
    if (outcome.kind === 'aborted') throw new ToolError('INTERRUPTED', 'stopped')
    if (outcome.kind === 'not-found' || outcome.kind === 'not-executable')
      throw new ToolError('CANNOT_RUN', `${formatCommand(this.#options.command)} cannot be run`, {
        hint: 'check the name, and PATH',
      })
    if (isSuccess(outcome)) return []
    return this.#read(output.text(), outcome.kind === 'exited' ? `exit ${outcome.code}` : outcome.kind)
  }

  async #readPlace(): Promise<{ readonly place: TriagePlace; readonly context: FailureContext }> {
    const place = await findPlace(this.#io)
    return { place, context: await readContext(this.#io, place) }
  }

  async #read(text: string, ending: string): Promise<readonly FailureGroup[]> {
    this.#place ??= await this.#readPlace()
    const { place, context } = this.#place
    const source = { name: 'run', text: text.replaceAll(this.#directory, place.root), digest: '', notes: [] }
    const { groups, tail } = await readFailures(this.#io, place, [source], context)
    if (groups.length > 0) return groups
    // Nothing that is known as a failure: how it ended and its last line stand for one.
    const message = [ending, tail.at(-1) ?? ''].filter(Boolean).join(': ')
    return groupFailures([
      {
        tool: 'command',
        kind: 'error',
        phase: 'run',
        message,
        source: { log: 'run', line: 1 },
        isConsequence: false,
        context: ending,
      },
    ])
  }
}
