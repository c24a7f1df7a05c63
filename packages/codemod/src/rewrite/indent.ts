/** The blanks at the beginning of the line that an offset is in. */
export function indentAt(text: string, offset: number): string {
  const start = text.lastIndexOf('\n', offset - 1) + 1
  return /^[ \t]*/.exec(text.slice(start, offset))?.[0] ?? ''
}

/** The lines after the first, moved from one indentation to another; lines that are less indented stay. */
export function reindent(text: string, { from, to }: { readonly from: string; readonly to: string }): string {
  if (from === to) return text
  const [first = '', ...rest] = text.split('\n')
  return [
    first,
    ...rest.map((line) => (line.startsWith(from) && line.trim() !== '' ? to + line.slice(from.length) : line)),
  ].join('\n')
}
