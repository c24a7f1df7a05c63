import path from 'node:path'
import { usageError, type Io } from '@groundcrew/core/cli'
import { nearest } from '@groundcrew/core/text'
import type { Trace } from './model/trace.ts'
import { openProfile } from './read/open-profile.ts'
import { drill, type Drill, type Focus } from './report/drill.ts'
import { shownFile, summarize } from './report/summarize.ts'
import type { Summary } from './report/summary.ts'
import { packageOf } from './report/time-by-place.ts'

export interface ShowOptions {
  readonly fn: string | undefined
  /** `file:line`. */
  readonly line: string | undefined
  readonly pkg: string | undefined
  readonly rowsMax: number
}

export type Shown =
  | { readonly kind: 'summary'; readonly summary: Summary; readonly rowsMax: number }
  | { readonly kind: 'drill'; readonly drill: Drill }

export async function showProfile(io: Io, reference: string, options: ShowOptions): Promise<Shown> {
  const focus = readFocus(options)
  const trace = await openProfile(io, reference)
  const { rowsMax } = options
  if (focus === undefined) return { kind: 'summary', summary: summarize(trace, { rowsMax }), rowsMax }
  const found = drill(trace, focus, rowsMax)
  if (found.functions.length === 0) throw notFound(trace, focus)
  return { kind: 'drill', drill: found }
}

function readFocus({ fn, line, pkg }: ShowOptions): Focus | undefined {
  if ([fn, line, pkg].filter((value) => value !== undefined).length > 1) {
    throw usageError('--fn, --line and --pkg exclude one another', 'give one of them')
  }
  if (fn !== undefined) return { kind: 'function', name: fn }
  if (pkg !== undefined) return { kind: 'package', name: pkg }
  if (line === undefined) return undefined
  const match = /^(.+):(\d+)(?::\d+)?$/.exec(line)
  if (match === null) throw usageError(`--line '${line}' is not FILE:LINE`, 'such as --line src/a.ts:12')
  return { kind: 'line', file: match[1] ?? '', line: Number(match[2]) }
}

function notFound(trace: Trace, focus: Focus): Error {
  switch (focus.kind) {
    case 'function': {
      const near = nearest(
        focus.name,
        trace.frames.map(({ name }) => name),
      )
      return usageError(
        `no function named '${focus.name}' was seen`,
        near.length > 0 ? `did you mean ${near.join(' or ')}?` : `trace show ${trace.id}`,
      )
    }
    case 'package': {
      const near = nearest(focus.name, trace.frames.map(packageOf))
      return usageError(
        `no package named '${focus.name}' was seen`,
        near.length > 0 ? `did you mean ${near.join(' or ')}?` : `trace show ${trace.id}`,
      )
    }
    case 'line': {
      const near = nearPlaces(trace, focus)
      return usageError(
        `nothing was seen at ${focus.file}:${focus.line}`,
        near.length > 0 ? `seen there: ${near.join(', ')}` : `trace show ${trace.id}`,
      )
    }
  }
}

const placesMax = 5

/** The functions of that file, the nearest line first; or files with such a name. */
function nearPlaces(trace: Trace, { file, line }: { readonly file: string; readonly line: number }): readonly string[] {
  const isThere = (frame: { readonly file: string }): boolean =>
    frame.file === file || frame.file.endsWith(`/${file.replace(/^\.\//, '')}`)
  const inFile = trace.frames.filter(isThere).toSorted((a, b) => Math.abs(a.line - line) - Math.abs(b.line - line))
  if (inFile.length > 0)
    return [
      ...new Set(inFile.map((frame) => `${frame.name} ${shownFile(frame.file, trace.root)}:${frame.line}`)),
    ].slice(0, placesMax)
  const files = new Set(trace.frames.flatMap((frame) => (frame.file === '' ? [] : [shownFile(frame.file, trace.root)])))
  const base = path.basename(file)
  return [...files]
    .filter((known) => path.basename(known) === base || nearest(base, [path.basename(known)]).length > 0)
    .slice(0, placesMax)
}
