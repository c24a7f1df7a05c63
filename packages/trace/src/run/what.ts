import { usageError, type Io } from '@groundcrew/core/cli'
import { languages, type CommandWords } from './words.ts'

interface What {
  readonly rest: readonly string[]
  readonly expr: string | undefined
  /** One of `languages`. */
  readonly lang: string
  readonly call: string | undefined
  readonly args: string | undefined
}

/** The command that is meant: the words, an expression or a call; undefined where nothing is. */
export async function readWhat(io: Io, { rest, expr, lang, call, args }: What): Promise<CommandWords | undefined> {
  const [program, ...words] = rest
  if ([program, expr, call].filter((given) => given !== undefined).length > 1) {
    throw usageError('a command, --expr and --call exclude one another', 'give one of them')
  }
  if (args !== undefined && call === undefined)
    throw usageError('--args belongs to --call', 'give --call FILE#FUNCTION')
  if (expr !== undefined || call !== undefined) {
    const { callCommand, expressionCommand } = await import('./snippet.ts')
    const language = languages.find((known) => known === lang) ?? 'js'
    return call === undefined ? expressionCommand(io, expr ?? '', language) : callCommand(io, { target: call, args })
  }
  if (program === '') throw usageError('the command is an empty word', 'trace -- COMMAND')
  return program === undefined ? undefined : [program, ...words]
}
