import { LineCounter, type FoundImport } from './found-import.ts'

/** The import paths of a Go source that name another host's module: those of the standard library have no dot in their first part. */
export function readGoImports(text: string): readonly FoundImport[] {
  // Left out of every ordinary build.
  if (/^\/\/(?:go:build|\s*\+build)\s+(?:ignore|tools)\b/m.test(text)) return []
  const lines = new LineCounter(text)
  const found: FoundImport[] = []
  for (const block of text.matchAll(/^import\s+(?:\(([^)]*)\)|(?:[\w.]+\s+)?("[^"\n]+"))/gm)) {
    const start = block.index
    for (const match of block[0].matchAll(/^(?:import\s+|\s*)(?:[\w.]+\s+)?"([^"\n]+)"/gm)) {
      const name = match[1] ?? ''
      if (/^[^/]+\.[^/]+/.test(name)) found.push({ name, line: lines.at(start + match[0].indexOf('"') + match.index) })
    }
  }
  return found
}
