/** Where in a command a word stands. A line end ends the command at those before `pattern`. */
export const PLACE = {
  /** A command is due, reserved words are such. */
  command: 0,
  /** Behind an assignment or a redirection: a command, or nothing more. */
  assigned: 1,
  argument: 2,
  /** Before the `)` of a case. */
  pattern: 3,
  /** Behind `case`. */
  subject: 4,
  /** Before the `in` of a case. */
  subjectIn: 5,
  /** Behind `for`. */
  loopName: 6,
  /** Behind that name. */
  loopIn: 7,
} as const
