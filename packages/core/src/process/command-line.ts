import type { Command } from './command.ts'
import { shellWord } from '../text/index.ts'

/** The only way to a shell: for a line that the user or the repository wrote as a shell line. */
export function shellCommand(line: string): Command {
  return ['/bin/sh', '-c', line]
}

/** One line that bash, zsh and ksh read back as these very arguments; see `shellWord`. */
export function formatCommand(command: readonly string[]): string {
  return command.map((word, index) => (index === 0 ? quoteProgram(word) : shellWord(word))).join(' ')
}

const shellKeyword = /^(?:case|coproc|do|done|elif|else|esac|fi|for|function|if|in|select|then|time|until|while)$/

function quoteProgram(word: string): string {
  const isSpecial = word.includes('=') || shellKeyword.test(word)
  return isSpecial && shellWord(word) === word ? `'${word}'` : shellWord(word)
}
