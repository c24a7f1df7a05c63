// oxlint-disable no-control-regex -- finding control characters is the purpose

/** Characters that would steer a terminal, hide text or stand for a byte that is not UTF-8. Tab and newline are kept. */
const unsafeCharacters =
  /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u2028\u2029\u202a-\u202e\u2066-\u2069\ud800-\udfff]/gu

/**
 * Makes anybody's text safe to print: control characters, direction overrides and lone surrogates become visible escapes
 * (`\x1b`, `\u202e`); newlines and tabs stay.
 */
export function escapeControl(text: string): string {
  return text.replaceAll(unsafeCharacters, (character) => escapeOne(character))
}

/** Like `escapeControl`, and newlines and tabs become `\n` and `\t`: the text stays on one line. */
export function escapeLine(text: string): string {
  return escapeControl(text).replaceAll('\n', '\\n').replaceAll('\t', '\\t')
}

function escapeOne(character: string): string {
  const code = character.charCodeAt(0)
  if (code === 0x0d) return '\\r'
  if (code >= 0xdc80 && code <= 0xdcff) return `\\x${(code - 0xdc00).toString(16)}`
  if (code <= 0xff) return `\\x${code.toString(16).padStart(2, '0')}`
  return `\\u${code.toString(16).padStart(4, '0')}`
}
