import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { ToolError } from '@groundcrew/core/cli'
import type { FailureClass } from '../classify/verdict.ts'
import { knownPatterns } from './known.ts'
import { compilePatterns } from './match.ts'
import type { Pattern } from './pattern.ts'

/** Where a repository keeps its own, relative to its root: JSON files with a list of patterns each. */
const ownDirectory = '.groundcrew/triage'

const classes: readonly string[] = [
  'regression',
  'flaky',
  'environment',
  'configuration',
  'dependency',
  'unknown',
] satisfies readonly FailureClass[]

/** The repository's own patterns, in the order of their files, and then the known ones. @throws ToolError BAD_PATTERN */
export function readPatterns(root: string): ReturnType<typeof compilePatterns> {
  const own = listFiles(path.join(root, ownDirectory)).flatMap((name) => readFile(root, `${ownDirectory}/${name}`))
  return [...own, ...compilePatterns(knownPatterns)]
}

function listFiles(directory: string): readonly string[] {
  try {
    return readdirSync(directory)
      .filter((name) => name.endsWith('.json'))
      .sort()
  } catch (error) {
    if (['ENOENT', 'ENOTDIR'].includes((error as NodeJS.ErrnoException).code ?? '')) return []
    throw error
  }
}

function readFile(root: string, file: string): ReturnType<typeof compilePatterns> {
  let content: unknown
  try {
    content = JSON.parse(readFileSync(path.join(root, file), 'utf8'))
  } catch (error) {
    throw badPattern(file, error instanceof SyntaxError ? 'is no JSON' : 'cannot be read', error)
  }
  if (!Array.isArray(content)) throw badPattern(file, 'is no list of patterns')
  return content.flatMap((entry: unknown, index) => {
    try {
      return compilePatterns([toPattern(entry)])
    } catch (error) {
      throw badPattern(file, `entry ${index + 1}: ${error instanceof Error ? error.message : String(error)}`, error)
    }
  })
}

function toPattern(entry: unknown): Pattern {
  const { id, title, match, not, fix, class: verdict } = (entry ?? {}) as Readonly<Record<string, unknown>>
  const texts = { id, title, fix }
  for (const [name, value] of Object.entries(texts))
    if (typeof value !== 'string' || value === '') throw new Error(`${name} is missing`)
  if (!isTexts(match) || match.length === 0) throw new Error('match is no list of regular expressions')
  if (not !== undefined && !isTexts(not)) throw new Error('not is no list of regular expressions')
  if (verdict !== undefined && !classes.some((known) => known === verdict))
    throw new Error(`class is none of ${classes.join(', ')}`)
  return entry as Pattern
}

function isTexts(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.every((item) => typeof item === 'string')
}

function badPattern(file: string, why: string, cause?: unknown): ToolError {
  return new ToolError('BAD_PATTERN', `${file}: ${why}`, {
    cause,
    exitCode: 2,
    hint: 'a pattern is { "id", "title", "match": ["REGEX"], "fix" }, and may have "not" and "class"',
  })
}
