import { escapeLine, truncateLine } from '@groundcrew/core/text'

/** A longer label makes a box that is wider than a page. */
const labelLengthMax = 80

/** Anybody's text as the label of a node: what Mermaid could take for Markdown, HTML, an entity or a directive is written by its number. */
export function label(text: string): string {
  const line = shortened(escapeLine(text))
  return `"${line.replaceAll(/[^\p{L}\p{N} ./_-]|^[-\d]|_/gu, (character) => `#${character.codePointAt(0)};`)}"`
}

/** The end of a path says more than its beginning. */
function shortened(line: string): string {
  if (line.length <= labelLengthMax) return line
  const end = line.slice(-Math.floor(labelLengthMax / 2))
  return `${truncateLine(line, labelLengthMax - end.length)}${/^[\udc00-\udfff]/.test(end) ? end.slice(1) : end}`
}
