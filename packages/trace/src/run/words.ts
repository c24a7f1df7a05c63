/** A command: the program and its arguments. */
export type CommandWords = readonly [string, ...string[]]

/** What an expression may be written in. */
export const languages = ['js', 'ts', 'python'] as const
export type Language = (typeof languages)[number]
