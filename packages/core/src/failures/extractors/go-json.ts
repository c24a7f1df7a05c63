import type { Log } from '../extractor.ts'

interface Event {
  readonly Action?: string
  readonly Package?: string
  readonly Output?: string
}

/**
 * The text that `go test -json` wrapped into one object a line, package by package (their events are interleaved). The same
 * log when it is no such stream.
 */
export function expandGoJson(log: Log): Log {
  const outputs = new Map<string, string>()
  log.lines.forEach((line, index) => {
    if (!line.startsWith('{"') || !line.includes('"Action":"')) return
    const event = parseEvent(log.fullLine(index))
    if (event?.Output === undefined) return
    const name = event.Package ?? ''
    outputs.set(name, (outputs.get(name) ?? '') + event.Output)
  })
  if (outputs.size === 0) return log
  const text = [...outputs.values()].join('')
  const lines = text.split('\n')
  return { ...log, lines, text, fullLine: (index) => lines[index] ?? '' }
}

function parseEvent(line: string): Event | undefined {
  try {
    return JSON.parse(line) as Event
  } catch {
    return undefined
  }
}
