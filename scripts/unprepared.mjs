/** Why this checkout cannot run its tools yet, in the words of the contract: a code, one line, the next step. */
export class Unprepared extends Error {
  /**
   * @param {string} code
   * @param {string} message
   * @param {string} hint
   * @param {readonly string[]} [details] lines of another program's output, printed before the message
   */
  constructor(code, message, hint, details = []) {
    super(message)
    this.name = 'Unprepared'
    this.code = code
    this.hint = hint
    this.details = details
  }
}

/**
 * A path on one line, whatever is in it.
 *
 * @param {string} path
 */
export function plain(path) {
  return /[\p{Cc}]/u.test(path) ? JSON.stringify(path) : path
}
