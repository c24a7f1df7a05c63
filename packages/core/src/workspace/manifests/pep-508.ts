import type { Dependency, DependencyKind } from '../types.ts'

const pattern = /^([A-Za-z0-9](?:[A-Za-z0-9._-]*[A-Za-z0-9])?)\s*(?:\[[^\]]*\])?\s*(.*)$/s

/** A dependency as `requests[socks]>=2,<3; python_version < "3.12"`; `undefined` when it does not start with a name. */
export function parsePep508(
  text: string,
  place: { readonly kind: DependencyKind; readonly file: string; readonly line: number },
): Dependency | undefined {
  const match = pattern.exec(text.trim())
  const name = match?.[1]
  if (match === null || name === undefined) return undefined
  const rest = match[2] ?? ''
  const end = rest.search(/;|\s--hash/)
  const specifier = (end < 0 ? rest : rest.slice(0, end)).trim()
  const range = specifier.startsWith('(') && specifier.endsWith(')') ? specifier.slice(1, -1).trim() : specifier
  // What follows the name is a comparison or a URL; prose is no dependency.
  if (range !== '' && !/^[<>=!~^@]/.test(range)) return undefined
  return { name, range, kind: place.kind, evidence: { file: place.file, line: place.line } }
}

const devNames =
  /(?:^|[-_.])(?:dev|develop|development|test|tests|testing|lint|linting|typing|types|docs?|ci|qa|build)(?:[-_.]|$)/i

/** Is the name of a group, an extra or a file about development? */
export function isDevName(name: string): boolean {
  return devNames.test(name)
}
