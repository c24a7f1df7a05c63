/** Paths relative to the workspace root, with `/`, and `.` for the root itself. */

export function parentOf(path: string): string {
  const slash = path.lastIndexOf('/')
  return slash < 0 ? '.' : path.slice(0, slash)
}

export function baseName(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1)
}

export function joinPath(directory: string, path: string): string {
  return directory === '.' ? path : `${directory}/${path}`
}

/** `directory` itself counts as being inside it. */
export function isInside(directory: string, path: string): boolean {
  return directory === '.' || path === directory || path.startsWith(`${directory}/`)
}

/** The path seen from `directory`, which must contain it. */
export function relativeTo(directory: string, path: string): string {
  if (directory === '.') return path
  return path === directory ? '.' : path.slice(directory.length + 1)
}

/** Resolves `.` and `..` of a path written in a file of `directory`; `undefined` when it leaves the workspace. */
export function resolvePath(directory: string, written: string): string | undefined {
  if (written.startsWith('/') || /^[A-Za-z]:/.test(written)) return undefined
  const segments: string[] = directory === '.' ? [] : directory.split('/')
  for (const segment of written.split(/[/\\]/)) {
    if (segment === '' || segment === '.') continue
    if (segment !== '..') segments.push(segment)
    else if (segments.pop() === undefined) return undefined
  }
  return segments.length === 0 ? '.' : segments.join('/')
}

/** The directories from `directory` up to the root, nearest first. */
export function ancestorsOf(directory: string): string[] {
  const result = [directory]
  for (let current = directory; current !== '.';) {
    current = parentOf(current)
    result.push(current)
  }
  return result
}
