import { matchesFile, type Matcher, type MatcherKind } from './matchers.ts'
import { readScriptValues, readTableValues, type SettingsValues } from './settings-values.ts'

/** What the settings of a linter, a formatter or a type checker take out of what it looks at. */
interface ExcludeRule {
  readonly file: RegExp
  readonly by: CheckTool
  readonly read: (text: string) => readonly string[]
  readonly kind: MatcherKind
}

export type CheckRole = 'format' | 'lint' | 'typecheck'

/** What a step runs: by its role, or by its own words, where a script for one role does another's work too. */
export interface CheckTool {
  readonly roles: readonly CheckRole[]
  readonly programs: RegExp
}

export const linters: CheckTool = { roles: ['lint'], programs: /\b(?:eslint|oxlint|stylelint|xo|standard)\b/ }
const prettier: CheckTool = { roles: ['format'], programs: /\bprettier\b/ }
const biome: CheckTool = { roles: ['format', 'lint'], programs: /\bbiome\b/ }
export const pythonTools: CheckTool = { roles: ['lint'], programs: /\b(?:ruff|flake8|pylint|black|isort)\b/ }
const pythonAll: CheckTool = {
  roles: ['lint', 'typecheck'],
  programs: /\b(?:ruff|flake8|pylint|black|isort|mypy|pyright)\b/,
}
export const typeCheckers: CheckTool = {
  roles: ['typecheck'],
  programs: /\b(?:tsc|vue-tsc|svelte-check|mypy|pyright)\b/,
}
export const otherLinters: CheckTool = { roles: ['lint'], programs: /\b(?:rubocop|clippy|golangci-lint|standardrb)\b/ }

const rules: readonly ExcludeRule[] = [
  {
    file: /(?:^|\/)\.(?:eslint|stylelint|oxlint)ignore$/,
    by: linters,
    read: ignoreLines,
    kind: 'ignore',
  },
  { file: /(?:^|\/)\.prettierignore$/, by: prettier, read: ignoreLines, kind: 'ignore' },
  {
    file: /(?:^|\/)(?:eslint\.config\.\w+|\.eslintrc(?:\.\w+)?|\.?oxlintrc\.jsonc?|oxlint\.config\.\w+|\.stylelintrc(?:\.\w+)?|stylelint\.config\.\w+|\.oxfmtrc\.jsonc?)$/,
    by: linters,
    // A list beside `files` or `rules` is that block's own: what is left out there may be judged by another.
    read: (text) =>
      listsOf(readScriptValues(text), /(?:^|\.)(?:ignores|ignorePatterns|ignoreFiles|globalIgnores\(\))$/),
    kind: 'ignore',
  },
  {
    file: /(?:^|\/)biome\.jsonc?$/,
    by: biome,
    read: (text) => {
      const values = readScriptValues(text)
      const negated = listsOf(values, /(?:^|\.)includes?$/).filter((pattern) => pattern.startsWith('!'))
      return [...listsOf(values, /(?:^|\.)ignore$/), ...negated.map((pattern) => pattern.replace(/^!+/, ''))]
    },
    kind: 'ignore',
  },
  {
    file: /(?:^|\/)(?:pyproject\.toml|\.?ruff\.toml)$/,
    by: pythonAll,
    read: (text) =>
      listsOf(
        readTableValues(text),
        /^(?:tool\.(?:ruff(?:\.lint|\.format)?|black|isort|flake8|pylint\.\w+|mypy|pyright|basedpyright)\.)?\.?(?:(?:extend-|force-)?exclude|skip(?:_glob)?|ignore-paths)$/,
      ),
    kind: 'ignore',
  },
  {
    file: /(?:^|\/)(?:\.flake8|setup\.cfg|tox\.ini|mypy\.ini|\.pylintrc|\.isort\.cfg)$/,
    by: pythonAll,
    read: (text) =>
      listsOf(readTableValues(text), /(?:^|\.)(?:(?:extend-)?exclude|skip(?:_glob)?|ignore-paths)$/).flatMap((value) =>
        value.split(/[\s,]+/).filter(Boolean),
      ),
    kind: 'ignore',
  },
  {
    file: /(?:^|\/)pyrightconfig\.json$/,
    by: typeCheckers,
    read: (text) => listsOf(readScriptValues(text), /^(?:exclude|ignore)$/),
    kind: 'ignore',
  },
  { file: /(?:^|\/)\.rubocop[\w.]*\.yml$/, by: otherLinters, read: rubocopLists, kind: 'ignore' },
]

/** Whether a file holds such settings. */
export function hasExcludes(file: string): boolean {
  return rules.some((rule) => rule.file.test(file))
}

export interface Excluded {
  readonly by: CheckTool
  readonly matchers: readonly Matcher[]
}

/** The files that the settings leave out, for each tool that reads them. */
export function readExcludes(file: string, text: string): readonly Excluded[] {
  return rules.flatMap(({ file: name, by, read, kind }) =>
    name.test(file) ? [{ by, matchers: read(text).map((pattern) => ({ kind, pattern })) }] : [],
  )
}

/** As git reads it: a later `!pattern` takes back what an earlier pattern left out. */
export function isExcluded(file: string, { matchers }: Excluded): boolean {
  return matchers.reduce(
    (isOut, { kind, pattern }) =>
      pattern.startsWith('!')
        ? isOut && !matchesFile(file, { kind, pattern: pattern.slice(1) })
        : isOut || matchesFile(file, { kind, pattern }),
    false,
  )
}

function ignoreLines(text: string): readonly string[] {
  return text.split(/\r?\n/).flatMap((line) => (line.trim() === '' || line.startsWith('#') ? [] : [line.trim()]))
}

function listsOf(values: SettingsValues, names: RegExp): readonly string[] {
  return [...values].flatMap(([name, list]) => (names.test(name) ? list : []))
}

/** `Exclude:` of all cops; that of one cop leaves the files to the others. */
function rubocopLists(text: string): readonly string[] {
  const lines = text.split(/\r?\n/)
  const start = lines.findIndex((line) => line.startsWith('AllCops:'))
  const end = lines.findIndex((line, index) => index > start && /^\S/.test(line) && !line.startsWith('#'))
  const block = start < 0 ? [] : lines.slice(start + 1, end < 0 ? undefined : end)
  const from = block.findIndex((line) => /^\s+Exclude:/.test(line))
  const items: string[] = []
  for (const line of from < 0 ? [] : block.slice(from + 1)) {
    const item = /^\s+-\s+(.*)$/.exec(line)?.[1]
    if (item === undefined) break
    items.push(item.replaceAll(/^["']|["']$|\s+#.*$/g, ''))
  }
  return items
}
