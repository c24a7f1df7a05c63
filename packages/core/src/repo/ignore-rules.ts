import type { Ignore } from 'ignore'

/**
 * The rules that apply in one directory: those of its own .gitignore and of all above, in one list where later rules win over earlier
 * ones, as gitignore(5) has it.
 *
 * Names and patterns are bytes in latin1 strings: git matches bytes, so `?` is one byte of an `é`.
 */
export class IgnoreRules {
  readonly #createIgnore: () => Ignore
  readonly #patterns: readonly string[]
  #compiled: Ignore | undefined

  constructor(createIgnore: () => Ignore, patterns: readonly string[] = []) {
    this.#createIgnore = createIgnore
    this.#patterns = patterns
  }

  /** With the rules of a .gitignore in `directory`, a path relative to the top (empty for the top itself). */
  with(directory: string, content: string): IgnoreRules {
    const lines = content.replace(/^\u00ef\u00bb\u00bf/, '').split('\n')
    const patterns = lines.map((line) => line.replace(/\r$/, '')).flatMap((line) => scopePattern(line, directory))
    return patterns.length === 0 ? this : new IgnoreRules(this.#createIgnore, [...this.#patterns, ...patterns])
  }

  /** `path` is relative to the top, and ends with a slash when it is a directory. Its parents are not ignored. */
  ignores(path: string): boolean {
    this.#compiled ??= this.#createIgnore().add([...this.#patterns])
    return this.#compiled.ignores(path)
  }
}

// The same rule, written for the top: `*.o` in `src` is `/src/**/*.o` there.
function scopePattern(line: string, directory: string): readonly string[] {
  const isNegative = line.startsWith('!')
  const pattern = isNegative ? line.slice(1) : line
  if (pattern === '' || pattern === '/' || line.startsWith('#')) return []
  if (directory === '') return [line]
  const withoutEnd = pattern.replace(/ +$/, '').replace(/\/$/, '')
  if (withoutEnd === '') return []
  // A slash anywhere but at the end binds the pattern to the directory of its file.
  const between = withoutEnd.includes('/') ? '/' : '/**/'
  const own = pattern.startsWith('/') ? pattern.slice(1) : pattern
  return [`${isNegative ? '!' : ''}/${escapePattern(directory)}${between}${own}`]
}

function escapePattern(directory: string): string {
  return directory.replaceAll(/[\\*?[\]! #]/g, String.raw`\$&`)
}
