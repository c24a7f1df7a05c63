/** At most `lengthMax` characters of a line, with `…` where something was cut; never half of a surrogate pair. */
export function truncateLine(line: string, lengthMax: number): string {
  if (line.length <= lengthMax) return line
  const cut = line.slice(0, Math.max(0, lengthMax - 1))
  return `${/[\ud800-\udbff]$/.test(cut) ? cut.slice(0, -1) : cut}…`
}

export interface BoundOptions {
  readonly bytesMax: number
  /** The line put where lines were left out, such as `… 37 lines left out`. */
  readonly marker: (linesLeftOut: number) => string
}

/**
 * At most `bytesMax` bytes (UTF-8) of a text: whole lines from its beginning and its end, with the marker between them, so
 * that a verdict in the first line and a next command in the last one survive.
 */
export function boundText(text: string, { bytesMax, marker }: BoundOptions): string {
  if (Buffer.byteLength(text) <= bytesMax) return text
  const lines = text.split('\n').map((line) => truncateLine(line, Math.max(80, Math.floor(bytesMax / 8))))
  const budget = bytesMax - Buffer.byteLength(marker(lines.length)) - 1
  const sizes = lines.map((line) => Buffer.byteLength(line) + 1)
  const tailStart = takeFrom(sizes, budget / 3)
  let size = sizes.slice(tailStart).reduce((sum, lineBytes) => sum + lineBytes, 0)
  let headEnd = 0
  while (headEnd < tailStart && size + (sizes[headEnd] ?? 0) <= budget) {
    size += sizes[headEnd] ?? 0
    headEnd += 1
  }
  if (headEnd === tailStart) return lines.join('\n')
  return [...lines.slice(0, headEnd), marker(tailStart - headEnd), ...lines.slice(tailStart)].join('\n')
}

/** The first index of the longest tail of `sizes` that fits into `budget`. */
function takeFrom(sizes: readonly number[], budget: number): number {
  let start = sizes.length
  let size = 0
  while (start > 0 && size + (sizes[start - 1] ?? 0) <= budget) {
    start -= 1
    size += sizes[start] ?? 0
  }
  return start
}
