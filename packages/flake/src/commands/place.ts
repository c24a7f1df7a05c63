import { ToolError, type Io } from '@groundcrew/core/cli'
import { openHistory, type History } from '@groundcrew/core/history'
import { stateDirectory } from '@groundcrew/core/repo'
import { escapeLine, nearest } from '@groundcrew/core/text'

/** Runs a question on the history, and closes it. Undefined where nothing was ever run. */
export async function askHistory<Answer>(
  io: Io,
  ask: (history: History) => Promise<Answer>,
): Promise<Answer | undefined> {
  const history = await openHistory(await stateDirectory(io.cwd, io.env), { isOnlyExisting: true })
  if (history === undefined) return undefined
  try {
    return await ask(history)
  } finally {
    history.close()
  }
}

/**
 * The id of the one test that a user means: written in full, as it is shown (`\n` for a newline), or by a part that only one test has.
 *
 * @throws ToolError NO_SUCH_TEST, AMBIGUOUS_TEST.
 */
export function findTest(word: string, known: readonly string[]): string {
  const parts = testsNamed(word, known)
  const [only, ...others] = parts
  if (only !== undefined && others.length === 0) return only
  if (only !== undefined) {
    throw new ToolError('AMBIGUOUS_TEST', `${parts.length} tests have '${word}' in their names`, {
      hint: `name one: ${parts.slice(0, 3).map(escapeLine).join('; ')}`,
      exitCode: 2,
    })
  }
  const near = nearestTest(word, known)
  throw new ToolError('NO_SUCH_TEST', `nothing is known of a test '${word}'`, {
    hint:
      near === undefined ? 'flake run looks at the tests of this repository' : `did you mean '${escapeLine(near)}'?`,
    exitCode: 2,
  })
}

/** The test whose id, or whose name without the file, or the end of it, is almost this word. */
export function nearestTest(word: string, known: readonly string[]): string | undefined {
  const names = new Map<string, string>()
  for (const test of known) {
    const parts = escapeLine(test).split(/ > |::/)
    for (const from of [0, 1, parts.length - 1]) {
      const name = parts.slice(from).join(test.includes('::') ? '::' : ' > ')
      if (!names.has(name)) names.set(name, test)
    }
  }
  const [near] = nearest(word, [...names.keys()])
  return near === undefined ? undefined : names.get(near)
}

/** The tests that a word may mean: one, where it is written in full, or only one has it or ends in it. */
export function testsNamed(word: string, known: readonly string[]): readonly string[] {
  const exact = known.find((test) => test === word || escapeLine(test) === word)
  if (exact !== undefined) return [exact]
  const parts = known.filter((test) => test.includes(word) || escapeLine(test).includes(word))
  const ends = parts.filter((test) => test.endsWith(` > ${word}`) || test.endsWith(`::${word}`))
  return ends.length === 1 ? ends : parts
}
