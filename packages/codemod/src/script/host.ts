import path from 'node:path'
import process from 'node:process'
import { applyTextEdits } from '../plan/make-plan.ts'
import { Syntax } from '../rewrite/syntax.ts'
import { makeApi, type ScriptApi, type ScriptFile } from './api.ts'
import { loadScript } from './load-script.ts'
import type { FileMessage, FileOutcome, HostMessage, ScriptEdit, StartMessage } from './messages.ts'
import { closeSandbox } from './sandbox.ts'

type Transform = (file: ScriptFile, api: ScriptApi, settings: StartMessage['settings']) => unknown

interface Loaded {
  readonly transform: Transform
  readonly words: readonly string[]
  readonly parser: string | undefined
}

/** The process in which a script runs: it gets one file after another, and answers with what is to be changed. */
export async function serveScriptHost(): Promise<void> {
  const syntax = await Syntax.load()
  const send = process.send?.bind(process) ?? ((): boolean => false)
  const answer = (message: HostMessage): void => void send(message)
  let loaded: Loaded | undefined
  let start: StartMessage | undefined
  process.on('message', (message: StartMessage | FileMessage) => {
    if ('script' in message) {
      start = message
      loaded = begin(message, answer)
    } else if (loaded !== undefined && start !== undefined) {
      void transformFile(message, { syntax, start, loaded }).then(answer)
    }
  })
  process.on('disconnect', () => process.disconnect?.())
  closeSandbox()
  send('listening')
}

function begin(message: StartMessage, answer: (message: HostMessage) => void): Loaded | undefined {
  try {
    const loaded = readExports(loadScript(message.script, placesOf(message)))
    answer({ kind: 'ready', words: loaded.words })
    return loaded
  } catch (error) {
    answer({ kind: 'not loaded', message: describe(error) })
    return undefined
  }
}

function placesOf({ script, root, tool }: StartMessage): readonly string[] {
  return [script, path.join(root, 'package.json'), tool]
}

function readExports(exported: unknown): Loaded {
  const whole = exported as Record<string, unknown> | Transform
  const named = whole as Record<string, unknown>
  const transform = typeof whole === 'function' ? whole : named['default']
  if (typeof transform !== 'function')
    throw new Error('it exports no function: write `export default (file, api) => …`')
  const { words = [], parser } = named
  return {
    transform: transform as Transform,
    words: [words].flat().map(String),
    parser: typeof parser === 'string' ? parser : undefined,
  }
}

interface Host {
  readonly syntax: Syntax
  readonly start: StartMessage
  readonly loaded: Loaded
}

async function transformFile(file: FileMessage, { syntax, start, loaded }: Host): Promise<HostMessage> {
  const reports: string[] = []
  const packages = new Set<string>()
  const report = (message: string): void => void reports.push(message)
  const parser = start.parser ?? loaded.parser
  const api = makeApi(file, { syntax, places: placesOf(start), parser, packages, report })
  let outcome: FileOutcome
  try {
    const { path: name, source } = file
    outcome = readResult(await loaded.transform({ path: name, source, text: source }, api, start.settings), source)
  } catch (error) {
    outcome = { kind: 'failed', message: describe(error) }
  }
  return { kind: 'done', outcome, reports, packages: [...packages] }
}

function readResult(result: unknown, source: string): FileOutcome {
  if (result === undefined || result === null) return { kind: 'unchanged' }
  if (typeof result === 'string') return result === source ? { kind: 'unchanged' } : { kind: 'text', text: result }
  if (Array.isArray(result)) return readResult(applyAll(source, result), source)
  const { getFullText } = result as { readonly getFullText?: unknown }
  if (typeof getFullText === 'function') return readResult(String(getFullText.call(result)), source)
  throw new Error('it returned neither a text, nor edits, nor nothing')
}

function applyAll(source: string, result: readonly unknown[]): string {
  const edits = result.map((edit) => readEdit(edit, source)).sort((left, right) => left.start - right.start)
  const clash = edits.find(({ start }, index) => start < (edits[index - 1]?.end ?? 0))
  if (clash !== undefined) throw new Error(`two of its edits overlap at offset ${clash.start}`)
  return applyTextEdits(source, edits)
}

function readEdit(edit: unknown, source: string): ScriptEdit {
  const { start, end, new: fresh, text } = (edit ?? {}) as Record<string, unknown>
  const written = fresh ?? text
  const isEdit = Number.isInteger(start) && Number.isInteger(end) && typeof written === 'string'
  if (!isEdit || Number(start) < 0 || Number(start) > Number(end) || Number(end) > source.length) {
    throw new Error(`it returned an edit that is none: ${JSON.stringify(edit)}`)
  }
  return { start: Number(start), end: Number(end), new: written }
}

function describe(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  const { code } = error as NodeJS.ErrnoException
  const message = error.message.split('\n')[0] ?? ''
  return code === 'ERR_ACCESS_DENIED' && !message.startsWith('a script has no')
    ? `${message} (a script has no file system, processes or network)`
    : message
}
