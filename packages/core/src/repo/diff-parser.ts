import { decodePath } from '../text/index.ts'

export interface Hunk {
  readonly oldStart: number
  readonly oldLines: number
  readonly newStart: number
  readonly newLines: number
}

/** One record of `--raw`, with what its patch says. */
export interface DiffEntry {
  /** `A`, `C`, `D`, `M`, `R`, `T`, `U` (git-diff(1), "Raw output format"). */
  readonly letter: string
  readonly path: string
  readonly previousPath: string | undefined
  /** Octal digits; undefined where there is no such side. */
  readonly oldMode: string | undefined
  readonly newMode: string | undefined
  readonly isBinary: boolean
  /** False when the two sides turned out to be the same: the file was only touched. */
  readonly hasPatch: boolean
  readonly hunks: readonly Hunk[]
}

interface OpenEntry {
  readonly letter: string
  /** In latin1, as all bytes here. */
  readonly path: string
  readonly previousPath: string | undefined
  readonly oldMode: string | undefined
  readonly newMode: string | undefined
  readonly hunks: Hunk[]
  /** The line that begins its patch. */
  readonly header: string
  sectionsLeft: number
  isBinary: boolean
  hasPatch: boolean
}

const newline = 0x0a
const backslash = 0x5c
const nul = 0x00
const unmergedPrefix = '* Unmerged path '

/**
 * Reads the output of `git diff-index` or `diff-tree` with `--raw -z -p -U0`, in pieces of any size, and keeps no file content. The raw
 * records come first; the patches follow in their order. A patch belongs to the next record with its header: files that were only
 * touched have a record without a patch, a change of type (file to symlink) has two patches.
 *
 * Everything is bytes here, held in latin1 strings.
 */
export class DiffParser {
  readonly #entries: OpenEntry[] = []
  #phase: 'raw' | 'patch' = 'raw'
  /** The beginning of a record or line whose end has not come yet. */
  #begun: Buffer[] = []
  #record: string[] = []
  #current = -1
  /** Content lines of the hunk that are still to come. */
  #contentLines = 0
  #isLineStart = true
  #isContentLine = true
  /** Lines that belong to a name with line ends. */
  #nameLines = 0

  push(chunk: Buffer): void {
    let offset = 0
    while (offset < chunk.length) {
      offset = this.#contentLines > 0 ? this.#skipContent(chunk, offset) : this.#readPiece(chunk, offset)
    }
  }

  end(): readonly DiffEntry[] {
    if (this.#begun.length > 0 && this.#phase === 'patch') this.#readLine(this.#takeBegun())
    return this.#entries.map(closeEntry)
  }

  /** A record up to its NUL, or a line up to its end. */
  #readPiece(chunk: Buffer, offset: number): number {
    const end = chunk.indexOf(this.#phase === 'raw' ? nul : newline, offset)
    this.#begun.push(chunk.subarray(offset, end === -1 ? chunk.length : end))
    if (end === -1) return chunk.length
    const piece = this.#takeBegun()
    if (this.#phase === 'raw') this.#readRaw(piece)
    else this.#readLine(piece)
    return end + 1
  }

  #takeBegun(): string {
    const piece = Buffer.concat(this.#begun).toString('latin1')
    this.#begun = []
    return piece
  }

  #readRaw(piece: string): void {
    if (piece === '' && this.#record.length === 0) {
      this.#phase = 'patch'
      return
    }
    this.#record.push(piece)
    const [meta = '', first = '', second] = this.#record
    const hasTwoPaths = /[RC]\d*$/.test(meta)
    if (this.#record.length < (hasTwoPaths ? 3 : 2)) return
    this.#entries.push(openEntry(meta, first, second))
    this.#record = []
  }

  #readLine(line: string): void {
    if (this.#nameLines > 0) this.#nameLines -= 1
    else if (line.startsWith('diff --git ')) this.#findEntry(line)
    else if (line.startsWith('@@ ')) this.#readHunk(line)
    else if (line.startsWith('Binary files ')) this.#update((entry) => (entry.isBinary = true))
    else if (line.startsWith(unmergedPrefix)) this.#passUnmerged(line)
  }

  #findEntry(header: string): void {
    this.#moveTo((entry) => entry.sectionsLeft > 0 && entry.header === header)
    if (this.#entries[this.#current] === undefined) throw new Error(`a patch without a raw record: ${header}`)
    this.#update((entry) => {
      entry.sectionsLeft -= 1
      entry.hasPatch = true
    })
  }

  /** The only line in which git does not quote a name. */
  #passUnmerged(line: string): void {
    const startOf = (entry: OpenEntry): string => unmergedPrefix + entry.path.split('\n')[0]
    this.#moveTo((entry) => entry.letter === 'U' && !entry.hasPatch && startOf(entry) === line)
    this.#update((entry) => {
      entry.hasPatch = true
      this.#nameLines = entry.path.split('\n').length - 1
    })
  }

  #moveTo(isWanted: (entry: OpenEntry) => boolean): void {
    let index = Math.max(0, this.#current)
    for (let entry = this.#entries[index]; entry !== undefined && !isWanted(entry); entry = this.#entries[index])
      index += 1
    this.#current = index
  }

  #readHunk(line: string): void {
    const match = /^@@ -(\d+)(?:,(\d+))? \+(\d+)(?:,(\d+))? @@/.exec(line)
    if (match === null) throw new Error(`not a hunk: ${line}`)
    const [oldStart = 0, oldLines = 1, newStart = 0, newLines = 1] = match
      .slice(1)
      .map((digits: string | undefined) => (digits === undefined ? undefined : Number(digits)))
    this.#update((entry) => entry.hunks.push({ oldStart, oldLines, newStart, newLines }))
    this.#contentLines = oldLines + newLines
    this.#isLineStart = true
  }

  /** Passes over content without keeping it: a minified file is one line of megabytes. */
  #skipContent(chunk: Buffer, start: number): number {
    let offset = start
    while (offset < chunk.length && this.#contentLines > 0) {
      // "\ No newline at end of file" may stand between the old lines and the new ones, and counts as neither.
      if (this.#isLineStart) this.#isContentLine = chunk[offset] !== backslash
      const end = chunk.indexOf(newline, offset)
      this.#isLineStart = end !== -1
      if (end !== -1 && this.#isContentLine) this.#contentLines -= 1
      offset = end === -1 ? chunk.length : end + 1
    }
    return offset
  }

  #update(change: (entry: OpenEntry) => void): void {
    const entry = this.#entries[this.#current]
    if (entry !== undefined) change(entry)
  }
}

function openEntry(meta: string, first: string, second: string | undefined): OpenEntry {
  const match = /^:(\d+) (\d+) [\da-f]+\.* [\da-f]+\.* ([A-Z])\d*$/.exec(meta)
  if (match === null) throw new Error(`not a raw record: ${meta}`)
  const [, oldMode, newMode, letter = ''] = match
  const path = second ?? first
  return {
    letter,
    path,
    previousPath: second === undefined ? undefined : first,
    oldMode: oldMode === noMode ? undefined : oldMode,
    newMode: newMode === noMode ? undefined : newMode,
    hunks: [],
    header: `diff --git ${quotePath(`a/${first}`)} ${quotePath(`b/${path}`)}`,
    sectionsLeft: letter === 'T' ? 2 : 1,
    isBinary: false,
    hasPatch: false,
  }
}

const noMode = '000000'

function closeEntry({ letter, path, previousPath, oldMode, newMode, hunks, isBinary, hasPatch }: OpenEntry): DiffEntry {
  const decode = (bytes: string): string => decodePath(Buffer.from(bytes, 'latin1'))
  const previous = previousPath === undefined ? undefined : decode(previousPath)
  return { letter, path: decode(path), previousPath: previous, oldMode, newMode, hunks, isBinary, hasPatch }
}

const pathEscapes = new Map([
  ['\u0007', 'a'],
  ['\b', 'b'],
  ['\t', 't'],
  ['\n', 'n'],
  ['\v', 'v'],
  ['\f', 'f'],
  ['\r', 'r'],
  ['"', '"'],
  ['\\', '\\'],
])

/** As git quotes a name with `core.quotePath=false`: for control characters, double quotes and backslashes only. */
function quotePath(path: string): string {
  // oxlint-disable-next-line no-control-regex -- control characters are what git quotes
  const quoted = path.replaceAll(/[\u0000-\u001f\u007f"\\]/g, (character) => {
    const escape = pathEscapes.get(character) ?? character.charCodeAt(0).toString(8).padStart(3, '0')
    return `\\${escape}`
  })
  return quoted === path ? path : `"${quoted}"`
}
