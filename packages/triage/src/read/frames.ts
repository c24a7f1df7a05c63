import { maskSecrets, type OutputReading, type SourceMaps } from '@groundcrew/core/failures'
import { escapeLine, truncateLine } from '@groundcrew/core/text'
import path from 'node:path'
import type { Frame, Thrown } from '../failure.ts'
import type { RawFrame, RawThrown } from '../stack/types.ts'

/** Code of dependencies, runtimes and test runners, wherever it is installed. */
const foreignPath =
  /(?:^|\/)(?:node_modules|site-packages|dist-packages|\.?venv|\.cargo\/registry|go\/pkg\/mod|vendor\/(?:bundle|github\.com|golang\.org)|rustc|rustlib|gems\/[^/]+-\d[^/]*|\.rbenv|\.pyenv|hostedtoolcache|internal\/(?:modules|process|timers|main|bootstrap))\/|(?:^|\/)lib\d*\/(?:python\d|ruby\/|go(?:-[\d.]+)?\/src\/|jvm\/)|\/go(?:-?[\d.]+)?\/src\/[a-z]+\/|^node:|^[\w-]+:\/\/(?!\/?\.)(?!\/\/)(?!\/)|[<>]|^native$/
const foreignPackage =
  /^(?:java|javax|jdk|sun|com\/sun|kotlin|kotlinx|scala|groovy|org\/(?:junit|gradle|apache\/maven|opentest4j|springframework|hamcrest|mockito|assertj))(?:\/|$)/
const foreignName = /^(?:runtime|testing|reflect)\.|^(?:core|std|alloc|test)::|^__rust_/

const nameCharactersMax = 200
const messageCharactersMax = 500
const framesMax = 50

export interface FramePlaces {
  readonly reading: Pick<OutputReading, 'locate'>
  readonly maps: SourceMaps
  /** The directory of relative paths. */
  readonly directory: string
  readonly root: string
}

/** A stack with places in the repository: through source maps, foreign code marked, text made safe to show. */
export function locateThrown(thrown: RawThrown, places: FramePlaces): Thrown {
  return {
    language: thrown.language,
    type: safe(thrown.type, nameCharactersMax),
    message: safe(thrown.message, messageCharactersMax),
    frames: thrown.frames.slice(0, framesMax).map((frame) => locateFrame(frame, places)),
    causes: thrown.causes.map((cause) => locateThrown(cause, places)),
  }
}

function locateFrame(raw: RawFrame, places: FramePlaces): Frame {
  const mapped = mapFrame(raw, places)
  const { name, path: file, line, column, within } = mapped
  const located =
    file === undefined ? undefined : places.reading.locate({ path: file, line, column, within }, places.directory)
  return {
    ...(name === undefined ? {} : { name: safe(name, nameCharactersMax) }),
    ...(located === undefined ? {} : { ...located, file: safe(located.file, messageCharactersMax) }),
    isOwn: isOwnFrame(mapped),
  }
}

function isOwnFrame({ name = '', path: file, within = '' }: RawFrame): boolean {
  if (file === undefined || foreignPath.test(file)) return false
  return !foreignPackage.test(within) && !foreignName.test(name)
}

/** Where the code was written, for a script in the repository that has a source map. */
function mapFrame(frame: RawFrame, { maps, directory, root }: FramePlaces): RawFrame {
  const { path: file, line, column = 1 } = frame
  if (file === undefined || line === undefined || !/\.[cm]?jsx?$/.test(file) || foreignPath.test(file)) return frame
  const absolute = file.startsWith('file://') ? file : path.resolve(directory, file)
  // A log may name any path: only scripts of the repository are opened.
  if (!absolute.replace(/^file:\/\//, '').startsWith(`${root}/`)) return frame
  const found = maps.locate(absolute, { line: line - 1, column: Math.max(0, column - 1) })
  if (found.line === line && absolute.endsWith(found.file)) return frame
  const { column: _, ...rest } = frame
  return { ...rest, path: found.file, line: found.line }
}

export function safe(text: string, charactersMax: number): string {
  const flat = maskSecrets(truncateLine(text, charactersMax * 4))
    .replaceAll(/\s+/g, ' ')
    .trim()
  return truncateLine(escapeLine(flat), charactersMax)
}
