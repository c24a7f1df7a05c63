import path from 'node:path'

/** What a tsconfig says of its files; paths and patterns relative to the root. */
export interface ProgramFiles {
  /** That of the tsconfig. */
  readonly directory: string
  readonly files: readonly string[] | undefined
  readonly include: readonly string[] | undefined
  readonly exclude: readonly string[] | undefined
}

/** Whether a source file is in the program by what the tsconfig says; imports are not followed. (https://www.typescriptlang.org/tsconfig/#include) */
export function isInProgram(file: string, { directory, files, include, exclude }: ProgramFiles): boolean {
  if (files?.some((name) => name.replace(/^\.\//, '') === file) === true) return true
  const inside = (patterns: readonly string[]): readonly string[] =>
    patterns.map((pattern) => path.posix.join(directory, pattern))
  const included = include ?? (files === undefined ? inside(['**/*']) : [])
  const excluded = exclude ?? inside(['node_modules', 'bower_components', 'jspm_packages'])
  return matchesSome(file, included) && !matchesSome(file, excluded)
}

function matchesSome(file: string, patterns: readonly string[]): boolean {
  return patterns.some((pattern) => toExpression(pattern).test(file))
}

/** A pattern without a wildcard or an extension in its last part is a directory with all that is in it. */
function toExpression(pattern: string): RegExp {
  const plain = pattern.replace(/^\.\//, '').replace(/\/$/, '')
  if (plain === '' || plain === '.') return /^/
  const body = plain.replaceAll(/\*\*\/|\*\*|\*|\?|[.+^${}()|[\]\\]/g, (token) => wildcards[token] ?? `\\${token}`)
  const isDirectory = !/[*?.]/.test(plain.split('/').at(-1) ?? '')
  return new RegExp(`^${body}${isDirectory ? '(?:/|$)' : '$'}`)
}

const wildcards: Readonly<Record<string, string>> = { '**/': '(?:[^/]+/)*', '**': '.*', '*': '[^/]*', '?': '[^/]' }
