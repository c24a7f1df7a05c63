import type { Dependency, DependencyKind } from '../types.ts'
import { baseName, parentOf, resolvePath } from '../source/paths.ts'
import type { Sources } from '../source/sources.ts'
import { isDevName, parsePep508 } from './pep-508.ts'

const namePattern = /(?:^|[-_.])requirements(?:[-_.][\w.-]+)?\.(?:txt|in)$/i

/** The requirements files of the repository by the directory of the package they belong to; those of `requirements/` to its parent. */
export function findRequirementsFiles(sources: Sources): ReadonlyMap<string, readonly string[]> {
  const found = new Map<string, string[]>()
  const inFolder = sources.index.files.filter(
    (file) => /\.(?:txt|in)$/.test(file) && /(?:^|\/)(?:requirements|reqs)\/[\w.-]+$/.test(file),
  )
  for (const file of new Set([...sources.index.namedLike(namePattern), ...inFolder])) {
    // What pip-compile made of an .in file is what gets installed.
    if (file.endsWith('.in') && sources.index.has(file.replace(/\.in$/, '.txt'))) continue
    const folder = parentOf(file)
    const directory = /^(?:requirements|reqs)$/.test(baseName(folder)) ? parentOf(folder) : folder
    const files = found.get(directory)
    if (files === undefined) found.set(directory, [file])
    else files.push(file)
  }
  return found
}

/** `requirements.txt` is what the program needs; a name such as `requirements-dev.txt` or `test.txt` is for development. */
function requirementsKind(file: string): DependencyKind {
  return isDevName(baseName(file).replace(/\.\w+$/, '')) ? 'dev' : 'runtime'
}

/** Follows `-r` inside the repository; a dependency belongs to the file in which it stands. */
export function readRequirementsFiles(sources: Sources, files: readonly string[]): Dependency[] {
  const read = new Set<string>()
  const dependencies: Dependency[] = []
  const waiting = files.map((file) => ({ file, kind: requirementsKind(file) }))
  for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
    if (read.has(next.file)) continue
    read.add(next.file)
    for (const { text, line } of logicalLines(sources.lines(next.file))) {
      const included = /^(?:-r|--requirement)[\s=]*(\S+)/.exec(text)?.[1]
      if (included !== undefined) {
        const file = resolvePath(parentOf(next.file), included)
        if (file === undefined || !sources.index.has(file)) {
          sources.problems.add(
            'unreadable',
            { file: next.file, line },
            `includes ${included}, which the repository does not hold`,
          )
        } else if (!files.includes(file)) waiting.push({ file, kind: next.kind })
        continue
      }
      const dependency = readLine(text, { ...next, line })
      if (dependency !== undefined) dependencies.push(dependency)
    }
  }
  return dependencies
}

function readLine(
  text: string,
  place: { readonly file: string; readonly kind: DependencyKind; readonly line: number },
): Dependency | undefined {
  const eggAt = text.search(/[#&]egg=/)
  const egg = eggAt < 0 ? undefined : /^[\w.-]+/.exec(text.slice(eggAt + '#egg='.length))?.[0]
  if (egg !== undefined) {
    const { file, kind, line } = place
    const url = text
      .slice(0, text.indexOf('#'))
      .replace(/^(?:-e|--editable)[\s=]/, '')
      .trim()
    return { name: egg, range: `@ ${url}`, kind, evidence: { file, line } }
  }
  return text.startsWith('-') ? undefined : parsePep508(text, place)
}

/** Lines without comments; a backslash at the end joins the next line. */
function* logicalLines(lines: readonly string[]): Generator<{ readonly text: string; readonly line: number }> {
  let pending = ''
  let start = 0
  for (const [index, raw] of lines.entries()) {
    const text = raw.replace(/(?:^|\s)#.*$/, '').trimEnd()
    if (pending === '') start = index + 1
    if (text.endsWith('\\')) {
      pending += `${text.slice(0, -1)} `
      continue
    }
    const whole = (pending + text).trim()
    pending = ''
    if (whole !== '') yield { text: whole, line: start }
  }
  if (pending.trim() !== '') yield { text: pending.trim(), line: start }
}
