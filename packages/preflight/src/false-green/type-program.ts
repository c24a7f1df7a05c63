/** What a tsconfig says of its files; paths and patterns relative to its directory. */
export interface ProgramFiles {
  readonly files: readonly string[] | undefined
  readonly include: readonly string[] | undefined
  readonly exclude: readonly string[] | undefined
}

/**
 * Whether a source file, relative to the directory of the tsconfig, is in its program by that file alone: what it extends is not followed, nor
 * are imports. (TypeScript's own rules: https://www.typescriptlang.org/tsconfig/#include)
 */
export function isInProgram(file: string, { files, include, exclude }: ProgramFiles): boolean {
  if (files?.some((name) => name.replace(/^\.\//, '') === file) === true) return true
  const included = include ?? (files === undefined ? ['**/*'] : [])
  const excluded = exclude ?? ['node_modules', 'bower_components', 'jspm_packages']
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
