import { maskPrivateKeys } from './mask-secrets.ts'

/** CSI, OSC (links, titles), other string sequences, and two- or three-character escapes such as `ESC ( B`. */
const ESCAPES =
  // oxlint-disable-next-line no-control-regex -- finding control sequences is the purpose
  /\u001b(?:\[[0-?]*[ -/]*[@-~]|\][^\u0007\u001b\n]*(?:\u0007|\u001b\\)?|[PX^_][^\u001b\n]*(?:\u001b\\)?|[ -/]*[0-~])|\u009b[0-?]*[ -/]*[@-~]/g

// oxlint-disable-next-line no-control-regex -- finding control characters is the purpose
const NOISE = /[\u0000\u0007\u0008\u001b\u200b\ufeff]/g

/**
 * The lines of an output as a reader would see them: no escape sequences, no NUL, and of a line that was rewritten by
 * carriage returns (a progress bar) its last state.
 */
export function cleanOutput(output: string): string[] {
  const plain = maskPrivateKeys(output.replaceAll(ESCAPES, '').replaceAll(NOISE, ''))
  return withoutScriptBodies(plain.split('\n').map((line) => lastState(line)))
}

/** `> shop@1.0.0 test`, `> test`, and pnpm's `> shop@1.0.0 test /repo/shop`, after an empty line. */
const scriptHeadline = /^> \S+(?: \S+){0,2}$/

/** Blanks the line below such a headline: it is the text of the script, not what the script said. */
function withoutScriptBodies(lines: readonly string[]): string[] {
  const isBody = (line: string, index: number): boolean =>
    line.startsWith('> ') && scriptHeadline.test(lines[index - 1] ?? '') && (lines[index - 2] ?? '').trim() === ''
  return lines.map((line, index) => (isBody(line, index) ? '' : line))
}

function lastState(line: string): string {
  if (!line.includes('\r')) return line
  const states = line.split('\r')
  return states.findLast((state) => state !== '') ?? ''
}
