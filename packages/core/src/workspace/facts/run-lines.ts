import type { Evidence } from '../types.ts'

export interface ShellLine {
  readonly text: string
  readonly evidence: Evidence
}

interface Block {
  readonly indent: number
  /** Items of a list may stand as far left as its key. */
  readonly isList: boolean
}

/** The shell lines of a workflow (`run:`) and of a GitLab pipeline (`script:` and its like), read by their indentation. */
export function readRunLines(lines: readonly string[], file: string): readonly ShellLine[] {
  const found: ShellLine[] = []
  let block: Block | undefined
  for (const [index, line] of lines.entries()) {
    if (line.trim() === '') continue
    const evidence = { file, line: index + 1 }
    if (block !== undefined && isInside(line, block)) {
      if (!/^\s*#/.test(line)) found.push({ text: block.isList ? listItem(line) : line.trim(), evidence })
      continue
    }
    block = openBlock(line)
    const single = block === undefined ? /^\s*(?:-\s+)?run:\s*(\S.*)$/.exec(line)?.[1] : undefined
    if (single !== undefined) found.push({ text: withoutQuotes(single), evidence })
  }
  return found
}

function isInside(line: string, { indent, isList }: Block): boolean {
  const own = line.search(/\S/)
  return own > indent || (isList && own === indent && line[own] === '-')
}

function openBlock(line: string): Block | undefined {
  const script = /^(\s*)(?:before_|after_)?script:\s*$/.exec(line)?.[1]
  if (script !== undefined) return { indent: script.length, isList: true }
  const run = /^(\s*(?:-\s+)?)run:\s*[|>][+-]?\d*\s*$/.exec(line)?.[1]
  return run === undefined ? undefined : { indent: run.length, isList: false }
}

function listItem(line: string): string {
  return withoutQuotes(line.replace(/^\s*-\s*/, ''))
}

function withoutQuotes(text: string): string {
  return text.replaceAll(/^["']|["']$/g, '')
}
