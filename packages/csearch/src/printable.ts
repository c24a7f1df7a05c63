import { escapeControl } from '@groundcrew/core/text'

/** A line for a reader: tabs and the end of a line stay, what steers a terminal does not. */
export function printable(line: string): string {
  return line.endsWith('\r') ? `${escapeControl(line.slice(0, -1))}\r` : escapeControl(line)
}

/** As `printable`, of many lines. */
export function printableLines(text: string): string {
  if (!text.includes('\r')) return escapeControl(text)
  const escaped = text.split('\r\n').map(escapeControl).join('\r\n')
  return text.endsWith('\r') ? `${escaped.slice(0, -2)}\r` : escaped
}
