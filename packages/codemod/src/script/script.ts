import { readFileSync, realpathSync } from 'node:fs'
import path from 'node:path'
import process from 'node:process'
import { note, ToolError, usageError, type Io } from '@groundcrew/core/cli'
import { count, escapeLine, truncateLine } from '@groundcrew/core/text'
import { fileFromRoot, findCandidates, type Candidate } from '../plan/candidates.ts'
import { diffTexts } from '../plan/diff-text.ts'
import { sha256 } from '../plan/edits.ts'
import { applyTextEdits, makePlan, type EditedFile, type TextEdit } from '../plan/make-plan.ts'
import type { PlanDraft } from '../plan/plan-store.ts'
import type { Place } from '../plan/place.ts'
import type { Check, RefusedFile } from '../plan/types.ts'
import { checkSyntax } from '../replace/check-syntax.ts'
import { HostProcess, type HostOptions } from './host-process.ts'
import type { FileOutcome } from './messages.ts'
import type { ScriptRequest, ScriptRequestOptions } from './request.ts'
import { mayHaveText } from '../plan/text-file.ts'

export interface ScriptContext {
  readonly io: Io
  readonly place: Place
  readonly createdAt: string
}

const failuresShown = 3
const reportsShown = 10
const saidLengthMax = 2000

/** Plans what a script of the user's makes of files, each by itself. */
export async function planScript({ io, place, createdAt }: ScriptContext, request: ScriptRequest): Promise<PlanDraft> {
  const { options } = request
  const script = fileFromRoot(place, options.script)
  const runner = new Runner(hostOptions(place, script, options))
  await using _end = runner
  const words = await runner.start()
  const { files, filesSearched } = await findCandidates(place, {
    paths: options.paths,
    mayMatch: (bytes) => words.every((word) => mayHaveText(bytes, word)),
  })
  const wanted = files.filter((file) => file.path !== script && isWanted(file.path, options.extensions))
  const edited: EditedFile[] = []
  const failed: RefusedFile[] = []
  for (const file of wanted) {
    const outcome = await runner.run(file.path, file.decoded.text)
    if (outcome.kind === 'failed') failed.push({ path: file.path, reason: outcome.message, matches: 1 })
    else if (outcome.kind !== 'unchanged') edited.push({ file, edits: editsOf(file, outcome) })
  }
  const again = await countAgain(runner, edited)
  for (const line of runner.notes()) note(io, line)
  if (failed.length > 0 && !options.skipsErrors) throw scriptFailed(script, failed, wanted.length)
  const syntax = await checkSyntax(edited)
  return makePlan(place, edited, {
    engine: [`script ${script}`, ...[...runner.packages].sort()].join(', '),
    createdAt,
    request: { ...request, options: { ...options, script, hash: hashOf(place, script) } },
    filesSearched: wanted.length === 0 ? filesSearched : wanted.length,
    remainder: [],
    refused: failed,
    checks: [...(syntax === undefined ? [] : [syntax]), again],
  })
}

function hashOf({ root }: Place, script: string): string {
  return sha256(readFileSync(path.join(root, script)))
}

function hostOptions({ root }: Place, script: string, options: ScriptRequestOptions): HostOptions {
  return {
    script: path.join(root, script),
    root,
    tool: realpathSync(process.argv[1] ?? ''),
    settings: readSettings(options.settings),
    parser: options.parser,
    fileMsMax: options.fileSecondsMax * 1000,
  }
}

function readSettings(settings: readonly string[]): Readonly<Record<string, string | boolean>> {
  return Object.fromEntries(
    settings.map((text): readonly [string, string | boolean] => {
      const at = text.indexOf('=')
      if (at === 0) throw usageError(`--set ${text} has no name`, 'write --set NAME=VALUE')
      return at === -1 ? [text, true] : [text.slice(0, at), text.slice(at + 1)]
    }),
  )
}

function isWanted(file: string, extensions: readonly string[]): boolean {
  return extensions.some((extension) => file.endsWith(`.${extension}`))
}

function editsOf(file: Candidate, outcome: FileOutcome & { kind: 'text' }): readonly TextEdit[] {
  const { text } = file.decoded
  return diffTexts(text, outcome.text).map((edit) => ({
    ...edit,
    kind: 'code',
    shape: shapeOf(text.slice(edit.start, edit.end), edit.new),
  }))
}

/** Edits with the same old and new text are alike. */
function shapeOf(old: string, fresh: string): string {
  const lines = (text: string): number => text.split('\n').length
  if (lines(old) > 1 || lines(fresh) > 1) return `${count(lines(old), 'line')} to ${lines(fresh)}`
  const show = (text: string): string => `\`${truncateLine(text.trim().replaceAll(/\s+/g, ' '), 40)}\``
  if (old.trim() === '') return `added ${show(fresh)}`
  return fresh.trim() === '' ? `removed ${show(old)}` : `${show(old)} to ${show(fresh)}`
}

async function countAgain(runner: Runner, edited: readonly EditedFile[]): Promise<Check> {
  let again = 0
  for (const { file, edits } of edited) {
    const outcome = await runner.run(file.path, applyTextEdits(file.decoded.text, edits))
    if (outcome.kind === 'text') again++
  }
  if (again === 0) return { name: 'idempotent', result: 'ok' }
  const detail = `a second run would change ${count(again, 'file')} again: apply it once`
  return { name: 'idempotent', result: 'warning', detail }
}

function scriptFailed(script: string, failed: readonly RefusedFile[], filesAsked: number): ToolError {
  const reasons = new Map<string, string[]>()
  for (const { path: file, reason } of failed) reasons.set(reason, [...(reasons.get(reason) ?? []), file])
  const shown = [...reasons].slice(0, failuresShown).map(([reason, files]) => {
    const others = files.length > 1 ? ` and ${files.length - 1} more` : ''
    return `${files[0] ?? ''}${others}: ${escapeLine(reason)}`
  })
  const more = reasons.size > shown.length ? `; ${reasons.size - shown.length} more reasons` : ''
  const message = `${script} fails for ${failed.length} of ${count(filesAsked, 'file')}: ${shown.join('; ')}${more}; no plan was made`
  return new ToolError('SCRIPT_FAILED', message, {
    exitCode: 1,
    hint: 'mend the script, or plan the other files with --skip-errors',
    details: { files: failed.map(({ path: file, reason }) => `${file}: ${reason}`) },
  })
}

/** Runs a script over files, in a new process where one had to be ended. */
class Runner implements AsyncDisposable {
  readonly #options: HostOptions
  readonly packages = new Set<string>()
  readonly #reports: string[] = []
  #host: HostProcess | undefined
  #said = ''

  constructor(options: HostOptions) {
    this.#options = options
  }

  /** The words that the script asks for in a file. */
  async start(): Promise<readonly string[]> {
    this.#host = await HostProcess.start(this.#options)
    return this.#host.words
  }

  async run(file: string, source: string): Promise<FileOutcome> {
    this.#host ??= await HostProcess.start(this.#options)
    const answer = await this.#host.transform({ path: file, source })
    if (answer.kind === 'ended') {
      this.#said += this.#host.said
      this.#host = undefined
      return { kind: 'failed', message: answer.reason }
    }
    for (const name of answer.packages) this.packages.add(name)
    for (const text of answer.reports) this.#reports.push(`${file}: ${text}`)
    return answer.outcome
  }

  /** What the script printed and reported. */
  notes(): readonly string[] {
    const said = (this.#said + (this.#host?.said ?? '')).trim()
    const more = this.#reports.length > reportsShown ? [`… ${this.#reports.length - reportsShown} more reports`] : []
    const lines = said === '' ? [] : said.slice(0, saidLengthMax).split('\n')
    return [...lines, ...this.#reports.slice(0, reportsShown), ...more].map((line) => `script: ${escapeLine(line)}`)
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#host?.[Symbol.asyncDispose]()
  }
}
