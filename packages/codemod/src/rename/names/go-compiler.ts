import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { compileGo, writeGoOverlay, type GoError, type GoOverlay } from '@groundcrew/code-map'
import type { Io } from '@groundcrew/core/cli'
import { findProgram } from '@groundcrew/core/process'
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
    const run = async (files: readonly JudgedFile[]): Promise<readonly Complaint[]> => {
      const overlay = writeGoOverlay(directory, call.place.root, editedContents(call, files))
      return (await Promise.all(modules.map((module) => compile(overlay, module, call.io)))).flat()
    }
    // What does not compile as it is hides what the edits do to it.
    const [before] = await run([])
    if (before !== undefined)
      return { judged, compiles: [warnOf('Go does not compile without the edits either', before)] }
    let known = judged
    for (let round = 0; round < roundsMax; round++) {
      const complaints = await run(known)
      const [first] = complaints
      if (first === undefined) return { judged: known.map(withoutDoubt), compiles: [allCompiles(known)] }
      const next = known.map((file) => confirm(file, call, complaints))
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

/** Of the files with edits, by their paths. */
function editedContents({ newName }: CompilerCall, judged: readonly JudgedFile[]): ReadonlyMap<string, Uint8Array> {
  const contents = new Map<string, Uint8Array>()
  for (const { file, view, sure } of judged) {
    const edits = sure.map((at) => editOf({ file, view, newName }, at))
    const bytes = encodeText(applyTextEdits(file.decoded.text, edits), file.decoded.encoding)
    if (edits.length > 0 && bytes !== undefined) contents.set(file.path, bytes)
  }
  return contents
}

/** Of the compiler; what is at no place in the code is an error without one. */
interface Complaint {
  readonly text: string
  readonly error?: GoError
}

async function compile(overlay: GoOverlay, module: string, { env, signal }: Io): Promise<readonly Complaint[]> {
  const answer = await compileGo(overlay, { module, patterns: ['./...'] }, { env, signal })
  if (answer.kind === 'failed') return [{ text: answer.reason }]
  return answer.errors.map((error) => {
    const { path: place, line, column, message } = error
    return { text: `${place}:${line}:${column === undefined ? '' : `${column}:`} ${message}`, error }
  })
}

/** With the doubtful places that do not compile among those that are certain. */
function confirm(judged: JudgedFile, { newName, symbol }: CompilerCall, complaints: readonly Complaint[]): JudgedFile {
  const own = new Set(
    complaints.flatMap(({ error }) => (error?.path === judged.file.path ? [`${error.line}:${error.column}`] : [])),
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

function warnOf(what: string, { text }: Complaint): Check {
  return { name: 'compiles', result: 'warning', detail: `${what}: ${text}` }
}
