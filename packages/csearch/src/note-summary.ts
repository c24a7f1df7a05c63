import { note, type command } from '@groundcrew/core/cli'

type Command = ReturnType<typeof command>

/** The command with the `summary` of its data as a closing line on stderr, after the answer; not under `-q`. */
export function noteSummary(spoken: Command): Command {
  return {
    ...spoken,
    async *answer(input, io, style) {
      for await (const answer of spoken.answer(input, io, style)) {
        yield answer
        const { summary } = answer.data as { readonly summary: string }
        if (summary !== '' && input.flags['quiet'] !== true) note(io, `csearch: ${summary}`)
      }
    },
  }
}
