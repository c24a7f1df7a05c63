import type { Extraction, Extractor, Finding } from '../extractor.ts'

/** `check yaml.....................................................Failed`, and what stands below it. */
const headline = /^(.{1,120}?)\.{3,}(?:\(.*\))?(Failed|Passed|Skipped)$/
const changed = /^(?:Fixing|Rewriting|Sorting|reformatted|Formatted|Reformatted|Fixed) (\S.*)$/

/** The hooks of pre-commit and prek: those that changed files, and those whose tool nothing else reads. */
export const preCommit: Extractor = {
  name: 'pre-commit',
  phase: 'tool',
  signs: ['- hook id: ', 'An unexpected error has occurred: '],
  extract: ({ lines }): Extraction => ({
    findings: [
      ...lines.flatMap((line, index) => (headline.exec(line)?.[2] === 'Failed' ? readHook(lines, index) : [])),
      ...lines.flatMap((_, index) => readOwnFailure(lines, index)),
    ],
  }),
}

function readHook(lines: readonly string[], start: number): readonly Finding[] {
  const next = lines.findIndex((line, index) => index > start && headline.test(line))
  const block = lines.slice(start + 1, next < 0 ? lines.length : next)
  const code = /^- hook id: (\S+)$/.exec(block[0] ?? '')?.[1]
  if (code === undefined) return []
  const base = { tool: 'pre-commit', code } as const
  const isChanged = block.some((line) => line === '- files were modified by this hook')
  const files = block.flatMap((line, offset): Finding[] => {
    const path = changed.exec(line)?.[1]
    if (path === undefined || !isChanged) return []
    return [{ ...base, kind: 'format', message: `${code} changes it`, index: start + 1 + offset, place: { path } }]
  })
  if (files.length > 0) return files
  if (isChanged) return [{ ...base, kind: 'format', message: `${code} changes files`, index: start }]
  const said = block.filter((line) => line !== '' && !line.startsWith('- ')).slice(0, 4)
  const place = /^([^\s:]+):(\d+):(?:(\d+):)?/.exec(said[0] ?? '')
  const own = {
    ...base,
    kind: 'error',
    message: `${code} failed: ${said[0] ?? ''}`,
    index: start,
    detail: said.slice(1),
    ...(place === null ? {} : { place: { path: place[1] ?? '', line: Number(place[2]) } }),
  } as const
  return [knownTool.test(code) ? { ...own, weight: 'consequence' } : own]
}

/** What these say is read by itself. */
const knownTool =
  /^(?:black|biome|eslint|flake8|gofmt|golangci-lint|mypy|oxlint|prettier|pyright|pytest|rubocop|ruff|shellcheck|tsc|cargo|clippy|go-)/

/** It could not even get the hooks. */
function readOwnFailure(lines: readonly string[], index: number): readonly Finding[] {
  const message = /^An unexpected error has occurred: (.+)$/.exec(lines[index] ?? '')?.[1]
  if (message === undefined) return []
  const below = lines.slice(index + 1, index + 40).map((line) => line.trim())
  const detail = below.filter((line) => /^(?:fatal|error|ERROR): /.test(line))
  return [{ tool: 'pre-commit', kind: 'environment', message, index, detail }]
}
