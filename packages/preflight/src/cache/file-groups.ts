import type { Contents } from './contents.ts'
import { hashEntries } from './hash-entries.ts'

/** The files of one package, or (`.`) those that belong to no other: shared settings and fixtures. */
export interface FileGroup {
  /** A hash of all paths and contents. */
  readonly id: string
  readonly files: Contents
}

export type FileGroups = ReadonlyMap<string, FileGroup>

/** Each file with the innermost of the package directories around it. */
export function groupFiles(contents: Contents, directories: readonly string[]): FileGroups {
  const known = new Set(directories)
  const groups = new Map<string, Map<string, string>>([['.', new Map()]])
  for (const [file, id] of contents) {
    const owner = ownerOf(file, known)
    const group = groups.get(owner) ?? new Map<string, string>()
    groups.set(owner, group.set(file, id))
  }
  return new Map([...groups].map(([owner, files]) => [owner, { id: hashEntries(files), files }]))
}

/** The directory in `known` that is nearest above the file; `.` where none is. */
export function ownerOf(file: string, known: ReadonlySet<string>): string {
  for (let end = file.lastIndexOf('/'); end > 0; end = file.lastIndexOf('/', end - 1)) {
    const directory = file.slice(0, end)
    if (known.has(directory)) return directory
  }
  return '.'
}
