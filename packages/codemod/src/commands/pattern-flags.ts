import { statSync } from 'node:fs'
import path from 'node:path'
import { ToolError, usageError, type Io } from '@groundcrew/core/cli'
import { count, encodePath } from '@groundcrew/core/text'
import type { Review } from '../review/review.ts'

/** A replacement told by flags alone, for `plan` and `apply`. */
export const patternFlags = {
  regex: { kind: 'string', value: 'PATTERN', description: 'plan first: what this regular expression matches' },
  replace: { kind: 'string', value: 'TEXT', description: 'with --regex: the new text' },
  lang: { kind: 'list', value: 'LANG', separator: ',', description: 'with --regex: only files of these languages' },
  'path-prefix': { kind: 'string', value: 'PATH', description: 'with --regex: only paths that begin so' },
  limit: { kind: 'integer', value: 'N', min: 1, description: 'with --regex: refuse more than N files' },
} as const

export interface PatternFlags {
  readonly regex: string | undefined
  readonly replace: string | undefined
  readonly lang: readonly string[]
  readonly 'path-prefix': string | undefined
  readonly limit: number | undefined
}

/**
 * Plans what the flags say.
 *
 * @throws a usage error without both the expression and the new text, TOO_MANY_FILES beyond the limit: all of a plan, or none.
 */
export async function planPattern(io: Io, flags: PatternFlags): Promise<Review> {
  const { regex, replace, limit } = flags
  if (regex === undefined || replace === undefined) {
    throw usageError(
      '--regex and --replace go together',
      "codemod plan --regex 'get(\\w+)' --replace 'read$1' --lang ts",
    )
  }
  const { planRequest } = await import('../codemod.ts')
  const paths = await pathsOf(io.cwd, flags)
  const options = { old: regex, new: replace, isRegex: true, isWord: false, preservesCase: false, ignoresCase: false }
  return planRequest(io, { verb: 'replace', options: { ...options, paths } }, (files) => {
    if (limit !== undefined && files > limit) throw tooManyFiles(files, limit)
  })
}

function tooManyFiles(files: number, limit: number): ToolError {
  return new ToolError(
    'TOO_MANY_FILES',
    `${count(files, 'file')} to change, --limit allows ${limit}; nothing was written`,
    {
      exitCode: 1,
      hint: `--limit ${files}, or name fewer: --path-prefix, --lang`,
      details: { files, limit },
    },
  )
}

/** Files, directories and globs for `--path-prefix` and `--lang`. */
async function pathsOf(cwd: string, { lang, 'path-prefix': prefix }: PatternFlags): Promise<readonly string[]> {
  const extensions = (await Promise.all(lang.map(requireLanguage))).flat()
  const suffixes = extensions.length === 0 ? [''] : extensions.map((extension) => `.${extension}`)
  if (prefix === undefined) return lang.length === 0 ? [] : suffixes.map((suffix) => `**/*${suffix}`)
  const stats = statSync(encodePath(path.resolve(cwd, prefix)), { throwIfNoEntry: false })
  if (stats?.isFile() === true || (stats !== undefined && lang.length === 0)) return [prefix]
  const begin = path.posix.normalize(prefix).replaceAll(/[*?[\]\\]/g, String.raw`\$&`)
  if (stats !== undefined) return suffixes.map((suffix) => `${begin.replace(/\/$/, '')}/**/*${suffix}`)
  return suffixes.flatMap((suffix) => [`${begin}*${suffix}`, `${begin}*/**/*${suffix}`])
}

async function requireLanguage(name: string): Promise<readonly string[]> {
  // All of code-map: a third of what a start would read, for a flag that few calls have.
  const { extensionsOf } = await import('@groundcrew/code-map')
  const extensions = extensionsOf(name)
  if (extensions.length > 0) return extensions
  throw usageError(`--lang ${name}: no such language`, 'a name such as python, or an extension such as ts')
}
