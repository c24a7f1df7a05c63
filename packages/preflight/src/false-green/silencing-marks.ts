import { linters, otherLinters, pythonTools, typeCheckers, type CheckTool } from './checked-files.ts'

export interface SilencingMark {
  /** 1-based. */
  readonly line: number
  readonly mark: string
  /** The rest of the file is not looked at, or not by some rules; else one line of it. */
  readonly isWide: boolean
  readonly by: CheckTool
}

interface MarkRule {
  readonly files: RegExp
  readonly pattern: RegExp
  readonly isWide: boolean
  readonly by: CheckTool
}

const script = /\.(?:[cm]?[jt]sx?|vue|svelte|astro)$/
const python = /\.pyi?$/
const formatters: CheckTool = { roles: ['format'], programs: /\bprettier\b/ }
const biome: CheckTool = { roles: ['lint', 'format'], programs: /\bbiome\b/ }

const rules: readonly MarkRule[] = [
  { files: script, pattern: /^\s*(?:\/\/|\/\*+)\s*@ts-nocheck\b/, isWide: true, by: typeCheckers },
  { files: script, pattern: /(?:\/\/|\/\*+|\{\/\*)\s*@ts-(?:ignore|expect-error)\b/, isWide: false, by: typeCheckers },
  { files: script, pattern: /^\s*\/\*+\s*(?:eslint|oxlint|stylelint)-disable(?![\w-])/, isWide: true, by: linters },
  { files: /\.(?:css|scss|less)$/, pattern: /^\s*\/\*\s*stylelint-disable(?![\w-])/, isWide: true, by: linters },
  { files: script, pattern: /(?:eslint|oxlint)-disable-(?:next-)?line\b/, isWide: false, by: linters },
  { files: script, pattern: /^\s*\/\/\s*biome-ignore-all\b/, isWide: true, by: biome },
  { files: script, pattern: /\/\/\s*biome-ignore(?:-start)? /, isWide: false, by: biome },
  { files: script, pattern: /(?:\/\/|\/\*)\s*prettier-ignore\b/, isWide: false, by: formatters },
  { files: python, pattern: /^#\s*(?:flake8|ruff):\s*noqa(?!:?\s*\()/, isWide: true, by: pythonTools },
  { files: python, pattern: /^#\s*pylint:\s*(?:skip-file|disable=)/, isWide: true, by: pythonTools },
  { files: python, pattern: /^#\s*mypy:\s*(?:ignore-errors|disable-error-code)/, isWide: true, by: typeCheckers },
  { files: python, pattern: /^#\s*(?:type:\s*ignore|pyright:\s*(?:ignore|basic))/, isWide: true, by: typeCheckers },
  { files: python, pattern: /\S.*#\s*(?:type|pyright):\s*ignore\b/, isWide: false, by: typeCheckers },
  { files: python, pattern: /\S.*#\s*noqa\b/, isWide: false, by: pythonTools },
  { files: /\.rb$/, pattern: /^\s*#\s*rubocop:\s*(?:disable|todo)\b/, isWide: true, by: otherLinters },
  { files: /\.rb$/, pattern: /\S.*#\s*rubocop:\s*(?:disable|todo)\b/, isWide: false, by: otherLinters },
  { files: /\.rs$/, pattern: /^\s*#!\[allow\((?:warnings|clippy::all|unused)/, isWide: true, by: otherLinters },
  { files: /\.go$/, pattern: /\/\/\s*nolint\b/, isWide: false, by: otherLinters },
]

const signs = /@ts-|-disable|-ignore|noqa|ignore|pylint|mypy|pyright|rubocop|allow\(|nolint/

/** The comments in a file that keep a linter, a formatter or a type checker from it. */
export function findSilencing(file: string, text: string): readonly SilencingMark[] {
  const own = rules.filter(({ files }) => files.test(file))
  if (own.length === 0 || !signs.test(text)) return []
  const lines = text.split(/\r?\n/)
  return lines.flatMap((line, index) => {
    const rule = own.find(({ pattern }) => pattern.test(line))
    if (rule === undefined) return []
    const isWide = rule.isWide && !isClosed(lines, index)
    return [{ line: index + 1, mark: markOf(line), isWide, by: rule.by }]
  })
}

/** What is enabled again soon is a few lines. */
const blockLinesMax = 30

function isClosed(lines: readonly string[], index: number): boolean {
  return lines
    .slice(index + 1, index + 1 + blockLinesMax)
    .some((line) => /(?:eslint|oxlint|stylelint)-enable\b|rubocop:\s*enable\b/.test(line))
}

function markOf(line: string): string {
  const found =
    /@ts-[\w-]+|(?:eslint|oxlint|stylelint)-disable[\w-]*|biome-ignore[\w-]*|prettier-ignore|(?:flake8|ruff|pylint|mypy|pyright|type|rubocop):\s*[\w-]+|noqa\b[:\w ]*|#!\[allow\([\w:]+|nolint\b[\w:]*/.exec(
      line,
    )?.[0]
  return found?.trim() ?? line.trim().slice(0, 60)
}

/** Files that a program writes are not checked by intent. */
export function isGenerated(text: string): boolean {
  return /@generated\b|\bgenerated\b.{0,80}(?:do not edit|by )|do not (?:edit|modify)|auto-?generated/i.test(
    text.slice(0, 1000),
  )
}
