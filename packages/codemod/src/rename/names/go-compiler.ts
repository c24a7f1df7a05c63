import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import type { Io } from '@groundcrew/core/cli'
import { captureCommand, findProgram } from '@groundcrew/core/process'
import { count, encodePath } from '@groundcrew/core/text'
import { applyTextEdits } from '../../plan/make-plan.ts'
import type { Place } from '../../plan/place.ts'
import { encodeText } from '../../plan/text-file.ts'
import type { Check } from '../../plan/types.ts'
import { editOf, type JudgedFile } from './judged-file.ts'
import type { NamedSymbol } from './places.ts'

interface CompilerCall {
  readonly io: Io
  readonly place: Place
  readonly symbol: NamedSymbol
  readonly newName: string
}

export interface Answer {
  readonly judged: readonly JudgedFile[]
  readonly compiles: readonly Check[]
}

/** A compiler that reads everything anew takes so long. */
const runMsMax = 120_000
/** Each round finds one more place at least: in a chain of calls those behind a name are read once it is right. */
const roundsMax = 30

/**
 * Asks Go's own compiler about the doubtful places, where Go is installed. The places that are certain get the new name in files that only the compiler sees (`-overlay`): a doubtful place that does not
 * compile any longer is a reference, and once everything compiles the others are none. Nothing of the repository is run, and nothing is fetched.
 */
export async function askCompiler(call: CompilerCall, judged: readonly JudgedFile[]): Promise<Answer> {
  const nothing: Answer = { judged, compiles: [] }
  if (call.symbol.language !== 'go' || judged.every(({ doubtful }) => doubtful.length === 0)) return nothing
  const go = await findProgram('go', { env: call.io.env })
  const modules = modulesOf(call.place, judged)
  if (go === undefined || modules.length === 0) return nothing
  const directory = mkdtempSync(path.join(tmpdir(), 'codemod-go-'))
  try {
    const run = async (files: readonly JudgedFile[]): Promise<readonly CompileError[]> => {
      const overlay = writeOverlay(directory, call, files)
      return (await Promise.all(modules.map((module) => compile({ ...call, go, overlay }, module)))).flat()
    }
    // What does not compile as it is hides what the edits do to it.
    const [before] = await run([])
    if (before !== undefined)
      return { judged, compiles: [warnOf('Go does not compile without the edits either', before)] }
    let known = judged
    for (let round = 0; round < roundsMax; round++) {
      const errors = await run(known)
      const [first] = errors
      if (first === undefined) return { judged: known.map(withoutDoubt), compiles: [allCompiles(known)] }
      const next = known.map((file) => confirm(file, call, errors))
      if (next.every((file, at) => file === known[at])) {
        return { judged: known, compiles: [warnOf('Go does not compile with the edits', first)] }
      }
      known = next
    }
    return { judged: known, compiles: [] }
  } finally {
    rmSync(directory, { recursive: true, force: true })
  }
}

/** Directories with a `go.mod` around the files. */
function modulesOf({ root }: Place, judged: readonly JudgedFile[]): readonly string[] {
  const moduleAround = (directory: string): readonly string[] => {
    if (existsSync(encodePath(path.join(root, directory, 'go.mod')))) return [directory]
    return directory === '.' ? [] : moduleAround(path.posix.dirname(directory))
  }
  return [...new Set(judged.flatMap(({ file }) => moduleAround(path.posix.dirname(file.path))))]
}

interface Overlay {
  readonly file: string
  /** Paths from the root of the files that others stand for, by the paths of these. */
  readonly originals: ReadonlyMap<string, string>
}

function writeOverlay(directory: string, { place, newName }: CompilerCall, judged: readonly JudgedFile[]): Overlay {
  const replaced: Record<string, string> = {}
  const originals = new Map<string, string>()
  for (const [index, { file, view, sure }] of judged.entries()) {
    const edits = sure.map((at) => editOf({ file, view, newName }, at))
    const bytes = encodeText(applyTextEdits(file.decoded.text, edits), file.decoded.encoding)
    if (edits.length === 0 || bytes === undefined) continue
    const fresh = path.join(directory, `${index}.go`)
    writeFileSync(fresh, bytes)
    replaced[path.join(place.root, file.path)] = fresh
    originals.set(fresh, file.path)
  }
  const file = path.join(directory, 'overlay.json')
  writeFileSync(file, JSON.stringify({ Replace: replaced }))
  return { file, originals }
}

interface CompileError {
  /** From the root. */
  readonly file: string
  readonly line: number
  /** From 1, in bytes. */
  readonly column: number
  readonly text: string
}

async function compile(
  { io, place, go, overlay }: CompilerCall & { readonly go: string; readonly overlay: Overlay },
  module: string,
): Promise<readonly CompileError[]> {
  // Compiles all packages and their tests, and links none. `go vet` would read the files that are there.
  const command = [
    go,
    'list',
    '-export',
    '-test',
    '-gcflags=-e',
    `-overlay=${overlay.file}`,
    '-f',
    '',
    './...',
  ] as const
  const { outcome, stderr } = await captureCommand(command, {
    cwd: path.join(place.root, module),
    env: { ...io.env, GOPROXY: 'off', GOTOOLCHAIN: 'local' },
    timeoutMs: runMsMax,
    signal: io.signal,
  })
  const output = stderr.toString()
  const found = [...output.matchAll(/^(?:vet: )?(\S.*?\.go):(\d+):(\d+): (.*)$/gm)].map(
    ([, named = '', line, column, message = '']) => {
      const file = overlay.originals.get(path.resolve(place.root, module, named)) ?? path.posix.join(module, named)
      const text = `${file}:${line}:${column}: ${message}`
      return { file, line: Number(line), column: Number(column), text }
    },
  )
  if (outcome.kind === 'exited' && outcome.code === 0) return []
  if (found.length > 0) return found
  const [first = 'the compiler did not end'] = output.split('\n').filter((line) => line !== '' && !line.startsWith('#'))
  return [{ file: '', line: 0, column: 0, text: first }]
}

/** With the doubtful places that do not compile among those that are certain. */
function confirm(judged: JudgedFile, { newName, symbol }: CompilerCall, errors: readonly CompileError[]): JudgedFile {
  const own = new Set(
    errors.filter(({ file }) => file === judged.file.path).map(({ line, column }) => `${line}:${column}`),
  )
  if (own.size === 0) return judged
  const grown = Buffer.byteLength(newName) - Buffer.byteLength(symbol.name)
  const { bytes } = judged.file
  const placeOf = (at: number): string => {
    const start = judged.view.tokens[at]?.start ?? 0
    const lineStart = bytes.lastIndexOf(10, start - 1) + 1
    const before = judged.sure.filter((other) => {
      const otherStart = judged.view.tokens[other]?.start ?? -1
      return otherStart >= lineStart && otherStart < start
    })
    return `${countLines(bytes, start)}:${start - lineStart + before.length * grown + 1}`
  }
  const confirmed = judged.doubtful.filter((at) => own.has(placeOf(at)))
  if (confirmed.length === 0) return judged
  return {
    ...judged,
    sure: [...judged.sure, ...confirmed].sort((left, right) => left - right),
    doubtful: judged.doubtful.filter((at) => !confirmed.includes(at)),
  }
}

function countLines(bytes: Buffer, end: number): number {
  let line = 1
  for (let at = bytes.indexOf(10); at !== -1 && at < end; at = bytes.indexOf(10, at + 1)) line++
  return line
}

/** Once all compiles, what is left is another symbol, except in files that are built elsewhere. */
function withoutDoubt(judged: JudgedFile): JudgedFile {
  if (isBuiltElsewhere(judged)) return judged
  const reasons = new Map(judged.reasons)
  for (const at of judged.doubtful) reasons.set(judged.view.tokens[at]?.start ?? -1, 'another declaration')
  return { ...judged, doubtful: [], reasons }
}

function isBuiltElsewhere({ file }: JudgedFile): boolean {
  const isOfSystem =
    /_(?:aix|android|darwin|dragonfly|freebsd|illumos|ios|js|linux|netbsd|openbsd|plan9|solaris|wasip1|windows|386|amd64|arm|arm64|loong64|mips\w*|ppc64\w*|riscv64|s390x|wasm)(?:_test)?\.go$/
  const isHidden = /(?:^|\/)(?:testdata|[._][^/]*|vendor)(?:\/|$)/
  return (
    isOfSystem.test(file.path) ||
    isHidden.test(file.path) ||
    /^\/\/(?:go:build| \+build) /m.test(file.decoded.text) ||
    /^import "C"/m.test(file.decoded.text)
  )
}

function allCompiles(judged: readonly JudgedFile[]): Check {
  const places = judged.reduce((sum, { sure }) => sum + sure.length, 0)
  return {
    name: 'compiles',
    result: 'ok',
    detail: `all packages and tests of Go compile with the ${count(places, 'edit')}`,
  }
}

function warnOf(what: string, { text }: CompileError): Check {
  return { name: 'compiles', result: 'warning', detail: `${what}: ${text}` }
}
